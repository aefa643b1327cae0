import { OrderBook, Side } from 'nodejs-order-book';
import peer from 'nodejs-order-book/package.json' with { type: 'json' };
import { Book } from '../../../electron/engine/venue/book.ts';
import { PlainBook } from '../../support/plain-book.ts';
import { CANCEL, ENTER, makeStream, type OrderStream, replay, Tally, TICK, type Totals, WORDS } from '../stream.ts';
import type { Race, Trial } from '../trial.ts';

export const SEED = 'fairway/book';
const EVENTS = 1_000_000;
const NPM_PEER = `nodejs-order-book ${peer.version}`;

let made: OrderStream | undefined;
function wholeStream(): OrderStream {
  made ??= makeStream(SEED, EVENTS);
  return made;
}

/** Our book with every feature on and a listener that reads each fill and level. */
export function ours(stream: OrderStream): Race {
  const tally = new Tally();
  const book = new Book(TICK, tally, { capacity: 16_384 });
  const ids = new Int32Array(stream.orders + 1);
  return {
    count: stream.events,
    run: (count) => replay(book, stream.records, count, ids),
    totals: () => ({ ...tally.totals(book.count) }),
  };
}

export function plain(stream: OrderStream): Race {
  const tally = new Tally();
  const book = new PlainBook(tally);
  const { records } = stream;
  return {
    count: stream.events,
    run: (count) => {
      for (let at = 0; at < count * WORDS; at += WORDS) {
        const kind = records[at] & 0xff;
        if (kind === ENTER) book.enter(records[at + 3], records[at] >> 8, records[at + 1], records[at + 2]);
        else if (kind === CANCEL) book.cancel(records[at + 3]);
        else book.replace(records[at + 3], records[at + 1], records[at + 2]);
      }
    },
    totals: () => ({ ...tally.totals(book.count) }),
  };
}

/** The best-kept order book of npm, fed string ids (made beforehand), which it handles twice as fast as numeric ones. */
export function npmPeer(stream: OrderStream): Race {
  const book = new OrderBook();
  const { records } = stream;
  const names = Array.from({ length: stream.orders + 1 }, (_, number) => `o${number}`);
  const sums = new Float64Array(3);
  const add = (px: number, qty: number) => {
    sums[0] += 1;
    sums[1] += qty;
    sums[2] += px * qty;
  };
  return {
    count: stream.events,
    run: (count) => {
      for (let at = 0; at < count * WORDS; at += WORDS) {
        const kind = records[at] & 0xff;
        const id = names[records[at + 3]];
        if (kind === ENTER) {
          const side = records[at] >> 8 === 0 ? Side.BUY : Side.SELL;
          const result = book.limit({ id, side, price: records[at + 1], size: records[at + 2] });
          if (result.err !== null) throw result.err;
          for (const maker of result.done) if (maker.id !== id) add((maker as { price: number }).price, maker.size);
          if (result.partial !== null && result.partial.id !== id) add(result.partial.price, result.partialQuantityProcessed);
        } else if (kind === CANCEL) book.cancel(id);
        else {
          const { err } = book.modify(id, { price: records[at + 1], size: records[at + 2] });
          if (err !== null) throw err;
        }
      }
    },
    totals: () => {
      const { bids, asks } = book.snapshot();
      const resting = [...bids, ...asks].reduce((sum, level) => sum + level.orders.length, 0);
      const totals: Totals = { fills: sums[0], volume: sums[1], notional: sums[2], resting };
      return { ...totals };
    },
  };
}

export const trial: Trial = {
  name: 'book',
  work: 'one price-time book, 1,000,000 mixed events: 60 % passive limits, 30 % cancels of a random live order, 8 % marketable, 2 % replaces',
  unit: 'event',
  contenders: [
    { name: 'fairway Book', heap: true, warmup: 4 * EVENTS, start: () => ours(wholeStream()) },
    { name: 'Map + sorted array', warmup: 4 * EVENTS, start: () => plain(wholeStream()) },
    { name: NPM_PEER, warmup: 300_000, start: () => npmPeer(wholeStream()) },
  ],
  goals: [{ peer: NPM_PEER, ratio: 60 }],
};
