import { decimal, percentText, qtyText } from '../../../../shared/format.ts';
import type { Mechanics, MechanicsReport, Saving, TextbookReport, TextbookStrategy } from '../../../../shared/wire/textbook.ts';
import type { Finding, Verdict } from '../../../parts/verdict.ts';
import { dollars, listed, strategyName } from '../words.ts';

const same = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
const bps = (value: number) => decimal(value, 2);
const signedBps = (value: number) => decimal(value, 2, { sign: true });
const range = (saving: Saving) => `${signedBps(saving.bps.low)} to ${signedBps(saving.bps.high)} bps`;

/** What the runs allow to be said, and no more: a difference is claimed only where its interval leaves zero. */
export function verdictOf(report: TextbookReport, mechanics: Mechanics): Verdict {
  const half = report[mechanics];
  const proven = half.savings.filter((s) => s.separated && s.dollars.mean > 0);
  const dearer = half.savings.filter((s) => s.separated && s.dollars.mean < 0);
  const open = half.savings.filter((s) => !s.separated);
  return {
    ...headline(proven, open, report.seeds),
    findings: [...groups(half, proven, dearer, open), ...leftOver(half), ...tradedThrough(half), ...printedRanking(report)],
  };
}

function headline(proven: readonly Saving[], open: readonly Saving[], seeds: number): Omit<Verdict, 'findings'> {
  const best = most(proven);
  if (best) {
    const twins = alike(proven).find((group) => group.includes(best)) ?? [best];
    return {
      who: names(twins),
      does: twins.length > 1 ? 'each save' : 'saves',
      figure: bps(best.bps.mean),
      sub: `${dollars(best.dollars.mean).replace('+', '')} on this order, 95 % interval ${range(best)}, better in ${percentText(best.winRate, 0)} of ${qtyText(seeds)} seeds.`,
    };
  }
  const closest = most(open);
  if (closest) {
    const need = closest.seedsToSeparate;
    const more = need !== undefined && need > seeds ? ` About ${qtyText(need)} seeds would part them.` : '';
    return { who: 'No strategy is proven cheaper', sub: `${unproven(closest)}${more}` };
  }
  return { who: 'Price-time', does: 'is the cheapest', sub: 'Every other strategy costs more, and no interval reaches zero.' };
}

/** Why a difference is not claimed: it was never there, its interval holds zero, or four comparisons at once make it likely by chance. */
function unproven(saving: Saving): string {
  const name = strategyName(saving.strategy);
  if (saving.tieRate === 1) return `${name} cost the same as Price-time in every seed.`;
  if (saving.dollars.low <= 0 && saving.dollars.high >= 0)
    return `${name} cannot be told from Price-time: ${range(saving)} holds zero.`;
  const p = saving.holm === undefined ? '' : ` (p ${decimal(saving.holm, 2)})`;
  return `${name}, ${range(saving)}, is not proven: with four comparisons at once that may be chance${p}.`;
}

function groups(half: MechanicsReport, proven: readonly Saving[], dearer: readonly Saving[], open: readonly Saving[]): Finding[] {
  const findings: Finding[] = [];
  if (proven.length > 0) {
    const one = proven.length === 1;
    const text =
      proven.length === half.savings.length
        ? 'All four beat Price-time: no interval reaches zero.'
        : `${names(proven)} ${one ? 'beats' : 'beat'} Price-time: ${one ? 'its interval leaves' : 'their intervals leave'} zero.`;
    findings.push({ kind: 'good', text });
  }
  for (const saving of dearer) {
    findings.push({
      kind: 'bad',
      text: `${strategyName(saving.strategy)} costs more than Price-time: ${signedBps(saving.bps.mean)} bps, ${range(saving)}.`,
    });
  }
  for (const saving of open) findings.push({ kind: 'warn', text: unproven(saving) });
  for (const group of alike(half.savings.filter((s) => s.tieRate < 1))) {
    if (group.length > 1)
      findings.push({ kind: 'warn', text: `${names(group)} gave the same figures: under these rules they act alike.` });
  }
  if (alike(proven).length > 1) {
    findings.push({ kind: 'warn', text: `Which of ${names(proven)} is best is not tested: the pairs are against Price-time.` });
  }
  return findings;
}

/** Savings that agree in every figure, together. */
function alike(savings: readonly Saving[]): Saving[][] {
  const groups: Saving[][] = [];
  for (const saving of savings) {
    const group = groups.find(
      ([first]) =>
        (['worst5', 'min', 'max'] as const).every((key) => same(first[key], saving[key])) &&
        same(first.dollars.mean, saving.dollars.mean),
    );
    if (group) group.push(saving);
    else groups.push([saving]);
  }
  return groups;
}

function names(savings: readonly Saving[]): string {
  return listed(savings.map((s) => strategyName(s.strategy)));
}

/** What would round to 0.0 % is not worth a line. */
function leftOver(half: MechanicsReport): Finding[] {
  const short = half.strategies.filter((r) => r.fillRate.mean < 1 - 0.0005);
  if (short.length === 0) return [];
  const each = short.map((r) => `${strategyName(r.strategy)} ${percentText(1 - r.fillRate.mean)}`);
  return [{ kind: 'warn', text: `Left unfilled on average: ${listed(each)}.` }];
}

function tradedThrough(half: MechanicsReport): Finding[] {
  const through = half.strategies.filter((r) => r.tradeThroughQty > 0);
  if (through.length === 0) return [];
  const each = through.map((r) => `${strategyName(r.strategy)} ${qtyText(r.tradeThroughQty)}`);
  return [{ kind: 'bad', text: `Traded through a better shown price (Rule 611), shares an order: ${listed(each)}.` }];
}

/** The source prints one unpaired run. Whether its order holds up is decided by the exact expectation over all hit patterns. */
export function printedRanking(report: TextbookReport): Finding[] {
  const { exact, enumeration } = report;
  const printed = exact.ranking[0];
  const expected = (strategy: TextbookStrategy) => enumeration.rows.find((row) => row.strategy === strategy);
  const base = expected('price_time');
  const winner = expected(enumeration.ranking[0]);
  const claimed = expected(printed);
  if (!base || !winner || !claimed) return [];
  const winners = enumeration.rows.filter((row) => same(row.allInPx, winner.allInPx));
  const names = listed(winners.map((row) => strategyName(row.strategy)));
  if (winners.includes(claimed))
    return [
      {
        kind: 'good',
        text: `The source's single run also ranks ${strategyName(printed)} cheapest; over all ${qtyText(enumeration.patterns)} hit patterns that holds (${decimal(winner.allInPx, 6)} $ a share, fees in).`,
      },
    ];
  const lost = exact.rows.find((row) => row.strategy === winner.strategy)?.saving;
  const claim = exact.rows.find((row) => row.strategy === printed)?.saving;
  return [
    {
      kind: 'warn',
      text: [
        `The printed ranking is luck: the source's single run ranks ${strategyName(printed)} cheapest`,
        claim === undefined ? '' : ` (${dollars(claim)})`,
        lost === undefined ? '' : ` and gives ${names} ${dollars(lost)}`,
        `. Over all ${qtyText(enumeration.patterns)} hit patterns ${names} ${winners.length > 1 ? 'cost' : 'costs'} ${decimal(winner.allInPx, 6)} $ a share with fees against ${decimal(base.allInPx, 6)} for Price-time: ${bps(Math.abs(winner.savingBps))} bps ${winner.savingBps >= 0 ? 'cheaper' : 'dearer'} in expectation.`,
      ].join(''),
    },
  ];
}

function most(savings: readonly Saving[]): Saving | undefined {
  return savings.reduce<Saving | undefined>(
    (best, s) => (best === undefined || s.dollars.mean > best.dollars.mean ? s : best),
    undefined,
  );
}
