import { timeText } from '../../../shared/format.ts';
import { MILLISECOND, PX_PER_DOLLAR } from '../../../shared/units.ts';
import { TRF_LETTER } from './participants.ts';
import { OFF_EXCHANGE, type Tape } from './tape.ts';
import { RTH_END, RTH_START, TapeNbbo } from './tape-nbbo.ts';

/** By tape letter; D stands for off-exchange reports. */
export type ByLetter = Readonly<Record<string, number>>;

/** What a recorded day holds of one symbol. RTH is [09:30, 16:00); prices are dollars, sizes shares, durations milliseconds. */
export interface SymbolFacts {
  readonly symbol: string;
  readonly quoteRows: number;
  /** HH:MM:SS.mmm; absent without rows. */
  readonly firstQuote?: string;
  readonly lastQuote?: string;
  readonly quoteRowsByVenue: ByLetter;
  readonly bidEmptyRows: number;
  readonly askEmptyRows: number;
  /** Rows whose own bid equals, or is above, their own offer. */
  readonly sameVenueLockedRows: number;
  readonly sameVenueCrossedRows: number;
  /** Rows after which the best bid or the best offer has another price. */
  readonly nbboPriceChanges: number;
  readonly nbboPriceChangesRth: number;
  readonly rthMs: { readonly total: number; readonly locked: number; readonly crossed: number; readonly oneSided: number };
  /** NBO minus NBB, averaged over the two-sided time of RTH; absent if there was none. */
  readonly rthTimeWeightedSpread?: number;
  readonly rthMsAtNbb: ByLetter;
  readonly rthMsAtNbo: ByLetter;
  readonly tradeRows: number;
  readonly firstTrade?: string;
  readonly lastTrade?: string;
  readonly tradeRowsByVenue: ByLetter;
  readonly sharesByVenue: ByLetter;
  readonly shares: number;
  /** Absent without trades. */
  readonly vwap?: number;
  readonly high?: number;
  readonly low?: number;
  readonly rthTradeRows: number;
  readonly rthShares: number;
  readonly rthVwap?: number;
  /**
   * Lit trades of RTH against the best of the last quote row strictly before the trade's time, and at or before it: which of the two
   * the market showed cannot be known where both carry the same millisecond.
   */
  readonly litVsNbboBefore: LitVsNbbo;
  readonly litVsNbboAtOrBefore: LitVsNbbo;
}

export interface LitVsNbbo {
  /** Trades while the NBBO was two-sided. */
  readonly checked: number;
  readonly aboveNbo: number;
  readonly belowNbb: number;
  readonly outsideShares: number;
  /** Above the NBB and below the NBO. */
  readonly inside: number;
}

export interface TapeFacts {
  readonly title: string;
  readonly date: string;
  readonly digest: string;
  readonly badRows: number;
  readonly correctedTrades: number;
  readonly symbols: readonly SymbolFacts[];
}

export function tapeFacts(tape: Tape): TapeFacts {
  const { title, date, digest, badRowCount, correctedTrades } = tape;
  const symbols = tape.symbols.map((symbol, i) => ({
    symbol,
    ...quoteFacts(tape, i),
    ...tradeFacts(tape, i),
    litVsNbboBefore: litVsNbbo(tape, i, false),
    litVsNbboAtOrBefore: litVsNbbo(tape, i, true),
  }));
  return { title, date, digest, badRows: badRowCount, correctedTrades, symbols };
}

function quoteFacts(tape: Tape, symbol: number) {
  const { quotes, letters } = tape;
  const book = new TapeNbbo(letters.length);
  const rowsOf = new Float64Array(letters.length);
  const atNbb = new Float64Array(letters.length);
  const atNbo = new Float64Array(letters.length);
  let rows = 0;
  let first = 0;
  let last = 0;
  const empty = [0, 0];
  let sameLocked = 0;
  let sameCrossed = 0;
  const changes = [0, 0];
  let locked = 0;
  let crossed = 0;
  let oneSided = 0;
  let twoSided = 0;
  let spread = 0;
  let since: number = RTH_START;
  /** Books what has stood since the last row. Durations are summed in ns: whole, and below 2^53. */
  const pass = (time: number): void => {
    const until = Math.min(Math.max(time, RTH_START), RTH_END);
    const span = until - since;
    since = until;
    if (span <= 0) return;
    for (let v = 0; v < letters.length; v++) {
      if (book.bestBidPx !== 0 && book.bidPx[v] === book.bestBidPx) atNbb[v] += span;
      if (book.bestAskPx !== 0 && book.askPx[v] === book.bestAskPx) atNbo[v] += span;
    }
    if (!book.twoSided) {
      oneSided += span;
      return;
    }
    twoSided += span;
    spread += (span / MILLISECOND) * (book.bestAskPx - book.bestBidPx);
    if (book.bestBidPx === book.bestAskPx) locked += span;
    if (book.bestBidPx > book.bestAskPx) crossed += span;
  };
  for (let i = 0; i < quotes.count; i++) {
    if (quotes.symbol[i] !== symbol) continue;
    const time = quotes.time[i];
    pass(time);
    if (book.apply(quotes, i)) {
      changes[0]++;
      if (inRth(time)) changes[1]++;
    }
    if (rows === 0) first = time;
    last = time;
    rows++;
    rowsOf[quotes.venue[i]]++;
    const bid = quotes.bidPx[i];
    const ask = quotes.askPx[i];
    if (bid === 0) empty[0]++;
    if (ask === 0) empty[1]++;
    if (bid !== 0 && bid === ask) sameLocked++;
    if (ask !== 0 && bid > ask) sameCrossed++;
  }
  pass(RTH_END);
  return {
    quoteRows: rows,
    firstQuote: rows > 0 ? timeText(first) : undefined,
    lastQuote: rows > 0 ? timeText(last) : undefined,
    quoteRowsByVenue: byLetter(letters, rowsOf),
    bidEmptyRows: empty[0],
    askEmptyRows: empty[1],
    sameVenueLockedRows: sameLocked,
    sameVenueCrossedRows: sameCrossed,
    nbboPriceChanges: changes[0],
    nbboPriceChangesRth: changes[1],
    rthMs: {
      total: (RTH_END - RTH_START) / MILLISECOND,
      locked: locked / MILLISECOND,
      crossed: crossed / MILLISECOND,
      oneSided: oneSided / MILLISECOND,
    },
    rthTimeWeightedSpread: twoSided > 0 ? spread / (twoSided / MILLISECOND) / PX_PER_DOLLAR : undefined,
    rthMsAtNbb: byLetter(
      letters,
      atNbb.map((ns) => ns / MILLISECOND),
    ),
    rthMsAtNbo: byLetter(
      letters,
      atNbo.map((ns) => ns / MILLISECOND),
    ),
  };
}

function tradeFacts(tape: Tape, symbol: number) {
  const { trades, letters } = tape;
  const withTrf = [...letters, TRF_LETTER];
  const rowsOf = new Float64Array(withTrf.length);
  const sharesOf = new Float64Array(withTrf.length);
  let rows = 0;
  let first = 0;
  let last = 0;
  let high = 0;
  let low = Number.POSITIVE_INFINITY;
  const shares = [0, 0];
  const notional = [0, 0];
  let rthRows = 0;
  for (let i = 0; i < trades.count; i++) {
    if (trades.symbol[i] !== symbol) continue;
    const time = trades.time[i];
    const px = trades.px[i];
    const qty = trades.qty[i];
    const at = trades.venue[i] === OFF_EXCHANGE ? letters.length : trades.venue[i];
    if (rows === 0) first = time;
    last = time;
    rows++;
    rowsOf[at]++;
    sharesOf[at] += qty;
    high = Math.max(high, px);
    low = Math.min(low, px);
    shares[0] += qty;
    notional[0] += px * qty;
    if (!inRth(time)) continue;
    rthRows++;
    shares[1] += qty;
    notional[1] += px * qty;
  }
  const vwap = (k: number): number | undefined => (shares[k] > 0 ? notional[k] / shares[k] / PX_PER_DOLLAR : undefined);
  return {
    tradeRows: rows,
    firstTrade: rows > 0 ? timeText(first) : undefined,
    lastTrade: rows > 0 ? timeText(last) : undefined,
    tradeRowsByVenue: byLetter(withTrf, rowsOf),
    sharesByVenue: byLetter(withTrf, sharesOf),
    shares: shares[0],
    vwap: vwap(0),
    high: rows > 0 ? high / PX_PER_DOLLAR : undefined,
    low: rows > 0 ? low / PX_PER_DOLLAR : undefined,
    rthTradeRows: rthRows,
    rthShares: shares[1],
    rthVwap: vwap(1),
  };
}

function litVsNbbo(tape: Tape, symbol: number, equalTimes: boolean): LitVsNbbo {
  const { quotes, trades } = tape;
  const book = new TapeNbbo(tape.letters.length);
  let next = 0;
  let checked = 0;
  let aboveNbo = 0;
  let belowNbb = 0;
  let outsideShares = 0;
  let inside = 0;
  for (let i = 0; i < trades.count; i++) {
    const time = trades.time[i];
    if (trades.symbol[i] !== symbol || trades.venue[i] === OFF_EXCHANGE || !inRth(time)) continue;
    while (next < quotes.count && (quotes.time[next] < time || (equalTimes && quotes.time[next] === time))) {
      if (quotes.symbol[next] === symbol) book.apply(quotes, next);
      next++;
    }
    if (!book.twoSided) continue;
    checked++;
    const px = trades.px[i];
    const above = px > book.bestAskPx;
    const below = px < book.bestBidPx;
    if (above) aboveNbo++;
    if (below) belowNbb++;
    if (above || below) outsideShares += trades.qty[i];
    else if (px > book.bestBidPx && px < book.bestAskPx) inside++;
  }
  return { checked, aboveNbo, belowNbb, outsideShares, inside };
}

function inRth(time: number): boolean {
  return time >= RTH_START && time < RTH_END;
}

/** Letters that have none are left out. */
function byLetter(letters: readonly string[], values: Float64Array): ByLetter {
  const result: Record<string, number> = {};
  letters.forEach((letter, v) => {
    if (values[v] > 0) result[letter] = (result[letter] ?? 0) + values[v];
  });
  return result;
}
