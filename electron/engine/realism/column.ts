/** Numbers of which more and more come: a typed array that doubles. Nothing is allocated per number. */
export class Column {
  private data: Float64Array;
  length = 0;

  constructor(capacity = 1024) {
    this.data = new Float64Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const wider = new Float64Array(this.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data[this.length++] = value;
  }

  at(index: number): number {
    return this.data[index]!;
  }

  /** What is in it, without a copy: good until the next `push`. */
  view(): Float64Array {
    return this.data.subarray(0, this.length);
  }
}
