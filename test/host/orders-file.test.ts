import { expect, test } from 'vitest';
import { OrdersFileError, parseOrders, readOrders } from '../../electron/host/orders-file.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { parseTime } from '../../electron/host/time-of-day.ts';

const config = loadScenario('textbook');
const good = { at: '09:31:00', clOrdID: 'a', symbol: 'ACME', side: 'buy', orderQty: 100, ordType: 'limit', price: '100.02' };

/** What is wrong, the line, and how the message must begin. */
const BAD: readonly (readonly [string, string, string])[] = [
  ['not JSON', '{"at":', 'is not JSON'],
  ['an array', '[]', 'is not a JSON object'],
  ['a number', '5', 'is not a JSON object'],
  ['null', 'null', 'is not a JSON object'],
  ['an unknown type', JSON.stringify({ ...good, type: 'OrderStatusRequest' }), 'type:'],
  ['an unknown field', JSON.stringify({ ...good, colour: 'red' }), 'colour: is not a field of this'],
  ['no time', JSON.stringify({ ...good, at: undefined }), 'at: is missing'],
  ['a time that is none', JSON.stringify({ ...good, at: '9:31' }), 'at: "9:31" is not HH:MM:SS'],
  ['an hour too many', JSON.stringify({ ...good, at: '24:00:00' }), 'at: "24:00:00" is not HH:MM:SS'],
  ['ten decimals of a second', JSON.stringify({ ...good, at: '09:31:00.1234567890' }), 'at:'],
  ['a fraction of a nanosecond', JSON.stringify({ ...good, at: 34260000000000.5 }), 'at:'],
  [
    'a time before the open',
    JSON.stringify({ ...good, at: '09:29:59' }),
    'at: 09:29:59.000 is before the session opens at 09:30:00.000',
  ],
  ['no clOrdID', JSON.stringify({ ...good, clOrdID: undefined }), 'clOrdID: is missing'],
  ['a clOrdID that is a number', JSON.stringify({ ...good, clOrdID: 5 }), 'clOrdID: must be text'],
  ['no symbol', JSON.stringify({ ...good, symbol: undefined }), 'symbol: is missing'],
  ['no quantity', JSON.stringify({ ...good, orderQty: undefined }), 'orderQty: is missing'],
  ['no type of order', JSON.stringify({ ...good, ordType: undefined }), 'ordType: is missing'],
  ['an empty clOrdID', JSON.stringify({ ...good, clOrdID: '' }), 'clOrdID: must be 1 to 32'],
  ['a clOrdID with a blank', JSON.stringify({ ...good, clOrdID: 'a b' }), 'clOrdID: must be 1 to 32'],
  ['a symbol in small letters', JSON.stringify({ ...good, symbol: 'acme' }), 'symbol: must be 1 to 8 capital letters'],
  ['a third side', JSON.stringify({ ...good, side: 'short' }), 'side: "short" is none of buy, sell'],
  ['no side', JSON.stringify({ ...good, side: undefined }), 'side: is missing'],
  ['half a share', JSON.stringify({ ...good, orderQty: 0.5 }), 'orderQty: must be whole shares'],
  ['no shares', JSON.stringify({ ...good, orderQty: 0 }), 'orderQty: must be at least 1 share'],
  ['shares below nothing', JSON.stringify({ ...good, orderQty: -100 }), 'orderQty: must be at least 1 share'],
  ['shares in words', JSON.stringify({ ...good, orderQty: '100' }), 'orderQty: must be a number of shares'],
  ['more shares than exist', JSON.stringify({ ...good, orderQty: 2e9 }), 'orderQty: must be at most'],
  ['a stop order', JSON.stringify({ ...good, ordType: 'stop' }), 'ordType: "stop" is none of market, limit'],
  ['a price in words', JSON.stringify({ ...good, price: 'cheap' }), 'price: "cheap" is not a price in dollars'],
  ['a price of nothing', JSON.stringify({ ...good, price: 0 }), 'price: 0 is not a price in dollars'],
  ['a negative price', JSON.stringify({ ...good, price: -1 }), 'price: -1 is not a price in dollars'],
  ['five decimals', JSON.stringify({ ...good, price: '100.00001' }), 'price: "100.00001" is not a price in dollars'],
  ['good till cancelled', JSON.stringify({ ...good, timeInForce: 'gtc' }), 'timeInForce: "gtc" is none of day, ioc, fok'],
  ['an unknown strategy', JSON.stringify({ ...good, strategy: 'best' }), 'strategy: must be one of price_time'],
  ['an unknown dispatch', JSON.stringify({ ...good, dispatch: 'random' }), 'dispatch: must be one of sequential, parallel'],
  ['a cancel of nothing', '{"type":"OrderCancelRequest","at":"09:31:00","clOrdID":"c"}', 'origClOrdID: is missing'],
  ['a kill without a reason', '{"type":"KillSwitch","at":"09:31:00","engaged":true,"reason":" "}', 'reason: must say why'],
  [
    'a kill that is maybe',
    '{"type":"KillSwitch","at":"09:31:00","engaged":"maybe","reason":"test"}',
    'engaged: must be true or false',
  ],
  ['protection half on', '{"type":"SetOrderProtection","at":"09:31:00","on":0.5}', 'on: must be true or false'],
];

test.each(BAD)('%s is refused with its line, field and rule', (_what, line, why) => {
  const text = `${JSON.stringify(good)}\n\n${line}\n`;
  expect(() => parseOrders(text, 'orders.jsonl', config)).toThrow(OrdersFileError);
  expect(() => parseOrders(text, 'orders.jsonl', config)).toThrow(`orders.jsonl line 3: ${why}`);
});

test('a file that is not there is named', () => {
  expect(() => readOrders('/no/such/orders.jsonl', config)).toThrow('/no/such/orders.jsonl: there is no such file');
});

test('words and FIX codes mean the same; what is left out has its default; prices become Px', () => {
  const coded = {
    at: 34260000000000,
    clOrdID: 'a',
    symbol: 'ACME',
    side: 1,
    orderQty: 100,
    ordType: '2',
    price: 100.02,
    timeInForce: '3',
  };
  const words = { ...good, side: 'BUY', timeInForce: 'IOC', strategy: 'smart', dispatch: 'parallel' };
  const [one] = parseOrders(JSON.stringify(coded), 'a', config);
  expect(parseOrders(JSON.stringify(words), 'b', config)).toEqual([one]);
  expect(one).toEqual({
    type: 'NewOrderSingle',
    at: 34260000000000,
    clOrdID: 'a',
    symbol: 'ACME',
    side: 'buy',
    orderQty: 100,
    ordType: 'limit',
    price: 1000200,
    timeInForce: 'ioc',
    strategy: 'smart',
    dispatch: 'parallel',
  });
});

test('lines stand in any order and are applied by time, equal times by line; line ends and a byte-order mark do not matter', () => {
  const lines = ['09:33:00', '09:31:00', '09:31:00'].map((at, i) => JSON.stringify({ ...good, at, clOrdID: `n${i}` }));
  const commands = parseOrders(`\uFEFF${lines.join('\r\n')}\r\n`, 'a', config);
  expect(commands.map((command) => command.type === 'NewOrderSingle' && command.clOrdID)).toEqual(['n1', 'n2', 'n0']);
});

test('times keep every nanosecond', () => {
  expect(parseTime('09:30:00.000000001')).toBe(34_200_000_000_001);
  expect(parseTime('23:59:59.999999999')).toBe(86_399_999_999_999);
  expect(parseTime('09:30')).toBeUndefined();
});
