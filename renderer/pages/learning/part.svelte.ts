import { onePerLink } from '../../state/long-run.svelte.ts';

/** What the page shows: what the router has learned so far, or a search for better numbers of its cost model. */
export type LearningPart = 'forecasts' | 'tuning';

export class PartChoice {
  chosen: LearningPart = $state('forecasts');
}

/** The one choice of a connection: it outlives the page. */
export const partOf = onePerLink(() => new PartChoice());
