import type { Channel } from './client.ts';

/** Where the browser host answers the WebSocket. */
export const SOCKET_PATH = '/wire';

/** What a browser's WebSocket and the one of `ws` have in common. */
export interface Socket {
  binaryType: string;
  readonly readyState: number;
  send(text: string): void;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
}

const CONNECTING = 0;
const OPEN = 1;

/** A WebSocket as a channel. What is sent before it opens waits for it; what is sent after its end is dropped, and `onClose` has said so. */
export function socketChannel(socket: Socket): Channel {
  const early: string[] = [];
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => {
    for (const text of early.splice(0)) socket.send(text);
  });
  return {
    send(text) {
      if (socket.readyState === CONNECTING) early.push(text);
      else if (socket.readyState === OPEN) socket.send(text);
    },
    onMessage(listener) {
      socket.addEventListener('message', ({ data }) => {
        if (typeof data === 'string' || data instanceof ArrayBuffer) listener(data);
      });
    },
    onClose(listener) {
      socket.addEventListener('close', ({ code, reason }) => listener(reason || `the connection ended (${code})`));
    },
  };
}
