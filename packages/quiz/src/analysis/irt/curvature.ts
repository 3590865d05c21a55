/**
 * The inverse of a symmetric matrix, which of a negative log-likelihood's curvature is the covariance of the estimates;
 * `null` where it is not positive definite, which has none.
 *
 * Cholesky's decomposition.
 */
export function inverseOf(matrix: readonly Float64Array[]): Float64Array[] | null {
  const size = matrix.length;
  const lower = matrix.map(() => new Float64Array(size));
  for (const [i, row] of lower.entries()) {
    for (let j = 0; j <= i; j += 1) {
      let rest = ((matrix[i]?.[j] ?? 0) + (matrix[j]?.[i] ?? 0)) / 2;
      for (let k = 0; k < j; k += 1) rest -= (row[k] ?? 0) * (lower[j]?.[k] ?? 0);
      if (i === j && !(rest > 0)) return null;
      row[j] = i === j ? Math.sqrt(rest) : rest / (lower[j]?.[j] ?? 1);
    }
  }
  return matrix.map((_row, column) => {
    const solution = new Float64Array(size);
    for (let i = 0; i < size; i += 1) {
      let rest = Number(i === column);
      for (let k = 0; k < i; k += 1) rest -= (lower[i]?.[k] ?? 0) * (solution[k] ?? 0);
      solution[i] = rest / (lower[i]?.[i] ?? 1);
    }
    for (let i = size - 1; i >= 0; i -= 1) {
      let rest = solution[i] ?? 0;
      for (let k = i + 1; k < size; k += 1) rest -= (lower[k]?.[i] ?? 0) * (solution[k] ?? 0);
      solution[i] = rest / (lower[i]?.[i] ?? 1);
    }
    return solution;
  });
}

/** How a gradient changes with each number, by central differences. */
export function curvatureOf(gradient: (at: Float64Array) => Float64Array, at: Float64Array): Float64Array[] {
  return Array.from(at, (value, index) => {
    const width = 1e-4 * Math.max(1, Math.abs(value));
    const [above, below] = [width, -width].map((step) =>
      gradient(at.map((other, place) => (place === index ? other + step : other))),
    );
    return at.map((_other, place) => ((above?.[place] ?? 0) - (below?.[place] ?? 0)) / (2 * width));
  });
}
