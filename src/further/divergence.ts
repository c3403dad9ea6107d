/**
 * The Jensen-Shannon divergence of the predictions of two replicas, in bits: 1/2 KL(p, m) + 1/2 KL(p', m), m their mean.
 *
 * It is no sum of a term of p and one of p', so all pairs are looked at: O(N R^2). Its root is a distance in
 * a Hilbert space (Fuglede, Topsoe 2004).
 * Source: Lin 1991. Checked: tests/further/further.test.ts, tests/compare/python.test.ts (SciPy).
 */
import type { Block, Shape } from "../measure/predictions.js";
import { log1p64 } from "../reference/float64.js";
import { ofAllPairs } from "./all-pairs.js";
import type { FoundMeasure } from "./found.js";

const LN2 = 0.6931471805599453;
/** Bits of a nat. */
const BITS = 1.4426950408889634;

/**
 * Of one class: m/2 ((1+u) log(1+u) + (1-u) log(1-u)), m the mean of both and u = abs(p - p') / (p + p'). Written so
 * that nothing cancels where they are near each other.
 */
function part(p: number, q: number): number {
  const sum = p + q;
  if (p === q) return 0;
  const u = Math.abs(p - q) / sum;
  // One of them is 0: log1p(-u) would be infinite, but counts 0 times.
  if (u === 1) return (sum / 2) * LN2;
  return (sum / 4) * (log1p64(-u * u) + u * (log1p64(u) - log1p64(-u)));
}

export function openJensenShannon(shape: Shape): { add(tile: Block): void; found(): FoundMeasure } {
  const { replicas, examples, columns } = shape;
  const pairs = new Float64Array(replicas * replicas);
  return {
    add({ examples: some, values, stride, offset }) {
      for (let n = 0; n < some; n++) {
        for (let r = 1; r < replicas; r++) {
          const a = r * stride + offset + n * columns;
          for (let s = 0; s < r; s++) {
            const b = s * stride + offset + n * columns;
            let sum = columns === 1 ? part(1 - values[a]!, 1 - values[b]!) : 0;
            for (let c = 0; c < columns; c++) sum += part(values[a + c]!, values[b + c]!);
            pairs[r * replicas + s] = pairs[r * replicas + s]! + sum;
          }
        }
      }
    },
    found: () => ofAllPairs("pairwise, in bits", pairs, BITS / examples, 1),
  };
}
