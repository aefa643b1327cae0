import { type CommandSpec, type Given, help, readArguments } from './command-line/arguments.ts';
import * as calibrate from './command-line/calibrate.ts';
import * as check from './command-line/check.ts';
import * as compare from './command-line/compare.ts';
import * as nbbo from './command-line/nbbo.ts';
import { Output } from './command-line/output.ts';
import * as replay from './command-line/replay.ts';
import * as runs from './command-line/run.ts';
import * as schema from './command-line/schema.ts';
import * as sessions from './command-line/sessions.ts';
import * as textbook from './command-line/textbook.ts';
import * as train from './command-line/train.ts';
import * as tune from './command-line/tune.ts';
import * as verify from './command-line/verify.ts';
import { exitCode } from './host/exit-code.ts';
import { UsageError } from './host/usage.ts';

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

// Whoever reads us may have had enough (`| head`): that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));

/** Runs one command; 0 done, 1 a comparison that did not hold, 2 input that cannot be used. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  const out = new Output();
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
