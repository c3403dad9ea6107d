/** What the values of one sample say: their mean and its standard error, their spread, their quantiles. */

/**
 * Mean of the values, summed in their order. It lies among them: rounding takes it no further, and the mean of equal
 * values is their value.
 */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return Math.min(most, Math.max(least, sum / values.length));
}

/** Standard error of the mean: sqrt of sum (x - mean)^2 / (S (S-1)). */
export function standardError(values: Float64Array): number {
  const mean = meanOf(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) * (values[i]! - mean);
  return Math.sqrt(squares / (values.length * (values.length - 1)));
}

/** Standard deviation, divisor n-1; null for fewer than 2 values. */
export function standardDeviation(values: Float64Array): number | null {
  return values.length < 2 ? null : standardError(values) * Math.sqrt(values.length);
}

/** Quantile of a sample, linear between order statistics (Hyndman and Fan 1996, type 7; the default of R and NumPy). */
export function quantile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}
