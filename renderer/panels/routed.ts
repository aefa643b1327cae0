import { timeOfDay, timeText } from '../../shared/format.ts';
import type { VenueSpec } from '../../shared/market.ts';
import { SECOND } from '../../shared/units.ts';
import type { VenueScore } from '../../shared/wire/contract.ts';
import type { Picture } from '../charts/picture.ts';
import { stripPicture } from '../charts/strip.ts';
import { venueToken } from '../parts/venue.ts';
import type { RecentFill } from '../state/orders.ts';

/** Columns of the strip: of a full memory of 300 fills, 25 fills each. */
export const BUCKETS = 12;
/** A venue's share may move so much by chance alone that less is not called a move: two standard errors. */
const ERRORS = 2;

export interface RouteBucket {
  readonly from: number;
  readonly to: number;
  readonly fills: number;
  /** Share of its fills by venue, beside the venues. */
  readonly fractions: readonly number[];
}

/**
 * Fills in the order of time, in at most `count` buckets of as many fills each, so that a bucket always says something; the oldest takes
 * what is over.
 */
export function routeBuckets(fills: readonly RecentFill[], venues: readonly VenueSpec[], count = BUCKETS): RouteBucket[] {
  const size = Math.max(1, Math.floor(fills.length / count));
  const buckets: RouteBucket[] = [];
  for (let end = fills.length; end > 0; ) {
    const start = buckets.length === count - 1 ? 0 : Math.max(0, end - size);
    const some = fills.slice(start, end);
    buckets.unshift({
      from: some[0]?.at ?? 0,
      to: some.at(-1)?.at ?? 0,
      fills: some.length,
      fractions: sharesOf(some, venues),
    });
    end = start;
  }
  return buckets;
}

export interface RouteShift {
  readonly mic: string;
  /** Share of the older half of the fills, of the newest sixth, and the difference; 0 to 1. */
  readonly before: number;
  readonly now: number;
  readonly change: number;
  /** The change is more than chance would make of it. */
  readonly moved: boolean;
  readonly fills: number;
  readonly reputation?: number;
}

/** Of each venue that has had fills: where its share was and where it is now, most first. */
export function routeShifts(
  fills: readonly RecentFill[],
  venues: readonly VenueSpec[],
  scores: readonly VenueScore[],
): RouteShift[] {
  const old = fills.slice(0, Math.floor(fills.length / 2));
  const young = fills.slice(-Math.max(1, Math.floor(fills.length / 6)));
  const [before, now] = [sharesOf(old, venues), sharesOf(young, venues)];
  return venues
    .map(({ mic }, v): RouteShift => {
      const [was, is] = [before[v] ?? 0, now[v] ?? 0];
      const pooled = (was * old.length + is * young.length) / Math.max(1, old.length + young.length);
      const error = Math.sqrt(pooled * (1 - pooled) * (1 / Math.max(1, old.length) + 1 / young.length));
      const reputation = scores.find((score) => score.mic === mic)?.reputation;
      return {
        mic,
        before: was,
        now: is,
        change: is - was,
        moved: old.length > 0 && error > 0 && Math.abs(is - was) > ERRORS * error,
        fills: fills.filter((fill) => fill.mic === mic).length,
        ...(reputation !== undefined && { reputation }),
      };
    })
    .filter((row) => row.fills > 0)
    .sort((a, b) => b.fills - a.fills);
}

/** Share of fills by venue over the last 300 as columns in time's order. Venues without a fill have no part in it. */
export function routePicture(fills: readonly RecentFill[], venues: readonly VenueSpec[]): Picture {
  const used = venues.filter(({ mic }) => fills.some((fill) => fill.mic === mic));
  const buckets = routeBuckets(fills, used);
  // Within a few seconds the second alone would be the same under every column.
  const fine = buckets.length > 1 && (buckets.at(-1)?.to ?? 0) - (buckets[0]?.from ?? 0) < 20 * SECOND;
  return stripPicture({
    parts: used.map(({ mic, letter, kind }) => ({ name: mic, short: letter, token: venueToken(mic), hollow: kind === 'dark' })),
    columns: buckets.map(({ from, fractions }) => ({ name: fine ? timeText(from).slice(3, -2) : timeOfDay(from), fractions })),
    newest: `newest ${buckets.at(-1)?.fills ?? 0} fills`,
  });
}

function sharesOf(fills: readonly RecentFill[], venues: readonly VenueSpec[]): number[] {
  return venues.map(({ mic }) => fills.filter((fill) => fill.mic === mic).length / Math.max(1, fills.length));
}
