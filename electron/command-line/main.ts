import { exitCode } from '../host/exit-code.ts';
import { UsageError } from '../host/usage.ts';
import { type CommandSpec, type Given, help, readArguments } from './arguments.ts';
import * as calibrate from './calibrate.ts';
import * as check from './check.ts';
import * as compare from './compare.ts';
import * as nbbo from './nbbo.ts';
import { Output } from './output.ts';
import * as replay from './replay.ts';
import * as runs from './run.ts';
import * as schema from './schema.ts';
import * as sessions from './sessions.ts';
import * as textbook from './textbook.ts';
import * as train from './train.ts';
import * as tune from './tune.ts';
import * as verify from './verify.ts';

interface CommandModule {
  readonly spec: CommandSpec;
  run(given: Given, out: Output): void | Promise<void>;
}

const COMMANDS: readonly CommandModule[] = [
  textbook,
  runs,
  replay,
  nbbo,
  sessions,
  verify,
  check,
  schema,
  calibrate,
  compare,
  train,
  tune,
];

/** Runs one command; 0 done, 1 a comparison that did not hold, 2 input that cannot be used. */
export async function main([name, ...args]: readonly string[], out = new Output()): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    out.line(overview());
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find(({ spec }) => spec.name === name);
  try {
    if (!command) throw new UsageError(`${name}: is not a command; there are ${COMMANDS.map(({ spec }) => spec.name).join(', ')}`);
    if (args.includes('--help') || args.includes('-h')) {
      out.line(help(command.spec));
      return 0;
    }
    await command.run(readArguments(command.spec, args), out);
  } catch (error) {
    if (exitCode(error) === 1) throw error;
    out.fail((error as Error).message.replaceAll('\n', ' '), 2);
  }
  return out.exitCode;
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ spec }) => spec.name.length));
  return [
    'fairway: smart order routing on a simulated or recorded market, without a screen',
    '',
    ...COMMANDS.map(({ spec }) => `  ${spec.name.padEnd(width)}  ${spec.summary}`),
    '',
    'fairway COMMAND --help tells the rest.',
  ].join('\n');
}
