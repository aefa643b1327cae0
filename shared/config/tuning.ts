import { MICROSECOND, MINUTE, SECOND } from '../units.ts';
import { z } from '../wire/zod.ts';
import { between, MAX_SIZE, money, probability, qty, shares } from './numbers.ts';

/**
 * What the router's cost model and its strategies take for granted where nothing has been learned: the numbers that `fairway tune`
 * searches. All are illustrative until tuned on a market (domain 5.1, 5.7, 5.10).
 */
export const tuning = z.strictObject({
  /** Chances that a leg is read as intent: a lit order that takes, one that rests, a dark ping, a midpoint fill at a lit venue. */
  detectTake: probability.default(0.2),
  detectPost: probability.default(0.1),
  detectPing: probability.default(0.05),
  detectMid: probability.default(0.02),
  /** Ticks that every share still to trade then costs more, where these are as many as the touch shows; by their root (domain 5.7). */
  leakTicks: z.number().min(0).max(100).default(0.5),
  /** Impact: what each share adds to the cost of every other one at the same venue, micro-dollars; half of it counts (1/2 k x^2). */
  impact: z.number().min(0).max(1e6).default(0),
  /** Ticks a second that the far side is expected to run away while a ping is under way. */
  driftTicks: z.number().min(0).max(1000).default(0.5),
  /** Expected share of a midpoint ping at a lit venue that fills before any has been seen; 0: lit venues are not asked for a midpoint. */
  hiddenPrior: probability.default(0),
  /** Forgetting of the fill estimates per child, and of the bandits per play (domain 5.10). */
  forget: z.number().min(0.5).max(1).default(0.99),
  /** Quantile of the one-way times by which arrivals are equalised. */
  spray: probability.default(0.5),
  /** What a fast trader is thought to need to react to a print, where the venues' sites are known. */
  reaction: between(0, SECOND).prefault(0),
  /** A ping smaller than this is not sent. */
  pingMinQty: qty.prefault(1),
  /**
   * More shares than this of a day order may wait in the pools as a conditional order. Strategies that rest always have such; `smart` and
   * `learned` only where this is not 0.
   */
  conditionalMinQty: shares(0, MAX_SIZE).prefault(0),
  /** What a share left over, or one too many, is feared to cost beyond its price, micro-dollars (Cont and Kukanov's lambdas). */
  underfill: money.prefault(5_000),
  overfill: money.prefault(5_000),
  /** How long a strategy that rests for a market order waits before it takes what is left. */
  patience: between(100 * MICROSECOND, 10 * MINUTE).prefault(5 * SECOND),
  /** How `learned` explores. */
  explore: z.enum(['thompson', 'ucb', 'none']).default('thompson'),
  /** The most that is hoped for unseen at the touch, per share shown there; 0: nothing is asked for beyond what is shown. */
  oversize: z.number().min(0).max(20).default(0),
});

export type Tuning = z.infer<typeof tuning>;
/** Every value at its default. */
export const TUNING: Tuning = tuning.parse({});
