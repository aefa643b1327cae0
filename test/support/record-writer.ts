import { writeSync } from 'node:fs';
import fc from 'fast-check';
import { open } from '../../electron/store/open.ts';
import { Recorder } from '../../electron/store/recorder.ts';
import type { Command } from '../../shared/events.ts';
import { MILLISECOND, type Nanos } from '../../shared/units.ts';
import { anyExecution, facts } from '../store/fixtures.ts';

/**
 * A program for the kill test: records random reports and commands without end into the record and session named by its arguments,
 * and prints the ids of a batch, one a line, only when the flush that held it has returned.
 */
const [path = '', sessionID = '', seed = '0'] = process.argv.slice(2);
const recorder = new Recorder(open(path), facts(sessionID));
// The market's own time goes on; that of the random reports does not.
let at = facts(sessionID).config.openAt;
for (let batch = 0; ; batch++) {
  const reports = fc
    .sample(fc.array(anyExecution, { minLength: 1, maxLength: 60, size: 'max' }), { numRuns: 1, seed: Number(seed) + batch })
    .flat()
    .map((report, i) => ({ ...report, execID: `E${batch}.${i}`, orderID: `O${batch}.${i % 7}` }));
  const command: Command = {
    type: 'KillSwitch',
    at: reports[0]?.at ?? facts(sessionID).config.openAt,
    engaged: true,
    reason: `C${batch}`,
  };
  recorder.command(command);
  for (const report of reports) {
    recorder.event(report);
    at = (at + MILLISECOND) as Nanos;
    recorder.nbbo(at, 0, 500_000, 100, 500_100, 100);
  }
  recorder.flush();
  writeSync(1, `${[command.reason, ...reports.map((report) => report.execID)].join('\n')}\n`);
}
