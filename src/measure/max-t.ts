/**
 * Simultaneous intervals within a claim: the critical value of the largest abs(t) over correlated contrasts.
 *
 * The contrasts' correlation is estimated from their pseudo-values on common units; multivariate t vectors with that correlation are drawn from a
 * fixed key of the counter-based generator, so the same pseudo-values give the same critical value everywhere.
 * Source: Dunnett 1955; Hothorn, Bretz, Westfall 2008. Checked: tests/measure/max-t.test.ts (tabulated values, independence, Bonferroni).
 */
import { threefry } from "../reference/random.js";
import { log64 } from "../reference/float64.js";
import { meanOf } from "./jackknife.js";
import { normalQuantile, studentQuantile } from "./student.js";

const DRAWS = 40000;

/**
 * c with P(max over k of abs(t_k) <= c) = level, from the pseudo-values of K contrasts on the same S units (K arrays of length S >= 3);
 * S - 1 degrees of freedom. One contrast gives the quantile of t itself. Contrasts may depend on each other or not vary at all.
 */
export function maxT(pseudoValues: Float64Array[], level: number): number {
  const freedom = pseudoValues[0]!.length - 1;
  const single = studentQuantile((1 + level) / 2, freedom);
  if (pseudoValues.length === 1) return single;
  const factor = rootOfCorrelation(pseudoValues);
  const size = factor[0]!.length;
  if (drawn.size !== size || drawn.freedom !== freedom) drawn = drawAll(size, freedom);
  const { normals, scales } = drawn;
  const largest = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    let most = 0;
    for (const row of factor) {
      let z = 0;
      for (let i = 0; i < size; i++) z += row[i]! * normals[draw * size + i]!;
      most = Math.max(most, Math.abs(z));
    }
    largest[draw] = most / scales[draw]!;
  }
  largest.sort();
  // Between one contrast and K of them that share nothing (Bonferroni) lies the true value, whatever the draws say.
  const bonferroni = studentQuantile(1 - (1 - level) / (2 * pseudoValues.length), freedom);
  return Math.min(bonferroni, Math.max(single, largest[Math.ceil(level * DRAWS) - 1]!));
}

/** The normal numbers of each draw and the root of its chi-square over the degrees of freedom: a pure function of both sizes. */
interface Draws {
  size: number;
  freedom: number;
  normals: Float64Array;
  scales: Float64Array;
}

/** Those of the last sizes are kept: claims and simulations ask for the same again and again. */
let drawn: Draws = { size: 0, freedom: 0, normals: new Float64Array(0), scales: new Float64Array(0) };

function drawAll(size: number, freedom: number): Draws {
  const normals = Float64Array.from({ length: DRAWS * size }, (_, at) => normalAt(Math.floor(at / size), at % size));
  const scales = Float64Array.from({ length: DRAWS }, (_, draw) => Math.sqrt(chiSquare(freedom, draw, size) / freedom));
  return { size, freedom, normals, scales };
}

/**
 * F (K rows, as many columns as the correlation has rank) with F F' = the correlation matrix of the rows of `samples`: Cholesky's
 * factor with the largest remaining diagonal element as the next pivot, which stops at the rank and so needs no regular matrix (Higham 1990). A row that does not vary is 0.
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
  return length > 1e-12 * Math.abs(mean) * Math.sqrt(values.length) ? centred.map((value) => value / length) : centred.fill(0);
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

/** Chi-square with `freedom` >= 2 degrees, from the words of a draw at `index` and above: twice a gamma variable (Marsaglia, Tsang 2000). */
function chiSquare(freedom: number, draw: number, index: number): number {
  const d = freedom / 2 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let at = index; ; at += 2) {
    const x = normalAt(draw, at);
    const root = 1 + c * x;
    const v = root * root * root;
    if (v > 0 && log64(uniformAt(draw, at + 1)) < 0.5 * x * x + d * (1 - v + log64(v))) return 2 * d * v;
  }
}
