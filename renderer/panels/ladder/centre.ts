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

/** A row covers so many ticks. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const OUTSIDE = 3_000;
const PRESSED = 500;

export class LadderCentre {
  /** Price of the top row; 0 before the first quote. */
  topPx = 0;
  /** Ticks that a row covers: more than one where the market is too wide for the screen. */
  step = 1;
  #outsideSince: number | undefined;
  #pressedAt = Number.NEGATIVE_INFINITY;

  /** A pointer went down in the ladder: rows hold still for 500 ms. */
  press(at: number): void {
    this.#pressedAt = at;
  }

  /** Puts the touch in the middle now (the key C), unless a press is too fresh. Returns whether rows moved. */
  centre(view: Pick<CentreView, 'bidPx' | 'askPx' | 'tick' | 'rows' | 'at'>): boolean {
    const step = stepFor(view) ?? this.step;
    const top = topFor(view, step);
    if (top === undefined || (top === this.topPx && step === this.step) || view.at - this.#pressedAt < PRESSED) return false;
    this.topPx = top;
    this.step = step;
    this.#outsideSince = undefined;
    return true;
  }

  /** By hand: moves by whole rows. */
  scroll(rows: number, tick: number): void {
    if (this.topPx > 0) this.topPx += rows * tick * this.step;
  }

  /** Starts over for another symbol. */
  reset(): void {
    this.topPx = 0;
    this.step = 1;
    this.#outsideSince = undefined;
  }

  /** Recentres by itself after the touch has been outside the middle third, or its rows too fine or too coarse, for 3 s, with no one inside. Returns whether rows moved. */
  update(view: CentreView): boolean {
    if (this.topPx === 0) return this.centre(view);
    const top = topFor(view, this.step);
    const near = top !== undefined && Math.abs(top - this.topPx) <= (view.rows / 6) * view.tick * this.step;
    if (top === undefined || (near && !this.#misfits(view))) {
      this.#outsideSince = undefined;
      return false;
    }
    this.#outsideSince ??= view.at;
    if (view.inside || view.at - this.#outsideSince < OUTSIDE) return false;
    return this.centre(view);
  }

  /** Too wide for its rows, or so narrow that even twice its width would need finer ones. */
  #misfits(view: CentreView): boolean {
    const least = stepFor(view);
    const ample = stepFor({ ...view, askPx: view.askPx + (view.askPx - view.bidPx) });
    return least !== undefined && ample !== undefined && (least > this.step || ample < this.step);
  }
}

/** The finest rows in which the gap between the best prices takes half of the screen at most; undefined while a side is empty. */
function stepFor({ bidPx, askPx, tick, rows }: Pick<CentreView, 'bidPx' | 'askPx' | 'tick' | 'rows'>): number | undefined {
  if (bidPx === 0 || askPx === 0) return undefined;
  return STEPS.find((step) => (askPx - bidPx) / (tick * step) <= Math.max(1, rows / 2)) ?? STEPS.at(-1);
}

/** Top price that puts the touch in the middle; undefined while the market shows nothing. */
function topFor(
  { bidPx, askPx, tick, rows }: Pick<CentreView, 'bidPx' | 'askPx' | 'tick' | 'rows'>,
  step: number,
): number | undefined {
  const middle = bidPx > 0 && askPx > 0 ? (bidPx + askPx) / 2 : Math.max(bidPx, askPx);
  if (middle <= 0 || rows <= 0) return undefined;
  // Half of the rows stand above the middle: the offer is the last of them.
  const height = tick * step;
  return Math.ceil(middle / height) * height + (Math.floor(rows / 2) - 1) * height;
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
