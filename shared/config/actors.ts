import { MEDIA, SITES } from '../geography.ts';
import { MAX_QTY, SYMBOL, SYMBOL_RULE } from '../limits.ts';
import type { SymbolSpec } from '../market.ts';
import { DAY, MICROSECOND, MILLISECOND, MINUTE, type Nanos, SECOND } from '../units.ts';
import { z } from '../wire/zod.ts';
import { santaFe, zeroIntelligence } from './flows.ts';
import { between, latency, meanQty, probability, qty, rate, shares } from './numbers.ts';

/**
 * Who trades in a simulated market of agents (domain 4.1 to 4.3). Rates are times a second and symbol at the quietest of the day,
 * distances in ticks, sizes in shares, times in nanoseconds. Every symbol takes these numbers, but for what `symbols` says of it.
 */

const ticks = (max: number) => z.number().min(0).max(max);

/** The efficient price: a diffusion of the symbol's `volatility`, times a slow random factor and the U shape, and jumps. */
const price = z.strictObject({
  /** Between two looks of the market at it. */
  step: between(100 * MICROSECOND, SECOND),
  /** Jumps a second; each is one tick and an exponential excess of this mean, either way (domain 4.1). */
  jumpRate: rate(10),
  jumpMeanTicks: ticks(20),
  /** Standard deviation of the log of the volatility, and how long half of a deviation lasts, seconds. The mean variance is kept. */
  volatilityOfVolatility: z.number().min(0).max(1.5),
  volatilityHalfLife: z.number().min(1).max(100_000),
  /** Height of the U shape over the day, on variance and on rates: 1 + shape (2t/T - 1)^4. */
  shape: z.number().min(0).max(10),
});

/** Those who quote at every lit venue, and are as late there as their way is long. */
const makers = z.strictObject({
  perVenue: z.number().int().min(1).max(6),
  /** Where they see the efficient price, and what carries their quotes from there. */
  site: z.enum(SITES),
  medium: z.enum(MEDIA),
  /** To decide: at least `reaction`, and an exponential `reactionJitter` on top. */
  reaction: latency,
  reactionJitter: latency,
  /** Price levels a side, and ticks between those behind the best. */
  levels: z.number().int().min(1).max(8),
  levelGap: z.number().int().min(1).max(100),
  /** Room that each leaves to the efficient price: `halfSpreadTicks`, and up to `roomTicks` more, drawn anew from time to time. */
  halfSpreadTicks: ticks(1000),
  roomTicks: ticks(1000),
  /** How much more than a tick's worth of room there must be before one quotes closer again; to retreat it needs none. */
  hysteresisTicks: ticks(100),
  /** Mean displayed shares of a level at the touch at a venue of 5 % of the flow; each level behind means to show this much more. */
  meanQty,
  depthGrowth: z.number().min(0).max(1),
  /** Share of quotes that are odd lots. */
  oddLotShare: probability,
  /** Ticks that the quotes lean away for every hundred shares of inventory, at most `skewMaxTicks`; half of it is laid off in so long. */
  skewTicks: ticks(10),
  skewMaxTicks: ticks(100),
  inventoryHalfLife: between(SECOND / 100, DAY),
  /** Ticks that every maker's quotes go with a trade of a hundred shares, by the root of its size; half of it is gone in so long. */
  impactTicks: ticks(10),
  impactMaxTicks: ticks(100),
  impactHalfLife: between(SECOND / 100, DAY),
  /** Times a second and maker that some level is cancelled and entered anew; this share of the times it stays away a while. */
  flickerRate: rate(1000),
  flickerAwayShare: probability,
  flickerAway: between(MICROSECOND, MINUTE),
  /** Mean time until a level that was taken is quoted again. */
  refill: between(MICROSECOND, MINUTE),
  /** Chance that a maker pulls the price that it has just seen taken elsewhere, by a print of `fadeQty` shares or more. */
  fade: probability,
  fadeQty: qty,
});

/** Those who take what is stale: faster than the makers, and on faster links. */
const arbitrageurs = z.strictObject({
  /** 0: nobody, and stale quotes are safe. */
  count: z.number().int().min(0).max(8),
  medium: z.enum(MEDIA),
  reaction: latency,
  reactionJitter: latency,
  /** How far the efficient price must be through a quote. */
  edgeTicks: ticks(100),
  /** The most that one of them takes at once. */
  maxQty: qty,
});

/** Those who trade for reasons of their own, in Hawkes arrivals; the informed among them know the efficient price. */
const takers = z.strictObject({
  /** Arrivals a second of both sides, and of those the ones that another arrival brought about; `cross`: on the other side. */
  rate: rate(1000),
  branching: z.number().min(0).max(0.95),
  cross: z.number().min(0).max(0.95),
  /** How fast excitement is forgotten, a second. */
  beta: z.number().min(0.01).max(1000),
  /** Share of arrivals that are pieces of metaorders, which keep their side; how many run at a time; their pieces are Pareto distributed. */
  metaorderShare: probability,
  metaorders: z.number().int().min(1).max(20),
  metaorderExponent: z.number().min(1.05).max(5),
  metaorderMin: z.number().int().min(1).max(1000),
  metaorderMax: z.number().int().min(1).max(1_000_000),
  /** What a metaorder knows: with every piece of it the efficient price goes so many ticks its way, traded or not. */
  newsTicks: ticks(10),
  /** Share that trade toward the efficient price, and only while it pays: |X - m| > half the spread - fee. */
  informed: probability,
  /** Sizes: odd lots of a mean, else round lots (a mean number of them). */
  oddLotShare: probability,
  oddLotMean: meanQty,
  roundLotsMean: z.number().min(1).max(1000),
  /** Share of arrivals that take all they can at once over venues, so many ticks deep and of so many round lots. */
  sweepShare: probability,
  sweepLotsMean: z.number().min(1).max(10_000),
  sweepTicks: z.number().int().min(0).max(100),
  /** Share of arrivals that look for a price inside the spread, where hidden size is likely. */
  midpointShare: probability,
  /** Share of arrivals that, of the venues at the best price, go first where the taker fee is lowest (domain 5.8). Absent: none. */
  feeAware: probability.optional(),
});

/** What rests without being seen at the lit venues. */
const hidden = z.strictObject({
  /** Arrivals a second of both sides at a venue. */
  rate: rate(1000),
  life: between(MICROSECOND, DAY),
  /** How they are made: midpoint pegs, primary pegs, icebergs; the rest are hidden limits at the near touch. */
  midpointShare: probability,
  primaryShare: probability,
  icebergShare: probability,
  meanQty,
  /** Round lots that an iceberg shows. */
  displayLots: z.number().int().min(1).max(100),
  /** How many times that comes to a lit venue, by MIC: once where nothing is said. */
  venues: z.record(z.string(), z.number().min(0).max(1e6)),
});

/** What the router's own trades do to the efficient price: everyone else has his place in the price already. */
const footprint = z.strictObject({
  /** Ticks for each hundred net shares that it took, as long as they are few; beyond so many shares it grows by their root. */
  ticksPerLot: ticks(10),
  rootBeyond: shares(1, MAX_QTY),
  /** Half of the shares are forgotten in so long. */
  halfLife: between(SECOND, DAY),
});

/** Those who read the router's orders before they have traded (domain 5.7). */
const watchers = z.strictObject({
  /** Chance that one of its children is read as intent, by how it shows itself. */
  litIoc: probability,
  litPost: probability,
  darkPing: probability,
  midpointFill: probability,
  /** Ticks that the price then goes against the order, times the root of what is still to trade over what is displayed at the touch. */
  kappa: ticks(10),
  /** How long in full; those who went before the order then let go of half of it in every `fades`. 0: of all of it at once. */
  lasts: between(MILLISECOND, MINUTE),
  fades: between(0, MINUTE).prefault(0),
});
export type WatchersConfig = z.infer<typeof watchers>;

/** Where a scenario says nothing of watchers, nobody watches. */
const NO_WATCHERS: WatchersConfig = {
  litIoc: 0,
  litPost: 0,
  darkPing: 0,
  midpointFill: 0,
  kappa: 0,
  lasts: MILLISECOND as Nanos,
  fades: 0 as Nanos,
};

const groups = { price, makers, arbitrageurs, takers, hidden, footprint };

const agents = z
  .strictObject({
    model: z.literal('agents'),
    ...groups,
    watchers: watchers.optional(),
    /** Where a symbol differs, by its name. */
    symbols: z
      .record(
        z.string().regex(SYMBOL, SYMBOL_RULE),
        z.strictObject({
          price: price.partial().optional(),
          makers: makers.partial().optional(),
          arbitrageurs: arbitrageurs.partial().optional(),
          takers: takers.partial().optional(),
          hidden: hidden.partial().optional(),
          footprint: footprint.partial().optional(),
          watchers: watchers.partial().optional(),
        }),
      )
      .default({}),
  })
  .superRefine((actors, context) => {
    for (const name of ['', ...Object.keys(actors.symbols)]) {
      const { takers, hidden } = actorsOf(actors, name);
      const path = name === '' ? [] : ['symbols', name];
      const issue = (group: string, field: string, message: string) =>
        context.addIssue({ code: 'custom', path: [...path, group, field], message });
      if (takers.cross > takers.branching) issue('takers', 'cross', 'must not be above branching, of which it is part');
      if (takers.metaorderMin > takers.metaorderMax) issue('takers', 'metaorderMax', 'must not be below metaorderMin');
      if (hidden.midpointShare + hidden.primaryShare + hidden.icebergShare > 1)
        issue('hidden', 'icebergShare', 'must leave the shares of hidden orders at most 1 together');
    }
  });

export const actors = z.discriminatedUnion('model', [agents, zeroIntelligence, santaFe]);
export type Actors = z.infer<typeof actors>;
export type AgentActors = Extract<Actors, { model: 'agents' }>;

type Groups = { readonly [Group in keyof typeof groups]: z.infer<(typeof groups)[Group]> };

/** The numbers of one symbol. */
export interface SymbolActors extends Groups {
  readonly watchers: WatchersConfig;
}

export function actorsOf(actors: Groups & Pick<AgentActors, 'watchers' | 'symbols'>, symbol: string): SymbolActors {
  const own = actors.symbols[symbol];
  return {
    price: { ...actors.price, ...own?.price },
    makers: { ...actors.makers, ...own?.makers },
    arbitrageurs: { ...actors.arbitrageurs, ...own?.arbitrageurs },
    takers: { ...actors.takers, ...own?.takers },
    hidden: { ...actors.hidden, ...own?.hidden },
    footprint: { ...actors.footprint, ...own?.footprint },
    watchers: { ...NO_WATCHERS, ...actors.watchers, ...own?.watchers },
  };
}

/** The most that the random factor makes of the volatility. */
export const MAX_VOLATILITY_FACTOR = 8;

/**
 * As far up as a price could be quoted, Px: twice six standard deviations of a day at the height of its shape and of a factor that
 * stays twice its mean, jumps, and the makers' room and levels on top.
 */
export function farthestQuote(actors: AgentActors, { symbol, openPx, tick, volatility }: SymbolSpec, session: number): number {
  const { price, makers } = actorsOf(actors, symbol);
  const { jumpRate, jumpMeanTicks: mean, shape } = price;
  const seconds = Math.max(session, price.step) / SECOND;
  const variance = 4 * volatility ** 2 + jumpRate * (1 + 2 * mean + 2 * mean ** 2);
  const room =
    makers.halfSpreadTicks + makers.roomTicks + makers.skewMaxTicks + makers.impactMaxTicks + makers.levels * makers.levelGap;
  return (
    openPx + (10 + 12 * Math.sqrt((1 + (2 * shape) / 5 + shape ** 2 / 9) * seconds * variance) + 23 * (1 + mean) + room + 1) * tick
  );
}
