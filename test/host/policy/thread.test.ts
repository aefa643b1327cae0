import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { PolicyQuestion } from '../../../electron/engine/route/user-policy.ts';
import { loadPolicy } from '../../../electron/host/policy/load.ts';
import { Policies } from '../../../electron/host/policy/policies.ts';
import { PolicyThread } from '../../../electron/host/policy/thread.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairway-policies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, source: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

function policyText(body: string, { name = 'mine', version = 1 } = {}): string {
  return `export const name = '${name}'; export const version = ${version};\nexport default (request) => { ${body} };`;
}

/** Loops inside one call of the language's own, where no step is counted. */
const BEYOND_STEPS = 'Array.prototype.indexOf.call({ length: 2 ** 50 }, 1);';

describe('a thread', () => {
  const started = (body: string) => {
    const thread = new PolicyThread(policyText(body), 'mine.js');
    onTestFinished(() => thread.stop());
    expect(thread.start()).toEqual({ head: { name: 'mine', version: 1 } });
    return thread;
  };

  test('answers one question after the other', () => {
    const thread = started('return request.n + 1;');
    for (let n = 0; n < 100; n++) expect(thread.ask(JSON.stringify({ n }), 5_000)).toEqual({ answer: String(n + 1) });
  });

  test('that does not answer in time is ended, and is there again when it is asked again', () => {
    const thread = started(`if (request.slow) ${BEYOND_STEPS} return 1;`);
    expect(thread.ask('{"slow":true}', 60)).toEqual({
      fault: { reason: 'slow', text: 'did not answer within 60 ms of processor time' },
    });
    expect(thread.ask('{}', 5_000)).toEqual({ answer: '1' });
  });

  test('that a busy machine keeps waiting is waited for, though not for ever', () => {
    const thread = started('if (request.turns) Array.prototype.indexOf.call({ length: request.turns }, 1); return 1;');
    const asked = (turns: number, limitMs: number) => thread.ask(JSON.stringify({ turns }), limitMs);
    // As if the clock alone went on: the thread has had none of its time.
    const starved = vi.spyOn(process, 'cpuUsage').mockReturnValue({ user: 0, system: 0 });
    onTestFinished(() => starved.mockRestore());
    const before = performance.now();
    expect(asked(2 ** 22, 40)).toEqual({ answer: '1' });
    expect(performance.now() - before).toBeGreaterThan(40);
    expect(asked(2 ** 50, 2)).toMatchObject({ fault: { reason: 'slow' } });
  });

  test('has stack enough for the interpreter to find its own limit first', () => {
    const thread = started(
      `if (request.calls) { const f = () => f(); f(); }
       if (request.nested) { let text = 'x'; for (let i = 0; i < 20000; i++) text = '(' + text; eval(text); }
       if (request.flat) { let a = []; for (let i = 0; i < 20000; i++) a = [a]; a.flat(Infinity); }
       if (request.parse) JSON.parse('['.repeat(100000));
       return 1;`,
    );
    const deep = { fault: { reason: 'stack', text: 'called itself too deep' } };
    expect(thread.ask('{"calls":1}', 5_000)).toEqual(deep);
    expect(thread.ask('{"flat":1}', 5_000)).toEqual(deep);
    for (const way of ['nested', 'parse'])
      expect(thread.ask(`{"${way}":1}`, 5_000)).toEqual({
        fault: { reason: 'threw', text: expect.stringMatching(/^SyntaxError: stack overflow/) },
      });
    expect(thread.ask('{}', 5_000)).toEqual({ answer: '1' });
  });

  test('whose file cannot be loaded says why', () => {
    const thread = new PolicyThread('export default 1;', 'mine.js');
    expect(thread.start()).toMatchObject({ fault: { field: 'default' } });
    expect(thread.ask('{}', 5_000)).toMatchObject({ fault: { field: 'default' } });
  });
});

describe('a file', () => {
  test('is known by its name, its text and its hash', () => {
    const source = policyText('return {};', { version: 3 });
    const loaded = loadPolicy(fileOf('good policy.js', source));
    loaded.thread.stop();
    expect(loaded.policy).toEqual({
      strategy: 'user:mine',
      version: '3',
      file: 'good policy.js',
      source,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test.each([
    ['absent.js', undefined, 'there is no such file'],
    ['latin1.js', Uint8Array.of(0x2f, 0x2f, 0xe9), 'is not UTF-8 text'],
    ['long.js', `//${'x'.repeat(300_000)}`, 'is 300002 bytes long, at most 262144 are read'],
    ['nothing.js', '', 'default: must be a function: export default function route(request)'],
    ['nameless.js', 'export const version = 1; export default () => 1;', 'name: is missing: export const name = ...'],
    ['versionless.js', "export const name = 'a'; export default () => 1;", 'version: is missing: export const version = ...'],
    [
      'number.js',
      'export const name = 7; export const version = 1; export default () => 1;',
      'name: must be a letter and up to 31',
    ],
    ['at.js', policyText('return 1;', { name: 'mine@1' }), 'name: must be a letter and up to 31 letters, digits, _ or -'],
    ['broken.js', 'export default (', 'SyntaxError: unexpected token'],
    ['commonjs.js', 'module.exports = () => 1;', "ReferenceError: 'module' is not defined at commonjs.js:1"],
    ['node.js', "import fs from 'node:fs';", "ReferenceError: could not load module 'node:fs'"],
  ])('that cannot be used is refused: %s', (name, source, why) => {
    const path = source === undefined ? join(folder, name) : fileOf(name, source);
    expect(() => loadPolicy(path)).toThrow(`${path}: ${why}`);
  });
});

describe('policies at hand', () => {
  const question = { seed: 1 } as PolicyQuestion;
  const answerOf = (policies: Policies, strategy: `user:${string}`) => policies.asked.get(strategy)?.(question);

  test('are asked by the name in their file; the same name twice is refused', () => {
    const policies = Policies.read([fileOf('a.js', policyText('return 1;', { name: 'a' }))], 5_000);
    onTestFinished(() => policies.close());
    expect(answerOf(policies, 'user:a')).toEqual({ answer: 1 });
    expect(policies.resolve('user:other')).toBe('user:other');
    const twin = fileOf('twin.js', policyText('return 2;', { name: 'a' }));
    expect(() => policies.load(twin)).toThrow(`${twin}: name: "a" is that of ${join(folder, 'a.js')} already`);
    expect(policies.current.map(({ strategy }) => strategy)).toEqual(['user:a']);
  });

  test('a changed file is one more version, and new orders get it; a broken one changes nothing', () => {
    const path = fileOf('b.js', policyText('return 1;', { name: 'b' }));
    const policies = Policies.read([path], 5_000);
    onTestFinished(() => policies.close());
    fileOf('b.js', policyText('return 2;', { name: 'b', version: 2 }));
    const { strategy, sha256 } = policies.load(path);
    expect(strategy).toBe(`user:b@${sha256.slice(0, 8)}`);
    expect(policies.resolve('user:b')).toBe(strategy);
    expect(policies.current.map((one) => one.strategy)).toEqual([strategy]);
    expect(answerOf(policies, 'user:b')).toEqual({ answer: 1 });
    expect(answerOf(policies, strategy)).toEqual({ answer: 2 });
    fileOf('b.js', 'export default (');
    expect(() => policies.load(path)).toThrow('SyntaxError');
    expect(policies.resolve('user:b')).toBe(strategy);
    fileOf('b.js', policyText('return 1;', { name: 'b' }));
    expect(policies.load(path).strategy).toBe('user:b');
    expect(policies.resolve('user:b')).toBe('user:b');
  });

  test('of a record are run again by their text, if it is the one that was recorded', () => {
    const policies = Policies.read([fileOf('c.js', policyText('return [1, request.chance()];', { name: 'c' }))], 5_000);
    onTestFinished(() => policies.close());
    const source = policies.source('user:c')!;
    const again = Policies.again([source], 5_000);
    onTestFinished(() => again.close());
    expect(answerOf(again, 'user:c')).toEqual(answerOf(policies, 'user:c'));
    expect(() => Policies.again([{ ...source, source: `${source.source} ` }], 5_000)).toThrow(
      'c.js: source: is not the text that user:c was',
    );
  });
});
