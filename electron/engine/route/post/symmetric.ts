/** Pivots below this part of their diagonal are taken for zero. */
const SINGULAR = 1e-12;

/** Inverse of a symmetric positive definite matrix, row by row (Cholesky); undefined where it is not positive definite. */
export function symmetricInverse(matrix: ArrayLike<number>, size: number): Float64Array | undefined {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j];
      for (let k = 0; k < j; k++) rest -= lower[i * size + k] * lower[j * size + k];
      if (i > j) lower[i * size + j] = rest / lower[j * size + j];
      else if (rest > SINGULAR * matrix[i * size + i]) lower[i * size + i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  const inverse = new Float64Array(size * size);
  const column = new Float64Array(size);
  for (let c = 0; c < size; c++) {
    for (let i = 0; i < size; i++) {
      let rest = i === c ? 1 : 0;
      for (let k = 0; k < i; k++) rest -= lower[i * size + k] * column[k];
      column[i] = rest / lower[i * size + i];
    }
    for (let i = size - 1; i >= 0; i--) {
      let rest = column[i];
      for (let k = i + 1; k < size; k++) rest -= lower[k * size + i] * inverse[k * size + c];
      inverse[i * size + c] = rest / lower[i * size + i];
    }
  }
  return inverse;
}
