import type { KnowledgeFile } from '../../../shared/config/knowledge.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import type { NewOrderSingle } from '../../../shared/events.ts';
import { isWithin, opposite } from '../../../shared/fix.ts';
import type { Dispatch, StrategyName } from '../../../shared/routing.ts';
import { type Money, type Nanos, type Px, type Qty, SECOND } from '../../../shared/units.ts';
import { Engine, type EngineOptions, type EngineState } from '../engine.ts';
import { isUserStrategy } from '../route/user-strategies.ts';
import type { Arrival } from './arrival.ts';
import { unitCost } from './cheapest.ts';
import { type Fill, Hearing } from './hearing.ts';
import { LEAK_AFTER } from './untouched.ts';

/** Who is given an order: a strategy with the way in which its legs leave. */
export interface Contestant {
  readonly name: string;
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
  /** What its router begins with in place of what the session's does; for whoever carries what it learns. */
  readonly knowledge?: KnowledgeFile;
}

/**
 * Carries what a strategy has learned from one of its orders to the next. Its orders are tried in forks of a market that it never traded
 * in, so a fork knows nothing of the one before: `recall` says what its engine starts with, `remember` takes it when the trial is over.
 */
export interface Learning {
  recall(contestant: Contestant): Partial<Pick<EngineOptions, 'config' | 'knowledge'>>;
  remember(engine: Engine, contestant: Contestant): void;
}

/** What one contestant made of the order. Money in micro-dollars against the arrival midpoint, positive is bad. */
export interface Trial {
  readonly contestant: Contestant;
  readonly fills: readonly Fill[];
  readonly filledQty: Qty;
  readonly leftQty: Qty;
  /** Of each share that is left: the far touch at the end of the horizon and the dearest taker fee. */
  readonly charge: Money;
  /** All in: prices, fees, and the shares left. */
  readonly cost: Money;
  readonly fees: Money;
  /** Midpoint after `LEAK_AFTER`; absent where there was none. */
  readonly laterPx?: Px;
  readonly firstSentQty: Qty;
  readonly firstFilledQty: Qty;
  /**
   * Of the shares that the far touch showed when the order came, those of the order's size at most, the part that it got at that price or
   * better (domain 5.6); undefined where there was no far touch.
   */
  readonly touchRate?: number;
  /** Its policy is a user's and was stopped, so that the order went on by `price_time`. */
  readonly stopped: boolean;
  /** From the order's arrival to the word of its last share; absent where some are left. */
  readonly took?: Nanos;
}

export interface TrialOptions {
  readonly engine: Omit<EngineOptions, 'sink' | 'witness'>;
  /** Right before the order. */
  readonly state: EngineState;
  readonly order: NewOrderSingle;
  readonly arrival: Arrival;
  readonly until: Nanos;
  /** What a share that is left costs in the market without the order; used where its own market says nothing. */
  readonly charge: Money;
  readonly onward: (engine: Engine, to: Nanos) => void;
  readonly learning?: Learning;
}

/** Gives the order to one contestant in a fork of the session. Undefined where the engine refuses it. */
export function trial(contestant: Contestant, options: TrialOptions): Trial | undefined {
  const { state, order, arrival, until, onward, learning } = options;
  const { config } = options.engine;
  const hearing = new Hearing(config, order.clOrdID);
  const knowing = learning?.recall(contestant);
  const engine = Engine.restore({ ...options.engine, ...knowing, sink: hearing, witness: hearing }, state);
  const begun = engine.now;
  engine.submit(givenTo(contestant, order, begun));
  if (hearing.refused) return undefined;
  onward(engine, Math.min(until, begun + LEAK_AFTER) as Nanos);
  const laterPx = engine.liquidity.mid(arrival.symbol);
  while (!hearing.done && engine.now < until) onward(engine, Math.min(until, engine.now + SECOND) as Nanos);
  const { fills, filledQty, firstSentQty, firstFilledQty } = hearing;
  const leftQty = (order.orderQty - filledQty) as Qty;
  let { charge } = options;
  if (leftQty > 0) {
    onward(engine, until);
    charge = chargeOf(engine, config, arrival) ?? charge;
  }
  // The midpoint a second after the last fill is the last that a router learns from.
  if (learning) {
    onward(engine, Math.max(engine.now, hearing.lastAt + SECOND) as Nanos);
    learning.remember(engine, contestant);
  }
  return {
    contestant,
    fills,
    filledQty,
    leftQty,
    charge,
    cost: (sum(fills, (fill) => fill.qty * unitCost(arrival, fill)) + leftQty * charge) as Money,
    fees: sum(fills, (fill) => fill.qty * fill.fee) as Money,
    ...(laterPx > 0 && { laterPx: laterPx as Px }),
    firstSentQty,
    firstFilledQty,
    ...(hearing.touch && { touchRate: touchRate(hearing.touch, order, fills) }),
    stopped: hearing.stopped && isUserStrategy(contestant.strategy),
    ...(leftQty === 0 && { took: (hearing.lastAt - begun) as Nanos }),
  };
}

/** What a share that is bought or sold now at the far touch for the dearest taker fee costs, micro-dollars; undefined without a far side. */
export function chargeOf(engine: Engine, { venues }: SessionConfig, arrival: Arrival): Money | undefined {
  const px = engine.liquidity.best(arrival.symbol, opposite(arrival.side)) as Px;
  if (px === 0) return undefined;
  const fees = venues.map(({ kind }, v) => (kind === 'lit' ? engine.conditions.takerFee[v]! : Number.NEGATIVE_INFINITY));
  return unitCost(arrival, { px, fee: Math.max(...fees) as Money });
}

function touchRate(touch: NonNullable<Hearing['touch']>, { side, orderQty }: NewOrderSingle, fills: readonly Fill[]): number {
  const wanted = Math.min(orderQty, touch.qty);
  return (
    Math.min(
      wanted,
      sum(fills, ({ px, qty }) => (isWithin(side, px, touch.px) ? qty : 0)),
    ) / wanted
  );
}

/** A venue to go to is a rule for the strategy that asks for one alone. */
function givenTo({ strategy, dispatch }: Contestant, { exDestination, ...order }: NewOrderSingle, at: Nanos): NewOrderSingle {
  const bound = strategy === 'single_venue' && exDestination !== undefined;
  return { ...order, at, strategy, dispatch, ...(bound && { exDestination }) };
}

function sum<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}
