import { decimal, percentText, qtyText } from '../../../shared/format.ts';
import type { Mechanics, MechanicsReport, Saving, TextbookReport, TextbookStrategy } from '../../../shared/wire/textbook.ts';
import { dollars } from './pictures.ts';
import { listed, strategyName } from './words.ts';

export interface Finding {
  readonly kind: 'good' | 'warn' | 'bad';
  readonly text: string;
}

export interface Verdict {
  /** Who, and what it does: `Smart` `saves` `0.33` `bps`; where nothing is proven, the sentence alone. */
  readonly who: string;
  readonly does?: string;
  readonly figure?: string;
  readonly sub: string;
  readonly findings: readonly Finding[];
}

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
    const twins = proven.filter((s) => same(s.dollars.mean, best.dollars.mean));
    const many = twins.length > 1;
    return {
      who: listed(twins.map((s) => strategyName(s.strategy))),
      does: many ? 'each save' : 'saves',
      figure: bps(best.bps.mean),
      sub: `${dollars(best.dollars.mean).replace('+', '')} on this order, 95 % interval ${range(best)}, better in ${percentText(best.winRate, 0)} of ${qtyText(seeds)} seeds.`,
    };
  }
  if (open.length > 0) {
    const closest = most(open);
    return {
      who: 'No strategy is proven cheaper',
      sub: closest
        ? `${strategyName(closest.strategy)} comes closest: ${range(closest)} against Price-time, and that holds zero.${more(closest, seeds)}`
        : 'Nothing was compared.',
    };
  }
  return { who: 'Price-time', does: 'is the cheapest', sub: 'Every other strategy costs more, and no interval reaches zero.' };
}

function more(saving: Saving, seeds: number): string {
  const need = saving.seedsToSeparate;
  if (need === undefined) return ' Its mean is zero: no number of seeds will part them.';
  return need > seeds ? ` About ${qtyText(need)} seeds would part them.` : '';
}

function groups(half: MechanicsReport, proven: readonly Saving[], dearer: readonly Saving[], open: readonly Saving[]): Finding[] {
  const findings: Finding[] = [];
  const names = (list: readonly Saving[]) => listed(list.map((s) => strategyName(s.strategy)));
  if (proven.length > 0) {
    const all = proven.length === half.savings.length;
    findings.push({
      kind: 'good',
      text: all
        ? 'All four beat Price-time: no interval reaches zero.'
        : `${names(proven)} ${proven.length === 1 ? 'beats' : 'beat'} Price-time: ${proven.length === 1 ? 'its interval leaves' : 'their intervals leave'} zero.`,
    });
  }
  for (const saving of dearer)
    findings.push({
      kind: 'bad',
      text: `${strategyName(saving.strategy)} costs more than Price-time: ${signedBps(saving.bps.mean)} bps, ${range(saving)}.`,
    });
  for (const saving of open) {
    const flat = saving.tieRate === 1;
    findings.push({
      kind: 'warn',
      text: flat
        ? `${strategyName(saving.strategy)} cost the same as Price-time in every seed.`
        : `${strategyName(saving.strategy)} cannot be told from Price-time: ${range(saving)} holds zero.`,
    });
  }
  const twins = half.savings.filter((s) =>
    half.savings.some((o) => o !== s && same(o.dollars.mean, s.dollars.mean) && same(o.worst5, s.worst5)),
  );
  if (twins.length > 1)
    findings.push({
      kind: 'warn',
      text: `${names(twins)} gave the same result in every seed: under these rules they are one strategy.`,
    });
  return findings;
}

function leftOver(half: MechanicsReport): Finding[] {
  const short = half.strategies.filter((r) => r.fillRate.mean < 1 - 1e-12);
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
        text: `The source's single run also puts ${strategyName(printed)} first; over all ${qtyText(enumeration.patterns)} hit patterns that holds (${decimal(winner.allInPx, 6)} $ a share, fees in).`,
      },
    ];
  const lost = exact.rows.find((row) => row.strategy === winner.strategy)?.saving;
  const claim = exact.rows.find((row) => row.strategy === printed)?.saving;
  return [
    {
      kind: 'warn',
      text: [
        `The printed ranking is luck: the source's single run puts ${strategyName(printed)} first`,
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
