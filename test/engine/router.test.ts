import { describe, expect, test } from 'vitest';
import { Engine } from '../../electron/engine/engine.ts';
import { tapeConfig } from '../../electron/host/tape-config.ts';
import type { SimulationConfig } from '../../shared/config/session.ts';
import type { Command, EngineEvent, ExecutionReport, NewOrderSingle } from '../../shared/events.ts';
import type { Side, TimeInForce } from '../../shared/fix.ts';
import { DISPATCHES, type Dispatch, type RoutingDecision, STRATEGIES, type Strategy } from '../../shared/routing.ts';
import { type Money, micros, millis, type Nanos, px, qty, SECOND } from '../../shared/units.ts';
import { audit } from '../support/audit.ts';
import { limit, order, type Ran, Record, run, still } from '../support/run.ts';
import { type QuoteRow, tapeOf } from '../support/tape-writer.ts';

/** The textbook's table with one level a side, and nobody who moves. */
const table = still({ flow: { ...still().flow, makerLevels: 1 } });
/** The same with no fast traders: whoever comes late still finds everything. */
const calm: SimulationConfig = { ...table, venues: table.venues.map((spec) => ({ ...spec, hftPresence: 0 })) };
const T = table.openAt + millis(10);
const STORY = millis(20);

function after(commands: readonly Command[], config: SimulationConfig = table, until: number = T + STORY): Ran {
  return run({ config }, commands, until);
}

/** ISO is told of legs that go to several prices at once: under protection every leg that takes is one. */
const legsOf = ({ legs }: RoutingDecision) => {
  const prices = new Set(legs.filter(({ action }) => action === 'take').map((leg) => leg.px));
  const told = (iso: boolean) => (iso && prices.size > 1 ? ' ISO' : '');
  return legs.map(({ mic, action, orderQty, px: at, iso }) => `${mic} ${action} ${orderQty}@${at / 1e4}${told(iso)}`);
};
const rounds = ({ record }: Ran) => record.decisions.map(legsOf);

function told(report: EngineEvent): string {
  if (report.type === 'Notice') return `${report.code} ${report.text}`;
  if (report.type === 'OrderCancelReject') return `cancel refused ${report.cxlRejReason}: ${report.text}`;
  if (report.type === 'RoutingDecision') return `decides ${legsOf(report).join(', ') || 'nothing'}`;
  if (report.type !== 'ExecutionReport') return report.type;
  const { execType, ordStatus, lastMkt, lastQty, lastPx, cumQty, leavesQty, text, parentID } = report;
  const trade = execType === 'F' ? ` ${lastMkt} ${lastQty}@${lastPx! / 1e4}` : '';
  return `${parentID ? 'child' : 'order'} ${execType}/${ordStatus}${trade} cum ${cumQty} leaves ${leavesQty}${text ? `: ${text}` : ''}`;
}

/** What the operator is told of orders, in order: no legs, no markouts. */
const orderStory = ({ record }: Ran) =>
  record.events.filter((event) => event.type !== 'Markout' && !('parentID' in event) && event.type !== 'RoutingDecision').map(told);
const open = 'open session open';
const closed = 'close session closed';

const fillsOf = (reports: readonly ExecutionReport[]) => reports.filter(({ execType }) => execType === 'F');
const cancel = (at: number, origClOrdID: string): Command => ({
  type: 'OrderCancelRequest',
  at: at as Nanos,
  clOrdID: `x-${origClOrdID}`,
  origClOrdID,
});
const kill = (at: number, engaged: boolean): Command => ({ type: 'KillSwitch', at: at as Nanos, engaged, reason: 'drill' });
const protection = (at: number, on: boolean): Command => ({ type: 'SetOrderProtection', at: at as Nanos, on });
/** 600 of 5,000 that find nothing more within 100.01. */
const resting = (change: Partial<NewOrderSingle> = {}) => limit(T, 100.01, { orderQty: qty(5000), timeInForce: 'day', ...change });

describe('misuse', () => {
  test('a clOrdID used twice is refused, and the first order goes on', () => {
    const ran = after([resting({ clOrdID: 'a' }), resting({ clOrdID: 'a' })]);
    expect(orderStory(ran).slice(0, 4)).toEqual([
      open,
      'order 0/0 cum 0 leaves 5000',
      'order 8/8 cum 0 leaves 0: a was used before in this session',
      'order F/1 NASDAQ 1500@100.01 cum 1500 leaves 3500',
    ]);
    expect(ran.record.reports.filter(({ ordStatus }) => ordStatus === '8')).toMatchObject([{ orderID: 'R-1', field: 'clOrdID' }]);
  });

  test('a refused order leaves its clOrdID free and nothing else behind', () => {
    const ran = after([order(T, { clOrdID: 'a', symbol: 'NOPE' }), order(T, { clOrdID: 'a', orderQty: qty(100) })]);
    expect(orderStory(ran)).toEqual([
      open,
      'order 8/8 cum 0 leaves 0: NOPE is not traded in this session',
      'order 0/0 cum 0 leaves 100',
      'order F/2 NASDAQ 100@100.01 cum 100 leaves 0',
      closed,
    ]);
  });

  test('a cancel of nothing, of something done, of something already going', () => {
    const ran = after([
      cancel(T, 'ghost'),
      order(T, { clOrdID: 'done', orderQty: qty(100) }),
      resting({ clOrdID: 'live', at: (T + millis(1)) as Nanos }),
      cancel(T + millis(5), 'done'),
      cancel(T + millis(5), 'live'),
      cancel(T + millis(5), 'live'),
    ]);
    expect(orderStory(ran).filter((line) => line.includes('refused'))).toEqual([
      'cancel refused 1: ghost is not an order of this session',
      'cancel refused 0: P-1 is already done',
      'cancel refused 3: a cancel of P-2 is already pending',
    ]);
  });

  test('after the close orders are refused and cancels are too late', () => {
    const config = { ...table, closeAt: (T + STORY) as Nanos };
    const ran = after(
      [resting({ clOrdID: 'a' }), order(config.closeAt, { clOrdID: 'b' }), cancel(config.closeAt + 1, 'a')],
      config,
      config.closeAt + SECOND,
    );
    expect(orderStory(ran).slice(-4)).toEqual([
      'order C/C cum 4400 leaves 0: session closed',
      closed,
      'order 8/8 cum 0 leaves 0: the session is closed',
      'cancel refused 0: P-1 is already done',
    ]);
  });

  test('before there is a market there is no order', () => {
    const tape = tapeOf({ quotes: [['09:31:00', 'N', 100, 5, 100.01, 5]] });
    const config = tapeConfig(tape, { openAt: table.openAt, closeAt: (table.openAt + 120 * SECOND) as Nanos });
    const ran = run({ config, tape }, [order(config.openAt, { symbol: 'FWY' })], config.openAt + SECOND);
    expect(orderStory(ran)[1]).toBe('order 8/8 cum 0 leaves 0: FWY has no two-sided market yet to measure the order against');
  });

  test('what stands at the open is known at the open: an order of that very moment is routed', () => {
    expect(orderStory(after([order(table.openAt, { orderQty: qty(100) })]))[2]).toBe(
      'order F/2 NASDAQ 100@100.01 cum 100 leaves 0',
    );
  });
});

describe('a sweep', () => {
  const sweep = limit(T, 100.02, { orderQty: qty(5000), timeInForce: 'day' });

  test('TV-5.5: every better protected quote and the rest at the limit in one burst, all marked ISO', () => {
    const ran = after([sweep]);
    expect(rounds(ran)).toEqual([
      [
        'NASDAQ take 1500@100.01 ISO',
        'NYSE take 1200@100.01 ISO',
        'BATS take 900@100.01 ISO',
        'IEX take 800@100.01 ISO',
        'EDGX take 600@100.02 ISO',
      ],
    ]);
    expect(orderStory(ran)).toEqual([
      open,
      'order 0/0 cum 0 leaves 5000',
      'order F/1 NASDAQ 1500@100.01 cum 1500 leaves 3500',
      'order F/1 NYSE 1200@100.01 cum 2700 leaves 2300',
      'order F/1 EDGX 600@100.02 cum 3300 leaves 1700',
      'order F/1 BATS 900@100.01 cum 4200 leaves 800',
      'order F/2 IEX 800@100.01 cum 5000 leaves 0',
      closed,
    ]);
  });

  test('each fill pays its own venue’s taker fee, and the parent their sum', () => {
    const { record } = after([sweep]);
    const fees = fillsOf(record.children).map(({ lastMkt, fee, lastLiquidityInd }) => [lastMkt, fee, lastLiquidityInd]);
    expect(fees).toEqual([
      ['NASDAQ', 4_500_000, 2],
      ['NYSE', 3_600_000, 2],
      ['EDGX', 1_200_000, 2],
      ['BATS', 2_250_000, 2],
      ['IEX', 720_000, 2],
    ]);
    expect(record.parents.at(-1)).toMatchObject({ cumFee: 12_270_000, cumNotional: 500_056_000_000 });
  });

  test('each leg arrives after its own way, IEX not before its 350 µs', () => {
    const { record } = after([sweep]);
    const arrived = fillsOf(record.children).map(({ lastMkt, transactTime, at }) => [lastMkt, transactTime! - T, at - T]);
    expect(arrived).toEqual([
      ['NASDAQ', micros(38 + 125), micros(38 + 250)],
      ['NYSE', micros(38 + 150), micros(38 + 300)],
      ['EDGX', micros(38 + 175), micros(38 + 350)],
      ['BATS', micros(38 + 200), micros(38 + 400)],
      ['IEX', micros(38 + 350 + 175), micros(38 + 350 + 350)],
    ]);
  });

  test('what takes goes as a sweep wherever better quotes are covered, also where there are none; without protection nothing does', () => {
    const one = (protection: boolean) => {
      const regime = { ...table.regime, orderProtection: protection };
      const { record } = after([limit(T, 100.01, { orderQty: qty(4400) })], { ...table, regime });
      return new Set(record.decisions.flatMap(({ legs }) => legs.map(({ iso }) => iso)));
    };
    expect([one(true), one(false)]).toEqual([new Set([true]), new Set([false])]);
  });
});

describe('what each policy prefers', () => {
  const venuesOf = (strategy: Strategy, side: Side, action: string, shares = 20_000) =>
    after([limit(T, side === 'buy' ? 100.02 : 99.99, { side, strategy, orderQty: qty(shares) })])
      .record.decisions.map(({ legs }) => legs.filter((leg) => leg.action === action).map(({ mic }) => mic))
      .find((mics) => mics.length > 0) ?? [];

  test.each([
    ['price_time', 'buy', ['NASDAQ', 'NYSE', 'BATS', 'IEX', 'EDGX']],
    ['price_time', 'sell', ['NASDAQ', 'NYSE', 'EDGX', 'IEX', 'BATS']],
    ['dark_first', 'buy', ['NASDAQ', 'NYSE', 'BATS', 'IEX', 'EDGX']],
    ['dark_first', 'sell', ['NASDAQ', 'NYSE', 'EDGX', 'IEX', 'BATS']],
    ['fee_aware', 'buy', ['IEX', 'BATS', 'NASDAQ', 'NYSE', 'EDGX']],
    ['fee_aware', 'sell', ['IEX', 'EDGX', 'NASDAQ', 'NYSE', 'BATS']],
    ['latency_aware', 'buy', ['IEX', 'NYSE', 'NASDAQ', 'BATS', 'EDGX']],
    ['latency_aware', 'sell', ['IEX', 'NYSE', 'EDGX', 'NASDAQ', 'BATS']],
    ['smart', 'buy', ['IEX', 'NYSE', 'NASDAQ', 'BATS', 'EDGX']],
    ['smart', 'sell', ['IEX', 'NYSE', 'EDGX', 'NASDAQ', 'BATS']],
    ['single_venue', 'buy', ['NASDAQ']],
    ['single_venue', 'sell', ['NYSE']],
  ] as const)('%s, a %s', (strategy, side, mics) => {
    expect(venuesOf(strategy, side, 'take')).toEqual(mics);
  });

  test('smart ranks a ping by what asking costs over its chance; the record keeps that, and who lost by it', () => {
    const { record } = after([limit(T, 100.02, { strategy: 'smart', orderQty: qty(2_000) })]);
    const decisions = record.decisions.filter(({ candidates }) => candidates.some(({ action, rank }) => action === 'mid' && rank));
    expect(decisions.length).toBeGreaterThan(0);
    for (const { candidates, winner, second, margin } of decisions) {
      const pings = candidates.filter(({ action, total }) => action === 'mid' && total !== undefined);
      for (const { cost, fillProbability, total, rankCost } of pings) {
        const { price, fee, impact, adverse, latency, leak } = cost!;
        const reserve = Math.round(price + fee + impact + adverse + (latency + leak) / fillProbability);
        expect(rankCost ?? total).toBe(reserve);
      }
      const by = (mic: string | undefined) => {
        const one = candidates.filter((candidate) => candidate.mic === mic).toSorted((a, b) => a.rank! - b.rank!)[0]!;
        return (one.rankCost ?? one.total)!;
      };
      if (second !== undefined && second !== winner) expect(margin).toBe(by(second) - by(winner));
    }
  });

  test('dark pools come before any lit venue where the policy says so, and are left alone where it does not', () => {
    const pinged = (shares: number) =>
      STRATEGIES.map((strategy) => [strategy, venuesOf(strategy, 'buy', 'mid', shares)]).filter(([, mics]) => mics!.length > 0);
    expect(pinged(2_000)).toEqual([
      ['dark_first', ['SIGMA_DARK', 'CROSSFINDER']],
      ['smart', ['SIGMA_DARK', 'CROSSFINDER']],
      ['optimal', ['SIGMA_DARK', 'CROSSFINDER']],
      // It draws which of two that it knows nothing of comes first.
      ['learned', ['SIGMA_DARK', 'CROSSFINDER']],
    ]);
    // Of a large order a ping would give away more than it could find.
    expect(pinged(20_000).map(([strategy]) => strategy)).toEqual(['dark_first', 'optimal']);
  });

  test('dark first: what the pools hide at the midpoint, then the lit venues for the rest', () => {
    const ran = after([limit(T, 100.01, { orderQty: qty(2000), strategy: 'dark_first' })]);
    expect(rounds(ran)).toEqual([
      ['SIGMA_DARK mid 500@100.01', 'CROSSFINDER mid 500@100.01'],
      ['SIGMA_DARK mid 500@100.01'],
      ['NASDAQ take 1100@100.01'],
    ]);
    expect(orderStory(ran).slice(2, -1)).toEqual([
      'order F/1 SIGMA_DARK 500@100.005 cum 500 leaves 1500',
      'order F/1 CROSSFINDER 400@100.005 cum 900 leaves 1100',
      'order F/2 NASDAQ 1100@100.01 cum 2000 leaves 0',
    ]);
  });

  test('a limit short of the midpoint keeps the pools out', () => {
    const { record } = after([limit(T, 100, { strategy: 'dark_first', timeInForce: 'day' })]);
    expect(record.decisions[0]!.candidates.filter(({ kind }) => kind === 'dark').map(({ mic, why }) => [mic, why])).toEqual([
      ['SIGMA_DARK', 'beyondLimit'],
      ['CROSSFINDER', 'beyondLimit'],
    ]);
  });

  test('broadcast splits the whole by what each shows at the best price, and asks the others for a token', () => {
    const ran = after([limit(T, 100.02, { orderQty: qty(4400), strategy: 'broadcast' })]);
    expect(rounds(ran)[0]).toEqual([
      'NASDAQ take 1500@100.01',
      'NYSE take 1200@100.01',
      'BATS take 899@100.01',
      'IEX take 800@100.01',
      'EDGX take 1@100.01',
    ]);
    const more = after([limit(T, 100.02, { orderQty: qty(8802), strategy: 'broadcast' })]);
    expect(rounds(more)[0]).toEqual([
      'NASDAQ take 1500@100.01 ISO',
      'NYSE take 1200@100.01 ISO',
      'BATS take 900@100.01 ISO',
      'IEX take 800@100.01 ISO',
      'EDGX take 700@100.02 ISO',
    ]);
  });

  test('buy and sell are one rule: the mirrored market tells the mirrored story', () => {
    const mirror = (at: number) => (at === 0 ? 0 : 2 * table.symbols[0]!.openPx - at);
    const mirrored: SimulationConfig = {
      ...table,
      openingQuotes: table.openingQuotes.map((q) => ({
        ...q,
        bidPx: px(mirror(q.askPx) / 1e4),
        bidQty: q.askQty,
        askPx: px(mirror(q.bidPx) / 1e4),
        askQty: q.bidQty,
      })),
      venues: table.venues.map((spec) => ({
        ...spec,
        ...(spec.darkQty && { darkQty: { bid: spec.darkQty.ask, ask: spec.darkQty.bid } }),
      })),
    };
    const story = ({ record }: Ran, flip: (at: number) => number) => [
      record.decisions.map(({ legs }) => legs.map((leg) => ({ ...leg, px: flip(leg.px) }))),
      record.decisions.map(({ candidates }) => candidates.map(({ mic, rank, total, why }) => [mic, rank, total, why])),
      record.reports.map((r) => [r.at, r.execType, r.ordStatus, r.cumQty, r.cumFee, r.lastMkt, flip(r.lastPx ?? 0)]),
    ];
    for (const strategy of STRATEGIES)
      for (const dispatch of DISPATCHES)
        for (const timeInForce of ['day', 'ioc', 'fok'] as const) {
          const terms = { strategy, dispatch, timeInForce, orderQty: qty(timeInForce === 'fok' ? 1500 : 6000), clOrdID: 'a' };
          const bought = after([limit(T, 100.02, { side: 'buy', ...terms })], table, T + millis(5));
          const sold = after([limit(T, 99.99, { side: 'sell', ...terms })], mirrored, T + millis(5));
          expect(story(sold, mirror)).toEqual(story(bought, (at) => at));
        }
  });
});

describe('dispatch', () => {
  test('sequential is one leg a round, each a fresh decision on what is left', () => {
    const ran = after([limit(T, 100.02, { orderQty: qty(5000), dispatch: 'sequential' })], calm);
    expect(ran.record.decisions.map((decision) => [decision.round, decision.leavesQty, ...legsOf(decision)])).toEqual([
      [1, 5000, 'NASDAQ take 1500@100.01'],
      [2, 3500, 'NYSE take 1200@100.01'],
      [3, 2300, 'BATS take 900@100.01'],
      [4, 1400, 'IEX take 800@100.01'],
      [5, 600, 'EDGX take 600@100.02'],
    ]);
    const times = ran.record.decisions.map(({ at }) => at);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  test('one after another takes the sum of the round trips, all at once the longest', () => {
    const took = (dispatch: 'sequential' | 'parallel') => {
      const { record } = after([limit(T, 100.01, { orderQty: qty(4400), dispatch })], calm);
      return record.parents.at(-1)!.at - T;
    };
    expect(took('parallel')).toBe(micros(38 + 700));
    expect(took('sequential')).toBe(micros(4 * 38 + 250 + 300 + 400 + 700));
  });

  test('whoever comes one after another is seen coming: fast traders take the rest away', () => {
    const got = (config: SimulationConfig, dispatch: 'sequential' | 'parallel') =>
      after([limit(T, 100.01, { orderQty: qty(4400), dispatch })], config).record.parents.at(-1)!.cumQty;
    expect([got(calm, 'sequential'), got(calm, 'parallel'), got(table, 'parallel')]).toEqual([4400, 4400, 4400]);
    expect(got(table, 'sequential')).toBeLessThan(4400);
  });

  test('broadcast one at a time is not everywhere at once', () => {
    const ran = after(
      [limit(T, 100.01, { orderQty: qty(6000), strategy: 'broadcast', dispatch: 'sequential', timeInForce: 'day' })],
      calm,
    );
    expect(rounds(ran).map((legs) => legs.length)).toEqual([1, 1, 1, 1, 1]);
    expect(rounds(ran)[0]).toEqual(['NASDAQ take 1500@100.01']);
  });

  test('every policy, dispatch, side, type and life: never more than ordered, never beyond the limit', () => {
    for (const strategy of STRATEGIES)
      for (const dispatch of DISPATCHES)
        for (const side of ['buy', 'sell'] as const)
          for (const timeInForce of ['day', 'ioc', 'fok'] as const)
            for (const orderQty of [1, 750, 4401, 30_000].map(qty)) {
              const terms = { strategy, dispatch, side, timeInForce, orderQty };
              const commands = [order(T, terms), limit(T + 1, side === 'buy' ? 100.01 : 100, terms)];
              const { record } = after(commands, table, T + millis(8));
              expect([terms, audit(record.events, table)]).toEqual([terms, []]);
            }
  });
});

describe('how long an order lives', () => {
  test('IOC: what is not to be had within the limit is cancelled', () => {
    const ran = after([limit(T, 100.01, { orderQty: qty(5000) })]);
    expect(orderStory(ran).slice(-2)).toEqual(['order 4/4 cum 4400 leaves 0: nothing more within the limit', closed]);
  });

  test('FOK: the whole at one venue or nothing, and the decision says who was too small', () => {
    const whole = after([limit(T, 100.01, { orderQty: qty(1300), timeInForce: 'fok' })]);
    const none = after([limit(T, 100.01, { orderQty: qty(1501), timeInForce: 'fok' })]);
    expect(orderStory(whole)[2]).toBe('order F/2 NASDAQ 1300@100.01 cum 1300 leaves 0');
    expect(orderStory(none).slice(1, -1)).toEqual([
      'order 0/0 cum 0 leaves 1501',
      'order 4/4 cum 0 leaves 0: no venue shows the whole quantity within the limit',
    ]);
    const [decision] = none.record.decisions;
    expect(decision!.winner).toBeUndefined();
    expect(decision!.candidates.filter(({ why }) => why === 'tooSmall').map(({ mic }) => mic)).toEqual([
      'NASDAQ',
      'NYSE',
      'BATS',
      'IEX',
    ]);
  });

  test('FOK in the dark: a pool that hides too little answers nothing, and the next is asked', () => {
    const drain = order(T, { orderQty: qty(300), strategy: 'dark_first' });
    const ran = after([drain, order(T + millis(3), { orderQty: qty(400), strategy: 'dark_first', timeInForce: 'fok' })]);
    expect(orderStory(ran).slice(3, -1)).toEqual([
      'order 0/0 cum 0 leaves 400',
      'order F/2 CROSSFINDER 400@100.005 cum 400 leaves 0',
    ]);
    expect(rounds(ran).slice(1)).toEqual([['SIGMA_DARK mid 400@100.5'], ['CROSSFINDER mid 400@100.5']]);
  });

  test('Day: a remainder rests at the limit and earns the maker fee when a recorded trade proves its turn', () => {
    const quotes: QuoteRow[] = [['09:30:00', 'N', 99.99, 5, 100.01, 3]];
    const tape = tapeOf({ quotes, trades: [['09:30:02', 'N', 99.98, 400]] });
    const config = tapeConfig(tape, { openAt: table.openAt, closeAt: (table.openAt + 10 * SECOND) as Nanos });
    const buy = limit(config.openAt + SECOND, 100, { symbol: 'FWY', orderQty: qty(300), timeInForce: 'day' });
    const { record } = run({ config, tape }, [buy], config.openAt + 5 * SECOND);
    const [bought] = fillsOf(record.parents);
    expect(bought).toMatchObject({ lastPx: px(100), lastQty: 300, lastLiquidityInd: 1, ordStatus: '2' });
    expect(bought!.fee).toBe(300 * config.venues[0]!.makerFee);
  });

  test('our own resting order is no liquidity to us, and no remainder is rested where it would meet it', () => {
    const sell = limit(T + millis(5), 100.01, {
      side: 'sell',
      orderQty: qty(600),
      timeInForce: 'day',
      strategy: 'single_venue',
      exDestination: 'NASDAQ',
    });
    for (const orderProtection of [true, false]) {
      const ran = after([resting(), sell], { ...table, regime: { ...table.regime, orderProtection } });
      expect(rounds(ran).slice(1)).toEqual([['NASDAQ post 600@100.01'], ['NASDAQ post 600@100.02']]);
    }
  });

  test('what a venue displays to us leaves our own shares out', () => {
    const record = new Record();
    const engine = new Engine({ config: table, sink: record });
    const offers = () => engine.displayed(1, 0, 'buy').map(({ px: at, qty: shares }) => [at / 1e4, shares]);
    engine.advanceTo((T - 1) as Nanos);
    const before = offers();
    engine.submit(
      limit(T, 100.01, { side: 'sell', orderQty: qty(600), timeInForce: 'day', strategy: 'single_venue', exDestination: 'NASDAQ' }),
    );
    engine.advanceTo((T + millis(5)) as Nanos);
    expect(engine.view.levels(1, 0, 'sell').qtyAt(px(100.01))).toBe(1500 + 600);
    expect(offers()).toEqual(before);
    expect(before).toContainEqual([100.01, 1500]);
  });

  test('where two of our orders would meet all the same, the resting one is taken away and rests again', () => {
    const quotes: QuoteRow[] = [
      ['09:30:00', 'N', 99.99, 5, 100.01, 2],
      ['09:30:02', 'N', 99.99, 5, 100.05, 2],
    ];
    const tape = tapeOf({ quotes });
    const config = tapeConfig(tape, { openAt: table.openAt, closeAt: (table.openAt + 10 * SECOND) as Nanos });
    const sell = limit(config.openAt + SECOND, 100.01, { symbol: 'FWY', side: 'sell', orderQty: qty(300), timeInForce: 'day' });
    // Decided on the 200 shown before ours; they are gone when the leg arrives.
    const buy = limit(config.openAt + 2 * SECOND - micros(100), 100.01, { symbol: 'FWY', orderQty: qty(200) });
    const { record } = run({ config, tape }, [sell, buy], config.openAt + 3 * SECOND);
    expect(fillsOf(record.reports)).toEqual([]);
    const taken = record.children.find(({ text }) => text?.startsWith('self-match'));
    expect(taken).toMatchObject({ parentID: 'P-1', ordStatus: '4', orderQty: 300, cumQty: 0 });
    expect(record.decisions.filter(({ orderID }) => orderID === 'P-1').map(legsOf)).toEqual([
      ['XNYS post 300@100.01'],
      ['XNYS post 300@100.01'],
    ]);
    expect(audit(record.events, config)).toEqual([]);
  });

  test('Day: a resting remainder is cancelled at its venue before it is cancelled for the operator', () => {
    const ran = after([resting({ clOrdID: 'a' }), cancel(T + millis(5), 'a')]);
    const end = ran.record.events.filter(({ type, at }) => type === 'ExecutionReport' && at >= T + millis(5));
    expect(end.map((event) => [event.at - T - millis(5), told(event)])).toEqual([
      [0, 'order 6/6 cum 4400 leaves 600'],
      [0, 'child 6/6 cum 0 leaves 600'],
      [micros(250), 'child 4/4 cum 0 leaves 0'],
      [micros(250), 'order 4/4 cum 4400 leaves 0: cancelled as asked'],
    ]);
  });

  test('Day: a remainder that becomes marketable elsewhere is called back and taken there', () => {
    const { record } = after([resting()], table, T + SECOND);
    const story = record.decisions.map((decision) => legsOf(decision).map((leg) => leg.split('@')[0]));
    expect(story[1]).toEqual(['NASDAQ post 600']);
    expect(story[2]![0]).toMatch(/take/);
    expect(record.parents.at(-1)).toMatchObject({ ordStatus: '2', cumQty: 5000 });
    expect(audit(record.events, table)).toEqual([]);
  });

  test('Day: whatever rests or is on its way at the close is expired', () => {
    const config = { ...table, closeAt: (T + STORY) as Nanos };
    const ran = after([resting({ clOrdID: 'a' }), order(T + STORY - 10_000, { clOrdID: 'b', timeInForce: 'day' })], config);
    expect(ran.record.reports.slice(-4).map(told)).toEqual([
      'child C/C cum 0 leaves 0: session closed',
      'order C/C cum 4400 leaves 0: session closed',
      'child 4/4 cum 0 leaves 0: session closed',
      'order C/C cum 0 leaves 0: session closed',
    ]);
    // The last word on the wire is heard, a way in and a way out after the close; nothing follows it.
    expect([ran.engine.ended, ran.engine.now, ran.engine.nextEventAt()]).toEqual([true, ran.record.reports.at(-1)!.at, undefined]);
    expect(ran.engine.now).toBeLessThan(T + STORY + millis(1));
  });

  test('a match made before the close is booked, though its word comes after', () => {
    const config = { ...table, closeAt: (T + STORY) as Nanos };
    // 38 µs to decide and 125 µs to NASDAQ: matched 37 µs before the close, heard 88 µs after.
    const ran = after([order(T + STORY - micros(200), { orderQty: qty(300), timeInForce: 'ioc' })], config);
    expect(orderStory(ran).slice(-2)).toEqual(['order F/2 NASDAQ 300@100.01 cum 300 leaves 0', closed]);
    expect(audit(ran.record.events, config)).toEqual([]);
  });

  test('Day at the market: it waits when the collar is empty, and ends by a cancel', () => {
    const narrow = { ...table, router: { ...table.router, collarBps: 1 } };
    const ran = after([order(T, { clOrdID: 'a', orderQty: qty(6000), timeInForce: 'day' }), cancel(T + millis(5), 'a')], narrow);
    expect(rounds(ran)).toEqual([[expect.anything(), expect.anything(), expect.anything(), expect.anything()], []]);
    expect(orderStory(ran).slice(-3)).toEqual([
      'order 6/6 cum 4400 leaves 1600',
      'order 4/4 cum 4400 leaves 0: cancelled as asked',
      closed,
    ]);
  });

  test('a cancel crosses fills on the wire: they are booked', () => {
    const ran = after([limit(T, 100.01, { clOrdID: 'a', orderQty: qty(4400) }), cancel(T + micros(300), 'a')]);
    expect(orderStory(ran).slice(1, -1)).toEqual([
      'order 0/0 cum 0 leaves 4400',
      'order F/1 NASDAQ 1500@100.01 cum 1500 leaves 2900',
      'order 6/6 cum 1500 leaves 2900',
      'order F/6 NYSE 1200@100.01 cum 2700 leaves 1700',
      'order F/6 BATS 900@100.01 cum 3600 leaves 800',
      'order F/2 IEX 800@100.01 cum 4400 leaves 0',
    ]);
  });

  test('a cancel before the first decision sends nothing', () => {
    const at = T as Nanos;
    const record = new Record();
    const engine = new Engine({ config: table, sink: record });
    engine.submit(order(T, { clOrdID: 'a', at }));
    engine.submit(cancel(T, 'a'));
    engine.advanceTo((T + STORY) as Nanos);
    const [first, ...rest] = record.parents.map(told);
    expect([first, rest.at(-1)]).toEqual(['order 0/0 cum 0 leaves 1000', expect.stringMatching(/^order (4\/4|F\/2)/)]);
    expect(audit(record.events, table)).toEqual([]);
  });

  test('a leg without an answer in time is cancelled, and the answer that was under way still counts', () => {
    const hasty = { ...table, router: { ...table.router, childTimeout: micros(300) } };
    const { record } = after([limit(T, 100.02, { orderQty: qty(5000) })], hasty);
    expect(audit(record.events, hasty)).toEqual([]);
    expect(record.parents.at(-1)).toMatchObject({ ordStatus: '2', cumQty: 5000 });
    expect(
      record.children
        .filter(({ execType }) => execType === '6')
        .map(({ exDestination }) => exDestination)
        .sort(),
    ).toEqual(['BATS', 'EDGX', 'IEX', 'NYSE']);
  });
});

describe('a market order', () => {
  test.each([
    ['buy', 'collar 100.01', 100.01, 4400],
    ['sell', 'collar 100.00', 100, 2700],
  ] as const)('%s: stops at the last tick within the collar', (side, _name, collar, cumQty) => {
    const narrow = { ...table, router: { ...table.router, collarBps: 1 } };
    const ran = after([order(T, { side, orderQty: qty(6000) })], narrow);
    expect(ran.record.decisions[0]!.limitPx).toBe(px(collar));
    expect(orderStory(ran).at(-2)).toBe(`order 4/4 cum ${cumQty} leaves 0: nothing more within the collar`);
    const beyond = ran.record.decisions[0]!.candidates.filter(({ why }) => why === 'beyondCollar').map(({ mic }) => mic);
    expect(beyond).toEqual([side === 'buy' ? 'EDGX' : 'BATS']);
  });

  test.each([
    ['buy', 100.5],
    ['sell', 99.51],
  ] as const)('%s: 50 bps of 100.005, the odd half tick inward', (side, collar) => {
    expect(after([order(T, { side })]).record.decisions[0]!.limitPx).toBe(px(collar));
  });
});

describe('the kill switch', () => {
  test('cancels what lives, refuses what comes, and lets go again', () => {
    const ran = after([
      resting({ clOrdID: 'a' }),
      kill(T + millis(5), true),
      order(T + millis(6), { clOrdID: 'b' }),
      kill(T + millis(7), false),
      order(T + millis(8), { clOrdID: 'b', orderQty: qty(100), side: 'sell' }),
    ]);
    expect(orderStory(ran).slice(6)).toEqual([
      'kill engaged: drill',
      'order 6/6 cum 4400 leaves 600',
      'order 4/4 cum 4400 leaves 0: cancelled as asked',
      'order 8/8 cum 0 leaves 0: the kill switch is engaged: new orders are refused until it is released',
      'kill released: drill',
      'order 0/0 cum 0 leaves 100',
      'order F/2 NASDAQ 100@100 cum 100 leaves 0',
      closed,
    ]);
  });

  test('a mass cancel ends every live order, and new ones are welcome', () => {
    const ran = after([
      resting({ clOrdID: 'a' }),
      limit(T + 1, 99.9, { clOrdID: 'b', timeInForce: 'day' }),
      order(T + 2, { clOrdID: 'c', orderQty: qty(100), side: 'sell' }),
      { type: 'OrderMassCancelRequest', at: (T + millis(5)) as Nanos, clOrdID: 'all' },
      order(T + millis(6), { clOrdID: 'd', orderQty: qty(100), side: 'sell' }),
    ]);
    const last = ran.record.latest(ran.record.parents);
    expect([...last.values()].map(({ clOrdID, ordStatus, cumQty }) => [clOrdID, ordStatus, cumQty])).toEqual([
      ['a', '4', 4400],
      ['b', '4', 0],
      ['c', '2', 100],
      ['d', '2', 100],
    ]);
  });
});

describe('one venue', () => {
  const at = (exDestination: string, change: Partial<NewOrderSingle> = {}) =>
    limit(T, 100.02, { strategy: 'single_venue', exDestination, orderQty: qty(500), ...change });

  test('takes only there', () => {
    const ran = after([at('NYSE', { orderQty: qty(2000) })]);
    expect(rounds(ran)[0]).toEqual(['NYSE take 1200@100.01']);
    const notThere = ran.record.decisions[0]!.candidates.filter(({ why }) => why === 'notDestination').map(({ mic }) => mic);
    expect(notThere.sort()).toEqual(['BATS', 'CROSSFINDER', 'EDGX', 'IEX', 'NASDAQ', 'SIGMA_DARK']);
  });

  test('takes nothing under protection while others show better, and says so', () => {
    const ran = after([at('EDGX')]);
    expect(orderStory(ran).slice(2, -1)).toEqual(['order 4/4 cum 0 leaves 0: nothing more within the limit']);
    expect(ran.record.decisions[0]!.candidates.find(({ mic }) => mic === 'EDGX')).toMatchObject({
      why: 'worsePrice',
      text: 'a protected quote elsewhere is better',
    });
  });

  test('trades through once protection is off', () => {
    const ran = after([protection(T - 1, false), at('EDGX')]);
    expect(orderStory(ran).slice(1)).toEqual([
      'orderProtection order protection off',
      'order 0/0 cum 0 leaves 500',
      'order F/2 EDGX 500@100.02 cum 500 leaves 0',
      closed,
    ]);
  });

  test('rests one tick short of a better quote elsewhere, and takes at its venue once that is gone', () => {
    const ran = after([at('EDGX', { timeInForce: 'day' }), limit(T + millis(2), 100.01, { orderQty: qty(4400) })]);
    expect(rounds(ran)).toEqual([
      ['EDGX post 500@100'],
      [expect.anything(), expect.anything(), expect.anything(), expect.anything()],
      ['EDGX take 500@100.02'],
    ]);
  });

  test('chosen by the policy, it stays the one it was', () => {
    const ran = after([limit(T, 100.01, { strategy: 'single_venue', orderQty: qty(2000), timeInForce: 'day' })]);
    expect(rounds(ran)).toEqual([['NASDAQ take 1500@100.01'], ['NASDAQ post 500@100']]);
  });
});

describe('order protection', () => {
  /** IEX is dearer by a tenth of a cent and cheaper by more in its fee. */
  const fine: SimulationConfig = {
    ...calm,
    symbols: calm.symbols.map((spec) => ({ ...spec, tick: px(0.001) })),
    openingQuotes: calm.openingQuotes.map((quote) => ({ ...quote, askPx: px(quote.mic === 'IEX' ? 100.011 : 100.01) })),
  };
  const cheap = (dispatch: 'sequential' | 'parallel') =>
    limit(T, 100.011, { strategy: 'fee_aware', dispatch, orderQty: qty(5000) });

  test('on: price first, fees only within a price', () => {
    expect(rounds(after([cheap('parallel')], fine))[0]).toEqual([
      'EDGX take 700@100.01 ISO',
      'BATS take 900@100.01 ISO',
      'NASDAQ take 1500@100.01 ISO',
      'NYSE take 1200@100.01 ISO',
      'IEX take 700@100.011 ISO',
    ]);
  });

  test('off: the lowest price and fee together, and nothing is marked', () => {
    const ran = after([protection(T - 1, false), cheap('parallel')], fine);
    expect(rounds(ran)[0]).toEqual([
      'IEX take 800@100.011',
      'EDGX take 700@100.01',
      'BATS take 900@100.01',
      'NASDAQ take 1500@100.01',
      'NYSE take 1100@100.01',
    ]);
  });

  test('switched while an order works, the next round obeys', () => {
    const ran = after([cheap('sequential'), protection(T + micros(100), false)], fine);
    expect(rounds(ran).slice(0, 2)).toEqual([['EDGX take 700@100.01'], ['IEX take 800@100.011']]);
  });
});

describe('giving up for now', () => {
  test('an order that quotes flash at and never meet stays in the book', () => {
    const quotes: QuoteRow[] = [
      [34_200_000, 'N', 100, 5, 100.05, 5],
      [34_200_000, 'Z', 100, 5, 100.05, 5],
    ];
    for (let i = 1; i <= 12; i++) {
      // There for a tenth of a millisecond: gone before anyone who saw it can arrive.
      quotes.push([34_200_100 + 20 * i, 'N', 100, 5, 100.02, 3], [34_200_100.1 + 20 * i, 'N', 100, 5, 100.05, 5]);
    }
    const tape = tapeOf({ quotes });
    const config = tapeConfig(tape);
    const from = config.openAt + millis(50);
    const record = new Record();
    const engine = new Engine({ config, sink: record, tape });
    engine.submit(limit(from, 100.02, { symbol: 'FWY', timeInForce: 'day', orderQty: qty(500), strategy: 'price_time' }));
    engine.advanceTo((from + SECOND) as Nanos);
    expect(rounds({ record, engine }).filter(([leg]) => leg?.includes('take')).length).toBeGreaterThan(4);
    expect(record.children.at(-1)).toMatchObject({ action: 'post', ordStatus: '0', leavesQty: 500 });
    engine.end();
    expect(audit(record.events, config)).toEqual([]);
  });

  test('an IOC that meets nothing round after round ends and says so', () => {
    const quick = { ...table, router: { ...table.router, maxIdleRounds: 1 } };
    const gone = limit(T, 100.01, { orderQty: qty(4400) });
    const late = limit(T + 1, 100.01, { orderQty: qty(4400), dispatch: 'sequential' as const });
    const ran = after([gone, late], quick);
    expect(told([...ran.record.latest(ran.record.parents).values()][1]!)).toBe(
      'order 4/4 cum 0 leaves 0: nothing filled in 2 rounds',
    );
    expect(ran.record.decisions.at(-1)).toMatchObject({ legs: [] });
    expect(ran.record.decisions.at(-1)!.candidates.every(({ orderQty, why }) => orderQty === 0 && why !== 'chosen')).toBe(true);
  });
});

describe('a preview', () => {
  const engine = () => {
    const record = new Record();
    const made = new Engine({ config: table, sink: record });
    made.advanceTo(T as Nanos);
    return { made, record };
  };
  const draft = (dispatch: Dispatch, timeInForce: TimeInForce = 'ioc') => ({
    symbol: 'ACME',
    side: 'buy' as const,
    orderQty: qty(5000),
    ordType: 'limit' as const,
    price: px(100.02),
    timeInForce,
    strategy: 'smart' as const,
    dispatch,
  });

  test('is one decision a strategy, the one that the router then makes, and sends nothing', () => {
    for (const dispatch of DISPATCHES) {
      const { made, record } = engine();
      const before = structuredClone(made.save());
      const decisions = made.preview(draft(dispatch));
      expect(decisions.map(({ strategy }) => strategy)).toEqual([...STRATEGIES]);
      expect([made.save(), record.reports, record.decisions]).toEqual([before, [], []]);
      for (const decision of decisions) {
        const [real] = after([
          { ...draft(dispatch), type: 'NewOrderSingle', at: T as Nanos, clOrdID: 'a', strategy: decision.strategy },
        ]).record.decisions;
        const named = (one: RoutingDecision) => ({ ...one, decisionID: '', orderID: '', legs: legsOf(one) });
        expect(named(decision)).toEqual(named(real!));
      }
    }
  });

  test('of an unknown symbol is nothing', () => {
    expect(engine().made.preview({ ...draft('parallel'), symbol: 'NOPE' })).toEqual([]);
  });
});

describe('what the desk learns of its venues', () => {
  test('orders, shares, fees and round trips, venue by venue', () => {
    const { engine } = after([limit(T, 100.02, { orderQty: qty(5000) })]);
    const [nyse, , , , iex, sigma] = engine.scores();
    expect(nyse).toMatchObject({ orders: 1, sentQty: 1200, filledQty: 1200, fees: 3_600_000 as Money, rejects: 0, fade: 0 });
    expect(iex).toMatchObject({ rttP50: micros(700), filledQty: 800 });
    expect(sigma).toMatchObject({ orders: 0, sentQty: 0 });
  });
});
