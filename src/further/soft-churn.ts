/**
 * Soft churn: churn as if a class were decided in proportion to how near its probability comes to the largest.
 *
 * Source: Bhojanapalli et al. 2021, arXiv 2102.03349. The distance is an L1 norm, so its sums over pairs take one sort a
 * cell (measure/cells.ts). Checked: tests/further/further.test.ts (all pairs one by one).
 */
import { cellSample } from "../measure/cell-sample.js";
import { openCellReader } from "../measure/cells.js";
import { addDistances, overPairs } from "../measure/pairwise.js";
import type { Block, Shape } from "../measure/predictions.js";
import { exp64, log64 } from "../reference/float64.js";
import { type FoundMeasure, ofPairs } from "./found.js";

/**
 * Mean over n and pairs of 1/2 norm_1((p / max p)^alpha - (p' / max p')^alpha), a single column expanded to (1-p, p).
 */
export function openSoftChurn(shape: Shape, alpha: number): { add(tile: Block): void; found(): FoundMeasure } {
  const { replicas, examples } = shape;
  const columns = Math.max(2, shape.columns);
  const soft: Shape = { replicas, examples, columns, kind: "probability" };
  const sums = new Float64Array(replicas);
  const sample = cellSample(soft);
  const read = openCellReader(soft);
  return {
    add(tile) {
      read(softened(tile, shape, columns, alpha), (cell) => {
        addDistances(sums, cell);
        sample.add(cell);
      });
    },
    found: () =>
      ofPairs(`pairwise, alpha ${alpha}`, { ...overPairs(sums, 0.5 / examples), fold: sample.distance() }, columns / 2),
  };
}

function softened(tile: Block, shape: Shape, columns: number, alpha: number): Block {
  const stride = tile.examples * columns;
  const values = new Float64Array(shape.replicas * stride);
  for (let r = 0; r < shape.replicas; r++) {
    for (let n = 0; n < tile.examples; n++) {
      const [from, to] = [r * tile.stride + tile.offset + n * shape.columns, r * stride + n * columns];
      let largest = 0;
      for (let c = 0; c < columns; c++) {
        const p = shape.columns > 1 ? tile.values[from + c]! : c === 1 ? tile.values[from]! : 1 - tile.values[from]!;
        values[to + c] = p;
        largest = Math.max(largest, p);
      }
      for (let c = 0; c < columns; c++) values[to + c] = power(values[to + c]! / largest, alpha);
    }
  }
  return { first: tile.first, examples: tile.examples, values, logits: null, stride, offset: 0 };
}

/** x^alpha for 0 <= x <= 1; 0 and 1 stay what they are. */
function power(x: number, alpha: number): number {
  return alpha === 1 || x === 1 ? x : x > 0 ? exp64(alpha * log64(x)) : 0;
}
