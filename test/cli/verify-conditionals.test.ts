import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readArguments } from '../../electron/command-line/arguments.ts';
import { Output } from '../../electron/command-line/output.ts';
import { run, spec } from '../../electron/command-line/verify.ts';
import { runHeadless } from '../../electron/host/headless.ts';
import { open } from '../../electron/store/open.ts';
import { session } from '../../electron/store/queries.ts';
import type { ExecutionReport } from '../../shared/events.ts';
import { type Nanos, qty, SECOND } from '../../shared/units.ts';
import { agents } from '../support/agents.ts';
import { order } from '../support/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairway-conditionals-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a record keeps conditional orders with their legs, and is the same when it is run again', async () => {
  const base = agents();
  const full = { conditionalShare: 0.3, rate: 100, life: SECOND, empty: 0, exponent: 0.6 };
  const config = { ...base, venues: base.venues.map((spec) => (spec.pool ? { ...spec, pool: { ...spec.pool, ...full } } : spec)) };
  const at = config.openAt + SECOND;
  const terms = { symbol: config.symbols[0]!.symbol, strategy: 'net_max', timeInForce: 'day', orderQty: qty(1500) } as const;
  const commands = [order(at, terms), order(at + SECOND / 2, { ...terms, side: 'sell' })];
  const file = join(folder, 'record.db');
  const store = open(file);
  const { sessionID } = runHeadless({ config, store, commands, until: (at + 2 * SECOND) as Nanos });
  store.close();

  const { events } = session(open(file, { readonly: true }), sessionID);
  const reports = events.filter((event): event is ExecutionReport => event.type === 'ExecutionReport');
  const asked = reports.filter(({ action }) => action === 'conditional');
  expect(new Set(asked.map(({ exDestination }) => exDestination)).size).toBe(4);
  const firmedUp = events.flatMap((event) =>
    event.type === 'RoutingDecision' ? event.legs.flatMap(({ invitation }) => invitation ?? []) : [],
  );
  expect(firmedUp.length).toBeGreaterThan(0);
  for (const orderID of firmedUp) expect(asked.map((report) => report.orderID)).toContain(orderID);

  const said: string[] = [];
  const out = new (class extends Output {
    override raw(text: string): void {
      said.push(text);
    }
  })();
  await run(readArguments(spec, ['--db', file, sessionID, '--json']), out);
  expect(JSON.parse(said.join(''))).toMatchObject({ agrees: true, digestAgrees: true, recordAgrees: true });
});
