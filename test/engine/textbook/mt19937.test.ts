import { expect, test } from 'vitest';
import { Mt19937 } from '../../../electron/engine/textbook/mt19937.ts';

/** The 16 draws of the source program, from numpy's legacy generator at seed 42. */
const DRAWS = [
  0.3745401188473625, 0.9507143064099162, 0.7319939418114051, 0.5986584841970366, 0.15601864044243652, 0.15599452033620265,
  0.05808361216819946, 0.8661761457749352, 0.6011150117432088, 0.7080725777960455, 0.020584494295802447, 0.9699098521619943,
  0.8324426408004217, 0.21233911067827616, 0.18182496720710062, 0.18340450985343382,
];

test('a seed that is not 32 bits is refused', () => {
  for (const seed of [-1, 2 ** 32, 1.5, Number.NaN]) expect(() => new Mt19937(seed)).toThrow('seed');
});

test('first words and the 16 doubles of seed 42', () => {
  const words = new Mt19937(42);
  expect([words.uint32(), words.uint32()]).toEqual([1608637542, 3421126067]);
  const doubles = new Mt19937(42);
  expect(DRAWS.map(() => doubles.uniform())).toEqual(DRAWS);
});

test('both ends of the seed range, as numpy draws them', () => {
  const draw = (seed: number) => {
    const random = new Mt19937(seed);
    return [random.uniform(), random.uniform(), random.uniform()];
  };
  expect(draw(0)).toEqual([0.5488135039273248, 0.7151893663724195, 0.6027633760716439]);
  expect(draw(2 ** 32 - 1)).toEqual([0.0976320289940138, 0.9123828453026218, 0.78903530185164]);
});

test('the 2,000th double: several turns of the 624 words', () => {
  const random = new Mt19937(42);
  let last = 0;
  for (let i = 0; i < 2000; i++) last = random.uniform();
  expect(last).toBe(0.28218707469320015);
});

test('a saved state goes on where it was, in another generator', () => {
  const random = new Mt19937(7);
  for (let i = 0; i < 1000; i++) random.uint32();
  const state = structuredClone(random.save());
  const ahead = Array.from({ length: 700 }, () => random.uint32());
  const other = new Mt19937(1);
  other.restore(state);
  expect(Array.from({ length: 700 }, () => other.uint32())).toEqual(ahead);
});
