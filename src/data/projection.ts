/**
 * x1 + x2/2 + x3/4 + ...: the one direction along which `linear`, `vee` and `staircase` vary.
 */

/** The sum of x[k] / 2^k, k = 0, 1, ..., in f64. */
export function projection(x: Float32Array): number {
  let sum = 0;
  let weight = 1;
  for (const value of x) {
    sum += weight * value;
    weight /= 2;
  }
  return sum;
}
