import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcMain } from 'electron';
import { WebSocket } from 'ws';
import { APP_URL, IPC } from '../../electron/desktop/channels.ts';
import { DesktopIpc } from '../../electron/desktop/ipc.ts';
import type { Host } from '../../electron/host/host.ts';
import { RendererFiles } from '../../electron/host/renderer-files.ts';
import { serveWeb, type WebDesk } from '../../electron/web/server.ts';
import type { Channel } from '../../shared/wire/client.ts';
import { SOCKET_PATH, type Socket, socketChannel } from '../../shared/wire/socket.ts';
import { linePair } from '../support/in-memory-line.ts';

/** A client's end of a line to a host. */
export interface ClientEnd {
  readonly channel: Channel;
  /** Anything at all, past the client that would never send it. */
  raw(message: string | Uint8Array): void;
  end(): Promise<void>;
}

export interface LineKind {
  readonly name: string;
  connect(host: Host): Promise<ClientEnd>;
}

const memory: LineKind = {
  name: 'a pair in memory',
  async connect(host) {
    const pair = linePair();
    pair.attach(host.join(pair.line));
    return { channel: pair.channel, raw: (message) => pair.raw(message), end: async () => pair.end() };
  },
};

const webSocket: LineKind = {
  name: 'a WebSocket',
  async connect(host) {
    const web = await serveTestPage(host);
    const socket = new WebSocket(socketURL(web), { headers: { Cookie: await visit(web), Origin: web.origin } });
    const channel = socketChannel(socket as unknown as Socket);
    await once(socket, 'open');
    return {
      channel,
      raw: (message) => socket.send(message),
      async end() {
        socket.terminate();
        await web.close();
      },
    };
  },
};

const ipc: LineKind = {
  name: "Electron's IPC",
  async connect(host) {
    const ipcMain = new EventEmitter();
    new DesktopIpc({ ipcMain: ipcMain as unknown as IpcMain, host, isOwn: (url) => url.startsWith(APP_URL) });
    const page = new FakePage(ipcMain);
    page.send_(IPC.open);
    return {
      channel: page.channel,
      raw: (message) => page.send_(IPC.toHost, message),
      end: async () => void page.emit('destroyed'),
    };
  },
};

export const lineKinds: readonly LineKind[] = [memory, webSocket, ipc];

/** A window's web contents with the preload's part played on this side; messages are cloned, as between processes. */
export class FakePage extends EventEmitter {
  mainFrame = { url: `${APP_URL}index.html` };
  readonly #ipcMain: EventEmitter;
  readonly #listeners: ((message: string | ArrayBuffer) => void)[] = [];
  readonly #closes: ((reason: string) => void)[] = [];
  /** Set to false: a page too busy to take anything. */
  taking = true;

  constructor(ipcMain: EventEmitter) {
    super();
    this.#ipcMain = ipcMain;
    this.on('destroyed', () => this.#end('the window has gone'));
  }

  get channel(): Channel {
    return {
      send: (text) => this.send_(IPC.toHost, text),
      onMessage: (listener) => void this.#listeners.push(listener),
      onClose: (listener) => void this.#closes.push(listener),
    };
  }

  isDestroyed(): boolean {
    return false;
  }

  /** By the main process: to this page it is the end. */
  reload(): void {
    this.#end('the page has been reloaded');
  }

  /** From the main process. */
  send(channel: string, message: string | ArrayBuffer): void {
    const copy = structuredClone(message);
    setImmediate(() => {
      if (channel !== IPC.toPage) return;
      if (this.taking) this.send_(IPC.taken, typeof copy === 'string' ? copy.length : copy.byteLength);
      for (const listener of this.#listeners) listener(copy);
    });
  }

  #end(reason: string): void {
    for (const close of this.#closes) close(reason);
  }

  /** To the main process. */
  send_(channel: string, ...args: unknown[]): void {
    const copy = structuredClone(args);
    setImmediate(() => this.#ipcMain.emit(channel, { sender: this, senderFrame: this.mainFrame }, ...copy));
  }
}

/** A browser host that serves one small page. */
export async function serveTestPage(host: Pick<Host, 'join'>): Promise<WebDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-page-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Fairway</title>');
  const files = new RendererFiles(folder);
  rmSync(folder, { recursive: true });
  return serveWeb({ files, port: 0, join: (line) => host.join(line) });
}

/** Opens the printed address as a browser would; the cookie it is given. */
export async function visit(web: WebDesk): Promise<string> {
  const response = await fetch(web.address, { redirect: 'manual' });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

export function socketURL(web: WebDesk): string {
  return `${web.origin.replace('http', 'ws')}${SOCKET_PATH}`;
}
