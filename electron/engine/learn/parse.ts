/**
 * What a saved model may hold, checked where it enters: a file or a row is unknown until each field has been looked at. Every check
 * throws a RangeError that begins with the field's name.
 */
export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RangeError(`${field}: not an object`);
  return value as Fields;
}

/** One finite number from `low` to `high`. */
export function number(value: unknown, field: string, low = -Infinity, high = Infinity): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new RangeError(`${field}: ${value} is not a number`);
  if (value < low || value > high) throw new RangeError(`${field}: ${value} is not within ${low} to ${high}`);
  return value;
}

/** One whole number from `low` to `high`. */
export function wholeNumber(value: unknown, field: string, low: number, high: number): number {
  const checked = number(value, field, low, high);
  if (!Number.isInteger(checked)) throw new RangeError(`${field}: ${checked} is not a whole number`);
  return checked;
}

/** Finite numbers from `low` to `high`; exactly `length` of them where that is given. */
export function numbers(value: unknown, field: string, length?: number, low = -Infinity, high = Infinity): number[] {
  if (!Array.isArray(value)) throw new RangeError(`${field}: not a list`);
  if (length !== undefined && value.length !== length) throw new RangeError(`${field}: ${value.length} for ${length}`);
  return value.map((one, i) => number(one, `${field}[${i}]`, low, high));
}

/** Names, each once and at least one. */
export function names(value: unknown, field: string): string[] {
  if (!Array.isArray(value) || value.length === 0) throw new RangeError(`${field}: not a list of names`);
  const seen = new Set<string>();
  for (const one of value) {
    if (typeof one !== 'string' || one === '') throw new RangeError(`${field}: ${one} is not a name`);
    if (seen.has(one)) throw new RangeError(`${field}: ${one} stands twice`);
    seen.add(one);
  }
  return [...seen];
}

/** Throws unless a saved model's features are those expected, in that order: the numbers of one order are nonsense in another. */
export function sameFeatures(saved: readonly string[], expected: readonly string[], field = 'features'): void {
  if (saved.length !== expected.length) throw new RangeError(`${field}: ${saved.length} for ${expected.length}`);
  const i = saved.findIndex((name, j) => name !== expected[j]);
  if (i >= 0) throw new RangeError(`${field}[${i}]: ${saved[i]} for ${expected[i]}`);
}
