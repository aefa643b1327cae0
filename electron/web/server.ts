import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { SOCKET_PATH } from '../../shared/wire/socket.ts';
import { type RendererFiles, securityHeaders } from '../host/renderer-files.ts';
import { UsageError } from '../host/usage.ts';
import { Gate } from './gate.ts';
import { type Join, WebSockets } from './websocket.ts';

export interface WebDesk {
  /** With its one-time token: for the operator's eyes. */
  readonly address: string;
  readonly origin: string;
  close(): Promise<void>;
}

export interface WebOptions {
  readonly files: RendererFiles;
  readonly join: Join;
  /** 0 takes any free one. */
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';
const PATIENCE_MS = 500;

/** The desk for any browser on this machine: the built page over HTTP, its line over a WebSocket. Rejects with a UsageError when the port is taken. */
export async function serveWeb({ files, join, port }: WebOptions): Promise<WebDesk> {
  const gate = new Gate();
  const sockets = new WebSockets(join);
  const server = createServer((request, response) => {
    const { status, headers, body } = answer(request, files, gate);
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, sockets, gate));
  await listen(server, port);
  gate.port = (server.address() as AddressInfo).port;
  const origin = `http://${LOOPBACK}:${gate.port}`;
  return { origin, address: `${origin}/?token=${gate.token}`, close: () => close(server, sockets) };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer | string;
}

function answer(request: IncomingMessage, files: RendererFiles, gate: Gate): Answer {
  const headers = securityHeaders(`ws://${LOOPBACK}:${gate.port} ws://localhost:${gate.port}`);
  const plain = (status: number, body: string, more: Record<string, string> = {}): Answer => ({
    status,
    headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8', ...more },
    body,
  });
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(405, 'Only GET and HEAD are answered here.', { Allow: 'GET, HEAD' });
  const url = URL.parse(request.url ?? '', `http://${LOOPBACK}`);
  if (!url) return plain(400, 'That is not an address.');
  const token = url.searchParams.get('token');
  const admission = gate.visit(request.headers, token);
  if (!admission.admitted) return plain(admission.status, admission.text);
  // The token leaves the address bar (and so the history) at once.
  if (token !== null) return plain(303, '', { Location: '/', ...(admission.cookie && { 'Set-Cookie': admission.cookie }) });
  const file = files.get(url.pathname);
  // Every browser asks for one, and an error in its console would look like the desk's.
  if (!file && url.pathname === '/favicon.ico') return plain(204, '');
  if (!file) return plain(404, 'There is no such page.');
  return { status: 200, headers: { ...headers, 'Content-Type': file.type }, body: file.body };
}

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, sockets: WebSockets, gate: Gate): void {
  socket.on('error', () => socket.destroy());
  const path = URL.parse(request.url ?? '', `http://${LOOPBACK}`)?.pathname;
  const admission = path === SOCKET_PATH ? gate.connect(request.headers) : NO_SUCH_LINE;
  if (admission.admitted) sockets.upgrade(request, socket, head);
  else socket.end(refusal(admission.status, admission.text));
}

const NO_SUCH_LINE = { admitted: false, status: 404, text: 'There is no such line.' } as const;

/** The answer to an upgrade is written by hand: Node has handed the bare socket over. */
function refusal(status: number, text: string): string {
  const length = Buffer.byteLength(text);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${length}\r\n\r\n${text}`;
}

/** Resolves once nobody is connected any more; whoever does not leave by themselves is put out. */
function close(server: Server, sockets: WebSockets): Promise<void> {
  return new Promise((resolve) => {
    const putOut = setTimeout(() => {
      sockets.terminate();
      server.closeAllConnections();
    }, PATIENCE_MS);
    server.close(() => {
      clearTimeout(putOut);
      resolve();
    });
    sockets.close();
    server.closeIdleConnections();
  });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new UsageError(`--port ${port} is in use: choose another one, or 0`) : error),
    );
    server.listen(port, LOOPBACK, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}
