import { countText, decimal } from '../../../shared/format.ts';
import type { RealismReport, RealismRow } from '../../../shared/wire/realism.ts';

/** Three figures, at most four decimals: `1.23`, `0.087`, `2,180`. */
export function figure(value: number | undefined, absent = 'none'): string {
  if (value === undefined || !Number.isFinite(value)) return absent;
  if (value === 0) return '0';
  return decimal(value, Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))), { absent });
}

/** `1 to 1.6`, `over 0.05`, `under 0.5`. */
export function targetText(target: RealismRow['target']): string {
  if (!target) return 'no target';
  const { low, high } = target;
  if (low === undefined) return high === undefined ? 'no target' : `up to ${plain(high)}`;
  return high === undefined ? `from ${plain(low)}` : `${plain(low)} to ${plain(high)}`;
}

/** Of one recorded day its value, of several the range. */
export function recordedText(recorded: RealismRow['recorded']): string {
  if (recorded.length === 0) return 'none';
  const values = recorded.map(({ value }) => value);
  const low = figure(Math.min(...values));
  const high = figure(Math.max(...values));
  return low === high ? low : `${low} to ${high}`;
}

export type RowState = 'holds' | 'fails' | 'unmeasured' | 'compared';

export function stateOf(row: RealismRow): RowState {
  if (row.holds === undefined) return 'compared';
  if (row.holds) return 'holds';
  return row.mean === undefined ? 'unmeasured' : 'fails';
}

export const STATE_WORDS: Readonly<Record<RowState, readonly [mark: 'good' | 'bad' | 'warn' | 'none', word: string]>> = {
  holds: ['good', 'holds'],
  fails: ['bad', 'fails'],
  unmeasured: ['warn', 'unmeasured'],
  compared: ['none', 'no target'],
};

/** `9001 to 9010`, `3, 5 and 8`, `none`. */
export function seedsText(seeds: readonly number[]): string {
  const [first] = seeds;
  if (first === undefined) return 'none';
  if (seeds.length > 2 && seeds.every((seed, i) => seed === first + i)) return `${first} to ${seeds.at(-1)}`;
  if (seeds.length > 12) return `${seeds.slice(0, 10).join(', ')} and ${seeds.length - 10} more`;
  return seeds.length === 1 ? String(first) : `${seeds.slice(0, -1).join(', ')} and ${seeds.at(-1)}`;
}

/** Whether the seeds of a report were held out of the tuning, in a sentence. */
export function heldOut({ seeds, tunedOn }: RealismReport): { readonly kind: 'good' | 'bad' | 'warn'; readonly text: string } {
  if (tunedOn.length === 0) return { kind: 'warn', text: 'The scenario does not say which seeds it was tuned on.' };
  const known = seeds.filter((seed) => tunedOn.includes(seed));
  return known.length === 0
    ? { kind: 'good', text: `Tuned on other seeds: ${seedsText(tunedOn)}.` }
    : {
        kind: 'bad',
        text: `${countText(known.length, 'seed')} of these served for tuning (${seedsText(known)}): the verdict does not count.`,
      };
}

/** The verdict in one line, by the words of the rows: what was not measured has not failed, and does not hold. */
export function verdict({ held, targets, rows }: RealismReport): {
  readonly kind: 'good' | 'bad' | 'warn';
  readonly text: string;
} {
  if (targets === 0) return { kind: 'warn', text: 'No row has a target' };
  if (held === targets) return { kind: 'good', text: `All ${targets} targets hold` };
  const unmeasured = rows.filter((row) => stateOf(row) === 'unmeasured').length;
  const fail = targets - held - unmeasured;
  const parts = [`${held} of ${countText(targets, 'target')} hold`];
  if (fail > 0) parts.push(`${fail} ${fail === 1 ? 'fails' : 'fail'}`);
  if (unmeasured > 0) parts.push(`${unmeasured} unmeasured`);
  return { kind: fail > 0 ? 'bad' : 'warn', text: parts.join(', ') };
}

/** Rows to be held to something, then those for comparison, each in their order. */
export function targetsFirst(rows: readonly RealismRow[]): RealismRow[] {
  return [...rows.filter(({ target }) => target), ...rows.filter(({ target }) => !target)];
}

/** A spread needs no more than two figures: `0.0033`. */
export function spreadText(spread: number | undefined): string {
  if (spread === undefined) return '';
  if (spread === 0) return '± 0';
  return `± ${decimal(spread, Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(spread)))))}`;
}

/** A number and its unit stay on one line. */
export function titleText(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}`.replace(/(\d) /g, '$1\u00a0');
}

/** Where a row's marks lie, in percent of its small axis; everything it shows is inside. */
export interface RowScale {
  at(value: number): number;
  readonly band: { readonly left: number; readonly width: number } | undefined;
  readonly log: boolean;
}

export function rowScale(row: RealismRow): RowScale {
  const { target, mean, spread = 0 } = row;
  const shown = [
    target?.low,
    target?.high,
    mean,
    mean === undefined ? undefined : mean - spread,
    mean === undefined ? undefined : mean + spread,
  ]
    .concat(
      row.values.slice(),
      row.recorded.map(({ value }) => value),
    )
    .filter((value) => value !== undefined && Number.isFinite(value)) as number[];
  const low = Math.min(...shown);
  const high = Math.max(...shown);
  if (shown.length === 0) return { at: () => 50, band: undefined, log: false };
  // Sizes and times that lie decades apart are read by their ratio.
  const log = low > 0 && high / low > 30;
  const turn = log ? Math.log : (value: number) => value;
  const air = (turn(high) - turn(low) || Math.abs(turn(high)) || 1) * 0.12;
  const from = turn(low) - air;
  const to = turn(high) + air;
  const at = (value: number) => Math.min(100, Math.max(0, ((turn(value) - from) / (to - from)) * 100));
  const left = target?.low === undefined ? 0 : at(target.low);
  const right = target?.high === undefined ? 100 : at(target.high);
  return { at, band: target && { left, width: Math.max(0.5, right - left) }, log };
}

/** What a row says to who does not see its axis. */
export function rowSentence(row: RealismRow): string {
  const unit = row.unit ? ` ${row.unit}` : '';
  return `${row.title}: simulated ${figure(row.mean, 'not measured')}${unit}, spread ${figure(row.spread)}, target ${targetText(row.target)}, recorded ${recordedText(row.recorded)}, ${STATE_WORDS[stateOf(row)][1]}`;
}

function plain(value: number): string {
  return decimal(value, Math.min(4, (String(value).split('.')[1] ?? '').length));
}
