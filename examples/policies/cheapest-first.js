/**
 * The simplest policy that earns its place: every displayed level by what it is expected to cost in all, and a remainder where resting
 * is expected to cost least. Dark pools are pinged only where that is cheaper than the best displayed quote.
 */
export const name = 'cheapest-first';
export const version = 1;

const byTotal = (a, b) => a.total - b.total;

export default function route({ takes, levels, pings, posts }) {
  const lit = Math.min(...takes.map(({ total }) => total));
  const worthIt = pings.filter(({ total }) => total < lit);
  return {
    pings: worthIt.sort(byTotal).map(({ id }) => id),
    levels: levels.sort(byTotal).map(({ id }) => id),
    posts: posts.sort(byTotal).map(({ id }) => id),
    why: Object.fromEntries(pings.filter((ping) => !worthIt.includes(ping)).map(({ id }) => [id, 'dearer than the best quote'])),
  };
}
