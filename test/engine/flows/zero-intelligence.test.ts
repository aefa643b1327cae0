import { expect, test } from 'vitest';
import { ZeroIntelligence } from '../../../electron/engine/market/flows/zero-intelligence.ts';
import { BID, IOC, OFFER } from '../../../electron/engine/venue/book.ts';
import { isBetter, opposite, type Side } from '../../../shared/fix.ts';
import { type Nanos, SECOND } from '../../../shared/units.ts';
import { BookPort } from './book-port.ts';
import { CST, flowConfig } from './flow-config.ts';

const TICK = 100;
const SIDES: readonly Side[] = ['buy', 'sell'];

function market({ seed = 1, shares = [1], actors = CST } = {}) {
  const port = new BookPort(TICK, shares.length);
  const source = new ZeroIntelligence(flowConfig(actors, { seed, tick: TICK, shares }), actors, port);
  port.source = source;
  return { port, source };
}

test.each([
  ['one venue', [1], 1],
  ['two venues as one book', [3, 1], 1],
  ['ten times faster', [1], 10],
] as const)('empirical rates by distance are the model’s within 3 s.e.: %s', (_, shares, timeScale) => {
  const actors = { ...CST, timeScale };
  const { port, source } = market({ seed: 17, shares: [...shares], actors });
  const deepest = CST.limit.length;
  const table = () => SIDES.map(() => new Array<number>(deepest).fill(0));
  const placed = table();
  const cancelled = table();
  /** Order-seconds at a distance, the last for all farther ones. */
  const stood = table();
  const taken = [0, 0];
  const takeable = [0, 0];
  const last = [0, 0];
  let counting = false;
  let seconds = 0;

  const best = (side: number) => {
    last[side] = port.best(SIDES[side]!) || last[side]!;
    return last[side]!;
  };
  const distance = (side: number, px: number) => Math.abs(px - best(side ^ 1)) / TICK;
  const within = (away: number) => Math.min(away, deepest) - 1;
  port.entered = (_venue, named, px, ioc) => {
    const side = SIDES.indexOf(named);
    if (!counting) return;
    if (ioc) taken[side]! += 1;
    else placed[side]![distance(side, px) - 1]! += 1;
  };
  port.cancelling = (venue, order) => {
    const side = port.books[venue]!.sideOf(order);
    cancelled[side]![within(distance(side, port.books[venue]!.pxOf(order)))]! += 1;
  };
  source.open(0 as Nanos);
  counting = true;
  const px = new Int32Array(200);
  const qty = new Int32Array(200);
  port.run((10_000 / timeScale) * SECOND, (held) => {
    seconds += held;
    for (const side of [BID, OFFER]) {
      if (port.best(SIDES[side ^ 1]!) > 0) takeable[side]! += held;
      for (const book of port.books)
        for (let level = book.depth(side, 200, px, qty) - 1; level >= 0; level--)
          stood[side]![within(distance(side, px[level]!))]! += held * (qty[level]! / CST.orderQty);
    }
  });

  // A Poisson count over an exposure: its standard error is the root of what is expected.
  const isWithin = (count: number, expected: number) => {
    expect(expected).toBeGreaterThan(300);
    expect(Math.abs(count - expected) / Math.sqrt(expected)).toBeLessThan(3);
  };
  for (const side of [BID, OFFER]) {
    isWithin(taken[side]!, CST.market * timeScale * takeable[side]!);
    for (let i = 0; i < deepest; i++) {
      isWithin(placed[side]![i]!, CST.limit[i]! * timeScale * seconds);
      isWithin(cancelled[side]![i]!, CST.cancel[i]! * timeScale * stood[side]![i]!);
    }
  }
});

test('a venue gets orders by its share of the flow, and no order ever trades on entry', () => {
  const { port, source } = market({ shares: [3, 1] });
  const orders = [0, 0];
  port.entered = (venue, _side, _px, ioc) => {
    if (ioc) return;
    orders[venue]! += 1;
    expect(port.books[venue]!.lastFilled).toBe(0);
  };
  source.open(0 as Nanos);
  port.run(2000 * SECOND);
  const total = orders[0]! + orders[1]!;
  expect(Math.abs(orders[1]! / total - 0.25)).toBeLessThan(3 * Math.sqrt((0.25 * 0.75) / total));
  expect(port.best('buy')).toBeLessThan(port.best('sell'));
});

test('shares that others take, some orders in parts, leave no order behind that is not there', () => {
  const { port, source } = market({ shares: [1, 1] });
  source.open(0 as Nanos);
  for (let at = 1; at <= 500; at++) {
    port.run(at * SECOND);
    const side = SIDES[at % 2]!;
    for (const book of port.books) {
      const px = book.bestPx(side === 'buy' ? OFFER : BID);
      if (px > 0) book.enter(side === 'buy' ? BID : OFFER, px, 1 + ((at * 37) % 260), 0, IOC);
    }
    const known = source.save()[0]!.sides.map(({ count }) => count);
    expect(known[0]! + known[1]!).toBe(port.books[0]!.count + port.books[1]!.count);
  }
});

test('a venue that takes no orders keeps what rests there, and the rest of the market goes on', () => {
  const { port, source } = market({ shares: [1, 1] });
  source.open(0 as Nanos);
  port.run(50 * SECOND);
  port.closed.add(1);
  const before = port.books[1]!.hash();
  const elsewhere = port.books[0]!.hash();
  port.run(100 * SECOND);
  expect(port.books[1]!.hash()).toBe(before);
  expect(port.books[0]!.hash()).not.toBe(elsewhere);
  port.closed.add(0);
  const halted = port.books[0]!.hash();
  port.run(150 * SECOND);
  expect(port.books[0]!.hash()).toBe(halted);
  port.closed.clear();
  port.run(200 * SECOND);
  expect(port.books[1]!.hash()).not.toBe(before);
});

test('a seed settles the market; saved and restored it goes on as it would have', () => {
  const run = () => {
    const made = market({ seed: 5, shares: [2, 1] });
    made.source.open(0 as Nanos);
    made.port.run(300 * SECOND);
    return made;
  };
  const one = run();
  const saved = structuredClone({ port: one.port.save(), source: one.source.save() });
  const other = market({ seed: 99, shares: [2, 1] });
  other.port.restore(saved.port);
  other.source.restore(saved.source);
  for (const { port } of [one, other]) port.run(600 * SECOND);
  const twin = run();
  twin.port.run(600 * SECOND);
  const hashes = ({ port }: typeof one) => port.books.map((book) => book.hash());
  expect(hashes(other)).toEqual(hashes(one));
  expect(hashes(twin)).toEqual(hashes(one));
});

test('the price moves both ways and the touch stays tight', () => {
  const { port, source } = market({ seed: 3 });
  source.open(0 as Nanos);
  let seconds = 0;
  let spread = 0;
  const reached: Record<Side, number> = { buy: port.best('buy'), sell: port.best('sell') };
  port.run(3000 * SECOND, (held) => {
    const [bid, ask] = [port.best('buy'), port.best('sell')];
    if (bid === 0 || ask === 0) return;
    seconds += held;
    spread += held * ((ask - bid) / TICK);
    for (const side of SIDES)
      if (isBetter(side, port.best(opposite(side)), reached[side])) reached[side] = port.best(opposite(side));
  });
  expect(reached.buy).toBeLessThan(500_000);
  expect(reached.sell).toBeGreaterThan(500_000);
  expect(spread / seconds).toBeGreaterThan(1);
  expect(spread / seconds).toBeLessThan(3);
});
