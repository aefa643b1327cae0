import { Engine, type EngineOptions } from '../../electron/engine/engine.ts';
import type { Witness } from '../../electron/engine/market/witness.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { Command, EngineEvent, ExecutionReport, Sink } from '../../shared/events.ts';
import type { ProtectedQuote, RoutingDecision } from '../../shared/routing.ts';
import type { TradeThrough } from '../../shared/trade-through.ts';
import type { Nanos } from '../../shared/units.ts';

const SECOND = 1_000_000_000;

/** A venue's quote as it was sent to the SIP; 0 for an empty side. */
interface Shown {
  readonly at: number;
  readonly bidPx: number;
  readonly bidQty: number;
  readonly askPx: number;
  readonly askQty: number;
}

/** A quote that an execution went through. */
export interface Better {
  readonly mic: string;
  readonly px: number;
  readonly qty: number;
  /** Nanoseconds since the venue last displayed what would not have been better; infinite where it never did. */
  readonly lasted: number;
  readonly selfHelp: boolean;
  /** Shares of it that are orders of our own, as far as their venue has told us. */
  readonly ours: number;
}

/** One fill of a child, as the engine labels it and as the quotes themselves do. */
export interface JudgedFill {
  readonly fill: ExecutionReport;
  readonly decision: RoutingDecision;
  readonly label: TradeThrough;
  readonly better: readonly Better[];
}

/**
 * Rule 611 by brute force (domain 1.2), sharing no code with the engine and its router: keeps every quote of every venue, and scans them
 * for each fill of a child at the moment its venue tells of it. It listens as a witness to the quotes and matches, and as a sink to
 * what the router says: its decisions, its self-help, and the label that the engine has given.
 */
export class ProtectionChecker implements Witness, Sink {
  /** Fills in the order in which the router heard of them, where nobody else was to be told. */
  readonly fills: JudgedFill[] = [];
  /** Every sweep that leaves a better protected quote of its decision's own snapshot standing, in words. */
  readonly openSweeps: string[] = [];
  private readonly config: SessionConfig;
  private readonly told: (judged: JudgedFill) => void;
  private readonly quotes: Shown[][];
  private readonly children = new Map<number, ExecutionReport>();
  private readonly numbers = new Map<string, number>();
  private count = 0;
  /** Decisions of which legs are still out, and of how many. */
  private readonly decisions = new Map<string, { readonly decision: RoutingDecision; out: number }>();
  private readonly selfHelp = new Set<string>();
  private readonly stopped = new Set<string>();
  private readonly resumed = new Map<string, number>();
  /** By child: what was found at each match that the router has not heard of yet. */
  private readonly waiting = new Map<number, { px: number; qty: number; label: TradeThrough; better: readonly Better[] }[]>();

  constructor(config: SessionConfig, told?: (judged: JudgedFill) => void) {
    this.config = config;
    this.told = told ?? ((judged) => this.fills.push(judged));
    this.quotes = config.venues.flatMap(() => config.symbols.map((): Shown[] => []));
  }

  quoted(at: number, venue: number, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    const list = this.of(venue, symbol);
    list.push({ at, bidPx, bidQty, askPx, askQty });
    // What was replaced seconds ago is never asked for again; an hour's quotes would not fit into memory.
    if (list.length > 50_000)
      list.splice(
        0,
        list.findIndex((_, i) => i === list.length - 2 || list[i + 1]!.at > at - 3 * SECOND),
      );
  }

  filled(at: number, venue: number, symbol: number, child: number, px: number, qty: number): void {
    const found = this.waiting.get(child) ?? [];
    this.waiting.set(child, found);
    found.push({ px, qty, ...this.judge(at, venue, symbol, this.children.get(child)!, px) });
  }

  event(event: EngineEvent): void {
    if (event.type === 'RoutingDecision') {
      this.openSweeps.push(...this.leftOpen(event));
      if (event.legs.length > 0) this.decisions.set(event.decisionID, { decision: event, out: event.legs.length });
    } else if (event.type === 'VenueStatus') {
      if (event.selfHelp) this.selfHelp.add(event.mic);
      else this.selfHelp.delete(event.mic);
    } else if (event.type === 'TradingStatus') {
      if (event.state !== 'trading' && event.state !== 'limitState') this.stopped.add(event.symbol);
      else if (this.stopped.delete(event.symbol)) this.resumed.set(event.symbol, event.at);
    } else if (event.type === 'ExecutionReport' && event.parentID !== undefined) {
      if (event.execType === 'A') this.sent(event);
      else this.children.set(this.numbers.get(event.orderID)!, event);
      if (event.execType === 'F') this.heard(event);
      if (['2', '4', '8', 'C'].includes(event.ordStatus)) this.done(event);
    }
  }

  level(): void {
    // The router's picture of the market is none of the checker's business.
  }

  nbbo(): void {
    // Nor is its NBBO.
  }

  trade(): void {
    // Nor are the prints it hears.
  }

  /** What the sweeps of a decision leave standing, in words. */
  private leftOpen(decision: RoutingDecision): string[] {
    return decision.legs
      .filter(({ iso }) => iso)
      .flatMap((leg) =>
        uncovered(decision, leg.mic, leg.px).map(({ mic, px, qty }) => {
          const ours = this.ours(mic, decision, px);
          const own = ours > 0 ? ` (${ours} of them ours)` : '';
          return `${decision.decisionID}: ${leg.mic} at ${leg.px} leaves ${qty} at ${px} on ${mic}${own}`;
        }),
      );
  }

  private sent(child: ExecutionReport): void {
    const number = this.count++;
    this.numbers.set(child.orderID, number);
    this.children.set(number, child);
  }

  private heard(fill: ExecutionReport): void {
    const found = this.waiting.get(this.numbers.get(fill.orderID)!)?.shift();
    if (!found || found.px !== fill.lastPx || found.qty !== fill.lastQty)
      throw new Error(`${fill.execID}: its venue told of another fill`);
    const { label, better } = found;
    this.told({ fill, decision: this.decisionOf(fill), label, better });
  }

  private done(child: ExecutionReport): void {
    const sent = this.decisions.get(child.decisionID!);
    if (sent && --sent.out === 0) this.decisions.delete(child.decisionID!);
    const number = this.numbers.get(child.orderID)!;
    this.numbers.delete(child.orderID);
    this.waiting.delete(number);
    this.children.delete(number);
  }

  private decisionOf(child: ExecutionReport): RoutingDecision {
    return this.decisions.get(child.decisionID!)!.decision;
  }

  private judge(
    at: number,
    venue: number,
    symbol: number,
    child: ExecutionReport,
    px: number,
  ): Pick<JudgedFill, 'label' | 'better'> {
    const { side } = child;
    const better: Better[] = [];
    this.config.venues.forEach(({ mic }, v) => {
      const far = side === 'buy' ? this.offer(v, symbol) : this.bid(v, symbol);
      if (v === venue || far === undefined || !(side === 'buy' ? far.px < px : far.px > px)) return;
      const ours = this.ours(mic, child, far.px);
      better.push({ mic, ...far, lasted: this.lasted(at, v, symbol, side, px), selfHelp: this.selfHelp.has(mic), ours });
    });
    if (better.length === 0) return { label: 'none', better };
    const binding = better.filter((quote) => !quote.selfHelp);
    const all = binding.length === 0;
    const against = all ? better : binding;
    if (this.crossed(symbol, all)) return { label: 'exempt(crossed)', better };
    if (!all && child.iso && uncovered(this.decisionOf(child), child.exDestination!, px).length === 0)
      return { label: 'exempt(iso)', better };
    if (against.every(({ lasted }) => lasted < SECOND)) return { label: 'exempt(flicker)', better };
    if (at - (this.resumed.get(child.symbol) ?? Number.NEGATIVE_INFINITY) < SECOND) return { label: 'exempt(reopen)', better };
    return { label: all ? 'exempt(selfHelp)' : 'violation', better };
  }

  /** How long ago the venue last displayed a price that `px` does not go through. */
  private lasted(at: number, venue: number, symbol: number, side: string, px: number): number {
    const list = this.of(venue, symbol);
    const last = list.findLastIndex(({ bidPx, askPx }) => (side === 'buy' ? askPx >= px : bidPx > 0 && bidPx <= px));
    if (last < 0) return Number.POSITIVE_INFINITY;
    // It was displayed until the next one came.
    return at - (list[last + 1]?.at ?? at);
  }

  /** Our shares that rest at a venue against `child`, at its quote or better: a venue may have slid them to it. */
  private ours(mic: string, { symbol, side }: Pick<ExecutionReport, 'symbol' | 'side'>, px: number): number {
    let shares = 0;
    for (const one of this.children.values())
      if (
        one.exDestination === mic &&
        one.symbol === symbol &&
        one.side !== side &&
        one.timeInForce === 'day' &&
        one.action === 'post'
      )
        if (side === 'buy' ? one.price! <= px : one.price! >= px) shares += one.leavesQty;
    return shares;
  }

  private crossed(symbol: number, withSelfHelp: boolean): boolean {
    const venues = [...this.config.venues.keys()].filter((v) => withSelfHelp || !this.selfHelp.has(this.config.venues[v]!.mic));
    const bids = venues.flatMap((v) => this.bid(v, symbol)?.px ?? []);
    const offers = venues.flatMap((v) => this.offer(v, symbol)?.px ?? []);
    return Math.max(...bids) > Math.min(...offers);
  }

  private bid(venue: number, symbol: number): { px: number; qty: number } | undefined {
    const last = this.of(venue, symbol).at(-1);
    return last && this.isProtected(venue, symbol, last.bidPx, last.bidQty) ? { px: last.bidPx, qty: last.bidQty } : undefined;
  }

  private offer(venue: number, symbol: number): { px: number; qty: number } | undefined {
    const last = this.of(venue, symbol).at(-1);
    return last && this.isProtected(venue, symbol, last.askPx, last.askQty) ? { px: last.askPx, qty: last.askQty } : undefined;
  }

  private isProtected(venue: number, symbol: number, px: number, qty: number): boolean {
    const { symbol: name, roundLot } = this.config.symbols[symbol]!;
    return px > 0 && qty >= roundLot && this.config.venues[venue]!.kind === 'lit' && !this.stopped.has(name);
  }

  private of(venue: number, symbol: number): Shown[] {
    return this.quotes[symbol * this.config.venues.length + venue]!;
  }
}

/** Runs a session, to its end, with a checker listening. */
export function judged(
  options: Omit<EngineOptions, 'sink' | 'witness'>,
  commands: readonly Command[],
  until: number,
): ProtectionChecker {
  const checker = new ProtectionChecker(options.config);
  const engine = new Engine({ ...options, sink: checker, witness: checker });
  for (const command of commands) engine.submit(command);
  engine.advanceTo(until as Nanos);
  engine.end();
  return checker;
}

/** Fills on which the engine and the checker differ, in words. */
export function disagreements({ fills }: ProtectionChecker): string[] {
  return fills.flatMap(({ fill, label, better }) =>
    fill.tradeThrough === label ? [] : [`${fill.execID}: engine ${fill.tradeThrough}, quotes ${label} ${JSON.stringify(better)}`],
  );
}

/** Protected quotes of a decision's snapshot, better than a price and elsewhere, that its sweep does not take whole. */
function uncovered({ side, protected: snapshot, legs }: RoutingDecision, mic: string, px: number): ProtectedQuote[] {
  return snapshot.filter((quote) => {
    if (quote.mic === mic || !(side === 'buy' ? quote.px < px : quote.px > px)) return false;
    return !legs.some((leg) => {
      const reaches = side === 'buy' ? leg.px >= quote.px : leg.px <= quote.px;
      return leg.mic === quote.mic && leg.action === 'take' && leg.iso && reaches && leg.orderQty >= quote.qty;
    });
  });
}
