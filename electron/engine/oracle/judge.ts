import type { Command, NewOrderSingle } from '../../../shared/events.ts';
import { MONEY_PER_PX, type Money, type Nanos, type Qty } from '../../../shared/units.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import { type Arrival, arrivalOf } from './arrival.ts';
import { cheapest, joined, type Plan } from './cheapest.ts';
import { type Contestant, chargeOf, type Learning, type Trial, trial } from './trial.ts';
import { type Untouched, untouched } from './untouched.ts';
import type { Window } from './window.ts';

export interface JudgeOptions {
  readonly engine: Omit<EngineOptions, 'sink' | 'witness'>;
  /** The session right before the order, whose witness `window` is. It is taken on to the end of the horizon: it is the market without it. */
  readonly base: Engine;
  readonly window: Window;
  readonly order: NewOrderSingle;
  readonly contestants: readonly Contestant[];
  /** From the order's arrival; what is not filled by then is charged. The session's close ends it, or `end`. */
  readonly horizon: Nanos;
  /** When the session was ended, where that was before its close. */
  readonly end?: Nanos;
  /** What else the session is given after the order came, in its order. Requests that name the order are left out of the market without it. */
  readonly later?: readonly Command[];
  readonly learning?: Learning;
}

/** An order, the market as it would have been without it, and what each contestant made of it, in their order. */
export interface Judgement {
  readonly order: NewOrderSingle;
  readonly arrival: Arrival;
  /** From the order's arrival to where it was followed. */
  readonly horizon: Nanos;
  readonly untouched: Untouched;
  /** What each share that an order leaves is charged in the market without it. */
  readonly charge: Money;
  readonly trials: readonly Trial[];
}

/**
 * Judges one order (domain 5.11): the market without it is run once, the order is given to each contestant in a fork of the session as it
 * was when it came. Undefined where the engine would refuse it.
 */
export function judge(options: JudgeOptions): Judgement | undefined {
  const { base, window, order, contestants, horizon, later = [], learning } = options;
  const { config } = options.engine;
  const end = options.end ?? config.closeAt;
  const arrival = arrivalOf(base, config, order);
  if (!arrival) return undefined;
  const begun = base.now;
  const state = base.save();
  const until = Math.min(begun + horizon, Math.max(begun, end)) as Nanos;
  const others = later.filter((command) => !('origClOrdID' in command) || command.origClOrdID !== order.clOrdID);
  const market = untouched({ engine: base, window, config, arrival, until, onward: goingOn(others) });
  const charge = chargeOf(base, config, arrival) ?? (0 as Money);
  const trials: Trial[] = [];
  for (const contestant of contestants) {
    const common = { engine: options.engine, state, order, arrival, until, charge, onward: goingOn(later) };
    const made = trial(contestant, { ...common, ...(learning && { learning }) });
    if (made) trials.push(made);
  }
  return { order, arrival, horizon: (until - begun) as Nanos, untouched: market, charge, trials };
}

/** What O1 and O2 would have had, given what the order itself found too: neither is ever dearer than it was. */
export function oraclesOf(judgement: Judgement, own: Trial): { readonly static: Plan; readonly window: Plan } {
  const { arrival, untouched: market } = judgement;
  const wish = { ...arrival, charge: own.charge, mayLeave: own.leftQty };
  const arrived = joined(market.arrived, own.fills);
  return { static: cheapest(arrived, wish), window: cheapest(joined(market.window, own.fills), wish) };
}

/** O1 as it was for everyone: nothing that any order found is added to it. */
export function plainStatic({ arrival, untouched: market, charge }: Judgement): Plan {
  return cheapest(market.arrived, { ...arrival, charge });
}

/**
 * Shares beyond the order that sending the whole of it to every lit venue at once would have brought (domain 5.7), taken from what stood
 * there when it would have arrived.
 */
export function overfillQty({ arrival, untouched: market }: Judgement, isLit: (venue: number) => boolean): Qty {
  const found = new Map<number, number>();
  for (const { venue, qty } of market.arrived) if (isLit(venue)) found.set(venue, (found.get(venue) ?? 0) + qty);
  let sum = 0;
  for (const qty of found.values()) sum += Math.min(qty, arrival.orderQty);
  return Math.max(0, sum - arrival.orderQty) as Qty;
}

/** Micro-dollars as bps of the whole order at its arrival midpoint. */
export function bpsOf({ orderQty, arrivalPx }: Arrival, cost: number): number {
  return (cost / (orderQty * arrivalPx * MONEY_PER_PX)) * 1e4;
}

/** Takes one session on with the commands that come meanwhile; each is given once. */
function goingOn(commands: readonly Command[]): (engine: Engine, to: Nanos) => void {
  let next = 0;
  return (engine, to) => {
    for (; next < commands.length && commands[next]!.at <= to; next++) engine.submit(commands[next]!);
    engine.advanceTo(to);
  };
}
