import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_MESSAGE } from '../../shared/wire/message.ts';
import type { Line, SessionChannel } from '../host/session-channel.ts';

/** Opens a client's session on a line; `closed` on what it returns ends it. */
export type Join = (line: Line) => Pick<SessionChannel<unknown>, 'receive' | 'closed'>;

/** Bytes of one message before `ws` itself closes the connection (1009): above what the host answers in words. */
const MAX_PAYLOAD = 4 * MAX_MESSAGE;
const PING_MS = 15_000;

/** WebSockets of the browser host: each one becomes a line. Admission is the caller's. */
export class WebSockets {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD, perMessageDeflate: false });
  readonly #join: Join;
  readonly #alive = new WeakSet<WebSocket>();
  readonly #ping: NodeJS.Timeout;

  constructor(join: Join) {
    this.#join = join;
    this.#ping = setInterval(() => this.#check(), PING_MS);
    this.#ping.unref();
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket));
  }

  close(): void {
    clearInterval(this.#ping);
    for (const socket of this.#server.clients) socket.close(1001, 'Fairway has ended');
    this.#server.close();
  }

  /** Drops what is still open: a client that does not answer the closing handshake. */
  terminate(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  #open(socket: WebSocket): void {
    const session = this.#join({
      send: (message) => socket.send(message),
      get backlog() {
        return socket.bufferedAmount;
      },
      close: (code, reason) => socket.close(code, reason),
    });
    this.#alive.add(socket);
    socket.on('pong', () => this.#alive.add(socket));
    socket.on('message', (data, isBinary) => session.receive(isBinary ? data : String(data)));
    socket.on('close', () => session.closed());
    // A broken frame or an oversized message: `ws` closes the connection, and `close` follows.
    socket.on('error', () => session.closed());
  }

  /** A half-open connection never says that it has ended. */
  #check(): void {
    for (const socket of this.#server.clients) {
      if (!this.#alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }
}
