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

/** More than a chunk holds at one sample a tenth of a second. */
const ROOM = 256;
const COLUMNS = 4;

/**
 * Gathers the NBBO of one symbol, thinned by engine time, so that the pump's step does not show. Samples stand in columns that are used
 * again for every chunk: over a long day nothing is left for the collector.
 */
export class NbboSampler {
  private times = new Float64Array(ROOM);
  /** bidPx, bidQty, askPx, askQty of each. */
  private values = new Int32Array(ROOM * COLUMNS);
  /** Samples that are kept, and whether one more, the latest, may still be replaced. */
  private count = 0;
  private has = false;
  private tenth = 0;

  add(at: Nanos, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    const tenth = Math.floor(at / THINNING);
    if (this.has && tenth !== this.tenth) this.keep();
    this.has = true;
    this.tenth = tenth;
    this.times[this.count] = at;
    const value = this.count * COLUMNS;
    this.values[value] = bidPx;
    this.values[value + 1] = bidQty;
    this.values[value + 2] = askPx;
    this.values[value + 3] = askQty;
  }

  /** A chunk that has grown full, or with `all` whatever there is. It is the caller's from then on. */
  take(all: boolean): Chunk | undefined {
    if (all && this.has) this.keep();
    const { count, times, values } = this;
    if (count === 0 || (!all && times[count - 1]! - times[0]! < CHUNK_SPAN)) return undefined;
    const chunk = { t0: times[0]!, t1: times[count - 1]!, n: count, samples: pack(count, times, values) };
    // The latest, which is not in the chunk, is the first of the next one.
    times[0] = times[count]!;
    values.copyWithin(0, count * COLUMNS, (count + 1) * COLUMNS);
    this.count = 0;
    return chunk;
  }

  private keep(): void {
    this.has = false;
    this.count += 1;
    if (this.count < this.times.length) return;
    const { times, values } = this;
    this.times = new Float64Array(times.length * 2);
    this.times.set(times);
    this.values = new Int32Array(values.length * 2);
    this.values.set(values);
  }
}

export const SAMPLE_BYTES = 8 + 4 * 4;

/** Columns one after another: n times as Float64, then bidPx, bidQty, askPx, askQty as n Int32 each, little-endian. */
function pack(n: number, times: Float64Array, values: Int32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(n * SAMPLE_BYTES));
  for (let i = 0; i < n; i++) {
    view.setFloat64(i * 8, times[i]!, true);
    for (let column = 0; column < COLUMNS; column++)
      view.setInt32(n * 8 + (column * n + i) * 4, values[i * COLUMNS + column]!, true);
  }
  return new Uint8Array(view.buffer);
}

export function unpack(bytes: Uint8Array): Sample[] {
  const n = Math.floor(bytes.byteLength / SAMPLE_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cell = (column: number, i: number) => view.getInt32(n * 8 + (column * n + i) * 4, true);
  return Array.from({ length: n }, (_, i) => [view.getFloat64(i * 8, true), cell(0, i), cell(1, i), cell(2, i), cell(3, i)]);
}
