/**
 * What is expected of k replicas drawn from R without replacement, in closed form.
 *
 * Checked: tests/further/subsets.test.ts (all subsets one by one).
 */

/**
 * By count c = 0 ... of: the probability that k of `of` replicas, drawn at random, are all among c of them, C(c, k) /
 * C(of, k). Nothing is rounded at c = of, where it is 1.
 */
export function allAmong(of: number, k: number): Float64Array {
  return Float64Array.from({ length: of + 1 }, (_, count) => {
    let share = 1;
    for (let j = 0; j < k; j++) share *= Math.max(0, count - j) / (of - j);
    return share;
  });
}

/**
 * By rank i = 0 ...: the probability that the i-th smallest of R values is the largest of k of them drawn at random, k /
 * R C(i, k-1) / C(R-1, k-1). Mirrored it is that of the smallest.
 */
export function largestAt(of: number, k: number): Float64Array {
  const below = allAmong(of - 1, k - 1);
  return Float64Array.from({ length: of }, (_, i) => (k / of) * below[i]!);
}

/**
 * The mean range of k of the values, over all ways to draw them, and without each value (k + 1 values or more; by the
 * places of the values).
 * Source: a linear function of order statistics, Hoeffding 1948.
 */
export function meanRange(values: Float64Array, k: number): { value: number; without: Float64Array } {
  const count = values.length;
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const at = (i: number) => values[order[i]!]!;
  let value = 0;
  const weights = largestAt(count, k);
  for (let i = 0; i < count; i++) value += weights[i]! * (at(i) - at(count - 1 - i));
  const without = new Float64Array(count);
  if (count <= k) return { value, without };
  // Without the i-th, those above it move down by one place: their share of the largest less that of the smallest.
  const fewer = largestAt(count - 1, k);
  const share = (place: number) => fewer[place]! - fewer[count - 2 - place]!;
  const least = at(0);
  let above = 0;
  for (let i = 1; i < count; i++) above += share(i - 1) * (at(i) - least);
  let below = 0;
  for (let i = 0; i < count; i++) {
    without[order[i]!] = below + above;
    if (i + 1 === count) break;
    below += share(i) * (at(i) - least);
    above -= share(i) * (at(i + 1) - least);
  }
  return { value, without };
}
