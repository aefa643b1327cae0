import type { Line, SessionChannel } from '../../electron/host/session-channel.ts';
import type { Channel } from '../../shared/wire/client.ts';

export interface LinePair {
  readonly channel: Channel;
  readonly line: Line;
  /** Connects the host's end. */
  attach(session: Pick<SessionChannel<unknown>, 'receive' | 'closed'>): void;
  /** The client leaves. */
  end(): void;
  /** Anything at all to the host, as a broken client would. */
  raw(message: unknown): void;
  /** What has come to the client, in order, as it came. */
  readonly received: (string | ArrayBuffer)[];
  /** While true the client takes nothing: what is sent to it piles up as backlog. */
  stalled: boolean;
  readonly closed: { code: number; reason: string } | undefined;
}

/** Both ends of a line in memory. Messages arrive in order, each in a task of its own, as they do everywhere else. */
export function linePair(): LinePair {
  const waiting: (string | ArrayBuffer)[] = [];
  const received: (string | ArrayBuffer)[] = [];
  const messages: ((message: string | ArrayBuffer) => void)[] = [];
  const closes: ((reason: string) => void)[] = [];
  let session: Pick<SessionChannel<unknown>, 'receive' | 'closed'> | undefined;
  let stalled = false;
  let closed: { code: number; reason: string } | undefined;

  const deliver = () => {
    if (stalled) return;
    const message = waiting.shift();
    if (message === undefined) return;
    received.push(message);
    for (const listener of messages) listener(message);
  };
  const size = (message: string | ArrayBuffer) => (typeof message === 'string' ? message.length : message.byteLength);

  return {
    received,
    channel: {
      send: (text) => void setImmediate(() => session?.receive(text)),
      onMessage: (listener) => void messages.push(listener),
      onClose: (listener) => void closes.push(listener),
    },
    line: {
      send(message) {
        waiting.push(message);
        setImmediate(deliver);
      },
      get backlog() {
        return waiting.reduce((sum, message) => sum + size(message), 0);
      },
      close(code, reason) {
        closed = { code, reason };
        for (const listener of closes) listener(reason);
      },
    },
    attach(to) {
      session = to;
    },
    end() {
      session?.closed();
      for (const listener of closes) listener('the client has left');
    },
    raw: (message) => session?.receive(message),
    get stalled() {
      return stalled;
    },
    set stalled(value) {
      stalled = value;
      if (!value) for (let i = waiting.length; i > 0; i--) setImmediate(deliver);
    },
    get closed() {
      return closed;
    },
  };
}
