/**
 * Row numbers in time order, equal times in row order, such that within each group (a symbol) time never goes back in row order.
 * Where it does, the fewest rows are dropped that leave the rest in order; among equally few, the later ones. Each dropped row is told.
 */
export function keepInOrder(time: readonly number[], group: readonly number[], drop: (row: number) => void): Int32Array {
  const last: number[] = [];
  const broken = new Set<number>();
  let sorted = true;
  for (let row = 0; row < time.length; row++) {
    const g = group[row];
    if (last[g] !== undefined && time[row] < last[g]) broken.add(g);
    last[g] = time[row];
    if (row > 0 && time[row] < time[row - 1]) sorted = false;
  }
  if (sorted) return Int32Array.from(time, (_, row) => row);
  const kept = new Uint8Array(time.length).fill(1);
  for (const g of broken) {
    const rows = group.flatMap((other, row) => (other === g ? [row] : []));
    for (const row of rows) kept[row] = 0;
    for (const row of longestInOrder(time, rows)) kept[row] = 1;
  }
  const order: number[] = [];
  for (let row = 0; row < time.length; row++) {
    if (kept[row] === 1) order.push(row);
    else drop(row);
  }
  return Int32Array.from(order.sort((a, b) => time[a] - time[b] || a - b));
}

/** The longest run of rows, not necessarily neighbours, whose time never goes back; patience sorting from the end. */
function longestInOrder(time: readonly number[], rows: readonly number[]): number[] {
  /** ends[k] starts the run of k + 1 rows that leaves most room before it. */
  const ends: number[] = [];
  const next = new Map<number, number>();
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i];
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (time[ends[middle]] >= time[row]) low = middle + 1;
      else high = middle;
    }
    if (low > 0) next.set(row, ends[low - 1]);
    ends[low] = row;
  }
  const run: number[] = [];
  for (let row = ends.at(-1); row !== undefined; row = next.get(row)) run.push(row);
  return run;
}
