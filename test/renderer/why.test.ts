import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import WhyPanel from '../../renderer/panels/WhyPanel.svelte';
import { notJudged, strategyBars, verdict, wantsJudging } from '../../renderer/panels/why/hindsight.ts';
import { inputLines } from '../../renderer/panels/why/inputs.ts';
import { decisionMarkout, legOutcomes, legReports, reportWord } from '../../renderer/panels/why/outcome.ts';
import { insteadWords, protectedRows, tapeWords } from '../../renderer/panels/why/seen.ts';
import type { WhyView } from '../../renderer/panels/why/view.ts';
import { applyEvents, noOrders, type OrderBook } from '../../renderer/state/orders.ts';
import type { Judgement } from '../../renderer/state/regrets.svelte.ts';
import { tradeThroughMark } from '../../renderer/state/trade-through.ts';
import type { EngineEvent, ExecutionReport } from '../../shared/events.ts';
import type { OrderRegret } from '../../shared/regret.ts';
import { type Candidate, COST_TERMS, type Cost, type Leg, type RoutingDecision } from '../../shared/routing.ts';
import { EXEMPTIONS } from '../../shared/trade-through.ts';
import { type Money, micros, money, nanos, type Px, px, qty } from '../../shared/units.ts';
import type { TimedDecision } from '../../shared/wire/contract.ts';
import { FakeDesk } from '../support/fake-desk.ts';

/** An order on the scripted host, run until it is done: everything that was said of it. */
async function routed(fake = new FakeDesk({ seed: 5, pace: 100 })): Promise<{ fake: FakeDesk; book: OrderBook }> {
  const events: EngineEvent[] = [];
  fake.subscribe('events', (some) => events.push(...some));
  await fake.invoke('order.new', {
    clOrdID: 'd-1',
    symbol: 'ACME',
    side: 'buy',
    orderQty: 3000,
    ordType: 'limit',
    price: 1_000_200,
    timeInForce: 'day',
    strategy: 'smart',
    dispatch: 'parallel',
  });
  for (let i = 0; i < 200; i += 1) fake.tick(33);
  return { fake, book: applyEvents(noOrders, events) };
}

const at = nanos(37_312_000_000_000);
const nbbo = { bidMics: [], askMics: [] };

function leg(mic: string, more: Partial<Leg> = {}): Leg {
  return { orderID: `P-1-${mic}`, mic, action: 'take', px: px(100.01), orderQty: qty(500), iso: false, ...more };
}

function decision(more: Partial<RoutingDecision> = {}): RoutingDecision {
  return {
    type: 'RoutingDecision',
    at,
    decisionID: 'P-1-D1',
    orderID: 'P-1',
    round: 1,
    symbol: 'ACME',
    side: 'buy',
    strategy: 'smart',
    dispatch: 'parallel',
    leavesQty: qty(800),
    limitPx: px(100.02),
    midPx: px(100.005),
    direct: nbbo,
    sip: nbbo,
    protected: [],
    snapshot: '',
    candidates: [],
    legs: [],
    processing: micros(38),
    ...more,
  };
}

describe('what was seen', () => {
  it('the tape against the direct feeds, side by side', () => {
    const seen = { ...nbbo, bidPx: px(100), askPx: px(100.01) };
    expect(tapeWords(seen, seen)).toBe('The tape shows the same prices.');
    expect(tapeWords(seen, { ...seen, bidPx: px(99.99) })).toBe('On the tape the bid is 0.01 lower.');
    expect(tapeWords(seen, { ...nbbo, bidPx: px(100.02) })).toBe('On the tape the bid is 0.02 higher, no offer stands.');
    expect(tapeWords(nbbo, seen)).toBe(
      'On the tape a bid stands that the direct feeds do not show, an offer stands that the direct feeds do not show.',
    );
  });

  it('each protected quote, best first, and whether the round swept, met, short-changed, passed over or did not reach it', () => {
    const quotes = [
      { mic: 'XNYS', px: px(100.02), qty: qty(300) },
      { mic: 'IEXG', px: px(100.01), qty: qty(400) },
      { mic: 'MEMX', px: px(100.01), qty: qty(200) },
      { mic: 'BATS', px: px(100.01), qty: qty(600) },
      { mic: 'ARCX', px: px(100.03), qty: qty(100) },
    ];
    const legs = [
      leg('IEXG', { orderQty: qty(400), iso: true }),
      leg('MEMX', { orderQty: qty(100), iso: true }),
      leg('XNYS', { px: px(100.02), orderQty: qty(300) }),
      leg('SGMT', { action: 'mid', px: px(100.02) }),
    ];
    const fates = (side: 'buy' | 'sell', some: readonly Leg[]) =>
      protectedRows({ side, protected: quotes, legs: some }).map(({ mic, sentQty, fate }) => [mic, sentQty, fate]);
    expect(fates('buy', legs)).toEqual([
      ['IEXG', 400, 'swept'],
      ['MEMX', 100, 'short'],
      ['BATS', 0, 'passed'],
      ['XNYS', 300, 'taken'],
      ['ARCX', 0, 'notReached'],
    ]);
    expect(fates('buy', []).every(([, , fate]) => fate === 'notReached')).toBe(true);
    expect(fates('sell', [leg('ARCX', { px: px(100.03) })]).map(([mic, , fate]) => [mic, fate])[0]).toEqual(['ARCX', 'taken']);
  });
});

describe('a displayed quote that was not taken', () => {
  const row = (mic: string, action: Candidate['action'], more: Partial<Candidate>): Candidate => ({
    ...{ mic, kind: 'lit', action, fillProbability: 0.5, orderQty: qty(0), why: 'worsePrice', text: 'worse price' },
    ...more,
  });

  it('has the reason of its own row, never that of another way to trade there, and what was done instead', () => {
    const candidates = [
      row('BATY', 'mid', { orderQty: qty(100), why: 'chosen', text: 'chosen' }),
      row('BATY', 'take', {}),
      row('XNYS', 'mid', { why: 'dearer', text: 'fee +0.220' }),
      row('XNYS', 'take', { why: 'beyondLimit', text: 'beyond the limit 100.02' }),
      row('IEXG', 'post', { orderQty: qty(200), why: 'chosen', text: 'chosen' }),
      row('MEMX', 'mid', { why: 'quiet', text: 'its feed misses heartbeats' }),
      row('XNAS', 'take', { orderQty: qty(300), why: 'chosen', text: 'chosen' }),
    ];
    const legs = [
      leg('BATY', { action: 'mid' }),
      leg('IEXG', { action: 'post' }),
      leg('XNAS', { orderQty: qty(300), px: px(100) }),
    ];
    const said = (mic: string) => insteadWords(decision({ candidates, legs }), mic);
    expect(['BATY', 'XNYS', 'IEXG', 'MEMX', 'XNAS', 'ARCX'].map(said)).toEqual([
      'worse price; asked at the midpoint',
      'beyond the limit 100.02',
      'rested at',
      '',
      'took 300 there at 100.00',
      '',
    ]);
  });
});

describe('what the terms were reckoned from', () => {
  const candidate: Candidate = {
    mic: 'IEXG',
    kind: 'lit',
    action: 'take',
    fillProbability: 0.93,
    orderQty: qty(800),
    why: 'chosen',
    text: '',
  };
  const inputs = {
    qty: qty(800),
    oneWay: micros(418),
    hazard: 293.1,
    staleProbability: 0.117,
    detection: 0.02,
    remainingQty: qty(2000),
    markoutBps: -0.211,
    markouts: 402,
    elsewhere: 8_620 as Money,
  };

  it('in words and units, and only what arises there', () => {
    const words = (some: Candidate) => inputLines(some).map(({ name, value }) => `${name}: ${value}`);
    expect(words({ ...candidate, inputs, reputation: 91.6 })).toEqual([
      'Weighed for: 800 sh',
      'Fill chance: 93 %',
      'One way: 418 µs',
      'Hazard: 293 /s',
      'Gone by then: 11.7 %',
      'Read as intent: 2.0 % of 2,000',
      'Markout 1 s: −0.21 bps, 402 fills',
      'Elsewhere: 0.862 ¢',
      'Reputation: 92 of 100',
    ]);
    const resting = { ...inputs, markouts: 0, queueQty: qty(1150), overfillQty: qty(40) };
    expect(words({ ...candidate, inputs: resting }).slice(-4)).toEqual([
      'Markout 1 s: no fill yet',
      'Elsewhere: 0.862 ¢',
      'Queue ahead: 1,150 sh',
      'Over-fill: 40 sh',
    ]);
    expect(words(candidate)).toEqual([]);
    expect(words({ ...candidate, inputs: { ...inputs, qty: qty(118) }, orderQty: qty(360) })[0]).toBe(
      'Weighed for: 118 sh, first level; sent 360',
    );
  });
});

describe('what then happened', () => {
  const base: ExecutionReport = {
    type: 'ExecutionReport',
    at,
    execID: 'E-1',
    execType: '0',
    ordStatus: '0',
    orderID: 'P-1',
    clOrdID: 'd-1',
    symbol: 'ACME',
    side: 'buy',
    ordType: 'limit',
    timeInForce: 'day',
    orderQty: qty(1000),
    cumQty: qty(0),
    leavesQty: qty(1000),
    cumNotional: 0 as Money,
    cumFee: 0 as Money,
  };
  const child = (more: Partial<ExecutionReport>): ExecutionReport => ({
    ...base,
    orderID: 'P-1-IEXG',
    parentID: 'P-1',
    decisionID: 'P-1-D1',
    timeInForce: 'ioc',
    orderQty: qty(500),
    exDestination: 'IEXG',
    action: 'take',
    ...more,
  });
  /** A fill of 200 and one of 300, each told of the child and of its parent. */
  const fill = (execID: string, cumQty: number, lastQty: number, notional: number, late: number): ExecutionReport[] => {
    const trade = {
      at: nanos(at + late),
      execType: 'F' as const,
      lastQty: qty(lastQty),
      lastPx: px(100.01),
      lastMkt: 'IEXG',
      transactTime: nanos(at + late - 60_000),
      tradeThrough: 'none' as const,
      fee: money(0.1),
    };
    const so = { cumQty: qty(cumQty), cumNotional: money(notional), cumFee: money(0.45) };
    return [
      child({ ...trade, ...so, execID: `${execID}C`, ordStatus: cumQty === 500 ? '2' : '1', leavesQty: qty(500 - cumQty) }),
      { ...base, ...trade, ...so, execID, ordStatus: '1', leavesQty: qty(1000 - cumQty) },
    ];
  };
  const markout = (execID: string, tau: number, midPx: Px): EngineEvent => ({
    type: 'Markout',
    at,
    execID,
    tau: nanos(tau),
    midPx,
  });
  const one = decision({ legs: [leg('IEXG', { delay: micros(300) }), leg('MEMX')] });
  const events = [
    base,
    one,
    child({ execID: 'E-2', execType: 'A', ordStatus: 'A', leavesQty: qty(500) }),
    ...fill('E-3', 200, 200, 20_002, 500_000),
    ...fill('E-4', 500, 300, 50_005, 700_000),
  ];

  it('when each leg left, was matched and was heard of, and what it paid over the midpoint against what was expected', () => {
    const candidates: Candidate[] = [
      {
        mic: 'IEXG',
        kind: 'lit',
        action: 'take',
        fillProbability: 0.9,
        total: 8_620 as Money,
        orderQty: qty(500),
        why: 'chosen',
        text: '',
      },
    ];
    const [iexg, memx] = legOutcomes({ ...one, candidates }, applyEvents(noOrders, events));
    expect(iexg).toMatchObject({ sent: 338_000, matched: 440_000, heard: 700_000, expected: 8_620, tradeThrough: 'none' });
    // 0.005 dollars over the midpoint and 0.0009 of fees a share.
    expect(iexg?.paid).toBeCloseTo(5_900, 6);
    expect(memx).toEqual({ leg: one.legs[1], kind: 'lit', sent: 38_000 });
  });

  it('what a leg was expected to cost is over all its levels, and price and fee of it stand beside what was paid', () => {
    const cost = { ...(Object.fromEntries(COST_TERMS.map((term) => [term, 0])) as unknown as Cost) };
    const first = { ...cost, price: 5_000 as Money, fee: 900 as Money, miss: 2_000 as Money };
    const candidate: Candidate = {
      mic: 'IEXG',
      kind: 'lit',
      action: 'take',
      fillProbability: 0.9,
      orderQty: qty(500),
      why: 'chosen',
      text: '',
      cost: first,
      total: 7_900 as Money,
    };
    const expected = (more: Partial<Leg>) => {
      const made = { ...one, candidates: [candidate], legs: [leg('IEXG', more)] };
      return legOutcomes(made, noOrders).map((row) => [row.expected, row.expectedPay])[0];
    };
    expect(expected({ expectedCost: 9_900 as Money })).toEqual([9_900, 7_900]);
    expect(expected({})).toEqual([7_900, 5_900]);
  });

  it('the markout is of one second after, once all its fills have reached it, with its doubt', () => {
    const early = applyEvents(noOrders, [...events, markout('E-3', 1e9, px(100.02)), markout('E-4', 10e6, px(100.01))]);
    expect(legOutcomes(one, early)[0]?.markout).toBeUndefined();
    const later = [markout('E-3', 60e9, px(99)), markout('E-4', 60e9, px(99))];
    const both = [markout('E-3', 1e9, px(100.02)), markout('E-4', 1e9, px(100.01)), ...later];
    const seen = legOutcomes(one, applyEvents(noOrders, [...events, ...both]))[0]?.markout;
    expect(seen).toMatchObject({ fills: 2 });
    // 200 shares at +1 tick and 300 at 0, of 100.01.
    expect(seen?.bps).toBeCloseTo((0.4 * 0.01 * 1e4) / 100.01, 9);
    expect(seen?.halfWidth).toBeGreaterThan(0);
    expect(decisionMarkout(one, applyEvents(noOrders, [...events, ...both]))).toEqual(seen);
  });

  it("every report of one leg, by the decision's clock, in words", () => {
    const reports = legReports(one.legs[0]!, one, applyEvents(noOrders, events));
    expect(reports.map(({ report, heard, matched }) => [reportWord(report), heard, matched])).toEqual([
      ['entered', 0, undefined],
      ['filled in part', 500_000, 440_000],
      ['filled', 700_000, 640_000],
    ]);
  });

  it('on the scripted host every leg of every decision has its order and its reports', async () => {
    const { book } = await routed();
    for (const made of book.decisions.values())
      for (const { order, leg: sent, ...row } of legOutcomes(made, book)) {
        expect(order?.orderID).toBe(sent.orderID);
        expect(row.matched).toBeLessThan(row.heard!);
        expect(legReports(sent, made, book).length).toBeGreaterThanOrEqual(3);
      }
  });
});

describe('Rule 611 on a fill', () => {
  it('is quiet where it was kept or is not known; an exemption has a word, a violation is bad', () => {
    expect([tradeThroughMark(undefined), tradeThroughMark('none')]).toEqual([undefined, undefined]);
    expect(EXEMPTIONS.map((why) => tradeThroughMark(`exempt(${why})`)!).map(({ kind, word }) => [kind, word])).toEqual([
      ['exempt', 'exempt, self-help'],
      ['exempt', 'exempt, crossed'],
      ['exempt', 'exempt, ISO'],
      ['exempt', 'exempt, flicker'],
      ['exempt', 'exempt, reopening'],
    ]);
    expect(tradeThroughMark('violation')).toMatchObject({ kind: 'bad', word: 'trade-through' });
  });
});

describe('hindsight', () => {
  const judged = async (): Promise<{ book: OrderBook; regret: OrderRegret }> => {
    const { fake, book } = await routed();
    return { book, regret: await fake.invoke('order.regret', { orderID: book.parents[0]! }) };
  };

  it('says in words why an order is not judged, and asks only for one that is done', async () => {
    const { book, regret } = await judged();
    const done = book.byID.get(book.parents[0]!)!;
    const working = { ...done, ordStatus: '1' as const };
    const refused = { ...done, ordStatus: '8' as const };
    const { orderID } = done;
    expect(notJudged(undefined, undefined)?.text).toBe('No order is selected.');
    expect(notJudged(working, undefined)).toEqual({ text: `${orderID} still works. It is judged when it is done.`, ask: false });
    expect(notJudged(refused, undefined)?.text).toMatch(/never reached the market/);
    expect(notJudged(done, { state: 'asked' })?.text).toMatch(/is being judged/);
    expect(notJudged(done, { state: 'waiting', text: 'in 1 s' })).toEqual({ text: 'Not judged yet: in 1 s.', ask: true });
    expect(notJudged(done, { state: 'refused', text: 'the tape cannot be run again' })).toEqual({
      text: `${orderID} cannot be judged: the tape cannot be run again.`,
      ask: true,
    });
    expect(notJudged(done, { state: 'judged', regret })).toBeUndefined();
    expect([undefined, working, refused, done].map((order) => wantsJudging(order, undefined))).toEqual([false, false, false, true]);
    expect(wantsJudging(done, { state: 'asked' })).toBe(false);
  });

  it('the verdict is against the best oracle, and says what was left unfilled', async () => {
    const { regret } = await judged();
    expect(verdict(regret)).toBe(`${regret.orderID} cost 1.02 bps: at most 0.61 bps more than could be had.`);
    expect(verdict({ ...regret, filledQty: qty(2600) })).toMatch(/cost 1\.02 bps, 400 of 3,000 unfilled and charged: at most/);
    expect(verdict({ ...regret, oracles: [] })).toBe(`${regret.orderID} cost 1.02 bps.`);
    const bars = strategyBars(regret);
    expect(bars.map(({ bps }) => bps)).toEqual([...bars.map(({ bps }) => bps)].sort((a, b) => a - b));
    expect(bars.filter(({ own }) => own).map(({ strategy }) => strategy)).toEqual(['smart']);
  });
});

describe('the panel', () => {
  const VIEWS: readonly WhyView[] = ['seen', 'cost', 'outcome', 'hindsight'];
  const html = (props: {
    decision: TimedDecision | undefined;
    book?: OrderBook;
    view: WhyView;
    judgement?: Judgement;
    orderID?: string;
  }) => {
    const { book = noOrders, judgement, orderID, ...rest } = props;
    const panel = { place: { at: 1, of: 2 }, orderID, stale: undefined, onstep: () => {}, onjudge: () => {} };
    return render(WhyPanel, { props: { ...panel, ...rest, book, judgement } }).body;
  };
  const words = (body: string) =>
    body
      .replaceAll(/<!--.*?-->/g, '')
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');

  it('answers all that can be asked of a child: seen, cost by term, outcome, the best there was', async () => {
    const { fake, book } = await routed();
    const made = [...book.decisions.values()][0]!;
    const regret = await fake.invoke('order.regret', { orderID: made.orderID });
    const said = Object.fromEntries(
      VIEWS.map((view) => [view, words(html({ decision: made, book, view, judgement: { state: 'judged', regret } }))]),
    );
    expect(said.seen).toMatch(
      /Direct .* SIP .* On the tape the bid is 0\.01 lower\..*Protected .*Fingerprint of this snapshot 5b1f·77de/,
    );
    expect(said.seen).toMatch(/Decided in 38 µs simulated/);
    expect(said.cost).toMatch(/Price Fee Impact Adverse Latency Leak Miss Total bps/);
    expect(said.cost).toMatch(/Nothing at any venue: over-fill\./);
    expect(said.cost).toMatch(/SGMT .* barred its minimum is 1,000 shares/);
    expect(said.cost).toMatch(/One way 418 µs Hazard 1,488 \/s Gone by then 11\.7 % .* Elsewhere 0\.862 ¢/);
    expect(said.outcome).toMatch(/C1 .* acknowledged/);
    expect(said.hindsight).toMatch(/at most 0\.61 bps more .* On arrival 0\.62 .* SGMT .* Net-max/);
  });

  it("marks the row that the selected child was sent by, the winner's where a parent is selected, and says what deciding took", async () => {
    const { book } = await routed();
    const first = [...book.decisions.values()][0]!;
    const sent = leg(first.second!, { orderID: `${first.orderID}-C9` });
    const made = { ...first, legs: [...first.legs, sent] };
    const looked = (orderID: string) => {
      const body = html({ decision: { ...made, routerTime: 41_200 }, book, view: 'cost', orderID });
      const row = /<tr data-mic="(\w+)"[^>]* class="([^"]*\bon\b[^"]*)"/.exec(body)!;
      const strip = /data-testid="why-inputs"[\s\S]*?<\/div>/.exec(body)![0];
      return [row[1], / sel\b/.test(row[2]!), words(strip).includes(row[1]!), words(body)] as const;
    };
    expect(looked(sent.orderID).slice(0, 3)).toEqual([sent.mic, true, true]);
    expect(looked(made.orderID).slice(0, 3)).toEqual([made.winner, false, true]);
    expect(looked(made.orderID)[3]).toMatch(/Decided in 41\.2 µs measured 38 µs simulated/);
  });

  it('names a policy that was stopped beside the choice, and what the strategy ranked by beside the totals', async () => {
    const { book } = await routed();
    const made = [...book.decisions.values()][0]!;
    const noted = made.candidates.map((one) => ({ ...one, text: `${one.text} (price_time, for user:loop was stopped)` }));
    expect(words(html({ decision: { ...made, strategy: 'user:loop', candidates: noted }, view: 'cost' }))).toMatch(
      /chosen, [\d,]+ , loop stopped .*The policy loop was stopped: price time decided\./,
    );
    const ranked = made.candidates.map((one) => ({ ...one, ...(one.rank === 1 && { rankCost: -100 as Money }) }));
    expect(words(html({ decision: { ...made, candidates: ranked, margin: -50 as Money }, view: 'cost' }))).toMatch(
      /¢\/sh, as ranked .*Smart ranks by what asking costs over its chance: IEXG −0\.010 , .*Total Ranked bps .* as ranked /,
    );
  });

  it('never prints what is not there: a bare decision, an unfilled leg, a judgement that has not come', async () => {
    const { book } = await routed();
    const bare: Candidate = {
      mic: 'XNYS',
      kind: 'lit',
      action: 'take',
      fillProbability: 0,
      orderQty: qty(0),
      why: 'noQuote',
      text: 'it shows no offer',
    };
    const cases: (RoutingDecision | undefined)[] = [
      undefined,
      decision(),
      decision({ candidates: [bare], midPx: undefined }),
      decision({ candidates: [bare], legs: [leg('XNYS')], winner: 'XNYS' }),
      ...book.decisions.values(),
    ];
    for (const one of cases)
      for (const view of VIEWS)
        for (const judgement of [undefined, { state: 'asked' }, { state: 'refused', text: 'no way' }] as const)
          expect(words(html({ decision: one, book, view, judgement }))).not.toMatch(/NaN|undefined|Infinity|\[object/);
    expect(words(html({ decision: decision({ candidates: [bare] }), view: 'cost' }))).toMatch(/XNYS it shows no offer/);
    expect(words(html({ decision: decision(), view: 'seen' }))).toMatch(/No protected offer stood anywhere\./);
    expect(words(html({ decision: decision(), view: 'outcome' }))).toMatch(/Nothing was sent in this round\./);
  });
});
