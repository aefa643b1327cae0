import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CorrectedFill,
  type CorrectedOrder,
  type CorrectedRun,
  runCorrected,
} from '../../../electron/engine/textbook/corrected.ts';
import { type Market, type MarketVenue, market, type World, world } from '../../../electron/engine/textbook/market.ts';
import { expectedCost, pingValue, poolsToPing, staleness } from '../../../electron/engine/textbook/policies.ts';
import { paired } from '../../../electron/engine/textbook/reference.ts';
import { LIT } from '../../../electron/engine/textbook/venues.ts';
import { isBetter, isWithin, sign } from '../../../shared/fix.ts';
import { MONEY_PER_PX, millis, money, type Nanos, type Px, px, qty } from '../../../shared/units.ts';
import { TEXTBOOK_STRATEGIES } from '../../../shared/wire/textbook.ts';

const BUY = market('buy');
const CALM: World = { raceAt: BUY.lit.map(() => Number.POSITIVE_INFINITY), hiddenQty: [qty(0), qty(0)], noticed: [false, false] };

function order(change: Partial<CorrectedOrder> = {}): CorrectedOrder {
  return { strategy: 'price_time', orderQty: qty(3000), dispatch: 'parallel', orderProtection: true, ...change };
}

const brief = (run: CorrectedRun) => run.fills.map(({ mic, lastQty, lastPx }) => `${mic} ${lastQty}@${lastPx / 10_000}`);

/** What stands at a lit venue just before `time`, from the world and the run's own fills: the slow obvious version. */
function standing(run: CorrectedRun, at: Market, drawn: World, venue: MarketVenue, time: Nanos): { px: Px; qty: number } {
  const alarms = run.children.filter(({ mic }) => at.lit.some((v) => v.mic === mic)).map(({ sentAt }) => sentAt as number);
  for (const child of run.children) {
    const pool = at.dark.findIndex(({ mic }) => mic === child.mic);
    if (pool >= 0 && drawn.noticed[pool]!) alarms.push(child.sentAt + at.dark[pool]!.oneWay);
  }
  const raced = Math.min(...alarms) + drawn.raceAt[at.lit.indexOf(venue)]! + venue.speedBump;
  const taken = (from: number, to: number) =>
    run.fills
      .filter((fill) => fill.mic === venue.mic && fill.at >= from && fill.at < to)
      .reduce((sum, fill) => sum + fill.lastQty, 0);
  if (raced >= time) return { px: venue.px, qty: venue.displayQty - taken(0, time) };
  // A fill at the very moment of the race came first.
  const left = Math.floor((venue.displayQty - taken(0, raced + 1e-9)) / 2);
  return { px: (venue.px + sign(at.side) * 100) as Px, qty: left - taken(raced + 1e-9, time) };
}

function isThrough(run: CorrectedRun, at: Market, drawn: World, fill: CorrectedFill): boolean {
  return at.lit.some((venue) => {
    const there = standing(run, at, drawn, venue, fill.at);
    return venue.mic !== fill.mic && there.qty > 0 && isBetter(at.side, there.px, fill.lastPx);
  });
}

test('an order below one share is refused', () => {
  expect(() => runCorrected(BUY, CALM, order({ orderQty: 0 as never }))).toThrow('orderQty');
});

test('a calm market: each strategy goes where its rule says, and fee_aware finds the lit optimum', () => {
  const fills = (strategy: CorrectedOrder['strategy']) => brief(runCorrected(BUY, CALM, order({ strategy })));
  expect(fills('price_time')).toEqual(['NASDAQ 1500@100.01', 'NYSE 1200@100.01', 'BATS 300@100.01']);
  expect(fills('fee_aware')).toEqual(['NASDAQ 1300@100.01', 'BATS 900@100.01', 'IEX 800@100.01']);
  expect(fills('latency_aware')).toEqual(['NASDAQ 1000@100.01', 'NYSE 1200@100.01', 'IEX 800@100.01']);
  expect(runCorrected(BUY, CALM, order({ strategy: 'fee_aware' })).totalCost).toBe(money(300036.87));
});

test('dark_first goes on with price-time, smart with its own cost: two strategies', () => {
  const lit = (strategy: CorrectedOrder['strategy']) =>
    runCorrected(BUY, CALM, order({ strategy, dispatch: 'sequential' }))
      .children.map(({ mic }) => mic)
      .join(' ');
  expect(lit('dark_first')).toBe('SIGMA_DARK CROSSFINDER NASDAQ NYSE BATS');
  expect(lit('smart')).toBe('SIGMA_DARK CROSSFINDER IEX NYSE BATS NASDAQ');
});

test('TV-8.2 mended: 900 of 6,000 shares cannot be had; they are charged, and the fill rate says .85', () => {
  const run = runCorrected(BUY, CALM, order({ orderQty: qty(6000) }));
  expect([run.cumQty, run.unfilledQty, run.fillRate]).toEqual([5100, 900, 0.85]);
  // Worst price paid 100.02, one tick further, the dearest fee.
  expect(run.charge).toBe(900 * (1_000_300 * MONEY_PER_PX + 3000));
  expect(run.totalCost).toBe(run.notional + run.fees + run.charge);
});

test('a quote that has gone gives nothing at its old price; the shares are routed again, never through a better one', () => {
  const nasdaqGone: World = { ...CALM, raceAt: CALM.raceAt.map((at, i) => (LIT[i]!.mic === 'NASDAQ' ? 0 : at)) };
  const run = runCorrected(BUY, nasdaqGone, order({ dispatch: 'sequential' }));
  expect(run.children.map(({ mic, orderQty, cumQty }) => [mic, orderQty, cumQty])).toEqual([
    ['NASDAQ', 1500, 0],
    ['NYSE', 1200, 1200],
    ['BATS', 900, 900],
    ['IEX', 800, 800],
    ['NASDAQ', 100, 100],
  ]);
  expect(run.fills.at(-1)).toMatchObject({ mic: 'NASDAQ', lastPx: px(100.02), tradeThrough: 'none' });
  const limited = runCorrected(BUY, nasdaqGone, order({ dispatch: 'sequential', limitPx: px(100.01) }));
  expect([limited.cumQty, limited.unfilledQty]).toEqual([2900, 100]);
});

test('the bump is in the latency of IEX: 0.70 ms there and back', () => {
  const run = runCorrected(BUY, CALM, order({ strategy: 'fee_aware', orderQty: qty(100) }));
  expect(run.children).toMatchObject([{ mic: 'IEX', sentAt: 0, answeredAt: millis(0.7) }]);
  expect(run.elapsed).toBe(millis(0.7));
});

test('pools: hidden size, the NBBO midpoint, a fee; in parallel they share the order', () => {
  const drawn: World = { ...CALM, hiddenQty: [qty(900), qty(100)] };
  const run = runCorrected(BUY, drawn, order({ strategy: 'dark_first', orderQty: qty(600) }));
  expect(run.children.slice(0, 2).map(({ mic, orderQty, cumQty }) => [mic, orderQty, cumQty])).toEqual([
    ['SIGMA_DARK', 300, 300],
    ['CROSSFINDER', 300, 100],
  ]);
  expect(run.fills[0]).toMatchObject({ lastPx: px(100.005), fee: 300 * 1000 });
});

test('the first burst is hit exactly where the reference is, seed by seed', () => {
  for (let seed = 0; seed < 300; seed++) {
    const draws = paired(seed, 3000)[0]!.draws;
    const run = runCorrected(BUY, world(seed, BUY), order({ orderQty: qty(5100) }));
    const first = run.children.filter(({ round }) => round === 0);
    expect(first.length).toBe(5);
    for (const { mic, cumQty } of first) {
      const i = LIT.findIndex((venue) => venue.mic === mic);
      expect(cumQty === 0, `${seed} ${mic}`).toBe(draws[i]! < LIT[i]!.hftPresence);
    }
  }
});

test('TV-5.1: hazards a second, from the presence over one way in', () => {
  const expected = [1487.6236754280649, 2853.3995515098595, 2554.1281188299536, 1643.8975568673195, 293.10453935743186];
  BUY.lit.forEach((venue, i) => {
    expect(venue.hazard * 1e9).toBeCloseTo(expected[i]!, 6);
    expect(staleness(venue, false, 0 as Nanos)).toBeCloseTo(LIT[i]!.hftPresence, 12);
    expect(staleness(venue, true, 0 as Nanos)).toBe(0);
  });
});

test('TV-5.0: expected cost a share over the midpoint, leak apart', () => {
  const context = { side: 'buy', orderProtection: true, dearestFee: money(0.003) } as const;
  const overMid = (i: number) => {
    const venue = BUY.lit[i]!;
    const choice = { venue, px: venue.px, qty: venue.displayQty, moved: false, stale: LIT[i]!.hftPresence };
    return expectedCost(choice, context) - BUY.midPx * MONEY_PER_PX;
  };
  expect(overMid(4)).toBeCloseTo(((4.484 + 0.72) / 800) * 1e6, 6);
  expect(overMid(2)).toBeCloseTo(((4.05 + 6.48) / 900) * 1e6, 6);
});

test('TV-5.4c: a ping is worth what it saves against what its leak costs', () => {
  const ping = { presence: 0.3, expectedQty: 400, halfSpread: 5000, litFee: 3000, darkFee: 1000, leak: 0.05, restQty: 2600 };
  const { gain, leak } = pingValue(ping);
  expect([gain, leak].map(Math.round)).toEqual([840_000, 650_000]);
  const quote = { farPx: BUY.farPx, midPx: BUY.midPx, litFee: 3000 };
  const asked = (strategy: CorrectedOrder['strategy'], shares: number) =>
    poolsToPing(strategy, BUY.dark, qty(shares), quote).map(({ mic }) => mic);
  expect(asked('smart', 3000)).toEqual(['SIGMA_DARK', 'CROSSFINDER']);
  expect(asked('smart', 20_000)).toEqual([]);
  expect(asked('dark_first', 20_000)).toEqual(['SIGMA_DARK', 'CROSSFINDER']);
  expect(asked('fee_aware', 3000)).toEqual([]);
});

test('a sale in the mirrored market costs the same, to the last digit', () => {
  const turn = (price: Px) => (BUY.bidPx + BUY.askPx - price) as Px;
  const mirrored: Market = {
    ...BUY,
    side: 'sell',
    farPx: turn(BUY.farPx),
    lit: BUY.lit.map((venue) => ({ ...venue, px: turn(venue.px) })),
  };
  for (let seed = 0; seed < 50; seed++) {
    const drawn = world(seed, BUY);
    for (const strategy of TEXTBOOK_STRATEGIES) {
      const bought = runCorrected(BUY, drawn, order({ strategy }));
      const sold = runCorrected(mirrored, drawn, order({ strategy }));
      expect(sold.shortfallBps).toBe(bought.shortfallBps);
      expect(sold.fees).toBe(bought.fees);
      expect(sold.slippageMidBps).toBeCloseTo(bought.slippageMidBps!, 9);
    }
  }
});

test('asking one venue after another gives the fast traders time: parallel is cheaper on the same seeds', () => {
  const mean = (strategy: CorrectedOrder['strategy'], dispatch: CorrectedOrder['dispatch']) => {
    let sum = 0;
    for (let seed = 0; seed < 300; seed++) sum += runCorrected(BUY, world(seed, BUY), order({ strategy, dispatch })).shortfallBps;
    return sum / 300;
  };
  for (const strategy of TEXTBOOK_STRATEGIES) expect(mean(strategy, 'parallel')).toBeLessThan(mean(strategy, 'sequential'));
});

test('any order in any world: shares add up, no price beyond a child or the limit, no trade-through, no share that was not there', () => {
  const runs = fc.record({
    seed: fc.nat(2 ** 31),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    strategy: fc.constantFrom(...TEXTBOOK_STRATEGIES),
    dispatch: fc.constantFrom('sequential' as const, 'parallel' as const),
    orderQty: fc.integer({ min: 1, max: 9000 }),
    ticks: fc.constantFrom(0, 1, 2, undefined),
    orderProtection: fc.boolean(),
  });
  fc.assert(
    fc.property(runs, ({ seed, side, strategy, dispatch, orderQty, ticks, orderProtection }) => {
      const at = market(side);
      const drawn = world(seed, at);
      const limitPx = ticks === undefined ? undefined : ((at.farPx + sign(side) * ticks * 100) as Px);
      const run = runCorrected(at, drawn, { strategy, dispatch, orderQty: qty(orderQty), limitPx, orderProtection });
      const outer = limitPx ?? ((at.farPx + sign(side) * 200) as Px);
      expect(run.cumQty + run.unfilledQty).toBe(orderQty);
      expect(run.fills.reduce((sum, fill) => sum + fill.lastQty, 0)).toBe(run.cumQty);
      for (const child of run.children) {
        expect(child.cumQty).toBeLessThanOrEqual(child.orderQty);
        expect(isWithin(side, child.px, outer)).toBe(true);
      }
      for (const fill of run.fills) {
        expect(isWithin(side, fill.lastPx, outer)).toBe(true);
        const through = fill.kind === 'lit' && isThrough(run, at, drawn, fill);
        expect(fill.tradeThrough !== 'none').toBe(through);
        if (orderProtection) expect(fill.tradeThrough).not.toBe('violation');
        if (orderProtection && dispatch === 'sequential') expect(fill.tradeThrough).toBe('none');
        const venue = at.lit.find(({ mic }) => mic === fill.mic);
        if (venue === undefined) continue;
        const there = standing(run, at, drawn, venue, fill.at);
        expect(fill.lastPx).toBe(there.px);
        expect(fill.lastQty).toBeLessThanOrEqual(there.qty);
      }
      expect(runCorrected(at, drawn, { strategy, dispatch, orderQty: qty(orderQty), limitPx, orderProtection })).toEqual(run);
    }),
    { numRuns: 2000, seed: 20261122 },
  );
});
