import { type Channel, WireClient, WireFailure } from '../../shared/wire/client.ts';
import type { Params, Pushes, PushName, Replies, RequestName } from '../../shared/wire/contract.ts';
import type { Link, LinkState } from './link.ts';

type After = (milliseconds: number, task: () => void) => () => void;
type AnyListener = (push: Pushes[PushName]) => void;

/** Waits between attempts, milliseconds; the last one repeats. */
const WAITS = [250, 500, 1000, 2000, 4000];

/** A `Link` over lines that `open` makes; a line that never opens counts as ended when its `onClose` says so. */
export class ReconnectingLink implements Link {
  readonly #open: (opened: () => void) => Channel;
  readonly #after: After;
  readonly #listeners = new Map<PushName, Set<AnyListener>>();
  readonly #watchers = new Set<(state: LinkState) => void>();
  #client: WireClient | undefined;
  #unsubscribe = new Map<PushName, () => void>();
  #attempt = 0;
  #state: LinkState = { state: 'connecting' };

  constructor(open: (opened: () => void) => Channel, after: After) {
    this.#open = open;
    this.#after = after;
    this.#connect();
  }

  watch(listener: (state: LinkState) => void): () => void {
    this.#watchers.add(listener);
    listener(this.#state);
    return () => this.#watchers.delete(listener);
  }

  invoke<Name extends RequestName>(name: Name, params: Params<Name>): Promise<Replies[Name]> {
    return this.#client?.invoke(name, params) ?? Promise.reject(new WireFailure('closed', 'no connection to the engine'));
  }

  subscribe<Name extends PushName>(name: Name, listener: (push: Pushes[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set<AnyListener>();
    this.#listeners.set(name, listeners);
    listeners.add(listener as AnyListener);
    this.#relay(name);
    return () => listeners.delete(listener as AnyListener);
  }

  #connect(): void {
    const client = new WireClient({ channel: this.#open(() => this.#opened()), after: this.#after });
    this.#client = client;
    this.#unsubscribe = new Map();
    for (const name of this.#listeners.keys()) this.#relay(name);
    client.onClose((reason) => this.#closed(reason));
  }

  #relay(name: PushName): void {
    if (!this.#client || this.#unsubscribe.has(name)) return;
    this.#unsubscribe.set(
      name,
      this.#client.subscribe(name, (push) => {
        for (const listener of this.#listeners.get(name) ?? []) listener(push);
      }),
    );
  }

  #opened(): void {
    this.#attempt = 0;
    this.#tell({ state: 'open' });
  }

  #closed(reason: string): void {
    this.#tell({ state: 'closed', reason });
    const wait = WAITS[Math.min(this.#attempt, WAITS.length - 1)] ?? 4000;
    this.#attempt += 1;
    this.#after(wait, () => this.#connect());
  }

  #tell(state: LinkState): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher(state);
  }
}
