import { AON, CANNOT_FILL, CONFLICT, DAY, FOK, followsOf, PEGS, POST_ONLY, UNDISPLAYED, WOULD_TAKE } from './book-flags.ts';
import { ENTRY, FLAGS, LEAVES, OWNER, TICK } from './book-records.ts';
import { BookRules } from './book-rules.ts';

/** The operations of a book on whatever is more than one displayed queue against another; see `Book`, which calls them. */
export abstract class BookByRule extends BookRules {
  /** See `Book.reduce`. */
  abstract reduce(id: number, leaves: number): number;

  protected enterByRule(
    side: number,
    tick: number,
    qty: number,
    owner: number,
    tif: number,
    flags: number,
    displayQty: number,
    minQty: number,
  ): number {
    if (!(displayQty >= 0) || (displayQty | 0) !== displayQty) throw new RangeError(`displayQty: ${displayQty}`);
    if (!(minQty >= 0) || (minQty | 0) !== minQty) throw new RangeError(`minQty: ${minQty}`);
    const undisplayed = (flags & UNDISPLAYED) !== 0;
    const pegs = flags & PEGS;
    const least = (flags & AON) !== 0 ? qty : Math.min(minQty, qty);
    if ((pegs & (pegs - 1)) !== 0 || (undisplayed && displayQty > 0) || (least > 0 && tif === DAY && !undisplayed))
      return this.refuse(CONFLICT);
    const min = tif === FOK ? 0 : least;
    let limitPx = this.hidden.priceFor(side, followsOf(flags), tick * this.tick);
    if ((flags & POST_ONLY) !== 0 && this.wouldTake(side, limitPx, qty, owner, flags, min)) {
      tick = this.slid(side, limitPx, qty, flags, min);
      if (tick === 0) return this.refuse(WOULD_TAKE);
      limitPx = tick * this.tick;
    }
    if (tif === FOK && this.fillable(side, limitPx, qty, owner, flags) < qty) return this.refuse(CANNOT_FILL);

    const id = this.claim();
    this.lastId = id;
    const leaves = this.matchByRule(side, limitPx, qty, id, owner, flags, min);
    this.lastFilled = qty - leaves - this.lastPrevented;
    const rests = leaves > 0 && tif === DAY;
    if (rests) {
      const o = this.record(id, side, tick, owner, flags);
      this.lay(o, tick, leaves, displayQty, Math.min(min, leaves));
      this.lastLeaves = leaves;
    }
    this.finish();
    return rests ? id : 0;
  }

  protected cancelByRule(o: number): number {
    const removed = this.leavesAt(o);
    this.lift(o);
    this.free(o);
    this.tell();
    return removed;
  }

  protected reduceByRule(o: number, id: number, leaves: number): number {
    const { hidden, records } = this;
    const less = this.leavesAt(o) - leaves;
    if (less <= 0) return leaves + less;
    if (leaves === 0) {
      this.cancelByRule(o);
      return 0;
    }
    const reserve = hidden.qty(o);
    const fromReserve = Math.min(less, reserve);
    hidden.setQty(o, reserve - fromReserve);
    if (less > fromReserve) {
      this.touch(records[o + FLAGS] & 1, records[o + TICK]);
      this.reduceShown(o, records[o + LEAVES] - (less - fromReserve));
    }
    this.lowerMin(o, leaves);
    this.finish();
    return this.leavesOf(id);
  }

  protected replaceByRule(o: number, id: number, tick: number, qty: number): number {
    const { hidden, records } = this;
    const side = records[o + FLAGS] & 1;
    const owner = records[o + OWNER];
    const flags = (records[o + FLAGS] & ~ENTRY) >> 1;
    const entered = (records[o + FLAGS] & ENTRY) !== 0;
    const show = entered ? hidden.show(o) : 0;
    const min = (flags & AON) !== 0 ? qty : entered ? Math.min(hidden.min(o), qty) : 0;
    if (this.keepsPlace(o, tick, qty)) return this.replaceInPlace(id, qty);
    let limitPx = hidden.priceFor(side, followsOf(flags), tick * this.tick);
    if ((flags & POST_ONLY) !== 0 && this.wouldTake(side, limitPx, qty, owner, flags, min)) {
      tick = this.slid(side, limitPx, qty, flags, min);
      if (tick === 0) {
        this.lastReject = WOULD_TAKE;
        this.lastLeaves = this.leavesAt(o);
        return id;
      }
      limitPx = tick * this.tick;
      if (this.keepsPlace(o, tick, qty)) return this.replaceInPlace(id, qty);
    }
    this.lift(o);
    if (entered) hidden.close(o);
    records[o + FLAGS] &= ~ENTRY;
    const leaves = this.matchByRule(side, limitPx, qty, id, owner, flags, min);
    this.lastFilled = qty - leaves - this.lastPrevented;
    this.lastLeaves = leaves;
    if (leaves === 0) this.free(o);
    else this.lay(o, tick, leaves, show, Math.min(min, leaves));
    this.finish();
    return leaves === 0 ? 0 : id;
  }

  private keepsPlace(o: number, tick: number, qty: number): boolean {
    return tick === this.records[o + TICK] && qty <= this.leavesAt(o);
  }

  /** The smaller quantity may lower a MinQty that stood in the way, so even here the order may trade. */
  private replaceInPlace(id: number, qty: number): number {
    this.lastLeaves = this.reduce(id, qty);
    this.lastFilled = qty - this.lastLeaves - this.lastPrevented;
    return this.lastLeaves === 0 ? 0 : id;
  }
}
