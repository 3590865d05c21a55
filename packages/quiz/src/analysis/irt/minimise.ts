/** A function of many numbers at some place. */
export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Where a function is least. */
export interface Minimum extends Slope {
  readonly at: Float64Array;
  readonly steps: number;
  /** Whether no number of the gradient is larger than `tolerance` any more. */
  readonly isConverged: boolean;
}

/**
 * Looks for the least value of a smooth function: BFGS with a line search that halves steps (Nocedal and Wright, Numerical
 * Optimization, chapter 6).
 */
export function minimise(
  read: (at: Float64Array) => Slope,
  start: Float64Array,
  { tolerance, maxSteps }: { readonly tolerance: number; readonly maxSteps: number },
): Minimum {
  let at = start;
  let here = read(at);
  let inverse = identity(at.length);
  let steps = 0;
  while (steps < maxSteps && largest(here.gradient) > tolerance) {
    steps += 1;
    let direction = inverse.map((row) => -dot(row, here.gradient));
    let descent = dot(direction, here.gradient);
    if (!(descent < 0)) {
      inverse = identity(at.length);
      direction = Array.from(here.gradient, (slope) => -slope);
      descent = dot(direction, here.gradient);
    }
    const found = search(read, at, here, direction, descent);
    if (found === undefined) break;
    const move = found.at.map((value, index) => value - (at[index] ?? 0));
    const change = found.slope.gradient.map((value, index) => value - (here.gradient[index] ?? 0));
    inverse = updated(inverse, move, change);
    ({ at, slope: here } = found);
  }
  return { ...here, at, steps, isConverged: largest(here.gradient) <= tolerance };
}

/** The first of ever shorter steps that goes down enough; the first step of a direction is at most 1 long. */
function search(
  read: (at: Float64Array) => Slope,
  at: Float64Array,
  here: Slope,
  direction: readonly number[],
  descent: number,
): { at: Float64Array; slope: Slope } | undefined {
  let length = Math.min(1, 1 / Math.sqrt(dot(direction, direction)));
  for (let halvings = 0; halvings < 40; halvings += 1) {
    const next = at.map((value, index) => value + length * (direction[index] ?? 0));
    const slope = read(next);
    // Near the end a value cannot go down by less than its own rounding.
    if (slope.value <= here.value + 1e-4 * length * descent + 1e-14 * Math.abs(here.value)) return { at: next, slope };
    length /= 2;
  }
  return undefined;
}

/** The inverse of the curvature after a move that changed the gradient. */
function updated(inverse: Float64Array[], move: Float64Array, change: Float64Array): Float64Array[] {
  const curve = dot(move, change);
  if (!(curve > 1e-12 * Math.sqrt(dot(move, move) * dot(change, change)))) return inverse;
  const product = inverse.map((row) => dot(row, change));
  const factor = (1 + dot(product, change) / curve) / curve;
  return inverse.map((row, i) =>
    row.map((value, j) => {
      const [mi, mj] = [move[i] ?? 0, move[j] ?? 0];
      return value + factor * mi * mj - ((product[i] ?? 0) * mj + mi * (product[j] ?? 0)) / curve;
    }),
  );
}

function identity(size: number): Float64Array[] {
  return Array.from({ length: size }, (_row, i) => Float64Array.from({ length: size }, (_value, j) => Number(i === j)));
}

function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
