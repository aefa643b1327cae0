/**
 * `npm run soak:memory [-- --scenario NAME --hours H]`: eight simulated hours headless, as a session of the host runs them, digest and
 * record included. Prints the resident size every half hour, and exits 1 when it grew by 20 MB or more after the first one.
 */
import { parseArgs } from 'node:util';
import { loadScenario } from '../../electron/host/scenario.ts';
import { Session } from '../../electron/host/session.ts';
import { open, TEMPORARY } from '../../electron/store/open.ts';
import { HOUR, MINUTE, type Nanos, SECOND } from '../../shared/units.ts';

const MOST = 20;

const { values } = parseArgs({
  options: { scenario: { type: 'string', default: 'us2026' }, hours: { type: 'string', default: '8' }, db: { type: 'string' } },
});
const scenario = loadScenario(values.scenario);
const hours = Number(values.hours);
const config = { ...scenario, closeAt: (scenario.openAt + hours * HOUR) as Nanos };
const store = open(values.db ?? TEMPORARY);
const session = new Session(store, { config });
const { engine } = session;
const megabytes = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
};
let settled = 0;
let grown = 0;
for (let at = config.openAt; at < config.closeAt; ) {
  const stop = Math.min(at + 30 * MINUTE, config.closeAt) as Nanos;
  for (; at < stop; at = Math.min(at + 30 * SECOND, stop) as Nanos) {
    engine.advanceTo(at);
    session.commit();
  }
  const size = megabytes();
  settled ||= size;
  grown = size - settled;
  const passed = (at - config.openAt) / HOUR;
  process.stdout.write(
    `${passed.toFixed(1)} h  ${size.toFixed(1)} MB resident, ${grown >= 0 ? '+' : ''}${grown.toFixed(1)} MB, ${engine.eventCount.toLocaleString('en-US')} engine events\n`,
  );
}
session.close();
store.close();
if (grown >= MOST) {
  process.stdout.write(`grew by ${grown.toFixed(1)} MB: more than ${MOST}\n`);
  process.exitCode = 1;
}
