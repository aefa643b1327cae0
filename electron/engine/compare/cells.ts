import type { CellRow, CompareCell, OrderSize } from '../../../shared/wire/compare.ts';
import { savings } from './savings.ts';
import { mean, SeedMeans } from './seed-means.ts';
import type { OrderFacts, SeedResultData } from './seed-result.ts';

/** Which orders a cell is of. */
type Choice = Pick<CompareCell, 'size' | 'mood' | 'trouble' | 'side'>;

export interface CellParts {
  readonly results: readonly SeedResultData[];
  /** Names of the contestants. */
  readonly names: readonly string[];
  readonly baseline: number;
  readonly sizes: readonly OrderSize[];
}

/**
 * The comparison by parts of the order set: by each size, mood, side and kind of trouble alone, then by all four together. Only what some
 * order was of; nothing where all orders are of one kind.
 */
export function cells(parts: CellParts): CompareCell[] {
  const { results, sizes } = parts;
  const orders = results.flatMap((result) => result.orders);
  const bySize = sizes.map(({ size }) => ({ size }));
  const byMood = unique(orders.map(({ mood }) => mood)).map((mood) => ({ mood }));
  const bySide = unique(orders.map(({ side }) => side)).map((side) => ({ side }));
  const kinds = unique(orders.map(({ trouble }) => trouble ?? ('none' as const))).sort(
    (a, b) => Number(b === 'none') - Number(a === 'none'),
  );
  const byTrouble: Choice[] = kinds.map((trouble) => ({ trouble }));
  const whether: Choice[] = kinds.length > 1 ? [{ trouble: 'none' }, { trouble: 'any' }] : [{}];
  const alone = [bySize, byMood, bySide, [...byTrouble, ...(kinds.length > 2 ? [{ trouble: 'any' as const }] : [])]];
  const together = bySize.flatMap((size) =>
    byMood.flatMap((mood) => whether.flatMap((trouble) => bySide.map((side) => ({ ...size, ...mood, ...trouble, ...side })))),
  );
  const choices = [...alone.filter((some) => some.length > 1).flat(), ...(together.length > 1 ? together : [])];
  return choices.map((choice) => cell(choice, parts)).filter(({ orders }) => orders > 0);
}

function cell(choice: Choice, { results, names, baseline, sizes }: CellParts): CompareCell {
  const means = new SeedMeans(results, names.length, (order) => isOf(order, choice, sizes));
  const costs = names.map((_, c) => means.of(c, 'bps'));
  const saved =
    means.orders === 0 ? [] : savings({ contestants: costs, oracle: means.fact(({ staticBps }) => staticBps), baseline });
  const rows = names.map((name, c): CellRow => {
    const touch = mean(means.of(c, 'touchRate'));
    const leak = mean(means.of(c, 'leakBps'));
    const first = mean(means.of(c, 'firstFillRate'));
    const saving = saved[c];
    return {
      name,
      bps: mean(costs[c]!),
      fillRate: mean(means.of(c, 'fillRate')),
      ...(!Number.isNaN(first) && { firstFillRate: first }),
      ...(!Number.isNaN(touch) && { touchRate: touch }),
      ...(!Number.isNaN(leak) && { leakBps: leak }),
      ...(saving && { saving: saving.bps, ...(saving.capture && { capture: saving.capture.mean }) }),
    };
  });
  return { ...choice, orders: means.orders, rows };
}

function isOf(order: OrderFacts, { size, mood, trouble, side }: Choice, sizes: readonly OrderSize[]): boolean {
  return (
    (size === undefined || sizes[order.size]?.size === size) &&
    (mood === undefined || order.mood === mood) &&
    (side === undefined || order.side === side) &&
    (trouble === undefined || (trouble === 'any' ? order.trouble !== undefined : (order.trouble ?? 'none') === trouble))
  );
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
