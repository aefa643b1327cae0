import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dotsPicture } from '../../renderer/charts/dots.ts';
import { fittingRows } from '../../renderer/charts/histogram.ts';
import { axisEnds } from '../../renderer/charts/interval.ts';
import { partsPicture } from '../../renderer/charts/parts.ts';
import { ModeChoice } from '../../renderer/pages/compare/mode.svelte.ts';
import { cellGroups, cellPlace, troubleText } from '../../renderer/pages/compare/scenario/cells.ts';
import { conflictFinding, conflictLines, conflictOf } from '../../renderer/pages/compare/scenario/conflict.ts';
import { contestantName, contestantsWith, pairedDifference, rivalsOf } from '../../renderer/pages/compare/scenario/contestants.ts';
import { mainCauses, savingByCause } from '../../renderer/pages/compare/scenario/difference.ts';
import {
  capturePicture,
  costPicture,
  differencePicture,
  fillPicture,
  leakPicture,
  oraclesPicture,
  regretPicture,
  type Shown,
  savingPicture,
  seedPicture,
  venuesPicture,
} from '../../renderer/pages/compare/scenario/pictures.ts';
import { ScenarioRun } from '../../renderer/pages/compare/scenario/run.svelte.ts';
import {
  contestantCount,
  HOST_WORDS,
  paramsOf,
  percentsText,
  readField,
  START,
} from '../../renderer/pages/compare/scenario/setup.ts';
import { pText, seedsToSeparate, verdictOf } from '../../renderer/pages/compare/scenario/verdict.ts';
import { spoken } from '../../renderer/parts/verdict.ts';
import { refusedField } from '../../renderer/state/fields.ts';
import { strategyWords } from '../../renderer/state/ticket.svelte.ts';
import { WireFailure } from '../../shared/wire/client.ts';
import type { CompareReport, ContestantReport } from '../../shared/wire/compare.ts';
import { requests, type SessionInfo, type Transport } from '../../shared/wire/contract.ts';
import { around, compareReport, contestant, paired, twoDispatches } from '../support/compare-report.ts';
import { FakeDesk } from '../support/fake-desk.ts';

const report = compareReport();
const of = (name: string, from: CompareReport = report) => from.contestants.find((one) => one.name === name)!;
const showing = (from: CompareReport, lit: string): Shown => ({ report: from, rows: from.contestants, lit: of(lit, from) });
const texts = (from: CompareReport) => verdictOf(from).findings.map(({ kind, text }) => `${kind}: ${text}`);
/** The same report with one contestant changed. */
function having(name: string, change: Partial<ContestantReport>): CompareReport {
  return compareReport({ contestants: report.contestants.map((one) => (one.name === name ? { ...one, ...change } : one)) });
}

describe('the verdict', () => {
  test('names the one that is proven cheaper, says how sure that is, and where it does not earn its place', () => {
    const verdict = verdictOf(report);
    expect(spoken(verdict)).toBe('Smart saves 0.30 bps');
    expect(verdict.sub).toBe(
      '$6.00 on a mean order, 95 % interval +0.25 to +0.35 bps against Price-time, cheaper in 100 % of 4 seeds, Holm p 0.0004. It takes 75 % (65 % to 85 %) of what the oracle on arrival leaves.',
    );
    expect(texts(report)).toEqual([
      'good: Smart beats Price-time: its interval leaves zero.',
      'bad: Smart does not earn its place at 5 %: −0.10 bps, −0.18 to −0.02; there it fills 96.0 % against 99.0 %, its first round fills 10 % against 95 % and it moves the price by +1.30 against +1.00.',
      'warn: Smart is not told from Price-time in a volatile market.',
      'warn: Of 2 finer cells it is dearer in 1, most at 5 %, in a volatile market, with a fault, for sells (−0.50 bps).',
      'good: No fill traded through a protected quote without an exemption (Rule 611).',
      'bad: Single venue does not earn its place: −0.40 bps, −0.50 to −0.30. Mostly price −0.42.',
      'warn: Not told from Price-time, the interval holds zero: Net-max (−0.50 to +0.90) and Rebate-max (−0.40 to +0.60).',
      'none: Single venue moves the price most, +0.90 bps in a second; Net-max least, +0.01.',
      'warn: Left unfilled on average, and charged: Single venue 3.0 %.',
    ]);
  });

  test('of a part of the seeds says so before all else', () => {
    expect(texts(compareReport({ partial: true, seedsAsked: 200 }))[0]).toBe(
      'warn: Partial: stopped after 4 of 200 seeds; all that is said is of these.',
    );
  });

  test('claims nothing where no interval leaves zero, and says what would tell', () => {
    const few = compareReport({ contestants: [of('net_max'), of('price_time')], best: 'net_max' });
    expect(spoken(verdictOf(few))).toBe('None is proven cheaper than Price-time');
    expect(verdictOf(few).sub).toBe(
      'Net-max is not told from Price-time: −0.50 to +0.90 bps holds zero; about 97 seeds would part them.',
    );
    expect(texts(few)).toContain('none: Net-max is known to ±0.70 bps; ±0.05 takes about 1,500 seeds.');
  });

  test('does not take an interval beside zero for proof where several were compared at once', () => {
    const chance = having('smart', { saving: { ...of('smart').saving!, holm: 0.12, separated: false } });
    expect(verdictOf(chance).sub).toBe(
      'Smart, +0.25 to +0.35 bps, is not proven: with 4 compared at once that may be chance (Holm p 0.12).',
    );
  });

  test('calls the baseline the cheapest where all others are proven dearer', () => {
    const dear = compareReport({ contestants: [of('price_time'), of('single_venue')], best: 'price_time' });
    expect(spoken(verdictOf(dear))).toBe('Price-time is the cheapest');
  });

  test('does not crown the proven one over another that is cheaper in the mean and varies more', () => {
    const ahead = compareReport({
      contestants: [
        { ...of('net_max'), bps: around(0.8, 0.9), saving: paired(around(0.4, 0.7), [1.5, -0.7, 1.2, -0.4], { separated: false }) },
        of('smart'),
        of('price_time'),
      ],
    });
    expect(texts(ahead)).toContain(
      'warn: Smart against Net-max: −0.10 bps, −1.89 to +1.69. They are not told apart, though its mean is lower: it varies more.',
    );
  });

  test('tells two that are both proven from each other, or says that it cannot', () => {
    const second = (perSeed: readonly number[]) =>
      having('net_max', { bps: around(0.95, 0.1), saving: paired(around(0.25, 0.1), perSeed) });
    expect(texts(second([0.22, 0.27, 0.25, 0.26])).slice(0, 2)).toEqual([
      'good: Smart and Net-max beat Price-time: no interval reaches zero.',
      'good: Smart against Net-max: +0.05 bps, +0.04 to +0.06. Separable.',
    ]);
    expect(texts(second([0.4, 0.1, 0.4, 0.1]))[1]).toMatch(
      /^warn: Smart against Net-max: \+0\.05 bps, .* They are not told apart\.$/,
    );
  });

  test('says who acted like the baseline, who traded through, and whose policy was stopped', () => {
    const same = having('net_max', { saving: paired(around(0, 0), [0, 0, 0, 0], { tieRate: 1, separated: false }) });
    expect(texts(same)).toContain('warn: Cost the same as Price-time in every seed: Net-max.');
    const through = having('smart', { tradeThroughs: { none: 90, exempt: 4, violation: 3 } });
    expect(texts(through)).toContain('bad: Fills through a protected quote without an exemption (Rule 611): Smart 3.');
    const stopped = having('net_max', { strategy: 'user:lean@1a2b3c4d', stopped: 12 });
    expect(texts(stopped)).toContain('bad: lean@1a2b3c4d was stopped in 12 orders, which went on by Price-time.');
    expect(texts(compareReport({ orderProtection: false })).some((text) => text.includes('611'))).toBe(false);
  });

  test('says that it earns its place everywhere only where every cell does', () => {
    const everywhere = compareReport({ cells: report.cells.filter((cell) => cell.rows[0]!.saving!.low > 0) });
    expect(texts(everywhere)).toContain('good: Smart saves in every part of the orders: no interval of one reaches zero.');
  });

  test.each([
    [undefined, 'none'],
    [0.00004, '<0.0001'],
    [0.0055, '0.0055'],
    [0.123, '0.12'],
    [1, '1.00'],
  ])('p of %s is %s', (p, text) => {
    expect(pText(p)).toBe(text);
  });

  test('seeds that would part two follow from the doubt of what was seen', () => {
    const [smart] = rivalsOf(report);
    expect(seedsToSeparate(smart!)).toBe(1);
    expect(seedsToSeparate({ ...smart!, saving: { ...smart!.saving, standardError: 0 } })).toBeUndefined();
  });
});

describe('what made the difference', () => {
  test('the causes sum to the saving, whatever the parts are', () => {
    const part = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.record({ price: part, fee: part, hidden: part, opportunity: part }), part, (parts, cost) => {
        const one = contestant('smart', around(cost, 0.1), parts, { saving: paired(around(1.2 - cost, 0.1), [1, 1]) });
        const causes = savingByCause(compareReport({ contestants: [one, of('price_time')] }), one);
        expect(Object.values(causes).reduce((a, b) => a + b, 0)).toBeCloseTo(1.2 - cost, 9);
      }),
    );
  });

  test('of smart: hidden shares and what came later, less the price', () => {
    const causes = savingByCause(report, of('smart'));
    expect(causes.price).toBeCloseTo(-0.07, 9);
    expect(causes.fee).toBeCloseTo(0.05, 9);
    expect(causes.hidden).toBeCloseTo(0.22, 9);
    expect(causes.later).toBeCloseTo(0.1, 9);
    const [smart] = rivalsOf(report);
    expect(mainCauses(report, smart!).map(({ cause }) => cause)).toEqual(['hidden', 'later']);
  });

  test('is drawn up to the saving; of the baseline there is nothing to draw', () => {
    expect(differencePicture(showing(report, 'smart')).table.rows).toEqual([
      ['price', '−0.07'],
      ['fee', '+0.05'],
      ['hidden', '+0.22'],
      ['left over', '0.00'],
      ['later', '+0.10'],
      ['saving', '+0.30'],
    ]);
    expect(differencePicture(showing(report, 'price_time')).table.rows).toEqual([['saving', '0.00']]);
  });
});

describe('a chart', () => {
  const shown = showing(report, 'smart');

  test('has a row for everyone, cheapest first; where the baseline has no value it has none', () => {
    const all = ['Smart', 'Net-max', 'Rebate-max', 'Price-time', 'Single venue'];
    const names = (make: (from: Shown) => { readonly table: { readonly rows: readonly (readonly string[])[] } }) =>
      make(shown).table.rows.map(([name]) => name);
    for (const make of [costPicture, fillPicture, venuesPicture, regretPicture, oraclesPicture, leakPicture])
      expect(names(make)).toEqual(all);
    for (const make of [savingPicture, capturePicture]) expect(names(make)).toEqual(all.filter((name) => name !== 'Price-time'));
    expect(new Set(names(seedPicture))).toEqual(new Set(all.filter((name) => name !== 'Price-time')));
  });

  test('says in its table what its bars are of', () => {
    expect(costPicture(shown).table.head).toEqual(['Strategy', 'Mean', '95 % from', 'to', '5 % of orders', '95 % of orders']);
    expect(costPicture(shown).table.rows[0]).toEqual(['Smart', '0.90', '0.80', '1.00', '−0.10', '1.90']);
    expect(savingPicture(shown).table.rows[0]).toEqual(['Smart', '+0.30', '+0.25', '+0.35', '+0.28', '+0.32']);
    expect(leakPicture(shown).table.head).toEqual(['Strategy', 'Mean', '95 % from', 'to']);
  });

  test('of rates stays between nothing and all', () => {
    expect(fillPicture(shown).table.rows[1]).toEqual(['Net-max', '100.0 %', '100.0 %', '100.0 %', '95.0 %', '87.0 %', '100.0 %']);
  });

  test('of a regret shows the parts and their sum', () => {
    expect(regretPicture(shown).table.rows[0]).toEqual(['Smart', '0.15', '0.00', '0.05', '0.00', '0.20']);
    expect(regretPicture(shown).sentence).toContain('Rebate-max 0.90: price 0.70, fee −0.10, hidden 0.30, left over 0.00');
  });

  test('of seeds has every seed in one bin of its row', () => {
    const rows = seedPicture(shown).table.rows.filter(([name]) => name === 'Net-max');
    expect(rows.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(4);
  });

  test('before the first run is bare', () => {
    for (const make of [
      costPicture,
      savingPicture,
      fillPicture,
      venuesPicture,
      regretPicture,
      oraclesPicture,
      capturePicture,
      leakPicture,
      seedPicture,
    ])
      expect(make(undefined).table.rows).toEqual([]);
  });

  test('whose bars are of a few that vary wildly keeps its axis for the others', () => {
    const rows = Array.from({ length: 9 }, (_, i) => ({ name: String(i), mean: 1, low: 0.9, high: 1.1, p5: 0, p95: 2 }));
    const wild = [...rows, { name: 'wild', mean: 1, low: 0.5, high: 1.5, p5: -60, p95: 80 }];
    expect(axisEnds({ rows: wild })).toEqual([-60, 80]);
    expect(axisEnds({ rows: wild, most: true })).toEqual([0, 2]);
    expect(axisEnds({ rows: wild, most: true, reference: { value: 3, name: 'r' } })).toEqual([0, 3]);
    expect(
      axisEnds({ rows: [...rows, { name: 'mean far out', mean: 9, low: 8, high: 10, p5: 7, p95: 11 }], most: true })[1],
    ).toBeGreaterThanOrEqual(10);
  });

  test('of many histograms draws those that fit, and the lit one always', () => {
    const rows = Array.from({ length: 11 }, (_, i) => ({
      name: String(i),
      edges: [0, 1],
      counts: [1],
      mean: 0.5,
      note: ['', ''] as const,
    }));
    expect(fittingRows({ rows, selected: 9 }, 200).map(({ name }) => name)).toEqual(['0', '1', '2', '3', '9']);
    expect(fittingRows({ rows, selected: 2 }, 200).map(({ name }) => name)).toEqual(['0', '1', '2', '3', '4']);
    expect(fittingRows({ rows }, 600)).toBe(rows);
  });

  test('of several estimates says which is absent', () => {
    const picture = dotsPicture({
      series: [
        { name: 'Whole', short: 'w' },
        { name: 'First', short: 'f' },
      ],
      rows: [{ name: 'A', dots: [around(1, 0.5), undefined] }],
      print: String,
    });
    expect(picture.table.rows).toEqual([['A', '1', '0.5', '1.5', 'none', '', '']]);
    expect(picture.sentence).toBe('A: Whole 1, interval 0.5 to 1.5, First none');
    expect(partsPicture({ parts: [], rows: [], print: String }).sentence).toBe('Nothing to draw yet.');
  });
});

describe('the cells', () => {
  const groups = (measure: 'saving' | 'cost' | 'fill' | 'capture', filter = {}, from = report) =>
    cellGroups(from, from.contestants, { measure, filter });

  test('stand by part of the order set, then together; everything first', () => {
    expect(groups('saving').map(({ title, lines }) => [title, lines.map(({ name }) => name)])).toEqual([
      ['Everything', ['All orders']],
      ['By size', ['0.5 %, 384 sh', '5 %, 3,837 sh']],
      ['By mood', ['calm', 'volatile']],
      ['By fault', ['no fault', 'stale SIP']],
      ['Of every kind', ['0.5 %, calm, no fault, buy', '5 %, volatile, fault, sell']],
    ]);
  });

  test('can be taken apart by mood and by fault', () => {
    const names = (filter: object) => groups('saving', filter).flatMap(({ lines }) => lines.map(({ name }) => name));
    expect(names({ mood: 'calm' })).toEqual(['0.5 %, calm, no fault, buy']);
    expect(names({ trouble: 'any' })).toEqual(['5 %, volatile, fault, sell']);
    expect(names({ mood: 'calm', trouble: 'any' })).toEqual([]);
  });

  test('say the value, how it compares with the others in its row, and whether its interval leaves zero', () => {
    const [all] = groups('saving')[0]!.lines;
    expect(all!.values.map(({ text }) => text)).toEqual(['+0.30', '+0.20', '+0.10', 'baseline', '−0.40']);
    expect(all!.values.map(({ firm }) => firm)).toEqual([true, false, false, false, true]);
    expect(all!.values.map(({ heat }) => heat)).toEqual(['p1', '0', '0', '0', 'm3']);
    expect(all!.values[0]!.says).toBe(
      'costs 0.90 bps; saves +0.30, 95 % interval +0.25 to +0.35; captures 75 %; fills 100.0 %; first round 10.0 %; leaks +0.80 bps',
    );
  });

  test('of costs are better where they are low, and a part that nobody had is said', () => {
    expect(groups('cost')[0]!.lines[0]!.values.at(-1)!.heat).toBe('m3');
    const alone = { ...report, cells: [{ size: '5 %', orders: 1, rows: [] }] };
    expect(groups('fill', {}, alone)[1]!.lines[0]!.values[0]).toMatchObject({ text: 'none', says: 'no such order', heat: '0' });
    expect(groups('capture')[1]!.lines[0]!.values.map(({ text }) => text)).toEqual(['50', 'none', 'none', 'baseline', 'none']);
  });

  test('are named in a sentence', () => {
    expect(cellPlace({ size: '2 %', mood: 'calm', trouble: 'none', side: 'buy', orders: 1, rows: [] })).toBe(
      'at 2 %, in a calm market, without a fault, for buys',
    );
    expect(cellPlace({ trouble: 'staleSip', orders: 1, rows: [] })).toBe('with a stale SIP');
    expect(['any', 'none', 'venueOutage', 'staleSip'].map((trouble) => troubleText(trouble as 'any'))).toEqual([
      'any fault',
      'no fault',
      'venue outage',
      'stale SIP',
    ]);
  });
});

describe('rebate-max beside net-max', () => {
  const conflict = conflictOf(report, of('smart'))!;

  test('shows what the router is paid and what its client pays', () => {
    expect(conflictLines(conflict).map(({ name, rebate, net }) => [name, rebate, net])).toEqual([
      ['Rebates less fees, $', '+2.80', '−2.70'],
      ['Drift after 1 s, bps', '+0.25', '+0.01'],
      ['Price given up, bps', '0.70', '0.80'],
      ['Left over, bps', '0.00', '0.00'],
      ['First round, %', '95.0', '95.0'],
      ['Done in, ms', '0', '0'],
      ['Net: all-in cost, bps', '1.10', '1.00'],
      ['Net: all-in cost, $', '22.00', '20.00'],
    ]);
  });

  test('accuses nobody while the seeds do not tell', () => {
    expect(conflictFinding(conflict)).toEqual({
      kind: 'warn',
      text: 'Rebate-max is paid $5.50 more an order than Net-max. Whether its client pays for that is not told: +0.10 bps all in, 95 % interval −0.16 to +0.36.',
    });
  });

  test('calls it a conflict where the client is proven to pay', () => {
    const paying = { ...conflict, rebate: { ...conflict.rebate, saving: paired(around(-0.3, 0.1), [0.7, -1.31, 0.4, -0.99]) } };
    expect(conflictFinding(paying)).toEqual({
      kind: 'bad',
      text: 'Rebate-max is paid $5.50 more an order than Net-max, and its client pays 0.50 bps more all in (95 % interval +0.49 to +0.51): what is good for the router is bad for the client.',
    });
    const fair = { ...conflict, rebate: { ...conflict.rebate, feeDollars: 9 } };
    expect(conflictFinding(fair)).toEqual({
      kind: 'none',
      text: 'No conflict here: Rebate-max is paid no more than Net-max ($6.30 less an order).',
    });
  });

  test('needs both of them', () => {
    expect(conflictOf(compareReport({ contestants: [of('smart'), of('net_max'), of('price_time')] }), of('smart'))).toBeUndefined();
  });
});

describe('several dispatches', () => {
  const two = twoDispatches();

  test('are named where that does not go without saying', () => {
    expect(contestantName(two, of('smart/parallel', two))).toBe('Smart/parallel');
    expect(contestantName(two, of('smart/parallel', two), 'parallel')).toBe('Smart');
    expect(contestantName(report, of('smart'))).toBe('Smart');
    expect(contestantName(report, { ...of('smart'), knowledge: { title: 'june', frozen: true } })).toBe('Smart @june');
  });

  test('are shown one at a time, beside the baseline', () => {
    expect(contestantsWith(two, 'parallel').map(({ name }) => name)).toEqual([
      'price_time/sequential',
      'smart/parallel',
      'net_max/parallel',
      'rebate_max/parallel',
      'price_time/parallel',
      'single_venue/parallel',
    ]);
  });

  test('put the rebate beside the net of their own dispatch', () => {
    expect(conflictOf(two, of('smart/parallel', two))!.net.name).toBe('net_max/parallel');
  });
});

test('a difference of two that are compared with a third is paired by seed', () => {
  expect(pairedDifference(of('smart'), of('single_venue')).mean).toBeCloseTo(0.7, 9);
  expect(pairedDifference(of('price_time'), of('smart')).mean).toBeCloseTo(-0.3, 9);
});

describe('the setup', () => {
  test.each([
    ['seeds', '1', 'Whole number, 2 to 1,000'],
    ['seeds', '2.5', 'Whole number, 2 to 1,000'],
    ['seeds', 'ten', 'Whole number, 2 to 1,000'],
    ['seed', '-4', 'Whole number, 0 to 4,294,967,295'],
    ['horizonSeconds', '301', 'Number, 1 to 300'],
    ['percents', ' , ', 'One to 8 sizes, with commas between'],
    ['percents', '1,2,3,4,5,6,7,8,9', 'One to 8 sizes, with commas between'],
    ['percents', '0.5, 101', 'Each size a number, 0.001 to 100 %'],
    ['percents', '0.5, much', 'Each size a number, 0.001 to 100 %'],
    ['percents', '2, 2.0', 'Each size once'],
  ] as const)('%s of "%s" is refused', (field, text, error) => {
    expect(readField(field, text)).toEqual({ error });
  });

  test.each([
    ['seeds', '1,000', { seeds: 1000 }],
    ['seed', ' 7 ', { seed: 7 }],
    ['horizonSeconds', '2.5', { horizonSeconds: 2.5 }],
    ['percents', '.05; 2 5', { percents: [0.05, 2, 5] }],
  ] as const)('%s of "%s" is read', (field, text, value) => {
    expect(readField(field, text)).toEqual({ value });
  });

  test('as it begins is what the contract allows, and prints as it is typed', () => {
    const setup = { ...START, scenario: 'us2026' };
    expect(requests['compare.scenario'].safeParse(paramsOf(setup)).success).toBe(true);
    const own = { ...setup, strategies: ['smart', 'user:lean'] as const, orderProtection: false };
    expect(requests['compare.scenario'].safeParse(paramsOf(own)).success).toBe(true);
    expect(percentsText(setup)).toBe('0.05, 0.5, 2, 5');
    expect(contestantCount({ ...setup, strategies: ['smart'], dispatches: ['parallel', 'equalised'] })).toBe(4);
  });

  test.each([
    [
      'size: 5 % is 3,838 shares here, above maxOrderQty of 1,000',
      undefined,
      'percents',
      '5 % is 3,838 shares here, above maxOrderQty of 1,000',
    ],
    [
      'horizon: the last of the orders would be judged after the close',
      undefined,
      'horizonSeconds',
      'the last of the orders would be judged after the close',
    ],
    ['percents.0: must be 0.001 or more', 'percents.0', 'percents', 'must be 0.001 or more'],
    ['scenario: must be a simulated one', 'scenario', 'scenario', 'must be a simulated one'],
    ['orderProtection: must be true or false', 'orderProtection', 'orderProtection', 'must be true or false'],
  ] as const)('a refusal "%s" stands beside its field', (text, field, at, says) => {
    expect(refusedField(HOST_WORDS, text, field)).toEqual({ field: at, text: says });
  });

  test('a refusal of nothing in particular stands beside none', () => {
    expect(refusedField(HOST_WORDS, 'us2026: shows no two-sided market')).toBeUndefined();
  });
});

describe('a run', () => {
  const begun = (transport: Transport) => {
    const run = new ScenarioRun(transport);
    run.change({ scenario: 'us2026' });
    return run;
  };

  test('leaves its report, lights smart, and says when the fields have moved on', async () => {
    const run = begun(new FakeDesk());
    expect(run.lit).toBeUndefined();
    await run.start();
    expect([run.report?.seeds, run.busy, run.failure, run.changed]).toEqual([[1001, 1002, 1003, 1004], false, undefined, false]);
    expect(run.lit?.name).toBe('smart');
    run.light('net_max');
    expect(run.lit?.name).toBe('net_max');
    run.toggle('broadcast');
    expect([run.changed, run.setup.strategies.includes('broadcast')]).toEqual([true, false]);
    run.toggle('broadcast');
    expect(run.changed).toBe(false);
    run.toggle('user:lean');
    expect(run.setup.strategies.at(-1)).toBe('user:lean');
    run.protect(false);
    expect(run.setup.orderProtection).toBe(false);
    run.protect();
    expect('orderProtection' in run.setup).toBe(false);
  });

  test('that is asked for something impossible does not begin', async () => {
    const host = pausedHost();
    const run = begun(host.transport);
    run.type('seeds', '1');
    expect([run.errors.seeds, run.ready, run.setup.seeds]).toEqual(['Whole number, 2 to 1,000', false, 10]);
    await run.start();
    expect(host.asked).toEqual([]);
    run.type('seeds', '20');
    run.change({ strategies: ['price_time'] });
    expect([run.errors, run.ready]).toEqual([{ strategies: 'Pick one beside the baseline' }, false]);
    run.change({ strategies: [], dispatches: [] });
    expect(Object.keys(run.errors)).toEqual(['strategies', 'dispatches']);
    run.change({ dispatches: ['sequential', 'equalised'] });
    expect(run.ready).toBe(true);
  });

  test('shows how far it is; stopped, what is finished comes as partial', async () => {
    const host = pausedHost();
    const run = begun(host.transport);
    const over = run.start();
    host.push(120, 200);
    expect(run.progress).toMatchObject({ done: 120, total: 200, text: '120 of 200' });
    await run.stop();
    expect([run.stopping, host.asked]).toEqual([true, ['compare.scenario', 'compare.stop']]);
    host.answer(compareReport({ partial: true, seedsAsked: 200 }));
    await over;
    expect([run.report?.partial, run.stopped, run.failure, run.busy]).toEqual([true, false, undefined, false]);
  });

  test('stopped before there was anything has not failed, and keeps the report before it', async () => {
    const host = pausedHost();
    const run = begun(host.transport);
    run.report = report;
    const over = run.start();
    await run.stop();
    host.refuse(new WireFailure('badRequest', 'given up before two seeds were finished: there is nothing to compare'));
    await over;
    expect([run.stopped, run.failure, run.report]).toEqual([true, undefined, report]);
  });

  test('that the host refuses says which field, until that field is changed', async () => {
    const host = pausedHost();
    const run = begun(host.transport);
    const over = run.start();
    host.refuse(new WireFailure('badRequest', 'size: 5 % is 3,838 shares here'));
    expect(await over).toBe('percents');
    expect([run.errors, run.failure, run.ready]).toEqual([{ percents: '5 % is 3,838 shares here' }, undefined, true]);
    run.change({ percents: [2] });
    expect(run.errors).toEqual({});
  });

  test('that fails for another reason says it beside no field', async () => {
    const host = pausedHost();
    const run = begun(host.transport);
    run.report = report;
    const over = run.start();
    host.refuse(new WireFailure('busy', 'a comparison is running already'));
    expect(await over).toBeUndefined();
    expect([run.failure, run.errors, run.report]).toEqual([{ text: 'a comparison is running already', code: 'busy' }, {}, report]);
  });

  test('shows of several dispatches the one that is lit', async () => {
    const host = pausedHost();
    const run = begun(host.transport);
    const over = run.start();
    host.answer(twoDispatches());
    await over;
    run.light('net_max/parallel');
    expect(new Set(run.shown.map(({ dispatch, name }) => (name === 'price_time/sequential' ? 'baseline' : dispatch)))).toEqual(
      new Set(['baseline', 'parallel']),
    );
  });
});

test.each([
  ['a simulated market', { market: 'simulation', name: 'us2026' }, 'scenario'],
  ['the textbook', { market: 'simulation', name: 'textbook' }, 'textbook'],
  ['a recorded day', { market: 'tape', name: 'XXX' }, 'textbook'],
  ['no session yet', undefined, 'textbook'],
] as const)('on %s the page begins with the comparison that fits', (_, session, mode) => {
  const choice = new ModeChoice();
  expect(choice.of(session as SessionInfo | undefined)).toBe(mode);
  choice.chosen = mode === 'scenario' ? 'textbook' : 'scenario';
  expect(choice.of(session as SessionInfo | undefined)).not.toBe(mode);
});

test('a strategy has one name on the whole desk', () => {
  for (const one of report.contestants) expect(contestantName(report, one)).toBe(strategyWords(one.strategy)[0]);
});

/** A host whose answer waits until it is given. */
function pausedHost() {
  let listener: (push: never) => void = () => undefined;
  let settle: { answer: (report: CompareReport) => void; refuse: (error: Error) => void } | undefined;
  const asked: string[] = [];
  const transport = {
    invoke(name: string) {
      asked.push(name);
      if (name === 'compare.stop') return Promise.resolve({ stopped: true });
      return new Promise((answer, refuse) => (settle = { answer, refuse }));
    },
    subscribe(_name: string, heard: (push: never) => void) {
      listener = heard;
      return () => undefined;
    },
  } as unknown as Transport;
  return {
    transport,
    asked,
    push: (done: number, total: number) =>
      listener({ task: 'compare.scenario', done, total, text: `${done} of ${total}` } as never),
    answer: (from: CompareReport) => settle?.answer(from),
    refuse: (error: Error) => settle?.refuse(error),
  };
}
