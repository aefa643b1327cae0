import { countText, decimal, percentText, qtyText } from '../../../../shared/format.ts';
import type { CompareReport, ContestantReport } from '../../../../shared/wire/compare.ts';
import type { Finding, Verdict } from '../../../parts/verdict.ts';
import { listed, strategyName } from '../words.ts';
import { baselineOf, contestantName, leavesZero, pairedDifference, type Rival, rivalsOf } from './contestants.ts';
import { CAUSE_WORDS, mainCauses } from './difference.ts';
import { firstFew, range, signed, warn } from './saying.ts';
import { weakSpots } from './weak-spots.ts';

const bps = (value: number) => decimal(value, 2);

/** What the seeds allow to be said, and no more: which is cheaper, how sure that is, and where it does not earn its place. */
export function verdictOf(report: CompareReport): Verdict {
  const say = new Saying(report);
  return { ...say.headline(), findings: say.findings() };
}

/** `0.0123`, `<0.0001`; the word where every seed gave the same difference. */
export function pText(p: number | undefined): string {
  if (p === undefined) return 'none';
  return p < 0.0001 ? '<0.0001' : decimal(p, p < 0.01 ? 4 : 2);
}

/** Seeds in which the mean difference would be twice its doubt, if it is what it seems; undefined where there is none. */
export function seedsToSeparate({ saving }: Rival): number | undefined {
  const { bps: mean, standardError, perSeed } = saving;
  if (mean.mean === 0 || standardError === 0) return undefined;
  return Math.ceil(perSeed.length * ((1.959963984540054 * standardError) / mean.mean) ** 2);
}

/** The findings of one report, each in a sentence or none. */
class Saying {
  readonly #report: CompareReport;
  readonly #base: string;
  readonly #rivals: readonly Rival[];
  /** Cheapest first, like `#open`; the dearest first in `#dearer`. */
  readonly #proven: readonly Rival[];
  readonly #dearer: readonly Rival[];
  readonly #open: readonly Rival[];

  constructor(report: CompareReport) {
    this.#report = report;
    this.#base = contestantName(report, baselineOf(report));
    this.#rivals = rivalsOf(report);
    this.#proven = this.#rivals.filter(({ saving }) => saving.separated && saving.bps.mean > 0);
    this.#dearer = this.#rivals.filter(({ saving }) => saving.separated && saving.bps.mean < 0).toReversed();
    this.#open = this.#rivals.filter(({ saving }) => !saving.separated);
  }

  headline(): Omit<Verdict, 'findings'> {
    const best = this.#proven[0];
    if (best) return { who: this.#name(best), does: 'saves', figure: bps(best.saving.bps.mean), sub: this.#howSure(best) };
    const closest = this.#open[0];
    if (closest) return { who: `None is proven cheaper than ${this.#base}`, sub: `${this.#notTold(closest)}.` };
    return { who: this.#base, does: 'is the cheapest', sub: 'Every other costs more, and no interval reaches zero.' };
  }

  findings(): readonly Finding[] {
    return [
      ...this.#partial(),
      ...this.#better(),
      ...this.#next(),
      ...(this.#proven[0] ? weakSpots(this.#report, this.#proven[0]) : []),
      ...this.#tradedThrough(),
      ...this.#gaveUp(),
      ...this.#dearer.map((one): Finding => ({ kind: 'bad', text: this.#costsMore(one) })),
      ...this.#untold(),
      ...this.#leaks(),
      ...this.#leftOver(),
      ...this.#fewSeeds(),
    ];
  }

  #howSure(one: Rival): string {
    const { saving, dollars } = one;
    const saved = baselineOf(this.#report).dollars - dollars;
    const least = saved > 0 ? `$${decimal(saved, 2)} on a mean order, ` : '';
    const share = saving.capture
      ? ` It takes ${percentText(saving.capture.mean, 0)} (${percentText(saving.capture.low, 0)} to ${percentText(saving.capture.high, 0)}) of what the oracle on arrival leaves.`
      : '';
    return `${least}95 % interval ${range(saving.bps)} bps against ${this.#base}, cheaper in ${percentText(saving.winRate, 0)} of ${this.#seeds}, Holm p ${pText(saving.holm)}.${share}`;
  }

  #partial(): Finding[] {
    const { partial, seeds, seedsAsked } = this.#report;
    if (!partial) return [];
    return [
      {
        kind: 'warn',
        text: `Partial: stopped after ${qtyText(seeds.length)} of ${qtyText(seedsAsked)} seeds; all that is said is of these.`,
      },
    ];
  }

  #better(): Finding[] {
    if (this.#proven.length === 0) return [];
    const all = this.#proven.length === this.#rivals.length;
    const who = all
      ? `All ${this.#rivals.length} beat`
      : `${this.#names(this.#proven)} ${this.#proven.length > 1 ? 'beat' : 'beats'}`;
    return [
      {
        kind: 'good',
        text: `${who} ${this.#base}: ${this.#proven.length > 1 ? 'no interval reaches' : 'its interval leaves'} zero.`,
      },
    ];
  }

  /** The best against one that is cheaper in the mean yet not proven, and against the next that is proven: the report's pairs are against the baseline alone. */
  #next(): Finding[] {
    const best = this.#proven[0];
    if (!best) return [];
    const ahead = this.#open.find(({ bps: cost }) => cost.mean < best.bps.mean);
    return [...(ahead ? [ahead] : []), ...this.#proven.slice(1, 2)].map((other): Finding => {
      const by = pairedDifference(best, other);
      const versus = `${this.#name(best)} against ${this.#name(other)}: ${signed(by.mean)} bps, ${range(by)}.`;
      if (leavesZero(by)) return { kind: by.mean > 0 ? 'good' : 'warn', text: `${versus} Separable.` };
      return warn(`${versus} They are not told apart${other === ahead ? ', though its mean is lower: it varies more' : ''}.`);
    });
  }

  #costsMore(one: Rival): string {
    const causes = mainCauses(this.#report, one).map(({ cause, bps: part }) => `${CAUSE_WORDS[cause][0]} ${signed(part)}`);
    const why = causes.length > 0 ? ` Mostly ${listed(causes)}.` : '';
    return `${this.#name(one)} does not earn its place: ${signed(one.saving.bps.mean)} bps, ${range(one.saving.bps)}.${why}`;
  }

  #untold(): Finding[] {
    const same = this.#open.filter(({ saving }) => saving.tieRate === 1);
    const other = this.#open.filter(({ saving }) => saving.tieRate < 1);
    const chance = other.filter(({ saving }) => leavesZero(saving.bps));
    const holding = other.filter(({ saving }) => !leavesZero(saving.bps));
    return [
      ...(same.length > 0 ? [warn(`Cost the same as ${this.#base} in every seed: ${this.#names(same)}.`)] : []),
      ...(holding.length === 1 ? [warn(`${this.#notTold(holding[0]!)}.`)] : []),
      ...(holding.length > 1
        ? [
            warn(
              `Not told from ${this.#base}, the interval holds zero: ${firstFew(holding.map((one) => `${this.#name(one)} (${range(one.saving.bps)})`))}.`,
            ),
          ]
        : []),
      ...(chance.length === 1 ? [warn(`${this.#notTold(chance[0]!)}.`)] : []),
      ...(chance.length > 1
        ? [
            warn(
              `Not proven, with ${this.#rivals.length} compared at once it may be chance: ${firstFew(chance.map((one) => `${this.#name(one)} (${range(one.saving.bps)}, Holm p ${pText(one.saving.holm)})`))}.`,
            ),
          ]
        : []),
    ];
  }

  #notTold(one: Rival): string {
    const { saving } = one;
    if (saving.tieRate === 1) return `${this.#name(one)} cost the same as ${this.#base} in every seed`;
    const many = seedsToSeparate(one);
    const need = many !== undefined && many > saving.perSeed.length ? `; about ${qtyText(many)} seeds would part them` : '';
    if (leavesZero(saving.bps))
      return `${this.#name(one)}, ${range(saving.bps)} bps, is not proven: with ${this.#rivals.length} compared at once that may be chance (Holm p ${pText(saving.holm)})`;
    return `${this.#name(one)} is not told from ${this.#base}: ${range(saving.bps)} bps holds zero${need}`;
  }

  #leaks(): Finding[] {
    const leaking = this.#report.contestants.flatMap((one) => (one.leakBps ? [{ one, leak: one.leakBps.mean }] : []));
    const sorted = leaking.sort((a, b) => b.leak - a.leak);
    const [most] = sorted;
    const least = sorted.at(-1);
    if (!most || !least || most === least) return [];
    return [
      {
        kind: 'none',
        text: `${this.#name(most.one)} moves the price most, ${signed(most.leak)} bps in a second; ${this.#name(least.one)} least, ${signed(least.leak)}.`,
      },
    ];
  }

  #leftOver(): Finding[] {
    const short = this.#report.contestants.filter(({ fillRate }) => fillRate.mean < 1 - 0.0005);
    if (short.length === 0) return [];
    const each = short.map((one) => `${this.#name(one)} ${percentText(1 - one.fillRate.mean)}`);
    return [{ kind: 'warn', text: `Left unfilled on average, and charged: ${listed(each)}.` }];
  }

  #tradedThrough(): Finding[] {
    const through = this.#report.contestants.filter(({ tradeThroughs }) => tradeThroughs.violation > 0);
    if (through.length > 0) {
      const each = through.map((one) => `${this.#name(one)} ${qtyText(one.tradeThroughs.violation)}`);
      return [{ kind: 'bad', text: `Fills through a protected quote without an exemption (Rule 611): ${listed(each)}.` }];
    }
    return this.#report.orderProtection
      ? [{ kind: 'good', text: 'No fill traded through a protected quote without an exemption (Rule 611).' }]
      : [];
  }

  /** Policies of users that were stopped, and their orders with them. */
  #gaveUp(): Finding[] {
    return this.#report.contestants.flatMap((one): Finding[] =>
      one.stopped === undefined
        ? []
        : [
            {
              kind: 'bad',
              text: `${this.#name(one)} was stopped in ${countText(one.stopped, 'order')}, which went on by ${strategyName('price_time')}.`,
            },
          ],
    );
  }

  /** How much the interval of the best would have to shrink, and what that takes. */
  #fewSeeds(): Finding[] {
    const one = this.#proven[0] ?? this.#open[0];
    if (!one) return [];
    const { seedsFor005Bps, bps: mean } = one.saving;
    if (seedsFor005Bps <= this.#report.seeds.length) return [];
    return [
      {
        kind: 'none',
        text: `${this.#name(one)} is known to ±${bps((mean.high - mean.low) / 2)} bps; ±0.05 takes about ${qtyText(seedsFor005Bps)} seeds.`,
      },
    ];
  }

  get #seeds(): string {
    return countText(this.#report.seeds.length, 'seed');
  }

  #name(one: ContestantReport): string {
    return contestantName(this.#report, one);
  }

  #names(some: readonly ContestantReport[]): string {
    return firstFew(some.map((one) => this.#name(one)));
  }
}
