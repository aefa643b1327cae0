import type { Tape } from '../../electron/engine/feed/tape.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { ExecutionReport } from '../../shared/events.ts';

/**
 * Checks every fill of a replayed day against the rows themselves: what removes liquidity stays within what its venue displayed then,
 * less what was taken since that row; what rested got no more than a recorded trade or a crossing row brought. Our own orders bring nothing.
 * Shares no code with the engine. Returns the fills that break this.
 */
export function beyondDisplayed(tape: Tape, config: SessionConfig, children: readonly ExecutionReport[]): string[] {
  const broken: string[] = [];
  const fills = children.filter((report) => report.execType === 'F');
  const venueOf = new Map(config.venues.map((spec, i) => [spec.mic, i]));
  const rows = rowsByVenue(tape, config.venues.length);
  const consumed = new Map<string, number>();
  for (const fill of [...fills].sort((a, b) => a.transactTime! - b.transactTime!)) {
    const v = venueOf.get(fill.lastMkt!)!;
    const row = lastRow(tape, rows[v]!, fill.transactTime!);
    if (fill.lastLiquidityInd === 2) {
      const px = fill.side === 'buy' ? tape.quotes.askPx[row] : tape.quotes.bidPx[row];
      const shown =
        (fill.side === 'buy' ? tape.quotes.askQty[row]! : tape.quotes.bidQty[row]!) - (consumed.get(`${row}/${fill.side}`) ?? 0);
      const taken = fill.lastQty!;
      if (px !== fill.lastPx || taken > shown) broken.push(`took ${taken} of ${shown} shown: ${JSON.stringify(fill)}`);
      add(consumed, `${row}/${fill.side}`, taken);
    } else {
      // Trades of that very moment come before its rows; a row that crosses trades with what rests and shows only what is left of it.
      const key = `${fill.lastMkt}/${fill.transactTime}/${fill.side} printed`;
      const print = Math.min(fill.lastQty!, Math.max(0, printed(tape, v, fill) - (consumed.get(key) ?? 0)));
      add(consumed, key, print);
      let left = fill.lastQty! - print;
      for (const at of rows[v]!.filter((r) => r <= row && tape.quotes.time[r] === fill.transactTime)) {
        const cross = Math.min(left, crossing(tape, at, fill) - (consumed.get(`${at}/${fill.side}`) ?? 0));
        if (cross <= 0) continue;
        add(consumed, `${at}/${fill.side}`, cross);
        left -= cross;
      }
      if (left > 0) broken.push(`rested and got ${left} that nothing brought: ${JSON.stringify(fill)}`);
    }
  }
  return broken;
}

function rowsByVenue(tape: Tape, venues: number): number[][] {
  const rows: number[][] = Array.from({ length: venues }, () => []);
  for (let i = 0; i < tape.quotes.count; i++) rows[tape.quotes.venue[i]!]!.push(i);
  return rows;
}

/** The venue's last row at or before a time. */
function lastRow(tape: Tape, rows: readonly number[], time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tape.quotes.time[rows[middle]!]! <= time) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1]!;
}

function printed(tape: Tape, venue: number, fill: ExecutionReport): number {
  let shares = 0;
  let i = firstAtOrAfter(tape.trades.time, tape.trades.count, fill.transactTime!);
  for (; i < tape.trades.count && tape.trades.time[i] === fill.transactTime; i++) {
    if (tape.trades.venue[i] !== venue) continue;
    const through = fill.side === 'buy' ? tape.trades.px[i]! <= fill.lastPx! : tape.trades.px[i]! >= fill.lastPx!;
    if (through) shares += tape.trades.qty[i]!;
  }
  return shares;
}

/** Shares of a row that stand at or through the resting price. */
function crossing(tape: Tape, row: number, fill: ExecutionReport): number {
  const { askPx, askQty, bidPx, bidQty } = tape.quotes;
  if (fill.side === 'buy') return askPx[row]! > 0 && askPx[row]! <= fill.lastPx! ? askQty[row]! : 0;
  return bidPx[row]! >= fill.lastPx! ? bidQty[row]! : 0;
}

function firstAtOrAfter(times: Float64Array, count: number, time: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function add(map: Map<string, number>, key: string, qty: number): void {
  map.set(key, (map.get(key) ?? 0) + qty);
}
