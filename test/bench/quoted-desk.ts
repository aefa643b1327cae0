import { Conditions } from '../../electron/engine/conditions.ts';
import { Ledger } from '../../electron/engine/order/ledger.ts';
import { Stream } from '../../electron/engine/random.ts';
import { collarPx } from '../../electron/engine/route/collar.ts';
import { type Decider, decide, legs } from '../../electron/engine/route/decide.ts';
import { Forecasts } from '../../electron/engine/route/forecast/forecasts.ts';
import { Health } from '../../electron/engine/route/health.ts';
import { Knowledge } from '../../electron/engine/route/knowledge.ts';
import { POLICIES } from '../../electron/engine/route/policies/all.ts';
import { SelfHelp } from '../../electron/engine/route/self-help.ts';
import { Way } from '../../electron/engine/route/way.ts';
import { Schedule } from '../../electron/engine/schedule.ts';
import { SILENT } from '../../electron/engine/silent.ts';
import { ConsolidatedView } from '../../electron/engine/view/consolidated.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import { LastLiquidityInd, type Side, sign } from '../../shared/fix.ts';
import type { RoutingDecision, Strategy } from '../../shared/routing.ts';
import { MICROSECOND, type Nanos, type Px, type Qty } from '../../shared/units.ts';
import { QuotedMarket, TICK } from './quoted-market.ts';

const SYMBOL = 0;
/** Children that each venue has answered before the first decision. */
const TAUGHT = 200;
/** How long the market takes for a step. */
const STEP = 37 * MICROSECOND;

/** One of the orders that are decided on, each by its number: three sizes, both sides, market orders and limits in turn. */
export interface BenchOrder {
  readonly side: Side;
  readonly orderQty: Qty;
  readonly limited: boolean;
}

export const SIZES = [500, 3_000, 20_000] as const;

export function benchOrder(number: number): BenchOrder {
  return {
    side: number % 2 === 0 ? 'buy' : 'sell',
    orderQty: SIZES[number % 3] as Qty,
    limited: number % 12 >= 6,
  };
}

/** What the router decides with, over a market of the built-in venues that is told straight to its view, with no feed between. */
export class QuotedDesk {
  readonly market: QuotedMarket;
  private readonly config: SessionConfig;
  private readonly conditions: Conditions;
  private readonly view: ConsolidatedView;
  private readonly health: Health;
  private readonly knowledge: Knowledge;
  private readonly forecasts: Forecasts;
  private readonly ledger: Ledger;
  private readonly pinged: Float64Array;
  private now: Nanos;
  private decisions = 0;

  /** `config`: the first venues are lit, those behind them dark. */
  constructor(config: SessionConfig) {
    const conditions = new Conditions(config);
    const view = new ConsolidatedView(config, conditions);
    const path = new Way(config, conditions);
    this.config = config;
    this.conditions = conditions;
    this.view = view;
    this.now = config.openAt;
    this.health = new Health(
      config,
      conditions,
      view,
      new SelfHelp({ config, schedule: new Schedule(), sink: SILENT, path, changed: () => {} }),
    );
    this.knowledge = taught(config);
    this.forecasts = new Forecasts({ config, view, knowledge: this.knowledge });
    this.ledger = new Ledger(config, view, SILENT);
    this.pinged = new Float64Array(config.venues.length);
    const lit = config.venues.filter(({ kind }) => kind === 'lit').length;
    this.market = new QuotedMarket(lit, (venue, side, px, qty) => {
      view.level(venue, SYMBOL, side === 0 ? 'buy' : 'sell', px, qty, this.now);
      const { bidPx, bidQty, askPx, askQty } = view.direct[SYMBOL];
      view.sipQuote(venue, SYMBOL, bidPx[venue], bidQty[venue], askPx[venue], askQty[venue], this.now);
    });
  }

  step(): void {
    this.now = (this.now + STEP) as Nanos;
    this.view.now = this.now;
    this.market.step();
  }

  /** A round of the order as the router does it, to the record that it would send. */
  decide(number: number, decider: Decider): RoutingDecision {
    const { config, view, conditions, health, knowledge, forecasts, ledger, pinged, now } = this;
    const { side, orderQty, limited } = benchOrder(number);
    const reference = view.referenceMid(SYMBOL);
    const orderID = `P-${number + 1}`;
    let children = 0;
    let stream: Stream | undefined;
    const decided = decide(
      {
        config,
        view,
        conditions,
        health,
        knowledge,
        forecasts,
        orderProtection: config.regime.orderProtection,
        now,
        own: ledger,
        symbol: SYMBOL,
        side,
        ordType: limited ? 'limit' : 'market',
        timeInForce: 'day',
        leavesQty: orderQty,
        dispatch: 'parallel',
        limitPx: limited ? ((reference + sign(side) * DEEP) as Px) : collarPx(config, SYMBOL, side, reference),
        destination: -1,
        pinged,
        patience: 0,
        chance: () => {
          stream ??= new Stream(config.seed, `policy/D-${this.decisions + 1}`);
          return stream;
        },
      },
      decider,
      'parallel',
    );
    return {
      type: 'RoutingDecision',
      decisionID: `D-${++this.decisions}`,
      orderID,
      round: 1,
      ...decided.reasoning,
      legs: legs(decided, () => `${orderID}-C${++children}`),
    };
  }
}

/** A limit that all displayed levels are within. */
const DEEP = 16 * TICK;

export function decider(strategy: Strategy): Decider {
  return { strategy, policy: POLICIES[strategy] };
}

/** Knowledge of venues that have all been used: every estimate has something to say. */
function taught(config: SessionConfig): Knowledge {
  const knowledge = new Knowledge(config);
  const random = new Stream(1, 'bench/taught');
  config.venues.forEach(({ kind, entryLatency, speedBump, hftPresence }, venue) => {
    for (let i = 0; i < TAUGHT; i++) {
      const got = 100 * random.below(6);
      if (kind === 'lit') knowledge.took(venue, { hoped: 500, got, shown: 500, asked: 500 });
      knowledge.pinged(venue, 500, kind === 'lit' ? got / 5 : got, 100);
      knowledge.arrived(venue, entryLatency + speedBump + random.exponential(2 * MICROSECOND));
      knowledge.markout(venue, LastLiquidityInd.removed, random.normal() - hftPresence);
      if (kind === 'lit') knowledge.markout(venue, LastLiquidityInd.added, random.normal() - 2 * hftPresence);
    }
  });
  return knowledge;
}
