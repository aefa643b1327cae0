import { nearestRank } from '../../../shared/tca/paired.ts';

/** How many messages of a line are remembered (domain 1.4). */
const WINDOW = 1000;

/**
 * How late the messages of each line (venue and path) have been, receipt minus venue time, over the last thousand: what latency
 * normalisation rests on. Quantiles are worked out when asked.
 */
export class Offsets {
  private readonly late: Float64Array;
  /** By line: where the next one goes, and how many there are. */
  private readonly next: Int32Array;
  private readonly counts: Int32Array;

  constructor(lines: number) {
    this.late = new Float64Array(lines * WINDOW);
    this.next = new Int32Array(lines);
    this.counts = new Int32Array(lines);
  }

  note(line: number, late: number): void {
    const at = this.next[line];
    this.late[line * WINDOW + at] = late;
    this.next[line] = at + 1 === WINDOW ? 0 : at + 1;
    if (this.counts[line] < WINDOW) this.counts[line] += 1;
  }

  /** Median of receipt minus venue time, ns; undefined before any message. */
  median(line: number): number | undefined {
    return this.quantile(line, 0.5);
  }

  p99(line: number): number | undefined {
    return this.quantile(line, 0.99);
  }

  /** What a merge of these lines in exchange time has to wait beyond their medians: the largest p99 - median. */
  holdBack(lines: readonly number[]): number {
    return Math.max(0, ...lines.map((line) => (this.p99(line) ?? 0) - (this.median(line) ?? 0)));
  }

  save(): OffsetsState {
    return { late: this.late.slice(), next: this.next.slice(), counts: this.counts.slice() };
  }

  restore({ late, next, counts }: OffsetsState): void {
    this.late.set(late);
    this.next.set(next);
    this.counts.set(counts);
  }

  private quantile(line: number, part: number): number | undefined {
    const count = this.counts[line];
    if (count === 0) return undefined;
    const sorted = this.late.slice(line * WINDOW, line * WINDOW + count).sort();
    return nearestRank(sorted, part);
  }
}

export interface OffsetsState {
  readonly late: Float64Array;
  readonly next: Int32Array;
  readonly counts: Int32Array;
}
