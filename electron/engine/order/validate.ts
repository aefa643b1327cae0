import type { SessionConfig } from '../../../shared/config/session.ts';
import type { NewOrderSingle } from '../../../shared/events.ts';
import { OrdRejReason } from '../../../shared/fix.ts';
import { moneyText, pxText, qtyText } from '../../../shared/format.ts';
import { DISPATCHES, STRATEGIES, type StrategyName } from '../../../shared/routing.ts';
import { type Money, notional, type Px, type Qty } from '../../../shared/units.ts';

/** Why an order is refused: the field, the rule in words with its limit, and the FIX reason. */
export interface Refusal {
  readonly field: keyof NewOrderSingle;
  readonly ordRejReason: OrdRejReason;
  readonly text: string;
}

/** What the desk knows when the order comes in. */
export interface DeskState {
  readonly killed: boolean;
  readonly closed: boolean;
  readonly knownClOrdIDs: ReadonlyMap<string, unknown>;
  /** Direct NBBO midpoint of the symbol, the last uncrossed one; 0 before there is any. */
  readonly midPx: number;
  /** Policies of users that orders may name; absent: none. */
  readonly userStrategies?: readonly StrategyName[];
}

/** Checks an order against the session's rules; undefined means it may be accepted. The first broken rule is named. */
export function refusal(config: SessionConfig, order: NewOrderSingle, state: DeskState): Refusal | undefined {
  const no = (field: keyof NewOrderSingle, ordRejReason: OrdRejReason, text: string): Refusal => ({ field, ordRejReason, text });
  const { risk } = config;
  if (state.closed) return no('at', OrdRejReason.exchangeClosed, 'the session is closed');
  if (state.killed)
    return no('clOrdID', OrdRejReason.other, 'the kill switch is engaged: new orders are refused until it is released');
  if (state.knownClOrdIDs.has(order.clOrdID))
    return no('clOrdID', OrdRejReason.duplicateOrder, `${order.clOrdID} was used before in this session`);
  const spec = config.symbols.find((candidate) => candidate.symbol === order.symbol);
  if (!spec) return no('symbol', OrdRejReason.unknownSymbol, `${order.symbol} is not traded in this session`);
  if (order.side !== 'buy' && order.side !== 'sell') return no('side', OrdRejReason.other, `${order.side} is neither buy nor sell`);
  if (!Number.isSafeInteger(order.orderQty) || order.orderQty < 1)
    return no('orderQty', OrdRejReason.incorrectQuantity, `${order.orderQty} is not a whole number of shares above 0`);
  if (order.orderQty > risk.maxOrderQty)
    return no(
      'orderQty',
      OrdRejReason.exceedsLimit,
      `${qtyText(order.orderQty)} is above the limit of ${qtyText(risk.maxOrderQty)} shares an order`,
    );
  if (![...STRATEGIES, ...(state.userStrategies ?? [])].includes(order.strategy))
    return no('strategy', OrdRejReason.other, `${order.strategy} is not a strategy`);
  if (!DISPATCHES.includes(order.dispatch)) return no('dispatch', OrdRejReason.other, `${order.dispatch} is not a way to dispatch`);
  if (order.timeInForce !== 'day' && order.timeInForce !== 'ioc' && order.timeInForce !== 'fok')
    return no('timeInForce', OrdRejReason.other, `${order.timeInForce} is not day, ioc or fok`);
  if (order.exDestination !== undefined) {
    const venue = config.venues.find((candidate) => candidate.mic === order.exDestination);
    if (!venue) return no('exDestination', OrdRejReason.other, `${order.exDestination} is not a venue of this session`);
    if (order.strategy !== 'single_venue')
      return no('exDestination', OrdRejReason.other, `a destination goes only with single_venue, not with ${order.strategy}`);
    if (venue.kind === 'dark') return no('exDestination', OrdRejReason.other, `${venue.mic} is a dark pool: name a lit venue`);
  }
  if (order.ordType === 'market') {
    if (order.price !== undefined) return no('price', OrdRejReason.other, 'a market order carries no price');
  } else if (order.ordType === 'limit') {
    if (order.price === undefined) return no('price', OrdRejReason.other, 'a limit order needs a price');
    if (!Number.isSafeInteger(order.price) || order.price < 1)
      return no('price', OrdRejReason.other, `${order.price} is not a price above 0`);
    if (order.price % spec.tick !== 0)
      return no(
        'price',
        OrdRejReason.invalidIncrement,
        `${pxText(order.price)} is not a multiple of the ${pxText(spec.tick)} tick`,
      );
  } else return no('ordType', OrdRejReason.other, `${order.ordType} is neither market nor limit`);
  if (state.midPx === 0)
    return no('symbol', OrdRejReason.other, `${order.symbol} has no two-sided market yet to measure the order against`);
  if (order.price !== undefined) {
    const through = (order.side === 'buy' ? order.price - state.midPx : state.midPx - order.price) / state.midPx;
    if (through * 1e4 > risk.priceBandBps)
      return no(
        'price',
        OrdRejReason.priceExceedsBand,
        `${pxText(order.price)} is ${Math.round(through * 1e4)} bps through the midpoint ${pxText(state.midPx as Px)}; the limit is ${risk.priceBandBps}`,
      );
  }
  const value = notional((order.price ?? state.midPx) as Px, order.orderQty as Qty);
  if (value > risk.maxNotional)
    return no(
      'orderQty',
      OrdRejReason.exceedsLimit,
      `${moneyText(value)} is above the limit of ${moneyText(risk.maxNotional as Money)} an order`,
    );
  return undefined;
}
