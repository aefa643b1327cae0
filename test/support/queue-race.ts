import type { Stream } from '../../electron/engine/random.ts';
import { BID, Book, type BookListener, IOC, OFFER } from '../../electron/engine/venue/book.ts';

/**
 * Chance that the price goes up next when `bids` and `asks` orders stand at the touch and every queue gains and loses one at the same
 * rate (Cont and de Larrard 2013; domain 4.2): the offers' queue is empty before the bids'.
 * (1/pi) integral over (0, pi) of (2 - cos t - sqrt((2 - cos t)^2 - 1))^asks sin(bids t) cos(t/2) / sin(t/2) dt.
 * By Simpson's rule: the integrand is smooth, its value at 0 is 2 bids. Throws RangeError for sizes that are not positive and whole.
 */
export function upProbability(bids: number, asks: number): number {
  for (const size of [bids, asks]) if (!(Number.isInteger(size) && size > 0)) throw new RangeError(`queue race: ${size} orders`);
  // The factors turn over bids / 2 times and fall from 1 over about 1 / asks.
  const panels = 2 * (200 + 20 * (bids + asks));
  const width = Math.PI / panels;
  let sum = 2 * bids;
  for (let i = 1; i < panels; i++) sum += (i % 2 === 1 ? 4 : 2) * integrand(i * width, bids, asks);
  // At pi the integrand is 0.
  return (sum * width) / 3 / Math.PI;
}

function integrand(t: number, bids: number, asks: number): number {
  // (2 - c)^2 - 1 = (1 - c)(3 - c), and 1 - c = 2 sin^2(t/2): nothing cancels near 0.
  const half = Math.sin(t / 2);
  const root = 1 + 2 * half * half - 2 * half * Math.sqrt(1 + half * half);
  return (root ** asks * Math.sin(bids * t) * Math.cos(t / 2)) / half;
}

const BID_PX = 1_000_000;
const OFFER_PX = 1_000_100;
const TICK = 100;
/** Owner of the orders that stand; the ones that take have 0. */
const STANDING = 1;

/**
 * The race itself, on a real book with one level a side: orders of one share come and go at equal rates on both sides, going half by a
 * market order that takes the first of the queue, half by the cancel of any of them. Reused race after race.
 */
export class QueueRace implements BookListener {
  private readonly book = new Book(TICK, this);
  private readonly chance: Stream;
  /** Ids of the orders of each side, first come first. */
  private readonly queues: readonly [number[], number[]] = [[], []];

  constructor(chance: Stream) {
    this.chance = chance;
  }

  /** Runs one race from these queues; true when the offers ran out first, so that the price goes up. */
  run(bids: number, asks: number): boolean {
    for (const side of [BID, OFFER]) {
      const queue = this.queues[side]!;
      while (queue.length > 0) this.leave(side);
      for (let n = side === BID ? bids : asks; n > 0; n--) this.join(side);
    }
    for (;;) {
      const event = this.chance.below(4);
      const side = event & 1;
      if (event < 2) this.join(side);
      else if (this.chance.chance(0.5)) this.book.enter(side ^ 1, side === BID ? BID_PX : OFFER_PX, 1, 0, IOC);
      else this.leave(side);
      if (this.book.bestQty(side) === 0) return side === OFFER;
    }
  }

  fill(makerId: number, _makerOwner: number, _takerId: number, _takerOwner: number, takerSide: number): void {
    const first = this.queues[takerSide ^ 1]!.shift();
    if (first !== makerId) throw new Error(`queue race: order ${makerId} traded before ${first}, which came first`);
  }

  level(): void {}

  private join(side: number): void {
    this.queues[side]!.push(this.book.enter(side, side === BID ? BID_PX : OFFER_PX, 1, STANDING));
  }

  /** One of the queue, by even chance, is cancelled. */
  private leave(side: number): void {
    const queue = this.queues[side]!;
    const [id] = queue.splice(this.chance.below(queue.length), 1);
    this.book.cancel(id!);
  }
}
