import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Nanos } from '../../shared/units.ts';
import { UsageError } from '../host/arguments.ts';
import { parseTime } from '../host/orders-file.ts';

export { UsageError } from '../host/arguments.ts';

/** What a flag takes: nothing, a text, a whole number in a range, or a time of day. */
export type Flag =
  | { readonly kind: 'switch'; readonly help: string }
  | { readonly kind: 'text'; readonly value: string; readonly help: string; readonly required?: boolean }
  | {
      readonly kind: 'number';
      readonly value: string;
      readonly help: string;
      readonly min: number;
      readonly max: number;
      readonly whole?: boolean;
    }
  | { readonly kind: 'time'; readonly value: string; readonly help: string };

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Names of positional arguments, all required. */
  readonly positionals?: readonly string[];
  readonly flags: Readonly<Record<string, Flag>>;
}

export interface Given {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  time(name: string): Nanos | undefined;
  on(name: string): boolean;
}

/** Reads the arguments of one command. Throws UsageError naming the flag and the rule. */
export function readArguments(spec: CommandSpec, args: readonly string[]): Given {
  const { values, positionals } = parse(spec, args);
  const expected = spec.positionals ?? [];
  if (positionals.length > expected.length)
    throw new UsageError(`${positionals[expected.length]}: ${spec.name} takes no such argument`);
  if (positionals.length < expected.length) throw new UsageError(`${expected[positionals.length]}: is missing; ${usage(spec)}`);
  const numbers = new Map<string, number>();
  const times = new Map<string, Nanos>();
  for (const [name, flag] of Object.entries(spec.flags)) {
    const value = values[name];
    if (value === undefined) {
      if (flag.kind === 'text' && flag.required) throw new UsageError(`--${name}: is missing; ${usage(spec)}`);
      continue;
    }
    if (flag.kind === 'text' && value === '') throw new UsageError(`--${name}: is empty; give ${flag.value}`);
    if (flag.kind === 'number') numbers.set(name, number(name, flag, String(value)));
    if (flag.kind === 'time') times.set(name, timeOf(`--${name}`, String(value)));
  }
  return {
    positionals,
    text: (name) => values[name] as string | undefined,
    number: (name) => numbers.get(name),
    time: (name) => times.get(name),
    on: (name) => values[name] === true,
  };
}

export function timeOf(name: string, text: string): Nanos {
  const time = parseTime(text.length === 5 ? `${text}:00` : text);
  if (time === undefined) throw new UsageError(`${name}: ${text} is not a time of day such as 09:30:05 or 09:30:05.250`);
  return time;
}

export function usage(spec: CommandSpec): string {
  const flags = Object.entries(spec.flags).map(([name, flag]) => {
    const text = flag.kind === 'switch' ? `--${name}` : `--${name} ${flag.value}`;
    return flag.kind === 'text' && flag.required ? text : `[${text}]`;
  });
  return `usage: fairway ${[spec.name, ...(spec.positionals ?? []), ...flags].join(' ')}`;
}

/** The help page of one command. */
export function help(spec: CommandSpec): string {
  const rows = Object.entries(spec.flags).map(([name, flag]) => [
    flag.kind === 'switch' ? `--${name}` : `--${name} ${flag.value}`,
    flag.help,
  ]);
  const width = Math.max(...rows.map(([left]) => left!.length));
  return [spec.summary, '', usage(spec), '', ...rows.map(([left, right]) => `  ${left!.padEnd(width)}  ${right}`)].join('\n');
}

function parse(spec: CommandSpec, args: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(spec.flags).map(([name, flag]) => [
      name,
      { type: flag.kind === 'switch' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${firstSentence((error as Error).message)}; ${usage(spec)}`);
  }
}

function firstSentence(message: string): string {
  return message.split(/\. |\n/)[0]!;
}

function number(name: string, flag: Extract<Flag, { kind: 'number' }>, text: string): number {
  const schema = flag.whole === false ? z.coerce.number() : z.coerce.number().int();
  const parsed = text.trim() === '' ? undefined : schema.min(flag.min).max(flag.max).safeParse(text).data;
  if (parsed === undefined)
    throw new UsageError(
      `--${name}: ${text === '' ? 'is empty' : text} is not a ${flag.whole === false ? '' : 'whole '}number from ${flag.min} to ${flag.max}`,
    );
  return parsed;
}
