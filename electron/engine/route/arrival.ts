import { normalCdf } from './normal.ts';

/**
 * How long to hold each leg back so that all arrive at once: d_v = max L - L_v (domain 5.6, TV-5.6a). `oneWays` are times to the
 * venues' matching, speed bumps included; the delays are in the same unit and parallel.
 */
export function equalisingDelays(oneWays: readonly number[]): number[] {
  let slowest = 0;
  for (const oneWay of oneWays) slowest = Math.max(slowest, oneWay);
  return oneWays.map((oneWay) => slowest - oneWay);
}

/**
 * How long to hold each leg back so that no print of ours can be used against another leg (domain 5.6): leg a arrives no sooner than
 * what it tells could still be beaten to every b, L_a + d_a >= L_b + d_b - reaction - link(a, b). With no reaction and no links, which is to
 * assume that everybody knows at once, all arrive at once and it is `equalisingDelays`; with both, quotes wait no longer than they must.
 */
export function holdingDelays(oneWays: readonly number[], reaction: number, link: (from: number, to: number) => number): number[] {
  const delays = oneWays.map(() => 0);
  // Each pass settles one more leg at least: what holds back is never held back by what it holds.
  for (let pass = 0; pass < oneWays.length; pass++)
    for (let a = 0; a < oneWays.length; a++)
      for (let b = 0; b < oneWays.length; b++)
        if (a !== b) delays[a] = Math.max(delays[a], oneWays[b] + delays[b] - reaction - link(a, b) - oneWays[a]);
  return delays;
}

/** Our print at one venue against our leg to another, all in one unit of time from one start. */
export interface Race {
  /** tau_a: our first print. */
  readonly printed: number;
  /** rho: what a fast trader needs to react to it. */
  readonly reaction: number;
  /** l_ab: its way from there to the other venue. */
  readonly link: number;
  /** tau_b: our own arrival there. */
  readonly arrival: number;
}

/** How long after the fast trader we arrive; at or below 0 we are in time (domain 5.6, TV-5.6b). */
export function lateness({ printed, reaction, link, arrival }: Race): number {
  return arrival - (printed + reaction + link);
}

/**
 * Chance that the quote is gone when we arrive: `presence` if we are late, or with `jitter` (the standard deviation of each of the
 * two ways) presence · Phi(lateness / (jitter sqrt 2)).
 */
export function lossChance(race: Race, presence: number, jitter = 0): number {
  const late = lateness(race);
  if (jitter > 0) return presence * normalCdf(late / (jitter * Math.SQRT2));
  return late > 0 ? presence : 0;
}

/** Legs that travel together; `arrivals` and `presences` are per leg, `link(a, b)` is the way from leg a's venue to leg b's. */
export interface Burst {
  readonly arrivals: readonly number[];
  readonly presences: readonly number[];
  readonly link: (from: number, to: number) => number;
  readonly reaction: number;
  readonly jitter: number;
}

/**
 * Chance per leg that its quote is lost to a fast trader who saw another leg print. Of all the others' prints the one that
 * threatens it first counts, which need not be the first print: its news may have further to go. A leg alone loses nothing.
 */
export function burstLosses({ arrivals, presences, link, reaction, jitter }: Burst): number[] {
  return arrivals.map((arrival, to) => {
    let worst = 0;
    arrivals.forEach((printed, from) => {
      if (from !== to)
        worst = Math.max(worst, lossChance({ printed, reaction, link: link(from, to), arrival }, presences[to], jitter));
    });
    return worst;
  });
}
