import type { OrdType, Side, TimeInForce } from '../../shared/fix.ts';
import { pxText, qtyText } from '../../shared/format.ts';
import { type Dispatch, STRATEGIES, type Strategy, type StrategyName } from '../../shared/routing.ts';
import type { CommandReply, SessionInfo } from '../../shared/wire/contract.ts';
import {
  checkTicket,
  TICKET_FIELDS,
  type TicketErrors,
  type TicketField,
  type TicketForm,
  type TicketOrder,
  ticketField,
} from './validate.ts';

export const STRATEGY_WORDS: Readonly<Record<Strategy, readonly [name: string, note: string]>> = {
  smart: ['Smart', 'least expected cost'],
  price_time: ['Price-time', 'best price, then who was first'],
  dark_first: ['Dark first', 'midpoint before the lit books'],
  fee_aware: ['Fee aware', 'price with the fee in it'],
  latency_aware: ['Latency aware', 'nearest at the best price'],
  single_venue: ['Single venue', 'one destination'],
  broadcast: ['Broadcast', 'a part to every venue'],
  optimal: ['Optimal split', 'cheapest split, own impact in it'],
  cont_kukanov: ['Cont-Kukanov', 'part rests, part takes'],
  learned: ['Learned', 'tries what its fills have taught'],
  rebate_max: ['Rebate-max', 'rests where most is paid'],
  net_max: ['Net-max', 'rests where it costs least in all'],
};

export const DISPATCH_WORDS: Readonly<Record<Dispatch, readonly [name: string, note: string]>> = {
  sequential: ['Sequential', 'one leg at a time, the next when it has answered'],
  parallel: ['Parallel', 'all legs leave at once'],
  equalised: ['Equalised', 'each leg leaves so that all arrive at once'],
};

/** Name and note of a strategy, a user's own policy among them. */
export function strategyWords(strategy: StrategyName): readonly [name: string, note: string] {
  if (strategy.startsWith('user:')) return [strategy.slice('user:'.length), 'your own policy'];
  return STRATEGY_WORDS[strategy as Strategy];
}

/** What the ticket offers: smart first, the house's others, then those that users have brought. */
export function strategyChoices(known: readonly StrategyName[] = []): readonly StrategyName[] {
  return ['smart', ...STRATEGIES.filter((name) => name !== 'smart'), ...known.filter((name) => name.startsWith('user:'))];
}

export type Sent = { readonly reply: CommandReply } | { readonly failed: string; readonly field?: string };

/** The order ticket: what is typed, what is wrong with it, and whether it has been reviewed. A change undoes the review. */
export class Ticket {
  side = $state<Side>('buy');
  symbol = $state('');
  quantity = $state('');
  ordType = $state<OrdType>('limit');
  limit = $state('');
  timeInForce = $state<TimeInForce>('day');
  strategy = $state<StrategyName>('smart');
  dispatch = $state<Dispatch>('parallel');
  destination = $state('');
  errors = $state.raw<TicketErrors>({});
  /** The order as reviewed; the next Enter routes exactly this. */
  reviewed = $state.raw<TicketOrder | undefined>();
  sending = $state(false);

  get form(): TicketForm {
    const { side, symbol, quantity, ordType, limit, timeInForce, strategy, dispatch, destination } = this;
    return { side, symbol, quantity, ordType, limit, timeInForce, strategy, dispatch, destination };
  }

  /** The order it would send, as far as it can be read; errors are not shown for it. */
  order(session: SessionInfo, referencePx: number | undefined): TicketOrder | undefined {
    return checkTicket(this.form, session, referencePx).order;
  }

  set(change: Partial<TicketForm>): void {
    Object.assign(this, change);
    this.reviewed = undefined;
    this.errors = {};
  }

  clear(): void {
    this.set({ quantity: '', limit: '', destination: '' });
  }

  /** First Enter. Returns the first field that is wrong, if one is. */
  review(session: SessionInfo, referencePx: number | undefined): TicketField | undefined {
    const { order, errors } = checkTicket(this.form, session, referencePx);
    this.reviewed = order;
    this.errors = errors ?? {};
    return TICKET_FIELDS.find((field) => this.errors[field] !== undefined);
  }

  /** Second Enter. Returns the field that the host refused, if it did. */
  async route(send: (order: TicketOrder) => Promise<CommandReply>): Promise<TicketField | undefined> {
    const order = this.reviewed;
    if (!order || this.sending) return undefined;
    this.sending = true;
    try {
      const reply = await send(order);
      if (reply.accepted) {
        this.clear();
        return undefined;
      }
      return this.#refuse(reply.field, reply.text);
    } catch (error) {
      return this.#refuse((error as { field?: string }).field, error instanceof Error ? error.message : String(error));
    } finally {
      this.sending = false;
    }
  }

  #refuse(where: string | undefined, text: string | undefined): TicketField {
    const field = ticketField(where);
    this.reviewed = undefined;
    this.errors = { [field]: text ?? 'refused without a reason' };
    return field;
  }
}

/** The order in words: `Buy 3,000 ACME, limit 100.02, Day, Smart, parallel`. */
export function orderWords(order: TicketOrder): string {
  const kind = order.ordType === 'market' ? 'at market' : `limit ${pxText(order.price)}`;
  const force = { day: 'Day', ioc: 'IOC', fok: 'FOK' }[order.timeInForce];
  const venue = order.exDestination === undefined ? '' : ` at ${order.exDestination}`;
  return `${order.side === 'buy' ? 'Buy' : 'Sell'} ${qtyText(order.orderQty)} ${order.symbol}, ${kind}, ${force}, ${strategyWords(order.strategy)[0]}${venue}, ${order.dispatch}`;
}

/** `text` moved by `step`, kept at or above `least`; an empty field starts at `start`. */
export function stepText(
  text: string,
  step: number,
  least: number,
  start: number,
  parse: (text: string) => number | undefined,
  print: (value: number) => string,
): string {
  const value = parse(text);
  return print(value === undefined ? start : Math.max(least, value + step));
}
