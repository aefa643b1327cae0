import { createHash } from 'node:crypto';
import { invariant } from '../../shared/assert.ts';
import type { EngineEvent, Sink } from '../../shared/events.ts';
import type { Side } from '../../shared/fix.ts';
import type { FeedPath } from '../../shared/market.ts';
import type { Nanos } from '../../shared/units.ts';

/** All that `Digest.restore` needs; structured-cloneable. */
export interface DigestState {
  /** SHA-256 of all full blocks so far, chained, in hex. */
  readonly chain: string;
  /** What has not filled a block yet. */
  readonly pending: Uint8Array;
  /** Engine outputs seen. */
  readonly count: number;
}

const BLOCK = 65_536;
/** Every record starts on a multiple of this, so that a numeric one never straddles two blocks. */
const RECORD = 64;

const KIND = { event: 1, level: 2, nbbo: 3, trade: 4 } as const;

/**
 * One number for everything that an engine said: two runs are the same session when their digests are equal.
 *
 * The bytes are one record for each output, in order. A numeric call is eight little-endian Float64: kind, time, then its arguments
 * (a side or path as 0 or 1, the rest zero). An event is Float64 kind and byte length, then its canonical JSON in UTF-8, filled with
 * zeros to a multiple of 64. They are hashed in blocks of 64 KiB, each together with the hash before it, so that the state is plain
 * data and can be saved: node's own hash object cannot.
 */
export class Digest implements Sink {
  private chain: Buffer = Buffer.alloc(32);
  private readonly block = Buffer.alloc(BLOCK);
  private readonly view = new DataView(this.block.buffer, this.block.byteOffset, BLOCK);
  private used = 0;
  private outputs = 0;

  static restore(state: DigestState): Digest {
    const digest = new Digest();
    invariant(/^[0-9a-f]{64}$/.test(state.chain), 'digest state holds a SHA-256 in hex', state.chain);
    invariant(
      state.pending.length < BLOCK && state.pending.length % RECORD === 0,
      'digest state holds less than a block',
      state.pending.length,
    );
    digest.chain = Buffer.from(state.chain, 'hex');
    digest.block.set(state.pending);
    digest.used = state.pending.length;
    digest.outputs = state.count;
    return digest;
  }

  /** Engine outputs seen so far. */
  get count(): number {
    return this.outputs;
  }

  event(event: EngineEvent): void {
    const json = Buffer.from(canonicalJson(event));
    const head = Buffer.alloc(16);
    head.writeDoubleLE(KIND.event, 0);
    head.writeDoubleLE(json.length, 8);
    this.append(head);
    this.append(json);
    this.append(Buffer.alloc((RECORD - ((head.length + json.length) % RECORD)) % RECORD));
    this.outputs++;
  }

  level(at: Nanos, venue: number, symbol: number, side: Side, px: number, qty: number, venueTime: Nanos): void {
    this.record(KIND.level, at, venue, symbol, side === 'buy' ? 0 : 1, px, qty, venueTime);
  }

  nbbo(at: Nanos, path: FeedPath, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    this.record(KIND.nbbo, at, path === 'direct' ? 0 : 1, symbol, bidPx, bidQty, askPx, askQty);
  }

  trade(at: Nanos, venue: number, symbol: number, px: number, qty: number, venueTime: Nanos): void {
    this.record(KIND.trade, at, venue, symbol, px, qty, venueTime, 0);
  }

  /** The digest of all so far, 64 hex digits; more may follow. */
  value(): string {
    const count = Buffer.alloc(8);
    count.writeDoubleLE(this.outputs);
    return sha256(this.chain, this.block.subarray(0, this.used), count).toString('hex');
  }

  save(): DigestState {
    return {
      chain: this.chain.toString('hex'),
      pending: Uint8Array.from(this.block.subarray(0, this.used)),
      count: this.outputs,
    };
  }

  private record(kind: number, a: number, b: number, c: number, d: number, e: number, f: number, g: number): void {
    const { view, used } = this;
    view.setFloat64(used, kind, true);
    view.setFloat64(used + 8, a, true);
    view.setFloat64(used + 16, b, true);
    view.setFloat64(used + 24, c, true);
    view.setFloat64(used + 32, d, true);
    view.setFloat64(used + 40, e, true);
    view.setFloat64(used + 48, f, true);
    view.setFloat64(used + 56, g, true);
    this.outputs++;
    this.advance(RECORD);
  }

  private append(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      const taken = Math.min(bytes.length - from, BLOCK - this.used);
      bytes.copy(this.block, this.used, from, from + taken);
      from += taken;
      this.advance(taken);
    }
  }

  private advance(bytes: number): void {
    this.used += bytes;
    if (this.used < BLOCK) return;
    this.chain = sha256(this.chain, this.block);
    this.used = 0;
  }
}

/** JSON with sorted keys and no blanks; an undefined field is left out. Throws on a number that JSON cannot hold. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = value as Readonly<Record<string, unknown>>;
    const parts = Object.keys(fields)
      .sort()
      .filter((key) => fields[key] !== undefined)
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key])}`);
    return `{${parts.join(',')}}`;
  }
  if (typeof value === 'number') invariant(Number.isFinite(value), 'an engine output holds finite numbers', String(value));
  return JSON.stringify(value) ?? 'null';
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
