import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readArguments } from '../../electron/command-line/arguments.ts';
import { Output } from '../../electron/command-line/output.ts';
import { run, spec } from '../../electron/command-line/verify.ts';
import { exitCode } from '../../electron/host/exit-code.ts';
import { runHeadless } from '../../electron/host/headless.ts';
import { parseOrders } from '../../electron/host/orders-file.ts';
import { firstDifference } from '../../electron/host/record-check.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { Session } from '../../electron/host/session.ts';
import { open } from '../../electron/store/open.ts';
import { session } from '../../electron/store/queries.ts';
import { type Store, StoreError } from '../../electron/store/store-error.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairway-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

const config = loadScenario('textbook');
const commands = parseOrders(
  [
    { at: '09:30:01', clOrdID: 'a', symbol: 'ACME', side: 'buy', orderQty: 3000, ordType: 'market', strategy: 'price_time' },
    { at: '09:30:02', clOrdID: 'b', symbol: 'ACME', side: 'sell', orderQty: 400, ordType: 'limit', price: 104 },
    { at: '09:30:02.5', type: 'SetOrderProtection', on: false },
    { at: '09:30:03', clOrdID: 'c', symbol: 'ACME', side: 'buy', orderQty: 500000, ordType: 'market' },
    { at: '09:30:03', type: 'OrderCancelRequest', clOrdID: 'd', origClOrdID: 'nobody' },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n'),
  'orders',
  config,
);
const CLOSED = join(folder, 'closed.db');
const until = (config.openAt + 6 * SECOND) as Nanos;
const { sessionID, digest } = record();

function record() {
  const store = open(CLOSED);
  const result = runHeadless({ config, store, commands, until });
  store.close();
  return result;
}

let copies = 0;
/** A copy of a record, changed by hand; with no lock beside it, as a killed program leaves one. */
function changed(from: string, change: string | ((db: Store) => void)): string {
  const file = join(folder, `copy-${++copies}.db`);
  copyFileSync(from, file);
  const db = open(file);
  if (typeof change === 'string') expect(db.prepare(change).run().changes).toBeGreaterThan(0);
  else change(db);
  db.close();
  return file;
}

async function verify(file: string, id = sessionID, ...flags: string[]) {
  const said: string[] = [];
  const out = new (class extends Output {
    override raw(text: string): void {
      said.push(text);
    }
  })();
  await run(readArguments(spec, ['--db', file, id, ...flags]), out);
  return { code: out.exitCode, text: said.join('') };
}

async function verdict(file: string, id = sessionID) {
  const { code, text } = await verify(file, id, '--json');
  return { code, ...JSON.parse(text) };
}

test('a record that nobody touched agrees, digest and rows; it holds every kind of row', async () => {
  const { events } = session(open(CLOSED, { readonly: true }), sessionID);
  const kinds = new Set(events.map(({ type }) => type));
  expect([...kinds].sort()).toEqual(['ExecutionReport', 'Markout', 'Notice', 'OrderCancelReject', 'RoutingDecision']);
  const found = await verdict(CLOSED);
  expect(found).toMatchObject({ code: 0, state: 'closed', agrees: true, digestAgrees: true, recordAgrees: true });
  expect(found).toMatchObject({ recorded: digest, rerun: digest, events: events.length, commands: 5 });
  expect(found).not.toHaveProperty('difference');
  expect((await verify(CLOSED)).text).toBe(`agrees: recorded ${digest}, ${events.length} events\n`);
});

const FILL = "(SELECT seq FROM executions WHERE execType = 'F' LIMIT 1)";
const ONE_DECISION = '(SELECT seq FROM decisions LIMIT 1)';

/** What is done to the record, and the first difference that must be named. The digest still agrees: only rows were changed. */
const TAMPERED: readonly (readonly [string, RegExp, string | undefined])[] = [
  [`UPDATE executions SET lastPx = lastPx + 100 WHERE seq = ${FILL}`, /^executions row \d+ \(E-\d+\)$/, 'lastPx'],
  ['UPDATE executions SET fee = 0 WHERE fee <> 0', /^executions row/, 'fee'],
  ["UPDATE executions SET text = 'so' WHERE text IS NULL", /^executions row/, 'text'],
  [`UPDATE executions SET leavesQty = leavesQty + 1 WHERE seq = ${FILL}`, /^executions row/, 'leavesQty'],
  [`UPDATE executions SET tradeThrough = 'violation' WHERE seq = ${FILL}`, /^executions row/, 'tradeThrough'],
  [`DELETE FROM executions WHERE seq = ${FILL}`, /^executions row/, undefined],
  ["DELETE FROM executions WHERE clOrdID = 'c'", /^executions row/, undefined],
  [`DELETE FROM decisions WHERE seq = ${ONE_DECISION}`, /^decisions row/, undefined],
  ["UPDATE decisions SET decision = json_set(decision, '$.candidates[1].px', 1)", /^decisions row/, 'candidates.1.px'],
  ["UPDATE decisions SET decision = json_set(decision, '$.added', 1)", /^decisions row/, 'added'],
  ["UPDATE decisions SET winner = 'NOBODY'", /^decisions row/, 'winner'],
  ['UPDATE markouts SET midPx = midPx + 1', /^markouts row/, 'midPx'],
  ['DELETE FROM markouts', /^markouts row/, undefined],
  ["UPDATE events SET event = json_set(event, '$.text', 'so') WHERE type = 'OrderCancelReject'", /\(OrderCancelReject\)$/, 'text'],
  ["UPDATE events SET at = at + 1 WHERE type = 'Notice'", /^events row \d+ \(Notice\)$/, 'at'],
  ['DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)', /^events row/, undefined],
  ['UPDATE events SET seq = seq + 1 WHERE seq = (SELECT max(seq) FROM events)', /^events row/, undefined],
  ['INSERT INTO events SELECT session, seq + 1, at, type, event FROM events ORDER BY seq DESC LIMIT 1', /^events row/, undefined],
  ['UPDATE orders SET cumQty = cumQty + 1', /^orders row/, 'cumQty'],
  ["UPDATE orders SET text = 'so' WHERE text IS NULL", /^orders row/, 'text'],
  ['UPDATE orders SET createdAt = createdAt - 1', /^orders row/, 'createdAt'],
  ['DELETE FROM orders WHERE parentID IS NOT NULL', /^orders row/, undefined],
  ['UPDATE sessions SET seed = seed + 1', /^sessions row/, 'seed'],
  ["UPDATE sessions SET name = 'so'", /^sessions row/, 'name'],
  ["UPDATE sessions SET market = 'tape'", /^sessions row/, 'market'],
  ['UPDATE sessions SET fills = fills + 1', /^sessions row/, 'fills'],
  ['UPDATE sessions SET eventCount = eventCount - 1', /^sessions row/, 'eventCount'],
  ["UPDATE sessions SET info = json_set(info, '$.collarBps', 1)", /^sessions row/, 'info.collarBps'],
  ["UPDATE sessions SET state = 'cut off'", /^sessions row/, 'state'],
  ['UPDATE venueStatistics SET fees = fees + 1', /^venueStatistics row/, 'fees'],
  ['DELETE FROM nbboSamples', /^nbboSamples of/, undefined],
];

test.each(TAMPERED)('%s: the difference is named, exit code 1', async (sql, what, field) => {
  const file = changed(CLOSED, sql);
  const found = await verdict(file);
  expect(found).toMatchObject({ code: 1, agrees: false, digestAgrees: true, recordAgrees: false });
  expect(found.difference.what).toMatch(what);
  expect(found.difference.field).toBe(field);
  expect(found.difference.recorded).not.toEqual(found.difference.expected);
  const { code, text } = await verify(file);
  expect(code).toBe(1);
  expect(text).toMatch(/^differs: .*record/);
  expect(text).toContain(found.difference.what);
});

test('words of a difference: what the record says, what the re-run says', async () => {
  const priced = changed(CLOSED, `UPDATE executions SET lastPx = 7 WHERE seq = ${FILL}`);
  expect((await verify(priced)).text).toMatch(/: lastPx is 7 in the record, \d+ in the re-run\n/);
  const lost = changed(CLOSED, 'DELETE FROM markouts');
  expect((await verify(lost)).text).toMatch(/^differs: markouts row \d+ \(E-\d+\) is not in the record\n/);
});

test('a changed digest, configuration or command: the digests differ, exit code 1', async () => {
  const other = 'f'.repeat(64);
  expect(await verdict(changed(CLOSED, `UPDATE sessions SET digest = '${other}'`))).toMatchObject({
    code: 1,
    agrees: false,
    digestAgrees: false,
    recordAgrees: true,
    difference: { what: `sessions row ${sessionID}`, field: 'digest', expected: digest, recorded: other },
  });
  const reseeded = await verdict(changed(CLOSED, `UPDATE sessions SET config = json_set(config, '$.seed', ${config.seed + 1})`));
  expect(reseeded).toMatchObject({ code: 1, digestAgrees: false, recordAgrees: false });
  expect(reseeded.difference).toMatchObject({ field: 'seed', expected: config.seed + 1, recorded: config.seed });
  const resized = await verdict(
    changed(CLOSED, "UPDATE commands SET command = json_set(command, '$.orderQty', 2900) WHERE seq = 1"),
  );
  expect(resized).toMatchObject({ code: 1, digestAgrees: false, recordAgrees: false });
  expect(resized.difference).toMatchObject({ field: 'orderQty', expected: 2900, recorded: 3000 });
});

test('a closed session without its digest is a difference', async () => {
  const found = await verdict(changed(CLOSED, 'UPDATE sessions SET digest = NULL'));
  expect(found).toMatchObject({ code: 1, agrees: false, digestAgrees: false, difference: { field: 'digest', recorded: null } });
});

describe('a session that was cut off', () => {
  const running = join(folder, 'running.db');
  const store = open(running);
  const cut = new Session(store, { config });
  const id = cut.info.sessionID;
  for (const command of commands.slice(0, 3)) cut.submit(command);
  cut.commit();
  cut.engine.advanceTo((config.openAt + 3.2 * SECOND) as Nanos);
  cut.commit();
  store.pragma('wal_checkpoint(TRUNCATE)');
  const killed = changed(running, () => undefined);
  afterAll(() => {
    cut.close();
    store.close();
  });

  test('is refused while it still runs', async () => {
    await expect(verify(running, id)).rejects.toThrow(`${id}: is still running: end the session, then verify it`);
  });

  test('is compared as far as its record goes', async () => {
    const found = await verdict(killed, id);
    const count = session(open(killed, { readonly: true }), id).events.length;
    expect(count).toBeGreaterThan(10);
    expect(found).toMatchObject({ code: 0, state: 'cut off', agrees: true, recordAgrees: true, events: count });
    for (const field of ['digestAgrees', 'recorded', 'rerun', 'difference']) expect(found).not.toHaveProperty(field);
    expect((await verify(killed, id)).text).toBe(`cut off: ${count} events agree up to ${found.upTo}\n`);
  });

  test.each([
    [`UPDATE executions SET lastPx = lastPx + 100 WHERE seq = ${FILL}`, 'lastPx'],
    ['UPDATE orders SET cumFee = cumFee + 1', 'cumFee'],
    ['DELETE FROM executions WHERE seq = (SELECT max(seq) FROM executions)', undefined],
    ['UPDATE sessions SET eventCount = eventCount + 1', 'eventCount'],
  ])('%s: exit code 1', async (sql, field) => {
    const file = changed(killed, sql);
    const found = await verdict(file, id);
    expect(found).toMatchObject({ code: 1, state: 'cut off', agrees: false, recordAgrees: false });
    if (field) expect(found.difference.field).toBe(field);
    expect((await verify(file, id)).text).toContain('cut off, no digest');
  });
});

/** A malformed row, and what the one line must name. */
const MALFORMED: readonly (readonly [string, RegExp])[] = [
  ["UPDATE commands SET command = '{}' WHERE seq = 1", /commands row 1: command\.type: /],
  ["UPDATE commands SET command = 'null' WHERE seq = 2", /commands row 2: command: /],
  ["UPDATE commands SET command = '{' WHERE seq = 1", /commands row 1: command is not JSON/],
  ["UPDATE commands SET command = json_set(command, '$.strategy', 'luck') WHERE seq = 1", /commands row 1: command\.strategy: /],
  ['UPDATE commands SET at = at + 1 WHERE seq = 1', /commands row 1: at is \d+, in the command \d+/],
  ['DELETE FROM commands WHERE seq = 2', /commands row 3: row 2 is missing/],
  ["UPDATE commands SET at = 1, command = json_set(command, '$.at', 1) WHERE seq = 2", /commands row 2: at is 1, before \d+/],
  ["UPDATE sessions SET config = '{'", /sessions row \S+: config is not JSON/],
  ["UPDATE sessions SET config = '{}'", /sessions row \S+: config\.\w+: /],
  ["UPDATE sessions SET config = '[]'", /sessions row \S+: config: /],
  ["UPDATE sessions SET info = '{'", /sessions row \S+: info is not JSON/],
  ["UPDATE sessions SET info = '{}'", /sessions row \S+: info\.sessionID: /],
  [`UPDATE decisions SET decision = '{' WHERE seq = ${ONE_DECISION}`, /decisions row \d+: decision is not JSON/],
  [`UPDATE decisions SET decision = '{}' WHERE seq = ${ONE_DECISION}`, /decisions row \d+: decision\.type: /],
  ["UPDATE events SET event = 'x'", /events row \d+: event is not JSON/],
  ["UPDATE events SET event = '{}'", /events row \d+: event\.type: /],
  [`UPDATE executions SET side = 'sideways' WHERE seq = ${FILL}`, /executions row \d+: side is "sideways"/],
  [`UPDATE executions SET tradeThrough = 'exempt' WHERE seq = ${FILL}`, /executions row \d+: tradeThrough is "exempt"/],
  [`UPDATE executions SET lastPx = -5 WHERE seq = ${FILL}`, /executions row \d+: lastPx is -5/],
  [`UPDATE executions SET cumQty = -1 WHERE seq = ${FILL}`, /executions row \d+: cumQty is -1/],
  [`UPDATE executions SET orderQty = -1 WHERE seq = ${FILL}`, /executions row \d+: orderQty is -1/],
  [`UPDATE executions SET cumNotional = ${2n ** 60n} WHERE seq = ${FILL}`, /executions row \d+: cumNotional is \d+/],
  [`UPDATE executions SET ordStatus = 'Q' WHERE seq = ${FILL}`, /executions row \d+: ordStatus is "Q"/],
  ['UPDATE executions SET iso = 7 WHERE iso IS NOT NULL', /executions row \d+: iso is 7/],
  ['UPDATE markouts SET tau = -1', /markouts row \d+: tau is -1/],
  ['UPDATE nbboSamples SET samples = zeroblob(5)', /nbboSamples row \S+ \d+: 5 bytes are not \d+ samples/],
];

test.each(MALFORMED)('%s: damage, named, exit code 2', async (sql, names) => {
  const file = changed(CLOSED, sql);
  const error = await verify(file).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ code: 'damaged', message: expect.stringMatching(names) });
  expect(exitCode(error)).toBe(2);
  expect((error as StoreError).message).not.toContain('\n');
});

test('the first difference of two plain values: its path, an undefined field is no field', () => {
  expect(firstDifference({ a: 1, b: [{ c: 2 }] }, { a: 1, b: [{ c: 2 }], d: undefined })).toBeUndefined();
  expect(firstDifference({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 3 }], a: 1 })).toEqual({
    path: ['b', '0', 'c'],
    expected: 2,
    recorded: 3,
  });
  expect(firstDifference({ a: [] }, { a: {} })).toMatchObject({ path: ['a'] });
  expect(firstDifference({}, { a: 1 })).toEqual({ path: ['a'], expected: null, recorded: 1 });
  expect(firstDifference({ a: -0 }, { a: 0 })).toBeUndefined();
});
