import { decimal } from '../../../shared/format.ts';
import type { StrategyName } from '../../../shared/routing.ts';
import { strategyWords } from '../../state/ticket.svelte.ts';

/** The ticket's name of a strategy: it has one name on the whole desk. */
export function strategyName(strategy: StrategyName): string {
  return strategyWords(strategy)[0];
}

/** `Dark first and Smart`, `A, B and C`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** Dollars with their sign before the mark: `+$11.63`. */
export function dollars(value: number): string {
  const text = decimal(value, 2, { sign: true });
  return /^[+\u2212]/.test(text) ? `${text[0]}$${text.slice(1)}` : `$${text}`;
}
