/**
 * Random orders under random faults, each given to every strategy and judged (test/support/regret-soak.ts): prints where an order was
 * better than an oracle, and how fast it went; exits 1 when any was.
 */
import { regretRun } from '../support/regret-soak.ts';
import { givenTurns } from './given.ts';

const ORDERS_A_SESSION = 20;
const { runs, from, scenarios } = givenTurns(
  'npm run soak:regret -- [options]: orders judged against O1 and O2 under random faults',
  'orders judged, one for each strategy that is given one',
  {
    runs: 10_000,
    most: 10_000_000,
  },
);

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
