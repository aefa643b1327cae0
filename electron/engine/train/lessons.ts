import type { SessionConfig } from '../../../shared/config/session.ts';
import type { NewOrderSingle, Sink } from '../../../shared/events.ts';
import { opposite, type Side, sign } from '../../../shared/fix.ts';
import { DISPATCHES } from '../../../shared/routing.ts';
import { MINUTE, type Nanos, type Px, type Qty, SECOND } from '../../../shared/units.ts';
import { Engine } from '../engine.ts';
import type { Witness } from '../market/witness.ts';
import { Stream } from '../random.ts';
import type { SampleListener } from '../route/forecast/forecasts.ts';
import { SILENT } from '../silent.ts';

/** Nothing is asked before so long after the open. */
const WARM_UP = 20 * SECOND;
/** Mean times between orders that take, and between orders that rest. */
const BETWEEN_TAKES = 2 * SECOND;
const BETWEEN_POSTS = 2 * SECOND;
/** A resting order is called back after so long: all that is asked of it is known by then. */
const RESTS = 6 * SECOND;
/** An order takes from a lot to so many times what the touch shows, small ones as often as large ones. */
const MOST_OF_TOUCH = 4;
/** Ticks behind the near touch where an order rests. */
const DISTANCES = [-1, 0, 0, 0, 1, 2] as const;

const TAKERS = ['smart', 'price_time', 'optimal', 'latency_aware'] as const;

/** Every other lesson has a venue that is toxic for a third of it: what the router believes of a venue must tell a model something. */
const TOXIC = 0.5;
const LEAST_TOXIC = 0.2;

export interface LessonParts {
  /** Of one symbol, with what the router knows to begin with. */
  readonly config: SessionConfig;
  readonly seed: number;
  /** Length of the session. */
  readonly minutes: number;
  /** Who listens, given the session before it begins. */
  readonly sink?: Sink;
  readonly witness?: Witness;
  readonly listener: SampleListener;
  readonly begins?: (engine: Engine) => void;
}

/**
 * One seed as models are taught by it: a whole trading day drawn together into some minutes, so that every hour's pace is met, in which
 * orders of all sizes take and rest at every venue. What became of them and of the market goes to `listener`.
 */
export function lesson({ config, seed, minutes, sink = SILENT, witness, listener, begins }: LessonParts): void {
  const closeAt = Math.min(config.closeAt, config.openAt + minutes * MINUTE) as Nanos;
  const engine = new Engine({
    config: troubled({ ...config, seed, closeAt }, new Stream(seed, 'lesson/toxic')),
    sink,
    listener,
    ...(witness && { witness }),
  });
  begins?.(engine);
  const takes = new Stream(seed, 'lesson/takes');
  const posts = new Stream(seed, 'lesson/posts');
  const calls: { readonly at: number; readonly clOrdID: string }[] = [];
  let takeAt = config.openAt + WARM_UP;
  let postAt = config.openAt + WARM_UP;
  for (let n = 0; ; n++) {
    const at = Math.round(Math.min(takeAt, postAt, calls[0]?.at ?? Number.POSITIVE_INFINITY)) as Nanos;
    if (at + RESTS >= closeAt) break;
    engine.advanceTo(at);
    if (calls[0]?.at === at)
      engine.submit({ type: 'OrderCancelRequest', at, clOrdID: `c${n}`, origClOrdID: calls.shift()!.clOrdID });
    else if (at === Math.round(takeAt)) {
      const order = taking(engine, takes, at, `t${n}`);
      if (order) engine.submit(order);
      takeAt += takes.exponential(BETWEEN_TAKES);
    } else {
      const order = resting(engine, posts, at, `p${n}`);
      if (order) {
        engine.submit(order);
        calls.push({ at: at + RESTS, clOrdID: order.clOrdID });
      }
      postAt += posts.exponential(BETWEEN_POSTS);
    }
  }
  engine.advanceTo(closeAt);
  engine.end();
}

/** The session, with a toxic venue in some. */
function troubled(config: SessionConfig, stream: Stream): SessionConfig {
  if (config.market === 'tape' || !stream.chance(TOXIC)) return config;
  const { openAt, closeAt, venues } = config;
  const lit = venues.filter(({ kind }) => kind === 'lit');
  const { mic } = lit[stream.below(lit.length)];
  const third = (closeAt - openAt) / 3;
  const at = Math.round(openAt + stream.uniform() * 2 * third) as Nanos;
  const chance = LEAST_TOXIC + (1 - LEAST_TOXIC) * stream.uniform();
  return { ...config, faults: [{ at, fault: { kind: 'toxicVenue', mic, chance, duration: Math.round(third) as Nanos } }] };
}

function taking({ view, config }: Engine, stream: Stream, at: Nanos, clOrdID: string): NewOrderSingle | undefined {
  const side: Side = stream.chance(0.5) ? 'buy' : 'sell';
  const { symbol, roundLot } = config.symbols[0];
  const { bestBidQty, bestAskQty, mid } = view.direct[0];
  const touch = Math.max(roundLot, side === 'buy' ? bestAskQty : bestBidQty);
  const strategy = TAKERS[stream.below(TAKERS.length)];
  const dispatch = DISPATCHES[stream.below(DISPATCHES.length)];
  const orderQty = Math.min(
    config.risk.maxOrderQty,
    Math.max(1, Math.round(roundLot * ((MOST_OF_TOUCH * touch) / roundLot) ** stream.uniform())),
  ) as Qty;
  if (mid === 0) return undefined;
  const common = { type: 'NewOrderSingle', at, clOrdID, symbol, side, orderQty } as const;
  return { ...common, ordType: 'market', timeInForce: 'ioc', strategy, dispatch };
}

function resting({ view, config }: Engine, stream: Stream, at: Nanos, clOrdID: string): NewOrderSingle | undefined {
  const side: Side = stream.chance(0.5) ? 'buy' : 'sell';
  const { symbol, roundLot, tick } = config.symbols[0];
  const lit = config.venues.filter(({ kind }) => kind === 'lit');
  const exDestination = lit[stream.below(lit.length)].mic;
  const behind = DISTANCES[stream.below(DISTANCES.length)];
  const orderQty = (roundLot * (1 + stream.below(5))) as Qty;
  const best = view.direct[0];
  const bestOf = (of: Side) => (of === 'buy' ? best.bestBidPx : best.bestAskPx);
  const price = (bestOf(side) - sign(side) * behind * tick) as Px;
  // One that would trade at once does not rest.
  if (best.mid === 0 || sign(side) * (price - bestOf(opposite(side))) >= 0) return undefined;
  const common = { type: 'NewOrderSingle', at, clOrdID, symbol, side, orderQty } as const;
  return { ...common, ordType: 'limit', price, timeInForce: 'day', strategy: 'single_venue', dispatch: 'parallel', exDestination };
}
