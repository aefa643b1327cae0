import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, Digest } from '../../electron/host/digest.ts';
import type { EngineEvent, Notice, Sink } from '../../shared/events.ts';
import type { Nanos } from '../../shared/units.ts';

type Output = (sink: Sink) => void;

const at = fc.nat().map((value) => value as Nanos);
const output: fc.Arbitrary<Output> = fc.oneof(
  fc.tuple(at, fc.nat(9), fc.constantFrom('buy', 'sell'), fc.nat(), fc.nat()).map(
    ([time, venue, side, px, qty]): Output =>
      (sink) =>
        sink.level(time, venue, 0, side, px, qty, time),
  ),
  fc.tuple(at, fc.constantFrom('direct', 'sip'), fc.nat(), fc.nat()).map(
    ([time, path, bid, ask]): Output =>
      (sink) =>
        sink.nbbo(time, path, 0, bid, 100, ask, 200),
  ),
  fc.tuple(at, fc.nat(9), fc.nat()).map(
    ([time, venue, px]): Output =>
      (sink) =>
        sink.trade(time, venue, 0, px, 100, time),
  ),
  fc.tuple(at, fc.string({ unit: 'binary', maxLength: 200 })).map(
    ([time, text]): Output =>
      (sink) =>
        sink.event(notice(time, text)),
  ),
);

const outputs = fc.array(output, { minLength: 1, maxLength: 300, size: 'max' });
/** Enough of them to fill several blocks of 64 KiB. */
const blocks = fc.array(output, { minLength: 2500, maxLength: 4000, size: 'max' });

function notice(time: Nanos, text: string): Notice {
  return { type: 'Notice', at: time, code: 'open', text };
}

function digestOf(calls: readonly Output[], from = new Digest()): Digest {
  for (const call of calls) call(from);
  return from;
}

test('saving, cloning and restoring anywhere on the way leaves the digest as it would have been', () => {
  fc.assert(
    fc.property(blocks, fc.nat(), fc.nat(), (calls, a, b) => {
      const [first, second] = [a % calls.length, b % calls.length].sort((x, y) => x - y) as [number, number];
      const whole = digestOf(calls);
      let digest = digestOf(calls.slice(0, first));
      digest = digestOf(calls.slice(first, second), Digest.restore(structuredClone(digest.save())));
      digest = digestOf(calls.slice(second), Digest.restore(structuredClone(digest.save())));
      expect(digest.value()).toBe(whole.value());
      expect(digest.count).toBe(calls.length);
    }),
    { numRuns: 10 },
  );
});

test('asking for the value, or saving, does not disturb it', () => {
  fc.assert(
    fc.property(outputs, (calls) => {
      const asked = new Digest();
      for (const call of calls) {
        call(asked);
        asked.value();
      }
      asked.save();
      expect(asked.value()).toBe(digestOf(calls).value());
    }),
    { numRuns: 10 },
  );
});

test('leaving out, repeating, adding or swapping any one output changes it', () => {
  const mark: Output = (sink) => sink.event(notice(1 as Nanos, 'mark'));
  const other: Output = (sink) => sink.trade(1 as Nanos, 0, 0, 1, 1, 1 as Nanos);
  fc.assert(
    fc.property(outputs, fc.nat(), (calls, n) => {
      const i = n % calls.length;
      const value = digestOf(calls).value();
      expect(digestOf(calls.toSpliced(i, 1)).value()).not.toBe(value);
      expect(digestOf(calls.toSpliced(i, 0, calls[i] as Output)).value()).not.toBe(value);
      expect(digestOf(calls.toSpliced(i, 0, mark)).value()).not.toBe(value);
      expect(digestOf(calls.toSpliced(i, 0, mark, other)).value()).not.toBe(digestOf(calls.toSpliced(i, 0, other, mark)).value());
    }),
    { numRuns: 20 },
  );
});

test('every argument of every call counts', () => {
  const t = 5 as Nanos;
  const u = 6 as Nanos;
  const calls: Output[] = [
    (sink) => sink.level(t, 1, 2, 'buy', 3, 4, t),
    (sink) => sink.level(u, 1, 2, 'buy', 3, 4, t),
    (sink) => sink.level(t, 9, 2, 'buy', 3, 4, t),
    (sink) => sink.level(t, 1, 9, 'buy', 3, 4, t),
    (sink) => sink.level(t, 1, 2, 'sell', 3, 4, t),
    (sink) => sink.level(t, 1, 2, 'buy', 9, 4, t),
    (sink) => sink.level(t, 1, 2, 'buy', 3, 9, t),
    (sink) => sink.level(t, 1, 2, 'buy', 3, 4, u),
    (sink) => sink.nbbo(t, 'direct', 1, 2, 3, 4, 5),
    (sink) => sink.nbbo(u, 'direct', 1, 2, 3, 4, 5),
    (sink) => sink.nbbo(t, 'sip', 1, 2, 3, 4, 5),
    (sink) => sink.nbbo(t, 'direct', 9, 2, 3, 4, 5),
    (sink) => sink.nbbo(t, 'direct', 1, 9, 3, 4, 5),
    (sink) => sink.nbbo(t, 'direct', 1, 2, 9, 4, 5),
    (sink) => sink.nbbo(t, 'direct', 1, 2, 3, 9, 5),
    (sink) => sink.nbbo(t, 'direct', 1, 2, 3, 4, 9),
    (sink) => sink.trade(t, 1, 2, 3, 4, t),
    (sink) => sink.trade(u, 1, 2, 3, 4, t),
    (sink) => sink.trade(t, 9, 2, 3, 4, t),
    (sink) => sink.trade(t, 1, 9, 3, 4, t),
    (sink) => sink.trade(t, 1, 2, 9, 4, t),
    (sink) => sink.trade(t, 1, 2, 3, 9, t),
    (sink) => sink.trade(t, 1, 2, 3, 4, u),
    (sink) => sink.event(notice(t, 'a')),
    (sink) => sink.event(notice(u, 'a')),
    (sink) => sink.event(notice(t, 'b')),
  ];
  const values = new Set([new Digest().value(), ...calls.map((call) => digestOf([call]).value())]);
  expect(values.size).toBe(calls.length + 1);
});

test('the order in which an event was built, and fields that are undefined, do not count', () => {
  const a: EngineEvent = { type: 'Markout', at: 1 as Nanos, execID: 'E1', tau: 2 as Nanos };
  const b: EngineEvent = { midPx: undefined, tau: 2 as Nanos, execID: 'E1', at: 1 as Nanos, type: 'Markout' };
  const of = (event: EngineEvent) => digestOf([(sink) => sink.event(event)]).value();
  expect(of(a)).toBe(of(b));
  expect(canonicalJson(b)).toBe('{"at":1,"execID":"E1","tau":2,"type":"Markout"}');
});

test('the bytes are the ones that the contract states', () => {
  const bytes = Buffer.alloc(32 + 128 + 8);
  for (const [i, value] of [2, 10, 1, 0, 1, 500_100, 300, 9].entries()) bytes.writeDoubleLE(value, 32 + i * 8);
  const json = '{"at":1,"code":"open","text":"","type":"Notice"}';
  bytes.writeDoubleLE(1, 32 + 64);
  bytes.writeDoubleLE(json.length, 32 + 72);
  bytes.write(json, 32 + 80);
  bytes.writeDoubleLE(2, 32 + 128);
  const digest = digestOf([
    (sink) => sink.level(10 as Nanos, 1, 0, 'sell', 500_100, 300, 9 as Nanos),
    (sink) => sink.event(notice(1 as Nanos, '')),
  ]);
  expect(json).toHaveLength(48);
  expect(digest.value()).toBe(createHash('sha256').update(bytes).digest('hex'));
});

test('a number that JSON cannot hold is a bug and says so', () => {
  const broken: EngineEvent = { type: 'Markout', at: Number.NaN as Nanos, execID: 'E1', tau: 2 as Nanos };
  expect(() => new Digest().event(broken)).toThrow('finite numbers: "NaN"');
});
