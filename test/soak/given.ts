import { exitCode } from '../../electron/host/exit-code.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { parseFlags, wholeNumber } from '../../electron/host/usage.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import { MAX_SEED } from '../../shared/limits.ts';

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

/** Sessions by consecutive seeds that take turns in some scenarios. */
export interface Turns {
  readonly runs: number;
  /** Seed of the first session. */
  readonly from: number;
  readonly scenarios: readonly SessionConfig[];
}

/** The flags of such a soak: `runs` of what `counted` says unless others are asked for, at most `most`. */
export function givenTurns(usage: string, counted: string, { runs, most }: { runs: number; most: number }): Turns {
  const help = `${usage}
  --runs N              ${counted}, 1 to ${most} (${runs})
  --from SEED           seed of the first session, 0 to ${MAX_SEED - most} (1)
  --scenario NAME|FILE  as often as wanted; the sessions take turns in them (textbook, us2026)
  --help                this text
`;
  return given(help, (args) => {
    const { values } = parseFlags({
      args,
      options: {
        runs: { type: 'string', default: String(runs) },
        from: { type: 'string', default: '1' },
        scenario: { type: 'string', multiple: true, default: ['textbook', 'us2026'] },
      },
    });
    return {
      runs: wholeNumber('--runs', values.runs, 1, most),
      from: wholeNumber('--from', values.from, 0, MAX_SEED - most),
      scenarios: values.scenario.map((name) => loadScenario(name)),
    };
  });
}
