import type { Side } from '../../../shared/fix.ts';
import type { Nanos } from '../../../shared/units.ts';
import type { Sighting } from './sighting.ts';

/**
 * What drives the venues: simulated actors or a recorded tape, interchangeable. A source never sees the router; it acts at venues
 * through `MarketPort`, wakes itself by `wake`, and is told of what its own orders met.
 */
export interface MarketSource {
  /** Called once at `openAt`: set the opening books, schedule the first wake. */
  open(now: Nanos): void;
  /** A wake that this source asked for; `kind` and the numbers are its own. */
  onWake(now: Nanos, kind: number, a: number, b: number, c: number): void;
  /** One of its resting orders traded. `qty` shares went, `leaves` still rest. Owner is the source's own number. */
  onFill(now: Nanos, venue: number, symbol: number, order: number, owner: number, px: number, qty: number, leaves: number): void;
  /**
   * A trade printed at a venue, ours or anyone's; `takerSide` is the aggressor's, `ours` that it was the router. Optional: a tape has no one to react.
   * Called inside the match, like `onFill`: a source answers by `wake`, never by acting at once.
   */
  onTrade?(now: Nanos, venue: number, symbol: number, takerSide: Side, px: number, qty: number, ours: boolean): void;
  /** One of our children shows itself at a venue. Optional: who does not watch, sees nothing. Answers by `wake`, like `onTrade`. */
  onChild?(now: Nanos, sighting: Sighting): void;
  /**
   * One of our children took at a venue that has turned toxic, from someone who knew better: the efficient price goes so many ticks.
   * Optional: not every source has one.
   */
  onToxicFill?(now: Nanos, symbol: number, ticks: number): void;
  /** Plain data that `restore` takes back; random streams included. */
  save(): unknown;
  restore(state: unknown): void;
}

/** What a market source may do. Venues and symbols are config indices, prices `Px`, sizes shares. */
export interface MarketPort {
  readonly now: Nanos;
  /** Wakes the source at a later time (or now, after everything already due now). */
  wake(at: Nanos, kind: number, a?: number, b?: number, c?: number): void;
  /**
   * Enters an order at a venue now; matches what it can, rests the remainder unless `ioc`. `flags` are the book's (hidden, pegged,
   * post-only, ...), `displayQty` an iceberg's slice, `minQty` its MinQty. A pegged order's `px` is its limit. Returns the order's number,
   * 0 when nothing rests: so too when the venue does not take it (halted, out, outside the bands). A displayed day order that would lock
   * or cross what the venue sees elsewhere is slid to one tick short of it (`regime.lockCross`): `enteredPx` says where it rests.
   *
   * In a dark venue with a pool every order rests hidden at the midpoint within its limit `px`; of the flags it knows CONDITIONAL (pool.ts:
   * not firm until invited; it answers by the pool's `firmUp`, or is gone) and MIN_AGGREGATE. Where the pool matches at intervals, also
   * what is not to rest (`ioc`) waits for the next match and has a number until then.
   */
  enter(
    venue: number,
    symbol: number,
    side: Side,
    px: number,
    qty: number,
    owner: number,
    ioc: boolean,
    flags?: number,
    displayQty?: number,
    minQty?: number,
  ): number;
  /** Shares that the last `enter` traded at once, and the price at which its rest stands (its limit unless it was slid or clipped). */
  readonly lastFilled: number;
  readonly enteredPx: number;
  /** Whether the venue takes orders in the symbol now: it answers, and the symbol is not halted or paused. */
  accepts(venue: number, symbol: number): boolean;
  /** What the venue charges now for taking displayed shares, micro-dollars a share. */
  takerFee(venue: number): number;
  /** How much later the venue handles every message now (a slow venue): whoever sends to it adds this to its own way. */
  delay(venue: number): number;
  /** Takes a resting order away; returns the shares removed, 0 when it is already gone, -1 when the venue does not answer: it still rests. */
  cancel(venue: number, symbol: number, order: number): number;
  /** Lowers a resting order's shares, keeping its place in the queue; returns what it now shows. */
  reduce(venue: number, symbol: number, order: number, leaves: number): number;
  /** True top of one venue's book, 0 when empty. */
  bestPx(venue: number, symbol: number, side: Side): number;
  bestQty(venue: number, symbol: number, side: Side): number;
  /**
   * A recorded trade by others at a venue: prints it, and gives our own resting orders what the print proves they would have had:
   * every share at a better limit than the print, and at the print's own price the shares beyond those queued ahead of us.
   */
  print(venue: number, symbol: number, px: number, qty: number): void;
  /** Sets the hidden shares of a dark pool. */
  setHidden(venue: number, symbol: number, side: Side, qty: number): void;
  hidden(venue: number, symbol: number, side: Side): number;
}
