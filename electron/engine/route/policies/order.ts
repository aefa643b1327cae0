import { sign } from '../../../../shared/fix.ts';
import type { Level, Option, RouteRequest } from '../request.ts';

/** Sorting keys shared by the policies. Ties always end at the venue's place in the config, so no order is left to chance. */

type LevelKey = (level: Level) => number;
type OptionKey = (option: Option) => number;

/** Levels by several keys in turn, smaller first, then as they come, which is in venue order. */
export function levelsBy(request: RouteRequest, ...keys: readonly LevelKey[]): Level[] {
  return sortBy(request.levels, keys);
}

/** Options by a key, smaller first, then as they come. */
export function optionsBy(options: readonly Option[], key: OptionKey): Option[] {
  return sortBy(options, [key]);
}

/** Places to rest by several keys in turn, smaller first. */
export function postsBy(request: RouteRequest, ...keys: readonly OptionKey[]): Option[] {
  return sortBy(request.posts, [...keys, (option) => option.venue]);
}

/** How dear a level's price is to this side, Px. */
export function priceOf(request: RouteRequest): LevelKey {
  return (level) => sign(request.side) * level.px;
}

/** Router to venue and back, speed bump included, nanoseconds. */
export function roundTrip(option: Option): number {
  return option.spec.entryLatency + option.spec.speedBump + option.spec.responseLatency;
}

/** Shares of others already waiting at the price. */
export function queue(option: Option): number {
  return option.displayQty ?? 0;
}

function sortBy<T>(items: readonly T[], keys: readonly ((item: T) => number)[]): T[] {
  const count = items.length;
  const places = new Array<number>(count);
  for (let i = 0; i < count; i++) places[i] = i;
  const ranks = keys.map((key) => {
    const rank = new Array<number>(count);
    for (let i = 0; i < count; i++) rank[i] = key(items[i]!);
    return rank;
  });
  const order = sorted(places, ranks);
  const ordered = new Array<T>(count);
  for (let i = 0; i < count; i++) ordered[i] = items[order[i]!]!;
  return ordered;
}

/**
 * Places in ascending order of `ranks`, by the later ones where the earlier are equal, else as they come. What already stands in order is
 * left so and only merged: the levels of a venue come best first. (An array's own sort calls back for every comparison: with it a decision
 * takes an eighth longer, `npm run bench -- --only decision`.)
 */
function sorted(places: number[], ranks: readonly (readonly number[])[]): number[] {
  const count = places.length;
  let runs: number[] = [];
  for (let i = 0; i < count; i++) if (i === 0 || precedes(i, i - 1, ranks)) runs.push(i);
  let from = places;
  let to = places.slice();
  while (runs.length > 1) {
    for (let run = 0; run < runs.length; run += 2) {
      const middle = runs[run + 1] ?? count;
      const high = runs[run + 2] ?? count;
      let left = runs[run]!;
      let right = middle;
      for (let at = left; at < high; at++) {
        const fromRight = left === middle || (right < high && precedes(from[right]!, from[left]!, ranks));
        to[at] = fromRight ? from[right++]! : from[left++]!;
      }
    }
    runs = runs.filter((_, run) => run % 2 === 0);
    [from, to] = [to, from];
  }
  return from;
}

function precedes(a: number, b: number, ranks: readonly (readonly number[])[]): boolean {
  // The first alone decides nearly always.
  const first = ranks[0]!;
  if (first[a] !== first[b]) return first[a]! < first[b]!;
  for (let k = 1; k < ranks.length; k++) {
    const rank = ranks[k]!;
    if (rank[a] !== rank[b]) return rank[a]! < rank[b]!;
  }
  return false;
}
