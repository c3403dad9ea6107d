/**
 * Predictions and logits of all replicas, as they come from the workers and as they are measured: in memory, or beyond 1 GiB in a
 * temporary file. Where they are changes no bit.
 */
import { wholeBlock, type Block, type Shape } from "../measure/predictions.js";
import { expected } from "../study/errors.js";
import { BLOCK, GIB, IN_MEMORY } from "../study/plan.js";

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
 * @throws RangeError where a file is needed and cannot be had, or has no room
 */
export async function openOutputs(shape: Shape, inMemory = IN_MEMORY): Promise<Outputs> {
  const bytes = 8 * shape.replicas * shape.examples * shape.columns;
  return bytes <= inMemory ? outputsInMemory(shape) : outputsInFile(shape, bytes);
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

/** A replica after the other: its predictions, then its logits. */
async function outputsInFile({ replicas, examples, columns }: Shape, bytes: number): Promise<Outputs> {
  const needed = `a study whose predictions and logits take ${(bytes / GIB).toPrecision(3)} GiB`;
  const remedy = "Use fewer replicas or fewer test examples.";
  if (typeof process === "undefined" || !process.versions?.node) {
    throw new RangeError(expected("study", "at most 1 GiB of predictions and logits outside of Node", needed, remedy));
  }
  const [fs, { tmpdir }, { join }] = await Promise.all([import("node:fs"), import("node:os"), import("node:path")]);
  const { bavail, bsize } = fs.statfsSync(tmpdir());
  if (bytes > bavail * bsize) {
    throw new RangeError(expected("study", `at most ${((bavail * bsize) / GIB).toPrecision(3)} GiB of predictions and logits, the room in ${tmpdir()}`, needed, remedy));
  }
  const folder = fs.mkdtempSync(join(tmpdir(), "doppelgrad-outputs-"));
  let file: number | null = fs.openSync(join(folder, "outputs"), "wx+");
  // The file has no name from here on, so nothing is left of it however the process ends.
  fs.rmSync(folder, { recursive: true });
  const size = examples * columns;

  type Move = (file: number, view: Uint8Array, offset: number, length: number, position: number) => number;
  function transfer(move: Move, { buffer, byteOffset, byteLength }: Float32Array, position: number): void {
    if (file === null) throw new Error("the predictions were wanted after the run had ended.");
    const view = new Uint8Array(buffer, byteOffset, byteLength);
    for (let done = 0; done < byteLength; ) done += move(file, view, done, byteLength - done, 4 * position + done);
  }

  return {
    all: null,
    put(replica, predictions, logits) {
      transfer(fs.writeSync, predictions, 2 * replica * size);
      transfer(fs.writeSync, logits, (2 * replica + 1) * size);
    },
    logits(replica) {
      const logits = new Float32Array(size);
      transfer(fs.readSync, logits, (2 * replica + 1) * size);
      return logits;
    },
    *blocks() {
      const most = Math.min(examples, Math.max(1, Math.floor(BLOCK / (8 * replicas * columns))));
      const values = new Float32Array(replicas * most * columns);
      const logits = new Float32Array(replicas * most * columns);
      for (let first = 0; first < examples; first += most) {
        const stride = Math.min(most, examples - first) * columns;
        for (let r = 0; r < replicas; r++) {
          const at = 2 * r * size + first * columns;
          transfer(fs.readSync, values.subarray(r * stride, (r + 1) * stride), at);
          transfer(fs.readSync, logits.subarray(r * stride, (r + 1) * stride), at + size);
        }
        yield { first, examples: stride / columns, values, logits, stride, offset: 0 };
      }
    },
    close() {
      if (file !== null) fs.closeSync(file);
      file = null;
    },
  };
}
