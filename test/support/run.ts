import { Engine, type EngineOptions } from '../../electron/engine/engine.ts';
import { Digest } from '../../electron/host/digest.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import type { SimulationConfig } from '../../shared/config/session.ts';
import type { Command, EngineEvent, ExecutionReport, NewOrderSingle, Sink } from '../../shared/events.ts';
import type { RoutingDecision } from '../../shared/routing.ts';
import type { Nanos, Px, Qty } from '../../shared/units.ts';

/** All that a run said, and its digest. */
export class Record implements Sink {
  readonly events: EngineEvent[] = [];
  readonly nbbos: { at: number; path: string; symbol: number; bidPx: number; askPx: number }[] = [];
  readonly digest = new Digest();
  trades = 0;
  levels = 0;

  event(event: EngineEvent): void {
    this.events.push(event);
    this.digest.event(event);
  }

  level(...call: Parameters<Sink['level']>): void {
    this.levels++;
    this.digest.level(...call);
  }

  nbbo(...call: Parameters<Sink['nbbo']>): void {
    this.digest.nbbo(...call);
    const [at, path, symbol, bidPx, , askPx] = call;
    this.nbbos.push({ at, path, symbol, bidPx, askPx });
  }

  trade(...call: Parameters<Sink['trade']>): void {
    this.trades++;
    this.digest.trade(...call);
  }

  get reports(): ExecutionReport[] {
    return this.events.filter((event) => event.type === 'ExecutionReport');
  }

  get parents(): ExecutionReport[] {
    return this.reports.filter((report) => report.parentID === undefined);
  }

  get children(): ExecutionReport[] {
    return this.reports.filter((report) => report.parentID !== undefined);
  }

  get decisions(): RoutingDecision[] {
    return this.events.filter((event) => event.type === 'RoutingDecision');
  }

  /** The last report of each order. */
  latest(reports: readonly ExecutionReport[]): Map<string, ExecutionReport> {
    return new Map(reports.map((report) => [report.orderID, report]));
  }
}

export interface Ran {
  readonly engine: Engine;
  readonly record: Record;
}

/** Runs an engine over its commands to `until`, and closes it. */
export function run(options: Omit<EngineOptions, 'sink'>, commands: readonly Command[], until: number): Ran {
  const record = new Record();
  const engine = new Engine({ ...options, sink: record });
  for (const command of commands) engine.submit(command);
  engine.advanceTo(until as Nanos);
  engine.end();
  return { engine, record };
}

export function textbook(change: Partial<SimulationConfig> = {}): SimulationConfig {
  const config = loadScenario('textbook');
  if (config.market !== 'simulation') throw new Error('the textbook is a simulation');
  return { ...config, ...change };
}

/** The textbook's opening table as it stands, with nobody to change it: ACME alone, no actors, full pools. */
export function still(change: Partial<SimulationConfig> = {}): SimulationConfig {
  const config = textbook();
  return {
    ...config,
    symbols: config.symbols.slice(0, 1),
    flow: {
      ...config.flow,
      jumpRate: 0,
      makerFlickerRate: 0,
      takerRate: 0,
      darkRate: 0,
      makerHysteresisTicks: 10,
      arbitrageurEdgeTicks: 100,
    },
    ...change,
    ...(!change.symbols && { symbols: [{ ...config.symbols[0]!, volatility: 0 }] }),
  };
}

let serial = 0;

/** A buy of 1,000 ACME at the market, changed as told. */
export function order(at: number, change: Partial<NewOrderSingle> = {}): NewOrderSingle {
  return {
    type: 'NewOrderSingle',
    at: at as Nanos,
    clOrdID: `o-${++serial}`,
    symbol: 'ACME',
    side: 'buy',
    orderQty: 1000 as Qty,
    ordType: 'market',
    timeInForce: 'ioc',
    strategy: 'price_time',
    dispatch: 'parallel',
    ...change,
  };
}

export function limit(at: number, price: number, change: Partial<NewOrderSingle> = {}): NewOrderSingle {
  return order(at, { ordType: 'limit', price: Math.round(price * 10_000) as Px, ...change });
}
