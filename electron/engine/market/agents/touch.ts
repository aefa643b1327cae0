import type { AgentsConfig } from '../../../../shared/config/session.ts';
import type { MarketPort } from '../source.ts';

/** The best prices of a symbol over the lit venues as they stand, Px; 0 for an empty side. */
export class Touch {
  bid = 0;
  ask = 0;
  private readonly lit: Int32Array;
  private readonly port: MarketPort;

  constructor({ venues }: AgentsConfig, port: MarketPort) {
    this.port = port;
    this.lit = Int32Array.from(venues.flatMap(({ kind }, venue) => (kind === 'lit' ? [venue] : [])));
  }

  look(symbol: number): void {
    const { lit, port } = this;
    let bid = 0;
    let ask = 0;
    for (let i = 0; i < lit.length; i++) {
      const venue = lit[i]!;
      const buys = port.bestPx(venue, symbol, 'buy');
      if (buys > bid) bid = buys;
      const sells = port.bestPx(venue, symbol, 'sell');
      if (sells > 0 && (ask === 0 || sells < ask)) ask = sells;
    }
    this.bid = bid;
    this.ask = ask;
  }
}
