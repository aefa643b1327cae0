import type { Stream } from '../random.ts';

/**
 * A draw from Gamma(shape, scale 1) by Marsaglia and Tsang (2000); below shape 1 by their boost Gamma(shape + 1) U^(1/shape).
 * How many numbers it takes from the stream varies. Shape 0 is 0. Throws RangeError on a negative shape or NaN.
 */
export function sampleGamma(shape: number, stream: Stream): number {
  if (!(shape >= 0)) throw new RangeError(`shape: ${shape} is not 0 or more`);
  if (shape === 0) return 0;
  const boost = shape < 1 ? (1 - stream.uniform()) ** (1 / shape) : 1;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    // 1 - u is never 0, so the logarithm is finite.
    if (Math.log(1 - stream.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return boost * d * v;
  }
}
