import { existsSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Store } from './store-error.ts';

/**
 * Says that a session's program is alive. It is a lock of the operating system on an empty file beside the record, held through
 * SQLite because Node has none of its own: the kernel drops it however the program ends, and neither a reused process id nor a
 * restart of the machine can feign it.
 */
export class SessionLock {
  private readonly record: Store;
  private readonly sessionID: string;
  private readonly db: Store | undefined;

  /** Takes the lock before the session's row exists, so that nobody can find the row without it. */
  constructor(record: Store, sessionID: string) {
    this.record = record;
    this.sessionID = sessionID;
    if (record.memory) return;
    this.db = new Database(lockFile(record, sessionID), { timeout: 1000 });
    this.db.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    this.db.prepare('SELECT count(*) FROM sqlite_schema').get();
  }

  release(): void {
    this.db?.close();
    // A second one for the same session, refused, must not take the first one's file away.
    if (!isHeld(this.record, this.sessionID)) remove(lockFile(this.record, this.sessionID));
  }
}

/** Whether some program, this one included, still runs the session. */
export function isHeld(record: Store, sessionID: string): boolean {
  if (record.memory) return true;
  const file = lockFile(record, sessionID);
  if (!existsSync(file)) return false;
  const db = new Database(file, { timeout: 5 });
  try {
    db.exec('BEGIN EXCLUSIVE; ROLLBACK');
    return false;
  } catch {
    // Busy: held. Any other fault leaves it unknown, and unknown must not be taken for dead.
    return true;
  } finally {
    db.close();
  }
}

/** Marks the sessions whose program is gone. */
export function sweep(record: Store): void {
  const running = record.prepare<[], string>("SELECT sessionID FROM sessions WHERE state = 'running'").pluck().all();
  const cutOff = running.filter((sessionID) => !isHeld(record, sessionID));
  if (cutOff.length === 0) return;
  const mark = record.prepare("UPDATE sessions SET state = 'cut off' WHERE sessionID = ?");
  record
    .transaction(() => {
      for (const sessionID of cutOff) mark.run(sessionID);
    })
    .immediate();
  for (const sessionID of cutOff) remove(lockFile(record, sessionID));
}

function lockFile(record: Store, sessionID: string): string {
  return `${record.name}-${sessionID}.lock`;
}

function remove(file: string): void {
  rmSync(file, { force: true });
  rmSync(`${file}-journal`, { force: true });
}
