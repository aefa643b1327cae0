import { MILLISECOND, SECOND } from '../../../shared/units.ts';
import { Column } from './column.ts';
import type { Quotes } from './quotes.ts';

/** Smallest size of each bin of the distribution of trade sizes; 100 stands alone. */
export const SIZE_EDGES = [1, 2, 5, 10, 20, 50, 100, 101, 200, 300, 500, 1000, 2000, 5000] as const;

/** How long after a trade its realised spread is taken. */
const REALISED_AFTER = 5 * SECOND;
/** Prints of one side that follow the first so soon are pieces of one order. */
const ONE_ORDER = MILLISECOND;

/**
 * The trades of one symbol in exchange time, judged by the best quotes just before each. Signs are Lee and Ready's (1991): above the
 * middle bought, below it sold, at it by the last change of price. +1 bought, -1 sold.
 */
export class Prints {
  private readonly roundLot: number;
  count = 0;
  shares = 0;
  oddLots = 0;
  /** On the lit venues; everything below is of these. */
  litCount = 0;
  litShares = 0;
  readonly sharesAt: Float64Array;
  readonly bySize = new Float64Array(SIZE_EDGES.length);
  readonly signs = new Column(4096);
  /** The same with the pieces of one order as one. */
  readonly orderSigns = new Column(4096);
  /** Signs as they were, by the witness; 0 where it did not say. */
  readonly trueSigns = new Column(4096);
  trueKnown = 0;
  trueAgreed = 0;
  /** Trades while the market was two-sided and uncrossed, and those outside it: just before, and after all quotes of the same time. */
  checked = 0;
  outside = 0;
  checkedAfter = 0;
  outsideAfter = 0;
  inside = 0;
  /** Sums over trades: twice the signed distance from the middle, in Px and in bps of it. */
  effective = 0;
  effectiveCount = 0;
  effectiveBps = 0;
  /** Of the trades whose middle some seconds later is known, by share: effective and realised spread, Px. */
  settledShares = 0;
  settledEffective = 0;
  settledRealised = 0;

  private lastPx = 0;
  private lastMove = 0;
  private orderSign = 0;
  private orderAt = Number.NEGATIVE_INFINITY;
  private readonly same = new Column(16);
  /** Trades whose realised spread is still to come: due, sign, px, middle then, shares. */
  private due = new Float64Array(1024 * 5);
  private dueFirst = 0;
  private dueCount = 0;

  constructor(venues: number, roundLot: number) {
    this.roundLot = roundLot;
    this.sharesAt = new Float64Array(venues);
  }

  /** `trueSign` is 0 where nobody knows. `lit`: on an exchange. */
  trade(time: number, venue: number, lit: boolean, px: number, qty: number, trueSign: number, quotes: Quotes): void {
    this.count++;
    this.shares += qty;
    if (qty < this.roundLot) this.oddLots++;
    let bin = SIZE_EDGES.length - 1;
    while (bin > 0 && SIZE_EDGES[bin]! > qty) bin--;
    this.bySize[bin]!++;
    if (!lit) return;
    this.litCount++;
    this.litShares += qty;
    this.sharesAt[venue]! += qty;
    const sign = this.signOf(px, quotes.mid);
    this.sign(time, sign, trueSign);
    this.same.push(px);
    if (quotes.isSound) {
      this.checked++;
      if (px > quotes.bestAsk || px < quotes.bestBid) this.outside++;
      else if (px > quotes.bestBid && px < quotes.bestAsk) this.inside++;
    }
    if (quotes.mid === 0) return;
    const effective = 2 * sign * (px - quotes.mid);
    this.effective += effective;
    this.effectiveBps += (effective / quotes.mid) * 1e4;
    this.effectiveCount++;
    this.await(time + REALISED_AFTER, sign, px, quotes.mid, qty);
  }

  /** Time goes on from the last trades' own; `quotes` are those that stood until now. */
  pass(time: number, quotes: Quotes): void {
    const { same } = this;
    if (same.length > 0) {
      if (quotes.isSound) {
        this.checkedAfter += same.length;
        for (let i = 0; i < same.length; i++) if (same.at(i) > quotes.bestAsk || same.at(i) < quotes.bestBid) this.outsideAfter++;
      }
      same.length = 0;
    }
    const { due } = this;
    while (this.dueCount > 0 && due[this.dueFirst]! <= time) {
      const i = this.dueFirst;
      const sign = due[i + 1]!;
      const qty = due[i + 4]!;
      this.settledShares += qty;
      this.settledEffective += 2 * sign * (due[i + 2]! - due[i + 3]!) * qty;
      this.settledRealised += 2 * sign * (due[i + 2]! - quotes.mid) * qty;
      this.dueFirst = (i + 5) % due.length;
      this.dueCount--;
    }
  }

  private signOf(px: number, mid: number): number {
    if (px !== this.lastPx) {
      if (this.lastPx !== 0) this.lastMove = px > this.lastPx ? 1 : -1;
      this.lastPx = px;
    }
    if (mid !== 0 && px !== mid) return px > mid ? 1 : -1;
    return this.lastMove || 1;
  }

  private sign(time: number, sign: number, trueSign: number): void {
    this.signs.push(sign);
    this.trueSigns.push(trueSign);
    if (trueSign !== 0) {
      this.trueKnown++;
      if (trueSign === sign) this.trueAgreed++;
    }
    if (sign === this.orderSign && time - this.orderAt <= ONE_ORDER) return;
    this.orderSign = sign;
    this.orderAt = time;
    this.orderSigns.push(sign);
  }

  private await(at: number, sign: number, px: number, mid: number, qty: number): void {
    if (this.dueCount * 5 === this.due.length) {
      const wider = new Float64Array(this.due.length * 2);
      for (let i = 0; i < this.due.length; i++) wider[i] = this.due[(this.dueFirst + i) % this.due.length]!;
      this.due = wider;
      this.dueFirst = 0;
    }
    const into = (this.dueFirst + this.dueCount++ * 5) % this.due.length;
    this.due[into] = at;
    this.due[into + 1] = sign;
    this.due[into + 2] = px;
    this.due[into + 3] = mid;
    this.due[into + 4] = qty;
  }
}
