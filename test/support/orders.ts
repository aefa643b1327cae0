import { Stream } from '../../electron/engine/random.ts';
import type { NewOrderSingle } from '../../shared/events.ts';
import { DISPATCHES, STRATEGIES } from '../../shared/routing.ts';
import type { Nanos, Px, Qty } from '../../shared/units.ts';

/** Orders of every kind spread over a span: both sides, 100 to 5,000 shares, all policies, market and limit, Day, IOC and FOK. */
export function mixedOrders(spec: {
  readonly count: number;
  readonly seed: number;
  readonly symbol: string;
  readonly from: number;
  readonly to: number;
  readonly tick: number;
  /** A price near the market at a time; asked in order of time. */
  readonly near: (at: number) => number;
}): NewOrderSingle[] {
  const stream = new Stream(spec.seed, 'orders');
  const times = Array.from({ length: spec.count }, () => spec.from + Math.floor(stream.uniform() * (spec.to - spec.from))).sort(
    (a, b) => a - b,
  );
  return times.map((at, i) => {
    const side = stream.chance(0.5) ? 'buy' : 'sell';
    const isLimit = stream.chance(0.5);
    const away = (stream.below(13) - 6) * spec.tick;
    const price = Math.max(spec.tick, Math.round((spec.near(at) + away) / spec.tick) * spec.tick);
    return {
      type: 'NewOrderSingle',
      at: at as Nanos,
      clOrdID: `m-${i}`,
      symbol: spec.symbol,
      side,
      orderQty: (100 + stream.below(4901)) as Qty,
      ordType: isLimit ? 'limit' : 'market',
      ...(isLimit && { price: price as Px }),
      timeInForce: stream.chance(0.1) ? 'fok' : stream.chance(0.4) ? 'ioc' : 'day',
      strategy: STRATEGIES[i % STRATEGIES.length]!,
      dispatch: DISPATCHES[Math.floor(i / STRATEGIES.length) % DISPATCHES.length]!,
    };
  });
}
