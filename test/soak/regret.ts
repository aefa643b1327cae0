/**
 * Random orders under random faults, each given to every strategy and judged (test/support/regret-soak.ts): prints where an order was
 * better than an oracle, and how fast it went; exits 1 when any was.
 */
import { loadScenario } from '../../electron/host/scenario.ts';
import { parseFlags, wholeNumber } from '../../electron/host/usage.ts';
import { MAX_SEED } from '../../shared/limits.ts';
import { regretRun } from '../support/regret-soak.ts';
import { given } from './given.ts';

const MOST_RUNS = 10_000_000;
const ORDERS_A_SESSION = 20;
const HELP = `node test/soak/regret.ts [options]: orders judged against O1 and O2 under random faults
  --runs N              orders judged, one for each strategy that is given one, 1 to ${MOST_RUNS} (10000)
  --from SEED           seed of the first session, 0 to ${MAX_SEED - MOST_RUNS} (1)
  --scenario NAME|FILE  as often as wanted; the sessions take turns in them (textbook, us2026)
  --help                this text
`;

const { runs, from, scenarios } = given(HELP, (args) => {
  const { values } = parseFlags({
    args,
    options: {
      runs: { type: 'string', default: '10000' },
      from: { type: 'string', default: '1' },
      scenario: { type: 'string', multiple: true, default: ['textbook', 'us2026'] },
    },
  });
  return {
    runs: wholeNumber('--runs', values.runs, 1, MOST_RUNS),
    from: wholeNumber('--from', values.from, 0, MAX_SEED - MOST_RUNS),
    scenarios: values.scenario.map((name) => loadScenario(name)),
  };
});

const began = performance.now();
let judged = 0;
let broken = 0;
for (let i = 0; judged < runs; i++) {
  const scenario = scenarios[i % scenarios.length]!;
  const ran = regretRun(scenario, from + i, ORDERS_A_SESSION);
  judged += ran.judged;
  broken += ran.broken.length;
  for (const line of ran.broken.slice(0, 3)) process.stdout.write(`${scenario.name}, ${line}\n`);
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`${judged}/${runs} judged, ${(judged / seconds).toFixed(0)} a second, ${broken} broken\n`);
}
process.exitCode = broken > 0 ? 1 : 0;
