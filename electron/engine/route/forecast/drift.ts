import { MONEY_PER_PX } from '../../../../shared/units.ts';
import type { Situation } from '../situation.ts';

/** What a share that misses is foreseen to cost more by then because the price has moved on, micro-dollars; below 0 where it comes our way. */
export function foreseenDrift({ foresight, config, symbol }: Situation, horizon: number): number {
  return foresight ? foresight.drift(horizon) * config.symbols[symbol].tick * MONEY_PER_PX : 0;
}
