const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const STEPS = [
  ...[1e3, 1e4, 1e5, 1e6, 1e7, 1e8].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  ...[1, 2, 5, 10, 15, 30].map((s) => s * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((m) => m * MINUTE),
  ...[1, 2, 3, 6].map((h) => h * 60 * MINUTE),
];

/** Round instants between two times (nanoseconds), at most `count` of them, on the clock's own divisions. */
export function timeTicks(from: number, to: number, count: number): number[] {
  const span = to - from;
  if (!(span > 0)) return [from];
  const step = STEPS.find((s) => span / s <= count) ?? 6 * 60 * MINUTE;
  const ticks: number[] = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) ticks.push(t);
  return ticks;
}

/** The labels of a time axis need seconds only while its steps are shorter than a minute, and less only below a second. */
export function timeLabel(at: number, step: number): string {
  const total = Math.floor(at / SECOND);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${two(Math.floor(total / 3600) % 24)}:${two(Math.floor(total / 60) % 60)}`;
  if (step >= MINUTE) return clock;
  const seconds = `${clock}:${two(total % 60)}`;
  if (step >= SECOND) return seconds;
  const [digits, unit] = step >= 1e6 ? [3, 1e6] : [6, 1e3];
  return `${seconds}.${String(Math.floor((at % SECOND) / unit)).padStart(digits, '0')}`;
}

/** Round values from at or below `from` to at or above `to`: a 1-2-5 step that gives about `count` of them. */
export function niceTicks(from: number, to: number, count: number): number[] {
  const span = to - from;
  if (!(span > 0)) return [from];
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((m) => m * power >= raw) ?? 10) * power;
  const first = Math.floor(from / step + 1e-9);
  const last = Math.ceil(to / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Digits behind the point that tell the ticks apart. */
export function tickDigits(ticks: readonly number[]): number {
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 1;
  return Math.max(0, Math.min(8, -Math.floor(Math.log10(Math.abs(step)) + 1e-9)));
}
