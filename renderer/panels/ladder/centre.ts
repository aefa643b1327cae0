/** When a ladder's rows may move: never under the hand. */
export interface CentreView {
  readonly bidPx: number;
  readonly askPx: number;
  readonly tick: number;
  readonly rows: number;
  /** The page's clock, milliseconds. */
  readonly at: number;
  /** Pointer or focus is in the ladder. */
  readonly inside: boolean;
}

const OUTSIDE = 3_000;
const PRESSED = 500;

export class LadderCentre {
  /** Price of the top row; 0 before the first quote. */
  topPx = 0;
  #outsideSince: number | undefined;
  #pressedAt = Number.NEGATIVE_INFINITY;

  /** A pointer went down in the ladder: rows hold still for 500 ms. */
  press(at: number): void {
    this.#pressedAt = at;
  }

  /** Puts the touch in the middle now (the key C), unless a press is too fresh. Returns whether rows moved. */
  centre(view: Pick<CentreView, 'bidPx' | 'askPx' | 'tick' | 'rows' | 'at'>): boolean {
    const top = topFor(view);
    if (top === undefined || top === this.topPx || view.at - this.#pressedAt < PRESSED) return false;
    this.topPx = top;
    this.#outsideSince = undefined;
    return true;
  }

  /** By hand: moves the rows by whole ticks. */
  scroll(ticks: number, tick: number): void {
    if (this.topPx > 0) this.topPx += ticks * tick;
  }

  /** Starts over for another symbol. */
  reset(): void {
    this.topPx = 0;
    this.#outsideSince = undefined;
  }

  /** Recentres by itself after the touch has been outside the middle third for 3 s, with no one inside. Returns whether rows moved. */
  update(view: CentreView): boolean {
    if (this.topPx === 0) return this.centre(view);
    const top = topFor(view);
    if (top === undefined || (Math.abs(top - this.topPx) <= (view.rows / 6) * view.tick && !this.#cuts(view, top))) {
      this.#outsideSince = undefined;
      return false;
    }
    this.#outsideSince ??= view.at;
    if (view.inside || view.at - this.#outsideSince < OUTSIDE) return false;
    return this.centre(view);
  }

  /** A wide market can have its middle in the middle and yet one of its sides off the screen: that counts when centring would show more of it. */
  #cuts(view: CentreView, top: number): boolean {
    return top !== this.topPx && shown(view, this.topPx) < shown(view, top);
  }
}

/** How many of the two best prices stand on the screen. */
function shown({ bidPx, askPx, tick, rows }: CentreView, top: number): number {
  return [bidPx, askPx].filter((px) => px > 0 && px <= top && px > top - rows * tick).length;
}

/** Top price that puts the touch in the middle; undefined while the market shows nothing. */
function topFor({ bidPx, askPx, tick, rows }: Pick<CentreView, 'bidPx' | 'askPx' | 'tick' | 'rows'>): number | undefined {
  const middle = bidPx > 0 && askPx > 0 ? (bidPx + askPx) / 2 : Math.max(bidPx, askPx);
  if (middle <= 0 || rows <= 0) return undefined;
  // Half of the rows stand above the middle: the offer is the last of them.
  return Math.ceil(middle / tick) * tick + (Math.floor(rows / 2) - 1) * tick;
}

/** Which of the best prices stands beyond the top or the bottom row, in words; undefined while both are in sight. A price of 0 is an empty side. */
export function offScreen(bidPx: number, askPx: number, topPx: number, bottomPx: number): string | undefined {
  const where = (px: number) => (px === 0 ? undefined : px > topPx ? 'above' : px < bottomPx ? 'below' : undefined);
  const bid = where(bidPx);
  const ask = where(askPx);
  if (bid !== undefined && bid === ask) return `Best prices are ${bid}`;
  if (bid !== undefined && ask !== undefined) return 'Best prices are outside';
  return bid !== undefined ? `Best bid is ${bid}` : ask !== undefined ? `Best offer is ${ask}` : undefined;
}
