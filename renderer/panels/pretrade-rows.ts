import type { StrategyName } from '../../shared/routing.ts';
import type { PreviewRow } from '../../shared/wire/contract.ts';

/** Rows this near to each other, bps, keep their places: an answer a second must not make them change places for nothing. */
const SLACK = 0.05;

/**
 * Strategies by expected cost, best first; those that could send nothing come last. Given the order they stood in before, only a row that
 * is clearly better moves up.
 */
export function bestFirst(rows: readonly PreviewRow[], before: readonly StrategyName[] = []): StrategyName[] {
  const cost = new Map(rows.map((row) => [row.strategy as StrategyName, row.bps ?? Number.POSITIVE_INFINITY]));
  const costOf = (name: StrategyName) => cost.get(name) ?? Number.POSITIVE_INFINITY;
  const sorted = [...cost.keys()].sort((a, b) => costOf(a) - costOf(b) || 0);
  const kept = before.filter((name) => cost.has(name));
  if (kept.length < sorted.length) return sorted;
  for (let moved = true; moved; ) {
    moved = false;
    for (let i = 1; i < kept.length; i += 1) {
      const [above, below] = [kept[i - 1]!, kept[i]!];
      if (costOf(below) + SLACK >= costOf(above)) continue;
      kept[i - 1] = below;
      kept[i] = above;
      moved = true;
    }
  }
  return kept;
}

/** The rows to show: at most the first `most` of `order`, and the chosen strategy's wherever it stands. */
export function pretradeRows(
  rows: readonly PreviewRow[],
  { order, chosen, most }: { readonly order: readonly StrategyName[]; readonly chosen: StrategyName; readonly most: number },
): PreviewRow[] {
  return order.filter((name, i) => i < most || name === chosen).flatMap((name) => rows.find((row) => row.strategy === name) ?? []);
}
