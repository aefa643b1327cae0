/**
 * X of A X = B by elimination with row exchange. `a` is n x n and `b` n x m, both by row; both are used up, and `b` holds X after.
 * Throws RangeError where A is singular.
 */
export function solve(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const m = b.length / n;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) if (Math.abs(a[row * n + column]!) > Math.abs(a[pivot * n + column]!)) pivot = row;
    if (Math.abs(a[pivot * n + column]!) < 1e-13) throw new RangeError(`solve: column ${column} is singular`);
    swapRows(a, n, pivot, column);
    swapRows(b, m, pivot, column);
    for (let row = 0; row < n; row++) {
      const factor = row === column ? 0 : a[row * n + column]! / a[column * n + column]!;
      if (factor === 0) continue;
      for (let j = column; j < n; j++) a[row * n + j]! -= factor * a[column * n + j]!;
      for (let j = 0; j < m; j++) b[row * m + j]! -= factor * b[column * m + j]!;
    }
  }
  for (let row = 0; row < n; row++) for (let j = 0; j < m; j++) b[row * m + j]! /= a[row * n + row]!;
  return b;
}

function swapRows(matrix: Float64Array, width: number, i: number, j: number): void {
  if (i === j) return;
  for (let k = 0; k < width; k++) {
    const kept = matrix[i * width + k]!;
    matrix[i * width + k] = matrix[j * width + k]!;
    matrix[j * width + k] = kept;
  }
}
