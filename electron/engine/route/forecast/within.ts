import type { Target } from '../../../../shared/config/features.ts';
import { MILLISECOND, SECOND } from '../../../../shared/units.ts';

/** How soon a resting leg's fill, or a move of the midpoint, must come to count, ns. */
export const WITHIN = {
  fill1s: SECOND,
  fill5s: 5 * SECOND,
  move100ms: 100 * MILLISECOND,
  move1s: SECOND,
} as const satisfies Readonly<Record<Exclude<Target, 'fade'>, number>>;

export const FILLS = ['fill1s', 'fill5s'] as const;
export const MOVES = ['move100ms', 'move1s'] as const;
