import { actorsOf } from '../../../shared/config/actors.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import { MINUTE, SECOND } from '../../../shared/units.ts';
import { DayShape } from '../market/agents/shape.ts';
import { SHAPE_HEIGHT } from '../market/fundamental.ts';
import type { Collector } from './collector.ts';
import type { Impact } from './impact.ts';
import { autocorrelation, changes, excessKurtosis, mean, rms, varianceRatio } from './statistics.ts';
import { RACE_BIN, RACE_BINS } from './truth.ts';

/** What one run or one recorded day gives: plain data. What could not be measured is undefined. */
export interface Measures {
  readonly symbol: string;
  readonly from: number;
  readonly to: number;
  /** By the ids of `ROWS`. */
  readonly values: Readonly<Record<string, number | undefined>>;
  readonly venues: readonly VenueMeasures[];
  readonly curves: Curves;
  /** Where it was asked for. */
  readonly impact?: Impact;
}

/** Of one lit venue, in percent. */
export interface VenueMeasures {
  readonly mic: string;
  /** Of two-sided time, mean of both sides. */
  readonly atNbbo: number | undefined;
  /** Of the shares traded on the lit venues. */
  readonly volume: number | undefined;
  readonly racesWonByTakers: number | undefined;
}

type Points = readonly (number | undefined)[];

export interface Curves {
  readonly absAcf: Points;
  readonly signAcf: Points;
  readonly orderSignAcf: Points;
  readonly returnAcf: Points;
  /** Percent of two-sided time by spread in ticks; the last bin is that and more. */
  readonly spread: Points;
  /** Density of standardised 1-s returns by `RETURN_EDGES`. */
  readonly returns: Points;
  /** Percent of trades by `SIZE_EDGES`. */
  readonly sizes: Points;
  /** Percent of races by bins of `RACE_BIN`. */
  readonly races: Points;
  /** By `HORIZONS`: excess kurtosis, and volatility per root second over that at 1 s. */
  readonly kurtosis: Points;
  readonly signature: Points;
  /** By bin of the day from `firstBin` on. */
  readonly firstBin: number;
  readonly daySpread: Points;
  readonly dayShares: Points;
  readonly dayVolatility: Points;
}

export const ABS_LAGS = 60;
export const SIGN_LAGS = 50;
export const RETURN_LAGS = 20;
/** Seconds. */
export const HORIZONS = [1, 2, 5, 10, 20, 30, 60, 120] as const;
/** Standard deviations; bins of a half, all beyond six in the outermost. */
export const RETURN_BIN = 0.5;
export const RETURN_BINS = 25;

/** The finished collector's statistics. */
export function measures(collector: Collector): Measures {
  const { config, symbol, tally, truth, clocks, lit } = collector;
  const { quotes, prints, from, to } = tally;
  const { tick, symbol: name } = config.symbols[symbol]!;
  const seconds = (to - from) / SECOND;
  const minutes = (to - from) / MINUTE;
  const mids = sound(tally.mids.view());
  const levels = mids.map((mid) => mid / tick);
  const returns = changes(levels, 1);
  const absolute = returns.map(Math.abs);
  const absAcf = autocorrelation(absolute, ABS_LAGS);
  const returnAcf = autocorrelation(returns, RETURN_LAGS);
  const signAcf = autocorrelation(prints.signs.view(), SIGN_LAGS);
  const orderSignAcf = autocorrelation(prints.orderSigns.view(), SIGN_LAGS);
  const kurtosis = HORIZONS.map((h) => (mids.length > 4 * h ? excessKurtosis(changes(levels, h)) : undefined));
  const at = (horizon: (typeof HORIZONS)[number]) => kurtosis[HORIZONS.indexOf(horizon)];
  const vol = rms(returns);
  const near = meanOf(absAcf.slice(0, 10));
  const far = meanOf(absAcf.slice(30));
  const { twoSided } = quotes;
  const depth = over(quotes.depthBid + quotes.depthAsk, twoSided);
  const midPx = mean(mids);
  const told = truth.spoke ? truth : undefined;
  const values: Record<string, number | undefined> = {
    spreadTicks: over(quotes.spreadTicks, twoSided),
    spreadBps: over(quotes.spreadBps, twoSided),
    depth: depth === undefined ? undefined : depth / 2,
    depthBoth: depth,
    quotedSize: over(quotes.quotedSize, twoSided),
    venuesAtBest: over(quotes.venuesAtBest, twoSided),
    lockedCrossed: percent(quotes.locked + quotes.crossed, twoSided),
    locked: percent(quotes.locked, twoSided),
    crossed: percent(quotes.crossed, twoSided),
    changeRate: over(quotes.priceChanges, seconds),
    quoteRate: over(quotes.anyChanges, seconds),
    volatility: ratio(vol, rms(changes(sound(collector.efficient.view()), 1))),
    sigmaScenario: ratio(vol, scenarioSigma(config, symbol, from, to)),
    mid1s: vol,
    midBps: vol === undefined || midPx === undefined ? undefined : (vol * tick * 1e4) / midPx,
    varianceRatio: varianceRatio(levels, 60),
    kurtosis: at(1),
    kurtosis10: at(10),
    kurtosis60: at(60),
    kurtosisFalls: difference(at(1), at(60)),
    returnAcf1: returnAcf[0],
    absAcf10: absAcf[9],
    absAcfSlow: far,
    absAcfFall: difference(near, far),
    signAcf1: signAcf[0],
    signAcf10: signAcf[9],
    orderSignAcf10: orderSignAcf[9],
    trueSignAcf10: prints.trueKnown > 0 ? autocorrelation(known(prints.trueSigns.view()), 10)[9] : undefined,
    signsRight: percent(prints.trueAgreed, prints.trueKnown),
    oddLots: percent(prints.oddLots, prints.count),
    tradeSize: over(prints.shares, prints.count),
    tradeRate: over(prints.count, minutes),
    volumeRate: over(prints.shares, minutes),
    offExchange: percent(prints.shares - prints.litShares, prints.shares),
    tradeThroughs: percent(prints.outside, prints.checked),
    tradeThroughsAt: percent(prints.outsideAfter, prints.checkedAfter),
    insideTrades: percent(prints.inside, prints.checked),
    effectiveTicks: over(prints.effective / tick, prints.effectiveCount),
    effectiveBps: over(prints.effectiveBps, prints.effectiveCount),
    realised: over(prints.settledRealised, prints.settledEffective),
    realisedTicks: over(prints.settledRealised / tick, prints.settledShares),
    cancelTrade: told && over(told.cancels, told.litTrades),
    messages: told && over(told.orders + told.cancels + told.litTrades, told.litTrades),
    hidden: told && percent(told.hiddenShares, told.litShares),
    races: told && over(told.races, minutes),
    raceMode: mode(truth.byDuration),
    raceTakers: percent(truth.takersWon, truth.races),
    raceVolume: told && percent(told.raceShares, told.litShares),
    dislocations: over(clocks.count, minutes),
    dislocatedTime: percent(clocks.time, clocks.observed),
    dislocatedTrades: percent(clocks.tradesDuring, clocks.trades),
    routerLocked: percent(clocks.directLockedOrCrossed, clocks.observed),
  };
  const venues = config.venues.flatMap(({ mic }, v): VenueMeasures[] =>
    lit[v] === 0
      ? []
      : [
          {
            mic,
            atNbbo: percent((quotes.timeAtBid[v]! + quotes.timeAtAsk[v]!) / 2, twoSided),
            volume: percent(prints.sharesAt[v]!, prints.litShares),
            racesWonByTakers: percent(truth.takersWonAt[v]!, truth.racesAt[v]!),
          },
        ],
  );
  const curves: Curves = {
    absAcf,
    signAcf,
    orderSignAcf,
    returnAcf,
    spread: shares(quotes.timeBySpread, twoSided),
    returns: density(returns),
    sizes: shares(prints.bySize, prints.count),
    races: shares(truth.byDuration, truth.races),
    kurtosis,
    signature: HORIZONS.map((h) => ratio(rms(changes(levels, h)), vol === undefined ? undefined : vol * Math.sqrt(h))),
    firstBin: tally.firstBin,
    daySpread: Array.from(tally.daySpread, (sum, i) => over(sum, tally.dayTime[i]!)),
    dayShares: tally.perMinute(),
    dayVolatility: tally.volatility(),
  };
  return { symbol: name, from, to, values, venues, curves };
}

/**
 * σ of the scenario over the window: the symbol's own times the root of what the U shape makes of the variance, on average. Undefined
 * where nothing moves by it.
 */
function scenarioSigma(config: SessionConfig, symbol: number, from: number, to: number): number | undefined {
  const { openAt, closeAt } = config;
  const spec = config.symbols[symbol]!;
  const shaped = varianceShape(config, spec.symbol);
  if (shaped === undefined) return undefined;
  const shape = new DayShape(openAt, closeAt);
  const steps = 1000;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += shape.at(from + ((i + 0.5) / steps) * (to - from), shaped.height) ** shaped.power;
  return spec.volatility * Math.sqrt(sum / steps);
}

/** Height of the U shape and the power at which it is on the variance: the textbook's actors have it there, agents on σ. */
function varianceShape(config: SessionConfig, symbol: string): { readonly height: number; readonly power: number } | undefined {
  if (config.market === 'simulation') return { height: SHAPE_HEIGHT, power: 1 };
  if (config.market !== 'agents' || config.actors.model !== 'agents') return undefined;
  return { height: actorsOf(config.actors, symbol).price.shape, power: 2 };
}

/** From the first number on. */
function sound(x: Float64Array): Float64Array {
  const first = x.findIndex((value) => !Number.isNaN(value));
  return first < 0 ? new Float64Array(0) : x.subarray(first);
}

function known(signs: Float64Array): Float64Array {
  return signs.filter((sign) => sign !== 0);
}

/** Middle of the fullest bin, µs; the shortest of equals. */
function mode(bins: Float64Array): number | undefined {
  let fullest = 0;
  for (let i = 1; i < RACE_BINS; i++) if (bins[i]! > bins[fullest]!) fullest = i;
  return bins[fullest]! > 0 ? ((fullest + 0.5) * RACE_BIN) / 1000 : undefined;
}

/** Histogram of x over its rms, as a density. */
function density(x: Float64Array): Points {
  const unit = rms(x);
  if (!unit) return Array.from({ length: RETURN_BINS }, () => undefined);
  const bins = new Float64Array(RETURN_BINS);
  const middle = (RETURN_BINS - 1) / 2;
  for (const value of x) bins[Math.min(Math.max(Math.round(value / unit / RETURN_BIN) + middle, 0), RETURN_BINS - 1)]!++;
  return Array.from(bins, (count) => count / x.length / RETURN_BIN);
}

function shares(bins: Float64Array, of: number): Points {
  return Array.from(bins, (value) => percent(value, of));
}

function over(value: number, of: number): number | undefined {
  return of > 0 ? value / of : undefined;
}

function percent(value: number, of: number): number | undefined {
  return of > 0 ? (100 * value) / of : undefined;
}

function ratio(value: number | undefined, of: number | undefined): number | undefined {
  return value !== undefined && of !== undefined && of > 0 ? value / of : undefined;
}

function difference(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}

function meanOf(points: Points): number | undefined {
  const there = points.filter((point) => point !== undefined);
  return there.length === points.length ? mean(there) : undefined;
}
