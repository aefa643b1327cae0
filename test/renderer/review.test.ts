import { describe, expect, test, vi } from 'vitest';
import { outcome } from '../../renderer/pages/review/outcome.ts';
import { Review } from '../../renderer/pages/review/review.svelte.ts';
import { around, extent, lanes, lastMid, midLine, nearest, stepPath, within } from '../../renderer/pages/review/timeline.ts';
import { proof, spanText, startedText, totalText } from '../../renderer/pages/review/words.ts';
import type { EngineEvent, ExecutionReport } from '../../shared/events.ts';
import type { RoutingDecision } from '../../shared/routing.ts';
import { money, type Nanos, nanos, px, qty } from '../../shared/units.ts';
import type { Transport } from '../../shared/wire/contract.ts';
import type { ReviewSession, SessionSummary } from '../../shared/wire/review.ts';

const SECOND = 1e9;
const OPEN = 34_200 * SECOND;

const summary: SessionSummary = {
  sessionID: 's1',
  name: 'textbook',
  title: 'Textbook market',
  market: 'simulation',
  seed: 42,
  engineVersion: '1',
  startedAt: '2026-11-22T08:00:00.000Z',
  from: nanos(OPEN),
  to: nanos(OPEN + 300 * SECOND),
  digest: 'a41c0000000077de',
  state: 'closed',
  parents: 1,
  fills: 1,
  decisions: 1,
  tradedQty: 100,
};

function report(change: Partial<ExecutionReport>): ExecutionReport {
  return {
    type: 'ExecutionReport',
    at: nanos(OPEN),
    execID: 'E-1',
    execType: '0',
    ordStatus: '0',
    orderID: 'P-1',
    clOrdID: 'c1',
    symbol: 'ACME',
    side: 'buy',
    ordType: 'market',
    timeInForce: 'day',
    orderQty: qty(100),
    cumQty: qty(0),
    leavesQty: qty(100),
    cumNotional: money(0),
    cumFee: money(0),
    ...change,
  };
}

function decision(change: Partial<RoutingDecision>): RoutingDecision {
  const nbbo = { bidMics: [], askMics: [] };
  return {
    type: 'RoutingDecision',
    at: nanos(OPEN),
    decisionID: 'D-1',
    orderID: 'P-1',
    round: 1,
    symbol: 'ACME',
    side: 'buy',
    strategy: 'smart',
    dispatch: 'parallel',
    leavesQty: qty(100),
    limitPx: px(101),
    direct: nbbo,
    sip: nbbo,
    protected: [],
    snapshot: '',
    candidates: [],
    legs: [],
    processing: 38_000 as Nanos,
    ...change,
  };
}

const child = (id: string, cum: number) =>
  report({
    orderID: id,
    parentID: 'P-1',
    decisionID: 'D-1',
    execType: 'F',
    ordStatus: '1',
    cumQty: qty(cum),
    orderQty: qty(60),
    lastQty: qty(cum),
  });
const leg = (orderID: string) => ({ orderID, mic: 'XNAS', action: 'take', px: px(100.01), orderQty: qty(60), iso: false }) as const;

describe('order lanes', () => {
  test.each([
    [
      'one after another share a lane',
      [
        [0, 10],
        [10, 20],
        [20, 30],
      ],
      [0, 0, 0],
    ],
    [
      'overlapping ones stand below each other',
      [
        [0, 10],
        [5, 15],
        [8, 9],
      ],
      [0, 1, 2],
    ],
    [
      'a lane is used again once it is free',
      [
        [0, 10],
        [5, 15],
        [12, 20],
      ],
      [0, 1, 0],
    ],
    [
      'a fourth at once goes where it is free first',
      [
        [0, 10],
        [1, 5],
        [2, 9],
        [3, 4],
      ],
      [0, 1, 2, 1],
    ],
    [
      'two at the same instant do not hide each other',
      [
        [5, 5],
        [5, 5],
      ],
      [0, 1],
    ],
    [
      'unsorted input',
      [
        [20, 30],
        [0, 25],
      ],
      [1, 0],
    ],
  ])('%s', (_name, spans, expected) => {
    expect(
      lanes(
        spans.map(([from, to]) => ({ from, to })),
        3,
        1,
      ),
    ).toEqual(expected);
  });
});

describe('the mid line', () => {
  const samples = [
    { at: nanos(1), symbol: 'ACME', bidPx: px(100), askPx: px(100.02) },
    { at: nanos(2), symbol: 'BOLT', bidPx: px(50), askPx: px(50.02) },
    { at: nanos(3), symbol: 'ACME', bidPx: px(100) },
    { at: nanos(4), symbol: 'ACME', bidPx: px(100.02), askPx: px(100.04) },
    { at: nanos(5), symbol: 'ACME', bidPx: px(100.02), askPx: px(120) },
  ];

  test('is the one symbol, and absent while a side is empty or only stub quotes stand', () => {
    expect(midLine(samples, 'ACME', 50)).toEqual({ xs: [1, 3, 4, 5], ys: [100.01, undefined, 100.03, undefined] });
    expect(extent(midLine(samples, 'ACME', 50))).toEqual([100.01, 100.03]);
    expect(extent(midLine(samples, 'NONE', 50))).toBeUndefined();
  });

  test('is drawn in steps and broken where there is no mid', () => {
    const path = stepPath(
      { xs: [1, 2, 3, 4], ys: [5, 6, undefined, 7] },
      (x) => x,
      (y) => y,
    );
    expect(path).toBe('M1.0 5.0H2.0V6.0H3.0M4.0 7.0');
  });

  test('a window keeps one point beyond each end', () => {
    const line = { xs: [0, 10, 20, 30, 40], ys: [1, 2, 3, 4, 5] };
    expect(within(line, { from: 15, to: 25 })).toEqual({ xs: [10, 20, 30], ys: [2, 3, 4] });
    expect(within(line, { from: 50, to: 60 })).toEqual({ xs: [40], ys: [5] });
    expect(within({ xs: [], ys: [] }, { from: 0, to: 1 })).toEqual({ xs: [], ys: [] });
  });
});

describe('picking on the timeline', () => {
  test.each([
    [[10, 20, 30], 21, 5, 1],
    [[10, 20, 30], 26, 3, undefined],
    [[], 10, 5, undefined],
    [[10, 10], 10, 0, 1],
  ])('%j at %d within %d', (instants, at, reach, found) => {
    expect(nearest(instants, at, reach)).toBe(found);
  });

  test('the window of an order has air, at least a second, and stays inside the session', () => {
    const session = { from: OPEN, to: OPEN + 300 * SECOND };
    expect(around({ from: OPEN + 100 * SECOND, to: OPEN + 140 * SECOND }, session)).toEqual({
      from: OPEN + 90 * SECOND,
      to: OPEN + 150 * SECOND,
    });
    expect(around({ from: OPEN, to: OPEN }, session)).toEqual({ from: OPEN, to: OPEN + SECOND });
  });
});

test.each([
  ['closed with its digest', {}, 'good', 'Closed', 'a41c·77de'],
  ['closed without one', { digest: undefined }, 'warn', 'Unverified', 'without a digest'],
  ['cut off', { state: 'cut off', digest: undefined }, 'warn', 'Cut off', 'no digest proves it'],
  ['running', { state: 'running', digest: undefined }, 'warn', 'Running', 'as it stood when it was opened'],
] as const)('a session %s says how far it can be trusted', (_name, change, kind, tag, words) => {
  const state = proof({ ...summary, ...change });
  expect([state.kind, state.tag]).toEqual([kind, tag]);
  expect(state.text).toContain(words);
});

test('span and begin of a session', () => {
  expect(spanText(summary)).toBe('09:30:00 to 09:35:00');
  expect(spanText({ from: summary.from, to: summary.from })).toBe('from 09:30:00');
  expect(startedText('not a date')).toBe('not a date');
});

test('an order that still worked is charged at the newest sound midpoint of its symbol, as on the desk', () => {
  const sample = (at: number, symbol: string, bid: number, ask: number) => ({
    at: nanos(at),
    symbol,
    bidPx: px(bid),
    askPx: px(ask),
  });
  const samples = [sample(1, 'ACME', 100, 100.01), sample(2, 'ACME', 100.02, 100.03), sample(3, 'BOLT', 50, 50.01)];
  expect(lastMid(samples, 'ACME', 100)).toBeCloseTo(1_000_250, 6);
  expect(lastMid([...samples, sample(4, 'ACME', 1, 300)], 'ACME', 100)).toBeUndefined();
  expect(lastMid(samples, 'CRUX', 100)).toBeUndefined();
});

test('the cost of an order in words: the total, or what is known of it so far', () => {
  const cumQty = qty(3000);
  const part = (cost: number, bps: number) => ({ cost: money(cost), bps });
  const known = { spread: part(5.4, 1.08), drift: part(6.6, 1.32), unattributed: part(0, 0), fee: part(2.7, 0.54) };
  expect(totalText({ cumQty, costs: { ...known, opportunity: part(5, 1), total: part(19.7, 3.94) } })).toBe('3.94 bps, $19.70');
  expect(totalText({ cumQty, costs: known })).toBe('$14.70 so far');
  expect(totalText({ cumQty })).toBeUndefined();
  expect(totalText({ cumQty: qty(0), costs: known })).toBeUndefined();
});

describe('an open session', () => {
  const events: EngineEvent[] = [
    report({}),
    decision({
      legs: [leg('P-1-C1'), leg('P-1-C2')],
      winner: 'XNAS',
      candidates: [
        {
          mic: 'XNAS',
          kind: 'lit',
          action: 'take',
          rank: 1,
          fillProbability: 1,
          total: money(0.012),
          orderQty: qty(120),
          why: 'chosen',
          text: 'chosen',
        },
      ],
    }),
    child('P-1-C1', 60),
    child('P-1-C2', 15),
    report({ orderID: 'R-1', clOrdID: 'bad1', ordStatus: '8', execType: '8', symbol: 'BOLT' }),
    report({ orderID: 'R-2', clOrdID: 'bad2', ordStatus: '8', execType: '8' }),
  ];
  const opened = {
    summary,
    session: { symbols: [{ symbol: 'ACME' }], venues: [] },
    events,
    scores: [],
    nbbo: [],
  } as unknown as ReviewSession;

  function reviewing(answers: Partial<Record<string, () => Promise<unknown>>>): Review {
    const invoke = vi.fn((name: string) => answers[name]?.() ?? Promise.reject(new Error(`no ${name}`)));
    return new Review({ invoke, subscribe: () => () => {} } as unknown as Transport);
  }

  test('the page opens the newest session with orders by itself, and leaves what is open alone', async () => {
    const lines = [0, 3, 2].map((parents, i) => ({ ...summary, sessionID: `s${i}`, parents, state: 'closed' as const }));
    const asked: string[] = [];
    const review = reviewing({
      'review.sessions': async () => lines,
      'review.open': async () => {
        asked.push('open');
        return { ...opened, summary: lines[1] };
      },
    });
    await review.begin();
    expect([review.opened?.summary.sessionID, asked.length]).toEqual(['s1', 1]);
    await review.begin();
    expect(asked.length).toBe(1);
  });

  test('a session that was running is read again with its selection', async () => {
    const running = { ...summary, state: 'running' as const };
    const review = reviewing({
      'review.sessions': async () => [running],
      'review.open': async () => ({ ...opened, summary: running }),
    });
    await review.begin();
    review.selectOrder('P-1-C2');
    await review.begin();
    expect([review.orderID, review.decisionID]).toEqual(['P-1-C2', 'D-1']);
  });

  test('with nothing in the record nothing is opened', async () => {
    const review = reviewing({ 'review.sessions': async () => [] });
    await review.begin();
    expect([review.sessions, review.opened, review.failure]).toEqual([[], undefined, undefined]);
  });

  test('opens on its last order, and selecting one thing moves the others with it', async () => {
    const review = reviewing({ 'review.open': async () => opened });
    await review.open('s1');
    expect(review.orderID).toBe('R-2');
    review.selectOrder('P-1-C2');
    expect([review.parent?.orderID, review.decisionID, review.symbol]).toEqual(['P-1', 'D-1', 'ACME']);
    review.selectOrder('R-1');
    expect([review.parent?.orderID, review.decisionID, review.symbol]).toEqual(['R-1', undefined, 'BOLT']);
    review.selectDecision('D-1');
    expect([review.orderID, review.symbol]).toEqual(['P-1', 'ACME']);
  });

  test('what came of a decision is the sum of its legs', async () => {
    const review = reviewing({ 'review.open': async () => opened });
    await review.open('s1');
    review.selectDecision('D-1');
    expect(review.decision && outcome(review.decision, review.book)).toEqual({ sentQty: 120, filledQty: 75, expected: 12_000 });
  });

  test('a later request overtakes an earlier one that answers late', async () => {
    const late: ((value: unknown) => void)[] = [];
    const review = reviewing({ 'review.open': () => new Promise((resolve) => late.push(resolve)) });
    const first = review.open('s1');
    const second = review.open('s2');
    late[1]({ ...opened, summary: { ...summary, sessionID: 's2' } });
    late[0](opened);
    await Promise.all([first, second]);
    expect(review.opened?.summary.sessionID).toBe('s2');
    expect(review.opening).toBeUndefined();
  });

  test('a failed list says what failed and is cleared by the next good one', async () => {
    let broken = true;
    const review = reviewing({
      'review.sessions': async () => {
        if (broken) throw new Error('the file is damaged');
        return [summary];
      },
    });
    await review.list();
    expect(review.failure).toEqual({ what: 'The list of sessions', text: 'the file is damaged', code: 'Error' });
    broken = false;
    await review.list();
    expect([review.failure, review.sessions?.length]).toEqual([undefined, 1]);
  });
});
