import { type SessionConfig, venueIndex } from '../../../shared/config/session.ts';
import type { EngineEvent, ExecutionReport, Sink } from '../../../shared/events.ts';
import { ExecType, isTerminal, OrdStatus } from '../../../shared/fix.ts';
import type { RoutingDecision } from '../../../shared/routing.ts';
import { firmQty, isFirm } from '../../../shared/routing.ts';
import type { TradeThrough } from '../../../shared/trade-through.ts';
import type { Money, Nanos, Px, Qty } from '../../../shared/units.ts';
import type { Witness } from '../market/witness.ts';
import type { Offered } from '../venue/liquidity.ts';

/** A fill of the order: what it found, and where that left the rules. */
export interface Fill extends Offered {
  readonly tradeThrough?: TradeThrough;
}

interface Match {
  readonly at: number;
  readonly px: number;
  readonly qty: number;
  hidden: boolean;
}

/** Listens to one run of a session for one order of it, and to the venues for what its fills met. */
export class Hearing implements Sink, Witness {
  readonly fills: Fill[] = [];
  /** The order was refused. */
  refused = false;
  /** A policy of a user's was stopped meanwhile. */
  stopped = false;
  /** Nothing more can happen to it. */
  done = false;
  filledQty = 0 as Qty;
  /** When the last of it was heard. */
  lastAt = 0 as Nanos;
  /** Shares of the first decision that sent any, and of those the ones that filled. */
  firstSentQty = 0 as Qty;
  firstFilledQty = 0 as Qty;
  /** The far touch as the router saw it at its first decision, and the shares shown there; undefined without one. */
  touch: { readonly px: Px; readonly qty: Qty } | undefined;
  private readonly config: SessionConfig;
  private readonly clOrdID: string;
  private orderID: string | undefined;
  private first: string | undefined;
  /** By venue: our matches of which no report has come yet, in the order in which the venue will report them. */
  private readonly matches: readonly Match[][];

  constructor(config: SessionConfig, clOrdID: string) {
    this.config = config;
    this.clOrdID = clOrdID;
    this.matches = config.venues.map(() => []);
  }

  event(event: EngineEvent): void {
    if (event.type === 'RoutingDecision' && event.orderID === this.orderID && event.round === 1) this.touch = farTouch(event);
    if (event.type === 'RoutingDecision' && event.orderID === this.orderID && event.legs.some(isFirm) && this.first === undefined) {
      this.first = event.decisionID;
      this.firstSentQty = firmQty(event.legs);
    }
    if (event.type === 'Notice' && event.code === 'policy') this.stopped = true;
    if (event.type !== 'ExecutionReport') return;
    if (event.parentID === undefined) this.parent(event);
    else if (event.execType === ExecType.trade) this.child(event);
  }

  filled(at: number, venue: number, _symbol: number, _child: number, px: number, qty: number): void {
    this.matches[venue]!.push({ at, px, qty, hidden: this.config.venues[venue]!.kind === 'dark' });
  }

  /** Told right after `filled` for the same match. */
  matched(at: number, venue: number, _symbol: number, _takerSide: number, px: number, qty: number, hidden: boolean): void {
    const last = this.matches[venue]!.at(-1);
    if (last?.at === at && last.px === px && last.qty === qty) last.hidden = hidden;
  }

  level(): void {}
  nbbo(): void {}
  trade(): void {}

  private parent(report: ExecutionReport): void {
    if (report.clOrdID !== this.clOrdID) return;
    this.orderID ??= report.orderID;
    this.refused = report.ordStatus === OrdStatus.rejected;
    this.done = isTerminal(report.ordStatus);
    this.filledQty = report.cumQty;
    this.lastAt = report.at;
  }

  private child(report: ExecutionReport): void {
    const venue = venueIndex(this.config, report.lastMkt!);
    const hidden = this.wasHidden(venue, report);
    if (report.parentID !== this.orderID) return;
    const qty = report.lastQty!;
    const { tradeThrough } = report;
    const fee = (report.fee! / qty) as Money;
    this.fills.push({ venue, px: report.lastPx as Px, qty, fee, hidden, ...(tradeThrough && { tradeThrough }) });
    if (report.decisionID === this.first) this.firstFilledQty = (this.firstFilledQty + qty) as Qty;
  }

  /** A venue reports in the order in which it matched; what it matched before we listened is not known. */
  private wasHidden(venue: number, { transactTime, lastPx, lastQty }: ExecutionReport): boolean {
    const [match] = this.matches[venue]!;
    if (match?.at !== transactTime || match?.px !== lastPx || match?.qty !== lastQty)
      return this.config.venues[venue]!.kind === 'dark';
    this.matches[venue]!.shift();
    return match!.hidden;
  }
}

function farTouch({ side, direct }: RoutingDecision): Hearing['touch'] {
  const [px, qty] = side === 'buy' ? [direct.askPx, direct.askQty] : [direct.bidPx, direct.bidQty];
  return px === undefined || qty === undefined || qty === 0 ? undefined : { px, qty };
}
