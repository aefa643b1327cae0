import { micros, type Nanos } from './units.ts';

/** Where the matching engines, the tape processors and we stand. */
export const SITES = ['Mahwah', 'Carteret', 'Secaucus', 'Weehawken'] as const;
export type Site = (typeof SITES)[number];

export const MEDIA = ['fibre', 'microwave'] as const;
export type Medium = (typeof MEDIA)[number];

/** Whose listings a tape carries: A and B are processed in Mahwah, C in Carteret. */
export const TAPES = ['A', 'B', 'C'] as const;
export type TapeID = (typeof TAPES)[number];

/**
 * One way between two sites, µs (domain 1.4; fibre with its 1.25 of detour). Weehawken is IEX's point of presence, beside Secaucus: its
 * 17.5 makes the round trip of 430 that domain 2.2 gives.
 */
const WAYS: Readonly<Record<Medium, Readonly<Record<string, number>>>> = {
  fibre: {
    'Carteret Secaucus': 159,
    'Mahwah Secaucus': 219,
    'Carteret Mahwah': 349,
    'Secaucus Weehawken': 17.5,
    'Mahwah Weehawken': 231.5,
    'Carteret Weehawken': 171.5,
  },
  microwave: {
    'Carteret Secaucus': 91,
    'Mahwah Secaucus': 125,
    'Carteret Mahwah': 199,
    'Secaucus Weehawken': 17.5,
    'Mahwah Weehawken': 137.5,
    'Carteret Weehawken': 103.5,
  },
};
/** Within a building. */
const INSIDE = 5;

export function oneWay(medium: Medium, from: Site, to: Site): Nanos {
  return micros(from === to ? INSIDE : WAYS[medium][[from, to].sort().join(' ')]!);
}

export function processorSite(tape: TapeID): Site {
  return tape === 'C' ? 'Carteret' : 'Mahwah';
}
