import type { OrdType, Side, TimeInForce } from '../../shared/fix.ts';
import { moneyText, parsePx, parseQty, pxText, qtyText } from '../../shared/format.ts';
import type { Dispatch, StrategyName } from '../../shared/routing.ts';
import { notional, type Px } from '../../shared/units.ts';
import type { Params, SessionInfo } from '../../shared/wire/contract.ts';

/** The ticket as it is typed. */
export interface TicketForm {
  readonly side: Side;
  readonly symbol: string;
  readonly quantity: string;
  readonly ordType: OrdType;
  readonly limit: string;
  readonly timeInForce: TimeInForce;
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
  /** Empty: the policy chooses. Only `single_venue` has one. */
  readonly destination: string;
}

/** Named as the host names them, so that its rejects find their field. */
export const TICKET_FIELDS = [
  'side',
  'symbol',
  'orderQty',
  'ordType',
  'price',
  'timeInForce',
  'strategy',
  'dispatch',
  'exDestination',
] as const;
export type TicketField = (typeof TICKET_FIELDS)[number];
export type TicketErrors = Readonly<Partial<Record<TicketField, string>>>;
export type TicketOrder = Params<'order.preview'>;

export type Checked =
  | { readonly order: TicketOrder; readonly errors?: undefined }
  | { readonly order?: undefined; readonly errors: TicketErrors };

/** The order that the form says, or what is wrong with it in words with limit and value. `referencePx` values a market order. */
export function checkTicket(form: TicketForm, session: SessionInfo, referencePx: number | undefined): Checked {
  const errors: Partial<Record<TicketField, string>> = {};
  const spec = session.symbols.find((one) => one.symbol === form.symbol.trim().toUpperCase());
  if (!spec) errors.symbol = `${form.symbol.trim() || 'Nothing'} is not a symbol of this session.`;

  const orderQty = parseQty(form.quantity);
  const whole = form.quantity.trim().replaceAll(',', '');
  if (form.quantity.trim() === '') errors.orderQty = 'Quantity is empty; at least 1 share.';
  else if (orderQty === undefined && /^\d+$/.test(whole))
    errors.orderQty = `Quantity ${qtyText(Number(whole))} is above the limit of ${qtyText(session.maxOrderQty)} shares.`;
  else if (orderQty === undefined) errors.orderQty = `Quantity ${form.quantity.trim()} is not a whole number of shares.`;
  else if (orderQty < 1) errors.orderQty = `Quantity ${qtyText(orderQty)} is below the least of 1 share.`;
  else if (orderQty > session.maxOrderQty)
    errors.orderQty = `Quantity ${qtyText(orderQty)} is above the limit of ${qtyText(session.maxOrderQty)} shares.`;

  const price = form.ordType === 'limit' ? parsePx(form.limit) : undefined;
  if (form.ordType === 'limit') {
    if (form.limit.trim() === '') errors.price = 'Limit is empty; a limit order needs a price.';
    else if (price === undefined) errors.price = `Limit ${form.limit.trim()} is not a price in dollars.`;
    else if (price < 1) errors.price = `Limit ${form.limit.trim()} is not above 0.`;
    else if (spec && price % spec.tick !== 0) errors.price = `Limit ${pxText(price)} is off the tick of ${pxText(spec.tick)}.`;
  }

  const worth = price ?? referencePx;
  if (orderQty !== undefined && worth !== undefined && errors.orderQty === undefined && errors.price === undefined) {
    const value = notional(worth as Px, orderQty);
    if (value > session.maxNotional)
      errors.orderQty = `Order value ${moneyText(value)} is above the limit of ${moneyText(session.maxNotional)}.`;
  }

  const destination = form.strategy === 'single_venue' ? form.destination : '';
  if (destination !== '' && !session.venues.some((venue) => venue.mic === destination))
    errors.exDestination = `${destination} is not a venue of this session.`;

  if (!spec || orderQty === undefined || Object.keys(errors).length > 0) return { errors };
  return {
    order: {
      symbol: spec.symbol,
      side: form.side,
      orderQty,
      ordType: form.ordType,
      ...(price === undefined ? {} : { price }),
      timeInForce: form.timeInForce,
      strategy: form.strategy,
      dispatch: form.dispatch,
      ...(destination === '' ? {} : { exDestination: destination }),
    },
  };
}

/** The ticket field that a host's `field` speaks of; a dotted path counts by its first part. */
export function ticketField(field: string | undefined): TicketField {
  const first = field?.split('.')[0];
  return TICKET_FIELDS.find((name) => name === first) ?? 'orderQty';
}
