import type { SessionConfig } from '../../shared/config/session.ts';
import { ofFlag } from '../host/of-flag.ts';
import { loadScenario } from '../host/scenario.ts';
import { UsageError } from '../host/usage.ts';
import type { Given } from './arguments.ts';

/** The scenario that `--scenario` names. Throws UsageError. */
export function scenarioOf(given: Given): SessionConfig {
  return ofFlag('--scenario', () => loadScenario(given.text('scenario')!));
}

/** The one word that is given, if it is known. Throws UsageError naming the flag. */
export function oneOf<Word extends string>(flag: string, text: string, known: readonly Word[]): Word {
  if (!known.includes(text as Word)) throw new UsageError(`${flag}: ${JSON.stringify(text)} is none of ${known.join(', ')}`);
  return text as Word;
}

/** A symbol, if it is traded. Throws UsageError. */
export function symbolOf(symbol: string, { name, symbols }: SessionConfig): string {
  if (symbols.some((known) => known.symbol === symbol)) return symbol;
  throw new UsageError(
    `--symbol: ${symbol} is not traded in ${name}; there are ${symbols.map((known) => known.symbol).join(', ')}`,
  );
}
