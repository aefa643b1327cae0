import { describe, expect, it } from 'vitest';
import { childName, instruction, matches, orderRows, orderState, windowOf } from '../../renderer/panels/order-rows.ts';
import { announcements } from '../../renderer/state/announce.ts';
import { applyEvents, isUnfilled, isWorking, noOrders } from '../../renderer/state/orders.ts';
import type { EngineEvent, ExecutionReport } from '../../shared/events.ts';
import type { TradeThrough } from '../../shared/trade-through.ts';
import { type Money, micros, money, nanos, px, qty } from '../../shared/units.ts';

const at = nanos(34_200_000_000_000);

function parent(more: Partial<ExecutionReport> = {}): ExecutionReport {
  return {
    type: 'ExecutionReport',
    at,
    execID: 'E-1',
    execType: '0',
    ordStatus: '0',
    orderID: 'P-1',
    clOrdID: 'd-1',
    symbol: 'ACME',
    side: 'buy',
    ordType: 'limit',
    timeInForce: 'day',
    orderQty: qty(1000),
    price: px(100.02),
    cumQty: qty(0),
    leavesQty: qty(1000),
    cumNotional: 0 as Money,
    cumFee: 0 as Money,
    strategy: 'smart',
    dispatch: 'parallel',
    ...more,
  };
}

function child(more: Partial<ExecutionReport> = {}): ExecutionReport {
  return parent({
    orderID: 'P-1-C1',
    clOrdID: 'P-1-C1',
    parentID: 'P-1',
    decisionID: 'P-1-D1',
    timeInForce: 'ioc',
    orderQty: qty(600),
    leavesQty: qty(600),
    price: px(100.01),
    exDestination: 'XNAS',
    action: 'take',
    strategy: undefined,
    dispatch: undefined,
    ...more,
  });
}

const fill = {
  execType: 'F',
  lastQty: qty(400),
  lastPx: px(100.01),
  lastMkt: 'XNAS',
  cumQty: qty(400),
  cumNotional: money(40_004),
  cumFee: money(1.2),
} as const;

describe('orders from their reports', () => {
  it('a parent and its child, filled in part, then the rest refused', () => {
    const book = applyEvents(noOrders, [
      parent(),
      child(),
      child({ ...fill, execID: 'E-2', ordStatus: '1', leavesQty: qty(200), at: nanos(at + 5) }),
      parent({ ...fill, execID: 'E-3', ordStatus: '1', leavesQty: qty(600), at: nanos(at + 5) }),
      child({
        execID: 'E-4',
        execType: '4',
        ordStatus: '4',
        cumQty: qty(400),
        leavesQty: qty(0),
        cumNotional: money(40_004),
        text: 'quote faded',
        at: nanos(at + 6),
      }),
    ]);
    expect(book.parents).toEqual(['P-1']);
    expect(book.byID.get('P-1')).toMatchObject({
      cumQty: 400,
      leavesQty: 600,
      ordStatus: '1',
      children: ['P-1-C1'],
      strategy: 'smart',
      at,
    });
    const one = book.byID.get('P-1-C1')!;
    expect(one).toMatchObject({
      cumQty: 400,
      leavesQty: 0,
      ordStatus: '4',
      exDestination: 'XNAS',
      decisionID: 'P-1-D1',
      text: 'quote faded',
      updatedAt: at + 6,
    });
    expect([isWorking(one), isUnfilled(one), isWorking(book.byID.get('P-1')!)]).toEqual([false, true, true]);
    expect(book.reportsOf.get('P-1')?.map((report) => report.execID)).toEqual(['E-1', 'E-1', 'E-2', 'E-3', 'E-4']);
  });

  it('one batch or many give the same book, and the book before is untouched', () => {
    const events: EngineEvent[] = [
      parent(),
      child(),
      child({ ...fill, execID: 'E-2', ordStatus: '1', leavesQty: qty(200) }),
      { type: 'Markout', at, execID: 'E-2', tau: micros(10), midPx: px(100.02) },
    ];
    const whole = applyEvents(noOrders, events);
    const steps = events.reduce((book, event) => applyEvents(book, [event]), noOrders);
    expect(steps).toEqual(whole);
    expect(whole.markoutsOf.get('P-1')).toHaveLength(1);
    expect([noOrders.parents.length, noOrders.byID.size, applyEvents(whole, []) === whole]).toEqual([0, 0, true]);
  });

  it('refused orders keep a line each, with the reason', () => {
    const refused = (orderID: string, clOrdID: string) =>
      parent({
        orderID,
        clOrdID,
        execType: '8',
        ordStatus: '8',
        leavesQty: qty(0),
        field: 'price',
        text: 'price is off the tick',
      });
    const book = applyEvents(noOrders, [refused('R-1', 'd-1'), refused('R-2', 'd-2')]);
    expect(book.parents).toEqual(['R-1', 'R-2']);
    expect(orderState(book.byID.get('R-2')!)).toEqual({ kind: 'bad', word: 'Rejected', note: 'price is off the tick' });
  });

  it('an order says the worst that Rule 611 says of any of its fills, and nothing before the first', () => {
    const traded = (execID: string, tradeThrough: TradeThrough) =>
      child({ ...fill, execID, ordStatus: '1', leavesQty: qty(200), tradeThrough });
    const labels = (events: readonly EngineEvent[]) => applyEvents(noOrders, events).byID.get('P-1-C1')!.tradeThrough;
    expect(labels([parent(), child()])).toBeUndefined();
    expect(labels([parent(), child(), traded('E-2', 'none')])).toBe('none');
    expect(labels([parent(), child(), traded('E-2', 'exempt(iso)'), traded('E-3', 'none')])).toBe('exempt(iso)');
    expect(labels([parent(), child(), traded('E-2', 'violation'), traded('E-3', 'exempt(flicker)')])).toBe('violation');
  });

  it('keeps the newest 300 fills of children one by one, however they come', () => {
    const fills = Array.from({ length: 305 }, (_, i) =>
      child({ ...fill, execID: `E-${i}`, ordStatus: '1', at: nanos(at + i), lastMkt: i < 5 ? 'XNYS' : 'XNAS' }),
    );
    const whole = applyEvents(noOrders, [parent(), child(), ...fills, parent({ ...fill, execID: 'E-P', ordStatus: '1' })]);
    const steps = [parent(), child(), ...fills].reduce((book, event) => applyEvents(book, [event]), noOrders);
    expect(whole.recentFills).toEqual(steps.recentFills);
    expect(whole.recentFills).toHaveLength(300);
    expect(new Set(whole.recentFills.map(({ mic }) => mic))).toEqual(new Set(['XNAS']));
    expect(whole.recentFills.at(-1)).toEqual({ at: at + 304, mic: 'XNAS', qty: 400 });
  });

  it('a markout of a fill before the snapshot is left out', () => {
    expect(applyEvents(noOrders, [{ type: 'Markout', at, execID: 'E-9', tau: micros(10) }]).markoutsOf.size).toBe(0);
  });
});

describe('the blotter', () => {
  const book = applyEvents(noOrders, [
    parent(),
    child(),
    child({ execID: 'E-4', execType: '4', ordStatus: '4', leavesQty: qty(0), text: 'quote faded' }),
    child({ orderID: 'P-1-C2', clOrdID: 'P-1-C2', action: 'post', price: px(100) }),
    child({ orderID: 'P-1-C3', clOrdID: 'P-1-C3', action: 'peg', price: px(100.02) }),
    parent({ orderID: 'P-2', clOrdID: 'd-2', execType: 'F', ordStatus: '2', cumQty: qty(1000), leavesQty: qty(0) }),
  ]);
  const ids = (filter: 'all' | 'working' | 'unfilled', closed: string[] = []) =>
    orderRows(book, ['P-2', 'P-1'], filter, new Set(closed)).map((row) => row.order.orderID);

  it('keeps a parent for the sake of its matching children', () => {
    expect(ids('all')).toEqual(['P-2', 'P-1', 'P-1-C1', 'P-1-C2', 'P-1-C3']);
    expect(ids('working')).toEqual(['P-1', 'P-1-C2', 'P-1-C3']);
    expect(ids('unfilled')).toEqual(['P-1', 'P-1-C1']);
    expect(ids('all', ['P-1'])).toEqual(['P-2', 'P-1']);
  });

  it('says what was asked and what became of it', () => {
    const words = ['P-1', 'P-1-C1', 'P-1-C2', 'P-1-C3', 'P-2']
      .map((id) => book.byID.get(id)!)
      .map((order) => [childName(order), instruction(order), orderState(order).word]);
    expect(words).toEqual([
      ['P-1', 'lim 100.02', 'Working'],
      ['C1', 'IOC 100.01', 'Unfilled'],
      ['C2', 'post 100.00', 'Resting'],
      ['C3', 'peg mid', 'Resting'],
      ['P-2', 'lim 100.02', 'Filled'],
    ]);
  });

  it('shows a conditional order as one that is not firm, and never as unfilled', () => {
    const asked = child({ orderID: 'P-1-C4', action: 'conditional', ordStatus: '0', price: px(100.02) });
    const over = { ...asked, execType: '4', ordStatus: '4', leavesQty: qty(0), text: 'firmed up' } as const;
    const told = [[asked], [asked, over]].map((events) => applyEvents(noOrders, [parent(), ...events]).byID.get('P-1-C4')!);
    expect(told.map((order) => [instruction(order), orderState(order).word, orderState(order).note])).toEqual([
      ['cond mid', 'Not firm', ''],
      ['cond mid', 'Ended', 'firmed up'],
    ]);
    expect(told.map((order) => matches(order, 'unfilled'))).toEqual([false, false]);
    expect(announcements([over]).polite).toEqual([]);
  });

  it('draws only what is in sight of a long list', () => {
    expect(windowOf(50, 400, 200, 20)).toEqual({ from: 0, to: 50, above: 0, below: 0 });
    expect(windowOf(1000, 4000, 200, 20)).toEqual({ from: 192, to: 218, above: 3840, below: 15640 });
  });
});

it('speaks the newest word of each parent, and refusals at once', () => {
  const words = announcements([
    parent(),
    parent({ ...fill, execID: 'E-3', ordStatus: '1', leavesQty: qty(600) }),
    parent({ orderID: 'R-1', clOrdID: 'd-7', execType: '8', ordStatus: '8', text: 'quantity is above the limit' }),
    { type: 'Notice', at, code: 'kill', text: 'engaged: test' },
  ]);
  expect(words).toEqual({
    polite: ['P-1 partial, 400 of 1,000 at 100.01, XNAS'],
    assertive: ['R-1 rejected: quantity is above the limit', 'engaged: test'],
  });
});
