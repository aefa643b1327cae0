import { MAX_QTY } from '../limits.ts';
import type { SymbolSpec, VenueSpec } from '../market.ts';
import { type Nanos, SECOND } from '../units.ts';
import { type AgentActors, actorsOf, type SymbolActors } from './actors.ts';

/**
 * What a market of agents comes to at the busiest of its day. Each number of a scenario may be right by itself and a product of them
 * still stop the run or fill the memory: every rule here bounds one such product. Messages are counted over all venues and symbols.
 */

/** Quotes that may have to be sent anew, a second: each look at the price may move them all. */
const MOST_QUOTES = 5_000_000;
/** Messages a second of any other kind. */
const MOST_MESSAGES = 500_000;
/** Hidden orders on a side of a book, and their shares, so that a level stays within 32 bits. */
const MOST_HIDDEN = 5000;
const MOST_SHARES = 500_000_000;
/** Orders on a side of a dark pool, which looks at all of them at every match. */
const MOST_IN_POOL = 200;
/** Orders at rest in the whole market. */
const MOST_AT_REST = 500_000;
/** As `rate` of numbers.ts: once in a day. */
const RAREST = 1e-5;
/** Shares of an iceberg over those of another hidden order, as the engine's hidden flow makes them. */
const ICEBERG = 4;
/** How far the router's own trades, or those who watch for them, may carry a price, Px: a quarter of what a book is let hold. */
const MOST_FOOTPRINT = 2 ** 28;

export interface LoadProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface Market {
  readonly actors: AgentActors;
  readonly symbols: readonly SymbolSpec[];
  readonly venues: readonly VenueSpec[];
  readonly openAt: Nanos;
  readonly closeAt: Nanos;
}

/** One number of a sum, and the field to lower. */
interface Part {
  readonly path: LoadProblem['path'];
  readonly value: number;
}

/** What a market has too much of, by the field that adds most to it; each field once. */
export function loadProblems(market: Market): LoadProblem[] {
  const { actors, venues } = market;
  const lit = venues.filter(({ kind }) => kind === 'lit').length;
  const problems: LoadProblem[] = [];
  const kinds: Record<'quotes' | 'retries' | 'flickers' | 'takers' | 'hidden' | 'pools' | 'rest', Part[]> = {
    quotes: [],
    retries: [],
    flickers: [],
    takers: [],
    hidden: [],
    pools: [],
    rest: [],
  };
  for (const spec of market.symbols) {
    const own = actorsOf(actors, spec.symbol);
    const { price, makers, arbitrageurs, takers } = own;
    const at = pathsOf(actors, spec.symbol);
    const busy = 1 + price.shape;
    const looks = SECOND / price.step + price.jumpRate * busy;
    const levels = 2 * lit * makers.perVenue * makers.levels;
    kinds.quotes.push({ path: at('price', 'step'), value: looks * (levels + 2 * lit * arbitrageurs.count) });
    // The best of a maker, when a venue lets it stand only at another price, is tried again and again.
    const retry = Math.max(makers.reaction + makers.refill, 1);
    kinds.retries.push({ path: at('makers', 'refill'), value: (2 * lit * makers.perVenue * SECOND) / retry });
    kinds.flickers.push({ path: at('makers', 'flickerRate'), value: lit * makers.perVenue * makers.flickerRate * busy });
    const told = 1 + lit * makers.perVenue * makers.fade;
    kinds.takers.push({ path: at('takers', 'rate'), value: takers.rate * busy * told });
    kinds.rest.push({ path: at('makers', 'levels'), value: levels });
    problems.push(...footprintProblems(spec, own, at('footprint', 'ticksPerLot')));
    problems.push(...watcherProblems(spec, own, at('watchers', 'kappa')));
    venues.forEach((venue, i) => {
      if (venue.kind === 'lit') {
        const weight = own.hidden.venues[venue.mic];
        const path = weight === undefined ? at('hidden', 'rate') : [...at('hidden', 'venues'), venue.mic];
        const rate = (weight ?? 1) * own.hidden.rate;
        kinds.hidden.push({ path, value: rate * busy });
        kinds.rest.push({ path, value: standing(market, rate * busy, own.hidden.life) * 2 });
        problems.push(...hiddenProblems(market, spec, own, rate, path));
      }
      if (venue.pool) {
        const { rate, life, empty } = venue.pool;
        const side = standing(market, rate * (1 - empty) * busy, life);
        kinds.pools.push({ path: ['venues', i, 'pool', 'rate'], value: rate * busy });
        kinds.rest.push({ path: ['venues', i, 'pool', 'life'], value: side * 2 });
        if (side > MOST_IN_POOL)
          problems.push({ path: ['venues', i, 'pool', 'life'], message: orders(spec, 'in the pool', MOST_IN_POOL, side) });
      }
    });
  }
  problems.push(
    ...sum(kinds.quotes, MOST_QUOTES, 'quotes a second'),
    ...sum(kinds.retries, MOST_QUOTES, 'tries a second of a quote that may not stand'),
    ...sum(kinds.flickers, MOST_MESSAGES, 'flickers a second'),
    ...sum(kinds.takers, MOST_MESSAGES, 'takers a second, and makers who fade for them,'),
    ...sum(kinds.hidden, MOST_MESSAGES, 'hidden orders a second'),
    ...sum(kinds.pools, MOST_MESSAGES, 'orders a second to the pools'),
    ...sum(kinds.rest, MOST_AT_REST, 'orders at rest'),
  );
  return firstOfEach(problems);
}

/** Where a symbol's number stands in the file: with its own, or with those of all. */
function pathsOf(actors: AgentActors, symbol: string) {
  return <Group extends keyof SymbolActors>(group: Group, field: keyof SymbolActors[Group] & string): LoadProblem['path'] => {
    const own: Readonly<Record<string, unknown>> = actors.symbols[symbol]?.[group] ?? {};
    return own[field] === undefined ? ['actors', group, field] : ['actors', 'symbols', symbol, group, field];
  };
}

/** Orders of a side at rest: half of all that come, for as long as they stay (Little's law). */
function standing({ openAt, closeAt }: Market, rate: number, life: number): number {
  return ((rate / 2) * Math.min(life, closeAt - openAt)) / SECOND;
}

function hiddenProblems(
  market: Market,
  spec: SymbolSpec,
  { price, hidden }: SymbolActors,
  rate: number,
  path: LoadProblem['path'],
): LoadProblem[] {
  if (rate !== 0 && rate < RAREST)
    return [{ path, message: `must come to 0 hidden orders, which is never, or at least ${RAREST.toFixed(5)} a second` }];
  const side = standing(market, rate * (1 + price.shape), hidden.life);
  if (side > MOST_HIDDEN) return [{ path, message: orders(spec, 'hidden', MOST_HIDDEN, side) }];
  const shares = side * Math.max(hidden.meanQty, spec.roundLot) * (1 + (ICEBERG - 1) * hidden.icebergShare);
  return shares > MOST_SHARES
    ? [{ path, message: `must leave ${MOST_SHARES} hidden shares at most on a side, not ${Math.round(shares)}` }]
    : [];
}

function footprintProblems({ tick }: SymbolSpec, { footprint }: SymbolActors, path: LoadProblem['path']): LoadProblem[] {
  const ticks = ((footprint.ticksPerLot / 100) * MAX_QTY) / Math.sqrt(1 + MAX_QTY / footprint.rootBeyond);
  return ticks * tick > MOST_FOOTPRINT
    ? [{ path, message: 'could carry the price beyond what a book holds: with rootBeyond and tick it is too much' }]
    : [];
}

/** The largest order before a touch of a round lot. */
function watcherProblems({ tick, roundLot }: SymbolSpec, { watchers }: SymbolActors, path: LoadProblem['path']): LoadProblem[] {
  return watchers.kappa * Math.sqrt(MAX_QTY / roundLot) * tick > MOST_FOOTPRINT
    ? [{ path, message: 'could carry the price beyond what a book holds: with tick it is too much' }]
    : [];
}

function orders({ symbol }: SymbolSpec, where: string, most: number, side: number): string {
  return `must leave ${most} orders of ${symbol} at most ${where} on a side, not ${Math.round(side)}`;
}

function sum(parts: readonly Part[], most: number, what: string): LoadProblem[] {
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  if (total <= most) return [];
  const { path } = parts.reduce((largest, part) => (part.value > largest.value ? part : largest));
  return [{ path, message: `must come to ${most} ${what} at most over all venues and symbols, not ${Math.round(total)}` }];
}

/** One problem a field: what follows from the same number says nothing new. */
function firstOfEach(problems: readonly LoadProblem[]): LoadProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ path }) => seen.size !== seen.add(path.join('.')).size);
}
