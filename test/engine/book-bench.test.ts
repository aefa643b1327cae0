import { expect, test } from 'vitest';
import { Book } from '../../electron/engine/venue/book.ts';
import { CANCEL, ENTER, makeStream, Tally, TICK, WORDS } from '../bench/stream.ts';
import { npmPeer, ours, plain } from '../bench/trials/book.ts';

test('equal seeds make equal streams, other seeds others, and a longer one begins like a shorter', () => {
  const short = makeStream('a', 2_000);
  expect(makeStream('a', 2_000).records).toEqual(short.records);
  expect(makeStream('b', 2_000).records).not.toEqual(short.records);
  expect(makeStream('a', 3_000).records.slice(0, 2_000 * WORDS)).toEqual(short.records);
});

test('a stream keeps its mix, names only live orders, and an order trades in full or not at all', () => {
  const { events, records, counts, orders } = makeStream('mix', 50_000);
  const share = (n: number) => Math.round((100 * n) / events);
  expect([share(counts.passive), share(counts.cancels), share(counts.takers), share(counts.replaces)]).toEqual([60, 30, 8, 2]);
  const book = new Book(TICK, new Tally());
  const ids = new Int32Array(orders + 1);
  const seen = { passive: 0, cancels: 0, takers: 0, replaces: 0 };
  for (let at = 0; at < records.length; at += WORDS) {
    const [word, px, qty, number] = records.subarray(at, at + WORDS);
    if ((word & 0xff) === ENTER) {
      ids[number] = book.enter(word >> 8, px, qty, 1);
      if (book.lastFilled === 0) seen.passive += 1;
      else if (book.lastFilled === qty) seen.takers += 1;
    } else if ((word & 0xff) === CANCEL) seen.cancels += book.cancel(ids[number]) > 0 ? 1 : 0;
    else seen.replaces += book.replace(ids[number], px, qty) === ids[number] && book.lastFilled === 0 ? 1 : 0;
  }
  expect(seen).toEqual(counts);
});

test('all contenders of the book trial agree on fills, volume, notional and resting orders', () => {
  const stream = makeStream('agree', 20_000);
  const races = [ours(stream), plain(stream), npmPeer(stream)];
  for (const race of races) race.run(stream.events);
  const [first, ...others] = races.map((race) => race.totals());
  expect(first.fills).toBeGreaterThan(1_000);
  expect(others).toEqual([first, first]);
});
