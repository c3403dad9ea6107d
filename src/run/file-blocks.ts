/** Predictions and logits that are in files, as blocks of examples that fit into memory. */
import type { Block, Shape } from "../measure/predictions.js";
import { BLOCK } from "../study/plan.js";

/** Fills an array with numbers of a replica's predictions or logits, from number `at` of its N x C on. */
export type ReadNumbers = (from: "predictions" | "logits", replica: number, at: number, into: Float32Array) => void;

/** All examples, in their order. A block is overwritten by the next. */
export function* fileBlocks({ replicas, examples, columns }: Shape, read: ReadNumbers): Generator<Block> {
  const most = Math.min(examples, Math.max(1, Math.floor(BLOCK / (8 * replicas * columns))));
  const values = new Float32Array(replicas * most * columns);
  const logits = new Float32Array(replicas * most * columns);
  for (let first = 0; first < examples; first += most) {
    const stride = Math.min(most, examples - first) * columns;
    for (let r = 0; r < replicas; r++) {
      read("predictions", r, first * columns, values.subarray(r * stride, (r + 1) * stride));
      read("logits", r, first * columns, logits.subarray(r * stride, (r + 1) * stride));
    }
    yield { first, examples: stride / columns, values, logits, stride, offset: 0 };
  }
}
