import { TAPES } from '../geography.ts';
import { MAX_SEED, MAX_SYMBOLS, SYMBOL, SYMBOL_RULE } from '../limits.ts';
import type { SymbolSpec } from '../market.ts';
import { roundLotOf } from '../round-lot.ts';
import { DAY, MICROSECOND, SECOND } from '../units.ts';
import { rule, z } from '../wire/zod.ts';
import { actors, farthestQuote } from './actors.ts';
import { faultProblem, scriptedFault } from './fault.ts';
import { knowledge } from './knowledge.ts';
import { loadProblems } from './load.ts';
import { between, count, latency, meanQty, money, nanos, probability, px, qty, rate } from './numbers.ts';
import { TUNING, tuning } from './tuning.ts';
import { network, placed, placedVenue, venue } from './venue.ts';

/**
 * A session's whole configuration. With a seed and the commands it settles every event of a run.
 * Parsed once, where it enters (a scenario file, a tape profile, a request); trusted inside. So every bound here is one that keeps
 * the engine's numbers finite, its 32-bit prices and sizes whole, and its time moving.
 */

/** The book holds a price in 32 bits, and a collar reaches up to twice the midpoint. */
const PX_REACH = 2 ** 30;

const symbol = z.strictObject({
  symbol: z.string().regex(SYMBOL, SYMBOL_RULE),
  name: z.string().max(60),
  tick: px,
  roundLot: qty,
  openPx: px,
  volatility: z.number().min(0).max(1000),
  tape: z.enum(TAPES).optional(),
  luldTier: z.union([z.literal(1), z.literal(2)]).optional(),
}) satisfies z.ZodType<SymbolSpec>;

/** A quote that a venue opens with, in place of what its maker would draw: the textbook's own table. */
const openingQuote = z.strictObject({
  symbol: z.string(),
  mic: z.string(),
  bidPx: px,
  bidQty: qty,
  askPx: px,
  askQty: qty,
});

const regime = z.strictObject({
  /** Rule 611: no leg may pay a worse price while a better protected quote stands untouched. */
  orderProtection: z.boolean(),
  /** Highest taker fee a lit venue may charge, micro-dollars a share (610(c)). */
  accessFeeCap: money,
  /** Only what aggregates to a round lot is quoted: odd lots rest and trade, and set no BBO. */
  roundLots: z.boolean().default(false),
  /** A venue slides a displayed order that would lock or cross a quote it sees elsewhere (610(e)). */
  lockCross: z.boolean().default(false),
  /** Limit up, limit down (domain 1.3) for symbols with a tier. */
  luld: z.boolean().default(false),
  /** Smallest price step at $1 and more: `legacy` a cent, `amended` also half a cent (Rule 612); absent: whatever the symbols say. */
  tick: z.enum(['legacy', 'amended']).optional(),
});

const router = z.strictObject({
  /** Time to decide and send. */
  processing: latency,
  /** How far from the arrival midpoint a market order may reach. */
  collarBps: z.number().min(0.1).max(10_000),
  /** After this many rounds in a row with nothing filled, wait for the market to change. */
  maxIdleRounds: z.number().int().min(1).max(100),
  /** A child with no answer for this long is cancelled by the router. */
  childTimeout: between(100 * MICROSECOND, DAY),
  /** Shares pinged in a dark pool at most, per visit. */
  darkPingQty: qty,
  /** Expected share of a dark ping that fills before any has been seen. */
  darkFillPrior: probability,
  /** Adverse ticks a share is worth against us after a sure stale hit. */
  adverseTicks: z.number().min(0).max(100),
  /** What strategies and cost model take for granted until they have learned better. */
  tuning: tuning.default(TUNING),
});

const risk = z.strictObject({
  /** Small enough that many orders of ours at one price stay within 32 bits. */
  maxOrderQty: qty,
  /** Largest order value, micro-dollars. */
  maxNotional: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  /** A limit further than this through the far side is refused as a likely slip. */
  priceBandBps: z.number().min(1).max(100_000),
});

const sip = z.strictObject({ processing: latency, toRouter: latency });

const flow = z.strictObject({
  /** Mean time between looks at the efficient price. */
  fundamentalStep: between(100 * MICROSECOND, DAY),
  /** Jumps a second and their mean size beyond one tick (domain 4.1). */
  jumpRate: rate(100),
  jumpMeanTicks: z.number().min(0).max(100),
  makerReaction: nanos,
  makerLevels: z.number().int().min(1).max(20),
  makerHalfSpreadTicks: z.number().positive().max(1000),
  makerHysteresisTicks: z.number().min(0).max(10),
  /** Mean displayed shares a venue shows at a level. */
  makerMeanQty: meanQty,
  /** Times a second that a maker changes some level's size. */
  makerFlickerRate: rate(1000),
  /** Market orders a second over all lit venues, per symbol. */
  takerRate: rate(1000),
  takerMeanQty: meanQty,
  /** Chance that the next taker keeps the last one's side. */
  takerPersistence: probability,
  arbitrageurReaction: nanos,
  arbitrageurEdgeTicks: z.number().min(0).max(100),
  /** Times a second that hidden size arrives in or leaves each dark pool. */
  darkRate: rate(1000),
});

const common = {
  version: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'must be lower-case letters, digits, - or _, at most 40'),
  title: z.string().min(1).max(80),
  /** YYYY-MM-DD, for the screen; the engine knows only nanoseconds since midnight. */
  date: z.iso.date(rule('must be a date that there is, YYYY-MM-DD')),
  seed: count(MAX_SEED),
  openAt: nanos,
  closeAt: nanos,
  symbols: z.array(symbol).min(1).max(MAX_SYMBOLS),
  venues: z.array(venue).min(1).max(30),
  regime,
  router,
  risk,
  sip,
  /** What the router starts with in place of its bare priors. */
  knowledge: knowledge.optional(),
  /** What in this file is illustrative and not measured: shown wherever the numbers are. */
  illustrative: z.array(z.string()).max(40),
};

const simulation = z.strictObject({
  ...common,
  market: z.literal('simulation'),
  flow,
  openingQuotes: z.array(openingQuote).max(2000),
  /** What goes wrong, and when. */
  faults: z.array(scriptedFault).max(500).optional(),
});

const agents = z
  .strictObject({
    ...common,
    market: z.literal('agents'),
    venues: z.array(placedVenue).min(1).max(30),
    network,
    actors,
    /** What goes wrong, and when. */
    faults: z.array(scriptedFault).max(500).default([]),
    /** Seeds that the parameters were calibrated on; likeness is judged on others. */
    tunedOn: z.array(count(MAX_SEED)).max(200).default([]),
  })
  .transform(({ venues, ...rest }) => ({ ...rest, venues: venues.map((spec) => placed(spec, rest.network, rest.symbols[0]!)) }));

const tape = z.strictObject({
  ...common,
  market: z.literal('tape'),
  /** SHA-256 over the tape's bytes, so that a re-run knows it reads the same day. */
  tapeDigest: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex'),
  tapeTitle: z.string().max(200),
});

export const sessionConfig = z.discriminatedUnion('market', [simulation, agents, tape]).superRefine((config, context) => {
  const issue = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  for (const mic of Object.keys(config.knowledge?.venues ?? {}))
    if (!config.venues.some((v) => v.mic === mic)) issue(['knowledge', 'venues', mic], `${mic} is not a venue of this session`);
  const lit = config.venues.flatMap(({ kind, mic }) => (kind === 'lit' ? [mic] : []));
  if (config.knowledge?.models && config.knowledge.models.lit.join() !== lit.join())
    issue(['knowledge', 'models', 'lit'], `must be the lit venues of this session, in their order: ${lit.join(', ')}`);
  if (config.openAt >= config.closeAt) issue(['closeAt'], 'must be after openAt');
  const lastWord =
    config.router.processing + Math.max(...config.venues.map((v) => v.entryLatency + v.speedBump + v.responseLatency));
  if (config.closeAt + lastWord > DAY) issue(['closeAt'], `must leave the last answers ${lastWord} ns to come before midnight`);
  firstRepeat(
    config.venues.map((v) => v.mic),
    (i) => issue(['venues', i, 'mic'], 'is already taken by another venue'),
  );
  firstRepeat(
    config.symbols.map((s) => s.symbol),
    (i) => issue(['symbols', i, 'symbol'], 'is listed twice'),
  );
  if (!config.venues.some((v) => v.kind === 'lit')) issue(['venues'], 'need at least one lit venue');
  config.venues.forEach((v, i) => {
    if (v.kind === 'lit' && v.takerFee > config.regime.accessFeeCap)
      issue(['venues', i, 'takerFee'], `is above the access fee cap of ${config.regime.accessFeeCap}`);
  });
  if (config.market !== 'tape' && config.venues.every((v) => v.kind === 'dark' || v.flowShare === 0))
    issue(['venues'], 'need a flowShare above 0 at one lit venue at least: the flow has nowhere to go');
  config.symbols.forEach((spec, i) => {
    const least = config.regime.tick === 'amended' ? 50 : 100;
    if (config.regime.tick && (spec.tick < least || spec.tick % 50 !== 0))
      issue(['symbols', i, 'tick'], `is finer than the ${config.regime.tick} tick rule allows: ${least}`);
    if (config.regime.roundLots && spec.roundLot !== roundLotOf(spec.openPx))
      issue(['symbols', i, 'roundLot'], `must be ${roundLotOf(spec.openPx)} at this price (round-lot tiers)`);
  });
  if (config.market !== 'tape')
    config.symbols.forEach(({ openPx, tick }, i) => {
      if (openPx < tick) issue(['symbols', i, 'openPx'], `must be at least one tick: ${tick}`);
    });
  if (config.market === 'agents') {
    // An efficient price may stand midway between two ticks; the flows begin with a bid at it.
    const whole = config.actors.model !== 'agents';
    config.symbols.forEach(({ openPx, tick }, i) => {
      if (((whole ? 1 : 2) * openPx) % tick)
        issue(['symbols', i, 'openPx'], `is off the tick of ${tick}${whole ? '' : ', and not midway between two'}`);
    });
  }
  if (config.market === 'agents' && config.actors.model === 'agents') {
    const { actors } = config;
    config.symbols.forEach((spec, i) => {
      if (farthestQuote(actors, spec, config.closeAt - config.openAt) > PX_REACH)
        issue(
          ['symbols', i, 'volatility'],
          'could carry the price beyond what a book holds: with jumps, room and tick it is too much',
        );
    });
    for (const name of Object.keys(actors.symbols))
      if (!config.symbols.some((spec) => spec.symbol === name))
        issue(['actors', 'symbols', name], `${name} is not a symbol of this scenario`);
    for (const name of [undefined, ...Object.keys(actors.symbols)]) {
      const { hidden } = name === undefined ? actors : actors.symbols[name]!;
      const path = name === undefined ? ['actors'] : ['actors', 'symbols', name];
      for (const mic of Object.keys(hidden?.venues ?? {}))
        if (!config.venues.some((v) => v.mic === mic && v.kind === 'lit'))
          issue([...path, 'hidden', 'venues', mic], `${mic} is not a lit venue of this scenario`);
    }
    for (const { path, message } of loadProblems({ ...config, actors })) issue([...path], message);
  }
  if (config.market !== 'tape')
    config.faults?.forEach(({ at, fault }, i) => {
      if (at < config.openAt || at > config.closeAt) issue(['faults', i, 'at'], 'must be within the session');
      const problem = faultProblem(config, fault);
      if (problem) issue(['faults', i, 'fault', problem.field], problem.text);
    });
  if (config.market === 'simulation') {
    config.symbols.forEach((spec, i) => {
      if (farthestPx(config, spec) > PX_REACH)
        issue(
          ['symbols', i, 'volatility'],
          'could carry the price beyond what a book holds: with jumps, spread and tick it is too much',
        );
    });
    config.openingQuotes.forEach((q, i) => {
      const at = ['openingQuotes', i];
      const spec = config.symbols.find((known) => known.symbol === q.symbol);
      if (!spec) issue([...at, 'symbol'], `${q.symbol} is not a symbol of this scenario`);
      const known = config.venues.find((v) => v.mic === q.mic);
      if (known?.kind !== 'lit') issue([...at, 'mic'], `${q.mic} is not a ${known ? 'lit ' : ''}venue of this scenario`);
      if (q.bidPx >= q.askPx) issue([...at, 'bidPx'], 'must be below askPx');
      if (spec && (q.bidPx % spec.tick || q.askPx % spec.tick)) issue([...at, 'bidPx'], `is off the tick of ${spec.tick}`);
    });
  }
});

export type SessionConfig = z.infer<typeof sessionConfig>;
/** Simulated or recorded: all that most of the house must know of a market. */
export function marketKind({ market }: Pick<SessionConfig, 'market'>): 'simulation' | 'tape' {
  return market === 'tape' ? 'tape' : 'simulation';
}

/** A symbol's place among the session's, by which the engine names it; -1 for none of them. */
export function symbolIndex({ symbols }: Pick<SessionConfig, 'symbols'>, name: string): number {
  return symbols.findIndex(({ symbol }) => symbol === name);
}

/** A venue's place among the session's; -1 for none of them. */
export function venueIndex({ venues }: Pick<SessionConfig, 'venues'>, name: string): number {
  return venues.findIndex(({ mic }) => mic === name);
}

export type AgentsConfig = Extract<SessionConfig, { market: 'agents' }>;
export type SimulationConfig = Extract<SessionConfig, { market: 'simulation' }>;
export type TapeConfig = Extract<SessionConfig, { market: 'tape' }>;
export type RouterConfig = SessionConfig['router'];
export type FlowConfig = SimulationConfig['flow'];

/**
 * As far up as a price could be quoted: the efficient price is a walk that turns back at ten ticks, so twice six standard deviations of
 * the day (the mean of the intraday shape is 1.3), one more jump, and the maker's room and levels on top. Px.
 */
function farthestPx({ flow, openAt, closeAt }: SimulationConfig, { openPx, tick, volatility }: SymbolSpec): number {
  const { jumpRate, jumpMeanTicks: mean, makerHalfSpreadTicks, makerLevels } = flow;
  const seconds = Math.max(closeAt - openAt, flow.fundamentalStep) / SECOND;
  const deviation = Math.sqrt(1.3 * seconds * (volatility ** 2 + jumpRate * (1 + 2 * mean + 2 * mean ** 2)));
  const ticks = 10 + 12 * deviation + 23 * (1 + mean) + makerHalfSpreadTicks + makerLevels + 1;
  return openPx + ticks * tick;
}

function firstRepeat(names: readonly string[], report: (index: number) => void): void {
  const seen = new Set<string>();
  const index = names.findIndex((name) => seen.size === seen.add(name).size);
  if (index >= 0) report(index);
}
