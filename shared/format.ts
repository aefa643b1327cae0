import type { Side } from './fix.ts';
import {
  MICROSECOND,
  MILLISECOND,
  MINUTE,
  MONEY_PER_DOLLAR,
  type Money,
  type Nanos,
  PX_PER_DOLLAR,
  type Px,
  type Qty,
  SECOND,
} from './units.ts';

/**
 * Every number that the desk or a report prints goes through here. Rounding is half to even and happens only here; minus is U+2212;
 * a value that is absent prints the word that says why ("none" unless the caller knows better), never NaN or undefined.
 */
export const MINUS = '\u2212';

export interface SignOption {
  /** Print a plus too. Zero never has a sign. */
  readonly sign?: boolean;
  /** What stands where there is no value. */
  readonly absent?: string;
}

/** Rounds to `digits` decimals, half to even on the shortest decimal text of the value (so 1.005 is a tie). */
export function roundHalfEven(value: number, digits: number): number {
  return shift(halfEven(shift(value, digits)), -digits);
}

/** `value` with exactly `digits` decimals, thousands grouped, true minus. */
export function decimal(value: number | undefined, digits: number, { sign = false, absent = 'none' }: SignOption = {}): string {
  if (value === undefined || !Number.isFinite(value)) return absent;
  const rounded = roundHalfEven(value, digits);
  return signed(rounded, group(Math.abs(rounded).toFixed(digits)), sign);
}

/** Whole numbers: shares, counts. */
export function qtyText(value: number | undefined, option: SignOption = {}): string {
  return decimal(value, 0, option);
}

/** A price: two decimals, up to four where it needs them (`100.01`, `100.005`). A `Px` of 0 is an empty side. */
export function pxText(price: Px | number | undefined, absent = 'none'): string {
  if (price === undefined || !Number.isFinite(price) || price === 0) return absent;
  const [whole = '0', part = ''] = Math.abs(price / PX_PER_DOLLAR)
    .toFixed(4)
    .split('.');
  return `${price < 0 ? MINUS : ''}${group(whole)}.${part.slice(0, 2)}${part.slice(2).replace(/0+$/, '')}`;
}

/** A price as a field holds it: no grouping, so that it can be typed back. */
export function pxInput(price: Px | number): string {
  return pxText(price).replaceAll(',', '');
}

/** The average price of a fill: four decimals unless it is whole cents (`100.0003`, `100.00`). */
export function avgPxText(cumNotional: Money | number | undefined, cumQty: Qty | number | undefined, absent = 'none'): string {
  if (cumNotional === undefined || !cumQty) return absent;
  const average = roundHalfEven(cumNotional / cumQty / MONEY_PER_DOLLAR, 4);
  const text = decimal(average, 4);
  return text.endsWith('00') ? text.slice(0, -2) : text;
}

/** Dollars with cents: `$27.30`, `−$1.20`. */
export function moneyText(value: Money | number | undefined, { sign = false, absent = 'none' }: SignOption = {}): string {
  if (value === undefined || !Number.isFinite(value)) return absent;
  const text = decimal(value / MONEY_PER_DOLLAR, 2, { sign });
  return /^[+\u2212]/.test(text) ? `${text[0]}$${text.slice(1)}` : `$${text}`;
}

/** Decimals of a cent in a micro-dollar. */
const CENT_DIGITS = 4;

/** Micro-dollars a share as cents a share: `0.862`. */
export function centsText(perShare: Money | number | undefined, digits = 3, option: SignOption = {}): string {
  // Every reason of a decision has one, of whole micro-dollars: these need no text to find a tie.
  if (perShare !== undefined && Number.isSafeInteger(perShare) && digits > 0 && digits <= CENT_DIGITS) {
    const whole = halfEven(perShare / 10 ** (CENT_DIGITS - digits));
    const cent = 10 ** digits;
    const size = Math.abs(whole);
    const part = size % cent;
    const text = `${(size - part) / cent}.${String(cent + part).slice(1)}`;
    return signed(whole, size < 1_000 * cent ? text : group(text), option.sign ?? false);
  }
  return decimal(perShare === undefined ? undefined : (perShare * 100) / MONEY_PER_DOLLAR, digits, option);
}

export function bpsText(value: number | undefined, option: SignOption = {}): string {
  return decimal(value, 2, option);
}

/** A fraction as percent: `12.6 %`. */
export function percentText(fraction: number | undefined, digits = 1, option: SignOption = {}): string {
  if (fraction === undefined || !Number.isFinite(fraction)) return option.absent ?? 'none';
  return `${decimal(fraction * 100, digits, option)} %`;
}

/** A share of one: `.93`, `1.00`. */
export function shareText(fraction: number | undefined, absent = 'none'): string {
  return fractionText(fraction, 2, absent);
}

/** A share of one to other than two places: `.0457`. */
export function fractionText(fraction: number | undefined, digits: number, absent = 'none'): string {
  return decimal(fraction, digits, { absent }).replace(/^(\u2212?)0\./, '$1.');
}

/** A length of time to three figures with its unit: `84 µs`, `6.4 ms`, `1.2 s`. */
export function delayText(value: Nanos | number | undefined, absent = 'none'): string {
  if (value === undefined || !Number.isFinite(value)) return absent;
  const size = Math.abs(value);
  if (size >= 10 * MINUTE) return `${decimal(value / MINUTE, 0)} min`;
  const units = [
    ['ns', 1],
    ['µs', MICROSECOND],
    ['ms', MILLISECOND],
    ['s', SECOND],
  ] as const;
  let at = 0;
  while (at < units.length - 1 && threeFigures(size / units[at]![1]) >= 1000) at += 1;
  const [unit, scale] = units[at]!;
  if (size === 0) return `0 µs`;
  const figures = threeFigures(size / scale);
  return `${value < 0 ? MINUS : ''}${String(figures)} ${unit}`;
}

/** `10:42:17.318`. */
export function timeText(at: Nanos | number | undefined, absent = 'none'): string {
  if (at === undefined || !Number.isFinite(at)) return absent;
  return `${timeOfDay(at)}.${pad(Math.floor((at % SECOND) / MILLISECOND), 3)}`;
}

/** The microseconds that `timeText` leaves out: `204`. */
export function microsText(at: Nanos | number): string {
  return pad(Math.floor((at % MILLISECOND) / MICROSECOND), 3);
}

/** `10:42:17`. */
export function timeOfDay(at: Nanos | number | undefined, absent = 'none'): string {
  if (at === undefined || !Number.isFinite(at)) return absent;
  const seconds = Math.floor(at / SECOND);
  return `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
}

/** `Mon 23 Nov 2026` of a date written 2026-11-23. */
export function dateText(iso: string): string {
  const [year, month, day] = iso.split('-').map(Number);
  if (!year || !month || !day) return iso;
  return `${weekday(year, month, day)} ${day} ${MONTHS[month - 1]} ${year}`;
}

/** A digest or id short enough for a line: `a41c·77de`. */
export function digestText(digest: string): string {
  return digest.length <= 9 ? digest : `${digest.slice(0, 4)}·${digest.slice(-4)}`;
}

/** `1 order`, `3 orders`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${qtyText(count)} ${count === 1 ? one : many}`;
}

export function sideText(side: Side): string {
  return side === 'buy' ? 'Buy' : 'Sell';
}

/** Typed text to a price; undefined when it is not a plain decimal number of at most four decimals. */
export function parsePx(text: string): Px | undefined {
  const plain = text.trim().replaceAll(',', '').replace(/^\$/, '');
  if (!/^\d{1,5}(\.\d{0,4})?$|^\.\d{1,4}$/.test(plain)) return undefined;
  return Math.round(Number(plain) * PX_PER_DOLLAR) as Px;
}

/** Typed text to whole shares; undefined when it is not a plain whole number. */
export function parseQty(text: string): Qty | undefined {
  const plain = text.trim().replaceAll(',', '');
  return /^\d{1,10}$/.test(plain) ? (Number(plain) as Qty) : undefined;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Sakamoto's method: the engine's floor has no Date, and this file must run there too. */
function weekday(year: number, month: number, day: number): string {
  const y = month < 3 ? year - 1 : year;
  const offset = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] ?? 0;
  return DAYS[(y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + offset + day) % 7] ?? '';
}

function threeFigures(value: number): number {
  if (value === 0) return 0;
  return roundHalfEven(value, Math.max(0, 2 - Math.floor(Math.log10(value))));
}

function halfEven(scaled: number): number {
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** `text` of the size of `value`, with its sign. Zero has none. */
function signed(value: number, text: string, plus: boolean): string {
  if (value === 0) return text;
  return value < 0 ? `${MINUS}${text}` : plus ? `+${text}` : text;
}

/** Moves the decimal point by text, so that no binary error decides a tie. */
function shift(value: number, digits: number): number {
  const text = String(value);
  const at = text.indexOf('e');
  return Number(at < 0 ? `${text}e${digits}` : `${text.slice(0, at)}e${Number(text.slice(at + 1)) + digits}`);
}

function group(text: string): string {
  const point = text.indexOf('.');
  if ((point < 0 ? text.length : point) <= 3) return text;
  const [whole = '0', part] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return part === undefined ? grouped : `${grouped}.${part}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
