import seedrandom from 'seedrandom';
import { faultProblem } from '../../shared/config/fault.ts';
import {
  type EngineEvent,
  type ExecutionReport,
  type FaultReport,
  TRADING_STATES,
  type TradingStatus,
} from '../../shared/events.ts';
import { sign } from '../../shared/fix.ts';
import type { SymbolSpec, VenueSpec } from '../../shared/market.ts';
import type { OrderRegret } from '../../shared/regret.ts';
import { type Candidate, type Cost, type RoutingDecision, STRATEGIES, type StrategyName } from '../../shared/routing.ts';
import type { TradeThrough } from '../../shared/trade-through.ts';
import {
  MONEY_PER_PX,
  type Money,
  micros,
  millis,
  money,
  type Nanos,
  nanos,
  notional,
  type Px,
  px,
  qty,
} from '../../shared/units.ts';
import { WireFailure } from '../../shared/wire/client.ts';
import type {
  ClockState,
  DeskSnapshot,
  KillState,
  Params,
  Preview,
  Pushes,
  PushName,
  Replies,
  RequestName,
  VenueScore,
} from '../../shared/wire/contract.ts';
import {
  FLAG,
  FRAME_VERSION,
  HEADER,
  LEVEL_SIZE,
  layout,
  PRINT_SIZE,
  SYMBOL,
  SYMBOL_SIZE,
  TROUBLE,
  VENUE,
  VENUE_SIZE,
} from '../../shared/wire/frame.ts';
import type { LearningReport } from '../../shared/wire/learning.ts';

import { compareReport } from './compare-report.ts';
import { learningReport } from './learning-report.ts';
import { realismReport } from './realism-report.ts';
import { tuneReport } from './tune-report.ts';

/** What a desk can be connected to; the shape of `renderer/transport/link.ts`. */
type Watch = (listener: (state: { readonly state: 'open' }) => void) => () => void;

const venueTable = [
  ['XNYS', 'NYSE', 'N', 'lit', 0.003, 212],
  ['ARCX', 'NYSE Arca', 'P', 'lit', 0.003, 220],
  ['XNAS', 'Nasdaq', 'Q', 'lit', 0.003, 141],
  ['BATS', 'Cboe BZX', 'Z', 'lit', 0.0025, 66],
  ['EDGX', 'Cboe EDGX', 'K', 'lit', 0.002, 71],
  ['BATY', 'Cboe BYX', 'Y', 'lit', -0.0002, 74],
  ['IEXG', 'IEX', 'V', 'lit', 0.0009, 418],
  ['MEMX', 'MEMX', 'U', 'lit', 0.0028, 58],
  ['UBSA', 'UBS ATS', 'UB', 'dark', 0.001, 0],
  ['ASMT', 'IntelligentCross', 'IC', 'dark', 0.0008, 0],
  ['SGMT', 'Sigma X2', 'SX', 'dark', 0.001, 0],
  ['LEVL', 'Level ATS', 'LV', 'dark', 0.001, 0],
] as const;

const symbolTable = [
  ['ACME', 100.0],
  ['BOLT', 47.36],
  ['CYGN', 212.84],
  ['DRUM', 18.92],
  ['ELMS', 73.15],
  ['FJRD', 9.47],
  ['GRIT', 131.6],
  ['HALO', 56.08],
  ['IRIS', 301.22],
] as const;

const venues: readonly VenueSpec[] = venueTable.map(([mic, name, letter, kind, fee, latency]) => ({
  mic,
  name,
  letter,
  kind,
  feeModel: 'makerTaker',
  makerFee: money(-0.002),
  takerFee: money(fee),
  entryLatency: micros(60),
  speedBump: nanos(0),
  responseLatency: micros(60),
  feedLatency: micros(latency),
  sipLatency: micros(600),
  hftPresence: 0.2,
  flowShare: 1,
  ...(kind === 'dark' ? { darkQty: { bid: qty(500), ask: qty(500) } } : {}),
}));
const symbols: readonly SymbolSpec[] = symbolTable.map(([symbol, open]) => ({
  symbol,
  name: symbol,
  tick: px(0.01),
  roundLot: qty(100),
  openPx: px(open),
  volatility: 1,
}));

export interface FakeOptions {
  readonly seed?: number;
  readonly market?: 'simulation' | 'tape';
  /** Milliseconds from one child to the next. */
  readonly pace?: number;
  /** How an order's regret is answered: at once, as busy and told a second later, or never. */
  readonly judging?: 'atOnce' | 'later' | 'refused';
  /** Policies of a user, on offer beside the house's. */
  readonly policies?: readonly StrategyName[];
  /** A venue at which fills turn bad after so many decisions. */
  readonly toxic?: { readonly mic: string; readonly after: number };
}

/**
 * A scripted host for tests and development of the screen alone: plausible frames, decisions and reports from a seeded generator.
 * It knows nothing of markets; the engine does. Time passes only in `tick`.
 */
export class FakeDesk {
  readonly #random: () => number;
  readonly #options: FakeOptions;
  readonly #listeners = new Map<PushName, Set<(push: never) => void>>();
  readonly #mids: number[];
  readonly #books: number[][][];
  readonly #events: EngineEvent[] = [];
  readonly #live = new Map<
    string,
    {
      order: Params<'order.new'>;
      orderID: string;
      cum: number;
      cost: number;
      fee: number;
      due: number;
      round: number;
      arrival: number;
    }
  >();
  #now = 37_312_000_000_000;
  #clock: ClockState = { now: nanos(0), paused: false, speed: 1, ended: false };
  #kill: KillState = { engaged: false, reason: '' };
  #protection = true;
  #focus = 0;
  #frame = 0;
  #serial = 0;
  #market = { qty: 0, notional: 0 };
  #faults: FaultReport[] = [];
  #decisions = 0;
  /** Orders asked about, and when their judgement is told. */
  readonly #judged = new Map<string, number>();
  readonly #trading = new Map<string, TradingStatus>();
  readonly #selfHelp = new Set<string>();

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.#random = seedrandom.alea(String(options.seed ?? 20261122));
    this.#mids = symbolTable.map(([, open]) => Math.round(open * 100));
    this.#books = symbolTable.map(() => venues.map(() => Array.from({ length: 24 }, () => this.#size())));
  }

  readonly watch: Watch = (listener) => {
    listener({ state: 'open' });
    return () => undefined;
  };

  subscribe<Name extends PushName>(name: Name, listener: (push: Pushes[Name]) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    set.add(listener as (push: never) => void);
    return () => set.delete(listener as (push: never) => void);
  }

  async invoke<Name extends RequestName>(name: Name, params: Params<Name>): Promise<Replies[Name]> {
    return this.#answer(name, params) as Replies[Name];
  }

  /** Lets `milliseconds` of wall time pass: the market moves, due children answer, one frame goes out. */
  tick(milliseconds: number): void {
    if (!this.#clock.paused) {
      this.#now += Math.round(milliseconds * 1e6 * this.#clock.speed);
      this.#move();
      for (const id of [...this.#live.keys()]) this.#work(id);
      for (const [id, due] of this.#judged)
        if (due <= this.#now) {
          this.#judged.delete(id);
          this.#push('regret', this.#regret(id));
        }
      for (const fault of this.#faults) if (fault.until !== undefined && fault.until <= this.#now) this.#clearFault(fault.faultID);
    }
    this.#push('frame', this.#pack());
  }

  /** Outcomes have come, and the host says what the forecasts are worth. */
  learned(report: LearningReport): void {
    this.#push('learning', report);
  }

  #answer(name: RequestName, params: unknown): unknown {
    switch (name) {
      case 'hello':
        return this.#snapshot();
      case 'focus':
        this.#focus = Math.max(
          0,
          symbols.findIndex((spec) => spec.symbol === (params as Params<'focus'>).symbol),
        );
        return { symbol: symbols[this.#focus]!.symbol };
      case 'order.new':
        return this.#new(params as Params<'order.new'>);
      case 'order.cancel': {
        const { origClOrdID } = params as Params<'order.cancel'>;
        const live = [...this.#live.values()].find(({ order }) => order.clOrdID === origClOrdID);
        if (!live) return { accepted: false, text: 'too late to cancel' };
        this.#end(live.orderID, '4', 'cancelled by the operator');
        return { accepted: true };
      }
      case 'order.cancelAll':
        for (const id of [...this.#live.keys()]) this.#end(id, '4', 'cancelled by the operator');
        return { accepted: true };
      case 'order.preview':
        return this.#preview(params as Params<'order.preview'>);
      case 'clock.set':
        this.#clock = { ...this.#clock, ...(params as Params<'clock.set'>), now: this.#at() };
        return this.#clock;
      case 'clock.step':
        this.#now += 137_000;
        this.#move();
        return { ...this.#clock, now: this.#at() };
      case 'kill.set': {
        const { engaged, reason } = params as Params<'kill.set'>;
        this.#kill = { engaged, reason, since: this.#at() };
        if (engaged) for (const id of [...this.#live.keys()]) this.#end(id, '4', 'kill switch');
        this.#emit({
          type: 'Notice',
          at: this.#at(),
          code: 'kill',
          text: engaged ? `Kill switch: ${reason}` : `Released: ${reason}`,
        });
        return this.#kill;
      }
      case 'protection.set':
        this.#protection = (params as Params<'protection.set'>).on;
        return { on: this.#protection };
      case 'fault.inject':
        return this.#inject(params as Params<'fault.inject'>);
      case 'fault.clear':
        return this.#clearFault((params as Params<'fault.clear'>).faultID);
      case 'calibrate.run': {
        const { scenario, seed, seeds, minutes } = params as Params<'calibrate.run'>;
        for (let done = 0; done <= seeds; done += 1)
          this.#push('progress', { task: 'calibrate.run', done, total: seeds, text: `${done} of ${seeds} done` });
        return realismReport({ scenario, seeds: Array.from({ length: seeds }, (_, i) => seed + i), minutes });
      }
      case 'calibrate.stop':
        return { stopped: false };
      case 'compare.scenario': {
        const { scenario, seed, seeds } = params as Params<'compare.scenario'>;
        for (let done = 0; done <= seeds; done += 1)
          this.#push('progress', { task: 'compare.scenario', done, total: seeds, text: `${done} of ${seeds} seeds done` });
        const report = compareReport({ scenario });
        return { ...report, seeds: report.seeds.map((_, i) => seed + i) };
      }
      case 'compare.stop':
        return { stopped: false };
      case 'learning':
        return learningReport();
      case 'tune.run': {
        const { scenario, budget } = params as Params<'tune.run'>;
        this.#push('progress', { task: 'tune.run', done: 0, total: budget, text: 'the start' });
        const { ended: _, confirmation: __, ...soFar } = tuneReport({ scenario, budget });
        this.#push('tuning', soFar);
        return tuneReport({ scenario, budget });
      }
      case 'tune.stop':
        return { stopped: false };
      case 'order.regret':
        return this.#judge((params as Params<'order.regret'>).orderID);
      case 'session.start':
        return { sessionID: 'fake-2' };
      case 'review.sessions':
        return [];
      default:
        throw new WireFailure('notFound', `${name}: the scripted host has no such thing`);
    }
  }

  #snapshot(): DeskSnapshot {
    const market = this.#options.market ?? 'simulation';
    return {
      protocol: 1,
      session: {
        sessionID: 'fake-1',
        name: 'late-morning',
        title: 'Late-morning fade',
        date: '2026-11-23',
        market,
        seed: 20261122,
        engineVersion: '0',
        openAt: nanos(34_200_000_000_000),
        closeAt: nanos(57_600_000_000_000),
        symbols,
        venues,
        orderProtection: this.#protection,
        collarBps: 50,
        maxOrderQty: qty(100_000),
        maxNotional: money(2_000_000),
        illustrative: ['fees', 'latencies', 'maker depth'],
      },
      clock: { ...this.#clock, now: this.#at() },
      kill: this.#kill,
      focus: symbols[this.#focus]!.symbol,
      events: this.#events,
      scores: this.#scores(),
      strategies: [...STRATEGIES, ...(this.#options.policies ?? [])],
      choices: [
        { scenario: 'late-morning', title: 'Late-morning fade', market: 'simulation' },
        { scenario: 'textbook', title: 'Textbook market', market: 'simulation' },
      ],
    };
  }

  #new(order: Params<'order.new'>): Replies['order.new'] {
    const orderID = `P-${118 + this.#serial}`;
    this.#serial += 1;
    const base = this.#base(order, orderID);
    if (this.#kill.engaged || order.orderQty > 100_000) {
      const text = this.#kill.engaged ? 'the kill switch is engaged' : `quantity ${order.orderQty} is above the limit of 100000`;
      this.#emit({ ...base, execType: '8', ordStatus: '8', cumQty: qty(0), leavesQty: qty(0), field: 'orderQty', text });
      return { accepted: false, orderID, field: 'orderQty', text };
    }
    this.#emit({
      ...base,
      execType: '0',
      ordStatus: '0',
      cumQty: qty(0),
      leavesQty: qty(order.orderQty),
      marketQty: qty(this.#market.qty),
      marketNotional: this.#market.notional as Money,
    });
    this.#live.set(orderID, {
      order,
      orderID,
      cum: 0,
      cost: 0,
      fee: 0,
      due: this.#now + 1_000_000,
      round: 0,
      arrival: this.#mid(this.#index(order.symbol)),
    });
    return { accepted: true, orderID };
  }

  /** One routing round of a live parent: a decision and its one child, filled whole, in part or not at all. */
  #work(id: string): void {
    const live = this.#live.get(id);
    if (!live || this.#now < live.due) return;
    live.due = this.#now + (this.#options.pace ?? 900) * 1e6 * this.#clock.speed;
    live.round += 1;
    const { order } = live;
    const decision = this.#decide(order, id, order.orderQty - live.cum, live.round);
    this.#emit(decision);
    const leg = decision.legs[0];
    if (!leg) return;
    const child = {
      ...this.#base(order, leg.orderID),
      clOrdID: leg.orderID,
      parentID: id,
      decisionID: decision.decisionID,
      ordType: 'limit' as const,
      timeInForce: 'ioc' as const,
      price: leg.px,
      orderQty: leg.orderQty,
      exDestination: leg.mic,
      action: leg.action,
      iso: false,
      strategy: undefined,
      dispatch: undefined,
    };
    this.#emit({ ...child, execType: 'A', ordStatus: 'A', cumQty: qty(0), leavesQty: leg.orderQty });
    this.#emit({ ...child, execID: this.#execID(), cumQty: qty(0), leavesQty: leg.orderQty });
    const luck = this.#random();
    const filled = luck < 0.2 ? 0 : luck < 0.5 ? Math.max(1, Math.floor(leg.orderQty / 200)) * 100 : leg.orderQty;
    const lastQty = Math.min(filled, leg.orderQty);
    const matched = nanos(this.#now + 120_000);
    const at = nanos(this.#now + 180_000);
    const mid = this.#mid(this.#index(order.symbol));
    const fee = (venues.find((venue) => venue.mic === leg.mic)!.takerFee * lastQty) as Money;
    if (lastQty > 0) {
      live.cum += lastQty;
      live.cost += notional(leg.px, qty(lastQty));
      live.fee += fee;
      const trade = {
        lastQty: qty(lastQty),
        lastPx: leg.px,
        lastMkt: leg.mic,
        lastLiquidityInd: 2 as const,
        fee,
        transactTime: matched,
        tradeThrough: this.#tradeThrough(live.round),
        midPx: mid as Px,
        bidPx: (mid - 50) as Px,
        askPx: (mid + 50) as Px,
        marketQty: qty(this.#market.qty),
        marketNotional: this.#market.notional as Money,
      };
      this.#emit({
        ...child,
        at,
        execID: this.#execID(),
        execType: 'F',
        ordStatus: lastQty === leg.orderQty ? '2' : '1',
        cumQty: qty(lastQty),
        leavesQty: qty(leg.orderQty - lastQty),
        cumNotional: notional(leg.px, qty(lastQty)),
        cumFee: fee,
        ...trade,
      });
      const parentDone = live.cum >= order.orderQty;
      const execID = this.#execID();
      this.#emit({
        ...this.#base(order, id),
        at,
        execID,
        execType: 'F',
        ordStatus: parentDone ? '2' : '1',
        cumQty: qty(live.cum),
        leavesQty: qty(order.orderQty - live.cum),
        cumNotional: live.cost as Money,
        cumFee: live.fee as Money,
        ...trade,
      });
      for (const tau of [millis(10), millis(100), nanos(1_000_000_000), nanos(5_000_000_000)])
        this.#emit({
          type: 'Markout',
          at,
          execID,
          tau,
          midPx: Math.round(mid + (this.#random() - 0.55) * Math.log10(tau) * 12) as Px,
        });
      if (parentDone) this.#live.delete(id);
    }
    if (lastQty < leg.orderQty)
      this.#emit({
        ...child,
        at,
        execID: this.#execID(),
        execType: '4',
        ordStatus: '4',
        cumQty: qty(lastQty),
        leavesQty: qty(0),
        cumNotional: notional(leg.px, qty(lastQty)),
        cumFee: fee,
        transactTime: matched,
        text: luck < 0.2 ? 'quote faded' : 'contra gone',
      });
    if (order.timeInForce !== 'day' && live.round >= 3 && this.#live.has(id)) this.#end(id, '4', 'IOC: nothing more to take');
  }

  #end(id: string, execType: '4', text: string): void {
    const live = this.#live.get(id);
    if (!live) return;
    this.#live.delete(id);
    this.#emit({
      ...this.#base(live.order, id),
      execType,
      ordStatus: '4',
      cumQty: qty(live.cum),
      leavesQty: qty(0),
      cumNotional: live.cost as Money,
      cumFee: live.fee as Money,
      text,
    });
  }

  #inject({ faultID, fault: raw }: Params<'fault.inject'>): Replies['fault.inject'] {
    // The wire's words become the engine's where the contract parses them; here they are taken as they come.
    const fault = raw as NonNullable<FaultReport['fault']>;
    const at = this.#at();
    const problem = faultProblem({ market: 'simulation', symbols, venues, regime: { accessFeeCap: 3_000 } }, fault);
    if (problem) {
      this.#emit({ type: 'FaultReport', at, faultID, fault, state: 'refused', ...problem });
      return { accepted: false, ...problem };
    }
    const until = 'duration' in fault && fault.duration !== undefined ? nanos(this.#now + fault.duration) : undefined;
    const started: FaultReport = {
      type: 'FaultReport',
      at,
      faultID,
      fault,
      state: 'started',
      ...(until !== undefined && { until }),
      text: fault.kind,
    };
    if (until !== undefined) this.#faults = [...this.#faults, started];
    this.#emit(started);
    if (fault.kind === 'halt' || fault.kind === 'luldPause')
      this.#trade({
        type: 'TradingStatus',
        at,
        symbol: fault.symbol,
        state: fault.kind === 'halt' ? 'halted' : 'luldPause',
        ...(until !== undefined && { until }),
        text: 'T1',
      });
    if (fault.kind === 'venueOutage') {
      this.#selfHelp.add(fault.mic);
      this.#emit({ type: 'VenueStatus', at, mic: fault.mic, selfHelp: true, text: 'no answer for 1 s' });
    }
    if (fault.kind === 'feedGap')
      this.#emit({
        type: 'FeedStatus',
        at,
        mic: fault.mic,
        path: fault.path,
        state: 'gap',
        missed: fault.messages,
        text: 'sequence gap',
      });
    return { accepted: true };
  }

  #clearFault(faultID: string): Replies['fault.clear'] {
    const known = this.#faults.find((fault) => fault.faultID === faultID);
    if (!known) return { accepted: false, field: 'faultID', text: `${faultID} is not in force` };
    this.#faults = this.#faults.filter((fault) => fault !== known);
    const { fault } = known;
    const at = this.#at();
    this.#emit({ type: 'FaultReport', at, faultID, fault, state: 'ended', text: `${fault?.kind} over` });
    if (fault?.kind === 'halt' || fault?.kind === 'luldPause')
      this.#trade({ type: 'TradingStatus', at, symbol: fault.symbol, state: 'trading', text: 'trading' });
    if (fault?.kind === 'venueOutage') {
      this.#selfHelp.delete(fault.mic);
      this.#emit({ type: 'VenueStatus', at, mic: fault.mic, selfHelp: false, text: 'answers again' });
    }
    return { accepted: true };
  }

  #trade(status: TradingStatus): void {
    this.#trading.set(status.symbol, status);
    this.#emit(status);
  }

  #base(order: Params<'order.new'>, orderID: string): ExecutionReport {
    return {
      type: 'ExecutionReport',
      at: this.#at(),
      execID: this.#execID(),
      execType: '0',
      ordStatus: '0',
      orderID,
      clOrdID: order.clOrdID,
      symbol: order.symbol,
      side: order.side,
      ordType: order.ordType,
      timeInForce: order.timeInForce,
      orderQty: qty(order.orderQty),
      price: order.price as Px | undefined,
      cumQty: qty(0),
      leavesQty: qty(order.orderQty),
      cumNotional: 0 as Money,
      cumFee: 0 as Money,
      strategy: order.strategy,
      dispatch: order.dispatch,
    };
  }

  #decide(order: Params<'order.new'>, orderID: string, leaves: number, round: number): RoutingDecision {
    const s = this.#index(order.symbol);
    const mid = this.#mid(s);
    const far = mid + sign(order.side) * 50;
    this.#serial += 1;
    const rows = venues.map((venue): Candidate => {
      const dark = venue.kind === 'dark';
      const fillProbability = dark ? 0.2 + this.#random() * 0.25 : 0.6 + this.#random() * 0.35;
      const worse = !dark && this.#random() < 0.12;
      const poor = this.#isToxic(venue.mic);
      const cost: Cost = {
        price: (dark ? 0 : worse ? 15_000 : 5_000) as Money,
        fee: venue.takerFee,
        impact: (dark ? 0 : Math.round(leaves / 10)) as Money,
        adverse: Math.round(1_000 + this.#random() * 3_000 + (poor ? 20_000 : 0)) as Money,
        latency: Math.round(300 + this.#random() * 900) as Money,
        leak: Math.round(100 + this.#random() * 200) as Money,
        miss: Math.round((1 - fillProbability) * 11_000) as Money,
        overfill: 0 as Money,
      };
      const total = Object.values(cost).reduce((sum, term) => sum + term, 0) as Money;
      const where = dark ? mid : worse ? far + sign(order.side) * 100 : far;
      return {
        mic: venue.mic,
        kind: venue.kind,
        action: dark ? 'mid' : 'take',
        px: where as Px,
        ...(dark ? {} : { displayQty: qty(this.#size()), age: this.#age(venue.mic) }),
        fillProbability,
        cost,
        inputs: {
          qty: qty(Math.min(leaves, 800)),
          oneWay: micros(dark ? 255 : venue.mic === 'IEXG' ? 418 : 84),
          hazard: dark ? 0 : 1_487.62,
          staleProbability: dark ? 0 : 0.117,
          detection: 0.02,
          remainingQty: qty(leaves),
          markoutBps: poor ? -1.9 : -0.21,
          markouts: venue.mic === 'LEVL' ? 0 : 412,
          elsewhere: 8_620 as Money,
        },
        total,
        reputation: poor ? 21 : 74,
        orderQty: qty(0),
        why: 'dearer',
        text: '',
      };
    });
    this.#decisions += 1;
    const barred = rows.findIndex((row) => row.mic === 'SGMT');
    const ranked = rows.filter((_, i) => i !== barred).sort((a, b) => a.total! - b.total!);
    const sends = Math.min(leaves, 300 + Math.floor(this.#random() * 9) * 100);
    const child = `${orderID}-C${round}`;
    const candidates: Candidate[] = ranked.map((row, i) => ({
      ...row,
      rank: i + 1,
      orderQty: qty(i === 0 ? sends : 0),
      why: i === 0 ? 'chosen' : row.cost!.price > 5_000 ? 'worsePrice' : 'dearer',
      text:
        i === 0
          ? 'chosen'
          : row.cost!.price > 5_000
            ? 'tick worse, 611'
            : `total +${((row.total! - ranked[0]!.total!) / 10_000).toFixed(3)}`,
    }));
    candidates.push({
      ...rows[barred]!,
      cost: undefined,
      inputs: undefined,
      total: undefined,
      why: 'tooSmall',
      text: 'its minimum is 1,000 shares',
    });
    const [winner, second] = ranked;
    const best = {
      bidPx: (mid - 50) as Px,
      bidQty: qty(5_300),
      askPx: (mid + 50) as Px,
      askQty: qty(6_500),
      bidMics: ['XNAS'],
      askMics: ['XNAS', 'IEXG'],
      bidAge: micros(84),
      askAge: micros(84),
    };
    return {
      type: 'RoutingDecision',
      at: this.#at(),
      decisionID: `D-${this.#serial}`,
      orderID,
      round,
      symbol: order.symbol,
      side: order.side,
      strategy: order.strategy,
      dispatch: order.dispatch,
      leavesQty: qty(leaves),
      limitPx: (order.price ?? far + sign(order.side) * 5_000) as Px,
      midPx: mid as Px,
      direct: best,
      // The tape still shows the bid of a moment ago.
      sip: { ...best, bidPx: (mid - 150) as Px, bidQty: qty(7_100), askQty: qty(5_900), bidAge: micros(612), askAge: micros(612) },
      protected: rows.filter((row) => row.kind === 'lit').map((row) => ({ mic: row.mic, px: row.px!, qty: row.displayQty! })),
      snapshot: `5b1f${String(this.#serial).padStart(56, '0')}77de`,
      candidates,
      legs: [{ orderID: child, mic: winner!.mic, action: winner!.action, px: winner!.px!, orderQty: qty(sends), iso: false }],
      winner: winner!.mic,
      second: second!.mic,
      margin: (second!.total! - winner!.total!) as Money,
      processing: micros(38),
    };
  }

  #preview(order: Params<'order.preview'>): Preview {
    const rows = [...STRATEGIES, ...(this.#options.policies ?? [])].map((strategy, i) => {
      const bps = 0.9 + i * 0.12 + this.#random() * 0.05;
      return {
        strategy,
        bps,
        low: bps - 0.5,
        high: bps + 0.7,
        cost: Math.round((bps / 10_000) * order.orderQty * this.#mid(this.#index(order.symbol)) * MONEY_PER_PX) as Money,
        sends: qty(Math.min(order.orderQty, 2_000)),
      };
    });
    const value = (order.orderQty * this.#mid(this.#index(order.symbol))) / 10_000;
    return {
      rows,
      checks: [
        { name: 'Price collar', state: 'good', text: '1.5 of 50 bps' },
        {
          name: 'Order value',
          state: value > 1_500_000 ? 'warn' : 'good',
          text: `$${Math.round(value).toLocaleString('en-US')} of $2.0 M`,
        },
        { name: 'Rule 611', state: 'good', text: 'no protected quote skipped' },
      ],
    };
  }

  #scores(): readonly VenueScore[] {
    return venues.map((venue, i) => ({
      mic: venue.mic,
      orders: 100 + i * 37,
      rejects: i % 3,
      sentQty: qty(40_000),
      leavesQty: qty(0),
      filledQty: qty(venue.kind === 'dark' ? 14_000 : 34_000 - i * 900),
      fees: money(20 - i),
      rttP50: micros(60 + i * 40),
      rttP99: micros(240 + i * 130),
      ...(venue.kind === 'dark' ? {} : { quoteAge: this.#age(venue.mic), fade: 0.04 + i * 0.01 }),
      markouts: i === 9 ? 0 : 40,
      ...(i === 9 ? {} : { markoutBps: -0.4 + i * 0.03, markoutHalfWidth: 0.2 }),
      effectiveOverQuoted: venue.kind === 'dark' ? 0.02 : 0.9 + i * 0.02,
      reputation: this.#isToxic(venue.mic) ? 21 : 92 - i * 3,
      // The newest venue has not learned its way yet.
      ...(i === 11 ? {} : { oneWay: micros(66 + i * 31) }),
      fillProbability: venue.kind === 'dark' ? 0.34 : 0.93 - i * 0.02,
      fillHalfWidth: 0.06,
    }));
  }

  #isToxic(mic: string): boolean {
    const { toxic } = this.#options;
    return toxic !== undefined && toxic.mic === mic && this.#decisions >= toxic.after;
  }

  /** Most fills keep the rule; the third round of an order and its seventh do not. */
  #tradeThrough(round: number): TradeThrough {
    return round === 3 ? 'exempt(flicker)' : round === 7 ? 'violation' : 'none';
  }

  #judge(orderID: string): OrderRegret {
    const { judging = 'atOnce' } = this.#options;
    if (this.#last(orderID) === undefined) throw new WireFailure('notFound', `${orderID} is not an order of this session`);
    if (judging === 'refused') throw new WireFailure('internal', 'the recorded market cannot be run again');
    if (judging === 'later' || this.#live.has(orderID)) {
      this.#judged.set(orderID, this.#now + 1e9);
      throw new WireFailure('busy', `orderID: ${orderID} is judged once it is done and 1 s has passed`, 'orderID');
    }
    return this.#regret(orderID);
  }

  #last(orderID: string): ExecutionReport | undefined {
    return this.#events.findLast((event) => event.type === 'ExecutionReport' && event.orderID === orderID) as
      | ExecutionReport
      | undefined;
  }

  /** An order that cost 1.02 bps where 0.62 and 0.41 could be had. */
  #regret(orderID: string): OrderRegret {
    const { symbol, side, strategy = 'smart', orderQty, cumQty } = this.#last(orderID)!;
    const arrivalPx = this.#mid(this.#index(symbol)) as Px;
    const moneyOf = (bps: number) => Math.round((bps / 1e4) * notional(arrivalPx, orderQty)) as Money;
    const oracle = (oracleName: OrderRegret['oracles'][number]['oracle'], bps: number) => ({
      oracle: oracleName,
      cost: moneyOf(bps),
      bps,
      regretBps: 1.02 - bps,
      score: 100 * Math.exp(-(1.02 - bps)),
      picks: [] as OrderRegret['oracles'][number]['picks'],
    });
    const picks = (hidden: number) => [
      { mic: 'SGMT', px: arrivalPx, qty: qty(hidden), unitCost: 1_000 as Money, hidden: true },
      { mic: 'IEXG', px: (arrivalPx + 50) as Px, qty: qty(600), unitCost: 5_900 as Money, hidden: false },
      { mic: 'MEMX', px: (arrivalPx + 50) as Px, qty: qty(400), unitCost: 7_800 as Money, hidden: false },
    ];
    return {
      orderID,
      symbol,
      side,
      strategy,
      orderQty,
      filledQty: cumQty,
      arrivalPx,
      horizon: nanos(60_000_000_000),
      cost: moneyOf(1.02),
      bps: 1.02,
      oracles: [
        { ...oracle('static', 0.62), picks: picks(500) },
        { ...oracle('window', 0.41), picks: picks(1_100) },
        { ...oracle('fixed', 0.97), strategy: 'net_max' },
      ],
      strategies: STRATEGIES.map((name, i) => ({ strategy: name, bps: name === strategy ? 1.02 : 0.97 + ((i * 7) % 12) * 0.11 })),
      leakBps: 0.08,
    };
  }

  #move(): void {
    for (let s = 0; s < symbols.length; s += 1) {
      if (this.#random() < 0.03) this.#mids[s] = this.#mids[s]! + (this.#random() < 0.5 ? -1 : 1);
      for (const levels of this.#books[s]!)
        if (this.#random() < 0.3) levels[Math.floor(this.#random() * levels.length)] = this.#size();
    }
  }

  #pack(): ArrayBuffer {
    const s = this.#focus;
    const levels: number[] = [];
    const best = { bid: 0, ask: 0 };
    const low = this.#mids[s]! * 100;
    for (const [v, venue] of venues.entries()) {
      if (venue.kind === 'dark') continue;
      for (let i = 0; i < 24; i += 1) {
        const size = this.#books[s]![v]![i]!;
        if (size === 0) continue;
        const side = i < 12 ? 0 : 1;
        const price = side === 0 ? low - i * 100 : low + 100 + (i - 12) * 100;
        levels.push(v, side, price, size, this.#age(venue.mic) / 1000);
        if (side === 0 && price === low) best.bid += size;
        if (side === 1 && price === low + 100) best.ask += size;
      }
    }
    const prints: number[] = [];
    if (!this.#clock.paused && this.#random() < 0.2) {
      const size = 100 * (1 + Math.floor(this.#random() * 5));
      const at = low + (this.#random() < 0.5 ? 0 : 100);
      prints.push(Math.floor(this.#random() * 8), at, size, Math.floor(this.#now / 1e9), this.#now % 1e9);
      this.#market = { qty: this.#market.qty + size, notional: this.#market.notional + at * size * MONEY_PER_PX };
    }
    const at = layout(symbols.length, venues.length, levels.length / LEVEL_SIZE, prints.length / PRINT_SIZE);
    const data = new Int32Array(at.end);
    this.#frame += 1;
    data[HEADER.version] = FRAME_VERSION;
    data[HEADER.number] = this.#frame;
    data[HEADER.seconds] = Math.floor(this.#now / 1e9);
    data[HEADER.nanos] = this.#now % 1e9;
    data[HEADER.flags] =
      (this.#clock.paused ? FLAG.paused : 0) |
      (this.#kill.engaged ? FLAG.killed : 0) |
      (this.#protection ? FLAG.orderProtection : 0);
    data[HEADER.speedPercent] = this.#clock.speed * 100;
    data[HEADER.focus] = s;
    data[HEADER.symbols] = symbols.length;
    data[HEADER.venues] = venues.length;
    data[HEADER.levels] = levels.length / LEVEL_SIZE;
    data[HEADER.prints] = prints.length / PRINT_SIZE;
    data[HEADER.directDelay] = 84;
    data[HEADER.sipDelay] = 612;
    data[HEADER.events] = this.#frame * 400;
    data[HEADER.mergeReach] = 300;
    data[HEADER.mergeLate] = 2;
    for (let k = 0; k < symbols.length; k += 1) {
      const row = at.symbols + k * SYMBOL_SIZE;
      const bid = this.#mids[k]! * 100;
      data[row + SYMBOL.bidPx] = bid;
      data[row + SYMBOL.bidQty] = k === s ? best.bid : 900;
      data[row + SYMBOL.askPx] = bid + 100;
      data[row + SYMBOL.askQty] = k === s ? best.ask : 1_100;
      data[row + SYMBOL.sipBidPx] = bid - (this.#frame % 90 < 30 ? 100 : 0);
      data[row + SYMBOL.sipBidQty] = 7_100;
      data[row + SYMBOL.sipAskPx] = bid + 100;
      data[row + SYMBOL.sipAskQty] = 5_900;
      data[row + SYMBOL.lastPx] = bid + (this.#frame % 40 < 20 ? 100 : 0);
      data[row + SYMBOL.lastQty] = 200;
      data[row + SYMBOL.openPx] = Math.round(symbolTable[k]![1] * 10_000) + 50;
      data[row + SYMBOL.volume] = 120_000;
      data[row + SYMBOL.directAge] = 84;
      data[row + SYMBOL.sipAge] = 612;
      data[row + SYMBOL.trading] = TRADING_STATES.indexOf(this.#trading.get(symbols[k]!.symbol)?.state ?? 'trading');
      data[row + SYMBOL.lowerPx] = bid - 500;
      data[row + SYMBOL.upperPx] = bid + 600;
      data[row + SYMBOL.apartFor] = this.#frame % 90 < 30 ? 530 : -1;
      data[row + SYMBOL.apartCount] = 251;
      data[row + SYMBOL.apartTotal] = 8_430;
      data[row + SYMBOL.apartCost] = 2_460;
      data[row + SYMBOL.mergedBidPx] = bid;
      data[row + SYMBOL.mergedBidQty] = 5_200;
      data[row + SYMBOL.mergedAskPx] = bid + 100;
      data[row + SYMBOL.mergedAskQty] = 6_500;
    }
    for (const [v, venue] of venues.entries()) {
      const row = at.venues + v * VENUE_SIZE;
      const lit = venue.kind === 'lit';
      data[row + VENUE.bidPx] = lit ? low : 0;
      data[row + VENUE.bidQty] = lit ? this.#books[s]![v]![0]! : 0;
      data[row + VENUE.askPx] = lit ? low + 100 : 0;
      data[row + VENUE.askQty] = lit ? this.#books[s]![v]![12]! : 0;
      data[row + VENUE.age] = lit ? this.#age(venue.mic) / 1000 : -1;
      data[row + VENUE.sipAge] = lit ? 600 : -1;
      data[row + VENUE.health] = venue.mic === 'ARCX' ? 1 : 0;
      data[row + VENUE.delay] = lit ? this.#age(venue.mic) / 1000 : -1;
      data[row + VENUE.trouble] = this.#trouble(venue.mic);
      data[row + VENUE.directOffset] = lit ? this.#age(venue.mic) / 1000 : -1;
      data[row + VENUE.directP99] = lit ? this.#age(venue.mic) / 500 : -1;
      data[row + VENUE.sipOffset] = lit ? 600 : -1;
      data[row + VENUE.sipP99] = lit ? 640 : -1;
    }
    data.set(levels, at.levels);
    data.set(prints, at.prints);
    return data.buffer;
  }

  #trouble(mic: string): number {
    const has = (kind: string) => this.#faults.some(({ fault }) => fault?.kind === kind && 'mic' in fault && fault.mic === mic);
    return (
      (has('venueOutage') ? TROUBLE.down : 0) |
      (has('slowVenue') ? TROUBLE.slow : 0) |
      (this.#selfHelp.has(mic) ? TROUBLE.selfHelp : 0)
    );
  }

  #emit(event: EngineEvent): void {
    this.#events.push(event);
    this.#push('events', [event]);
  }

  #push<Name extends PushName>(name: Name, push: Pushes[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(push as never);
  }

  #size(): number {
    return this.#random() < 0.25 ? 0 : 100 * (1 + Math.floor(this.#random() * 14));
  }

  #age(mic: string): Nanos {
    return mic === 'ARCX' ? micros(6_400) : micros(venueTable.find((row) => row[0] === mic)?.[5] ?? 100);
  }

  #mid(symbol: number): number {
    return this.#mids[symbol]! * 100 + 50;
  }

  #index(symbol: string): number {
    return Math.max(
      0,
      symbols.findIndex((spec) => spec.symbol === symbol),
    );
  }

  #at(): Nanos {
    return nanos(this.#now);
  }

  #execID(): string {
    this.#serial += 1;
    return `E-${this.#serial}`;
  }
}
