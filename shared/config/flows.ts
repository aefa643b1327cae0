import { z } from '../wire/zod.ts';
import { qty } from './numbers.ts';

/**
 * Statistical order flows (domain 4.2): a market of them has no agents with aims, so what it does can be checked against a formula.
 */

/** In a model's own unit of time, so that the least of `numbers.ts` does not hold. */
const rate = z.number().min(0).max(1e6);

/** Events a second, orders that stand on a side and their shares: so much keeps a session's time and memory moving, and a level in 32 bits. */
const MOST_EVENTS = 1e5;
const MOST_ORDERS = 50_000;
const MOST_SHARES = 5e8;

/** Why a side with so many arrivals a second and so many orders on average is more than is simulated; undefined when it is not. */
function tooMuch(events: number, orders: number, orderQty: number): string | undefined {
  if (events > MOST_EVENTS) return `must come to ${MOST_EVENTS} orders a second at most on a side, not ${Math.round(events)}`;
  if (orders > MOST_ORDERS) return `must leave ${MOST_ORDERS} orders at most on a side, not ${Math.round(orders)}`;
  if (orders * orderQty > MOST_SHARES)
    return `must leave ${MOST_SHARES} shares at most on a side, not ${Math.round(orders * orderQty)}`;
  return undefined;
}

/** Cont, Stoikov and Talreja 2010: orders of one size that arrive by their distance from the opposite best, in ticks from 1. */
export const zeroIntelligence = z
  .strictObject({
    model: z.literal('zeroIntelligence'),
    /** Shares of every order. */
    orderQty: qty,
    /** lambda(i), i = 1, 2, ...: limit orders a side at i ticks from the opposite best. */
    limit: z.array(rate).min(1).max(50),
    /** mu: market orders a side. */
    market: rate,
    /** theta(i): chance a unit of time that an order at i ticks is cancelled; the last one also farther away. */
    cancel: z.array(z.number().min(1e-3).max(1e4)).min(1).max(50),
    /** Units of the rates' time in a second: the one factor that all rates are scaled by. */
    timeScale: z.number().min(1e-4).max(1e4),
  })
  .superRefine(({ limit, cancel, market, orderQty, timeScale }, context) => {
    if (limit.length !== cancel.length)
      return context.addIssue({ code: 'custom', path: ['cancel'], message: 'must have one rate for each of limit' });
    const arrivals = limit.reduce((sum, value) => sum + value, 0);
    if (arrivals === 0) context.addIssue({ code: 'custom', path: ['limit'], message: 'must have a rate above 0' });
    const orders = limit.reduce((sum, value, i) => sum + value / cancel[i]!, 0);
    const message = tooMuch((arrivals + market) * timeScale, orders, orderQty);
    if (message) context.addIssue({ code: 'custom', path: ['limit'], message });
  });

/** Farmer, Patelli and Zovko 2005 ("Santa Fe"): limit orders fall evenly over the log price up to the opposite best. */
export const santaFe = z
  .strictObject({
    model: z.literal('santaFe'),
    /** alpha: shares of limit orders a side, per unit of log price and second. */
    limit: z.number().positive().max(1e12),
    /** mu: shares of market orders a second, both sides together. */
    market: z.number().positive().max(1e9),
    /** delta: chance a second that an order is cancelled. */
    cancel: z.number().min(1e-4).max(1e4),
    /** sigma: shares of every order. */
    orderQty: qty,
    /** Limit orders fall within this log distance of the opposite best: many mean spreads, and all the book that is simulated. */
    band: z.number().min(1e-6).max(0.5),
  })
  .superRefine(({ limit, market, cancel, orderQty, band }, context) => {
    const arrivals = (limit * band) / orderQty;
    const message = tooMuch(arrivals + market / 2 / orderQty, arrivals / cancel, orderQty);
    if (message) context.addIssue({ code: 'custom', path: ['limit'], message });
  });

export type ZeroIntelligenceActors = z.infer<typeof zeroIntelligence>;
export type SantaFeActors = z.infer<typeof santaFe>;
