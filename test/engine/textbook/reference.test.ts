import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { printReference, pyFixed } from '../../../electron/engine/textbook/print.ts';
import { paired, reference } from '../../../electron/engine/textbook/reference.ts';

const FOLDER = fileURLToPath(new URL('../../../../shared/reference/', import.meta.url));
const sha256 = (...texts: readonly string[]) => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
};

test('an order that is not whole shares is refused', () => {
  expect(() => reference(42, 1.5)).toThrow('orderQty');
  expect(() => reference(-1, 3000)).toThrow('seed');
});

if (existsSync(FOLDER)) {
  test('prints the output of the source program byte for byte, from its 16 draws', () => {
    const run = reference(42, 3000);
    expect(Buffer.from(printReference(run)).equals(readFileSync(`${FOLDER}seed_output.txt`))).toBe(true);
    const drawn = JSON.parse(readFileSync(`${FOLDER}seed_draws.json`, 'utf8')) as { all_draws: number[] };
    expect(run.rows.flatMap((row) => row.draws)).toEqual(drawn.all_draws);
  });
} else {
  console.info('reference folder not found beside the checkout: the byte-for-byte test reads the digest only');
}

test('seed 42: the digest of the whole output, and what a reader sees in it', () => {
  const run = reference(42, 3000);
  const text = printReference(run);
  expect(sha256(text)).toBe('a21bc5db84dbb77a69bc7d192e69cca851f7d9da88b612495dadc7972edf8c04');
  expect(text.endsWith('               Smart: $   -4.75 ( -0.16 bps)\n')).toBe(true);
  expect(run.rows.map(({ draws }) => draws.length)).toEqual([3, 3, 3, 4, 3]);
  expect(run.rows.map(({ ranking }) => ranking.join(' '))).toEqual([
    'NASDAQ NYSE IEX BATS EDGX',
    'IEX NYSE NASDAQ BATS EDGX',
    'IEX BATS NASDAQ NYSE EDGX',
    'IEX NYSE NASDAQ BATS EDGX',
    'IEX NYSE NASDAQ BATS EDGX',
  ]);
});

test('200 runs of the source in Python 3.11 and numpy 1.24: seeds 0 to 39, five sizes, one digest', () => {
  const texts: string[] = [];
  for (let seed = 0; seed < 40; seed++) {
    for (const orderQty of [3000, 6000, 5100, 1, 700])
      texts.push(`${seed} ${orderQty}\n`, printReference(reference(seed, orderQty)));
  }
  expect(sha256(...texts)).toBe('a3d53e1e31a44a0d7db506d12c604294ac39e14365501226e30e96932a3092a6');
  const large = [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1].map((seed) => printReference(reference(seed, 3000)));
  expect(sha256(...large)).toBe('83d4c6eeed9f6d946b674f948446f6ce8438f2bc4a4450456167a7b86aa92963');
});

test('no shares: the program dies on its first average, and the run says so instead of giving a number', () => {
  const run = reference(42, 0);
  expect(run.crash).toEqual({ strategy: 'price_time', text: 'TypeError: unsupported format string passed to NoneType.__format__' });
  expect(run.savings).toEqual([]);
  expect(run.rows.map(({ quality }) => quality)).toEqual([
    { avgPx: undefined, totalCost: 0, totalFees: 0, slippageBps: undefined, fillRate: 0 },
  ]);
  expect(printReference(run).endsWith('\n\n\nPRICE TIME Strategy:\n')).toBe(true);
  expect(reference(42, -5).crash).toEqual(run.crash);
});

test('TV-8.3: with paired draws seed 42 has no hit at all', () => {
  expect(paired(42, 3000).map(({ quality }) => Math.round(quality.totalCost * 100) / 100)).toEqual([
    300038.37, 300030.12, 300036.87, 300037.32, 300030.12,
  ]);
});

test('TV-8.2: 6,000 shares, no hits: the source calls every fill rate 1', () => {
  const rows = paired(42, 6000);
  expect(rows.map(({ leavesQty }) => (6000 - leavesQty) / 6000)).toEqual([0.85, 1, 0.85, 0.85, 1]);
  expect(rows.map(({ quality }) => quality.fillRate)).toEqual([1, 1, 1, 1, 1]);
});

test("Python's rounding: exact ties to even, the binary value, the sign of zero", () => {
  const cases: readonly (readonly [number, number, string])[] = [
    [0.125, 2, '0.12'],
    [0.375, 2, '0.38'],
    [-0.125, 2, '-0.12'],
    [2.5, 0, '2'],
    [3.5, 0, '4'],
    [1.005, 2, '1.00'],
    [-0, 2, '-0.00'],
    [-0.001, 2, '-0.00'],
    [0, 1, '0.0'],
    [100.02000000000001, 4, '100.0200'],
    [0.99999, 4, '1.0000'],
    [1e22, 1, '10000000000000000000000.0'],
    [5e-324, 4, '0.0000'],
  ];
  for (const [value, decimals, text] of cases) expect(pyFixed(value, decimals)).toBe(text);
  expect(() => pyFixed(Number.NaN, 2)).toThrow('not finite');
});
