import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Nanos } from '../../shared/units.ts';
import { parseTime } from './time-of-day.ts';

/** A command line that cannot be followed: one line that names the flag and the rule. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Node's `parseArgs`; what it does not know throws UsageError, ended by `advice`. */
export function parseFlags<Config extends ParseArgsConfig>(config: Config, advice = ''): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node adds advice of its own after the first sentence.
    throw new UsageError(`${(error as Error).message.split(/\.\s|\n/)[0]}${advice}`);
  }
}

/** Digits alone: no sign, exponent or blank. */
export function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new UsageError(`${flag}: ${JSON.stringify(text)} is not a whole number from ${min} to ${max}`);
  return value;
}

/** A plain decimal: no sign, exponent or blank. */
export function realNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || value < min || value > max)
    throw new UsageError(`${flag}: ${JSON.stringify(text)} is not a number from ${min} to ${max}`);
  return value;
}

/** `HH:MM`, `HH:MM:SS` or that with up to nine decimals, as nanoseconds since midnight. */
export function timeOfDay(flag: string, text: string): Nanos {
  const time = parseTime(text.length === 5 ? `${text}:00` : text);
  if (time === undefined)
    throw new UsageError(`${flag}: ${JSON.stringify(text)} is not a time of day such as 09:30:05 or 09:30:05.250`);
  return time;
}
