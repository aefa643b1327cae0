import { expect, it } from 'vitest';
import type { Candidate, Cost, RoutingDecision } from '../../shared/routing.ts';
import { type Money, micros, nanos, px, qty } from '../../shared/units.ts';
import { explain, isTelling, marginTerms, weighed, whyNot } from '../../shared/why.ts';

/** Terms in tenths of a cent a share: 500 is 0.500 cents. */
function candidate(mic: string, terms: readonly number[], more: Partial<Candidate> = {}): Candidate {
  const [price = 0, fee = 0, adverse = 0, latency = 0, miss = 0] = terms.map((term) => (term * 10) as Money);
  const cost = { price, fee, adverse, latency, miss } as Cost;
  const total = Object.values(cost).reduce((sum, term) => sum + term, 0) as Money;
  return {
    mic,
    kind: 'lit',
    action: 'take',
    rank: 2,
    px: px(100.01),
    fillProbability: 0.93,
    cost,
    total,
    orderQty: qty(0),
    why: 'dearer',
    text: '',
    ...more,
  };
}

function decision(candidates: readonly Candidate[], more: Partial<RoutingDecision> = {}): RoutingDecision {
  const nbbo = { bidMics: [], askMics: [] };
  return {
    type: 'RoutingDecision',
    at: nanos(0),
    decisionID: 'D-1',
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
    candidates,
    legs: [],
    winner: candidates[0]?.mic,
    second: candidates[1]?.mic,
    processing: micros(38),
    ...more,
  };
}

const iexg = candidate('IEXG', [500, 90, 110, 78, 84], { rank: 1, why: 'chosen', orderQty: qty(800) });
const level = candidate('LEVEL', [0, 100, 120, 30, 679], { kind: 'dark', action: 'mid', fillProbability: 0.41 });
const memx = candidate('MEMX', [500, 280, 220, 52, 108]);

it('a pool that saves on price but misses', () => {
  expect(explain(decision([iexg, level]))).toBe(
    'LEVEL saves 0.500 on the price, but fills 41 % of the time: the chance to miss costs 0.595 more than at IEXG.',
  );
});

it('a venue that is dearer in every way', () => {
  expect(explain(decision([iexg, candidate('BATS', [500, 250, 390, 78, 156])]))).toBe(
    'At BATS the risk of an adverse move costs 0.280 more than at IEXG.',
  );
});

it('a policy that does not go by cost says so', () => {
  expect(explain(decision([memx, iexg], { strategy: 'price_time' }))).toBe(
    'Price time puts MEMX first, although IEXG is expected to cost 0.298 less, most of it in the fee (0.190).',
  );
});

it('equal costs, a lone winner, a split', () => {
  expect(explain(decision([iexg, candidate('XNAS', [500, 90, 110, 78, 84])]))).toBe(
    "IEXG and XNAS are expected to cost the same; the policy's own order decides.",
  );
  const barred = { rank: undefined, cost: undefined, total: undefined };
  expect(
    explain(
      decision(
        [iexg, candidate('XNYS', [], { ...barred, why: 'beyondLimit' }), candidate('ARCX', [], { ...barred, why: 'beyondLimit' })],
        { second: undefined },
      ),
    ),
  ).toBe('IEXG alone could take it: XNYS and ARCX beyond the limit.');
  const legs = ['IEXG', 'MEMX', 'BATS'].map((mic) => ({
    orderID: mic,
    mic,
    action: 'take' as const,
    px: px(100.01),
    orderQty: qty(100),
    iso: false,
  }));
  expect(explain(decision([iexg, memx], { legs }))).toMatch(/ 2 other venues get 200\. 500 wait for the next round\.$/);
  expect(explain(decision([iexg, memx], { legs: [{ ...legs[0]!, orderQty: qty(800) }] }))).toMatch(/at IEXG\.$/);
});

it('nothing sent: every venue with its reason', () => {
  const why = (mic: string, reason: Candidate['why']) =>
    candidate(mic, [], { rank: undefined, cost: undefined, total: undefined, why: reason });
  expect(
    explain(
      decision([why('XNYS', 'noQuote'), why('XNAS', 'beyondLimit'), why('BATS', 'noQuote')], {
        winner: undefined,
        second: undefined,
      }),
    ),
  ).toBe('Nothing could be sent: XNYS and BATS without a quote, XNAS beyond the limit.');
});

it('the margin adds up term by term, and only telling terms are marked', () => {
  const terms = marginTerms(weighed(decision([iexg, level])));
  expect(terms).toEqual({ price: -5000, fee: 100, adverse: 100, latency: -480, miss: 5950 });
  expect(Object.values(terms ?? {}).reduce((sum, term) => sum + term, 0)).toBe((level.total ?? 0) - (iexg.total ?? 0));
  expect([
    isTelling(level, iexg, 'miss'),
    isTelling(level, iexg, 'fee'),
    isTelling(memx, iexg, 'fee'),
    isTelling(iexg, iexg, 'price'),
  ]).toEqual([true, false, true, false]);
});

it('why not, in a few words', () => {
  expect([whyNot(level, iexg), whyNot(memx, iexg), whyNot({ ...memx, why: 'tooSmall' }, iexg), whyNot(iexg, iexg)]).toEqual([
    'fills only 41 %',
    'fee +0.190',
    'too small for its minimum',
    'chosen',
  ]);
});
