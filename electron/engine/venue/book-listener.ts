/**
 * What a book tells, in plain numbers and in the order in which it happened. A listener must not call the book's operations from
 * inside a call; questions are answered between operations only.
 */
export interface BookListener {
  /**
   * `qty` shares trade at the maker's price `px`, which is between ticks where a midpoint peg stands there. `takerSide` is 0 for a buying
   * taker, 1 for a selling one; `makerLeaves` still rest. The book's `makerHidden` tells whether the maker's shares were undisplayed.
   */
  fill(
    makerId: number,
    makerOwner: number,
    takerId: number,
    takerOwner: number,
    takerSide: number,
    px: number,
    qty: number,
    makerLeaves: number,
  ): void;
  /**
   * A level's displayed total after the operation; 0 when it is gone. Once per operation and level whose total changed, in the order of
   * first change, after the level's fills; where anything undisplayed took part, after all fills.
   */
  level(side: number, px: number, qty: number): void;
  /** Self-match prevention took `qty` shares off an order, arriving or resting. */
  selfMatch?(id: number, owner: number, qty: number): void;
}
