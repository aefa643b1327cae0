const STRIDE = 3;

/** The levels that an operation changes, in the order of first change, each with the total it showed before. */
export class Touched {
  count = 0;
  private words = new Int32Array(16 * STRIDE);

  has(side: number, tick: number): boolean {
    const { words } = this;
    for (let at = (this.count - 1) * STRIDE; at >= 0; at -= STRIDE) if (words[at + 1] === tick && words[at] === side) return true;
    return false;
  }

  add(side: number, tick: number, shown: number): void {
    const at = this.count * STRIDE;
    if (at === this.words.length) {
      const wider = new Int32Array(2 * at);
      wider.set(this.words);
      this.words = wider;
    }
    this.words[at] = side;
    this.words[at + 1] = tick;
    this.words[at + 2] = shown;
    this.count += 1;
  }

  side(i: number): number {
    return this.words[i * STRIDE];
  }

  tick(i: number): number {
    return this.words[i * STRIDE + 1];
  }

  before(i: number): number {
    return this.words[i * STRIDE + 2];
  }

  clear(): void {
    this.count = 0;
  }
}
