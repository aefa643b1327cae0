import { type CostLevel, cheapestFirst, splitCost } from './greedy.ts';
import { type LotRun, lotRuns, MergeRoom, mergeRun } from './lot-runs.ts';

/** Cells of the table, one per venue and unit of shares: past this a call would take seconds and is a mistake in its lots. */
const MOST_CELLS = 1 << 24;

/** A level of one of several venues; `venue` is a position in the terms. */
export interface VenueLevel extends CostLevel {
  readonly venue: number;
}

/**
 * What a venue asks of an order: `ticket` is its price whatever its size, `minQty` its least size, `lot` what its size is a
 * multiple of, in shares.
 */
export interface VenueTerms {
  readonly ticket: number;
  readonly minQty: number;
  readonly lot: number;
}

/** Shares per level, parallel to the levels; shares that found no place; the cost of all, tickets and unplaced shares included. */
export interface TicketSplit {
  readonly shares: readonly number[];
  readonly unplaced: number;
  readonly cost: number;
}

/** One order book's question: place `shares` (whole), at one order a venue; each share left over costs `unplaced`. */
export interface TicketRequest {
  readonly levels: readonly VenueLevel[];
  readonly terms: readonly VenueTerms[];
  readonly shares: number;
  readonly unplaced: number;
}

/**
 * The cheapest split where an order has a ticket, a MinQty or a lot (domain 5.4), by dynamic programming over shares: best[s] is
 * the least cost of s shares over the venues seen so far, and a venue adds its ticket, its MinQty and then its lots. A venue's lots
 * grow dearer, so each run of equally dear lots is one pass with a sliding minimum: time is runs times shares/unit, for a book of
 * up to 64 levels. A venue's levels are taken cheapest first, as the venue itself would. Costs are exact where they are whole
 * numbers. Throws RangeError for a lot that is no positive whole number, and for more than 16 million venue-units.
 */
export function ticketSplit(request: TicketRequest): TicketSplit {
  const { levels, terms, shares, unplaced } = request;
  const unit = unitOf(request);
  const depth = levels.reduce((sum, { qty }) => sum + qty, 0);
  const units = Math.floor(Math.min(shares, depth) / unit);
  if (units * terms.length > MOST_CELLS) throw new RangeError(`${units} units of ${unit} shares over ${terms.length} venues`);

  const byVenue = terms.map((): number[] => []);
  for (const i of cheapestFirst(levels)) byVenue[levels[i].venue].push(i);

  const best = Float64Array.from({ length: units + 1 }, (_, s) => s * unit * unplaced);
  const lots = terms.map(({ lot }) => Math.max(lot, unit));
  const room = new MergeRoom(units + 1);
  const lotsTaken = terms.map(({ ticket, minQty }, v) => {
    const runs = lotRuns(
      byVenue[v].map((i) => levels[i]),
      lots[v],
      Math.floor((units * unit) / lots[v]),
    );
    const least = Math.max(1, Math.ceil(minQty / lots[v]));
    return addVenue(best, runs, { ticket, least, step: lots[v] / unit }, room);
  });

  const split = new Array<number>(levels.length).fill(0);
  let placed = 0;
  let s = units;
  for (let v = terms.length - 1; v >= 0; v--) {
    let left = lotsTaken[v][s] * lots[v];
    s -= left / unit;
    placed += left;
    for (const i of byVenue[v]) {
      split[i] = Math.min(levels[i].qty, left);
      left -= split[i];
    }
  }
  return { shares: split, unplaced: shares - placed, cost: ticketCost(request, split) };
}

/** What any split costs by the same account: its shares, a ticket for every venue used, and what it leaves unplaced. */
export function ticketCost({ levels, terms, shares, unplaced }: TicketRequest, split: readonly number[]): number {
  const used = new Set<number>();
  let placed = 0;
  for (let i = 0; i < levels.length; i++) {
    placed += split[i];
    if (split[i] > 0) used.add(levels[i].venue);
  }
  let tickets = 0;
  for (const v of used) tickets += terms[v].ticket;
  return splitCost(levels, split) + tickets + (shares - placed) * unplaced;
}

/** A venue in the table's terms: the least lots of an order, and the units in a lot. */
interface TableTerms {
  readonly ticket: number;
  readonly least: number;
  readonly step: number;
}

/** Lowers `best` by what the venue offers; returns how many of its lots the best plan of each number of units takes. */
function addVenue(best: Float64Array, runs: readonly LotRun[], { ticket, least, step }: TableTerms, room: MergeRoom): Int32Array {
  const size = best.length;
  const taken = new Int32Array(size);
  const first = least * step;
  let entry = ticket;
  let missing = least;
  const rest: LotRun[] = [];
  for (const { cost, count } of runs) {
    const inside = Math.min(missing, count);
    entry += inside * cost;
    missing -= inside;
    if (count > inside) rest.push({ cost, count: count - inside });
  }
  if (missing > 0 || first >= size) return taken;

  const withVenue = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const lots = new Int32Array(size).fill(least);
  for (let s = first; s < size; s++) withVenue[s] = best[s - first] + entry;
  for (const run of rest) mergeRun(withVenue, lots, run, step, room);
  // A tie leaves the venue out: fewer orders, and of equal venues the first, as the greedy split has it.
  for (let s = first; s < size; s++) {
    if (withVenue[s] < best[s]) {
      best[s] = withVenue[s];
      taken[s] = lots[s];
    }
  }
  return taken;
}

/**
 * Shares per step of the table. With its venues chosen, a split is a linear programme whose corners are multiples of whatever
 * divides the order, every depth and every MinQty: if every lot divides that, it is the step; else it is what divides every lot.
 */
function unitOf({ levels, terms, shares }: TicketRequest): number {
  for (const { lot } of terms) if (!(Number.isInteger(lot) && lot > 0)) throw new RangeError(`lot ${lot}`);
  let coarse = shares;
  for (const { qty } of levels) coarse = gcd(coarse, qty);
  for (const { minQty } of terms) coarse = gcd(coarse, minQty);
  if (coarse > 0 && terms.every(({ lot }) => coarse % lot === 0)) return coarse;
  return terms.reduce((unit, { lot }) => gcd(unit, lot), 0) || 1;
}

function gcd(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
