import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { burstLosses, equalisingDelays, holdingDelays, lateness, lossChance } from '../../../electron/engine/route/arrival.ts';

/** Half the textbook's round trips in nanoseconds: NYSE, NASDAQ, BATS, EDGX, IEX. */
const ONE_WAYS = [150_000, 125_000, 200_000, 175_000, 175_000];
const BUMP = 350_000;

describe('held back no longer than need be', () => {
  const ways = fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 8 });

  test('where everybody knows at once, all arrive at once', () => {
    fc.assert(
      fc.property(ways, (oneWays) => {
        expect(holdingDelays(oneWays, 0, () => 0)).toEqual(equalisingDelays(oneWays));
      }),
      { seed: 1 },
    );
  });

  test('no print of one leg can be used against another, and no leg waits longer than all arriving at once would ask', () => {
    fc.assert(
      fc.property(ways, fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (oneWays, reaction, far) => {
        const link = (a: number, b: number) => (a % 2 === b % 2 ? 0 : far);
        const held = holdingDelays(oneWays, reaction, link);
        const full = equalisingDelays(oneWays);
        const arrive = oneWays.map((way, i) => way + held[i]!);
        arrive.forEach((printed, a) => {
          expect(held[a]).toBeLessThanOrEqual(full[a]!);
          arrive.forEach((arrival, b) => {
            if (a !== b) expect(lateness({ printed, reaction, link: link(a, b), arrival })).toBeLessThanOrEqual(0);
          });
        });
      }),
      { seed: 2 },
    );
  });
});

describe('arrivals at once', () => {
  test('no leg, one leg', () => {
    expect(equalisingDelays([])).toEqual([]);
    expect(equalisingDelays([80])).toEqual([0]);
  });

  test('TV-5.6a: the textbook, without and with the bump of IEX', () => {
    expect(equalisingDelays(ONE_WAYS)).toEqual([50_000, 75_000, 0, 25_000, 25_000]);
    expect(equalisingDelays(ONE_WAYS.map((way, v) => (v === 4 ? way + BUMP : way)))).toEqual([
      375_000, 400_000, 325_000, 350_000, 0,
    ]);
  });

  test('every leg arrives when the slowest does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1 }), (ways) => {
        const delays = equalisingDelays(ways);
        expect(new Set(ways.map((way, v) => way + delays[v]))).toEqual(new Set([Math.max(...ways)]));
        expect(Math.min(...delays)).toBe(0);
      }),
    );
  });
});

/** TV-5.6b, microseconds from a router in Secaucus: BZX there, Nasdaq in Carteret, NYSE in Mahwah; microwave between them. */
const TIMES = { bzx: 40, nasdaq: 140, nyse: 200 };
const REACTION = 20;
const LINKS = [
  [0, 91, 125],
  [91, 0, 199],
  [125, 199, 0],
];

describe('the race against who saw our first print', () => {
  const toNasdaq = { printed: TIMES.bzx, reaction: REACTION, link: 91, arrival: TIMES.nasdaq };
  const toNyse = { printed: TIMES.bzx, reaction: REACTION, link: 125, arrival: TIMES.nyse };

  test('TV-5.6b: we reach Nasdaq 11 µs before and NYSE 15 µs after', () => {
    expect(lateness(toNasdaq)).toBe(-11);
    expect(lateness(toNyse)).toBe(15);
    expect(lossChance(toNasdaq, 0.3)).toBe(0);
    expect(lossChance(toNyse, 0.2)).toBe(0.2);
  });

  test('a dead heat is ours', () => {
    expect(lossChance({ ...toNyse, arrival: 185 }, 0.2)).toBe(0);
    expect(lossChance({ ...toNyse, arrival: 186 }, 0.2)).toBe(0.2);
  });

  test('jitter: presence times Phi of the lateness over its deviation; no jitter is its limit', () => {
    // Phi(15 / (10 sqrt 2)) = Phi(1.0606602) = .8555778
    expect(lossChance(toNyse, 0.2, 10)).toBeCloseTo(0.2 * 0.8555778, 6);
    // Phi(-11 / (10 sqrt 2)) = Phi(-.7778175) = .2183383
    expect(lossChance(toNasdaq, 0.3, 10)).toBeCloseTo(0.3 * 0.2183383, 6);
    expect(lossChance({ ...toNyse, arrival: 185 }, 0.2, 10)).toBeCloseTo(0.1, 6);
    expect(lossChance(toNyse, 0.2, 1e-6)).toBeCloseTo(0.2, 6);
    expect(lossChance(toNasdaq, 0.3, 1e-6)).toBeCloseTo(0, 6);
  });

  const burst = (arrivals: readonly number[], jitter = 0) =>
    burstLosses({ arrivals, presences: [0.4, 0.3, 0.2], link: (from, to) => LINKS[from][to], reaction: REACTION, jitter });

  test('in a burst the first print costs us NYSE; equalised arrivals lose nothing', () => {
    expect(burst([TIMES.bzx, TIMES.nasdaq, TIMES.nyse])).toEqual([0, 0, 0.2]);
    expect(burst([200, 200, 200])).toEqual([0, 0, 0]);
    expect(burst([100])).toEqual([0]);
  });

  test('a later print that is nearer may be the one that costs us', () => {
    // NYSE printed first, too far away to matter to Nasdaq; BZX printed later and does.
    expect(burst([60, 190, 40])).toEqual([0, 0.3, 0]);
  });

  test('with jitter too, equalised arrivals lose less than any of the three does after the first', () => {
    const apart = burst([TIMES.bzx, TIMES.nasdaq, TIMES.nyse], 20);
    const together = burst([200, 200, 200], 20);
    const lost = (chances: readonly number[]) => chances.reduce((sum, chance) => sum + chance, 0);
    expect(lost(together)).toBeLessThan(lost(apart));
  });
});
