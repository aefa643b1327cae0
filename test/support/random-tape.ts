import type { Tape } from '../../electron/engine/feed/tape.ts';
import { Stream } from '../../electron/engine/random.ts';
import { type QuoteRow, type TradeRow, tapeOf } from './tape-writer.ts';

/** A few minutes of five venues around $100.00: empty sides, repeated milliseconds, prints inside, at and through the quotes. */
export function randomTape(seed: number, rows = 1500): Tape {
  const stream = new Stream(seed, 'tape');
  const quotes: QuoteRow[] = [];
  const trades: TradeRow[] = [];
  const letters = ['N', 'P', 'T', 'V', 'Z'];
  let ms = 34_200_000;
  let mid = 100;
  for (let i = 0; i < rows; i++) {
    ms += stream.below(200);
    mid = Math.round((mid + (stream.uniform() - 0.5) * 0.02) * 100) / 100;
    const ex = letters[stream.below(letters.length)]!;
    const bid = stream.chance(0.03) ? 0 : mid - (1 + stream.below(3)) / 100;
    const ask = stream.chance(0.03) ? 0 : mid + (1 + stream.below(3)) / 100;
    quotes.push([ms, ex, round(bid), 1 + stream.below(8), round(ask), 1 + stream.below(8)]);
    if (stream.chance(0.3)) {
      const off = stream.chance(0.3) ? 0.005 : (stream.below(5) - 2) / 100;
      trades.push([ms + stream.below(2), stream.chance(0.2) ? 'D' : ex, round(mid + off), 1 + stream.below(400)]);
    }
  }
  return tapeOf({ quotes, trades: trades.sort((a, b) => Number(a[0]) - Number(b[0])) });
}

function round(price: number): number {
  return Math.round(price * 1000) / 1000;
}
