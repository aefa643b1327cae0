/** Messages that did not come once and in their order, counted by line (venue and path) as our end of the feed puts them right. */
export class Disorder {
  /** Dropped: known by then, having come before or been in a picture. */
  readonly repeated: Float64Array;
  /** Kept until the one they had overtaken came. */
  readonly reordered: Float64Array;

  constructor(lines: number) {
    this.repeated = new Float64Array(lines);
    this.reordered = new Float64Array(lines);
  }

  save(): DisorderState {
    return { repeated: this.repeated.slice(), reordered: this.reordered.slice() };
  }

  restore({ repeated, reordered }: DisorderState): void {
    this.repeated.set(repeated);
    this.reordered.set(reordered);
  }
}

export interface DisorderState {
  readonly repeated: Float64Array;
  readonly reordered: Float64Array;
}
