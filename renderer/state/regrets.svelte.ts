import type { OrderRegret } from '../../shared/regret.ts';
import { WireFailure } from '../../shared/wire/client.ts';

/** How far the judging of one order against its oracles has come. */
export type Judgement =
  | { readonly state: 'asked' }
  /** Not to be said yet; the host tells it by itself where it is of the running session. */
  | { readonly state: 'waiting'; readonly text: string }
  | { readonly state: 'refused'; readonly text: string }
  | { readonly state: 'judged'; readonly regret: OrderRegret };

/** What has been asked and told of the regret of orders, by order id. Asked only when someone looks; told when the host has worked it out. */
export class Regrets {
  #known = $state.raw<ReadonlyMap<string, Judgement>>(new Map());
  readonly #request: (orderID: string) => Promise<OrderRegret>;
  #session = 0;

  constructor(request: (orderID: string) => Promise<OrderRegret>) {
    this.#request = request;
  }

  of(orderID: string | undefined): Judgement | undefined {
    return orderID === undefined ? undefined : this.#known.get(orderID);
  }

  /** Asks once; again only where it was refused or could not be said yet (`busy`). */
  async ask(orderID: string): Promise<void> {
    const known = this.#known.get(orderID);
    if (known?.state === 'asked' || known?.state === 'judged') return;
    this.#set(orderID, { state: 'asked' });
    const session = this.#session;
    try {
      const regret = await this.#request(orderID);
      if (session === this.#session) this.tell(regret);
    } catch (error) {
      if (session !== this.#session || this.#known.get(orderID)?.state === 'judged') return;
      const busy = error instanceof WireFailure && error.code === 'busy';
      this.#set(orderID, { state: busy ? 'waiting' : 'refused', text: wordsOf(error) });
    }
  }

  tell(regret: OrderRegret): void {
    this.#set(regret.orderID, { state: 'judged', regret });
  }

  /** Order ids begin anew with each session: an answer still on its way is of the one before. */
  clear(): void {
    this.#session += 1;
    this.#known = new Map();
  }

  /** The line was lost, and with it what was to be told on it: what is still wanted is asked anew. */
  forgetAsked(): void {
    this.#known = new Map([...this.#known].filter(([, { state }]) => state !== 'asked' && state !== 'waiting'));
  }

  #set(orderID: string, judgement: Judgement): void {
    this.#known = new Map(this.#known).set(orderID, judgement);
  }
}

/** What a host refuses it says of a field; here the order is known. */
function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^(?:orderID|sessionID): /, '');
}
