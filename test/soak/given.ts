import { exitCode } from '../../electron/host/exit-code.ts';

/** What a soak was started with, as `read` gives it. Prints `help` and ends where it is asked for; what cannot be used is one line, exit code 2. */
export function given<Value>(help: string, read: (args: string[]) => Value): Value {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(help);
    process.exit(0);
  }
  try {
    return read(args);
  } catch (error) {
    if (exitCode(error) === 1) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}
