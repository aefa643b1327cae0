import { sign } from '../../../../shared/fix.ts';
import type { Level, Option, RouteRequest } from '../request.ts';

/** Sorting keys shared by the policies. Ties always end at the venue's place in the config, so no order is left to chance. */

type LevelKey = (level: Level) => number;
type OptionKey = (option: Option) => number;

/** Levels by several keys in turn, smaller first. */
export function levelsBy(request: RouteRequest, ...keys: readonly LevelKey[]): Level[] {
  return sortBy(request.levels, [...keys, (level) => level.option.venue]);
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
  return [...items].sort((a, b) => {
    for (const key of keys) {
      const difference = key(a) - key(b);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}
