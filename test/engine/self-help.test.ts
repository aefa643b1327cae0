import { expect, test } from 'vitest';
import { Engine } from '../../electron/engine/engine.ts';
import type { SimulationConfig } from '../../shared/config/session.ts';
import type { Command, VenueStatus } from '../../shared/events.ts';
import { millis, type Nanos, px, qty, SECOND } from '../../shared/units.ts';
import { audit } from '../support/audit.ts';
import { limit, order, type Ran, Record, run, still } from '../support/run.ts';

/** The textbook's table with one level a side, no fast traders, nobody who moves, and no pools. */
const calm: SimulationConfig = {
  ...still(),
  flow: { ...still().flow, makerLevels: 1 },
  venues: still()
    .venues.filter(({ kind }) => kind === 'lit')
    .map((spec) => ({ ...spec, hftPresence: 0 })),
};
const T = calm.openAt + millis(10);
const NASDAQ = calm.venues.findIndex(({ mic }) => mic === 'NASDAQ');
const at = (time: number) => time as Nanos;

const outage = (time: number, seconds: number, mic = 'NASDAQ'): Command => ({
  type: 'InjectFault',
  at: at(time),
  faultID: `out-${mic}-${time}`,
  fault: { kind: 'venueOutage', mic, duration: at(seconds * SECOND) },
});
const slow = (time: number, delay: number, seconds: number): Command => ({
  type: 'InjectFault',
  at: at(time),
  faultID: `slow-${time}`,
  fault: { kind: 'slowVenue', mic: 'NASDAQ', delay: at(delay), duration: at(seconds * SECOND) },
});
/** 100 shares to NASDAQ alone, so many of them a tenth of a second apart. */
const asks = (time: number, count: number) =>
  Array.from({ length: count }, (_, i) =>
    order(time + i * (SECOND / 10), {
      strategy: 'single_venue',
      exDestination: 'NASDAQ',
      orderQty: qty(100),
      clOrdID: `ask-${time}-${i}`,
    }),
  );

function after(commands: readonly Command[], seconds: number, config = calm): Ran {
  const ran = run(
    { config },
    [...commands].sort((a, b) => a.at - b.at),
    T + seconds * SECOND,
  );
  expect(audit(ran.record.events, config)).toEqual([]);
  return ran;
}

const statuses = ({ record }: Ran): VenueStatus[] => record.events.filter((event) => event.type === 'VenueStatus');
const declared = (ran: Ran) => statuses(ran).map(({ at: time, mic, selfHelp }) => [(time - T) / SECOND, mic, selfHelp]);
const lastOf = ({ record }: Ran, clOrdID: string) => record.parents.findLast((report) => report.clOrdID === clOrdID)!;
const candidate = ({ record }: Ran, clOrdID: string, mic: string) => {
  const { orderID } = record.parents.find((report) => report.clOrdID === clOrdID)!;
  return record.decisions.find((decision) => decision.orderID === orderID)!.candidates.find((one) => one.mic === mic)!;
};

test('three orders in a row without an answer for a second declare it; two do not, nor do late answers between', () => {
  const processing = calm.router.processing / SECOND;
  expect(declared(after([slow(T, 2 * SECOND, 4), ...asks(T, 2)], 3.9))).toEqual([]);
  expect(declared(after([slow(T, 2 * SECOND, 4), ...asks(T, 3)], 3.9))).toEqual([
    [expect.closeTo(1.2 + processing, 9), 'NASDAQ', true],
  ]);
  // Answers that come after 1.05 s are no answers.
  expect(declared(after([slow(T, 1.05 * SECOND, 3), ...asks(T, 3)], 2.5))).toEqual([
    [expect.closeTo(1.2 + processing, 9), 'NASDAQ', true],
  ]);
});

test('an answer in time begins the row anew', () => {
  const twoLate = [slow(T, 1.5 * SECOND, 1.5), ...asks(T, 2)];
  const answered = asks(T + 3.5 * SECOND, 1);
  const oneMore = [slow(T + 4 * SECOND, 1.5 * SECOND, 1.5), ...asks(T + 4 * SECOND, 2)];
  expect(declared(after([...twoLate, ...answered, ...oneMore], 8))).toEqual([]);
});

test('its quotes bind nobody and nothing is sent there, until three test requests in a row are answered', () => {
  const during = order(T + 3 * SECOND, { clOrdID: 'during', orderQty: qty(1500) });
  const later = order(T + 8 * SECOND, { clOrdID: 'later', orderQty: qty(1500) });
  const ran = after([outage(T, 5), ...asks(T, 3), during, later], 9);
  const [on, off] = statuses(ran);
  expect([on!.selfHelp, off!.selfHelp]).toEqual([true, false]);
  // A quarter of a second apart, three of them sent after the venue is back, and one round trip.
  expect(off!.at - T).toBeGreaterThan(5 * SECOND + 2 * 0.25 * SECOND);
  expect(off!.at - T).toBeLessThan(5 * SECOND + 3 * 0.25 * SECOND + millis(1));
  expect(candidate(ran, 'during', 'NASDAQ')).toMatchObject({ why: 'selfHelp', orderQty: 0 });
  expect(lastOf(ran, 'during')).toMatchObject({ ordStatus: '2', at: expect.closeTo(T + 3 * SECOND, -7) });
  expect(candidate(ran, 'later', 'NASDAQ').orderQty).toBeGreaterThan(0);
});

test('a slow venue stays in self-help while its answers take a second', () => {
  const ran = after([slow(T, 1.5 * SECOND, 6), ...asks(T, 3)], 5.9);
  expect(declared(ran)).toHaveLength(1);
});

test('a remainder that rests is kept from locking quotes that bind, and from none that do not', () => {
  // All that stands at 100.01 elsewhere is taken; NASDAQ's 100.01 is what is left there.
  const others = ['NYSE', 'BATS', 'IEX'].map((mic, i) =>
    order(T + 3 * SECOND + i, {
      clOrdID: mic,
      strategy: 'single_venue',
      exDestination: mic,
      orderQty: qty(5000),
      timeInForce: 'ioc',
    }),
  );
  const rests = limit(T + 3 * SECOND + millis(5), 100.01, { clOrdID: 'rests', timeInForce: 'day', orderQty: qty(100) });
  const sees = (commands: readonly Command[]) => {
    const { record } = after([...commands, ...others, rests], 3.2);
    const { orderID } = record.parents.find(({ clOrdID }) => clOrdID === 'rests')!;
    return record.decisions
      .find((decision) => decision.orderID === orderID)!
      .legs.map(({ mic, action, px: price }) => [mic, action, price]);
  };
  expect(sees([])).toEqual([['NASDAQ', 'take', px(100.01)]]);
  const [leg] = sees([outage(T, 10), ...asks(T, 3)]);
  expect(leg!.slice(1)).toEqual(['post', px(100.01)]);
});

test('a leg that is stuck holds nobody up: what is free of its order is routed on, and never more than ordered', () => {
  // 2,000 of 3,000 at 100.01: the sweep sends 1,500 to NASDAQ, which does not answer; NYSE fades, so some comes back.
  const config = {
    ...calm,
    openingQuotes: calm.openingQuotes.map((quote) =>
      quote.mic === 'EDGX' ? { ...quote, askPx: px(100.01), askQty: qty(2000) } : quote,
    ),
  };
  const first = order(T, { clOrdID: 'other', strategy: 'single_venue', exDestination: 'EDGX', orderQty: qty(2000) });
  const big = order(T + 1, { clOrdID: 'big', orderQty: qty(5000) });
  const ran = after([outage(T, 3), first, big], 6, config);
  const rounds = ran.record.decisions.filter(({ orderID }) => orderID === lastOf(ran, 'big').orderID);
  expect(rounds[0]!.legs.map(({ mic }) => mic)).toContain('NASDAQ');
  // EDGX came back empty within a millisecond; the next round waits for NASDAQ no longer than a second.
  expect(rounds[1]!.at - T).toBeGreaterThanOrEqual(SECOND);
  expect(rounds[1]!.at - T).toBeLessThan(SECOND + millis(1));
  const stuck = rounds[0]!.legs.find(({ mic }) => mic === 'NASDAQ')!.orderQty;
  expect(rounds[1]!.leavesQty + stuck).toBeLessThanOrEqual(5000);
  const { cumQty } = lastOf(ran, 'big');
  const answered = ran.record.children.find(
    ({ execType, exDestination, at: time }) => execType === 'F' && exDestination === 'NASDAQ' && time > T + 3 * SECOND,
  );
  expect(answered).toBeDefined();
  expect(cumQty).toBeLessThanOrEqual(5000);
});

test('a feed that is silent for a second declares it too, without an order; until it answers again its quotes are no part of the NBBO', () => {
  const only: SimulationConfig = { ...calm, venues: calm.venues.slice(NASDAQ, NASDAQ + 2) };
  const record = new Record();
  const engine = new Engine({ config: only, sink: record });
  engine.submit(outage(T, 3));
  const offers = (seconds: number) => {
    engine.advanceTo(at(T + seconds * SECOND));
    return engine.view.direct[0]!.bestAskQty;
  };
  // 1,500 at NASDAQ and 900 at BATS, both at 100.01; then as the clock runs.
  expect([0.9, 1.1, 2.9, 3.9].map(offers)).toEqual([2400, 900, 900, 2400]);
  expect(record.events.filter(({ type }) => type === 'VenueStatus')).toMatchObject([
    { mic: 'NASDAQ', selfHelp: true, text: 'its direct feed has been silent for a second' },
    { mic: 'NASDAQ', selfHelp: false },
  ]);
  expect(declared(after([outage(T, 0.9)], 3))).toEqual([]);
});

test('what a venue in self-help shows stays shown and grows old, and nothing is sent there', () => {
  const record = new Record();
  const engine = new Engine({ config: calm, sink: record });
  engine.submit(outage(T, 10));
  engine.advanceTo(at(T + 2 * SECOND));
  expect(engine.view.age('direct', NASDAQ, 0, engine.now)! / SECOND).toBeCloseTo(2, 2);
  expect(engine.view.age('direct', 0, 0, engine.now)!).toBeLessThan(millis(1));
  expect(engine.displayed(NASDAQ, 0, 'buy')).toEqual([{ px: px(100.01), qty: 1500 }]);
  engine.submit(order(T + 2 * SECOND, { clOrdID: 'o', orderQty: qty(1500) }));
  engine.submit(order(T + 2 * SECOND, { clOrdID: 'bound', strategy: 'single_venue', exDestination: 'NASDAQ', timeInForce: 'ioc' }));
  engine.advanceTo(at(T + 3 * SECOND));
  expect(record.decisions[0]!.candidates.find(({ mic }) => mic === 'NASDAQ')).toMatchObject({ why: 'selfHelp' });
  expect(record.decisions[0]!.legs.map(({ mic }) => mic)).not.toContain('NASDAQ');
  expect(lastOf({ engine, record }, 'bound').text).toBe('nothing may go to NASDAQ: it is in self-help');
  engine.advanceTo(at(T + 11 * SECOND));
  expect(engine.view.age('direct', NASDAQ, 0, engine.now)!).toBeLessThan(millis(1));
});

test('what waits for a venue that went silent is routed when it speaks again', () => {
  const waits = limit(T + 2 * SECOND, 100.01, {
    clOrdID: 'waits',
    strategy: 'single_venue',
    exDestination: 'NASDAQ',
    timeInForce: 'day',
    orderQty: qty(500),
  });
  const ran = after([outage(T, 4), waits], 5);
  expect(lastOf(ran, 'waits')).toMatchObject({ ordStatus: '2', cumQty: 500 });
  const round = ran.record.decisions.findLast(({ legs }) => legs.length > 0)!;
  expect(round.at - T).toBeGreaterThanOrEqual(4 * SECOND);
});

test('the session closes over a venue that never answers: its legs and their orders end', () => {
  const rests = limit(T, 99.99, {
    clOrdID: 'rests',
    timeInForce: 'day',
    orderQty: qty(100),
    strategy: 'single_venue',
    exDestination: 'NASDAQ',
  });
  const cancel: Command = { type: 'OrderCancelRequest', at: at(T + SECOND), clOrdID: 'x', origClOrdID: 'rests' };
  const ran = after([rests, outage(T + millis(5), 60), ...asks(T + millis(6), 2), cancel], 2);
  const { ordStatus } = lastOf(ran, 'rests');
  expect(['4', 'C']).toContain(ordStatus);
  expect([...ran.record.latest(ran.record.reports).values()].every((report) => report.leavesQty === 0)).toBe(true);
});

test('while it stands the venue is no part of the direct NBBO, though its quotes stay shown; then it is again', () => {
  const record = new Record();
  const engine = new Engine({ config: calm, sink: record });
  for (const command of [outage(T, 5), ...asks(T, 3)]) engine.submit(command);
  const offered = () => engine.view.nbbo('direct', 0, engine.now);
  engine.advanceTo(at(T + SECOND));
  expect(offered()).toMatchObject({ askPx: px(100.01), askQty: 1200 + 1500 + 900 + 800 });
  engine.advanceTo(at(T + 2 * SECOND));
  expect(offered()).toMatchObject({ askPx: px(100.01), askQty: 1200 + 900 + 800 });
  expect(offered().askMics).not.toContain('NASDAQ');
  expect(engine.displayed(NASDAQ, 0, 'buy')).toEqual([{ px: px(100.01), qty: 1500 }]);
  engine.advanceTo(at(T + 7 * SECOND));
  expect(offered().askMics).toContain('NASDAQ');
});

test('a cancel that a dead venue does not answer does not keep the rest of its order from being routed', () => {
  // A fifth rests at each venue; NASDAQ goes out; then BATS bids through the limit, so all are called back, and one does not answer.
  const spread = limit(T, 100.03, {
    clOrdID: 'spread',
    side: 'sell',
    strategy: 'broadcast',
    timeInForce: 'day',
    orderQty: qty(1000),
  });
  const bids: Command = {
    type: 'InjectFault',
    at: at(T + 2 * SECOND),
    faultID: 'bids',
    fault: { kind: 'crossedMarket', symbol: 'ACME', mic: 'BATS', ticks: 3, duration: at(10 * SECOND) },
  };
  const stirs: Command = {
    type: 'InjectFault',
    at: at(T + 2 * SECOND),
    faultID: 'stirs',
    fault: { kind: 'quoteStuffing', symbol: 'ACME', mic: 'EDGX', rate: 100, duration: at(10 * SECOND) },
  };
  const ran = after([spread, outage(T + SECOND, 8), bids, stirs], 7);
  const [rested, taken] = ran.record.decisions;
  expect(rested!.legs.map(({ mic, action, orderQty }) => [mic, action, orderQty]).sort()).toEqual(
    ['BATS', 'EDGX', 'IEX', 'NASDAQ', 'NYSE'].map((mic) => [mic, 'post', 200]),
  );
  expect((taken!.at - T) / SECOND).toBeCloseTo(3, 1);
  // BATS's own fifth was hit by that bid; NASDAQ's is still out.
  expect(taken!.leavesQty).toBe(600);
  expect(taken!.legs.map(({ mic, action, orderQty }) => [mic, action, orderQty])).toEqual([['BATS', 'take', 600]]);
});
