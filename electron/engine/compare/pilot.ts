import type { SessionConfig } from '../../../shared/config/session.ts';
import { MINUTE, type Nanos, type Qty, SECOND } from '../../../shared/units.ts';
import { Engine } from '../engine.ts';
import { SILENT } from '../silent.ts';

/** Seeds of the pilot, whatever is compared: so sizes are the same for all seeds and in every comparison of a scenario. */
export const PILOT_SEEDS = [1, 2, 3, 4] as const;

const FROM = MINUTE;
const TO = 2 * MINUTE;

/**
 * Shares that the far side of the NBBO shows on average, both sides taken together, each second of the second minute after the open;
 * undefined where there never was a two-sided market. The config is of one symbol.
 */
export function pilot(config: SessionConfig): number | undefined {
  const engine = new Engine({ config, sink: SILENT });
  let sum = 0;
  let samples = 0;
  for (let after: number = FROM; after <= TO; after += SECOND) {
    engine.advanceTo((config.openAt + after) as Nanos);
    const { liquidity } = engine;
    if (liquidity.mid(0) === 0) continue;
    sum += liquidity.quoted(0, 'buy') + liquidity.quoted(0, 'sell');
    samples += 2;
  }
  return samples === 0 ? undefined : sum / samples;
}

/** A size in percent of displayed-depth-minutes: what an hour of the mean quoted size is, in whole shares, at least one. */
export function sizeOf(percent: number, quotedQty: number): Qty {
  return Math.max(1, Math.round((percent / 100) * 60 * quotedQty)) as Qty;
}
