import type { Side } from '../../shared/fix.ts';
import { MONEY_PER_PX } from '../../shared/units.ts';
import { LEVELS, type QuotedMarket } from './quoted-market.ts';

/**
 * The least a sweep can do: displayed levels of all venues by price plus taker fee, the first cursor with the lowest key next, until the
 * order is placed. No limit, no protection, no costs but these two, and no reasons.
 */
export class PlainSweep {
  private readonly fees: Int32Array;
  /** By venue, set by `sweep`: shares to send, and the worst price of them. */
  readonly orderQty: Int32Array;
  readonly px: Int32Array;
  private readonly cursors: Int32Array;

  /** `fees`: micro-dollars a share, by venue. */
  constructor(fees: readonly number[]) {
    this.fees = Int32Array.from(fees);
    this.orderQty = new Int32Array(fees.length);
    this.px = new Int32Array(fees.length);
    this.cursors = new Int32Array(fees.length);
  }

  /** Returns the shares placed. */
  sweep(market: QuotedMarket, side: Side, orderQty: number): number {
    const { fees, cursors } = this;
    const { venues, px, qty } = market;
    const far = side === 'buy' ? 1 : 0;
    const sign = side === 'buy' ? MONEY_PER_PX : -MONEY_PER_PX;
    cursors.fill(0);
    this.orderQty.fill(0);
    let left = orderQty;
    while (left > 0) {
      let best = -1;
      let lowest = Number.POSITIVE_INFINITY;
      for (let v = 0; v < venues; v++) {
        if (cursors[v] === LEVELS) continue;
        const key = sign * px[(2 * v + far) * LEVELS + cursors[v]] + fees[v];
        if (key < lowest) {
          lowest = key;
          best = v;
        }
      }
      if (best < 0) break;
      const at = (2 * best + far) * LEVELS + cursors[best]++;
      const taken = Math.min(left, qty[at]);
      this.orderQty[best] += taken;
      this.px[best] = px[at];
      left -= taken;
    }
    return orderQty - left;
  }
}
