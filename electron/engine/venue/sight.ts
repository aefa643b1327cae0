import type { AgentsConfig, SessionConfig } from '../../../shared/config/session.ts';
import { oneWay, processorSite } from '../../../shared/geography.ts';
import type { Conditions } from '../conditions.ts';
import { Kind } from '../kinds.ts';
import type { Schedule } from '../schedule.ts';
import type { Quotes } from './quotes.ts';

/** Numbers that a symbol's top is made of. */
const TOPS = 6;

/**
 * The market's best as each venue sees it: what all the others quote, one way later. From the venue that changed it comes directly, or
 * through the tape's processor for a pool that uses the SIP; news that is older than what the venue has seen is dropped. A venue's own
 * quotes it knows at once. The true best itself is kept for whoever judges the market as a whole.
 *
 * Arrays run by symbol x venues + venue; prices are Px, 0 for an empty side.
 */
export class Sight {
  /** Best of all other venues as the venue sees it. */
  readonly awayBidPx: Int32Array;
  readonly awayAskPx: Int32Array;
  /** True best of all venues, by symbol. */
  readonly bidPx: Int32Array;
  readonly askPx: Int32Array;
  private readonly config: SessionConfig;
  private readonly schedule: Schedule;
  private readonly conditions: Conditions;
  private readonly quotes: Quotes;
  private readonly looks: Uint8Array;
  private readonly usesSip: Uint8Array;
  /** One way from venue to venue: [from x venues + to]. */
  private readonly ways: Float64Array;
  /** Lane of each pair: news of one distance comes in the order in which it is sent, as long as nothing delays it. */
  private readonly lanes: Int32Array;
  /** One way between a venue and the processor of a symbol: [symbol x venues + venue]. */
  private readonly toProcessor: Float64Array;
  /** By symbol: best bid, whose it is, best of all others; the same of the offers. As last looked at. */
  private readonly tops: Int32Array;
  /** What was last sent to each, and the time of what it last saw. */
  private readonly sentBidPx: Int32Array;
  private readonly sentAskPx: Int32Array;
  private readonly seenAt: Float64Array;

  constructor(config: SessionConfig, schedule: Schedule, conditions: Conditions, quotes: Quotes) {
    this.config = config;
    this.schedule = schedule;
    this.conditions = conditions;
    this.quotes = quotes;
    const { venues, symbols } = config;
    const places = venues.length * symbols.length;
    this.awayBidPx = new Int32Array(places);
    this.awayAskPx = new Int32Array(places);
    this.bidPx = new Int32Array(symbols.length);
    this.askPx = new Int32Array(symbols.length);
    this.looks = Uint8Array.from(venues, (spec) => Number(looks(config, spec)));
    this.usesSip = Uint8Array.from(venues, (spec) => Number(spec.pool?.nbbo === 'sip'));
    const between = ways(config);
    this.ways = Float64Array.from(venues.flatMap((_, from) => venues.map((_, to) => between(from, to))));
    const distances = [...new Set(this.ways)];
    const lanes = distances.map(() => schedule.lane());
    this.lanes = Int32Array.from(this.ways, (way) => lanes[distances.indexOf(way)]!);
    this.toProcessor = Float64Array.from(
      symbols.flatMap((_, symbol) => venues.map((_, venue) => toProcessor(config, symbol, venue))),
    );
    this.tops = new Int32Array(symbols.length * TOPS);
    this.sentBidPx = new Int32Array(places);
    this.sentAskPx = new Int32Array(places);
    this.seenAt = new Float64Array(places);
  }

  /** Whether any rule of a session asks what a venue sees, or where the market as a whole stands. */
  static needed(config: SessionConfig): boolean {
    return config.regime.luld || config.venues.some((spec) => looks(config, spec));
  }

  /** A venue's quote has changed its price; sends it to whom it concerns. `opening`: they know it already. True when the best did. */
  changed(now: number, venue: number, symbol: number, opening: boolean): boolean {
    const { bidPx, askPx } = this.quotes;
    const count = this.looks.length;
    const base = symbol * count;
    // The best and the best without it: what the best venue itself sees elsewhere.
    let bestBid = 0;
    let bidder = -1;
    let nextBid = 0;
    let bestAsk = 0;
    let asker = -1;
    let nextAsk = 0;
    for (let v = 0; v < count; v++) {
      const bid = bidPx[base + v]!;
      if (bid > bestBid) {
        nextBid = bestBid;
        bestBid = bid;
        bidder = v;
      } else if (bid > nextBid) nextBid = bid;
      const ask = askPx[base + v]!;
      if (ask === 0) continue;
      if (bestAsk === 0 || ask < bestAsk) {
        nextAsk = bestAsk;
        bestAsk = ask;
        asker = v;
      } else if (nextAsk === 0 || ask < nextAsk) nextAsk = ask;
    }
    // All that anyone sees follows from these six.
    const { tops } = this;
    const { extra } = this.conditions;
    const top = symbol * TOPS;
    if (
      tops[top] === bestBid &&
      tops[top + 1] === bidder &&
      tops[top + 2] === nextBid &&
      tops[top + 3] === bestAsk &&
      tops[top + 4] === asker &&
      tops[top + 5] === nextAsk
    )
      return false;
    tops[top] = bestBid;
    tops[top + 1] = bidder;
    tops[top + 2] = nextBid;
    tops[top + 3] = bestAsk;
    tops[top + 4] = asker;
    tops[top + 5] = nextAsk;
    for (let v = 0; v < count; v++) {
      if (this.looks[v] === 0) continue;
      const bid = v === bidder ? nextBid : bestBid;
      const ask = v === asker ? nextAsk : bestAsk;
      const place = base + v;
      if (bid === this.sentBidPx[place] && ask === this.sentAskPx[place]) continue;
      this.sentBidPx[place] = bid;
      this.sentAskPx[place] = ask;
      // At the open it is known already, and looked at once the books are set.
      if (opening) this.see(v, symbol, bid, ask, now);
      const pair = venue * count + v;
      if (!opening && this.usesSip[v] === 0 && extra[venue] === 0 && extra[v] === 0)
        this.schedule.pushLane(this.lanes[pair]!, now + this.ways[pair]!, Kind.venueSees, v, symbol, bid, ask, now);
      else {
        const at = opening ? now : this.arrival(now, venue, v, symbol);
        this.schedule.push(at, Kind.venueSees, v, symbol, bid, ask, now);
      }
    }
    const moved = bestBid !== this.bidPx[symbol] || bestAsk !== this.askPx[symbol];
    this.bidPx[symbol] = bestBid;
    this.askPx[symbol] = bestAsk;
    return moved;
  }

  /** Kind.venueSees; false when it is older than what the venue has seen. */
  see(venue: number, symbol: number, bidPx: number, askPx: number, sentAt: number): boolean {
    const place = symbol * this.looks.length + venue;
    if (sentAt < this.seenAt[place]!) return false;
    this.seenAt[place] = sentAt;
    this.awayBidPx[place] = bidPx;
    this.awayAskPx[place] = askPx;
    return true;
  }

  /** The venue is to see again what it knows, once all that is under way now is done: who is entering an order knows its number by then. */
  seeAgain(now: number, venue: number, symbol: number): void {
    const place = symbol * this.looks.length + venue;
    const { awayBidPx, awayAskPx, seenAt } = this;
    this.schedule.push(now, Kind.venueSees, venue, symbol, awayBidPx[place]!, awayAskPx[place]!, seenAt[place]!);
  }

  /** The best bid that a venue knows of, its own included. */
  bestBid(venue: number, symbol: number): number {
    const place = symbol * this.looks.length + venue;
    return Math.max(this.awayBidPx[place]!, this.quotes.bidPx[place]!);
  }

  bestAsk(venue: number, symbol: number): number {
    const place = symbol * this.looks.length + venue;
    const away = this.awayAskPx[place]!;
    const own = this.quotes.askPx[place]!;
    return away === 0 || (own > 0 && own < away) ? own : away;
  }

  save(): SightState {
    const { awayBidPx, awayAskPx, bidPx, askPx, tops, sentBidPx, sentAskPx, seenAt } = this;
    return { awayBidPx, awayAskPx, bidPx, askPx, tops, sentBidPx, sentAskPx, seenAt };
  }

  restore(state: SightState): void {
    this.awayBidPx.set(state.awayBidPx);
    this.awayAskPx.set(state.awayAskPx);
    this.bidPx.set(state.bidPx);
    this.askPx.set(state.askPx);
    this.tops.set(state.tops);
    this.sentBidPx.set(state.sentBidPx);
    this.sentAskPx.set(state.sentAskPx);
    this.seenAt.set(state.seenAt);
  }

  private arrival(now: number, from: number, to: number, symbol: number): number {
    const { extra, sipHeldUntil } = this.conditions;
    if (this.usesSip[to] === 0) return now + this.ways[from * this.looks.length + to]! + extra[from]! + extra[to]!;
    const base = symbol * this.looks.length;
    const published = now + this.toProcessor[base + from]! + extra[from]! + this.config.sip.processing;
    return Math.max(published, sipHeldUntil) + this.toProcessor[base + to]! + extra[to]!;
  }
}

export interface SightState {
  readonly awayBidPx: Int32Array;
  readonly awayAskPx: Int32Array;
  readonly bidPx: Int32Array;
  readonly askPx: Int32Array;
  readonly tops: Int32Array;
  readonly sentBidPx: Int32Array;
  readonly sentAskPx: Int32Array;
  readonly seenAt: Float64Array;
}

/** A pool takes its midpoint from what it sees; a lit venue its pegs, where a market has them, and what it must not lock. */
function looks({ market, regime }: SessionConfig, { kind, pool }: SessionConfig['venues'][number]): boolean {
  return kind === 'dark' ? pool !== undefined : market === 'agents' || regime.lockCross;
}

/** Between two venues: by their sites, else as far as both are from us on average. */
function ways(config: SessionConfig): (from: number, to: number) => number {
  const { venues } = config;
  const medium = network(config)?.medium;
  return (a, b) => {
    const from = venues[a]!;
    const to = venues[b]!;
    if (medium && from.site && to.site) return oneWay(medium, from.site, to.site);
    return Math.ceil((from.feedLatency + to.entryLatency) / 2);
  };
}

function toProcessor(config: SessionConfig, symbol: number, venue: number): number {
  const { site, sipLatency } = config.venues[venue]!;
  const medium = network(config)?.medium;
  return medium && site ? oneWay(medium, site, processorSite(config.symbols[symbol]!.tape ?? 'A')) : sipLatency;
}

function network(config: SessionConfig): AgentsConfig['network'] | undefined {
  return config.market === 'agents' ? config.network : undefined;
}
