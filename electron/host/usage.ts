import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Nanos } from '../../shared/units.ts';
import { parseTimeOfDay } from './time-of-day.ts';

/** A command line that cannot be followed: one line that names the flag and the rule. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Node's `parseArgs`; what it does not know, a flag given twice, or one with no value throws UsageError, ended by `advice`. */
export function parseFlags<Config extends ParseArgsConfig>(config: Config, advice = ''): ReturnType<typeof parseArgs<Config>> {
  const args = joined(config, advice);
  try {
    return parseArgs({ ...config, args } as Config);
  } catch (error) {
    // Node adds advice of its own after the first sentence.
    throw new UsageError(`${(error as Error).message.split(/\.\s|\n/)[0]}${advice}`);
  }
}

/** The same arguments, each value joined to its flag: node takes `-1` after a flag for another flag. */
function joined({ args = [], options = {} }: ParseArgsConfig, advice: string): string[] {
  const seen = new Set<string>();
  const result: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const text = args[i]!;
    if (text === '--') return [...result, ...args.slice(i)];
    const [flag, ...rest] = text.split('=') as [string, ...string[]];
    const name = flag.slice(2);
    if (!flag.startsWith('--') || !Object.hasOwn(options, name)) {
      result.push(text);
      continue;
    }
    if (!options[name]!.multiple && seen.size === seen.add(name).size) throw new UsageError(`${flag}: is given twice`);
    if (options[name]!.type === 'boolean') {
      result.push(text);
      continue;
    }
    const value = rest.length > 0 ? rest.join('=') : args[++i];
    if (value === undefined || (rest.length === 0 && value.startsWith('--')))
      throw new UsageError(`${flag}: is given no value${advice}`);
    if (value === '') throw new UsageError(`${flag}: is empty${advice}`);
    result.push(`${flag}=${value}`);
  }
  return result;
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
  const time = parseTimeOfDay(text);
  if (time === undefined)
    throw new UsageError(`${flag}: ${JSON.stringify(text)} is not a time of day such as 09:30:05 or 09:30:05.250`);
  return time;
}
