import { type SessionConfig, symbolIndex } from '../../../shared/config/session.ts';
import { MINUTE, type Nanos, SECOND } from '../../../shared/units.ts';
import { Engine } from '../engine.ts';
import type { Tape } from '../feed/tape.ts';
import { alone } from './alone.ts';
import { Collector } from './collector.ts';
import { impact } from './impact.ts';
import { type Measures, measures } from './measures.ts';

export interface MeasureOptions {
  readonly config: SessionConfig;
  readonly tape?: Tape;
  readonly symbol: string;
  /** What is measured, [from, to); the session is run from its open. Default: the whole session. */
  readonly from?: Nanos;
  readonly to?: Nanos;
  /** Also what metaorders cost, in two more runs of the session. */
  readonly impact?: boolean;
}

export interface MeasureProgress {
  readonly now: Nanos;
  /** 0 to 1. */
  readonly done: number;
  /** Engine events so far. */
  readonly events: number;
}

/** Between two words of progress, engine time. */
const STRIDE = 10 * SECOND;
/** Of the whole time where the impact is asked for too, about. */
const MEASURING = 0.2;

/** Runs a session without orders and measures one symbol of it. Throws for a symbol or a time that the session has not. */
export function measure(options: MeasureOptions, onProgress?: (progress: MeasureProgress) => void): Measures {
  const { tape, symbol } = options;
  const config = alone(options.config, symbol);
  const { openAt, closeAt } = config;
  const from = options.from ?? openAt;
  const to = options.to ?? closeAt;
  if (!(openAt <= from && from < to && to <= closeAt)) throw new RangeError(`measure: ${from} to ${to} is not within the session`);
  const collector = new Collector({ config, symbol: symbolIndex(config, symbol), from, to });
  const engine = new Engine({ config, sink: collector, witness: collector, ...(tape && { tape }) });
  collector.watch(engine.view);
  const share = options.impact ? MEASURING : 1;
  const until = Math.min(collector.settledAt, closeAt) as Nanos;
  while (!engine.ended && engine.now < until) {
    engine.advanceTo(Math.min(engine.now + STRIDE, until) as Nanos);
    onProgress?.({ now: engine.now, done: share * ((engine.now - openAt) / (until - openAt)), events: engine.eventCount });
  }
  collector.finish();
  const found = measures(collector);
  if (!options.impact) return found;
  const begun = engine.eventCount;
  const cost = impact({ config, from: to }, (now, part, events) =>
    onProgress?.({ now, done: share + (1 - share) * part, events: begun + events }),
  );
  return { ...found, impact: cost };
}

/** `minutes` from `from` on, or as much of it as the session has. */
export function windowOf(config: SessionConfig, minutes: number, from: Nanos = config.openAt): { from: Nanos; to: Nanos } {
  return { from, to: Math.min(config.closeAt, from + Math.round(minutes * MINUTE)) as Nanos };
}
