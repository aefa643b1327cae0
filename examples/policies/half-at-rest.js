/**
 * A policy with sizes: half of an order that may rest is posted, in round lots, where it is most likely to fill, and the other half takes
 * what is displayed; an order that may not rest takes all. A venue is given no more than it shows, and is asked last where fast traders
 * are many. Under order protection the price decides before that.
 */
export const name = 'half-at-rest';
export const version = '1.1';

/** A venue where fast traders are more than this is crowded. */
const CROWDED = 0.5;
const RESTING_PLACES = 2;

export default function route(request) {
  const { leavesQty, roundLot, venues, takes, levels, posts } = request;
  const sizes = {};

  const places = posts
    .filter(({ action }) => action === 'post')
    .sort((a, b) => b.fillProbability - a.fillProbability || a.total - b.total)
    .slice(0, RESTING_PLACES);
  const each = Math.floor(leavesQty / 2 / RESTING_PLACES / roundLot) * roundLot;
  const rests = each > 0 && places.length > 0;
  if (rests) for (const { id } of places) sizes[id] = each;

  const crowded = (mic) => (venues[mic].hftPresence > CROWDED ? 1 : 0);
  let left = leavesQty - (rests ? each * places.length : 0);
  for (const { id, displayQty } of takes.sort((a, b) => crowded(a.mic) - crowded(b.mic) || a.total - b.total)) {
    sizes[id] = Math.min(left, displayQty);
    left -= sizes[id];
  }

  // Equal costs are settled by lot, and by the same lot when the session is run again.
  const lots = new Map(levels.map(({ id }) => [id, request.chance()]));
  return {
    levels: levels.sort((a, b) => a.total - b.total || lots.get(a.id) - lots.get(b.id)).map(({ id }) => id),
    posts: places.map(({ id }) => id),
    together: rests,
    sizes,
  };
}
