import type { SessionConfig } from '../../../shared/config/session.ts';
import type { EngineEvent, Sink } from '../../../shared/events.ts';
import { ExecType, type Side, sign } from '../../../shared/fix.ts';
import { type Nanos, type Qty, SECOND } from '../../../shared/units.ts';
import { Engine } from '../engine.ts';
import { slope } from './statistics.ts';

/** Sizes of a metaorder whose cost is taken, as shares of a day's volume (domain 4.4: 0.1 to 10 %). */
export const IMPACT_SIZES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1] as const;

/** It takes so much of the volume, by a market order every so often. */
const PARTICIPATION = 0.3;
const EVERY = 5 * SECOND;
/** Beyond the last size, for orders that fill only in part. */
const SPARE = 1.1;

export interface Impact {
  /** By `IMPACT_SIZES`, ticks a share over the middle that there would have been: positive is bad. Undefined: not reached. */
  readonly ticks: readonly (number | undefined)[];
  /** Slope of log cost over log size; undefined where a cost is not above 0. */
  readonly exponent: number | undefined;
}

export interface ImpactOptions {
  /** Of the one symbol that is traded. */
  readonly config: SessionConfig;
  /** When the metaorder begins, if there is then time for it before the close; it takes up to 0.37 of the session. */
  readonly from: Nanos;
}

/**
 * What a metaorder costs by its size: one that takes 30 % of the volume all along, and every part of it from its beginning on is a
 * metaorder of its own. The middle it is held against is that of the same session without it, which has the same draws of chance; so
 * the price's own moves cancel. Side by the seed. A day's volume is that of the time it lasts, scaled up.
 */
export function impact({ config, from }: ImpactOptions, onProgress?: (now: Nanos, done: number, events: number) => void): Impact {
  const session = config.closeAt - config.openAt;
  const parts = Math.ceil(((IMPACT_SIZES.at(-1)! / PARTICIPATION) * session * SPARE) / EVERY);
  const start = Math.max(config.openAt, Math.min(from, config.closeAt - (parts + 1) * EVERY));
  const at = (part: number) => (start + part * EVERY) as Nanos;

  const without = new Engine({ config, sink: new Fills() });
  const mids = new Float64Array(parts);
  let before = 0;
  for (let i = 0; i < parts; i++) {
    without.advanceTo(at(i));
    if (i === 0) before = without.view.marketQty[0]!;
    mids[i] = without.view.referenceMid(0);
    onProgress?.(without.now, (i + 1) / parts / 2, without.eventCount);
  }
  const part = (without.view.marketQty[0]! - before) / (parts - 1);
  const day = (part * session) / EVERY;
  const orderQty = Math.max(1, Math.round(part * PARTICIPATION)) as Qty;

  const side: Side = config.seed % 2 === 0 ? 'buy' : 'sell';
  const { symbol, tick } = config.symbols[0]!;
  const fills = new Fills();
  const engine = new Engine({ config, sink: fills });
  const ticks: (number | undefined)[] = IMPACT_SIZES.map(() => undefined);
  for (let i = 0; i < parts; i++) {
    engine.advanceTo(at(i));
    const reached = IMPACT_SIZES.filter((size) => fills.qty >= size * day).length;
    // The first time that a size is reached, its cost stands.
    for (let k = 0; k < reached; k++) ticks[k] ??= (sign(side) * fills.over) / fills.qty / tick;
    if (reached === IMPACT_SIZES.length) break;
    fills.against = mids[i]!;
    engine.submit({
      type: 'NewOrderSingle',
      at: at(i),
      clOrdID: `impact-${i}`,
      symbol,
      side,
      orderQty,
      ordType: 'market',
      timeInForce: 'ioc',
      strategy: 'price_time',
      dispatch: 'parallel',
    });
    onProgress?.(engine.now, 0.5 + (i + 1) / parts / 2, without.eventCount + engine.eventCount);
  }
  return { ticks, exponent: exponentOf(ticks) };
}

/** Least squares of log cost on log size over the sizes that were reached, three at least. */
export function exponentOf(ticks: Impact['ticks']): number | undefined {
  const reached = ticks.flatMap((cost, i) => (cost === undefined ? [] : [{ size: IMPACT_SIZES[i]!, cost }]));
  if (reached.length < 3 || reached.some(({ cost }) => cost <= 0)) return undefined;
  return slope(
    reached.map(({ size }) => Math.log(size)),
    reached.map(({ cost }) => Math.log(cost)),
  );
}

/** Our fills so far, against the middle at the time of the order they belong to: all are in before the next. */
class Fills implements Sink {
  against = 0;
  qty = 0;
  /** Sum of shares times price above that middle, Px. */
  over = 0;

  event(event: EngineEvent): void {
    if (event.type !== 'ExecutionReport' || event.parentID === undefined || event.execType !== ExecType.trade) return;
    this.qty += event.lastQty!;
    this.over += (event.lastPx! - this.against) * event.lastQty!;
  }

  level(): void {}
  nbbo(): void {}
  trade(): void {}
}
