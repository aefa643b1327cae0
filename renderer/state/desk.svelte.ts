import type { Fault } from '../../shared/config/fault.ts';
import type { EngineEvent } from '../../shared/events.ts';
import type { RoutingDecision, StrategyName } from '../../shared/routing.ts';
import { midpoint, type Px } from '../../shared/units.ts';
import type {
  Choice,
  ClockState,
  CommandReply,
  KillState,
  Params,
  Progress,
  Pushes,
  SessionInfo,
  VenueScore,
} from '../../shared/wire/contract.ts';
import { PROTOCOL } from '../../shared/wire/contract.ts';
import { FrameReader } from '../../shared/wire/frame.ts';
import type { Link, LinkState } from '../transport/link.ts';
import { announcements } from './announce.ts';
import { Market } from './market.ts';
import { applyEvents, noOrders, type Order, type OrderBook } from './orders.ts';
import type { Paint } from './paint.ts';
import { Regrets } from './regrets.svelte.ts';
import { applyTroubles, noTroubles, type Troubles } from './troubles.ts';

/** No engine frame for this long, milliseconds, and the screen says that it is old. */
export const STALE_AFTER = 500;

/** What the blotter, the ladder and Why all point at. */
export interface Selection {
  readonly orderID?: string;
  readonly decisionID?: string;
}

/**
 * The desk's memory of its session. Hot data (`frame`, `market`) is replaced whole, by the page's one painter; everything else when
 * the host says so.
 */
export class Desk {
  readonly link: Link;
  readonly market = new Market();
  readonly paint: Paint;
  /** How far finished orders were from the best. */
  readonly regrets: Regrets;
  readonly #clock: () => number;

  line = $state.raw<LinkState>({ state: 'connecting' });
  session = $state.raw<SessionInfo | undefined>();
  clock = $state.raw<ClockState | undefined>();
  kill = $state.raw<KillState>({ engaged: false, reason: '' });
  protection = $state.raw(true);
  choices = $state.raw<readonly Choice[]>([]);
  /** What the host can route by; absent: the house's own strategies. */
  strategies = $state.raw<readonly StrategyName[] | undefined>();
  scores = $state.raw<readonly VenueScore[]>([]);
  focus = $state.raw('');
  /** The newest frame, at most 30 times a second. */
  frame = $state.raw<FrameReader | undefined>();
  /** The newest frame, four times a second: for tables that are read and not watched. */
  slow = $state.raw<FrameReader | undefined>();
  orders = $state.raw<OrderBook>(noOrders);
  /** What is out of order now, and what was lately. */
  troubles = $state.raw<Troubles>(noTroubles);
  selection = $state.raw<Selection>({});
  /** Milliseconds since the last frame, once that is too long. */
  staleFor = $state.raw<number | undefined>();
  fps = $state.raw(0);
  eventRate = $state.raw(0);
  progress = $state.raw<Progress | undefined>();
  /** The last word to the operator: a request that failed, a policy that was stopped or loaded again; stays until dismissed. */
  notice = $state.raw<Pushes['notice'] | undefined>();
  /** Set once the session's record is closed. */
  digest = $state.raw<string | undefined>();
  polite = $state.raw('');
  assertive = $state.raw('');
  #waiting = new Map<string, string>();
  #orderNumber = 0;
  readonly #prefix: string;

  /** `prefix` makes this page's order ids its own; `clock` is the page's, milliseconds. */
  constructor(options: { link: Link; paint: Paint; clock: () => number; prefix: string }) {
    this.link = options.link;
    this.paint = options.paint;
    this.#clock = options.clock;
    this.#prefix = options.prefix;
    this.regrets = new Regrets((orderID) => options.link.invoke('order.regret', { orderID }));
  }

  /** The selected decision: chosen by hand, else the newest of the selected order. */
  get decision(): RoutingDecision | undefined {
    const { decisionID, orderID } = this.selection;
    if (decisionID !== undefined) return this.orders.decisions.get(decisionID);
    const newest = this.orders.decisionsOf.get(orderID ?? '')?.at(-1);
    return newest === undefined ? undefined : this.orders.decisions.get(newest);
  }

  /** The selected order's parent, or the selected order when it is one. */
  get parent(): Order | undefined {
    const order = this.orders.byID.get(this.selection.orderID ?? '');
    return order?.parentID === undefined ? order : this.orders.byID.get(order.parentID);
  }

  get focusIndex(): number {
    return this.session?.symbols.findIndex((spec) => spec.symbol === this.focus) ?? -1;
  }

  /** Direct midpoint of a symbol now; absent while a side is empty. */
  midOf(symbol: string): Px | undefined {
    const index = this.session?.symbols.findIndex((spec) => spec.symbol === symbol) ?? -1;
    const bidPx = this.market.frame?.symbol(index, 'bidPx') ?? 0;
    const askPx = this.market.frame?.symbol(index, 'askPx') ?? 0;
    return index < 0 || bidPx === 0 || askPx === 0 ? undefined : midpoint(bidPx as Px, askPx as Px);
  }

  get stale(): boolean {
    return this.staleFor !== undefined || this.line.state !== 'open';
  }

  /** Begins to listen; returns the way to stop. */
  start(): () => void {
    const { link } = this;
    const stops = [
      link.subscribe('frame', (buffer) => this.market.absorb(new FrameReader(buffer), this.#clock())),
      link.subscribe('events', (events) => this.#apply(events)),
      link.subscribe('scores', (scores) => (this.scores = scores)),
      link.subscribe('clock', (clock) => this.#setClock(clock)),
      link.subscribe('kill', (kill) => (this.kill = kill)),
      link.subscribe('notice', (notice) => (this.notice = notice)),
      link.subscribe('protection', ({ on }) => (this.protection = on)),
      link.subscribe('progress', (progress) => {
        // A comparison shows its own, on its own page.
        if (progress.task === 'session.start') this.progress = progress.done >= progress.total ? undefined : progress;
      }),
      link.subscribe('regret', (regret) => this.regrets.tell(regret)),
      link.subscribe('resync', () => void this.hello()),
      link.watch((line) => {
        this.line = line;
        if (line.state === 'open') void this.hello();
      }),
      this.paint.add({ name: 'desk', every: 33, paint: () => (this.frame = this.market.frame) }),
      this.paint.add({ name: 'slow', every: 250, paint: () => this.#publishSlow() }),
      this.paint.add({ name: 'speech', every: 1000, paint: () => this.#speak() }),
    ];
    this.paint.start();
    return () => {
      for (const stop of stops) stop();
      this.paint.stop();
    };
  }

  async hello(): Promise<void> {
    await this.#ask(async () => {
      const snapshot = await this.link.invoke('hello', { protocol: PROTOCOL });
      if (this.session?.sessionID !== snapshot.session.sessionID) {
        this.market.clear();
        this.selection = {};
        this.regrets.clear();
        this.digest = undefined;
        this.frame = undefined;
        this.slow = undefined;
      }
      this.session = snapshot.session;
      this.protection = snapshot.session.orderProtection;
      this.#setClock(snapshot.clock);
      this.kill = snapshot.kill;
      this.focus = snapshot.focus;
      this.scores = snapshot.scores;
      this.choices = snapshot.choices;
      this.strategies = snapshot.strategies;
      this.regrets.forgetAsked();
      this.orders = applyEvents(noOrders, snapshot.events);
      this.troubles = applyTroubles(noTroubles, snapshot.events);
      if (this.selection.orderID === undefined) this.#select(this.orders.parents.at(-1));
    });
  }

  focusSymbol(symbol: string): void {
    if (symbol === this.focus) return;
    void this.#ask(async () => {
      this.focus = (await this.link.invoke('focus', { symbol })).symbol;
    });
  }

  select(orderID: string): void {
    const order = this.orders.byID.get(orderID);
    this.selection = { orderID, decisionID: order?.decisionID };
  }

  selectDecision(decisionID: string): void {
    const decision = this.orders.decisions.get(decisionID);
    if (decision) this.selection = { orderID: this.selection.orderID ?? decision.orderID, decisionID };
  }

  /** To the decision before (-1) or after (+1) the selected one, of the same parent. */
  stepDecision(step: -1 | 1): void {
    const ids = this.orders.decisionsOf.get(this.parent?.orderID ?? '') ?? [];
    const at = ids.indexOf(this.decision?.decisionID ?? '');
    const next = ids[at + step];
    if (next !== undefined && this.parent) this.selection = { orderID: this.parent.orderID, decisionID: next };
  }

  /** Rejects with a `WireFailure` when the host refuses the words themselves. */
  newOrder(order: Omit<Params<'order.new'>, 'clOrdID'>): Promise<CommandReply> {
    return this.link.invoke('order.new', { clOrdID: this.#nextID(), ...order });
  }

  cancel(order: Order): void {
    const parent = order.parentID === undefined ? order : this.orders.byID.get(order.parentID);
    if (!parent) return;
    void this.#command(() => this.link.invoke('order.cancel', { clOrdID: this.#nextID(), origClOrdID: parent.clOrdID }));
  }

  cancelAll(): void {
    void this.#command(() => this.link.invoke('order.cancelAll', { clOrdID: this.#nextID() }));
  }

  /** Rejects with a `WireFailure` when the host refuses the words themselves. */
  injectFault(fault: Fault): Promise<CommandReply> {
    return this.link.invoke('fault.inject', { faultID: this.#nextID(), fault });
  }

  clearFault(faultID: string): void {
    void this.#command(() => this.link.invoke('fault.clear', { faultID }));
  }

  setClock(change: Params<'clock.set'>): void {
    void this.#ask(async () => this.#setClock(await this.link.invoke('clock.set', change)));
  }

  step(): void {
    void this.#ask(async () => this.#setClock(await this.link.invoke('clock.step', {})));
  }

  setKill(engaged: boolean, reason: string): void {
    void this.#ask(async () => {
      this.kill = await this.link.invoke('kill.set', { engaged, reason });
    });
  }

  setProtection(on: boolean): void {
    void this.#ask(async () => {
      this.protection = (await this.link.invoke('protection.set', { on })).on;
    });
  }

  async startSession(scenario: string, seed: number): Promise<void> {
    await this.#ask(async () => {
      await this.link.invoke('session.start', { scenario, seed });
      await this.hello();
    });
    this.progress = undefined;
  }

  #nextID(): string {
    this.#orderNumber += 1;
    return `${this.#prefix}-${this.#orderNumber}`;
  }

  #apply(events: readonly EngineEvent[]): void {
    const before = this.orders;
    this.orders = applyEvents(before, events);
    if (this.orders.parents.length > before.parents.length) this.#select(this.orders.parents.at(-1));
    const words = announcements(events, this.troubles);
    this.troubles = applyTroubles(this.troubles, events);
    // The newest word of each order; every fault is a word of its own.
    for (const text of words.polite) this.#waiting.set(text.startsWith('Fault: ') ? text : text.split(' ', 1)[0]!, text);
    if ((this.clock?.speed ?? 1) <= 5) this.#speak();
    if (words.assertive.length > 0) this.assertive = words.assertive.join('. ');
    const stopped = events.findLast((event) => event.type === 'Notice' && event.code === 'policy');
    if (stopped?.type === 'Notice') this.notice = { good: false, text: stopped.text };
  }

  #select(orderID: string | undefined): void {
    this.selection = orderID === undefined ? {} : { orderID };
  }

  #setClock(clock: ClockState): void {
    const ended = clock.ended && this.clock?.ended !== true;
    this.clock = clock;
    if (ended) void this.#findDigest();
  }

  /** The record is closed a moment after the session's end; its line in the list then has the digest. */
  async #findDigest(): Promise<void> {
    await this.#ask(async () => {
      const sessions = await this.link.invoke('review.sessions', {});
      this.digest = sessions.find((summary) => summary.sessionID === this.session?.sessionID)?.digest;
    });
  }

  #publishSlow(): void {
    this.slow = this.market.frame;
    this.fps = this.paint.fps;
    this.eventRate = this.market.eventRate;
    const age = this.#clock() - this.market.frameAt;
    const still = this.clock?.paused === true || this.clock?.ended === true;
    this.staleFor = this.market.frame && !still && age > STALE_AFTER ? age : undefined;
  }

  #speak(): void {
    if (this.#waiting.size === 0) return;
    this.polite = [...this.#waiting.values()].join('. ');
    this.#waiting.clear();
  }

  async #command(send: () => Promise<CommandReply>): Promise<void> {
    await this.#ask(async () => {
      const reply = await send();
      if (!reply.accepted) this.notice = { good: false, text: reply.text ?? 'the engine refused, and gave no reason' };
    });
  }

  async #ask(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.notice = { good: false, text: error instanceof Error ? error.message : String(error) };
    }
  }
}
