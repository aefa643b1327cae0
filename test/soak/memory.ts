/**
 * `npm run soak:memory`: eight simulated hours headless, as a session of the host runs them, digest and record included. Prints the
 * resident size every half hour, and exits 1 when it grew by 20 MB or more after the first one.
 */
import { loadScenario } from '../../electron/host/scenario.ts';
import { Session } from '../../electron/host/session.ts';
import { parseFlags, realNumber } from '../../electron/host/usage.ts';
import { open, TEMPORARY } from '../../electron/store/open.ts';
import { HOUR, MINUTE, type Nanos, SECOND } from '../../shared/units.ts';
import { given } from './given.ts';

const MOST = 20;
const MOST_HOURS = 12;
const HELP = `npm run soak:memory -- [options]: a long session headless, whose resident size must not grow by ${MOST} MB
  --scenario NAME|FILE  the market (us2026)
  --hours H             simulated, 0.5 to ${MOST_HOURS} (8)
  --db FILE             the record (a temporary one)
  --help                this text
`;

const { config, store } = given(HELP, (args) => {
  const { values } = parseFlags({
    args,
    options: { scenario: { type: 'string', default: 'us2026' }, hours: { type: 'string', default: '8' }, db: { type: 'string' } },
  });
  const hours = realNumber('--hours', values.hours, 0.5, MOST_HOURS);
  const scenario = loadScenario(values.scenario);
  return {
    config: { ...scenario, closeAt: (scenario.openAt + Math.round(hours * HOUR)) as Nanos },
    store: open(values.db ?? TEMPORARY),
  };
});
const session = new Session(store, { config });
const { engine } = session;
let settled = 0;
let grown = 0;
for (let at = config.openAt; at < config.closeAt; ) {
  const stop = Math.min(at + 30 * MINUTE, config.closeAt) as Nanos;
  for (; at < stop; at = Math.min(at + 30 * SECOND, stop) as Nanos) {
    engine.advanceTo(at);
    session.commit();
  }
  const size = process.memoryUsage().rss / 2 ** 20;
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
