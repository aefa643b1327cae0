import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import seedrandom from 'seedrandom';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { open } from '../../electron/store/open.ts';
import { session, sessions } from '../../electron/store/queries.ts';
import type { EngineEvent } from '../../shared/events.ts';
import { DISPATCHES, STRATEGIES } from '../../shared/routing.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { SOCKET_PATH, type Socket, socketChannel } from '../../shared/wire/socket.ts';
import { testClient } from '../support/test-host.ts';

const HOST = fileURLToPath(new URL('../support/serve-host.ts', import.meta.url));
const KILLS = 20;

test(`the browser host, killed with SIGKILL at ${KILLS} random moments under load: every acknowledged order and fill is in the record`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-kill-'));
  const random = seedrandom('kill the host');
  try {
    const db = join(folder, 'desk.db');
    let fills = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const seen = await tradeAndKill(db, 300 + Math.floor(random() * 700));
      const store = open(db);
      const latest = sessions(store)[0]!;
      const events = session(store, latest.sessionID).events;
      store.close();
      expect(latest.state).toBe('cut off');
      const recorded = new Map(events.flatMap((event) => (event.type === 'ExecutionReport' ? [[event.execID, event]] : [])));
      const orders = new Set(events.flatMap((event) => (event.type === 'ExecutionReport' ? [event.orderID] : [])));
      const decisions = new Set(events.flatMap((event) => (event.type === 'RoutingDecision' ? [event.decisionID] : [])));
      expect(seen.orderIDs.filter((id) => !orders.has(id))).toEqual([]);
      for (const event of seen.events) {
        if (event.type === 'ExecutionReport') expect(recorded.get(event.execID)).toEqual(event);
        if (event.type === 'RoutingDecision') expect(decisions.has(event.decisionID)).toBe(true);
        if (event.type === 'ExecutionReport' && event.execType === 'F') fills++;
      }
      expect(seen.orderIDs.length).toBeGreaterThan(0);
    }
    expect(fills).toBeGreaterThan(KILLS);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** All that a client was shown before the host was killed. */
interface Seen {
  readonly orderIDs: string[];
  readonly events: EngineEvent[];
}

async function tradeAndKill(db: string, milliseconds: number): Promise<Seen> {
  const host = spawn(process.execPath, [HOST, '--db', db, '--speed', '10', '--no-open'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(host, 'exit');
  try {
    const address = await printedAddress(host);
    const page = await fetch(address, { redirect: 'manual' });
    const { origin } = new URL(address);
    const headers = { Cookie: page.headers.get('set-cookie')!.split(';')[0]!, Origin: origin };
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${SOCKET_PATH}`, { headers });
    const client = testClient(socketChannel(socket as unknown as Socket));
    const seen: Seen = { orderIDs: [], events: [] };
    client.subscribe('events', (events) => seen.events.push(...events));
    await client.invoke('hello', { protocol: PROTOCOL });
    setTimeout(() => host.kill('SIGKILL'), milliseconds);
    for (let n = 0; host.exitCode === null && host.signalCode === null; n++) {
      const order = client.invoke('order.new', {
        clOrdID: `k-${n}`,
        symbol: 'ACME',
        side: n % 2 === 0 ? 'buy' : 'sell',
        orderQty: 100 + (n % 9) * 200,
        ordType: 'market',
        timeInForce: 'day',
        strategy: STRATEGIES[n % STRATEGIES.length]!,
        dispatch: DISPATCHES[n % DISPATCHES.length]!,
      });
      // The kill leaves the last request without an answer: nothing was acknowledged then.
      const reply = await order.catch(() => undefined);
      if (!reply) break;
      if (reply.orderID !== undefined) seen.orderIDs.push(reply.orderID);
      if (n % 4 === 3) await sleep(5);
    }
    await exited;
    socket.terminate();
    return seen;
  } finally {
    host.kill('SIGKILL');
  }
}

async function printedAddress(host: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of host.stdout!) {
    text += String(chunk);
    const address = /http:\/\/\S+/.exec(text)?.[0];
    if (address) return address;
  }
  throw new Error(`the host ended without an address: ${text}`);
}
