/**
 * Numbers that carry units. A unit is made here, at an edge; inside the house the brand travels with the value
 * and only `format` prints it.
 */
declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** Price in 1/10,000 dollar: half-penny ticks and every midpoint stay whole. */
export type Px = Unit<'px'>;
/** Money in micro-dollars: a fee of $0.0030 a share is 3000. */
export type Money = Unit<'money'>;
/** Whole shares. */
export type Qty = Unit<'qty'>;
/** Nanoseconds since the session's midnight; below 2^53, so a plain number holds it. */
export type Nanos = Unit<'nanos'>;

export const PX_PER_DOLLAR = 10_000;
export const MONEY_PER_DOLLAR = 1_000_000;
export const MONEY_PER_PX = MONEY_PER_DOLLAR / PX_PER_DOLLAR;

export const MICROSECOND = 1_000 as Nanos;
export const MILLISECOND = 1_000_000 as Nanos;
export const SECOND = 1_000_000_000 as Nanos;
export const MINUTE = 60_000_000_000 as Nanos;
export const HOUR = 3_600_000_000_000 as Nanos;
export const DAY = 86_400_000_000_000 as Nanos;

/** Dollars to `Px`, to the nearest 1/10,000. Throws on a value that is not finite. */
export function px(dollars: number): Px {
  return whole('px', Math.round(dollars * PX_PER_DOLLAR)) as Px;
}

/** Dollars to micro-dollars, to the nearest. */
export function money(dollars: number): Money {
  return whole('money', Math.round(dollars * MONEY_PER_DOLLAR)) as Money;
}

/** Whole shares; throws on a fraction. */
export function qty(shares: number): Qty {
  return whole('qty', shares) as Qty;
}

export function nanos(value: number): Nanos {
  return whole('nanos', value) as Nanos;
}

export function micros(value: number): Nanos {
  return whole('nanos', Math.round(value * MICROSECOND)) as Nanos;
}

export function millis(value: number): Nanos {
  return whole('nanos', Math.round(value * MILLISECOND)) as Nanos;
}

/** What `shares` are worth at `price`, exactly. */
export function notional(price: Px, shares: Qty): Money {
  return (price * shares * MONEY_PER_PX) as Money;
}

/** The middle of a market; whole whenever both sides stand on a half-penny grid or coarser, else rounded down to 1/10,000. */
export function midpoint(bidPx: Px, askPx: Px): Px {
  return Math.floor((bidPx + askPx) / 2) as Px;
}

/** The same of two prices of which 0 is none: 0 while a side is empty or the market is crossed, and there is no middle (domain 1.3). */
export function middle(bidPx: number, askPx: number): number {
  return bidPx > 0 && askPx > 0 && bidPx <= askPx ? Math.floor((bidPx + askPx) / 2) : 0;
}

function whole(name: string, value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name}: ${value} is not a whole number`);
  return value;
}
