import { expect, it } from 'vitest';
import { type Candidate, COST_TERMS, type Cost, type CostTerm, type RoutingDecision } from '../../shared/routing.ts';
import { type Money, micros, nanos, px, qty } from '../../shared/units.ts';
import { explain, isTelling, marginNote, marginTerms, stoppedPolicy, weighed, whyNot } from '../../shared/why.ts';

type Terms = Partial<Record<CostTerm, number>>;

/** Terms in thousandths of a cent a share: 500 is 0.500 cents. */
function candidate(mic: string, terms: Terms, more: Partial<Candidate> = {}): Candidate {
  const cost = Object.fromEntries(COST_TERMS.map((term) => [term, (terms[term] ?? 0) * 10])) as unknown as Cost;
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
    protected: [],
    snapshot: '',
    candidates,
    legs: [],
    winner: candidates[0]?.mic,
    second: candidates[1]?.mic,
    processing: micros(38),
    ...more,
  };
}

const ours = { price: 500, fee: 90, adverse: 110, latency: 78, miss: 84 };
const iexg = candidate('IEXG', ours, { rank: 1, why: 'chosen', orderQty: qty(800) });
const level = candidate(
  'LEVEL',
  { fee: 100, adverse: 120, latency: 30, miss: 679 },
  { kind: 'dark', action: 'mid', fillProbability: 0.41 },
);
const memx = candidate('MEMX', { price: 500, fee: 280, adverse: 220, latency: 52, miss: 108 });

it('a pool that saves on price but misses', () => {
  expect(explain(decision([iexg, level]))).toBe(
    'LEVEL saves 0.500 on the price, but fills 41 % of the time: the chance to miss costs 0.595 more than at IEXG.',
  );
});

it('a venue that is dearer in every way', () => {
  expect(explain(decision([iexg, candidate('BATS', { price: 500, fee: 250, adverse: 390, latency: 78, miss: 156 })]))).toBe(
    'At BATS the risk of an adverse move costs 0.280 more than at IEXG.',
  );
});

it('a policy that does not go by cost says so', () => {
  expect(explain(decision([memx, iexg], { strategy: 'price_time' }))).toBe(
    'Price time puts MEMX first, although IEXG is expected to cost 0.298 less, most of it in the fee (0.190).',
  );
});

it('equal costs, a lone winner, a split', () => {
  expect(explain(decision([iexg, candidate('XNAS', ours)]))).toBe(
    "IEXG and XNAS are expected to cost the same; the policy's own order decides.",
  );
  const barred = { rank: undefined, cost: undefined, total: undefined };
  expect(
    explain(
      decision(
        [iexg, candidate('XNYS', {}, { ...barred, why: 'beyondLimit' }), candidate('ARCX', {}, { ...barred, why: 'beyondLimit' })],
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
    candidate(mic, {}, { rank: undefined, cost: undefined, total: undefined, why: reason });
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
  expect(terms).toEqual({ price: -5000, fee: 100, impact: 0, adverse: 100, latency: -480, leak: 0, miss: 5950, overfill: 0 });
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
    'too small',
    'chosen',
  ]);
});

it('each of the eight terms can be what a loser lost by', () => {
  const losers = COST_TERMS.map((term) => candidate('XNAS', { ...ours, [term]: 900 }, { fillProbability: 0.5 }));
  expect(losers.map((loser) => explain(decision([iexg, loser])))).toEqual([
    'At XNAS the price costs 0.400 more than at IEXG.',
    'At XNAS the fee costs 0.810 more than at IEXG.',
    'At XNAS our own impact costs 0.900 more than at IEXG.',
    'At XNAS the risk of an adverse move costs 0.790 more than at IEXG.',
    'At XNAS the delay costs 0.822 more than at IEXG.',
    'At XNAS what the order gives away costs 0.900 more than at IEXG.',
    'At XNAS an order fills 50 % of the time: the chance to miss costs 0.816 more than at IEXG.',
    'At XNAS the risk of an over-fill costs 0.900 more than at IEXG.',
  ]);
  expect(losers.map((loser) => whyNot(loser, iexg))).toEqual([
    'price +0.400',
    'fee +0.810',
    'impact +0.900',
    'adverse +0.790',
    'latency +0.822',
    'leak +0.900',
    'fills only 50 %',
    'over-fill +0.900',
  ]);
});

it('two ways to trade at one venue are told apart, the one ranked first is the winner, and a barred venue is named once', () => {
  const resting = candidate('IEXG', { price: -500, fee: -200, miss: 1_800 }, { action: 'post', fillProbability: 0.2 });
  const barred = { rank: undefined, cost: undefined, total: undefined, why: 'noQuote' } as const;
  const both = decision([resting, iexg, candidate('XNAS', {}, barred), candidate('XNAS', {}, { ...barred, action: 'post' })], {
    winner: 'IEXG',
    second: 'IEXG',
  });
  expect(weighed(both)).toEqual({ winner: iexg, second: resting });
  expect(explain(both)).toBe(
    'IEXG (resting) saves 1.000 on the price, but fills 20 % of the time: the chance to miss costs 1.716 more than at IEXG (taking).',
  );
  expect(explain({ ...both, second: undefined, candidates: both.candidates.slice(1) })).toBe(
    'IEXG alone could take it: XNAS without a quote.',
  );
});

it("a user's own policy goes by its own name, and one that was stopped or a venue that was shunned says so", () => {
  expect(explain(decision([memx, iexg], { strategy: 'user:mine' }))).toMatch(/^The policy mine puts MEMX first, although IEXG/);
  const words = (why: Candidate['why']) => whyNot(candidate('XNAS', {}, { why }), iexg);
  expect([words('badReputation'), words('policyStopped')]).toEqual([
    'of too low a reputation',
    'not asked: the policy was stopped',
  ]);
});

it("the record's own words stand where they say more than a word for the reason, and the telling term where it only cost more", () => {
  const said = (why: Candidate['why'], text: string) => whyNot(candidate('XNAS', { ...ours, fee: 280 }, { why, text }), iexg);
  expect([
    said('exhausted', 'came back short 1.2 ms ago'),
    said('tooSmall', 'shows less than the whole'),
    said('notPolicy', 'I never trade there'),
    said('dearer', 'its fee is above what the midpoint saves'),
    said('dearer', 'ranked +0.152'),
    said('dearer', 'fee +0.190'),
    said('exhausted', ''),
  ]).toEqual([
    'came back short 1.2 ms ago',
    'shows less than the whole',
    'I never trade there',
    'its fee is above what the midpoint saves',
    'ranked +0.152',
    'fee +0.190',
    'just asked in vain',
  ]);
});

it('a policy that was stopped did not decide, and the sentence says who did', () => {
  const noted = (one: Candidate, text: string) => ({ ...one, text: `${text} (price_time, for user:loop was stopped)` });
  const stopped = decision([noted(memx, 'chosen'), noted(iexg, 'later in this order')], { strategy: 'user:loop' });
  expect(stoppedPolicy(stopped)).toEqual({ policy: 'loop', by: 'price time' });
  expect(stoppedPolicy(decision([iexg, memx]))).toBeUndefined();
  expect(explain(stopped)).toBe(
    'Price time puts MEMX first, although IEXG is expected to cost 0.298 less, most of it in the fee (0.190). The policy loop was stopped: price time decided.',
  );
  expect(whyNot({ ...stopped.candidates[1]!, why: 'notNeeded' }, stopped.candidates[0])).toBe('later in this order');
});

it('what winner and second were ranked by is said where it is not their totals, and a negative margin never stands alone', () => {
  const ranked = (one: Candidate, rankCost: number) => ({ ...one, rankCost: rankCost as Money });
  const asked = decision([ranked(level, -100), ranked(iexg, 1_420)], { margin: 1_520 as Money });
  expect(explain(asked)).toBe(
    'Smart ranks by what asking costs over its chance: LEVEL \u22120.010, IEXG 0.142. By the sum of its terms IEXG is expected to cost 0.067 less, most of it in the chance to miss (0.595).',
  );
  expect(marginNote(asked)).toBe('by what asking costs over its chance');
  expect(marginNote({ ...asked, strategy: 'learned' })).toBe('by the cost at a chance drawn from its belief');
  expect(explain(decision([ranked(iexg, -100), level]))).toBe(
    'Smart ranks by what asking costs over its chance: IEXG \u22120.010, LEVEL 0.929. LEVEL saves 0.500 on the price, but fills 41 % of the time: the chance to miss costs 0.595 more than at IEXG.',
  );
  expect(marginNote(decision([iexg, level], { margin: 670 as Money }))).toBeUndefined();
  expect(marginNote(decision([memx, iexg], { margin: -2_980 as Money, strategy: 'price_time' }))).toBe(
    'Price time does not rank by this sum',
  );
});
