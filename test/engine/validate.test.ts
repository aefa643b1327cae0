import { describe, expect, test } from 'vitest';
import { type DeskState, type Refusal, refusal } from '../../electron/engine/order/validate.ts';
import type { NewOrderSingle } from '../../shared/events.ts';
import { OrdRejReason } from '../../shared/fix.ts';
import { limit, order, still } from '../support/run.ts';

const config = still();
const MID = 1_000_050;
const open: DeskState = { killed: false, closed: false, knownClOrdIDs: new Map([['used', 0]]), midPx: MID };

const market = (change: object) => order(0, change as Partial<NewOrderSingle>);
const at = (price: number, change: object = {}) => limit(0, price, change as Partial<NewOrderSingle>);
const raw = (price: unknown) => ({ ...at(100), price }) as NewOrderSingle;
const state = (change: Partial<DeskState>): DeskState => ({ ...open, ...change });

type Row = [name: string, order: NewOrderSingle, field: Refusal['field'], reason: OrdRejReason, text: string, state?: DeskState];

const REFUSED: Row[] = [
  ['closed', market({}), 'at', OrdRejReason.exchangeClosed, 'the session is closed', state({ closed: true })],
  ['killed', market({}), 'clOrdID', OrdRejReason.other, 'the kill switch is engaged', state({ killed: true })],
  ['a used clOrdID', market({ clOrdID: 'used' }), 'clOrdID', OrdRejReason.duplicateOrder, 'used was used before'],
  ['an unknown symbol', market({ symbol: 'NOPE' }), 'symbol', OrdRejReason.unknownSymbol, 'NOPE is not traded'],
  ['a symbol of another case', market({ symbol: 'acme' }), 'symbol', OrdRejReason.unknownSymbol, 'acme is not traded'],
  ['no market yet', market({}), 'symbol', OrdRejReason.other, 'ACME has no two-sided market', state({ midPx: 0 })],
  ['no side', market({ side: 'short' }), 'side', OrdRejReason.other, 'short is neither buy nor sell'],
  ['no shares', market({ orderQty: 0 }), 'orderQty', OrdRejReason.incorrectQuantity, '0 is not a whole number of shares'],
  ['negative shares', market({ orderQty: -5 }), 'orderQty', OrdRejReason.incorrectQuantity, '-5 is not a whole number'],
  ['part of a share', market({ orderQty: 1.5 }), 'orderQty', OrdRejReason.incorrectQuantity, '1.5 is not a whole number'],
  ['NaN shares', market({ orderQty: Number.NaN }), 'orderQty', OrdRejReason.incorrectQuantity, 'NaN is not a whole number'],
  ['endless shares', market({ orderQty: 1 / 0 }), 'orderQty', OrdRejReason.incorrectQuantity, 'Infinity is not a whole number'],
  [
    'a share too many',
    market({ orderQty: 100_001 }),
    'orderQty',
    OrdRejReason.exceedsLimit,
    '100,001 is above the limit of 100,000',
  ],
  ['no strategy', market({ strategy: 'luck' }), 'strategy', OrdRejReason.other, 'luck is not a strategy'],
  ['no dispatch', market({ dispatch: 'pigeon' }), 'dispatch', OrdRejReason.other, 'pigeon is not a way to dispatch'],
  ['no life', market({ timeInForce: 'gtc' }), 'timeInForce', OrdRejReason.other, 'gtc is not day, ioc or fok'],
  ['no type', market({ ordType: 'stop' }), 'ordType', OrdRejReason.other, 'stop is neither market nor limit'],
  [
    'an unknown venue',
    market({ strategy: 'single_venue', exDestination: 'MOON' }),
    'exDestination',
    OrdRejReason.other,
    'MOON is not a venue',
  ],
  [
    'a venue for a policy that chooses',
    market({ exDestination: 'NYSE' }),
    'exDestination',
    OrdRejReason.other,
    'only with single_venue, not with price_time',
  ],
  [
    'a dark pool as the one venue',
    market({ strategy: 'single_venue', exDestination: 'SIGMA_DARK' }),
    'exDestination',
    OrdRejReason.other,
    'SIGMA_DARK is a dark pool',
  ],
  ['a priced market order', market({ price: 1_000_000 }), 'price', OrdRejReason.other, 'a market order carries no price'],
  ['a limit without a price', raw(undefined), 'price', OrdRejReason.other, 'a limit order needs a price'],
  ['a price of nothing', raw(0), 'price', OrdRejReason.other, '0 is not a price above 0'],
  ['a negative price', raw(-100), 'price', OrdRejReason.other, '-100 is not a price above 0'],
  ['a NaN price', raw(Number.NaN), 'price', OrdRejReason.other, 'NaN is not a price above 0'],
  ['half a tick', at(100.005), 'price', OrdRejReason.invalidIncrement, '100.005 is not a multiple of the 0.01 tick'],
  ['a buy far through', at(110.01), 'price', OrdRejReason.priceExceedsBand, 'bps through the midpoint 100.005; the limit is 1000'],
  [
    'a sell far through',
    at(90, { side: 'sell' }),
    'price',
    OrdRejReason.priceExceedsBand,
    'bps through the midpoint 100.005; the limit is 1000',
  ],
  [
    'a dear order',
    market({ symbol: 'ACME', orderQty: 60_000 }),
    'orderQty',
    OrdRejReason.exceedsLimit,
    '$60,003,000.00 is above the limit of $50,000,000.00',
    state({ midPx: 10_000_500 }),
  ],
];

describe('orders that are refused', () => {
  test.each(REFUSED)('%s', (_name, command, field, ordRejReason, text, desk = open) => {
    expect(refusal(config, command, desk)).toEqual({ field, ordRejReason, text: expect.stringContaining(text) });
  });

  test('the first broken rule is named, whatever else is wrong', () => {
    const hopeless = market({ clOrdID: 'used', symbol: 'NOPE', orderQty: -1 });
    const closed = state({ closed: true, killed: true });
    expect([closed, state({ killed: true }), open].map((desk) => refusal(config, hopeless, desk)?.ordRejReason)).toEqual([
      OrdRejReason.exchangeClosed,
      OrdRejReason.other,
      OrdRejReason.duplicateOrder,
    ]);
  });
});

describe('orders that pass', () => {
  test.each([
    ['one share', market({ orderQty: 1 })],
    ['as many as allowed', market({ orderQty: 100_000 })],
    ['a limit at the band', at(110)],
    ['a buy far below the market', at(0.01)],
    ['a sell far above it', at(400, { side: 'sell' })],
    ['single_venue at a lit venue', market({ strategy: 'single_venue', exDestination: 'IEX' })],
    ['single_venue at no venue in particular', market({ strategy: 'single_venue' })],
  ])('%s', (_name, command) => {
    expect(refusal(config, command, open)).toBeUndefined();
  });
});
