import { MICROSECOND, type Nanos, SECOND } from '../units.ts';
import { z } from '../wire/zod.ts';

/** Who trades in a simulated market of agents (domain 4.1 to 4.3). Rates are times a second and symbol, prices in ticks. */

const time = (min: number, max: number) =>
  z
    .number()
    .int()
    .min(min)
    .max(max)
    .transform((value) => value as Nanos);
const probability = z.number().min(0).max(1);

const agents = z.strictObject({
  model: z.literal('agents'),
  price: z.strictObject({
    /** Between two looks of the market at the efficient price. */
    step: time(100 * MICROSECOND, SECOND),
    jumpRate: z.number().min(0).max(10),
    jumpMeanTicks: z.number().min(0).max(20),
    /** Standard deviation of the log of the volatility, and how long half of a deviation lasts, seconds. */
    volatilityOfVolatility: z.number().min(0).max(2),
    volatilityHalfLife: z.number().min(1).max(100_000),
    /** Height of the U shape over the day: 1 + shape (2t/T - 1)^4. */
    shape: probability.or(z.number().min(1).max(10)),
  }),
});

export const actors = z.discriminatedUnion('model', [agents]);
export type Actors = z.infer<typeof actors>;
export type AgentActors = Extract<Actors, { model: 'agents' }>;
