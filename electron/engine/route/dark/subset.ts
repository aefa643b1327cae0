/**
 * Draws `count` of the places so that each is in with its own chance (systematic sampling): the chances are laid end to end and
 * every point `uniform` + whole number takes the place it falls into. 1 where in, else 0. Chances are at most 1 and sum to `count`.
 */
export function systematicSubset(chances: readonly number[], count: number, uniform: number): number[] {
  let end = 0;
  let taken = 0;
  return chances.map((chance, i) => {
    end += chance;
    // The last places take what rounding left over, or the sum might miss its last point.
    const owed = count - taken;
    const isIn = owed > 0 && (end > uniform + taken || owed >= chances.length - i);
    if (isIn) taken += 1;
    return isIn ? 1 : 0;
  });
}
