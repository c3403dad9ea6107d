/**
 * How differently replicas predict at each point of a map.
 */

/** What the page draws of replicas: predictions [points][columns] of each. */
type Predictions = readonly Float32Array[];

/**
 * The prediction difference of each point: the mean over pairs of replicas of 1/2 norm_1 of the class probabilities
 * (binary: abs(p - p')), or of the mean over columns of abs(f - f'). In sorted order v_0 <= ... <= v_(R-1) the sum over
 * pairs is the sum of (2 k - R + 1) v_k.
 * For the eye: the numbers beside the map are the SDK's own.
 * @param predictions of R >= 1 replicas; for one it is 0 everywhere
 */
export function disagreementMap(
  predictions: Predictions,
  points: number,
  columns: number,
  regression: boolean,
): Float32Array {
  const replicas = predictions.length;
  const map = new Float32Array(points);
  if (replicas < 2) return map;
  const weight = (regression ? 1 / columns : columns === 1 ? 1 : 0.5) / ((replicas * (replicas - 1)) / 2);
  const sorted = new Float32Array(replicas);
  for (let point = 0; point < points; point++) {
    let sum = 0;
    for (let at = point * columns; at < (point + 1) * columns; at++) {
      for (let r = 0; r < replicas; r++) sorted[r] = predictions[r]![at]!;
      sorted.sort();
      const lowest = sorted[0]!;
      // About the lowest, so that replicas that agree have exactly 0.
      for (let k = 1; k < replicas; k++) sum += (2 * k - replicas + 1) * (sorted[k]! - lowest);
    }
    map[point] = sum * weight;
  }
  return map;
}
