import { BookContra } from './book-contra.ts';
import { ACCEPTED, SMP, SMP_CANCEL_NEWEST, SMP_CANCEL_OLDEST, UNDISPLAYED } from './book-flags.ts';
import { SHOWN } from './book-ladder.ts';
import type { BookListener } from './book-listener.ts';
import { type BookOptions, ENTRY, FLAGS, ID, LEAVES, NEXT, OWNER, PASSED, TICK } from './book-records.ts';
import { Touched } from './book-touched.ts';

/**
 * What an order of a book does to the others where more than one displayed queue meets another: MinQty, classes, reserves, pegs,
 * self-match prevention. `Book` says what these mean. An operation changes what it must, then calls `finish`, which tells the levels.
 */
export class BookRules extends BookContra {
  /** Shares the last enter, replace or fillOwn traded. */
  lastFilled = 0;
  /** Shares the last enter or replace left resting. */
  lastLeaves = 0;
  /** Id of the last order entered, resting or not; 0 when it was refused. */
  lastId = 0;
  /** ACCEPTED, or why the last enter, cancel, reduce or replace did nothing. */
  lastReject = ACCEPTED;
  /** Shares of the last order entered or replaced that self-match prevention took. */
  lastPrevented = 0;
  /** Inside a `fill`: 1 where the resting shares were undisplayed, else 0. */
  makerHidden = 0;
  protected readonly listener: BookListener;
  private readonly touched = new Touched();
  /** Icebergs whose slice is gone and not refilled yet, linked by NEXT. */
  private firstSpent = 0;
  private lastSpent = 0;
  /** The order whose MinQty has been lowered: at most one, because its taker then has no shares left. */
  private retrying = 0;
  private moved = new Int32Array(16);

  constructor(tick: number, listener: BookListener, options: BookOptions = {}) {
    super(tick, options);
    this.listener = listener;
  }

  protected refuse(why: number): 0 {
    this.lastReject = why;
    return 0;
  }

  /** Lowers displayed shares. Returns what the level shows. */
  protected reduceShown(o: number, leaves: number): number {
    const { records, ladder } = this;
    const less = records[o + LEAVES] - leaves;
    const cell = ladder.find(records[o + TICK]);
    records[o + LEAVES] = leaves;
    // Shares that a print went through are the first to be taken off: the venue's own correction follows its print.
    records[o + PASSED] = Math.max(0, records[o + PASSED] - less);
    const shown = ladder.cells[cell + SHOWN] - less;
    ladder.cells[cell + SHOWN] = shown;
    return shown;
  }

  protected reprice(): void {
    const { hidden, records } = this;
    let n = 0;
    for (let o = hidden.firstPeg; o !== 0; o = hidden.later(o)) {
      if (!hidden.reprice(o)) continue;
      if (n === this.moved.length) {
        const wider = new Int32Array(2 * n);
        wider.set(this.moved);
        this.moved = wider;
      }
      this.moved[n] = records[o + ID];
      n += 1;
    }
    for (let i = 0; i < n; i++) {
      const o = this.find(this.moved[i]);
      if (o === 0) continue;
      this.again(o);
      this.retry();
    }
    this.tell();
  }

  /** Trades against all of the other side within `limitPx` (0: nothing is). Returns the taker's leaves; adds to `lastPrevented`. */
  protected matchByRule(
    side: number,
    limitPx: number,
    qty: number,
    takerId: number,
    takerOwner: number,
    flags: number,
    min: number,
  ): number {
    if (limitPx === 0) return qty;
    if (this.isMetInAll(side, limitPx, qty, takerOwner, flags, min)) min = 0;
    const prevents = takerOwner !== 0 && (flags & SMP) !== 0;
    const { records } = this;
    let leaves = qty;
    while (leaves > 0) {
      const o = this.contra(side, limitPx, leaves, Math.min(min, leaves));
      if (o === 0) break;
      if (prevents && records[o + OWNER] === takerOwner) leaves -= this.prevent(o, leaves, takerId, takerOwner, flags);
      else leaves -= this.trade(o, this.contraShown, leaves, takerId, takerOwner, side);
    }
    this.refill();
    return leaves;
  }

  /** Up to `qty` shares of a resting order trade. Returns how many. */
  protected trade(o: number, shown: boolean, qty: number, takerId: number, takerOwner: number, takerSide: number): number {
    const { records, hidden } = this;
    const px = shown ? records[o + TICK] * this.tick : hidden.px(o);
    const makerId = records[o + ID];
    const lastQty = Math.min(qty, shown ? records[o + LEAVES] : hidden.qty(o));
    const leaves = this.spend(o, shown, lastQty);
    if (takerId === 0) this.lastFilled += lastQty;
    this.makerHidden = shown ? 0 : 1;
    this.listener.fill(makerId, records[o + OWNER], takerId, takerOwner, takerSide, px, lastQty, leaves);
    this.makerHidden = 0;
    return lastQty;
  }

  /** Self-match prevention between a taker and the resting order it came to. Returns the shares that the taker loses. */
  private prevent(o: number, leaves: number, takerId: number, owner: number, flags: number): number {
    const { listener, records } = this;
    const makerId = records[o + ID];
    let loses = (flags & SMP_CANCEL_NEWEST) !== 0 ? leaves : 0;
    if ((flags & SMP_CANCEL_OLDEST) !== 0) {
      const makerLeaves = this.leavesAt(o);
      this.lift(o);
      this.free(o);
      listener.selfMatch?.(makerId, owner, makerLeaves);
    } else if (loses === 0) {
      loses = Math.min(leaves, this.contraShown ? records[o + LEAVES] : this.hidden.qty(o));
      this.spend(o, this.contraShown, loses);
      listener.selfMatch?.(makerId, owner, loses);
    }
    if (loses > 0) listener.selfMatch?.(takerId, owner, loses);
    this.lastPrevented += loses;
    return loses;
  }

  /** Shares go off a resting order, and the order with its last. A spent slice waits for `refill`. Returns what is left of the order. */
  private spend(o: number, shown: boolean, qty: number): number {
    const { records, hidden } = this;
    if (shown) {
      const side = records[o + FLAGS] & 1;
      const tick = records[o + TICK];
      const rest = records[o + LEAVES] - qty;
      this.touch(side, tick);
      if (rest > 0) {
        const passed = Math.min(records[o + PASSED], rest);
        this.reduceShown(o, rest);
        records[o + PASSED] = passed;
      } else {
        this.unlink(o, side, tick);
        records[o + LEAVES] = 0;
        if (this.leavesAt(o) === 0) this.free(o);
        else this.awaitRefill(o);
      }
    } else {
      const rest = hidden.qty(o) - qty;
      hidden.setQty(o, rest);
      if (rest > 0) this.lowerMin(o, rest);
      else if (records[o + LEAVES] === 0) this.free(o);
    }
    return this.leavesAt(o);
  }

  private awaitRefill(o: number): void {
    const records = this.records;
    records[o + NEXT] = 0;
    if (this.firstSpent === 0) this.firstSpent = o;
    else records[this.lastSpent + NEXT] = o;
    this.lastSpent = o;
  }

  /** Slices come back in the order in which they went, where the order still has a reserve. */
  private refill(): void {
    const { records, hidden } = this;
    let o = this.firstSpent;
    this.firstSpent = 0;
    while (o !== 0) {
      const next = records[o + NEXT];
      if (records[o + ID] !== 0) this.showSlice(o, records[o + TICK], hidden.qty(o));
      o = next;
    }
  }

  private showSlice(o: number, tick: number, leaves: number): void {
    const { hidden } = this;
    const side = this.records[o + FLAGS] & 1;
    const slice = Math.min(hidden.show(o), leaves);
    this.touch(side, tick);
    this.append(o, side, tick, slice);
    hidden.setQty(o, leaves - slice);
  }

  protected lowerMin(o: number, leaves: number): void {
    if (this.hidden.min(o) <= leaves) return;
    this.hidden.setMin(o, leaves);
    this.retrying = o;
  }

  private retry(): void {
    while (this.retrying !== 0) {
      const o = this.retrying;
      this.retrying = 0;
      this.again(o);
    }
  }

  /** An undisplayed order of the book trades what it can at its price, as one arriving; the rest stands there with its old time. */
  private again(o: number): void {
    const { hidden, records } = this;
    const qty = hidden.qty(o);
    const flags = records[o + FLAGS];
    const { lastPrevented } = this;
    const leaves = this.matchByRule(
      flags & 1,
      hidden.px(o),
      qty,
      records[o + ID],
      records[o + OWNER],
      (flags & ~ENTRY) >> 1,
      hidden.min(o),
    );
    if (records[o + ID] !== this.lastId) this.lastPrevented = lastPrevented;
    hidden.setQty(o, leaves);
    if (leaves === 0) this.free(o);
    else if (hidden.min(o) > leaves) hidden.setMin(o, leaves);
  }

  /** A record without a queue gets its place: on a level, among the hidden, or an iceberg's on both. */
  protected lay(o: number, tick: number, leaves: number, show: number, min: number): void {
    const { records, hidden } = this;
    const flags = records[o + FLAGS];
    const side = flags & 1;
    records[o + TICK] = tick;
    records[o + LEAVES] = 0;
    if ((flags & (UNDISPLAYED << 1)) === 0 && show === 0) {
      this.touch(side, tick);
      this.append(o, side, tick, leaves);
      return;
    }
    this.open(o, tick * this.tick, show, min, hidden.nextTime);
    hidden.nextTime += 1;
    if (show > 0) this.showSlice(o, tick, leaves);
    else hidden.setQty(o, leaves);
  }

  /** Takes an order off its queues; its record and entry stay. */
  protected lift(o: number): void {
    const { records } = this;
    if (records[o + LEAVES] > 0) {
      const side = records[o + FLAGS] & 1;
      this.touch(side, records[o + TICK]);
      this.unlink(o, side, records[o + TICK]);
      records[o + LEAVES] = 0;
    }
    if ((records[o + FLAGS] & ENTRY) !== 0) this.hidden.setQty(o, 0);
  }

  protected touch(side: number, tick: number): void {
    if (!this.touched.has(side, tick)) this.touched.add(side, tick, this.shownAt(side, tick));
  }

  protected finish(): void {
    this.refill();
    this.retry();
    this.tell();
  }

  /** Tells the touched levels whose total is another now. */
  protected tell(): void {
    const { touched, listener } = this;
    for (let i = 0; i < touched.count; i++) {
      const side = touched.side(i);
      const tick = touched.tick(i);
      const shown = this.shownAt(side, tick);
      if (shown !== touched.before(i)) listener.level(side, tick * this.tick, shown);
    }
    touched.clear();
  }
}
