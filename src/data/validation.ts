/**
 * The examples of a training set that are kept for validation: docs/arithmetic.md section 12.
 */
import type { Split } from "./dataset.js";
import { shuffled } from "./split-rows.js";
import { STREAM_PARTS } from "./synthetic.js";

/**
 * A training set in two, each in file order: what is trained on, and `kept` examples.
 * @param seed of the data stream
 */
export function splitOff(train: Split, kept: number, seed: number): { train: Split; validation: Split } {
  const order = shuffled(train.count, seed, STREAM_PARTS.validation);
  const rest = train.count - kept;
  return {
    train: examplesOf(train, order.subarray(0, rest).sort()),
    validation: examplesOf(train, order.subarray(rest).sort()),
  };
}

function examplesOf({ count, x, y, weights, rows, ids }: Split, chosen: Int32Array): Split {
  const of = (values: Float32Array): Float32Array => {
    const width = values.length / count;
    const picked = new Float32Array(chosen.length * width);
    chosen.forEach((n, at) => picked.set(values.subarray(n * width, (n + 1) * width), at * width));
    return picked;
  };
  return {
    count: chosen.length,
    x: of(x),
    y: of(y),
    truth: null,
    weights: weights && of(weights),
    ...(rows && { rows: chosen.map((n) => rows[n]!) }),
    ...(ids && { ids: Array.from(chosen, (n) => ids[n]!) }),
  };
}
