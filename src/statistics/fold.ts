/**
 * Where an estimate bends: the direction in which replicas differ most, and how the estimate falls on both sides along
 * it.
 *
 * Think of the replicas as a sample of a pool, and move the pool's weights from 1 each to 1 + x v_r, v a unit vector
 * that adds up to 0: if the pool had two basins and v told them apart, x would make one of them more common. A mean
 * over pairs changes by the factor 1 + a x - kappa x^2 (an L1 distance is of negative type: kappa >= 0). Near an even
 * split a is 0 and the bend is all there is, which no jackknife of first order sees.
 *
 * v is the dominant eigenvector of the doubly centred matrix of mean distances, by the power method; a product with the
 * distances of a cell needs one walk up its sorted predictions. It and kappa come from a bounded sample of the cells
 * (priority.ts).
 * Source: the second-order term of a U-statistic, Hoeffding 1948, Serfling 1980 ch. 5; the interval is the project's.
 * docs/measures.md derives it.
 * Checked: tests/statistics/fold.test.ts (matrices, grid searches), tests/measure/coverage.test.ts.
 */

import { threefry } from "../reference/random.js";

/**
 * A direction in the space of replicas (unit vector, length R, adds up to 0), and the curvature kappa >= 0 of the log
 * of an estimate along it.
 */
export interface Fold {
  direction: Float64Array;
  curvature: number;
}

/**
 * Steps of the power method. What it has not yet told apart after these is nearly as large, and as good a direction.
 */
const STEPS = 12;

/**
 * The dominant unit eigenvector of a positive semidefinite matrix on the vectors of `size` numbers that add up to 0.
 * `add` adds the product with a vector to the second argument, up to a constant. It starts from fixed numbers that fit
 * no pattern. null where the matrix is 0.
 */
export function dominantDirection(
  size: number,
  add: (vector: Float64Array, product: Float64Array) => void,
  steps = STEPS,
): Float64Array | null {
  let vector = Float64Array.from({ length: size }, (_, i) => threefry(0x666f6c64, 0, 0, i)[0]);
  let product = new Float64Array(size);
  if (!normalise(vector)) return null;
  for (let step = 0; step < steps; step++) {
    product.fill(0);
    add(vector, product);
    if (!normalise(product)) return null;
    [vector, product] = [product, vector];
  }
  return vector;
}

/** Centres, and divides by the length; false where that is 0. */
function normalise(vector: Float64Array): boolean {
  let sum = 0;
  for (let r = 0; r < vector.length; r++) sum += vector[r]!;
  const mean = sum / vector.length;
  let largest = 0;
  for (let r = 0; r < vector.length; r++) largest = Math.max(largest, Math.abs((vector[r] = vector[r]! - mean)));
  if (!(largest > 0)) return false;
  // Divided by the largest first: squares of tiny or huge numbers would leave the range.
  let squares = 0;
  for (let r = 0; r < vector.length; r++) {
    const part = (vector[r] = vector[r]! / largest);
    squares += part * part;
  }
  const length = Math.sqrt(squares);
  for (let r = 0; r < vector.length; r++) vector[r] = vector[r]! / length;
  return true;
}

/** The sum of products. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * How an estimate varies on its scale: its standard error of first order, and what of it lies along directions in which
 * the estimate bends.
 */
export interface Spread {
  error: number;
  folds: readonly Along[];
}

/** The standard error along a direction, and the curvature there: the square of the error counts in that of all. */
export interface Along {
  along: number;
  curvature: number;
}

/**
 * The standard error of an estimate, taken apart along directions that are orthogonal to each other. `deviations` are
 * what each unit (replica, seed, group) contributes: the root of the sum of their squares is the standard error.
 * Directions have their length and need not be normal.
 */
export function spreadOf(deviations: Float64Array, folds: readonly Fold[]): Spread {
  const parts = folds.map(({ direction, curvature }) => {
    const length = Math.sqrt(dot(direction, direction));
    return { along: length > 0 ? Math.abs(dot(deviations, direction)) / length : 0, curvature };
  });
  return { error: Math.sqrt(dot(deviations, deviations)), folds: parts };
}

/**
 * How far the interval reaches below and above the estimate, t being the critical value. Over all x with x_1^2 + ... +
 * y^2 <= t^2, a_i the errors along the folds, k_i their curvatures, b what is left of the error:
 *
 *   below = max(0, sum k_i + max of sum (a_i x_i + k_i x_i^2) + b y)
 *   above = max(0, -sum k_i + max of sum (a_i x_i - k_i x_i^2) + b y)
 *
 * Without curvature both are t times the error.
 */
export function reachOf({ error, folds }: Spread, t: number): { below: number; above: number } {
  if (folds.every(({ curvature }) => curvature === 0)) return { below: t * error, above: t * error };
  const left = folds.reduce((rest, { along }) => rest - along * along, error * error);
  const shift = folds.reduce((sum, { curvature }) => sum + curvature, 0);
  const largest = (sign: number) =>
    largestOnBall(
      [...folds.map(({ along, curvature }) => [along, sign * curvature] as const), [Math.sqrt(Math.max(0, left)), 0]],
      t,
    );
  return { below: Math.max(0, largest(1) + shift), above: Math.max(0, largest(-1) - shift) };
}

/**
 * The maximum of sum of a x + k x^2 over the ball of radius t, all a >= 0: by duality the minimum of sum of a^2 / (4 (m
 * - k)) + m t^2 over m > max(0, all k), which has one minimum even where the maximum has several places. Bisection on
 *   its derivative until f64 has no number between.
 */
function largestOnBall(terms: readonly (readonly [a: number, k: number])[], t: number): number {
  const bottom = Math.max(...terms.map(([, k]) => k), 0);
  // What has no square in f64 is 0.
  const sum = (of: (a: number, gap: number) => number) =>
    terms.reduce((total, [a, k]) => (a * a === 0 ? total : total + of(a, bottom - k)), 0);
  // m = bottom + rest; at the second rest the derivative is no longer negative.
  let [low, high] = [0, Math.sqrt(sum((a) => a * a)) / (2 * t)];
  for (let step = 0; step < 200; step++) {
    const rest = (low + high) / 2;
    if (!(rest > low && rest < high)) break;
    if (sum((a, gap) => (a / (2 * (rest + gap))) * (a / (2 * (rest + gap)))) > t * t) low = rest;
    else high = rest;
  }
  return sum((a, gap) => (a * a) / (4 * (high + gap))) + (bottom + high) * t * t;
}
