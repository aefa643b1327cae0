import type { Nanos } from '../../shared/units.ts';
import { MILLISECOND, SECOND } from '../../shared/units.ts';

/** One sample a symbol and tenth of a second: the last of it. */
const THINNING = 100 * MILLISECOND;
/** A chunk is written when it spans this much: what a killed program loses of the drawing at most. */
const CHUNK_SPAN = 10 * SECOND;

/** Prices `Px`, 0 for an empty side. */
export type Sample = readonly [at: number, bidPx: number, bidQty: number, askPx: number, askQty: number];

export interface Chunk {
  readonly t0: number;
  readonly t1: number;
  readonly n: number;
  readonly samples: Uint8Array;
}

/** Gathers the NBBO of one symbol, thinned by engine time, so that the pump's step does not show. */
export class NbboSampler {
  private samples: Sample[] = [];
  /** The latest, in columns of their own: most are replaced before they are kept. */
  private has = false;
  private at = 0;
  private tenth = 0;
  private bidPx = 0;
  private bidQty = 0;
  private askPx = 0;
  private askQty = 0;

  add(at: Nanos, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    const tenth = Math.floor(at / THINNING);
    if (this.has && tenth !== this.tenth) this.keep();
    this.has = true;
    this.at = at;
    this.tenth = tenth;
    this.bidPx = bidPx;
    this.bidQty = bidQty;
    this.askPx = askPx;
    this.askQty = askQty;
  }

  /** A chunk that has grown full, or with `all` whatever there is. It is the caller's from then on. */
  take(all: boolean): Chunk | undefined {
    if (all && this.has) this.keep();
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || (!all && last[0] - first[0] < CHUNK_SPAN)) return undefined;
    const chunk = { t0: first[0], t1: last[0], n: this.samples.length, samples: pack(this.samples) };
    this.samples = [];
    return chunk;
  }

  private keep(): void {
    this.samples.push([this.at, this.bidPx, this.bidQty, this.askPx, this.askQty]);
    this.has = false;
  }
}

export const SAMPLE_BYTES = 8 + 4 * 4;

/** Columns one after another: n times as Float64, then bidPx, bidQty, askPx, askQty as n Int32 each, little-endian. */
export function pack(samples: readonly Sample[]): Uint8Array {
  const n = samples.length;
  const view = new DataView(new ArrayBuffer(n * SAMPLE_BYTES));
  samples.forEach((sample, i) => {
    view.setFloat64(i * 8, sample[0], true);
    for (let column = 1; column <= 4; column++) view.setInt32(n * 8 + ((column - 1) * n + i) * 4, sample[column] ?? 0, true);
  });
  return new Uint8Array(view.buffer);
}

export function unpack(bytes: Uint8Array): Sample[] {
  const n = Math.floor(bytes.byteLength / SAMPLE_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cell = (column: number, i: number) => view.getInt32(n * 8 + (column * n + i) * 4, true);
  return Array.from({ length: n }, (_, i) => [view.getFloat64(i * 8, true), cell(0, i), cell(1, i), cell(2, i), cell(3, i)]);
}
