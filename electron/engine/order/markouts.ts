import type { Sink } from '../../../shared/events.ts';
import { type LastLiquidityInd, type Side, sign } from '../../../shared/fix.ts';
import { MARKOUT_TAUS } from '../../../shared/tca/markout.ts';
import { type Nanos, type Px, type Qty, SECOND } from '../../../shared/units.ts';
import { Kind } from '../kinds.ts';
import type { Schedule } from '../schedule.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';

/** The markout that a venue is scored by. */
const SCORED_TAU = SECOND;

/** A fill whose markouts are still to come. */
export interface MarkedFill {
  readonly execID: string;
  readonly symbol: number;
  readonly side: Side;
  readonly px: Px;
  /** The midpoint as the router knew it when it heard of the fill, 0 for none. */
  readonly midPx: Px;
  readonly qty: Qty;
  readonly venue: number;
  readonly lastLiquidityInd: LastLiquidityInd;
  /** The first fill of its child: the others of it tell of the same moment. */
  readonly first: boolean;
}

/** Who scores the venues by them: `bps` of the fill's price, and of the midpoint at it, both positive for a move our way. */
export type Scorer = (fill: MarkedFill, bps: number, midBps: number | undefined) => void;

/** Reads the midpoint again at set times after each fill (domain 6.5), tells it, and scores the venue by it. */
export class Markouts {
  private readonly fills: MarkedFill[] = [];
  private readonly schedule: Schedule;
  private readonly view: ConsolidatedView;
  private readonly sink: Sink;

  constructor(schedule: Schedule, view: ConsolidatedView, sink: Sink) {
    this.schedule = schedule;
    this.view = view;
    this.sink = sink;
  }

  follow(now: Nanos, fill: MarkedFill): void {
    const number = this.fills.push(fill) - 1;
    for (const tau of MARKOUT_TAUS) this.schedule.push(now + tau, Kind.markout, number, tau);
  }

  due(now: Nanos, number: number, tau: Nanos, score: Scorer): void {
    const fill = this.fills[number]!;
    const { execID, symbol, side, px } = fill;
    const midPx = this.view.referenceMid(symbol);
    this.sink.event({ type: 'Markout', at: now, execID, tau, ...(midPx > 0 && { midPx: midPx as Px }) });
    if (tau !== SCORED_TAU || midPx === 0) return;
    const moved = (from: number) => ((sign(side) * (midPx - from)) / from) * 1e4;
    score(fill, moved(px), fill.midPx > 0 ? moved(fill.midPx) : undefined);
  }

  save(): readonly MarkedFill[] {
    return [...this.fills];
  }

  restore(fills: readonly MarkedFill[]): void {
    this.fills.splice(0, this.fills.length, ...fills);
  }
}
