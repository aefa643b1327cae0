import { afterEach, describe, expect, test, vi } from 'vitest';
import { Conditions } from '../../electron/engine/conditions.ts';
import { Engine } from '../../electron/engine/engine.ts';
import type { FeedHandler } from '../../electron/engine/feed/handler.ts';
import { FAULT_KINDS, type Fault, type FaultKind } from '../../shared/config/fault.ts';
import type { SimulationConfig } from '../../shared/config/session.ts';
import type { Command, FaultReport } from '../../shared/events.ts';
import { type Money, micros, millis, type Nanos, px, qty, SECOND } from '../../shared/units.ts';
import { limit, order, type Ran, Record, run, still, textbook } from '../support/run.ts';

afterEach(() => vi.restoreAllMocks());

/** The textbook's table with one level a side, no fast traders and nobody who moves. */
const calm = still({
  flow: { ...still().flow, makerLevels: 1 },
  venues: still().venues.map((spec) => ({ ...spec, hftPresence: 0 })),
});
const T = calm.openAt + millis(10);
const at = (time: number) => time as Nanos;
const mics = calm.venues.map(({ mic }) => mic);
const NYSE = mics.indexOf('NYSE');
const NASDAQ = mics.indexOf('NASDAQ');

/** One of each kind, as it could happen in the textbook. */
const EACH: { readonly [K in FaultKind]: Extract<Fault, { kind: K }> } = {
  venueOutage: { kind: 'venueOutage', mic: 'NASDAQ', duration: at(SECOND / 2) },
  slowVenue: { kind: 'slowVenue', mic: 'NYSE', delay: millis(3), duration: at(SECOND / 2) },
  halt: { kind: 'halt', symbol: 'ACME', duration: at(SECOND / 2) },
  luldPause: { kind: 'luldPause', symbol: 'ACME', duration: at(SECOND) },
  staleSip: { kind: 'staleSip', duration: at(SECOND / 2) },
  crossedMarket: { kind: 'crossedMarket', symbol: 'ACME', mic: 'BATS', ticks: 3, duration: at(SECOND / 2) },
  feeChange: { kind: 'feeChange', mic: 'NYSE', takerFee: 1000 as Money, makerFee: -500 as Money, duration: at(SECOND / 2) },
  latencySpike: { kind: 'latencySpike', delay: millis(2), duration: at(SECOND / 2) },
  quoteStuffing: { kind: 'quoteStuffing', symbol: 'ACME', mic: 'IEX', rate: 1000, duration: at(SECOND / 2) },
  fatFinger: { kind: 'fatFinger', symbol: 'ACME', side: 'buy', orderQty: qty(3000) },
  toxicVenue: { kind: 'toxicVenue', mic: 'NASDAQ', chance: 0.6, duration: at(SECOND / 2) },
  feedGap: { kind: 'feedGap', mic: 'NASDAQ', path: 'direct', messages: 5 },
  feedDuplicate: { kind: 'feedDuplicate', mic: 'NASDAQ', path: 'direct', messages: 50 },
  feedReorder: { kind: 'feedReorder', mic: 'NASDAQ', path: 'direct', messages: 50 },
};

const inject = (time: number, fault: Fault, faultID: string = fault.kind): Command => ({
  type: 'InjectFault',
  at: at(time),
  faultID,
  fault,
});
const clear = (time: number, faultID: string): Command => ({ type: 'ClearFault', at: at(time), faultID });

function after(commands: readonly Command[], span: number = SECOND, config: SimulationConfig = calm): Ran {
  return run({ config }, commands, T + span);
}

const reportsOf = ({ record }: Ran): FaultReport[] => record.events.filter((event) => event.type === 'FaultReport');
const story = (ran: Ran) =>
  reportsOf(ran).map(({ at: time, faultID, state, field }) => [time - T, faultID, state, ...(field ? [field] : [])]);
const fills = ({ record }: Ran) => record.children.filter(({ execType }) => execType === 'F');
const why = ({ record }: Ran, round: number, mic: string) =>
  record.decisions[round]!.candidates.find((one) => one.mic === mic)?.why;

/** An engine advanced by hand, so that what is in force can be looked at between. */
function standing(commands: readonly Command[], config: SimulationConfig = calm) {
  const record = new Record();
  const engine = new Engine({ config, sink: record });
  for (const command of commands) engine.submit(command);
  return { engine, record, conditions: engine.conditions };
}

describe('a fault as a command', () => {
  test('begins, says until when, and ends by itself', () => {
    const ran = after([inject(T, EACH.slowVenue)]);
    expect(reportsOf(ran)).toEqual([
      {
        type: 'FaultReport',
        at: T,
        faultID: 'slowVenue',
        fault: EACH.slowVenue,
        state: 'started',
        until: T + SECOND / 2,
        text: 'NYSE is slow: every message is handled 3 ms later',
      },
      {
        type: 'FaultReport',
        at: T + SECOND / 2,
        faultID: 'slowVenue',
        fault: EACH.slowVenue,
        state: 'ended',
        text: 'over: NYSE is slow: every message is handled 3 ms later',
      },
    ]);
  });

  test('is refused by field and rule, and changes nothing', () => {
    const REFUSED: readonly (readonly [Fault, string])[] = [
      [{ ...EACH.venueOutage, mic: 'NOPE' }, 'mic'],
      [{ ...EACH.halt, symbol: 'NOPE' }, 'symbol'],
      [{ ...EACH.crossedMarket, mic: 'SIGMA_DARK' }, 'mic'],
      [{ ...EACH.quoteStuffing, mic: 'SIGMA_DARK' }, 'mic'],
      [{ ...EACH.toxicVenue, mic: 'SIGMA_DARK' }, 'mic'],
      [{ ...EACH.feedGap, mic: 'SIGMA_DARK' }, 'mic'],
      [{ ...EACH.feedDuplicate, mic: 'SIGMA_DARK' }, 'mic'],
      [{ ...EACH.feedReorder, mic: 'NOPE' }, 'mic'],
      [{ ...EACH.feeChange, takerFee: 3001 as Money }, 'takerFee'],
    ];
    const { engine, record, conditions } = standing(REFUSED.map(([fault], i) => inject(T + i, fault, `f${i}`)));
    const said = record.events.filter((event) => event.type === 'FaultReport');
    expect(said.map(({ state, field }) => [state, field])).toEqual(REFUSED.map(([, field]) => ['refused', field]));
    expect(conditions).toEqual(new Conditions(calm));
    engine.end();
  });

  test('a name is taken while its fault is in force, and free again after it', () => {
    const ran = after([
      inject(T, EACH.halt, 'a'),
      inject(T + 1, EACH.staleSip, 'a'),
      clear(T + 2, 'a'),
      inject(T + 3, EACH.staleSip, 'a'),
    ]);
    expect(story(ran).slice(0, 4)).toEqual([
      [0, 'a', 'started'],
      [1, 'a', 'refused', 'faultID'],
      [2, 'a', 'ended'],
      [3, 'a', 'started'],
    ]);
  });

  test('what is not in force cannot be cleared, nor can anything go wrong once the session is closed', () => {
    const { engine, record } = standing([clear(T, 'a'), inject(T, EACH.fatFinger, 'b'), clear(T + 1, 'b')]);
    engine.end();
    engine.submit(inject(T + 2, EACH.halt, 'c'));
    const said = record.events.filter((event) => event.type === 'FaultReport').map(({ faultID, state }) => `${faultID} ${state}`);
    expect(said).toEqual(['a refused', 'b started', 'b refused', 'c refused']);
  });

  test.each(FAULT_KINDS)('%s: scripted at a time or injected then, it is the same session', (kind) => {
    const config = textbook();
    const scripted = { ...config, faults: [{ at: at(T), fault: EACH[kind] }] };
    const orders = [0, 1, 2].map((i) => order(T + i * millis(200), { clOrdID: `o${i}`, orderQty: qty(3000) }));
    const a = run({ config: scripted }, orders, T + SECOND);
    const b = run({ config }, [inject(T, EACH[kind], 'script-1'), ...orders], T + SECOND);
    const bare = (ran: Ran) =>
      ran.record.events.map((event) => (event.type === 'FaultReport' ? { ...event, scripted: undefined } : event));
    expect(reportsOf(a).every(({ scripted }) => scripted === true)).toBe(true);
    expect(bare(a)).toEqual(bare(b).map((event) => (event.type === 'FaultReport' ? { ...event, scripted: undefined } : event)));
    expect([a.record.levels, a.record.trades, a.record.nbbos]).toEqual([b.record.levels, b.record.trades, b.record.nbbos]);
  });

  test.each(FAULT_KINDS)('%s: saved in the middle of it and restored, the session goes on the same', (kind) => {
    const config = textbook();
    const commands = [inject(T, EACH[kind]), order(T + millis(50), { clOrdID: 'o', orderQty: qty(4000) })];
    const { engine } = standing(commands, config);
    engine.advanceTo(at(T + millis(123)));
    const rest = new Record();
    const resumed = Engine.restore({ config, sink: rest }, engine.save());
    const whole = new Record();
    const straight = new Engine({ config, sink: whole });
    for (const command of commands) straight.submit(command);
    straight.advanceTo(at(T + millis(123)));
    const before = whole.events.length;
    for (const one of [resumed, straight]) {
      one.advanceTo(at(T + 2 * SECOND));
      one.end();
    }
    expect(rest.events).toEqual(whole.events.slice(before));
  });
});

describe('where faults overlap', () => {
  test('a venue is out until the last outage ends', () => {
    const outage = (seconds: number): Fault => ({ kind: 'venueOutage', mic: 'NYSE', duration: at(seconds * SECOND) });
    const { engine, conditions } = standing([inject(T, outage(2), 'a'), inject(T + SECOND, outage(2), 'b')]);
    const seen: number[] = [];
    for (const seconds of [0.5, 1.5, 2.5, 3.5]) {
      engine.advanceTo(at(T + seconds * SECOND));
      seen.push(conditions.down[NYSE]!);
    }
    expect(seen).toEqual([1, 1, 1, 0]);
  });

  test('delays add up; the newest fee holds, then the one before it; in the end nothing is left', () => {
    const spike = (delay: number, mic?: string): Fault => ({
      kind: 'latencySpike',
      ...(mic && { mic }),
      delay: at(delay),
      duration: at(SECOND),
    });
    const fee = (takerFee: number, seconds: number): Fault => ({
      kind: 'feeChange',
      mic: 'NYSE',
      takerFee: takerFee as Money,
      makerFee: 0 as Money,
      duration: at(seconds * SECOND),
    });
    const { engine, conditions } = standing([
      inject(T, spike(100), 'a'),
      inject(T, spike(20, 'NYSE'), 'b'),
      inject(T, EACH.slowVenue, 'c'),
      inject(T, { ...EACH.slowVenue, delay: millis(1) }, 'd'),
      inject(T, fee(100, 3), 'e'),
      inject(T, fee(200, 1), 'f'),
    ]);
    expect([conditions.extra[NYSE], conditions.extra[NASDAQ], conditions.slow[NYSE], conditions.takerFee[NYSE]]).toEqual([
      120,
      100,
      millis(4),
      200,
    ]);
    engine.advanceTo(at(T + 2 * SECOND));
    expect([conditions.extra[NYSE], conditions.slow[NYSE], conditions.takerFee[NYSE]]).toEqual([0, 0, 100]);
    engine.advanceTo(at(T + 4 * SECOND));
    expect(conditions).toEqual(new Conditions(calm));
  });

  test('a fee change without a duration stays until it is cleared', () => {
    const { duration: _, ...forGood } = EACH.feeChange;
    const { engine, conditions } = standing([inject(T, forGood, 'fee')]);
    engine.advanceTo(at(T + 60 * SECOND));
    expect(conditions.takerFee[NYSE]).toBe(1000);
    engine.submit(clear(T + 60 * SECOND, 'fee'));
    expect(conditions.takerFee[NYSE]).toBe(3000);
  });

  test('a symbol trades again when the last of its halts and pauses ends', () => {
    const { engine, conditions } = standing([inject(T, EACH.luldPause, 'pause'), inject(T, EACH.halt, 'halt')]);
    const seen: string[] = [];
    for (const seconds of [0.1, 0.7, 1.1]) {
      engine.advanceTo(at(T + seconds * SECOND));
      seen.push(conditions.tradingState(0));
    }
    expect(seen).toEqual(['halted', 'halted', 'trading']);
  });
});

describe('a halt', () => {
  test('a day order waits and is routed when the symbol resumes; nothing trades between', () => {
    const ran = after([inject(T, EACH.halt), order(T + millis(1), { timeInForce: 'day' })]);
    expect(why(ran, 0, 'NASDAQ')).toBe('halted');
    expect(ran.record.decisions[0]!.legs).toEqual([]);
    expect(ran.record.decisions[1]!.at).toBe(T + SECOND / 2);
    expect(Math.min(...fills(ran).map(({ transactTime }) => transactTime!))).toBeGreaterThan(T + SECOND / 2);
    expect(ran.record.parents.at(-1)).toMatchObject({ ordStatus: '2', cumQty: 1000 });
  });

  test('what must trade at once is cancelled, and says why', () => {
    const ran = after([inject(T, EACH.halt), order(T + millis(1))]);
    expect(ran.record.parents.at(-1)).toMatchObject({ ordStatus: '4', text: 'trading is halted', cumQty: 0 });
  });

  test('a leg that meets the halt at the venue is rejected, and its order waits', () => {
    const ran = after([order(T, { timeInForce: 'day' }), inject(T + micros(100), EACH.halt)]);
    expect(ran.record.children.map(({ ordStatus }) => ordStatus).slice(0, 2)).toEqual(['A', '8']);
    expect(ran.record.parents.at(-1)).toMatchObject({ ordStatus: '2', cumQty: 1000 });
  });

  test('what rests may be cancelled, and rests on if it is not', () => {
    const rests = limit(T, 99.98, { timeInForce: 'day', orderQty: qty(100) });
    const away: Command = { type: 'OrderCancelRequest', at: at(T + millis(100)), clOrdID: 'x', origClOrdID: rests.clOrdID };
    const ran = after([rests, inject(T + millis(50), EACH.halt), away]);
    expect(ran.record.parents.at(-1)).toMatchObject({ ordStatus: '4', at: expect.closeTo(T + millis(100), -7) });
    expect(after([rests, inject(T + millis(50), EACH.halt)]).record.parents.at(-1)).toMatchObject({ ordStatus: 'C' });
  });
});

describe('what a fault does', () => {
  test('slowVenue: every message is handled so much later, in its order', () => {
    const ran = after([
      inject(T, EACH.slowVenue),
      order(T, { strategy: 'single_venue', exDestination: 'NYSE', orderQty: qty(500) }),
    ]);
    const { entryLatency } = calm.venues[NYSE]!;
    expect(fills(ran)).toMatchObject([{ transactTime: T + calm.router.processing + entryLatency + millis(3), lastQty: 500 }]);
  });

  test('latencySpike: our way there and the venue’s way back are so much longer', () => {
    const ran = after([
      inject(T, EACH.latencySpike),
      order(T, { strategy: 'single_venue', exDestination: 'NYSE', orderQty: qty(500) }),
    ]);
    const { entryLatency, responseLatency } = calm.venues[NYSE]!;
    const matched = T + calm.router.processing + entryLatency + millis(2);
    expect(fills(ran)).toMatchObject([{ transactTime: matched, at: matched + responseLatency + millis(2) }]);
  });

  test('staleSip: the SIP says nothing until it ends, the direct feeds go on', () => {
    const { record } = run({ config: textbook() }, [inject(T, EACH.staleSip)], T + 2 * SECOND);
    const during = (path: string) =>
      record.nbbos.filter(({ at: time, path: own }) => own === path && time > T && time < T + SECOND / 2);
    expect([during('sip').length, during('direct').length > 10]).toEqual([0, true]);
    expect(record.nbbos.filter(({ at: time, path }) => path === 'sip' && time >= T + SECOND / 2).length).toBeGreaterThan(10);
  });

  test('crossedMarket: the venue bids so many ticks through the best offer elsewhere, and stops', () => {
    const { engine } = standing([inject(T, EACH.crossedMarket)]);
    engine.advanceTo(at(T + millis(100)));
    const { direct } = engine.view;
    expect([direct[0]!.bestBidPx, direct[0]!.bestAskPx]).toEqual([1_000_400, 1_000_100]);
    engine.advanceTo(at(T + SECOND));
    expect(direct[0]!.bestBidPx).toBe(1_000_000);
  });

  test('feeChange: what trades at the venue pays the new fee, and the router weighs it', () => {
    const one = (clOrdID: string, time: number) =>
      order(time, { clOrdID, strategy: 'single_venue', exDestination: 'NYSE', orderQty: qty(100) });
    const ran = after([inject(T, EACH.feeChange), one('a', T + 1), one('b', T + 0.6 * SECOND)]);
    expect(fills(ran).map(({ fee }) => fee)).toEqual([100 * 1000, 100 * 3000]);
    expect(ran.record.decisions.map(({ candidates }) => candidates.find(({ mic }) => mic === 'NYSE')!.cost!.fee)).toEqual([
      1000, 3000,
    ]);
  });

  test('quoteStuffing: so many quotes a second come and go, the touch stays', () => {
    const quiet = after([]);
    const ran = after([inject(T, EACH.quoteStuffing)]);
    // 500 enter, and 500 leave again.
    expect(ran.record.levels - quiet.record.levels).toBe(1000);
    expect(ran.record.nbbos).toEqual(quiet.record.nbbos);
    expect(ran.engine.displayed(mics.indexOf('IEX'), 0, 'buy')).toEqual(quiet.engine.displayed(mics.indexOf('IEX'), 0, 'buy'));
  });

  test('fatFinger: takes all that is displayed, best price first, over all lit venues', () => {
    const { engine, record } = standing([inject(T, { ...EACH.fatFinger, orderQty: qty(5000) })]);
    engine.advanceTo(at(T + millis(5)));
    // 1,200 + 1,500 + 900 + 800 stand at 100.01, and 600 of EDGX's 700 at 100.02 make the rest.
    expect(engine.view.marketQty[0]).toBe(5000);
    expect(engine.displayed(mics.indexOf('EDGX'), 0, 'buy')).toEqual([{ px: 1_000_200, qty: 100 }]);
    expect(record.events.find((event) => event.type === 'FaultReport')?.text).toContain('5,000 shares taken');
  });

  test('fatFinger: goes no further than the LULD band', () => {
    // A tick of a dollar: twenty levels a side reach far beyond 5 %.
    const symbols = [{ ...calm.symbols[0]!, tick: px(1), luldTier: 1 as const }];
    const wide = {
      ...calm,
      symbols,
      openingQuotes: [],
      flow: { ...calm.flow, makerLevels: 20 },
      regime: { ...calm.regime, luld: true },
    };
    const sweep = inject(T, { ...EACH.fatFinger, orderQty: qty(1_000_000) });
    const farthest = (config: SimulationConfig) => {
      const { engine } = standing([sweep], config);
      engine.advanceTo(at(T + millis(5)));
      return engine.view.lastPx[0];
    };
    expect(farthest(wide)).toBe(px(105));
    expect(farthest({ ...wide, regime: { ...wide.regime, luld: false } })).toBeGreaterThan(px(115));
  });

  test('feedGap: the venue’s picture is not known until it has been sent again', () => {
    const config = textbook();
    const gap: Fault = { kind: 'feedGap', mic: 'NASDAQ', path: 'direct', messages: 50 };
    const { record } = run({ config }, [inject(T, gap)], T + 4 * SECOND);
    const said = record.events.filter((event) => event.type === 'FeedStatus');
    expect(said.map(({ mic, path, state }) => [mic, path, state])).toEqual([
      ['NASDAQ', 'direct', 'gap'],
      ['NASDAQ', 'direct', 'recovered'],
    ]);
    const between = (said[0]!.at + said[1]!.at) / 2;
    const ran = run({ config }, [inject(T, gap), order(Math.floor(between))], T + 4 * SECOND);
    expect(why(ran, 0, 'NASDAQ')).toBe('feedGap');
  });

  test.each(['feedDuplicate', 'feedReorder'] as const)('%s: is told, and leaves neither a gap nor a trace', (kind) => {
    const config = textbook();
    const until = T + 2 * SECOND;
    const heard = (commands: readonly Command[]) => {
      const arrived = { again: 0, early: 0 };
      const { engine, record } = standing(commands, config);
      const { handler } = engine as unknown as { readonly handler: FeedHandler };
      const level = handler.level;
      let last = 0;
      vi.spyOn(handler, 'level').mockImplementation((...message) => {
        const [, venue, , , , , , number] = message;
        if (venue === NASDAQ) {
          if (number === last) arrived.again += 1;
          if (number < last) arrived.early += 1;
          last = number;
        }
        level.apply(handler, message);
      });
      engine.advanceTo(at(until));
      return { engine, record, arrived };
    };
    const plain = heard([]);
    const troubled = heard([inject(T, EACH[kind])]);
    expect(plain.arrived).toEqual({ again: 0, early: 0 });
    expect(troubled.arrived[kind === 'feedDuplicate' ? 'again' : 'early']).toBeGreaterThan(20);
    const said = troubled.record.events.filter((event) => event.type === 'FaultReport').map(({ state, text }) => [state, text]);
    const what = kind === 'feedDuplicate' ? 'sent twice' : 'overtaken by the next';
    expect(said).toEqual([['started', `50 messages of the direct feed of NASDAQ ${what}`]]);
    expect(troubled.record.events.filter((event) => event.type === 'FeedStatus')).toEqual([]);
    expect(troubled.engine.view.marketQty).toEqual(plain.engine.view.marketQty);
    for (const side of ['buy', 'sell'] as const) {
      const [mine, sound] = [troubled, plain].map(({ engine }) => {
        const levels = engine.view.levels(NASDAQ, 0, side);
        return Array.from({ length: levels.count }, (_, i) => [levels.px[i], levels.qty[i]]);
      });
      expect(mine!.length).toBeGreaterThan(2);
      expect(mine).toEqual(sound);
    }
  });
});
