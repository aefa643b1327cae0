/** u(t) = 1 + height (2t/T - 1)^4: busy at the open and the close (domain 4.1). */
export class DayShape {
  private readonly openAt: number;
  private readonly length: number;

  constructor(openAt: number, closeAt: number) {
    this.openAt = openAt;
    this.length = closeAt - openAt;
  }

  at(now: number, height: number): number {
    const x = (2 * (now - this.openAt)) / this.length - 1;
    const square = x * x;
    return 1 + height * square * square;
  }
}
