import { WireFailure } from '../../../shared/wire/client.ts';
import type { Transport } from '../../../shared/wire/contract.ts';
import type { ReviewSession, SessionSummary } from '../../../shared/wire/review.ts';
import { applyEvents, noOrders, type Order, type OrderBook } from '../../state/orders.ts';
import { Regrets } from '../../state/regrets.svelte.ts';

export interface ReviewFailure {
  readonly what: string;
  readonly text: string;
  readonly code: string;
}

/** The page's memory: the list of sessions, the one that is open and what is selected in it. */
export class Review {
  readonly #transport: Transport;
  sessions: readonly SessionSummary[] | undefined = $state.raw();
  opened: ReviewSession | undefined = $state.raw();
  book: OrderBook = $state.raw(noOrders);
  orderID: string | undefined = $state();
  decisionID: string | undefined = $state();
  symbol: string | undefined = $state();
  /** What is on its way, in words. */
  loading: string | undefined = $state();
  opening: string | undefined = $state();
  failure: ReviewFailure | undefined = $state.raw();
  /** How far the orders of the open session were from the best. */
  readonly regrets: Regrets;
  #asked = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.regrets = new Regrets((orderID) => {
      const sessionID = this.opened?.summary.sessionID ?? '';
      return transport.invoke('review.regret', { sessionID, orderID });
    });
  }

  get order(): Order | undefined {
    return this.orderID === undefined ? undefined : this.book.byID.get(this.orderID);
  }

  get decision() {
    return this.decisionID === undefined ? undefined : this.book.decisions.get(this.decisionID);
  }

  /** The selected order, or the parent of a selected child. */
  get parent(): Order | undefined {
    const order = this.order;
    return order?.parentID === undefined ? order : this.book.byID.get(order.parentID);
  }

  /**
   * What the page does when it is opened: reads the list; with nothing open yet opens the newest session that has orders, else the newest;
   * reads a session that was still running once more.
   */
  async begin(): Promise<void> {
    await this.list();
    if (this.opening !== undefined) return;
    const first = this.sessions?.find((summary) => summary.parents > 0) ?? this.sessions?.[0];
    if (this.opened?.summary.state === 'running') await this.open(this.opened.summary.sessionID);
    else if (!this.opened && first) await this.open(first.sessionID);
  }

  async list(): Promise<void> {
    if (this.sessions === undefined) this.loading = 'Reading the record';
    try {
      this.sessions = await this.#transport.invoke('review.sessions', {});
      if (this.failure?.what === 'The list of sessions') this.failure = undefined;
    } catch (error) {
      this.#fail('The list of sessions', error);
    } finally {
      this.loading = undefined;
    }
  }

  /** A second request before the first has come overtakes it. Read once more, a session keeps what was selected in it. */
  async open(sessionID: string): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.opening = sessionID;
    this.failure = undefined;
    try {
      const opened = await this.#transport.invoke('review.open', { sessionID });
      if (asked !== this.#asked) return;
      const kept = this.opened?.summary.sessionID === sessionID ? this.orderID : undefined;
      const keptDecision = kept === undefined ? undefined : this.decisionID;
      this.regrets.clear();
      this.opened = opened;
      this.book = applyEvents(noOrders, opened.events);
      const last = this.book.parents.at(-1);
      this.symbol = (last === undefined ? undefined : this.book.byID.get(last)?.symbol) ?? opened.session.symbols[0]?.symbol;
      this.orderID = undefined;
      this.decisionID = undefined;
      if (kept !== undefined && this.book.byID.has(kept)) {
        this.selectOrder(kept);
        if (keptDecision !== undefined) this.selectDecision(keptDecision);
      } else if (last !== undefined) this.selectOrder(last);
    } catch (error) {
      if (asked === this.#asked) this.#fail('The session', error);
    } finally {
      if (asked === this.#asked) this.opening = undefined;
    }
  }

  /** A parent brings its first decision, a child the one that sent it. */
  selectOrder(orderID: string): void {
    const order = this.book.byID.get(orderID);
    if (!order) return;
    this.orderID = orderID;
    this.symbol = order.symbol;
    this.decisionID = order.parentID === undefined ? this.book.decisionsOf.get(orderID)?.[0] : order.decisionID;
  }

  selectDecision(decisionID: string): void {
    const decision = this.book.decisions.get(decisionID);
    if (!decision) return;
    this.decisionID = decisionID;
    this.symbol = decision.symbol;
    if (this.parent?.orderID !== decision.orderID) this.orderID = decision.orderID;
  }

  #fail(what: string, error: unknown): void {
    if (!(error instanceof Error)) throw error;
    this.failure = { what, text: error.message, code: error instanceof WireFailure ? error.code : error.name };
  }
}

const reviews = new WeakMap<Transport, Review>();

/** One review a connection: what is open stays open while other pages are looked at. */
export function reviewOf(transport: Transport): Review {
  let review = reviews.get(transport);
  if (!review) {
    review = new Review(transport);
    reviews.set(transport, review);
  }
  return review;
}
