import type Database from 'better-sqlite3';

/** An open record. Only `electron/store` knows whose driver stands behind it. */
export type Store = Database.Database;

export type StoreFault = 'damaged' | 'newer' | 'older' | 'foreign' | 'unusable' | 'busy' | 'full' | 'notFound';

/** What went wrong with a record, in one line that names the file and what to do. */
export class StoreError extends Error {
  readonly code: StoreFault;

  constructor(code: StoreFault, text: string, cause?: unknown) {
    super(text, { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

/** Runs `work` and turns what SQLite or the file system throws into a StoreError about `path`; a bug passes through as it is. */
export function guard<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw translate(path, error);
  }
}

function translate(path: string, error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const because = error.message.replaceAll(/\s+/g, ' ');
  if (code === 'SQLITE_NOTADB') return new StoreError('foreign', `${path} is not a Fairway record: choose another file.`, error);
  if (code.startsWith('SQLITE_CORRUPT')) return damaged(path, because, error);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new StoreError('busy', `${path} is being written by another program: try again, or close that program.`, error);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
    return new StoreError(
      'full',
      `${path} cannot grow, the disk is full: free some space; nothing recorded so far is lost.`,
      error,
    );
  if (code.startsWith('SQLITE_CONSTRAINT')) return error;
  if (/^(SQLITE_|E[A-Z]+$)/.test(code))
    return new StoreError('unusable', `${path} cannot be used (${because}): check the path and its permissions.`, error);
  return error;
}

export function damaged(path: string, because: string, cause?: unknown): StoreError {
  return new StoreError('damaged', `${path} is damaged (${because}): move it away and start a new one, or restore a copy.`, cause);
}

/** Throws the damage of one row, `executions row 12`, when it is called with what is wrong there. */
export function damagedRow(db: Store, row: string): (why: string) => never {
  return (why) => {
    throw damaged(db.name, `${row}: ${why}`);
  };
}
