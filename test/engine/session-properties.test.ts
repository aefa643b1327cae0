import { describe, expect, test } from 'vitest';
import { Engine } from '../../electron/engine/engine.ts';
import { Stream } from '../../electron/engine/random.ts';
import type { SimulationConfig } from '../../shared/config/session.ts';
import type { Command, EngineEvent, ExecutionReport, Sink } from '../../shared/events.ts';
import type { Side } from '../../shared/fix.ts';
import type { FeedPath } from '../../shared/market.ts';
import { MICROSECOND, MILLISECOND, type Nanos, qty, SECOND } from '../../shared/units.ts';
import { audit } from '../support/audit.ts';
import { mixedOrders } from '../support/orders.ts';
import { textbook } from '../support/run.ts';

interface Print {
  readonly at: number;
  readonly venue: number;
  readonly symbol: number;
  readonly px: number;
  readonly qty: number;
  readonly venueTime: number;
}

/** Listens as a stranger would, keeps its own books from the feed's messages, and notes what cannot be. */
class Witness implements Sink {
  readonly events: EngineEvent[] = [];
  readonly prints: Print[] = [];
  readonly broken: string[] = [];
  /** The last NBBO of each moment, by path and symbol: [time, bid, bid size, offer, offer size]. */
  readonly nbbos = new Map<string, [at: number, bidPx: number, bidQty: number, askPx: number, askQty: number][]>();
  private readonly books = new Map<string, { buy: Map<number, number>; sell: Map<number, number> }>();
  private readonly printed = new Map<string, { qty: number; notional: number }>();
  private readonly config: SimulationConfig;
  private last = 0;

  constructor(config: SimulationConfig) {
    this.config = config;
  }

  event(event: EngineEvent): void {
    this.at(event.at);
    this.events.push(event);
    if (event.type !== 'ExecutionReport' || event.marketQty === undefined) return;
    const sum = this.printed.get(event.symbol) ?? { qty: 0, notional: 0 };
    this.rule(
      event.marketQty === sum.qty && event.marketNotional === sum.notional,
      'the market’s volume is the sum of its prints',
      event,
    );
  }

  level(at: Nanos, venue: number, symbol: number, side: Side, px: number, qty: number, venueTime: Nanos): void {
    this.at(at);
    const spec = this.config.venues[venue]!;
    this.rule(at === venueTime + spec.feedLatency, 'a level is heard one feed latency later', { at, venueTime });
    this.rule(spec.kind === 'lit', 'a dark pool shows nothing', { venue });
    this.rule(qty >= 0 && px > 0 && px % this.config.symbols[symbol]!.tick === 0, 'levels are sizes on the tick', { px, qty });
    const book = this.books.get(`${venue}/${symbol}`) ?? { buy: new Map(), sell: new Map() };
    this.books.set(`${venue}/${symbol}`, book);
    if (qty > 0) book[side].set(px, qty);
    else book[side].delete(px);
    const crossed = book.buy.size > 0 && book.sell.size > 0 && Math.max(...book.buy.keys()) >= Math.min(...book.sell.keys());
    this.rule(!crossed, 'no book is locked or crossed inside a venue', { at, venue, symbol, px });
  }

  nbbo(at: Nanos, path: FeedPath, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    this.at(at);
    const series = this.nbbos.get(`${path}/${symbol}`) ?? [];
    this.nbbos.set(`${path}/${symbol}`, series);
    if (series.at(-1)?.[0] === at) series.pop();
    series.push([at, bidPx, bidQty, askPx, askQty]);
  }

  trade(at: Nanos, venue: number, symbol: number, px: number, qty: number, venueTime: Nanos): void {
    this.at(at);
    this.rule(at === venueTime + this.config.venues[venue]!.feedLatency && qty > 0, 'a trade prints one feed latency later', {
      at,
    });
    this.prints.push({ at, venue, symbol, px, qty, venueTime });
    const name = this.config.symbols[symbol]!.symbol;
    const sum = this.printed.get(name) ?? { qty: 0, notional: 0 };
    this.printed.set(name, { qty: sum.qty + qty, notional: sum.notional + px * qty * 100 });
  }

  get fills(): ExecutionReport[] {
    return this.events.filter((event) => event.type === 'ExecutionReport').filter(({ execType }) => execType === 'F');
  }

  private at(time: number): void {
    this.rule(time >= this.last, 'time never goes back', { time, last: this.last });
    this.last = time;
  }

  private rule(holds: boolean, name: string, seen: unknown): void {
    if (!holds) this.broken.push(`${name}: ${JSON.stringify(seen)}`);
  }
}

function watch(config: SimulationConfig, commands: readonly Command[], until: number): { witness: Witness; engine: Engine } {
  const witness = new Witness(config);
  const engine = new Engine({ config, sink: witness });
  for (const command of commands) engine.submit(command);
  engine.advanceTo(until as Nanos);
  return { witness, engine };
}

/** A textbook day whose rules are drawn too: protection, patience, collar, fast traders, speed of the flow. */
function randomConfig(stream: Stream, seed: number): SimulationConfig {
  const config = textbook();
  const busy = 1 + stream.below(4);
  return {
    ...config,
    seed,
    regime: { ...config.regime, orderProtection: stream.chance(0.7) },
    router: {
      ...config.router,
      collarBps: [1, 5, 50][stream.below(3)]!,
      maxIdleRounds: 1 + stream.below(4),
      childTimeout: [200 * MICROSECOND, 500 * MICROSECOND, SECOND][stream.below(3)] as Nanos,
      darkPingQty: qty([100, 500, 3000][stream.below(3)]!),
    },
    flow: { ...config.flow, takerRate: config.flow.takerRate * busy, makerFlickerRate: config.flow.makerFlickerRate * busy },
  };
}

function randomCommands(config: SimulationConfig, stream: Stream, seed: number, from: number, to: number): Command[] {
  const orders = config.symbols.flatMap((spec, i) =>
    mixedOrders({
      count: i === 0 ? 20 : 5,
      seed: seed + i,
      symbol: spec.symbol,
      from,
      to,
      tick: spec.tick,
      near: () => spec.openPx,
    }).map((one) => ({ ...one, clOrdID: `${spec.symbol}-${one.clOrdID}` })),
  );
  const moment = () => (from + stream.below(to - from)) as Nanos;
  const cancels = orders
    .filter(() => stream.chance(0.3))
    .map(({ clOrdID, at }): Command => {
      const later = (at + stream.below(stream.chance(0.5) ? MILLISECOND : SECOND)) as Nanos;
      return { type: 'OrderCancelRequest', at: later, clOrdID: `x-${clOrdID}`, origClOrdID: clOrdID };
    });
  const killed = moment();
  const switches: Command[] = [
    { type: 'OrderMassCancelRequest', at: moment(), clOrdID: 'all' },
    { type: 'SetOrderProtection', at: moment(), on: stream.chance(0.5) },
    { type: 'SetOrderProtection', at: moment(), on: stream.chance(0.5) },
    { type: 'KillSwitch', at: killed, engaged: true, reason: 'drill' },
    { type: 'KillSwitch', at: (killed + SECOND / 5) as Nanos, engaged: false, reason: 'over' },
  ];
  return [...orders, ...cancels, ...switches].sort((a, b) => a.at - b.at);
}

const SESSIONS = 40;

/** Shares by place and moment of a match. */
function sums<T>(items: readonly T[], key: (item: T) => string, shares: (item: T) => number): Map<string, number> {
  const sum = new Map<string, number>();
  for (const item of items) sum.set(key(item), (sum.get(key(item)) ?? 0) + shares(item));
  return sum;
}

describe('random sessions', () => {
  const outcomes = new Map<string, number>();

  for (let seed = 1; seed <= SESSIONS; seed++)
    test(`session ${seed} leaves an auditor nothing to say`, () => {
      const stream = new Stream(seed, 'session');
      const config = randomConfig(stream, seed);
      const from = config.openAt + SECOND / 4;
      const until = from + 3 * SECOND;
      const { witness, engine } = watch(config, randomCommands(config, stream, seed, from, until - SECOND / 2), until);
      engine.end();
      expect(witness.broken).toEqual([]);
      expect(audit(witness.events, config)).toEqual([]);
      for (const event of witness.events)
        if (event.type === 'ExecutionReport' && event.parentID === undefined)
          outcomes.set(event.ordStatus, (outcomes.get(event.ordStatus) ?? 0) + 1);

      // Conservation: whatever one of our legs got at a venue was printed there, then, at that price, and no more than that.
      const name = (mic: string, symbol: string, px: number, time: number) => `${mic} ${symbol} ${px} ${time}`;
      const printed = sums(
        witness.prints,
        ({ venue, symbol, px, venueTime }) => name(config.venues[venue]!.mic, config.symbols[symbol]!.symbol, px, venueTime),
        (print) => print.qty,
      );
      const children = witness.fills.filter(({ parentID }) => parentID !== undefined);
      // A print that is still on the wire at the end has not been heard.
      const heard = children.filter(({ lastMkt, transactTime }) => {
        const { feedLatency } = config.venues.find(({ mic }) => mic === lastMkt)!;
        return transactTime! + feedLatency <= until;
      });
      for (const liquidity of [1, 2]) {
        const ours = sums(
          heard.filter(({ lastLiquidityInd }) => lastLiquidityInd === liquidity),
          (fill) => name(fill.lastMkt!, fill.symbol, fill.lastPx!, fill.transactTime!),
          (fill) => fill.lastQty!,
        );
        for (const [where, shares] of ours) expect(`${where}: ${shares <= (printed.get(where) ?? 0)}`).toBe(`${where}: true`);
      }
      const scored = engine.scores().reduce((sum, score) => sum + score.filledQty, 0);
      expect(scored).toBe(children.reduce((sum, fill) => sum + fill.lastQty!, 0));
    });

  test('between them they saw every end that an order can have, and half fills too', () => {
    expect([...outcomes.keys()].sort()).toEqual(['0', '1', '2', '4', '6', '8', 'C']);
    expect(Math.min(...outcomes.values())).toBeGreaterThan(10);
  });
});

describe('the textbook market, left alone', () => {
  const config = textbook();
  const SPAN = 20 * SECOND;
  const { witness, engine } = watch(config, [], config.openAt + SPAN);

  test('moves and trades in every symbol, and no one’s book is crossed', () => {
    expect(witness.broken).toEqual([]);
    for (const [i, { symbol }] of config.symbols.entries()) {
      const mids = new Set(witness.nbbos.get(`direct/${i}`)!.map(([, bid, , ask]) => bid + ask));
      const prints = witness.prints.filter((print) => print.symbol === i);
      expect([symbol, mids.size > 3, prints.length > 10]).toEqual([symbol, true, true]);
      expect(engine.view.marketQty[i]).toBe(prints.reduce((sum, print) => sum + print.qty, 0));
    }
  });

  test('trades at every lit venue', () => {
    const venues = new Set(witness.prints.map(({ venue }) => config.venues[venue]!.mic));
    expect(venues).toEqual(new Set(config.venues.filter(({ kind }) => kind === 'lit').map(({ mic }) => mic)));
  });

  test('shows ACME one or two ticks wide most of the time', () => {
    const series = witness.nbbos.get('direct/0')!;
    let narrow = 0;
    let whole = 0;
    for (const [i, [at, bid, , ask]] of series.entries()) {
      const lasted = (series[i + 1]?.[0] ?? config.openAt + SPAN) - at;
      const ticks = (ask - bid) / config.symbols[0]!.tick;
      if (bid > 0 && ask > 0) whole += lasted;
      if (bid > 0 && ask > 0 && ticks >= 1 && ticks <= 2) narrow += lasted;
    }
    expect(whole / SPAN).toBeGreaterThan(0.99);
    expect(narrow / whole).toBeGreaterThan(0.8);
  });

  test('says the same on the SIP, each venue later by its own difference of paths', () => {
    const late = config.venues.map((spec) => spec.sipLatency + config.sip.processing + config.sip.toRouter - spec.feedLatency);
    // All alike here, so the whole NBBO is one delay late.
    expect(new Set(late).size).toBe(1);
    const end = config.openAt + SPAN - late[0]!;
    for (const i of config.symbols.keys()) {
      const changes = (path: FeedPath, shift: number) =>
        witness.nbbos
          .get(`${path}/${i}`)!
          .map(([at, ...best]) => [at - shift, ...best])
          // What stood before the open is known at the open, on both clocks.
          .filter(([at]) => at! > config.openAt && at! <= end)
          .filter((row, n, all) => n === 0 || row.slice(1).join() !== all[n - 1]!.slice(1).join());
      expect(changes('sip', late[0]!)).toEqual(changes('direct', 0));
    }
  });

  test('has an arbitrageur: where no one else trades, stale quotes still do', () => {
    const lone = (arbitrageurEdgeTicks: number) =>
      watch({ ...config, flow: { ...config.flow, takerRate: 0, arbitrageurEdgeTicks } }, [], config.openAt + 30 * SECOND).witness;
    expect(lone(1000).prints).toEqual([]);
    const { prints, nbbos } = lone(config.flow.arbitrageurEdgeTicks);
    expect(prints.length).toBeGreaterThan(10);
    // It buys before the market rises and sells before it falls: who crossed the midpoint upwards bought.
    const midAt = (symbol: number, time: number) => {
      const [, bid, , ask] = nbbos.get(`direct/${symbol}`)!.findLast(([at, bid, , ask]) => at <= time && bid > 0 && ask > 0)!;
      return (bid + ask) / 2;
    };
    const gains = prints
      .filter(({ venueTime }) => venueTime < config.openAt + 29 * SECOND)
      .map(({ symbol, venueTime, px }) => {
        const before = midAt(symbol, venueTime - 1);
        return Math.sign(px - before) * (midAt(symbol, venueTime + SECOND / 2) - before);
      });
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    expect(mean / config.symbols[0]!.tick).toBeGreaterThan(0.25);
  });
});
