import type { FlowConfig } from '../../../shared/config/session.ts';
import { isBetter, opposite, type Side } from '../../../shared/fix.ts';
import type { SymbolSpec } from '../../../shared/market.ts';
import { SECOND } from '../../../shared/units.ts';
import { Stream } from '../random.ts';
import type { MarketPort } from './source.ts';

/** Those who trade for their own reasons: Poisson arrivals whose side persists, at the best price of the moment. */
export class Taker {
  private readonly symbol: number;
  private readonly flow: FlowConfig;
  private readonly shares: readonly number[];
  private readonly port: MarketPort;
  private readonly stream: Stream;
  private side: Side = 'buy';

  /** `shares`: each venue's weight in the flow, 0 for those it never goes to. */
  constructor(symbol: number, spec: SymbolSpec, flow: FlowConfig, shares: readonly number[], seed: number, port: MarketPort) {
    this.symbol = symbol;
    this.flow = flow;
    this.shares = shares;
    this.port = port;
    this.stream = new Stream(seed, `${spec.symbol}/taker`);
  }

  /** Nanoseconds to the next arrival at `shape` times the normal rate. */
  wait(shape: number): number {
    return Math.ceil(this.stream.exponential(SECOND / (this.flow.takerRate * shape)));
  }

  trade(): void {
    if (!this.stream.chance(this.flow.takerPersistence)) this.side = this.stream.chance(0.5) ? 'buy' : 'sell';
    const qty = Math.max(1, Math.round(this.stream.exponential(this.flow.takerMeanQty)));
    const far = opposite(this.side);
    let best = 0;
    const quotes = this.shares.map((share, venue) => (share > 0 ? this.port.bestPx(venue, this.symbol, far) : 0));
    for (const px of quotes) if (px > 0 && (best === 0 || isBetter(this.side, px, best))) best = px;
    if (best === 0) return;
    const weights = quotes.map((px, venue) => (px === best ? this.shares[venue]! : 0));
    const venue = this.stream.weighted(
      weights,
      weights.reduce((a, b) => a + b, 0),
    );
    this.port.enter(venue, this.symbol, this.side, best, qty, 0, true);
  }

  save() {
    return { side: this.side, stream: this.stream.save() };
  }

  restore(state: ReturnType<Taker['save']>): void {
    this.side = state.side;
    this.stream.restore(state.stream);
  }
}
