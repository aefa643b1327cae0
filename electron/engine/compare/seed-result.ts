import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Side } from '../../../shared/fix.ts';
import { MILLISECOND, MONEY_PER_DOLLAR } from '../../../shared/units.ts';
import type { Mood, Trouble } from '../../../shared/wire/compare.ts';
import { bpsOf, type Judgement, oraclesOf, overfillQty, plainStatic } from '../oracle/judge.ts';
import { leakBps } from '../oracle/order-regret.ts';
import { regretParts } from '../oracle/regret-parts.ts';
import type { Trial } from '../oracle/trial.ts';

/** What is kept of each order and contestant, all numbers: bps unless they say otherwise, NaN where there is none. */
export const MEASURES = [
  'bps',
  'dollars',
  'feeDollars',
  /** 0 to 1. */
  'fillRate',
  'firstFillRate',
  'touchRate',
  'leakBps',
  'completeMs',
  /** Regret against O1, O2 and the best contestant of this order. */
  'static',
  'window',
  'fixed',
  /** Parts of the regret against O1. */
  'price',
  'fee',
  'hidden',
  'opportunity',
  /** Fills by what Rule 611 says of them. */
  'clean',
  'exempt',
  'violation',
  /** 1 where the contestant's own policy was stopped. */
  'stopped',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Which order it was. */
export interface OrderPlace {
  /** Place of its size among those compared. */
  readonly size: number;
  readonly side: Side;
  readonly mood: Mood;
  readonly trouble?: Trouble;
}

/** What is known of an order apart from who was given it. */
export interface OrderFacts extends OrderPlace {
  /** O1 as it was for everyone, bps. */
  readonly staticBps: number;
  /** Shares beyond the order, and as a part of it. */
  readonly overfillQty: number;
  readonly overfillShare: number;
}

/** A seed's results as they go from thread to thread: numbers in rows, orders by contestants by `MEASURES`. */
export interface SeedResultData {
  readonly seed: number;
  readonly orders: readonly OrderFacts[];
  readonly numbers: Float64Array;
  /** Executed shares, contestants by venues. */
  readonly venueQty: Float64Array;
  readonly refused: number;
}

/** Gathers what the contestants made of the orders of one seed. */
export class SeedResult {
  private readonly seed: number;
  private readonly contestants: number;
  private readonly venues: number;
  private readonly orders: OrderFacts[] = [];
  private readonly numbers: number[] = [];
  private readonly venueQty: Float64Array;
  private refused = 0;

  constructor(seed: number, contestants: number, venues: number) {
    this.seed = seed;
    this.contestants = contestants;
    this.venues = venues;
    this.venueQty = new Float64Array(contestants * venues);
  }

  /** An order that the engine refused to anyone says nothing of anyone. */
  add(place: OrderPlace, judgement: Judgement | undefined, { venues }: SessionConfig): void {
    if (judgement?.trials.length !== this.contestants) {
      this.refused += 1;
      return;
    }
    const { arrival, trials } = judgement;
    const over = overfillQty(judgement, (venue) => venues[venue]!.kind === 'lit');
    const staticBps = bpsOf(arrival, plainStatic(judgement).cost);
    this.orders.push({ ...place, staticBps, overfillQty: over, overfillShare: over / arrival.orderQty });
    const best = Math.min(...trials.map(({ cost }) => cost));
    trials.forEach((trial, contestant) => {
      const measured = measure(judgement, trial, best);
      for (const name of MEASURES) this.numbers.push(measured[name]);
      for (const { venue, qty } of trial.fills) this.venueQty[contestant * this.venues + venue]! += qty;
    });
  }

  data(): SeedResultData {
    const { seed, orders, numbers, venueQty, refused } = this;
    return { seed, orders, numbers: Float64Array.from(numbers), venueQty, refused };
  }
}

/** One number of a seed's results. */
export function numberOf({ numbers }: SeedResultData, order: number, contestant: number, of: number, measure: Measure): number {
  return numbers[(order * of + contestant) * MEASURES.length + MEASURES.indexOf(measure)]!;
}

function measure(judgement: Judgement, own: Trial, bestCost: number): Record<Measure, number> {
  const { arrival } = judgement;
  const { orderQty } = arrival;
  const bps = (cost: number) => bpsOf(arrival, cost);
  const oracles = oraclesOf(judgement, own);
  const parts = regretParts(arrival, own, oracles.static);
  const labels = own.fills.map(({ tradeThrough = 'none' }) => tradeThrough);
  const count = (is: (label: string) => boolean) => labels.filter(is).length;
  return {
    bps: bps(own.cost),
    dollars: own.cost / MONEY_PER_DOLLAR,
    feeDollars: own.fees / MONEY_PER_DOLLAR,
    fillRate: own.filledQty / orderQty,
    firstFillRate: own.firstSentQty > 0 ? own.firstFilledQty / own.firstSentQty : Number.NaN,
    touchRate: own.touchRate ?? Number.NaN,
    leakBps: leakBps(judgement, own) ?? Number.NaN,
    completeMs: own.took === undefined ? Number.NaN : own.took / MILLISECOND,
    static: bps(own.cost - oracles.static.cost),
    window: bps(own.cost - oracles.window.cost),
    fixed: bps(own.cost - bestCost),
    price: bps(parts.price),
    fee: bps(parts.fee),
    hidden: bps(parts.hidden),
    opportunity: bps(parts.opportunity),
    clean: count((label) => label === 'none'),
    exempt: count((label) => label.startsWith('exempt')),
    violation: count((label) => label === 'violation'),
    stopped: Number(own.stopped),
  };
}
