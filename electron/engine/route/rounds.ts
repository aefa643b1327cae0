import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Sink } from '../../../shared/events.ts';
import { isWithin, type Side } from '../../../shared/fix.ts';
import type { RoutingDecision, StrategyName, UserStrategy } from '../../../shared/routing.ts';
import type { Nanos, Px, Qty } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import type { Ledger } from '../order/ledger.ts';
import { type Child, openQty, type Parent } from '../order/order.ts';
import { Stream } from '../random.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import { type Decided, type Decider, decide, firmUp, legs } from './decide.ts';
import type { Forecasts } from './forecast/forecasts.ts';
import type { Health } from './health.ts';
import type { Knowledge } from './knowledge.ts';
import type { Legs } from './legs.ts';
import { type OthersLevel, othersLevels } from './others.ts';
import { POLICIES } from './policies/all.ts';
import { type OrderDraft, preview } from './preview.ts';
import type { Desk, Situation } from './situation.ts';
import { isUserStrategy, type UserStrategies } from './user-strategies.ts';

export interface RoundsParts {
  readonly config: SessionConfig;
  readonly view: ConsolidatedView;
  readonly conditions: Conditions;
  readonly health: Health;
  readonly knowledge: Knowledge;
  readonly forecasts: Forecasts;
  readonly ledger: Ledger;
  readonly legs: Legs;
  readonly users: UserStrategies;
  readonly sink: Sink;
  /** Nanoseconds of any clock, to measure decisions by. */
  readonly stopwatch?: () => number;
}

/**
 * The routing rounds of a session: each lays an order before its policy as everything stands now, keeps the reasoning as a RoutingDecision,
 * and sends the legs after it.
 */
export class Rounds {
  private readonly parts: RoundsParts;
  private decisions = 0;
  orderProtection: boolean;

  constructor(parts: RoundsParts) {
    this.parts = parts;
    this.orderProtection = parts.config.regime.orderProtection;
  }

  /** What is known now, whatever the order. */
  desk(now: Nanos): Desk {
    const { config, view, conditions, health, knowledge, forecasts, ledger } = this.parts;
    const { orderProtection } = this;
    return { config, view, conditions, health, knowledge, forecasts, orderProtection, now, own: ledger };
  }

  /** What the order's policy makes of its free shares; `patient`: to rest at most. */
  decide(now: Nanos, parent: Parent, free: Qty, patient: boolean): Decided {
    return this.timed(() => decide(this.situation(now, parent, free), this.decider(parent.strategy), parent.dispatch, patient));
  }

  /** Keeps a decision, and sends its legs; `invitation`: the conditional leg that it answers for. */
  send(now: Nanos, parent: Parent, decided: Decided, invitation?: number): void {
    const { decisionID, legs } = this.record(now, parent, decided);
    for (const [i, leg] of legs.entries()) {
      const { venue } = decided.allotments[i]!.option;
      const displayQty = leg.action === 'take' ? this.shownWithin(now, venue, parent, leg.px) : (0 as Qty);
      const more = invitation === undefined ? {} : { invitation };
      this.parts.legs.send(now, parent, { leg, venue, decisionID, displayQty, ...more });
    }
  }

  /** Answers a pool's invitation of a conditional leg with so many shares; a sentence where the pool cannot be used now. */
  firmUp(now: Nanos, parent: Parent, { index, orderID, venue }: Child, qty: Qty): string | undefined {
    const free = (openQty(parent) - this.parts.ledger.outstanding(parent)) as Qty;
    const decided = this.timed(() =>
      firmUp(this.situation(now, parent, free), this.decider(parent.strategy), { orderID, venue, qty }),
    );
    if (typeof decided === 'string') return decided;
    this.send(now, parent, decided, index);
    return undefined;
  }

  record(now: Nanos, parent: Parent, decided: Decided): RoutingDecision {
    parent.round += 1;
    parent.lastRoundAt = now;
    const decision: RoutingDecision = {
      type: 'RoutingDecision',
      decisionID: `D-${++this.decisions}`,
      orderID: parent.orderID,
      round: parent.round,
      ...decided.reasoning,
      legs: legs(decided, () => `${parent.orderID}-C${++parent.children}`),
    };
    this.parts.sink.event(decision);
    this.parts.users.tell(now, decision);
    return decision;
  }

  /** What every strategy of the house, and these of users, would decide now for an order that is not sent. */
  preview(now: Nanos, order: OrderDraft, users: readonly UserStrategy[]): RoutingDecision[] {
    const deciders = users.map((strategy) => this.parts.users.previewer(strategy));
    return preview(this.desk(now), order, () => this.chance(), deciders);
  }

  /** What a venue displays to an order on `side`, our own shares left out. */
  displayed(now: Nanos, venue: number, symbol: number, side: Side): OthersLevel[] {
    return othersLevels(this.desk(now), venue, symbol, side);
  }

  save(): RoundsState {
    const { decisions, orderProtection } = this;
    return { decisions, orderProtection };
  }

  restore({ decisions, orderProtection }: RoundsState): void {
    this.decisions = decisions;
    this.orderProtection = orderProtection;
  }

  private timed<Made>(made: () => Made): Made {
    const { stopwatch, sink } = this.parts;
    const began = stopwatch?.();
    const result = made();
    if (stopwatch && began !== undefined) sink.took?.(stopwatch() - began);
    return result;
  }

  private situation(now: Nanos, parent: Parent, leavesQty: Qty): Situation {
    const { symbol, side, ordType, timeInForce, dispatch, limitPx, destination, pinged, inVain } = parent;
    const { ledger } = this.parts;
    const asked = ledger.conditionals.size > 0 && new Set(ledger.conditionalsOf(parent).map(({ venue }) => venue));
    return {
      ...this.desk(now),
      symbol,
      side,
      ordType,
      timeInForce,
      leavesQty,
      dispatch,
      limitPx,
      destination,
      pinged,
      inVain,
      ...(asked && { asked }),
      patience: Math.max(0, parent.restUntil - now),
      chance: this.chance(),
    };
  }

  /** One stream a decision, of its own time and number, so that nothing is kept between two. */
  private chance(): () => Stream {
    let stream: Stream | undefined;
    return () => {
      stream ??= new Stream(this.parts.config.seed, `policy/${this.parts.view.now}/${this.decisions + 1}`);
      return stream;
    };
  }

  private decider(strategy: StrategyName): Decider {
    return isUserStrategy(strategy) ? this.parts.users.decider(strategy) : { strategy, policy: POLICIES[strategy] };
  }

  private shownWithin(now: Nanos, venue: number, parent: Parent, px: Px): Qty {
    let shown = 0;
    for (const level of this.displayed(now, venue, parent.symbol, parent.side))
      if (isWithin(parent.side, level.px, px)) shown += level.qty;
    return shown as Qty;
  }
}

export interface RoundsState {
  readonly decisions: number;
  readonly orderProtection: boolean;
}
