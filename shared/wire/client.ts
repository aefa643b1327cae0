import type { Params, Pushes, PushName, Replies, RequestName, Transport, WireError } from './contract.ts';
import { type HostMessage, hostMessage, type RequestMessage } from './message.ts';

/** Any two-way line of messages in order: a WebSocket, Electron's IPC, or a pair in memory. */
export interface Channel {
  send(text: string): void;
  /** Text is an envelope (`message.ts`), an ArrayBuffer a frame. Messages come one task apart. */
  onMessage(listener: (message: string | ArrayBuffer) => void): void;
  /** Called once, when nothing can come or go any more. */
  onClose(listener: (reason: string) => void): void;
}

/** A request that was refused, or met no answer. `field` names what broke the rule. */
export class WireFailure extends Error {
  readonly code: WireError['code'] | 'timeout' | 'closed';
  readonly field: string | undefined;

  constructor(code: WireFailure['code'], text: string, field?: string) {
    super(text);
    this.name = 'WireFailure';
    this.code = code;
    this.field = field;
  }
}

export interface ClientOptions {
  readonly channel: Channel;
  /** Runs `task` after so many milliseconds; returns the way to call it off. Time is the caller's. */
  readonly after: (milliseconds: number, task: () => void) => () => void;
  /** Told of a message that breaks the envelope, or of a listener that throws: a bug on one side. */
  readonly onFault?: (error: unknown) => void;
}

/** Milliseconds an answer may take. What reads a whole day or thousands of seeds reports progress and takes longer. */
const PATIENCE = 15_000;
const LONG_PATIENCE: Partial<Record<RequestName, number>> = {
  'session.start': 180_000,
  'review.sessions': 60_000,
  'review.open': 120_000,
  'compare.textbook': 3_600_000,
  'compare.scenario': 36_000_000,
  'calibrate.run': 36_000_000,
  'tune.run': 36_000_000,
  'order.regret': 600_000,
  'review.regret': 600_000,
};

interface Waiting {
  readonly resolve: (data: never) => void;
  readonly reject: (failure: WireFailure) => void;
  readonly callOff: () => void;
}

type Listener = (push: never) => void;

/** The client's end of a channel: a `Transport`, plus word of the channel's end. */
export class WireClient implements Transport {
  readonly #channel: Channel;
  readonly #after: ClientOptions['after'];
  readonly #onFault: (error: unknown) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<PushName, Set<Listener>>();
  readonly #closeListeners = new Set<(reason: string) => void>();
  #lastID = 0;
  #closed: string | undefined;

  constructor(options: ClientOptions) {
    this.#channel = options.channel;
    this.#after = options.after;
    this.#onFault =
      options.onFault ??
      ((error) => {
        throw error;
      });
    this.#channel.onMessage((message) => this.#receive(message));
    this.#channel.onClose((reason) => this.#close(reason));
  }

  /** Why the channel ended; absent while it is open. */
  get closed(): string | undefined {
    return this.#closed;
  }

  onClose(listener: (reason: string) => void): () => void {
    this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  /** Rejects with a `WireFailure`. */
  invoke<Name extends RequestName>(name: Name, params: Params<Name>): Promise<Replies[Name]> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(new WireFailure('closed', this.#closed));
      const id = ++this.#lastID;
      const callOff = this.#after(LONG_PATIENCE[name] ?? PATIENCE, () => {
        this.#waiting.delete(id);
        reject(new WireFailure('timeout', `${name}: the host has not answered`));
      });
      this.#waiting.set(id, { resolve, reject, callOff });
      this.#channel.send(JSON.stringify({ id, name, params } satisfies RequestMessage));
    });
  }

  subscribe<Name extends PushName>(name: Name, listener: (push: Pushes[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener as Listener);
    return () => listeners.delete(listener as Listener);
  }

  #receive(message: string | ArrayBuffer): void {
    if (typeof message !== 'string') {
      this.#push('frame', message);
      return;
    }
    const parsed = hostMessage.safeParse(parseJson(message));
    if (!parsed.success) this.#onFault(new Error(`the host sent something that is no message: ${message.slice(0, 200)}`));
    else if ('push' in parsed.data) this.#push(parsed.data.push, parsed.data.data);
    else this.#answer(parsed.data);
  }

  #answer(message: Extract<HostMessage, { reply: number }>): void {
    const waiting = this.#waiting.get(message.reply);
    // An answer after its timeout: whoever asked has been told.
    if (!waiting) return;
    this.#waiting.delete(message.reply);
    waiting.callOff();
    if ('error' in message) waiting.reject(new WireFailure(message.error.code, message.error.text, message.error.field));
    else waiting.resolve(message.data as never);
  }

  #push(name: PushName, data: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(data as never);
      } catch (error) {
        // One panel's bug must not keep the push from the others.
        this.#onFault(error);
      }
    }
  }

  #close(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    for (const waiting of this.#waiting.values()) {
      waiting.callOff();
      waiting.reject(new WireFailure('closed', reason));
    }
    this.#waiting.clear();
    for (const listener of this.#closeListeners) listener(reason);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
