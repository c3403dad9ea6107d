/**
 * Simultaneous intervals within a claim: the critical value of the largest abs(t) over correlated contrasts, each with
 * a standard error of its own.
 *
 * The contrasts' correlation is estimated from their pseudo-values on common units. Means and covariance matrices of as
 * many units with that correlation are drawn from a fixed key of the counter-based generator, so the same pseudo-values
 * give the same critical value everywhere. (One chi-square common to all contrasts, as in a multivariate t, would be
 * for one pooled variance; with few units it gives a value that is too small.)
 * Source: Dunnett 1955, Hothorn, Bretz, Westfall 2008 for the largest abs(t); Bartlett 1933 for the covariance
 * matrices.
 * Checked: tests/statistics/max-t.test.ts (independence, whole experiments, Bonferroni), tests/claims/simulated.test.ts
 * (coverage).
 */

import { log64 } from "../reference/float64.js";
import { threefry } from "../reference/random.js";
import { normalQuantile } from "./normal.js";
import { meanOf } from "./sample.js";
import { studentQuantile } from "./student.js";

const DRAWS = 40000;

/**
 * c with P(max over k of abs(t_k) <= c) = level, from the pseudo-values of K contrasts on the same S units (K arrays of
 * length S >= 3); S - 1 degrees of freedom. One contrast gives the quantile of t itself. Contrasts may depend on each
 * other or not vary at all.
 */
export function maxT(pseudoValues: Float64Array[], level: number): number {
  const freedom = pseudoValues[0]!.length - 1;
  const single = studentQuantile((1 + level) / 2, freedom);
  if (pseudoValues.length === 1) return single;
  const factor = rootOfCorrelation(pseudoValues);
  const size = factor[0]!.length;
  if (drawn.size !== size || drawn.freedom !== freedom) drawn = drawAll(size, freedom);
  const { means, roots } = drawn;
  const largest = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    const normal = means.subarray(draw * size, (draw + 1) * size);
    const triangle = roots.subarray(draw * triangular(size), (draw + 1) * triangular(size));
    // Squares of z / |A' f|, f a row of F: its mean over its standard error, but for the degrees of freedom. A row that
    // does not vary has neither.
    let most = 0;
    for (const row of factor) {
      const z = dot(row, normal);
      if (z !== 0) most = Math.max(most, (z * z) / squaredLength(triangle, row));
    }
    largest[draw] = Math.sqrt(freedom * most);
  }
  largest.sort();
  // Between one contrast and K of them that share nothing (Bonferroni) lies the true value, whatever the draws say.
  const bonferroni = studentQuantile(1 - (1 - level) / (2 * pseudoValues.length), freedom);
  return Math.min(bonferroni, Math.max(single, largest[Math.ceil(level * DRAWS) - 1]!));
}

/** |A' f|^2 = f' A A' f; A column by column from its diagonal down. */
function squaredLength(triangle: Float64Array, row: readonly number[]): number {
  let sum = 0;
  let at = 0;
  for (let column = 0; column < row.length; column++) {
    let entry = 0;
    for (let i = column; i < row.length; i++) entry += triangle[at++]! * row[i]!;
    sum += entry * entry;
  }
  return sum;
}

const triangular = (size: number) => (size * (size + 1)) / 2;

/** What is drawn: a pure function of both sizes. */
interface Draws {
  size: number;
  freedom: number;
  /** Standard normal numbers, `size` to a draw. */
  means: Float64Array;
  /** A of each draw, column by column from the diagonal down: A A' is a Wishart matrix. */
  roots: Float64Array;
}

/** Those of the last sizes are kept: claims and simulations ask for the same again and again. */
let drawn: Draws = { size: 0, freedom: 0, means: new Float64Array(0), roots: new Float64Array(0) };

/**
 * A has normal numbers below its diagonal and on it roots of chi-squares, each with one degree less. `size` is at most
 * `freedom`, for the rank of a correlation is.
 */
function drawAll(size: number, freedom: number): Draws {
  const means = Float64Array.from({ length: DRAWS * size }, (_, at) => normalAt(Math.floor(at / size), at % size));
  const roots = new Float64Array(DRAWS * triangular(size));
  let at = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    // Numbers of a draw: its means, a square of which the triangle is a part, and from there on a block for each
    // chi-square.
    for (let column = 0; column < size; column++) {
      roots[at++] = Math.sqrt(chiSquare(freedom - column, draw, size + size * size + 1024 * column));
      for (let row = column + 1; row < size; row++) roots[at++] = normalAt(draw, size + size * column + row);
    }
  }
  return { size, freedom, means, roots };
}

/**
 * F (K rows, as many columns as the correlation has rank) with F F' = the correlation matrix of the rows of `samples`:
 * Cholesky's factor with the largest remaining diagonal element as the next pivot, which stops at the rank and so needs
 * no regular matrix (Higham 1990). A row that does not vary is 0.
 */
function rootOfCorrelation(samples: Float64Array[]): number[][] {
  const standard = samples.map(standardised);
  const rows: number[][] = standard.map(() => []);
  const left: number[] = standard.map((row) => (row.some((value) => value !== 0) ? 1 : 0));
  for (let column = 0; column < samples.length; column++) {
    const pivot = left.indexOf(Math.max(...left));
    // Correlations are known to about 1e-16 times the number of units: what is left below 1e-10 is rounding.
    if (left[pivot]! < 1e-10) break;
    const scale = Math.sqrt(left[pivot]!);
    const pivotRow = [...rows[pivot]!];
    rows.forEach((row, k) => {
      const entry = k === pivot ? scale : (dot(standard[k]!, standard[pivot]!) - dot(row, pivotRow)) / scale;
      row.push(entry);
      left[k] = k === pivot ? 0 : left[k]! - entry * entry;
    });
  }
  return rows;
}

/** The values minus their mean, divided by their length as a vector; all 0 where they do not vary (up to rounding). */
function standardised(values: Float64Array): Float64Array {
  const mean = meanOf(values);
  const centred = values.map((value) => value - mean);
  const length = Math.sqrt(dot(centred, centred));
  return length > 1e-12 * Math.abs(mean) * Math.sqrt(values.length)
    ? centred.map((value) => value / length)
    : centred.fill(0);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Uniform strictly between 0 and 1: draw and index are the counter, the key is "max-" "t   " in ASCII. */
function uniformAt(draw: number, index: number): number {
  return (threefry(0x6d61782d, 0x74202020, draw, index)[0] + 0.5) * 2.3283064365386963e-10;
}

function normalAt(draw: number, index: number): number {
  return normalQuantile(uniformAt(draw, index));
}

/**
 * Chi-square with `freedom` >= 1 degrees, from the words of a draw at `index` and above: twice a gamma variable
 * (Marsaglia, Tsang 2000).
 */
function chiSquare(freedom: number, draw: number, index: number): number {
  if (freedom === 1) {
    const x = normalAt(draw, index);
    return x * x;
  }
  const d = freedom / 2 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let at = index; ; at += 2) {
    const x = normalAt(draw, at);
    const root = 1 + c * x;
    const v = root * root * root;
    if (v > 0 && log64(uniformAt(draw, at + 1)) < 0.5 * x * x + d * (1 - v + log64(v))) return 2 * d * v;
  }
}
