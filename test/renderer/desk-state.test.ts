import { describe, expect, it } from 'vitest';
import { heats } from '../../renderer/panels/heat.ts';
import { actionOf, conflicts, keyMap, keyOf } from '../../renderer/state/keys.ts';
import { Market } from '../../renderer/state/market.ts';
import { Paint } from '../../renderer/state/paint.ts';
import { checkTicket, type TicketForm, ticketField } from '../../renderer/state/validate.ts';
import { FrameReader } from '../../shared/wire/frame.ts';
import { FakeDesk } from '../support/fake-desk.ts';

const session = (await new FakeDesk().invoke('hello', { protocol: 1 })).session;
const form: TicketForm = {
  side: 'buy',
  symbol: 'ACME',
  quantity: '3,000',
  ordType: 'limit',
  limit: '100.02',
  timeInForce: 'day',
  strategy: 'smart',
  dispatch: 'parallel',
  destination: 'XNAS',
};

describe('the ticket', () => {
  it('becomes an order in the wire words', () => {
    expect(checkTicket(form, session, undefined).order).toEqual({
      symbol: 'ACME',
      side: 'buy',
      orderQty: 3000,
      ordType: 'limit',
      price: 1_000_200,
      timeInForce: 'day',
      strategy: 'smart',
      dispatch: 'parallel',
    });
    expect(checkTicket({ ...form, ordType: 'market', strategy: 'single_venue' }, session, 1_000_000).order).toMatchObject({
      ordType: 'market',
      exDestination: 'XNAS',
    });
  });

  it.each<[string, Partial<TicketForm>, string, string]>([
    ['no symbol', { symbol: '' }, 'symbol', 'Nothing is not a symbol of this session.'],
    ['unknown symbol', { symbol: 'ZZZZ' }, 'symbol', 'ZZZZ is not a symbol of this session.'],
    ['no quantity', { quantity: ' ' }, 'orderQty', 'Quantity is empty; at least 1 share.'],
    ['zero', { quantity: '0' }, 'orderQty', 'Quantity 0 is below the least of 1 share.'],
    [
      'digits beyond any number of shares',
      { quantity: '99999999999' },
      'orderQty',
      'Quantity 99,999,999,999 is above the limit of 100,000 shares.',
    ],
    ['a fraction', { quantity: '1.5' }, 'orderQty', 'Quantity 1.5 is not a whole number of shares.'],
    ['too many', { quantity: '100001' }, 'orderQty', 'Quantity 100,001 is above the limit of 100,000 shares.'],
    ['too dear', { quantity: '30000' }, 'orderQty', 'Order value $3,000,600.00 is above the limit of $2,000,000.00.'],
    ['no limit', { limit: '' }, 'price', 'Limit is empty; a limit order needs a price.'],
    ['no number', { limit: '1e2' }, 'price', 'Limit 1e2 is not a price in dollars.'],
    ['zero limit', { limit: '0' }, 'price', 'Limit 0 is not above 0.'],
    ['off the tick', { limit: '100.005' }, 'price', 'Limit 100.005 is off the tick of 0.01.'],
    ['unknown venue', { strategy: 'single_venue', destination: 'NOPE' }, 'exDestination', 'NOPE is not a venue of this session.'],
  ])('%s: the error names the field, the limit and the value', (_name, change, field, text) => {
    expect(checkTicket({ ...form, ...change }, session, 1_000_000)).toEqual({ errors: { [field]: text } });
  });

  it('finds the field that the host refused', () => {
    expect(['price', 'exDestination.mic', 'nonsense', undefined].map(ticketField)).toEqual([
      'price',
      'exDestination',
      'orderQty',
      'orderQty',
    ]);
  });
});

describe('keys', () => {
  const press = (key: string, more: Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey', boolean>> = {}) => ({
    key,
    ctrlKey: false,
    shiftKey: false,
    altKey: false,
    metaKey: false,
    ...more,
  });

  it('no key stands twice in the map', () => expect(conflicts(keyMap)).toEqual([]));

  it('are named as the legend prints them', () => {
    expect(
      [
        press('k', { ctrlKey: true, shiftKey: true }),
        press('?', { shiftKey: true }),
        press(' '),
        press('ArrowUp', { shiftKey: true }),
        press('F1'),
        press('B', { shiftKey: true }),
      ].map(keyOf),
    ).toEqual(['Ctrl Shift K', '?', 'Space', 'Shift ↑', 'F1', 'Shift B']);
  });

  it('single trading keys mean nothing until armed, nor while typing; the kill switch always does', () => {
    const at = (armed: boolean, typing: boolean) => ({ armed, typing });
    expect([
      actionOf(press('b'), at(false, false)),
      actionOf(press('b'), at(true, false)),
      actionOf(press('b'), at(true, true)),
      actionOf(press(' '), at(false, true)),
    ]).toEqual([undefined, 'ticket.buy', undefined, undefined]);
    expect(actionOf(press('K', { ctrlKey: true, shiftKey: true }), at(false, true))).toBe('kill');
    expect(actionOf(press('F2'), at(false, true))).toBe('page.review');
  });
});

describe('the painter', () => {
  it('keeps each pane to its rate, leaves hidden ones alone, and lets what did not fit go first next time', () => {
    let now = 0;
    const drawn: string[] = [];
    const paint = new Paint({ requestFrame: () => 0, cancelFrame: () => undefined, clock: () => now, budget: 8 });
    const pane = (name: string, every: number, cost: number, visible = true) =>
      paint.add({
        name,
        every,
        visible: () => visible,
        paint: () => {
          now += cost;
          drawn.push(name);
        },
      });
    pane('slow', 100, 1);
    pane('heavy', 0, 9);
    pane('light', 0, 1);
    pane('hidden', 0, 1, false);
    const frames = [1000, 1016, 1032, 1120, 1136].map((at) => {
      drawn.length = 0;
      paint.run(at);
      return drawn.join(' ');
    });
    expect(frames).toEqual(['slow heavy', 'light heavy', 'heavy', 'light heavy', 'slow heavy']);
  });
});

describe('what frames leave behind', () => {
  it('keeps every print though only the newest frame is drawn, and forgets them with the symbol', async () => {
    const fake = new FakeDesk({ seed: 7 });
    const market = new Market();
    let prints = 0;
    fake.subscribe('frame', (buffer) => {
      const frame = new FrameReader(buffer);
      prints += frame.header('prints');
      market.absorb(frame, prints);
    });
    for (let i = 0; i < 200; i += 1) fake.tick(33);
    const shares = [...market.traded.values()].reduce((sum, one) => sum + one.qty, 0);
    expect(prints).toBeGreaterThan(10);
    expect(market.recent).toHaveLength(8);
    expect(shares).toBeGreaterThan(prints * 99);
    expect(market.spark(0).length).toBeGreaterThan(10);
    await fake.invoke('focus', { symbol: 'BOLT' });
    fake.tick(0);
    expect(market.recent.length).toBeLessThan(2);
  });
});

describe('heat', () => {
  it('compares with the median of the peers; absent and too few have none', () => {
    expect(heats([10, 20, 30, 40, undefined], 'high')).toEqual(['m1', '0', '0', 'p1', '0']);
    expect(heats([10, 20, 30, 1000], 'low')).toEqual(['p1', '0', '0', 'm3']);
    expect(heats([1, 2], 'high')).toEqual(['0', '0']);
    expect(heats([5, 5, 5, 5], 'high')).toEqual(['0', '0', '0', '0']);
  });
});
