import { tradeThroughOf } from '../../electron/engine/compliance/trade-through.ts';
import { Conditions } from '../../electron/engine/conditions.ts';
import { Kind, VenueSays } from '../../electron/engine/kinds.ts';
import type { Witness } from '../../electron/engine/market/witness.ts';
import { Schedule } from '../../electron/engine/schedule.ts';
import type { VenueOrder } from '../../electron/engine/venue/child.ts';
import { Venues } from '../../electron/engine/venue/venues.ts';
import type { AgentsConfig, SessionConfig } from '../../shared/config/session.ts';
import { placed } from '../../shared/config/venue.ts';
import type { TradingStatus } from '../../shared/events.ts';
import type { Side, TimeInForce } from '../../shared/fix.ts';
import type { Site } from '../../shared/geography.ts';
import type { PoolSpec, SymbolSpec, VenueSpec } from '../../shared/market.ts';
import type { TradeThrough } from '../../shared/trade-through.ts';
import { HOUR, type Money, type Nanos, nanos, px, qty } from '../../shared/units.ts';
import { textbook } from './run.ts';

export const TEN = 10 * HOUR;

export interface FloorVenue extends Partial<Omit<VenueSpec, 'pool'>> {
  readonly mic: string;
  readonly site?: Site;
  readonly pool?: Partial<PoolSpec>;
}

export interface FloorSpec {
  readonly venues: readonly FloorVenue[];
  readonly symbol?: Partial<SymbolSpec>;
  readonly regime?: Partial<SessionConfig['regime']>;
  readonly openAt?: number;
  readonly witness?: Witness;
}

const POOL: PoolSpec = {
  nbbo: 'direct',
  rate: 0,
  life: nanos(1e9),
  empty: 0,
  exponent: 1,
  minQty: qty(1),
  minQtyShare: 0,
  conditionalShare: 0,
  firmUp: 1,
  firmUpMedian: nanos(946_000),
};

export interface Entry {
  readonly ioc?: boolean;
  readonly flags?: number;
  readonly display?: number;
  readonly min?: number;
  readonly owner?: number;
}

export type OurTerms = Partial<Pick<VenueOrder, 'action' | 'iso' | 'minQty' | 'invitation'>>;

/** One symbol's venues in a market of agents without agents: the test enters all orders, and reads what is said, quoted and printed. */
export class Floor {
  readonly config: AgentsConfig;
  readonly schedule = new Schedule();
  readonly conditions: Conditions;
  readonly venues: Venues;
  /** What venues told of our children: `traded c1 100@100.005`, with the time since the open at which it was matched. */
  readonly said: string[] = [];
  /** Each report's fee a share and whether the resting side was hidden. */
  readonly fees: [fee: number, hidden: number][] = [];
  /** Each trade's label under order protection. */
  readonly labels: TradeThrough[] = [];
  readonly fills: string[] = [];
  readonly prints: string[] = [];
  readonly quotes: string[] = [];
  readonly statuses: TradingStatus[] = [];
  /** With the price bands as they were at the trade, which may move them. */
  readonly trades: { at: number; venue: number; px: number; qty: number; lowerPx: number; upperPx: number }[] = [];
  readonly start: number;
  private child = 0;

  constructor({ venues, symbol = {}, regime = {}, openAt = TEN, witness }: FloorSpec) {
    const base = textbook();
    const spec = { ...base.symbols[0]!, symbol: 'ACME', tick: px(0.01), roundLot: qty(100), openPx: px(100), ...symbol };
    const network = { medium: 'fibre', router: 'Secaucus', gateway: nanos(15_000), holdBack: nanos(0) } as const;
    const venueOf = ({ pool, ...more }: FloorVenue): VenueSpec => {
      const { darkQty: _, ...lit } = base.venues[0]!;
      const { entryLatency, responseLatency, feedLatency, sipLatency, ...rest } = {
        ...lit,
        feeModel: 'makerTaker' as const,
        ...more,
      };
      const kind = pool || more.darkQty ? ('dark' as const) : ('lit' as const);
      const asked = { ...rest, kind, site: more.site ?? 'Secaucus', ...(pool && { pool: { ...POOL, ...pool } }) };
      return placed(asked as Parameters<typeof placed>[0], network, spec);
    };
    this.start = openAt;
    this.config = {
      ...base,
      market: 'agents',
      openAt: openAt as Nanos,
      symbols: [spec],
      venues: venues.map(venueOf),
      regime: { ...base.regime, ...regime },
      network,
      actors: undefined as never,
      faults: [],
      tunedOn: [],
    };
    this.conditions = new Conditions(this.config);
    const feed = {
      opening: false,
      level: () => undefined,
      best: (_now: number, venue: number, _symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number) => {
        this.quotes.push(`${this.config.venues[venue]!.mic} ${shown(bidPx, bidQty)} ${shown(askPx, askQty)}`);
      },
      trade: (at: number, venue: number, _symbol: number, price: number, shares: number) => {
        this.prints.push(`${this.config.venues[venue]!.mic} ${shares}@${price / 1e4}`);
        const { lowerPx, upperPx } = this.conditions;
        this.trades.push({ at, venue, px: price, qty: shares, lowerPx: lowerPx[0]!, upperPx: upperPx[0]! });
      },
    };
    const sink = {
      event: (event: { type: string }) => event.type === 'TradingStatus' && this.statuses.push(event as TradingStatus),
    };
    this.venues = new Venues({
      config: this.config,
      schedule: this.schedule,
      feed,
      conditions: this.conditions,
      sink,
      ...(witness && { witness }),
    });
    this.venues.drivenBy({
      open: () => undefined,
      onWake: () => undefined,
      onFill: (_now, venue, _symbol, _order, owner, price, shares, leaves) => {
        this.fills.push(`${this.config.venues[venue]!.mic} #${owner} ${shares}@${price / 1e4} left ${leaves}`);
      },
      save: () => undefined,
      restore: () => undefined,
    });
    this.venues.now = openAt as Nanos;
    this.venues.open(openAt as Nanos);
  }

  get now(): number {
    return this.venues.now;
  }

  /** An order of others; returns its number. */
  enter(
    mic: string,
    side: Side,
    price: number,
    shares: number,
    { ioc = false, flags, display, min, owner = 1 }: Entry = {},
  ): number {
    return this.venues.enter(this.venue(mic), 0, side, px(price), shares, owner, ioc, flags, display, min);
  }

  cancel(mic: string, order: number): number {
    return this.venues.cancel(this.venue(mic), 0, order);
  }

  /** A child of ours at the venue's door now; returns its number. */
  ours(mic: string, side: Side, price: number, shares: number, timeInForce: TimeInForce = 'ioc', more: OurTerms = {}): number {
    const child = ++this.child;
    const venue = this.venue(mic);
    const action = timeInForce === 'day' ? 'post' : this.config.venues[venue]!.kind === 'dark' ? 'mid' : 'take';
    const size = { qty: shares, remaining: shares };
    this.venues.arrive({ child, venue, symbol: 0, side, px: px(price), ...size, action, timeInForce, iso: false, ...more });
    return child;
  }

  cancelOurs(mic: string, child: number): void {
    this.venues.cancelChild(child, this.venue(mic), 0);
  }

  /** Everything due within so many nanoseconds of the open happens. */
  until(after: number): this {
    const { schedule: s, venues } = this;
    const time = this.start + after;
    while (s.nextAt <= time && s.pop()) {
      venues.now = s.at as Nanos;
      switch (s.kind) {
        case Kind.venueSees:
          venues.sees(s.a, s.b, s.c, s.d, s.e);
          break;
        case Kind.poolMatch:
          venues.poolDue(venues.now, s.a, s.b, s.c);
          break;
        case Kind.tradingPhase:
          venues.phase(venues.now, s.a, s.b);
          break;
        case Kind.venueDoor:
          venues.openDoor(venues.now, s.a);
          break;
        case Kind.venueReport:
          this.hear(s.a, s.b, s.c, s.d, s.f, s.g as Money, s.h);
          break;
        default:
          throw new Error(`kind ${s.kind}`);
      }
    }
    venues.now = time as Nanos;
    return this;
  }

  /** `100.00x300 100.02x200`: what a venue displays. */
  shows(mic: string): string {
    const side = (of: Side) => shown(this.venues.bestPx(this.venue(mic), 0, of), this.venues.bestQty(this.venue(mic), 0, of));
    return `${side('buy')} ${side('sell')}`;
  }

  venue(mic: string): number {
    return this.config.venues.findIndex((spec) => spec.mic === mic);
  }

  private hear(child: number, says: number, shares: number, price: number, at: number, fee: number, bits: number): void {
    const [word] = Object.entries(VenueSays).find(([, code]) => code === says)!;
    const trade = says === VenueSays.traded;
    const what = trade ? ` ${shares}@${price / 1e4}` : says === VenueSays.invited ? ` ${shares}` : '';
    this.said.push(`${word} c${child}${what} +${at - this.start}`);
    if (!trade) return;
    this.fees.push([fee, bits & 1]);
    this.labels.push(tradeThroughOf(bits >> 1));
  }
}

function shown(price: number, shares: number): string {
  return price === 0 ? '-' : `${price / 1e4}x${shares}`;
}
