import type { SessionConfig } from '../../../shared/config/session.ts';
import { LastLiquidityInd } from '../../../shared/fix.ts';
import { middle, type Px } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import { VenueSays } from '../kinds.ts';
import type { Witness } from '../market/witness.ts';
import { Stream } from '../random.ts';
import { restoreParts } from '../restore.ts';
import type { Schedule } from '../schedule.ts';
import { BID, MIN_AGGREGATE } from './book.ts';
import type { VenueClock } from './clock.ts';
import { OURS } from './owners.ts';
import { CONDITIONAL, Pool, type PoolHost, type PoolParty, type PoolState } from './pool.ts';
import type { PriceRules } from './price-rules.ts';
import type { Reports } from './reports.ts';
import type { Sight } from './sight.ts';
import type { Sightings } from './sightings.ts';
import type { Trades } from './trades.ts';

export interface PoolsParts {
  readonly config: SessionConfig;
  readonly clock: VenueClock;
  readonly schedule: Schedule;
  readonly conditions: Conditions;
  readonly sight: Sight | undefined;
  readonly rules: PriceRules;
  readonly trades: Trades;
  readonly reports: Reports;
  readonly sightings: Sightings;
  readonly witness: Witness | undefined;
}

/** The dark pools that hold orders, one for each symbol: what they may match at, and whom they tell. */
export class Pools implements PoolHost {
  /** By symbol x venues + venue; undefined where a venue has none. */
  readonly at: readonly (Pool | undefined)[];
  lastFilled = 0;
  private readonly parts: PoolsParts;

  constructor(parts: PoolsParts) {
    this.parts = parts;
    const { config, schedule } = parts;
    this.at = config.symbols.flatMap(({ symbol: name }, symbol) =>
      config.venues.map(({ mic, pool: spec }, venue) => {
        if (!spec) return undefined;
        return new Pool({ venue, symbol, spec, schedule, stream: new Stream(config.seed, `${mic}/${name}/match`), host: this });
      }),
    );
  }

  /** An order of others. Returns its number, 0 when nothing of it is left here. */
  enter(
    pool: Pool,
    side: number,
    limitPx: number,
    qty: number,
    owner: number,
    ioc: boolean,
    flags: number,
    minQty: number,
  ): number {
    const { clock, witness } = this.parts;
    const together = (flags & MIN_AGGREGATE) !== 0;
    const order = pool.enter(clock.now, {
      side,
      limitPx,
      qty,
      owner,
      ioc,
      flags: flags & CONDITIONAL,
      minQty,
      together,
      child: -1,
    });
    this.lastFilled = pool.lastFilled;
    if (order !== 0 && witness?.added) {
      const leaves = qty - pool.lastFilled;
      const firm = (flags & CONDITIONAL) === 0;
      witness.added(clock.now, pool.venue, pool.symbol, side, limitPx, leaves, true, Math.min(minQty, leaves), firm);
    }
    return order;
  }

  /** Returns the shares removed, 0 when the order is gone. */
  cancel(pool: Pool, order: number): number {
    const { clock, witness } = this.parts;
    const party = witness?.cancelled && pool.find(order);
    if (party) witness.cancelled!(clock.now, pool.venue, pool.symbol, party.side, party.limitPx, party.leaves);
    return pool.cancel(order);
  }

  poolTraded({ venue, symbol }: Pool, maker: PoolParty, taker: PoolParty, px: number, qty: number): void {
    const { trades } = this.parts;
    this.tell(venue, symbol, maker, LastLiquidityInd.added, px, qty);
    this.tell(venue, symbol, taker, LastLiquidityInd.removed, px, qty);
    trades.matched(venue, symbol, taker.side, taker.owner, px, qty, true);
  }

  poolDone({ venue }: Pool, { owner, child, limitPx }: PoolParty): void {
    if (owner === OURS) this.parts.reports.say(venue, child, VenueSays.canceled, limitPx);
  }

  poolInvited({ venue }: Pool, { child }: PoolParty, qty: number): void {
    this.parts.reports.say(venue, child, VenueSays.invited, 0, qty);
  }

  poolLapsed({ venue }: Pool, { child }: PoolParty): void {
    this.parts.reports.say(venue, child, VenueSays.lapsed);
  }

  poolAnswers({ venue }: Pool): boolean {
    return this.parts.conditions.down[venue] === 0;
  }

  poolMid({ venue, symbol }: Pool): number {
    const { conditions, sight, rules } = this.parts;
    if (!sight || !conditions.accepts(venue, symbol)) return 0;
    const mid = middle(sight.bestBid(venue, symbol), sight.bestAsk(venue, symbol));
    return mid > 0 && rules.inBands(symbol, mid) ? mid : 0;
  }

  save(): PoolsState {
    return this.at.map((pool) => pool?.save());
  }

  restore(state: PoolsState): void {
    restoreParts('pools', this.at, state);
  }

  private tell(venue: number, symbol: number, party: PoolParty, liquidity: number, px: number, qty: number): void {
    const { reports, trades, sightings } = this.parts;
    const { child } = party;
    const side = party.side === BID ? 'buy' : 'sell';
    if (party.owner === OURS) {
      reports.traded({ venue, symbol, child, side, px: px as Px, qty, liquidity, hidden: true, iso: false });
      sightings.traded({ child, venue, symbol, side, qty });
    } else if (party.rested) trades.filled(venue, symbol, party.order, party.owner, px, qty, party.leaves);
  }
}

export type PoolsState = readonly (PoolState | undefined)[];
