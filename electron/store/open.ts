import { accessSync, constants, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { APPLICATION_ID, applicationID, migrate, SCHEMA_VERSION, userVersion } from './schema.ts';
import { sweep } from './session-lock.ts';
import { damaged, guard, type Store, StoreError } from './store-error.ts';

export interface OpenOptions {
  /** Reads only; the file must exist. */
  readonly readonly?: boolean;
}

/** SQLite's name for a file of its own that goes with its connection. */
export const TEMPORARY = '';

/** Pages kept in memory: a record is written once and read seldom, and a long session shall not grow by what it has written. */
const CACHE_KIB = 4096;

/** How long a writer waits for another one before it says `busy`. */
const PATIENCE_MS = 2000;

/**
 * Opens the record at `path`, makes it (and its folder) if it is not there, and brings an older one up to date. `:memory:` opens a
 * record that lasts as long as the program, `TEMPORARY` one that does too but keeps on disk what memory need not hold. Sessions whose program was killed are marked `cut off` on the way.
 *
 * Throws StoreError for a file that is damaged, newer than this program, another program's, a folder, or out of reach; such a file
 * is looked at through a read-only connection alone and stays as it was, byte for byte.
 */
export function open(path: string, options: OpenOptions = {}): Store {
  if (path === ':memory:' || path === TEMPORARY) return prepare(new Database(path));
  const file = resolve(path);
  return guard(file, () => {
    if (isAbsent(file)) {
      if (options.readonly) throw new StoreError('notFound', `${file} does not exist: check the path of the record.`);
      create(file);
    }
    const reader = examine(file);
    if (options.readonly) return reader;
    reader.close();
    accessSync(file, constants.W_OK);
    accessSync(dirname(file), constants.W_OK);
    const db = prepare(new Database(file, { timeout: PATIENCE_MS, fileMustExist: true }));
    sweep(db);
    return db;
  });
}

/** Nothing there, or an empty file, which is as good as nothing. */
function isAbsent(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile())
    throw new StoreError('unusable', `${file} is not a file: give the path of a record, such as runs.db.`);
  return !found || found.size === 0;
}

/**
 * Made aside and moved into place whole, so that no moment exists at which a kill leaves a half-made record under the real name.
 * Of two programs that make the same one, the first wins and the other uses it.
 */
function create(file: string): void {
  makeFolder(dirname(file));
  const draft = `${file}.new-${process.pid}`;
  rmSync(draft, { force: true });
  try {
    prepare(new Database(draft)).close();
    place(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** One level at a time: Node's own recursive mkdir never returns where the system refuses a folder with ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  if (found) throw new StoreError('unusable', `${folder} is a file, no record can be made in it: give another path.`);
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

function place(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    // Taken meanwhile, or an empty file stands there, or the file system knows no links.
    if (isAbsent(file)) renameSync(draft, file);
    else if (!existsSync(file)) throw error;
  }
}

/** A read-only connection to a record that this program can read; throws, and has changed nothing, for all else. */
function examine(file: string): Store {
  const db = new Database(file, { readonly: true, timeout: PATIENCE_MS });
  try {
    if (applicationID(db) !== APPLICATION_ID)
      throw new StoreError('foreign', `${file} belongs to another program, it is not a Fairway record: choose another file.`);
    const version = userVersion(db);
    if (version > SCHEMA_VERSION)
      throw new StoreError(
        'newer',
        `${file} was written by a newer Fairway (record format ${version}, this one knows ${SCHEMA_VERSION}): update Fairway.`,
      );
    const check = db.pragma('quick_check(1)', { simple: true });
    if (check !== 'ok') throw damaged(file, String(check).replaceAll(/\s+/g, ' '));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: Store): Store {
  try {
    if (db.memory || userVersion(db) < SCHEMA_VERSION) migrate(db);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma(`cache_size = ${-CACHE_KIB}`);
    db.pragma('foreign_keys = ON');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
