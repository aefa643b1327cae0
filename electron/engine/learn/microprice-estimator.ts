import { adjustments, Microprice } from './microprice.ts';

/** Moves of the mid that are counted, in ticks. */
const MOVES = [-1, -0.5, 0.5, 1];
/** What a state is taken to have seen before it has seen anything: one move, up or down alike, that left it where it was. */
const PRIOR_MOVES = 1;

/**
 * Counts how the top of a book moves on, to estimate the micro-price from it (domain 7a). A state is a bucket of the imbalance (see
 * `imbalanceBucket`; their number is odd) and a spread in ticks, 1 to `spreads`. Each change is counted with its mirror image, so what
 * is estimated is the same for buyers and sellers and a balanced book has no drift. Nothing is allocated by `observe`.
 */
export class MicropriceEstimator {
  readonly buckets: number;
  readonly spreads: number;
  private readonly states: number;
  /** By from x states + to: without a move and with one. */
  private readonly stays: Float64Array;
  private readonly leaves: Float64Array;
  /** By state x moves. */
  private readonly moves: Float64Array;
  /** State of the last observation, -1 where none is to be gone on from. */
  private last = -1;

  constructor(buckets: number, spreads: number) {
    if (!(Number.isInteger(buckets) && buckets > 0 && buckets % 2 === 1)) throw new RangeError(`buckets: ${buckets} is not odd`);
    if (!(Number.isInteger(spreads) && spreads > 0)) throw new RangeError(`spreads: ${spreads} is not 1 or more`);
    this.buckets = buckets;
    this.spreads = spreads;
    this.states = buckets * spreads;
    this.stays = new Float64Array(this.states * this.states);
    this.leaves = new Float64Array(this.states * this.states);
    this.moves = new Float64Array(this.states * MOVES.length);
  }

  /**
   * The top of the book now, and how far the mid moved since the last observation, in ticks. A spread beyond those counted, a bucket that
   * is none and a move of more than a tick are not counted, and the chain starts anew after them.
   */
  observe(bucket: number, spread: number, move: number): void {
    const from = this.last;
    const known = Number.isInteger(bucket) && bucket >= 0 && bucket < this.buckets && spread >= 1 && spread <= this.spreads;
    this.last = known && Number.isInteger(spread) ? (spread - 1) * this.buckets + bucket : -1;
    if (from < 0 || this.last < 0) return;
    this.count(from, this.last, move);
    this.count(this.mirror(from), this.mirror(this.last), -move);
  }

  /** What comes next does not follow from what was: a gap, a halt, another session. */
  breakOff(): void {
    this.last = -1;
  }

  /** The micro-price by what was counted so far. */
  estimate(): Microprice {
    const { states } = this;
    const q: number[][] = [];
    const r1: number[][] = [];
    const r2: number[][] = [];
    for (let i = 0; i < states; i++) {
      const moves = Array.from(MOVES, (move, k) => this.moves[i * MOVES.length + k]! + (Math.abs(move) < 1 ? PRIOR_MOVES / 2 : 0));
      const stays = [...this.stays.subarray(i * states, (i + 1) * states)];
      const leaves = [...this.leaves.subarray(i * states, (i + 1) * states)];
      leaves[i]! += PRIOR_MOVES;
      const seen = [...stays, ...leaves].reduce((sum, count) => sum + count);
      q.push(stays.map((count) => count / seen));
      r1.push(moves.map((count) => count / seen));
      r2.push(leaves.map((count) => count / seen));
    }
    const { gStar } = adjustments({ q, r1, k: MOVES, r2 });
    return new Microprice({ kind: 'microprice', buckets: this.buckets, spreads: this.spreads, adjustments: [...gStar] });
  }

  save(): MicropriceEstimatorState {
    return { stays: this.stays.slice(), leaves: this.leaves.slice(), moves: this.moves.slice(), last: this.last };
  }

  /** Throws RangeError on the state of one with other buckets or spreads. */
  restore({ stays, leaves, moves, last }: MicropriceEstimatorState): void {
    if (moves.length !== this.moves.length) throw new RangeError(`states: ${moves.length} into ${this.moves.length}`);
    this.stays.set(stays);
    this.leaves.set(leaves);
    this.moves.set(moves);
    this.last = last;
  }

  private count(from: number, to: number, move: number): void {
    if (move === 0) {
      this.stays[from * this.states + to]! += 1;
      return;
    }
    const k = MOVES.indexOf(move);
    if (k < 0) return;
    this.moves[from * MOVES.length + k]! += 1;
    this.leaves[from * this.states + to]! += 1;
  }

  /** The state seen from the other side: the same spread, the opposite bucket. */
  private mirror(state: number): number {
    const bucket = state % this.buckets;
    return state - bucket + this.buckets - 1 - bucket;
  }
}

export interface MicropriceEstimatorState {
  readonly stays: Float64Array;
  readonly leaves: Float64Array;
  readonly moves: Float64Array;
  readonly last: number;
}
