import { join } from 'node:path';
import { expect, test } from 'vitest';
import { open } from '../../electron/store/open.ts';
import { policies } from '../../electron/store/policies.ts';
import { commands, session } from '../../electron/store/queries.ts';
import { Recorder } from '../../electron/store/recorder.ts';
import type { StopPolicy } from '../../shared/events.ts';
import type { PolicySource } from '../../shared/policy.ts';
import { CONFIG, facts } from './fixtures.ts';
import { folder } from './folder.ts';

const POLICY: PolicySource = {
  strategy: 'user:mine',
  version: '1.1',
  file: 'mine.js',
  source: 'export default () => "{\n";',
  sha256: 'a'.repeat(64),
};
const RELOADED: PolicySource = { ...POLICY, strategy: 'user:mine@1a2b3c4d', version: '2' };
const STOP: StopPolicy = {
  type: 'StopPolicy',
  at: CONFIG.openAt,
  strategy: 'user:mine@1a2b3c4d',
  question: 17,
  text: 'did not answer within 100 ms',
};

function record(path = ':memory:') {
  const db = open(path);
  const recorder = new Recorder(db, facts('S1'));
  recorder.policy(POLICY);
  recorder.policy(RELOADED);
  recorder.command(STOP);
  recorder.close({ to: CONFIG.closeAt, digest: 'd', eventCount: 0, scores: [] });
  new Recorder(db, facts('S2')).close({ to: CONFIG.closeAt, digest: 'd', eventCount: 0, scores: [] });
  return db;
}

test('policies come back whole, and where one was stopped', () => {
  const db = record();
  expect(policies(db, 'S1')).toEqual([POLICY, RELOADED]);
  expect(session(db, 'S1').policies).toEqual([POLICY, RELOADED]);
  expect(commands(db, 'S1')).toEqual([STOP]);
  expect(policies(db, 'S2')).toEqual([]);
  expect(session(db, 'S2')).not.toHaveProperty('policies');
  expect(() => policies(db, 'S3')).toThrow('has no session S3');
});

test('what no program can have written is damage, by its row', () => {
  const db = record();
  db.prepare("UPDATE policies SET strategy = 'smart' WHERE strategy = 'user:mine'").run();
  expect(() => policies(db, 'S1')).toThrow(/policies row smart: strategy is no name of a policy/);
  db.prepare(`UPDATE commands SET command = replace(command, '"question":17', '"question":0')`).run();
  expect(() => commands(db, 'S1')).toThrow(/commands row 1: command\.question/);
});

test('a record of before there were policies has none', () => {
  const path = join(folder(), 'runs.db');
  const db = record(path);
  db.exec('DROP TABLE policies');
  db.close();
  const old = open(path, { readonly: true });
  expect(policies(old, 'S1')).toEqual([]);
  old.close();
});
