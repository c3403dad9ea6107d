/**
 * The Rashomon capacity of some predictions of one example: how many different ones they are worth, from 1 (all alike)
 * to the number of classes, 2^C with C the capacity in bits of the channel whose rows they are.
 *
 * Source: Hsu and Calmon 2022, arXiv 2206.01295; Blahut 1972, Arimoto 1972, with the longer steps of Matz and Duhamel
 * 2004. Checked: tests/further/capacity.test.ts.
 */
import { exp64, log1p64, log64 } from "../reference/float64.js";

/** Steps stop where the capacity is known to so many nats, or after so many. */
const [TOLERANCE, STEPS] = [1e-6, 4000];
/** A step that raises the capacity makes the next longer by the one, and one that lowers it is taken again, shorter by the other. */
const [LONGER, SHORTER] = [1.5, 0.25];
/** Nearer rows lose digits in the difference of their entropies. */
const NEAR = 1e-3;

/**
 * Of two classes, by the least and the largest probability of one of them: KL(p, m) is convex in p, so no row between
 * the two is used. m is where both are as far.
 */
export function capacityOfTwo(low: number, high: number): number {
  if (!(high > low)) return 1;
  // The other class says the same; so `high` is 1 only where `low` is 0.
  if (low + high > 1) return capacityOfTwo(1 - high, 1 - low);
  const apart = high - low;
  // log of m / (1 - m): the entropy of one less that of the other, over their distance.
  const logit =
    apart > NEAR
      ? (entropy(low) - entropy(high)) / apart
      : log64(high / (1 - high)) +
        ((low > 0 ? low * log1p64(apart / low) : 0) + (1 - low) * log1p64(-apart / (1 - low))) / apart;
  const rest = Math.max(0, logit) + log1p64(exp64(-Math.abs(logit)));
  return Math.min(2, Math.max(1, exp64(rest - low * logit - entropy(low))));
}

const term = (p: number): number => (p > 0 ? p * log64(p) : 0);
const entropy = (p: number): number => -term(p) - term(1 - p);

/**
 * Of several classes.
 * @param rows [row][class], `count` rows
 */
export function capacityOf(rows: Float64Array, count: number): number {
  const classes = rows.length / count;
  const negentropy = Float64Array.from({ length: count }, (_, r) => {
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += term(rows[r * classes + c]!);
    return sum;
  });
  let weights = new Float64Array(count).fill(1 / count);
  let before = { weights, away: new Float64Array(count), most: 0 };
  const logs = new Float64Array(classes);
  let [capacity, pace] = [0, 1];
  const stepped = ({ weights: from, away, most }: typeof before) => {
    const next = from.map((weight, r) => weight * exp64(pace * (away[r]! - most)));
    const whole = next.reduce((total, weight) => total + weight, 0);
    return next.map((weight) => weight / whole);
  };
  for (let step = 0; step < STEPS; step++) {
    for (let c = 0; c < classes; c++) {
      let mean = 0;
      for (let r = 0; r < count; r++) mean += weights[r]! * rows[r * classes + c]!;
      logs[c] = mean > 0 ? log64(mean) : 0;
    }
    // How far each row is from their mean: the capacity lies between the mean distance and the largest.
    const away = negentropy.slice();
    let [most, least] = [0, 0];
    for (let r = 0; r < count; r++) {
      for (let c = 0; c < classes; c++) away[r] = away[r]! - rows[r * classes + c]! * logs[c]!;
      most = Math.max(most, away[r]!);
      least += weights[r]! * away[r]!;
    }
    if (least < capacity && pace > 1) {
      pace = Math.max(1, pace * SHORTER);
      weights = stepped(before);
      continue;
    }
    capacity = Math.max(capacity, least);
    if (most - capacity < TOLERANCE) break;
    before = { weights, away, most };
    weights = stepped(before);
    pace *= LONGER;
  }
  return Math.min(count, classes, Math.max(1, exp64(capacity)));
}
