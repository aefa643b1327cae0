import { Conditions } from '../../electron/engine/conditions.ts';
import { Feed } from '../../electron/engine/feed/feed.ts';
import { FeedHandler } from '../../electron/engine/feed/handler.ts';
import { Step } from '../../electron/engine/feed/recovery.ts';
import { Kind } from '../../electron/engine/kinds.ts';
import { Schedule } from '../../electron/engine/schedule.ts';
import { Quotes } from '../../electron/engine/venue/quotes.ts';
import { ConsolidatedView } from '../../electron/engine/view/consolidated.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import type { AgentsConfig, SessionConfig } from '../../shared/config/session.ts';
import type { FeedStatus } from '../../shared/events.ts';
import type { FeedPath } from '../../shared/market.ts';
import type { Nanos } from '../../shared/units.ts';
import { Record } from './run.ts';

type Book = Map<number, number>[];

/** The feeds of a session without its market: books that the test sets by hand, and our end of every feed. */
export class FeedRig {
  readonly config: SessionConfig;
  readonly conditions: Conditions;
  readonly schedule = new Schedule();
  readonly feed: Feed;
  readonly view: ConsolidatedView;
  readonly handler: FeedHandler;
  readonly record = new Record();
  now: number;
  /** Price to shares, by symbol x venues + venue, and side. */
  private readonly books: Book[];
  private readonly quotes: Quotes;

  constructor(config: SessionConfig) {
    this.config = config;
    this.now = config.openAt;
    this.conditions = new Conditions(config);
    this.view = new ConsolidatedView(config, this.conditions);
    this.feed = new Feed(config, this.schedule, this.conditions);
    this.quotes = new Quotes(config.symbols.length * config.venues.length);
    this.feed.tells({
      quotes: this.quotes,
      depth: (venue, symbol, side, n, outPx, outQty) => {
        const levels = this.truth(venue, symbol, side).slice(0, n);
        levels.forEach(([px, qty], i) => {
          outPx[i] = px;
          outQty[i] = qty;
        });
        return levels.length;
      },
    });
    const { schedule, feed, view, record: sink } = this;
    this.handler = new FeedHandler({ config, schedule, feed, view, sink, moved: () => {} });
    this.books = config.symbols.flatMap(() => config.venues.map(() => [new Map(), new Map()]));
  }

  /** What a venue truly shows on a side, best first. */
  truth(venue: number, symbol: number, side: number): [px: number, qty: number][] {
    return [...this.book(venue, symbol)[side]!].sort(([a], [b]) => (side === 0 ? b - a : a - b));
  }

  /** A venue's level changes now; a new best goes to the SIP too. */
  set(venue: number, symbol: number, side: number, px: number, qty: number): void {
    const was = this.best(venue, symbol);
    const levels = this.book(venue, symbol)[side]!;
    if (qty > 0) levels.set(px, qty);
    else levels.delete(px);
    this.feed.level(this.now, venue, symbol, side, px, qty);
    const is = this.best(venue, symbol);
    if (is.join() === was.join()) return;
    const at = symbol * this.config.venues.length + venue;
    const { bidPx, bidQty, askPx, askQty } = this.quotes;
    [bidPx[at], bidQty[at], askPx[at], askQty[at]] = is;
    this.feed.best(this.now, venue, symbol, ...is);
  }

  /** The SIP publishes nothing from now until then. */
  holdSip(until: number): void {
    this.conditions.holdSip(this.now, until);
    this.feed.holdSip(this.now);
  }

  best(venue: number, symbol: number): [bidPx: number, bidQty: number, askPx: number, askQty: number] {
    const [bidPx, bidQty] = this.truth(venue, symbol, 0)[0] ?? [0, 0];
    const [askPx, askQty] = this.truth(venue, symbol, 1)[0] ?? [0, 0];
    return [bidPx, bidQty, askPx, askQty];
  }

  /** What the router believes a venue to show on a side. */
  seen(venue: number, symbol: number, side: number): [px: number, qty: number][] {
    const levels = this.view.levels(venue, symbol, side === 0 ? 'buy' : 'sell');
    return Array.from({ length: levels.count }, (_, i) => [levels.px[i]!, levels.qty[i]!]);
  }

  /** A venue's quote as one path's NBBO counts it. */
  quoted(path: FeedPath, venue: number, symbol: number): number[] {
    const best = (path === 'direct' ? this.view.direct : this.view.sip)[symbol]!;
    return [best.bidPx[venue]!, best.bidQty[venue]!, best.askPx[venue]!, best.askQty[venue]!];
  }

  statuses(): Pick<FeedStatus, 'path' | 'mic' | 'state' | 'missed'>[] {
    return this.record.events.flatMap((event) => {
      if (event.type !== 'FeedStatus') return [];
      const { path, mic, state, missed } = event;
      return [{ path, mic, state, missed }];
    });
  }

  /** Everything due at or before a time happens; without one, everything that is due at all. */
  advance(until = Number.POSITIVE_INFINITY): void {
    while (this.schedule.nextAt <= until && this.schedule.pop()) {
      this.now = this.schedule.at;
      this.view.now = this.now;
      this.process();
    }
    if (until < Number.POSITIVE_INFINITY) this.now = until;
    this.view.now = this.now;
  }

  private process(): void {
    const { schedule: s, handler } = this;
    const now = this.now as Nanos;
    if (s.kind === Kind.directLevel) handler.level(now, s.a, s.b, s.c, s.d, s.e, s.f, s.g);
    else if (s.kind === Kind.sipQuote) handler.quote(now, s.a, s.b, s.c, s.d, s.e, s.f, s.g, s.h);
    else if (s.kind === Kind.directTrade) handler.trade(now, s.a, s.b, s.c, s.d, s.e, s.f);
    else if (s.kind === Kind.merge) handler.merge(s.a, s.b, s.c, s.d, s.e, s.f);
    else if (s.b <= Step.asked) this.feed.onStep(now, s.a, s.b);
    else handler.onStep(now, s.a, s.b, s.c, s.d, s.e, s.f, s.g, s.h);
  }

  private book(venue: number, symbol: number): Book {
    return this.books[symbol * this.config.venues.length + venue]!;
  }
}

/** The twelve venues, changed as told. */
export function us2026(change: Partial<AgentsConfig> = {}): AgentsConfig {
  const config = loadScenario('us2026');
  if (config.market !== 'agents') throw new Error('us2026 is a market of agents');
  return { ...config, ...change };
}
