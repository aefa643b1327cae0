import { createHash } from 'node:crypto';
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { open } from '../../electron/store/open.ts';
import { session, sessions } from '../../electron/store/queries.ts';
import { Recorder } from '../../electron/store/recorder.ts';
import { APPLICATION_ID, MIGRATIONS, migrate, SCHEMA_VERSION } from '../../electron/store/schema.ts';
import { StoreError, type StoreFault } from '../../electron/store/store-error.ts';
import type { Notice } from '../../shared/events.ts';
import type { Nanos } from '../../shared/units.ts';
import { anyExecution, CONFIG, facts } from './fixtures.ts';
import { folder } from './folder.ts';

/** A record with one closed session, large enough to have pages worth damaging. */
function record(path: string): string {
  const db = open(path);
  const recorder = new Recorder(db, facts('S1'));
  for (let i = 0; i < 2000; i++) recorder.event(notice(i));
  recorder.close({ to: CONFIG.closeAt, digest: 'd', eventCount: 2000, scores: [] });
  db.close();
  return path;
}

function notice(i: number): Notice {
  return { type: 'Notice', at: (CONFIG.openAt + i) as Nanos, code: 'open', text: `notice ${i}` };
}

function sha(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function fault(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('no StoreError was thrown');
}

function sqlite(path: string, setUp: (db: Database.Database) => void): string {
  const db = new Database(path);
  setUp(db);
  db.close();
  return path;
}

const bad: readonly { name: string; code: StoreFault; says: string; make: (path: string) => string }[] = [
  { name: 'text', code: 'foreign', says: 'not a Fairway record', make: (path) => write(path, 'symbol,price\nAAPL,50.00\n') },
  { name: 'one byte', code: 'foreign', says: 'not a Fairway record', make: (path) => write(path, 'x') },
  { name: 'random pages', code: 'foreign', says: 'not a Fairway record', make: (path) => write(path, noise(20_000)) },
  {
    name: 'the SQLite file of another program',
    code: 'foreign',
    says: 'another program',
    make: (path) => sqlite(path, (db) => db.exec('CREATE TABLE bookmarks (url TEXT)')),
  },
  {
    name: 'the WAL-mode SQLite file of another program',
    code: 'foreign',
    says: 'another program',
    make: (path) => sqlite(path, (db) => db.exec('PRAGMA journal_mode = WAL; PRAGMA application_id = 7; CREATE TABLE t (a)')),
  },
  {
    name: 'a record of a newer Fairway',
    code: 'newer',
    says: `format ${SCHEMA_VERSION + 1}, this one knows ${SCHEMA_VERSION}): update Fairway`,
    make: (path) => sqlite(record(path), (db) => db.pragma(`user_version = ${SCHEMA_VERSION + 1}`)),
  },
  {
    name: 'a record cut short',
    code: 'damaged',
    says: 'is damaged',
    make: (path) => {
      truncateSync(record(path), 30_000);
      return path;
    },
  },
  {
    name: 'a record overwritten in the middle',
    code: 'damaged',
    says: 'is damaged',
    make: (path) => {
      const bytes = readFileSync(record(path));
      bytes.set(noise(12_288), 5 * 4096);
      return write(path, bytes);
    },
  },
];

function write(path: string, bytes: string | Uint8Array): string {
  writeFileSync(path, bytes);
  return path;
}

/** Bytes that repeat run after run and look like nothing. */
function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * i * 31 + i * 7 + 13) % 251);
}

for (const { name, code, says, make } of bad)
  for (const readonly of [false, true])
    test(`${name}, opened to ${readonly ? 'read' : 'write'}: refused in one line, left as it was`, () => {
      const path = make(join(folder(), 'some file.db'));
      const before = sha(path);
      const error = fault(() => open(path, { readonly }));
      expect(error.code).toBe(code);
      expect(error.message).toContain(path);
      expect(error.message).toContain(says);
      expect(error.message).not.toContain('\n');
      expect(sha(path)).toBe(before);
    });

test('a folder, a path below a file, a forbidden place, and a missing file to read are refused in one line', () => {
  const root = folder();
  const file = write(join(root, 'file'), 'x');
  expect(fault(() => open(root))).toMatchObject({ code: 'unusable', message: expect.stringContaining('is not a file') });
  expect(fault(() => open(join(file, 'runs.db')))).toMatchObject({ code: 'unusable', message: expect.stringContaining(file) });
  // Where nobody may make a folder, not even root; on a system without it, the same by a drive that is not there.
  const forbidden = process.platform === 'win32' ? '?:\\none\\runs.db' : '/proc/none/runs.db';
  expect(fault(() => open(forbidden))).toMatchObject({ code: 'unusable', message: expect.stringContaining('check the path') });
  const missing = join(root, 'none.db');
  expect(fault(() => open(missing, { readonly: true }))).toMatchObject({
    code: 'notFound',
    message: expect.stringContaining('does not exist'),
  });
  expect(existsSync(missing)).toBe(false);
});

test('a new record is made with its folder, also over an empty file, and leaves nothing else behind', () => {
  const root = folder();
  const path = join(root, 'a', 'b', 'runs.db');
  open(path).close();
  expect(sessions(open(path))).toEqual([]);
  const empty = write(join(root, 'empty.db'), '');
  const db = open(empty);
  expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
  expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(db.pragma('synchronous', { simple: true })).toBe(1);
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
});

test('every table is STRICT: a text where a number belongs is refused', () => {
  const db = open(':memory:');
  const loose = db.prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'");
  expect(loose.all()).toEqual([]);
});

/** In place of the steps that a new record has taken. */
const TAKEN = Array.from({ length: SCHEMA_VERSION }, () => 'not run again');

test('an older record is taken through every step that it lacks, and keeps what it holds', () => {
  const path = record(join(folder(), 'runs.db'));
  const db = open(path);
  const steps = [...TAKEN, 'CREATE TABLE a (x INTEGER) STRICT', 'ALTER TABLE a ADD COLUMN y INTEGER; INSERT INTO a VALUES (1, 2)'];
  migrate(db, steps);
  migrate(db, steps);
  expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION + 2);
  expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: 2 }]);
  expect(sessions(db)).toHaveLength(1);
});

test('a record of before fills were labelled is read without labels, and gets room for them when it is next written to', () => {
  const root = folder();
  const [path, whole] = [join(root, 'old.db'), join(root, 'new.db')];
  const recorder = new Recorder(open(whole), facts('S1'));
  const [told] = fc.sample(anyExecution, { numRuns: 1, seed: 1 });
  recorder.event({ ...told!, tradeThrough: 'none' });
  recorder.flush();
  const old = new Database(path);
  migrate(old, MIGRATIONS.slice(0, 1));
  old.prepare('ATTACH ? AS whole').run(whole);
  for (const table of ['sessions', 'executions']) {
    const columns = old.prepare('SELECT name FROM pragma_table_info(?) WHERE schema = ?').pluck().all(table, 'main').join(', ');
    old.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM whole.${table}`);
  }
  old.close();

  const { tradeThrough: _, ...unlabelled } = told!;
  for (const readonly of [true, false]) expect(session(open(path, { readonly }), 'S1').events).toEqual([unlabelled]);
  expect(open(path, { readonly: true }).pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
});

test('a step that fails leaves the record at the step it had', () => {
  const db = open(join(folder(), 'runs.db'));
  expect(() => migrate(db, [...TAKEN, 'CREATE TABLE a (x INTEGER) STRICT', 'no SQL'])).toThrow('syntax error');
  expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
  expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'a'").pluck().get()).toBe(0);
});

test('two writers and a reader share one record', () => {
  const path = join(folder(), 'sub', 'runs.db');
  const [a, b, reader] = [open(path), open(path), open(path, { readonly: true })];
  const [one, two] = [new Recorder(a, facts('S1')), new Recorder(b, facts('S2'))];
  one.event(notice(1));
  two.event(notice(2));
  one.flush();
  two.flush();
  expect(sessions(reader).map(({ sessionID, state }) => [sessionID, state])).toEqual([
    ['S2', 'running'],
    ['S1', 'running'],
  ]);
});

test('a writer that finds the record locked too long says busy and loses nothing', () => {
  const path = join(folder(), 'runs.db');
  const [a, b] = [open(path), open(path)];
  b.pragma('busy_timeout = 10');
  const recorder = new Recorder(b, facts('S1'));
  recorder.event(notice(1));
  a.exec('BEGIN IMMEDIATE');
  expect(fault(() => recorder.flush())).toMatchObject({ code: 'busy', message: expect.stringContaining(path) });
  expect(recorder.dirty).toBe(true);
  a.exec('ROLLBACK');
  recorder.flush();
  expect(sessions(a)).toHaveLength(1);
  expect(a.prepare('SELECT count(*) FROM events').pluck().get()).toBe(1);
});
