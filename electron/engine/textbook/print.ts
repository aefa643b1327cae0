import type { ReferenceRun } from './reference.ts';

/**
 * Python's `format(value, f'.{decimals}f')`: the exact binary value, ties to even, and the sign of a negative zero kept.
 * `toFixed` differs on exact ties (0.125 to two places), on -0 and from 1e21 on. Throws on a value that is not finite.
 */
export function pyFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`value: ${value} is not finite`);
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  // value = mantissa * 2^power, exactly; a subnormal has no hidden bit.
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  const power = (exponent === 0 ? 1 : exponent) - 1075;
  const scaled = mantissa * 10n ** BigInt(decimals);
  const digits = (power >= 0 ? scaled << BigInt(power) : halfEven(scaled, BigInt(-power))).toString().padStart(decimals + 1, '0');
  const sign = bits >> 63n === 1n ? '-' : '';
  const point = digits.length - decimals;
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** value / 2^shift to the nearest whole number, ties to even. */
function halfEven(value: bigint, shift: bigint): bigint {
  const down = value >> shift;
  const rest = value - (down << shift);
  const half = 1n << (shift - 1n);
  return rest > half || (rest === half && (down & 1n) === 1n) ? down + 1n : down;
}

/** `name.replace('_', ' ').title()` */
function title(name: string): string {
  return name
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join(' ');
}

const RULE = '='.repeat(60);

/**
 * What the source program writes to its standard output for this run, byte for byte, last newline included. Where the program
 * dies (`run.crash`) the text ends where its output ends.
 */
export function printReference(run: ReferenceRun): string {
  const lines = [
    'SMART ORDER ROUTING COMPARISON',
    RULE,
    `Order: BUY ${run.orderQty} shares`,
    '',
    `NBBO: $${pyFixed(run.bestBid, 2)} - $${pyFixed(run.bestAsk, 2)}`,
    `NBBO Spread: ${pyFixed((run.bestAsk - run.bestBid) * 10000, 1)} bps`,
    '',
  ];
  for (const { strategy, quality, fills } of run.rows) {
    lines.push('', `${strategy.toUpperCase().replaceAll('_', ' ')} Strategy:`);
    if (quality.avgPx === undefined || quality.slippageBps === undefined) break;
    lines.push(
      `  Average price: $${pyFixed(quality.avgPx, 4)}`,
      `  Total cost: $${pyFixed(quality.totalCost, 2)}`,
      `  Fees: $${pyFixed(quality.totalFees, 2)}`,
      `  Slippage: ${pyFixed(quality.slippageBps, 2)} bps`,
      `  Venues used: ${fills.length}`,
    );
    for (const fill of fills) {
      const head = `    ${fill.mic.padEnd(15)} ${String(fill.qty).padStart(5)} @ $${pyFixed(fill.px, 4)} `;
      lines.push(`${head}(fee: $${pyFixed(fill.fee, 2)}, latency: ${pyFixed(fill.latencyMs, 2)}ms)`);
    }
  }
  if (run.crash === undefined) {
    lines.push('', RULE, 'COST SAVINGS ANALYSIS', RULE);
    for (const { strategy, dollars, bps } of run.savings) {
      lines.push(`${title(strategy).padStart(20)}: $${pyFixed(dollars, 2).padStart(8)} (${pyFixed(bps, 2).padStart(6)} bps)`);
    }
  }
  return `${lines.join('\n')}\n`;
}
