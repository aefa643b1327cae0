import { describe, expect, test } from 'vitest';
import { type Answered, Sandbox } from '../../../electron/host/policy/sandbox.ts';

const HEAD = "export const name = 'mine'; export const version = 1;\n";

/** A policy whose `route` has this body, loaded. */
async function loaded(body: string, top = ''): Promise<Sandbox> {
  const opened = await Sandbox.open(`${HEAD}${top}\nexport default function route(request) {\n${body}\n}`, 'mine.js');
  if (opened.fault) throw new Error(opened.fault.text);
  return opened.sandbox;
}

async function decided(body: string, question: object = {}, top = ''): Promise<Answered> {
  return (await loaded(body, top)).decide(JSON.stringify({ seed: 7, ...question }));
}

async function refused(source: string) {
  const opened = await Sandbox.open(source, 'mine.js');
  return opened.fault;
}

describe('loading', () => {
  test('a file that is no module, or not one that is whole at once, is refused with its place', async () => {
    expect(await refused('export default (')).toEqual({
      reason: 'threw',
      text: "SyntaxError: unexpected token in expression: '' at mine.js:1:17",
    });
    expect(await refused('\nnull.x;\nexport default () => 1;')).toMatchObject({
      reason: 'threw',
      text: expect.stringMatching(/^TypeError: .* at mine\.js:2:\d+$/),
    });
    expect(await refused('await 1; export default () => 1;')).toMatchObject({ text: expect.stringContaining('awaits') });
    expect(await refused('for (;;);')).toEqual({ reason: 'budget', text: 'took more than ten million steps to load' });
    expect(await refused('const a = []; for (;;) a.push([1]);')).toEqual({ reason: 'memory', text: 'ran out of memory' });
    expect(await refused('throw { get message() { for (;;); } };')).toMatchObject({ reason: 'threw' });
  });

  test('a file without a function to call is refused', async () => {
    const fault = { reason: 'answer', field: 'default', text: 'must be a function: export default function route(request)' };
    expect(await refused('')).toEqual(fault);
    expect(await refused('export default { route() {} };')).toEqual(fault);
    expect(await refused('export function route() {}')).toEqual(fault);
  });

  test('its name and version are read as they stand, and nothing else of it', async () => {
    const open = async (source: string) => {
      const opened = await Sandbox.open(source, 'mine.js');
      return opened.fault ?? opened.head;
    };
    expect(await open(`${HEAD}export default () => 1;`)).toEqual({ name: 'mine', version: 1 });
    expect(await open('export const name = { toString: () => "x" }; export default () => 1;')).toEqual({});
  });
});

describe('a decision', () => {
  test('is told of a request as plain data, and its answer comes back as JSON', async () => {
    expect(await decided('return { levels: request.levels.map(({ id }) => id) };', { levels: [{ id: 'A' }, { id: 'B' }] })).toEqual(
      {
        answer: '{"levels":["A","B"]}',
      },
    );
  });

  test('what JSON cannot say is said in words', async () => {
    expect(await decided('return { a: 0 / 0, b: -1 / 0, c: 1n, d: () => 1, e: [undefined] };')).toEqual({
      answer: '{"a":"NaN","b":"-Infinity","c":"a bigint","d":"a function","e":[null]}',
    });
    expect(await decided('')).toEqual({ answer: '"undefined"' });
    expect(await decided('return Promise.resolve({});')).toEqual({ answer: '"a promise"' });
    expect(await decided('const loop = {}; loop.loop = loop; return loop;')).toMatchObject({ fault: { reason: 'threw' } });
    expect(await decided("return 'x'.repeat(2e6);")).toEqual({
      fault: { reason: 'answer', field: 'answer', text: 'is 2000002 characters long, at most 1000000 are read' },
    });
  });

  test('draws chance from the seed alone', async () => {
    const body = 'return [request.chance(), request.chance(), request.chance()];';
    const [a, b, other] = await Promise.all([decided(body), decided(body), decided(body, { seed: 8 })]);
    expect(a).toEqual(b);
    expect(a).not.toEqual(other);
    for (const drawn of JSON.parse(a.answer!) as number[]) {
      expect(drawn).toBeGreaterThanOrEqual(0);
      expect(drawn).toBeLessThan(1);
    }
  });

  test('leaves nothing behind for the next, whatever it did', async () => {
    const policy = await loaded(
      `if (request.wild) {
         n += 10;
         globalThis.left = 1;
         Object.prototype.seed = 99;
         Array.prototype.map = () => ['polluted'];
         JSON.stringify = () => '{}';
         request.levels.push(4);
         throw new Error('done');
       }
       n += 1;
       return { n, left: typeof left, polluted: ({}).seed, levels: request.levels.map((x) => x) };`,
      'let n = 0;',
    );
    const calm = JSON.stringify({ levels: [1, 2] });
    const first = policy.decide(calm);
    expect(first).toEqual({ answer: '{"n":1,"left":"undefined","levels":[1,2]}' });
    expect(policy.decide(JSON.stringify({ wild: true, levels: [1] }))).toEqual({
      fault: { reason: 'threw', text: expect.stringMatching(/^Error: done at mine\.js:11:\d+$/) },
    });
    expect(policy.decide(calm)).toEqual(first);
  });
});

describe('there is no way out', () => {
  const OUTSIDE =
    'require process fetch XMLHttpRequest WebSocket setTimeout queueMicrotask console performance Date Deno std os WebAssembly ' +
    'SharedArrayBuffer Atomics Worker navigator structuredClone';

  test('nothing of the machine has a name in it', async () => {
    const policy = await loaded(
      "const self = Function('return this')(); return request.names.filter((name) => name in globalThis || name in self);",
    );
    expect(policy.decide(JSON.stringify({ names: OUTSIDE.split(' ') }))).toEqual({ answer: '[]' });
    expect(policy.decide(JSON.stringify({ names: ['Map', 'process'] }))).toEqual({ answer: '["Map"]' });
  });

  test('modules cannot be had, neither when it is loaded nor later', async () => {
    expect(await refused('import fs from "node:fs"; export default () => 1;')).toMatchObject({
      reason: 'threw',
      text: "ReferenceError: could not load module 'node:fs'",
    });
    expect(await refused('export * from "./other.js";')).toMatchObject({ reason: 'threw' });
    // Never more than a promise, and nobody lets a promise go on.
    expect(await decided('import("node:fs").then((fs) => { globalThis.fs = fs; }); return typeof globalThis.fs;')).toEqual({
      answer: '"undefined"',
    });
  });

  test('a constructor of a constructor is the sandbox’s own', async () => {
    expect(
      await decided(`const starts = [request, request.chance, Math.random, [], async () => 1, function* () {}];
        return starts.map((start) => typeof start.constructor.constructor('return this.process')());`),
    ).toEqual({ answer: JSON.stringify(Array(6).fill('undefined')) });
    expect(await decided("return request.chance.__proto__.constructor('return this')() === globalThis;")).toEqual({
      answer: 'true',
    });
  });

  test('nor a clock or dice of the machine', async () => {
    expect(await decided('return Math.random();')).toEqual({
      fault: { reason: 'threw', text: expect.stringMatching(/^Error: Math\.random is not repeatable: use request\.chance\(\)/) },
    });
    expect(await decided('return new Date();')).toMatchObject({ fault: { reason: 'threw' } });
  });
});

describe('a policy is stopped', () => {
  test('when it does not end, at the same step each time, whatever it catches', async () => {
    const over = { fault: { reason: 'budget', text: 'took more than half a million steps' } };
    expect(await decided('for (;;);')).toEqual(over);
    expect(await decided('for (;;) { try { for (;;); } catch {} finally { continue; } }')).toEqual(over);
    expect(await decided('return { get levels() { for (;;); } };')).toEqual(over);
    expect(await decided('throw { toString() { for (;;); } };')).toEqual(over);
    const counts = 'let n = 0; for (; n < request.turns; n++); return n;';
    const policy = await loaded(counts);
    const turns = (n: number) => policy.decide(JSON.stringify({ turns: n }));
    let most = 0;
    for (let step = 2 ** 20; step >= 1; step /= 2) if (!turns(most + step).fault) most += step;
    expect(most).toBeGreaterThan(240_000);
    const again = await loaded(counts);
    expect(again.decide(JSON.stringify({ turns: most }))).toEqual({ answer: String(most) });
    expect(again.decide(JSON.stringify({ turns: most + 1 }))).toEqual(over);
    expect(again.decide(JSON.stringify({ turns: most }))).toEqual({ answer: String(most) });
  });

  test('when it wants more memory than there is, at the same place each time', async () => {
    const out = { fault: { reason: 'memory', text: 'ran out of memory' } };
    expect(await decided('const a = []; for (;;) a.push([1, 2, 3]);')).toEqual(out);
    expect(await decided("let s = 'x'; const a = []; for (let i = 0; ; i++) a.push(s.repeat(5000) + i);")).toEqual(out);
    expect(await decided('return new Array(1e8).fill(0).length;')).toEqual(out);
    const policy = await loaded('const a = []; try { for (;;) a.push([1]); } catch { return a.length; }');
    const first = policy.decide('{}');
    expect(Number(first.answer)).toBeGreaterThan(10_000);
    expect(policy.decide('{}')).toEqual(first);
    expect((await loaded('const a = []; try { for (;;) a.push([1]); } catch { return a.length; }')).decide('{}')).toEqual(first);
  });

  test('when it throws, told in one line', async () => {
    expect(await decided("throw new TypeError('a\\nb\\u202e');")).toEqual({
      fault: { reason: 'threw', text: 'TypeError: a b at mine.js:4:20' },
    });
    expect(await decided('throw 42;')).toEqual({ fault: { reason: 'threw', text: 'threw 42' } });
    expect(await decided('throw { toString() { throw 1; } };')).toEqual({
      fault: { reason: 'threw', text: 'threw what cannot be told' },
    });
    expect((await decided("throw new Error('x'.repeat(1e5));")).fault!.text.length).toBeLessThan(210);
  });
});
