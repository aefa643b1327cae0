import type { Strategy } from '../../../shared/routing.ts';
import type { Mechanics } from '../../../shared/wire/textbook.ts';

const NAMES: Readonly<Record<Strategy, string>> = {
  price_time: 'Price-time',
  dark_first: 'Dark first',
  fee_aware: 'Fee aware',
  latency_aware: 'Latency aware',
  smart: 'Smart',
  single_venue: 'Single venue',
  broadcast: 'Broadcast',
  optimal: 'Optimal split',
  cont_kukanov: 'Cont-Kukanov',
  learned: 'Learned',
  rebate_max: 'Rebate max',
  net_max: 'Net max',
};

export function strategyName(strategy: Strategy): string {
  return NAMES[strategy];
}

/** `Dark first and Smart`, `A, B and C`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

export const MECHANICS: Readonly<Record<Mechanics, string>> = {
  reference: 'Reference',
  corrected: 'Corrected',
};

/** Tape letters of the textbook's venues; its dark pools print on no tape of their own. */
const LETTERS: Readonly<Record<string, string>> = {
  NYSE: 'N',
  NASDAQ: 'Q',
  BATS: 'Z',
  EDGX: 'K',
  IEX: 'V',
  SIGMA_DARK: 'sg',
  CROSSFINDER: 'cr',
};

export function venueLetter(mic: string): string {
  return LETTERS[mic] ?? mic.slice(0, 2);
}
