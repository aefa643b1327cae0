import type { Channel } from '../../shared/wire/client.ts';
import { SOCKET_PATH, socketChannel } from '../../shared/wire/socket.ts';
import type { Link } from './link.ts';
import { ReconnectingLink } from './reconnecting.ts';

/** What the Electron preload exposes; in a browser there is none. */
interface Preload {
  send(data: string): void;
  onMessage(listener: (message: string | ArrayBuffer) => void): void;
}

declare global {
  interface Window {
    readonly fairway?: Preload;
  }
}

/** The line to the engine: Electron's channel where the preload stands, else a WebSocket at this page's own origin. */
export function connect(): Link {
  const preload = window.fairway;
  return new ReconnectingLink((opened) => (preload ? preloadChannel(preload, opened) : webSocketChannel(opened)), after);
}

function preloadChannel(preload: Preload, opened: () => void): Channel {
  queueMicrotask(opened);
  // The preload lives exactly as long as this page: its channel has no end that the page could see.
  return { send: (text) => preload.send(text), onMessage: (listener) => preload.onMessage(listener), onClose: () => undefined };
}

function webSocketChannel(opened: () => void): Channel {
  const url = new URL(SOCKET_PATH, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  // The one-time token of the printed address goes along; the host checks it.
  url.search = window.location.search;
  const socket = new WebSocket(url);
  socket.addEventListener('open', opened);
  return socketChannel(socket);
}

function after(milliseconds: number, task: () => void): () => void {
  const timer = setTimeout(task, milliseconds);
  return () => clearTimeout(timer);
}
