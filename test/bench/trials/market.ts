import { Engine } from '../../../electron/engine/engine.ts';
import type { Witness } from '../../../electron/engine/market/witness.ts';
import { Book, type BookListener } from '../../../electron/engine/venue/book.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import { MILLISECOND, type Nanos } from '../../../shared/units.ts';
import type { Race, Trial } from '../trial.ts';

const EVENTS = 3_000_000;
const STEP = 100 * MILLISECOND;

/** Counts the matches of books; dark pools keep none. */
class Matches implements Witness {
  private readonly lit: readonly boolean[];
  fills = 0;
  volume = 0;

  constructor(lit: readonly boolean[]) {
    this.lit = lit;
  }

  matched(_at: number, venue: number, _symbol: number, _side: number, _px: number, qty: number): void {
    if (!this.lit[venue]) return;
    this.fills += 1;
    this.volume += qty;
  }

  totals() {
    return { fills: this.fills, volume: this.volume };
  }
}

const nothing = () => undefined;
const unheard = { event: nothing, level: nothing, nbbo: nothing, trade: nothing };

/** The first `count` engine events of the scenario's first symbol, with everything on and nobody listening. */
function market(): Race {
  const scenario = loadScenario('us2026');
  const matches = new Matches(scenario.venues.map(({ kind }) => kind === 'lit'));
  const engine = new Engine({ config: { ...scenario, symbols: scenario.symbols.slice(0, 1) }, sink: unheard, witness: matches });
  return {
    count: EVENTS,
    run: (count) => {
      while (engine.eventCount < count && !engine.ended) engine.advanceTo((engine.now + STEP) as Nanos);
    },
    totals: () => matches.totals(),
  };
}

const ENTER = 1;
const CANCEL = 2;
const REDUCE = 3;
const REPLACE = 4;
const QUOTE = 5;
const WORDS = 10;

/** Every call that the market makes of its books, in order: which book, what, and the arguments. */
class BookCalls {
  readonly books: { readonly tick: number }[] = [];
  words = new Float64Array(1 << 20);
  length = 0;

  add(book: number, call: number, a: number, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0): void {
    if (this.length + WORDS > this.words.length) {
      const more = new Float64Array(this.words.length * 2);
      more.set(this.words);
      this.words = more;
    }
    this.words.set([book, call, a, b, c, d, e, f, g, h], this.length);
    this.length += WORDS;
  }
}

/** Runs the market once with ears on its books. */
function record(): BookCalls {
  const calls = new BookCalls();
  const numbers = new Map<Book, number>();
  const of = (book: Book) => {
    let number = numbers.get(book);
    if (number === undefined) {
      number = calls.books.push({ tick: book.tick }) - 1;
      numbers.set(book, number);
    }
    return number;
  };
  const own = Book.prototype;
  const { enter, cancel, reduce, replace, quote } = own;
  own.enter = function (side, px, qty, owner, tif = 0, flags = 0, displayQty = 0, minQty = 0) {
    calls.add(of(this), ENTER, side, px, qty, owner, tif, flags, displayQty, minQty);
    return enter.call(this, side, px, qty, owner, tif, flags, displayQty, minQty);
  };
  own.cancel = function (id) {
    calls.add(of(this), CANCEL, id);
    return cancel.call(this, id);
  };
  own.reduce = function (id, leaves) {
    calls.add(of(this), REDUCE, id, leaves);
    return reduce.call(this, id, leaves);
  };
  own.replace = function (id, px, qty) {
    calls.add(of(this), REPLACE, id, px, qty);
    return replace.call(this, id, px, qty);
  };
  own.quote = function (bidPx, askPx) {
    calls.add(of(this), QUOTE, bidPx, askPx);
    return quote.call(this, bidPx, askPx);
  };
  try {
    market().run(EVENTS);
  } finally {
    Object.assign(own, { enter, cancel, reduce, replace, quote });
  }
  return calls;
}

let recorded: BookCalls | undefined;

/** The same calls on books with no market around them: ids are given in sequence, so an id of then is the id of now. */
function booksAlone(): Race {
  recorded ??= record();
  const { words, length, books } = recorded;
  const matches = new Matches([true]);
  const listener: BookListener = {
    fill: (_maker, _owner, _taker, _takerOwner, side, px, qty) => matches.matched(0, 0, 0, side, px, qty),
    level: nothing,
  };
  const alone = books.map(({ tick }) => new Book(tick, listener));
  return {
    count: length / WORDS,
    run: (count) => {
      for (let at = 0; at < count * WORDS; at += WORDS) {
        const book = alone[words[at]!]!;
        const a = words[at + 2]!;
        const b = words[at + 3]!;
        const c = words[at + 4]!;
        switch (words[at + 1]) {
          case ENTER:
            book.enter(a, b, c, words[at + 5]!, words[at + 6]!, words[at + 7]!, words[at + 8]!, words[at + 9]!);
            break;
          case CANCEL:
            book.cancel(a);
            break;
          case REDUCE:
            book.reduce(a, b);
            break;
          case REPLACE:
            book.replace(a, b, c);
            break;
          default:
            book.quote(a, b);
        }
      }
    },
    totals: () => matches.totals(),
  };
}

export const trial: Trial = {
  name: 'market',
  work: 'us2026, one symbol on 12 venues: all actors, feeds, both NBBOs, no orders and no screen; then its book calls alone on bare books, counted as events',
  unit: 'event',
  contenders: [
    { name: 'whole market', heap: true, start: market },
    { name: 'its books alone', start: booksAlone },
  ],
  goals: [],
};
