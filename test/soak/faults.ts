/**
 * `npm run soak`: thousands of short sessions with random rules, orders and faults; each is audited event by event
 * (test/support/fault-audit.ts). Prints what broke, with the seed that shows it again, and how fast it went; exits 1 when anything did.
 */
import { FAULT_KINDS } from '../../shared/config/fault.ts';
import { soakRun } from '../support/fault-soak.ts';
import { givenTurns } from './given.ts';

const { runs, from, scenarios } = givenTurns(
  'npm run soak -- [options]: short sessions under random faults, each audited event by event',
  'sessions',
  {
    runs: 2_000,
    most: 1_000_000,
  },
);

const began = performance.now();
const started = new Map<string, number>(FAULT_KINDS.map((kind) => [kind, 0]));
let events = 0;
let fills = 0;
let declared = 0;
let broken = 0;
let told = began;
for (let i = 0; i < runs; i++) {
  const seed = from + i;
  const scenario = scenarios[i % scenarios.length]!;
  try {
    const ran = soakRun(scenario, seed);
    events += ran.engine.eventCount;
    fills += ran.fills.length;
    for (const event of ran.events)
      if (event.type === 'VenueStatus' && event.selfHelp) declared += 1;
      else if (event.type === 'FaultReport' && event.state === 'started')
        started.set(event.fault!.kind, started.get(event.fault!.kind)! + 1);
    if (ran.broken.length > 0) fail(scenario.name, seed, ran.broken.slice(0, 3).join('\n  '));
  } catch (error) {
    fail(scenario.name, seed, (error as Error).stack ?? String(error));
  }
  if (performance.now() - told > 5000 || i === runs - 1) {
    told = performance.now();
    const seconds = (told - began) / 1000;
    process.stdout.write(
      `${i + 1}/${runs} runs, ${((i + 1) / seconds).toFixed(1)} a second, ${(events / 1e6).toFixed(1)} M engine events, ${fills} fills, ${broken} broken\n`,
    );
  }
}
process.stdout.write(
  `faults: ${[...started].map(([kind, count]) => `${kind} ${count}`).join(', ')}; self-help declared ${declared} times\n`,
);
if (broken > 0) process.exitCode = 1;

function fail(scenario: string, seed: number, text: string): void {
  broken += 1;
  process.stdout.write(`${scenario}, seed ${seed}:\n  ${text}\n`);
}
