import type { Nanos, Px } from '../../../shared/units.ts';
import { protectedQuotes } from './binding.ts';
import { conditionals } from './conditionals.ts';
import type { Surveyed } from './option.ts';
import { pings } from './pings.ts';
import { posts } from './posts.ts';
import type { Barred, RouteRequest } from './request.ts';
import { takes } from './takes.ts';

export interface Market {
  readonly request: RouteRequest;
  readonly barred: readonly Barred[];
}

/** Looks at every venue once and says what could be done there, at what expected cost, or why nothing can. */
export function survey(s: Surveyed): Market {
  const barred: Barred[] = [];
  const lit = takes(s, barred);
  const { side, ordType, timeInForce, leavesQty, limitPx, orderProtection, config } = s;
  const { tick, roundLot } = config.symbols[s.symbol]!;
  const request: RouteRequest = {
    side,
    ordType,
    timeInForce,
    leavesQty,
    limitPx,
    midPx: s.view.referenceMid(s.symbol) as Px,
    tick,
    roundLot,
    orderProtection,
    ...(s.destination >= 0 && { destination: s.destination }),
    router: config.router,
    params: config.router.tuning,
    chance: s.chance,
    patience: s.patience as Nanos,
    protected: protectedQuotes(s, s.symbol, side),
    ...lit,
    pings: pings(s, lit.takes, barred),
    posts: posts(s, barred),
    conditionals: conditionals(s),
  };
  return { request, barred };
}
