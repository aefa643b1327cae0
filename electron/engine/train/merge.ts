import type { KnowledgeFile, VenueKnowledgeFile } from '../../../shared/config/knowledge.ts';

/**
 * What several routers learned apart, as one: every estimate is the mean of theirs, each counting by its weight, and weighs as much as one of
 * them does, so that it is as quick to learn something new; counts that do not forget are summed. The order of the files does not
 * matter but for rounding. Models are those of the first. Throws RangeError on none.
 */
export function mergeKnowledge(files: readonly KnowledgeFile[], title: string): KnowledgeFile {
  const [first] = files;
  if (!first) throw new RangeError('knowledge: none to merge');
  const mics = [...new Set(files.flatMap(({ venues }) => Object.keys(venues)))];
  const venuesOf = (mic: string) => files.flatMap(({ venues }) => (venues[mic] ? [venues[mic]] : []));
  const moves = files.flatMap((file) => (file.moves ? [file.moves] : []));
  return {
    version: 1,
    title,
    frozen: false,
    trainedOn: [...new Set(files.flatMap(({ trainedOn }) => trainedOn))].sort((a, b) => a - b),
    venues: Object.fromEntries(mics.map((mic) => [mic, mergedVenue(venuesOf(mic))])),
    ...(moves.length > 0 && { moves: mergedMoves(moves) }),
    ...(first.models && { models: first.models }),
  };
}

function mergedVenue(all: readonly VenueKnowledgeFile[]): VenueKnowledgeFile {
  const known = <Key extends keyof VenueKnowledgeFile>(key: Key) => all.flatMap((venue) => (venue[key] ? [venue[key]] : []));
  const beliefs = (key: 'take' | 'ping') => {
    const some = known(key);
    return some.length > 0 && { [key]: { alpha: meanOf(some, (one) => one.alpha), beta: meanOf(some, (one) => one.beta) } };
  };
  const means = (key: 'fade' | 'unseen') => {
    const some = known(key);
    return some.length > 0 && { [key]: weighted(some) };
  };
  const markouts = (key: 'taken' | 'added') => {
    const some = known(key);
    return some.length > 0 && { [key]: { fills: sumOf(some, ({ fills }) => fills), ...weighted(some) } };
  };
  const tails = known('tails');
  return {
    ...beliefs('take'),
    ...beliefs('ping'),
    ...(tails.length > 0 && {
      tails: { atRisk: summed(tails.map(({ atRisk }) => atRisk)), ended: summed(tails.map(({ ended }) => ended)) },
    }),
    ...means('fade'),
    ...means('unseen'),
    ...markouts('taken'),
    ...markouts('added'),
  };
}

type Moves = NonNullable<KnowledgeFile['moves']>;

/** Squared distances are from the mean of all, so what sets the means apart counts too. */
function mergedMoves(all: readonly Moves[]): Moves {
  const { weight, mean } = weighted(all);
  return {
    count: sumOf(all, ({ count }) => count),
    weight,
    squaredWeight: meanOf(all, ({ squaredWeight }) => squaredWeight),
    mean,
    squares: meanOf(all, (one) => one.squares + one.weight * (one.mean - mean) ** 2),
  };
}

function weighted(all: readonly { readonly weight: number; readonly mean: number }[]): { weight: number; mean: number } {
  const weight = sumOf(all, (one) => one.weight);
  return { weight: weight / all.length, mean: weight > 0 ? sumOf(all, (one) => one.weight * one.mean) / weight : 0 };
}

/** Place by place; what a shorter list does not reach is 0. */
function summed(lists: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => sumOf(lists, (list) => list[i] ?? 0));
}

function meanOf<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  return sumOf(items, pick) / items.length;
}

function sumOf<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + pick(item), 0);
}
