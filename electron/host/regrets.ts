import type { Command, EngineEvent, NewOrderSingle } from '../../shared/events.ts';
import { isTerminal } from '../../shared/fix.ts';
import type { OrderRegret } from '../../shared/regret.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';
import { ENGINE_VERSION, type EngineState } from '../engine/engine.ts';
import { horizonOf, type OrderInSession } from '../engine/oracle/judge-order.ts';
import { policies } from '../store/policies.ts';
import { commands, config } from '../store/queries.ts';
import { commandsAfter, judgedOrder, judgedSession, regretOf, saveRegret } from '../store/regrets.ts';
import { type Store, StoreError } from '../store/store-error.ts';
import { JudgeThreads } from './judge-threads.ts';
import type { Session } from './session.ts';
import { Refusal } from './session-channel.ts';
import { readTape } from './tape-file.ts';

/**
 * Orders whose session is kept as it was when they came, half a megabyte each, until they are judged: so that a judge need not run the
 * day again. One that comes while so many wait is judged when somebody asks, by a re-run.
 */
const KEPT = 16;

export interface RegretsOptions {
  readonly store: Store;
  /** Told of each order of the running session that has been judged. */
  readonly onRegret: (regret: OrderRegret) => void;
  /** Told of bugs. */
  readonly onFault: (error: unknown) => void;
}

/** An order of the running session that is not judged yet. */
interface Waiting {
  readonly orderID: string;
  readonly order: NewOrderSingle;
  readonly state: EngineState;
  doneAt?: Nanos;
}

/**
 * How far the desk's orders were from the best (domain 5.11). Every order of the running session is judged in a thread of its own once it
 * is done and its horizon has passed, kept in the record and told of; one of a past session when somebody asks, and then kept too.
 */
export class Regrets {
  readonly #options: RegretsOptions;
  /** One, in the background: nobody waits for it, and the session shall not either. */
  readonly #threads = new JudgeThreads(1, true);
  /** By session and order: those that are being judged now. */
  readonly #judging = new Map<string, Promise<OrderRegret>>();
  readonly #waiting = new Map<string, Waiting>();
  #session: Session | undefined;
  #heard = 0;

  constructor(options: RegretsOptions) {
    this.#options = options;
  }

  /** Another session runs from now on. Orders of the last one that are not judged yet are if somebody asks. */
  begin(session: Session): void {
    this.#session = session;
    this.#heard = 0;
    this.#waiting.clear();
  }

  /** The running session as it is right before a command, where it is one to keep that for. */
  before({ type, at }: Command): EngineState | undefined {
    if (type !== 'NewOrderSingle' || this.#waiting.size >= KEPT || !this.#session) return undefined;
    const { engine } = this.#session;
    engine.advanceTo(at);
    return engine.ended ? undefined : engine.save();
  }

  /** The running session has been given a command, and said this to it at once. */
  came(command: Command, said: readonly EngineEvent[], state: EngineState | undefined): void {
    if (command.type !== 'NewOrderSingle' || !state) return;
    const first = said.find((event) => event.type === 'ExecutionReport' && event.clOrdID === command.clOrdID);
    if (first?.type !== 'ExecutionReport' || isTerminal(first.ordStatus)) return;
    this.#waiting.set(first.orderID, { orderID: first.orderID, order: command, state });
  }

  /** Sends to the judge whatever is ripe by now. */
  turn(): void {
    if (!this.#session) return;
    const { log, committed, engine } = this.#session;
    for (const event of log.since(this.#heard, committed) ?? []) {
      if (event.type !== 'ExecutionReport' || event.parentID !== undefined || !isTerminal(event.ordStatus)) continue;
      const waiting = this.#waiting.get(event.orderID);
      if (waiting) waiting.doneAt ??= event.at;
    }
    this.#heard = committed;
    for (const waiting of this.#waiting.values()) {
      const { orderID, order, doneAt } = waiting;
      if (doneAt === undefined || (engine.now < order.at + horizonOf(order.at, doneAt) && !engine.ended)) continue;
      this.#waiting.delete(orderID);
      this.#ripe(this.#session, waiting, doneAt).catch(this.#options.onFault);
    }
  }

  /** Of an order of the running session. Rejects with a Refusal while it cannot be said, and for an order that there is not. */
  ofOrder(orderID: string): Promise<OrderRegret> {
    return this.ofRecorded(this.#session!.info.sessionID, orderID);
  }

  /** Of an order of any session of the record. */
  async ofRecorded(sessionID: string, orderID: string): Promise<OrderRegret> {
    return this.#judging.get(keyOf(sessionID, orderID)) ?? this.#kept(sessionID, orderID) ?? this.#again(sessionID, orderID);
  }

  /** Whoever still waits for a word is told that there will be none. */
  close(): void {
    void this.#threads.close(new Refusal('internal', 'the desk was closed'));
  }

  async #ripe(session: Session, { orderID, order, state }: Waiting, doneAt: Nanos): Promise<void> {
    const { store } = this.#options;
    const { config, tape, info } = session;
    const horizon = horizonOf(order.at, doneAt);
    // From the record, which also has where a user's policy was stopped.
    const later = commandsAfter(store, info.sessionID, order, (order.at + horizon) as Nanos);
    const given = { engine: { config, ...(tape && { tape }) }, orderID, order, later, horizon };
    const judging = this.#threads.order(state, given, policies(store, info.sessionID));
    const regret = await this.#judge(info.sessionID, orderID, judging);
    if (session === this.#session) this.#options.onRegret(regret);
  }

  /** By running its session again. */
  async #again(sessionID: string, orderID: string): Promise<OrderRegret> {
    const { before, given } = await this.#recorded(sessionID, orderID);
    const key = keyOf(sessionID, orderID);
    const users = policies(this.#options.store, sessionID);
    return this.#judging.get(key) ?? this.#judge(sessionID, orderID, this.#threads.again(before, given, users));
  }

  /** Keeps what the judge says. */
  #judge(sessionID: string, orderID: string, judging: Promise<OrderRegret | undefined>): Promise<OrderRegret> {
    const key = keyOf(sessionID, orderID);
    const kept = judging
      .then((regret) => {
        if (!regret) throw new Refusal('internal', `${orderID}: cannot be given to its own strategy again`);
        saveRegret(this.#options.store, sessionID, regret);
        return regret;
      })
      .finally(() => this.#judging.delete(key));
    this.#judging.set(key, kept);
    return kept;
  }

  #kept(sessionID: string, orderID: string): OrderRegret | undefined {
    return fromRecord('sessionID', () => regretOf(this.#options.store, sessionID, orderID));
  }

  /** What a re-run needs, from the record. */
  async #recorded(sessionID: string, orderID: string): Promise<{ before: readonly Command[]; given: OrderInSession }> {
    const { store } = this.#options;
    const session = fromRecord('sessionID', () => judgedSession(store, sessionID));
    const { clOrdID, ordStatus, createdAt, updatedAt } = fromRecord('orderID', () => judgedOrder(store, sessionID, orderID));
    const horizon = horizonOf(createdAt, updatedAt);
    const running = this.#session?.info.sessionID === sessionID && !this.#session.engine.ended ? this.#session : undefined;
    if (!isTerminal(ordStatus) || (running && running.engine.now < createdAt + horizon))
      throw new Refusal('busy', `orderID: ${orderID} is judged once it is done and ${horizon / SECOND} s have passed`, 'orderID');
    if (session.engineVersion !== ENGINE_VERSION)
      throw new Refusal(
        'badRequest',
        `sessionID: was recorded by engine ${session.engineVersion}, this is ${ENGINE_VERSION}`,
        'sessionID',
      );
    const given = fromRecord('sessionID', () => commands(store, sessionID));
    const place = given.findIndex(
      (command) => command.type === 'NewOrderSingle' && command.clOrdID === clOrdID && command.at === createdAt,
    );
    const order = given[place];
    if (order?.type !== 'NewOrderSingle') throw new Refusal('internal', `${orderID}: its command is not in the record`, 'orderID');
    const opened = fromRecord('sessionID', () => config(store, sessionID));
    const tape = opened.market === 'tape' ? await this.#tape(sessionID, opened.tapeDigest, session.source) : undefined;
    return {
      before: given.slice(0, place),
      given: {
        engine: { config: opened, ...(tape && { tape }) },
        orderID,
        order,
        later: given.slice(place + 1),
        horizon,
        ...(!running && { end: session.to }),
      },
    };
  }

  async #tape(sessionID: string, digest: string, source: string | undefined) {
    const mine = this.#session?.tape;
    if (mine?.digest === digest) return mine;
    if (source === undefined)
      throw new Refusal('notFound', `sessionID: ${sessionID} replayed a tape that is not at hand`, 'sessionID');
    const tape = await readTape(source).catch((error: Error) => {
      throw new Refusal('notFound', `sessionID: ${error.message}`, 'sessionID');
    });
    if (tape.digest !== digest) throw new Refusal('notFound', `sessionID: ${source} is another tape now`, 'sessionID');
    return tape;
  }
}

function keyOf(sessionID: string, orderID: string): string {
  return `${sessionID} ${orderID}`;
}

/** The record's own words where it has no such thing, or cannot be read. */
function fromRecord<Found>(field: string, read: () => Found): Found {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new Refusal(error.code === 'notFound' ? 'notFound' : 'internal', `${field}: ${error.message}`, field);
  }
}
