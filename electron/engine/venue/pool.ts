import type { PoolSpec } from '../../../shared/market.ts';
import { SECOND } from '../../../shared/units.ts';
import { Kind } from '../kinds.ts';
import type { Stream, StreamState } from '../random.ts';
import type { Schedule } from '../schedule.ts';
import { BID, OFFER } from './book.ts';
import { OURS } from './owners.ts';

/** Flag: the order is not firm. It is invited when it could match, and then firmed up, or gone. */
export const CONDITIONAL = 1 << 27;
/** An invitation is out; only the pool sets it. */
const INVITED = 1 << 26;
/** An invitation is over that is not firmed up within this (domain 3.1.7). */
export const FIRM_UP_WITHIN = SECOND / 2;

/** Whom a pool tells and asks. Nothing here may act on the pool at once. */
export interface PoolHost {
  /** `qty` shares matched at `px`; the maker was here first. Child is -1 for others' orders. */
  poolTraded(pool: Pool, maker: PoolParty, taker: PoolParty, px: number, qty: number): void;
  /** What is left of an order that is not to rest goes. */
  poolDone(pool: Pool, party: PoolParty): void;
  /** A conditional order of ours could trade `qty` shares with firm ones, if it were firm. */
  poolInvited(pool: Pool, party: PoolParty, qty: number): void;
  /** It is gone: nothing firm of ours came in time. */
  poolLapsed(pool: Pool, party: PoolParty): void;
  /** Whether the pool is not out. */
  poolAnswers(pool: Pool): boolean;
  /** The midpoint that the pool sees now, 0 where there is none or it must not match. */
  poolMid(pool: Pool): number;
}

/** One side of a match. */
export interface PoolParty {
  readonly order: number;
  readonly owner: number;
  readonly side: number;
  readonly child: number;
  readonly leaves: number;
  readonly limitPx: number;
  /** Rests in the pool: it came before this moment. */
  readonly rested: boolean;
}

interface Order extends PoolParty {
  leaves: number;
  rested: boolean;
  flags: number;
  readonly minQty: number;
  readonly together: boolean;
  readonly ioc: boolean;
}

export interface PoolEntry {
  readonly side: number;
  /** Px; 0 for no limit. */
  readonly limitPx: number;
  readonly qty: number;
  readonly owner: number;
  readonly ioc: boolean;
  readonly flags: number;
  readonly minQty: number;
  /** Several contra orders may give the MinQty together. */
  readonly together: boolean;
  /** Ours: the child; -1 otherwise. */
  readonly child: number;
}

export interface PoolParts {
  readonly venue: number;
  readonly symbol: number;
  readonly spec: PoolSpec;
  readonly schedule: Schedule;
  readonly stream: Stream;
  readonly host: PoolHost;
}

/**
 * A dark pool's orders in one symbol (domain 3.1.7): all hidden, all at the midpoint within their limits. Priority is the keener limit,
 * then size, then time. MinQty (110) asks for that much from one contra order, or from all together; never for more than
 * is left of its own order. Matches at once, or, with an interval, at random times: what arrives waits for the next one.
 *
 * Conditional orders are invited when they could trade. Those of others become firm by themselves after a while, or go. We are told of
 * ours: only firm orders of others count for it, it counts for nobody, and it goes when a firm order of ours takes its place or none has
 * come in time.
 *
 * A pool sees tens of orders at a time and a few a second, so they are plain objects and a match looks at all of them.
 */
export class Pool {
  readonly venue: number;
  readonly symbol: number;
  private readonly spec: PoolSpec;
  private readonly schedule: Schedule;
  private readonly stream: Stream;
  private readonly host: PoolHost;
  private readonly orders: [Order[], Order[]] = [[], []];
  private lastOrder = 0;
  /** A match at the end of an interval is under way. */
  private matchDue = false;
  /** The midpoint at which everything here has met. */
  private metAt = 0;
  /** Shares the last `enter` traded at once. */
  lastFilled = 0;

  constructor({ venue, symbol, spec, schedule, stream, host }: PoolParts) {
    this.venue = venue;
    this.symbol = symbol;
    this.spec = spec;
    this.schedule = schedule;
    this.stream = stream;
    this.host = host;
  }

  /** Takes an order in. Returns its number, 0 when nothing of it is left here. */
  enter(now: number, entry: PoolEntry): number {
    const { side, qty, ioc } = entry;
    const order: Order = { ...entry, order: ++this.lastOrder, leaves: qty, rested: false };
    this.lastFilled = 0;
    if (this.spec.interval) {
      order.rested = true;
      this.orders[side]!.push(order);
      this.waitForMatch(now);
      return order.order;
    }
    if ((order.flags & CONDITIONAL) === 0) this.meet(order, this.host.poolMid(this));
    this.lastFilled = qty - order.leaves;
    if (order.leaves > 0 && !ioc) {
      order.rested = true;
      this.orders[side]!.push(order);
      this.tidy();
      this.invite(now);
      return order.order;
    }
    if (order.leaves > 0) this.host.poolDone(this, order);
    this.tidy();
    return 0;
  }

  /** Returns the shares removed, 0 when the order is gone. */
  cancel(number: number): number {
    return this.remove((order) => order.order === number);
  }

  find(number: number): Order | undefined {
    for (const side of this.orders) for (const order of side) if (order.order === number) return order;
    return undefined;
  }

  cancelChild(child: number): boolean {
    return this.remove((order) => order.child === child) > 0;
  }

  /** Children of ours that are here, oldest first. */
  children(): number[] {
    return this.orders
      .flat()
      .filter(({ owner }) => owner === OURS)
      .sort((a, b) => a.order - b.order)
      .map(({ child }) => child);
  }

  /** Firm shares of a side. */
  hidden(side: number): number {
    return this.orders[side]!.reduce((sum, { flags, leaves }) => sum + ((flags & CONDITIONAL) === 0 ? leaves : 0), 0);
  }

  /** Firm shares of others that an order of `qty` shares on the other side could meet at `mid`. */
  available(side: number, mid: number, qty: number): number {
    let sum = 0;
    for (const order of ranked(this.orders[side]!, mid)) if (order.owner !== OURS && least(order) <= qty) sum += order.leaves;
    return sum;
  }

  /** The midpoint moved, or matching goes on: what rests may meet now. */
  moved(now: number): void {
    const [bids, offers] = this.orders;
    const mid = this.host.poolMid(this);
    const met = mid === this.metAt || bids.length === 0 || offers.length === 0;
    // Whoever comes later tries this midpoint by itself.
    if (met) this.metAt = mid;
    // What is not to rest and is still here waits for a match that an outage has swallowed.
    if (met && !this.hasPings()) return;
    if (this.spec.interval) this.waitForMatch(now);
    else this.match(now);
  }

  /** Kind.poolMatch: 0 ends an interval, else a conditional order answers. */
  due(now: number, number: number): void {
    if (number === 0) {
      this.matchDue = false;
      if (this.host.poolAnswers(this)) this.match(now);
    } else this.answer(now, number);
  }

  save(): PoolState {
    const { lastOrder, matchDue, metAt } = this;
    return { orders: [[...this.orders[BID]], [...this.orders[OFFER]]], lastOrder, matchDue, metAt, stream: this.stream.save() };
  }

  restore(state: PoolState): void {
    this.orders[BID] = state.orders[BID]!.map((order) => ({ ...order }));
    this.orders[OFFER] = state.orders[OFFER]!.map((order) => ({ ...order }));
    this.lastOrder = state.lastOrder;
    this.matchDue = state.matchDue;
    this.metAt = state.metAt;
    this.stream.restore(state.stream);
  }

  private waitForMatch(now: number): void {
    const { interval } = this.spec;
    if (this.matchDue || !interval) return;
    this.matchDue = true;
    const wait = interval.min + this.stream.below(interval.max - interval.min + 1);
    this.schedule.push(now + wait, Kind.poolMatch, this.venue, this.symbol, 0);
  }

  /** Everything here meets everything else: buys in their priority, each against the sells in theirs. */
  private match(now: number): void {
    const mid = this.host.poolMid(this);
    this.metAt = mid;
    if (mid > 0) for (const buy of ranked(this.orders[BID], mid)) this.meet(buy, mid);
    for (const side of this.orders)
      for (const order of side)
        if (order.ioc && order.leaves > 0) {
          this.host.poolDone(this, order);
          order.leaves = 0;
        }
    this.tidy();
    this.invite(now);
  }

  /** One firm order against the other side. */
  private meet(order: Order, mid: number): void {
    if (mid === 0 || !within(order, mid)) return;
    const contras = ranked(this.orders[1 - order.side]!, mid).filter((contra) => !isOwn(order, contra));
    if (order.together && available(order, contras) < least(order)) return;
    for (const contra of contras) {
      const qty = Math.min(order.leaves, contra.leaves);
      if (qty === 0) continue;
      if (qty < least(contra) || (!order.together && qty < least(order))) continue;
      order.leaves -= qty;
      contra.leaves -= qty;
      // Of two that waited for the same match the older one was here first.
      const first = order.rested && order.order < contra.order;
      this.host.poolTraded(this, first ? order : contra, first ? contra : order, mid, qty);
    }
  }

  /** Conditional orders that could match with what rests here are asked. */
  private invite(now: number): void {
    const mid = this.host.poolMid(this);
    if (mid === 0) return;
    this.inviteOurs(now, mid);
    for (const side of this.orders)
      for (const order of side) {
        if (!waits(order, mid) || order.owner === OURS) continue;
        const fits = this.orders[1 - order.side]!.some((contra) => {
          const qty = Math.min(order.leaves, contra.leaves);
          if (contra.ioc || !within(contra, mid) || isOursConditional(contra)) return false;
          return qty >= least(order) && qty >= least(contra);
        });
        if (!fits) continue;
        order.flags |= INVITED;
        const wait = Math.ceil(this.stream.exponential(this.spec.firmUpMedian / Math.LN2));
        this.schedule.push(now + wait, Kind.poolMatch, this.venue, this.symbol, order.order);
      }
  }

  /** Ours may meet several at once, so all that it could trade is told. No chance is drawn: others are let be. */
  private inviteOurs(now: number, mid: number): void {
    for (const side of this.orders)
      for (const order of side) {
        if (!waits(order, mid) || order.owner !== OURS) continue;
        const contras = ranked(this.orders[1 - order.side]!, mid).filter((contra) => !contra.ioc && !isOwn(order, contra));
        const qty = available(order, contras);
        if (qty === 0 || qty < least(order)) continue;
        order.flags |= INVITED;
        this.host.poolInvited(this, order, qty);
        this.schedule.push(now + FIRM_UP_WITHIN, Kind.poolMatch, this.venue, this.symbol, order.order);
      }
  }

  /** Firm now, or gone. One that was cancelled meanwhile answers nothing. */
  private answer(now: number, number: number): void {
    const order = this.find(number);
    if (!order) return;
    if (order.owner === OURS) return this.lapse(now, order);
    if (!this.stream.chance(this.spec.firmUp)) {
      this.cancel(number);
      return;
    }
    order.flags &= ~(CONDITIONAL | INVITED);
    if (this.spec.interval) this.waitForMatch(now);
    else {
      const mid = this.host.poolMid(this);
      this.meet(order, mid);
      this.tidy();
      if (mid > 0) this.inviteOurs(now, mid);
    }
  }

  /** A pool that is out takes nothing away and looks again later. */
  private lapse(now: number, order: Order): void {
    if (!this.host.poolAnswers(this)) {
      this.schedule.push(now + FIRM_UP_WITHIN, Kind.poolMatch, this.venue, this.symbol, order.order);
      return;
    }
    this.cancel(order.order);
    this.host.poolLapsed(this, order);
  }

  private remove(which: (order: Order) => boolean): number {
    for (const side of this.orders) {
      const at = side.findIndex(which);
      if (at >= 0) return side.splice(at, 1)[0]!.leaves;
    }
    return 0;
  }

  private hasPings(): boolean {
    for (const side of this.orders) for (const order of side) if (order.ioc) return true;
    return false;
  }

  private tidy(): void {
    for (const side of this.orders) for (let i = side.length - 1; i >= 0; i--) if (side[i]!.leaves === 0) side.splice(i, 1);
  }
}

export interface PoolState {
  readonly orders: readonly (readonly Order[])[];
  readonly lastOrder: number;
  readonly matchDue: boolean;
  readonly metAt: number;
  readonly stream: StreamState;
}

function within({ side, limitPx }: Order, mid: number): boolean {
  return limitPx === 0 || (side === BID ? mid <= limitPx : mid >= limitPx);
}

/** Conditional, not invited yet, and might trade at `mid`. */
function waits(order: Order, mid: number): boolean {
  return (order.flags & (CONDITIONAL | INVITED)) === CONDITIONAL && within(order, mid);
}

function isOursConditional({ flags, owner }: Order): boolean {
  return owner === OURS && (flags & CONDITIONAL) !== 0;
}

function isOwn(a: Order, b: Order): boolean {
  return a.owner === OURS && b.owner === OURS;
}

/** What one match must give an order at least. */
function least({ minQty, leaves }: Order): number {
  return Math.min(minQty, leaves);
}

/** Firm orders that may trade at `mid`, keener limit first, then larger, then older. */
function ranked(orders: readonly Order[], mid: number): Order[] {
  const keenness = ({ side, limitPx }: Order) => (limitPx === 0 ? Number.POSITIVE_INFINITY : side === BID ? limitPx : -limitPx);
  return orders
    .filter((order) => (order.flags & CONDITIONAL) === 0 && order.leaves > 0 && within(order, mid))
    .sort((a, b) => compare(keenness(b), keenness(a)) || b.leaves - a.leaves || a.order - b.order);
}

/** Infinite values differ by nothing. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** Shares that a walk over the contras would give. */
function available(order: Order, contras: readonly Order[]): number {
  let left = order.leaves;
  for (const contra of contras) {
    const qty = Math.min(left, contra.leaves);
    if (qty > 0 && qty >= least(contra)) left -= qty;
  }
  return order.leaves - left;
}
