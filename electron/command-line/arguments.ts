import type { Nanos } from '../../shared/units.ts';
import { parseFlags, realNumber, timeOfDay, UsageError, wholeNumber } from '../host/usage.ts';

/** What a flag takes: nothing, a text, a whole number in a range, or a time of day. */
export type Flag =
  | { readonly kind: 'switch'; readonly help: string }
  | {
      readonly kind: 'text';
      readonly value: string;
      readonly help: string;
      readonly required?: boolean;
      /** May be given again; read by `texts`. */
      readonly many?: boolean;
    }
  | {
      readonly kind: 'number';
      readonly value: string;
      readonly help: string;
      readonly min: number;
      readonly max: number;
      /** Default true. */
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
  /** Every value of a flag that may be given again. */
  texts(name: string): readonly string[];
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
    if (flag.kind === 'number') {
      const read = flag.whole === false ? realNumber : wholeNumber;
      numbers.set(name, read(`--${name}`, String(value), flag.min, flag.max));
    }
    if (flag.kind === 'time') times.set(name, timeOfDay(`--${name}`, String(value)));
  }
  return {
    positionals,
    text: (name) => values[name] as string | undefined,
    texts: (name) => (values[name] as string[] | undefined) ?? [],
    number: (name) => numbers.get(name),
    time: (name) => times.get(name),
    on: (name) => values[name] === true,
  };
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
  return [spec.summary, '', usage(spec), '', ...rows.map(([left, right]) => `  ${left!.padEnd(width)}  ${right}`)]
    .join('\n')
    .trimEnd();
}

function parse(spec: CommandSpec, args: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(spec.flags).map(([name, flag]) => [
      name,
      {
        type: flag.kind === 'switch' ? ('boolean' as const) : ('string' as const),
        multiple: flag.kind === 'text' && flag.many === true,
      },
    ]),
  );
  return parseFlags({ args: [...args], options, allowPositionals: true, strict: true }, `; ${usage(spec)}`);
}
