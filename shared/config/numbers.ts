import { MAX_PX } from '../limits.ts';
import { DAY, type Money, type Nanos, type Px, type Qty, SECOND } from '../units.ts';
import { z } from '../wire/zod.ts';

/** The numbers that configurations are made of: each with the bounds that keep the engine's arithmetic whole and its time moving. */

/** Largest size that is set and largest mean of one that is drawn: a draw is at most 22 means, a maker's level 470 (within 32 bits). */
export const MAX_SIZE = 1_000_000;

export const count = (max: number) => z.number().int().min(0).max(max);
/** A length of time. */
export const between = (min: number, max: number) =>
  z
    .number()
    .int('must be whole nanoseconds')
    .min(min)
    .max(max)
    .transform((value) => value as Nanos);
export const nanos = between(0, DAY);
/** One way between computers. A day and more would carry what happens past midnight, where no record holds it. */
export const latency = between(0, SECOND);
export const px = z
  .number()
  .int('must be whole 1/10,000 dollars')
  .min(1)
  .max(MAX_PX)
  .transform((value) => value as Px);
export const shares = (min: number, max: number) =>
  z
    .number()
    .int('must be whole shares')
    .min(min)
    .max(max)
    .transform((value) => value as Qty);
export const qty = shares(1, MAX_SIZE);
/** A fee or rebate a share, $1 at most. */
export const money = z
  .number()
  .int('must be whole micro-dollars')
  .min(-1_000_000)
  .max(1_000_000)
  .transform((value) => value as Money);
export const probability = z.number().min(0).max(1);
/** Times a second. The rarest is once in a day: waits much longer are beyond what nanoseconds count exactly. */
export const rate = (max: number) =>
  z
    .number()
    .min(0)
    .max(max)
    .refine((value) => value === 0 || value >= 1e-5, 'must be 0, which is never, or at least 0.00001 a second');
export const meanQty = z.number().positive().max(MAX_SIZE);
