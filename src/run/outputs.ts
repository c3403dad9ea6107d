/**
 * Predictions and logits of all replicas, as they come from the workers and as they are measured: in memory, or beyond
 * 1 GiB in a temporary file. Where they are changes no bit.
 */
import { type Block, type Shape, wholeBlock } from "../measure/predictions.js";
import { IN_MEMORY } from "../study/plan.js";

export interface Outputs {
  /** R x N x C each; null where they are in a file. */
  readonly all: { predictions: Float32Array; logits: Float32Array } | null;
  /** Keeps those of one replica, N x C each. */
  put(replica: number, predictions: Float32Array, logits: Float32Array): void;
  /** Logits of one replica, N x C. */
  logits(replica: number): Float32Array;
  /** All examples, in their order. A block is overwritten by the next. */
  blocks(): Iterable<Block>;
  close(): void;
}

/**
 * @param inMemory bytes up to which they are kept in memory
 * @throws InputError where a file is needed and cannot be had, or has no room
 */
export async function openOutputs(shape: Shape, inMemory = IN_MEMORY): Promise<Outputs> {
  const bytes = 8 * shape.replicas * shape.examples * shape.columns;
  return bytes <= inMemory
    ? outputsInMemory(shape)
    : (await import("./outputs-in-file.js")).outputsInFile(shape, bytes);
}

function outputsInMemory(shape: Shape): Outputs {
  const size = shape.examples * shape.columns;
  const predictions = new Float32Array(shape.replicas * size);
  const logits = new Float32Array(shape.replicas * size);
  return {
    all: { predictions, logits },
    put(replica, itsPredictions, itsLogits) {
      predictions.set(itsPredictions, replica * size);
      logits.set(itsLogits, replica * size);
    },
    logits: (replica) => logits.subarray(replica * size, (replica + 1) * size),
    blocks: () => [wholeBlock({ ...shape, values: predictions }, logits)],
    close() {},
  };
}
