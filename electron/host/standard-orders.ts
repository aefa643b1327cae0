import type { SessionConfig } from '../../shared/config/session.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';
import { moodsOf } from '../engine/compare/moods.ts';
import { PILOT_SEEDS, sizeOf } from '../engine/compare/pilot.ts';
import type { Comparison } from '../engine/compare/seed-run.ts';
import { STANDARD_SIZES } from './compare-scenario.ts';
import { UsageError } from './usage.ts';

/** Until what is left of an order is charged. */
const HORIZON = (10 * SECOND) as Nanos;

/**
 * The standard order set of a scenario of one symbol, as a comparison without contestants: sizes follow from what its market shows in a
 * pilot. Rejects with a UsageError where it shows nothing.
 */
export async function standardOrders(
  scenario: string,
  config: SessionConfig,
  pilot: (config: SessionConfig) => Promise<number | undefined>,
): Promise<Omit<Comparison, 'contestants'>> {
  const shown = (await Promise.all(PILOT_SEEDS.map((seed) => pilot({ ...config, seed })))).filter((qty) => qty !== undefined);
  if (shown.length === 0)
    throw new UsageError(`${scenario}: shows no two-sided market; the sizes of the orders would follow from it`);
  const mean = shown.reduce((sum, qty) => sum + qty, 0) / shown.length;
  const sizes = STANDARD_SIZES.map((percent) => sizeOf(percent, mean));
  return { config, sizes, moods: moodsOf(config), timeInForce: 'day', horizon: HORIZON };
}
