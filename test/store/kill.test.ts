import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import seedrandom from 'seedrandom';
import { expect, test } from 'vitest';
import { open } from '../../electron/store/open.ts';
import { commands, session, sessions } from '../../electron/store/queries.ts';
import { folder } from './folder.ts';

const WRITER = fileURLToPath(new URL('../support/record-writer.ts', import.meta.url));
const KILLS = 8;

/** Lets the writer run until it has acknowledged some rows and `delay` ms more, kills it with SIGKILL, and returns all it printed. */
async function writeAndKill(path: string, sessionID: string, seed: number, delay: number): Promise<string[]> {
  const writer = spawn(process.execPath, [WRITER, path, sessionID, String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: string[] = [];
  const lines = createInterface({ input: writer.stdout });
  const ended = new Promise((resolve) => lines.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      acknowledged.push(line);
      resolve();
    });
    writer.once('exit', (code) => reject(new Error(`the writer ended by itself with ${code}`)));
  });
  await sleep(delay);
  writer.kill('SIGKILL');
  await ended;
  return acknowledged;
}

test(`killed with SIGKILL at ${KILLS} random moments: the record opens, and holds everything that was acknowledged`, async () => {
  const path = join(folder(), 'runs.db');
  const random = seedrandom('kill');
  for (let n = 0; n < KILLS; n++) {
    const sessionID = `S${n}`;
    const acknowledged = await writeAndKill(path, sessionID, n * 100_000, Math.floor(random() * 250));
    const db = open(path);
    const read = session(db, sessionID);
    const recorded = new Set([
      ...read.events.map((event) => (event.type === 'ExecutionReport' ? event.execID : '')),
      ...commands(db, sessionID).map((command) => (command.type === 'KillSwitch' ? command.reason : '')),
    ]);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((id) => !recorded.has(id))).toEqual([]);
    // A flush is whole or not there: a batch's command never stands without its first report.
    for (const { reason } of commands(db, sessionID).filter((command) => command.type === 'KillSwitch'))
      expect(recorded.has(`E${reason.slice(1)}.0`)).toBe(true);
    expect(read.summary.state).toBe('cut off');
    expect(sessions(db)).toHaveLength(n + 1);
    db.close();
  }
});
