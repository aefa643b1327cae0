import { EventEmitter } from 'node:events';
import type { IpcMain } from 'electron';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { APP_URL, IPC } from '../../electron/desktop/channels.ts';
import { DesktopIpc } from '../../electron/desktop/ipc.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { collect, type TestHost, testClient, testHost, until } from '../support/test-host.ts';
import { FakePage } from './lines.ts';

let staged: TestHost;
let ipcMain: EventEmitter;

beforeEach(() => {
  staged = testHost();
  ipcMain = new EventEmitter();
  new DesktopIpc({ ipcMain: ipcMain as unknown as IpcMain, host: staged.host, isOwn: (url) => url.startsWith(APP_URL) });
});
afterEach(() => staged.host.close());

/** What a page hears of its hello. */
async function heard(page: FakePage, senderFrame: { url: string } | null): Promise<unknown[]> {
  const messages: unknown[] = [];
  page.channel.onMessage((message) => messages.push(message));
  const hello = JSON.stringify({ id: 1, name: 'hello', params: { protocol: PROTOCOL } });
  ipcMain.emit(IPC.open, { sender: page, senderFrame });
  ipcMain.emit(IPC.toHost, { sender: page, senderFrame }, hello);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return messages;
}

test("the app's own page in its main frame is heard", async () => {
  const page = new FakePage(ipcMain);
  expect(await heard(page, page.mainFrame)).toHaveLength(1);
});

test.each([
  ['a frame inside the page', { url: `${APP_URL}index.html` }],
  ['a frame that has gone', null],
])('%s is not heard', async (_, frame) => {
  expect(await heard(new FakePage(ipcMain), frame)).toEqual([]);
});

test('a page of another address is not heard, even in the main frame', async () => {
  const page = new FakePage(ipcMain);
  page.mainFrame = { url: 'https://evil.example/' };
  expect(await heard(page, page.mainFrame)).toEqual([]);
});

test('a page too busy to take frames gets no more of them until it has caught up', async () => {
  const page = new FakePage(ipcMain);
  page.send_(IPC.open);
  const client = testClient(page.channel);
  const frames = collect(client, 'frame');
  await client.invoke('hello', { protocol: PROTOCOL });
  page.taking = false;
  staged.forward(20_000);
  await until(() => frames.length > 0);
  await new Promise((resolve) => setImmediate(resolve));
  const bytes = frames.reduce((sum, frame) => sum + frame.byteLength, 0);
  expect(frames.length).toBeLessThan(200);
  expect(bytes).toBeLessThan(300 * 1024);

  const before = frames.length;
  page.send_(IPC.taken, bytes);
  page.taking = true;
  await new Promise((resolve) => setImmediate(resolve));
  staged.forward(100);
  await until(() => frames.length > before);
});
