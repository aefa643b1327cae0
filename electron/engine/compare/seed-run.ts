import type { SessionConfig } from '../../../shared/config/session.ts';
import type { NewOrderSingle } from '../../../shared/events.ts';
import type { TimeInForce } from '../../../shared/fix.ts';
import type { Nanos, Qty } from '../../../shared/units.ts';
import type { Mood } from '../../../shared/wire/compare.ts';
import { Engine } from '../engine.ts';
import { judge } from '../oracle/judge.ts';
import type { Contestant } from '../oracle/trial.ts';
import { Window } from '../oracle/window.ts';
import type { UserPolicies } from '../route/user-policy.ts';
import { SILENT } from '../silent.ts';
import { Memories } from './memories.ts';
import { inMood } from './moods.ts';
import { arrivesAt, orderOf, type Slot, standardSet } from './order-set.ts';
import { SeedResult } from './seed-result.ts';
import { type Troubled, troubleOf } from './trouble.ts';

/** What is compared, the same for every seed. */
export interface Comparison {
  /** Of one symbol, without faults of its own, as its scenario has it. */
  readonly config: SessionConfig;
  readonly contestants: readonly Contestant[];
  /** Shares of each size. */
  readonly sizes: readonly Qty[];
  readonly moods: readonly Mood[];
  readonly timeInForce: TimeInForce;
  readonly horizon: Nanos;
  /** In place of the standard set: these orders, by time, in every mood; each its own size. */
  readonly given?: readonly NewOrderSingle[];
}

/** An order with its place in the set, and what goes wrong when it comes. */
export interface Entry {
  readonly slot: Slot;
  readonly order: NewOrderSingle;
  readonly troubled?: Troubled;
}

/**
 * One seed of a comparison: in each mood one session runs through the times of its orders, and at each is forked for every contestant
 * (`judge`). So all of them meet the same market at the same moments; each keeps what it learns from one order to the next of a session.
 * `onOrder` is told how many orders are done; `policies` are those of users, where any is compared.
 */
export function runSeed(
  comparison: Comparison,
  seed: number,
  onOrder?: (done: number) => void,
  policies?: UserPolicies,
): SeedResult {
  const result = new SeedResult(seed, comparison.contestants.length, comparison.config.venues.length);
  let done = 0;
  comparison.moods.forEach((mood, m) => {
    const config = { ...inMood(comparison.config, mood), seed };
    const window = new Window();
    const learning = new Memories(config);
    const base = new Engine({ config, sink: SILENT, witness: window });
    for (const { slot, order, troubled } of entries(comparison, config, seed, m)) {
      if (troubled) {
        const at = (order.at - troubled.lead) as Nanos;
        base.submit({ type: 'InjectFault', at, faultID: `f-${order.at}`, fault: troubled.fault });
      }
      base.advanceTo(order.at);
      const { contestants, horizon } = comparison;
      const judgement = judge({
        engine: { config, ...(policies && { policies }) },
        base,
        window,
        order,
        contestants,
        horizon,
        learning,
      });
      const { size, side } = slot;
      result.add({ size, side, mood, ...(troubled && { trouble: troubled.kind }) }, judgement, config);
      onOrder?.(++done);
    }
  });
  return result;
}

/** Orders of one seed, all moods together. */
export function ordersASeed({ moods, sizes, given }: Comparison): number {
  return moods.length * (given?.length ?? standardSet(sizes.length, 0).length);
}

/** The orders of one seed in one mood, by time. */
export function entries(comparison: Omit<Comparison, 'contestants'>, config: SessionConfig, seed: number, mood: number): Entry[] {
  const { sizes, horizon, timeInForce, given } = comparison;
  if (given) return given.map((order, size) => ({ slot: { size, side: order.side }, order }));
  const { symbol } = config.symbols[0]!;
  return standardSet(sizes.length, seed).map((slot, i) => {
    const at = arrivesAt(config.openAt, i, horizon);
    const order = orderOf(slot, { at, symbol, orderQty: sizes[slot.size]!, timeInForce });
    // Turns go on over the moods and from seed to seed, and kinds and venues with them.
    const before = seed + mood * sizes.length * 2;
    return { slot, order, ...(slot.turn !== undefined && { troubled: troubleOf(config, before + slot.turn) }) };
  });
}
