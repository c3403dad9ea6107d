/**
 * Predictions and logits of all replicas in a temporary file.
 */
import { nodeModule } from "../host/node.js";
import type { Shape } from "../measure/predictions.js";
import { capital, shown, wrongValue } from "../study/errors.js";
import { GIB } from "../study/plan.js";
import { fileBlocks } from "./file-blocks.js";
import type { Outputs } from "./outputs.js";

/** A replica after the other: its predictions, then its logits. */
export function outputsInFile(shape: Shape, bytes: number): Outputs {
  const needed = `a study whose predictions and logits take ${(bytes / GIB).toPrecision(3)} GiB`;
  const remedy = "Use fewer replicas or fewer test examples.";
  const fs = nodeModule("node:fs");
  if (!fs) {
    throw wrongValue("study", "at most 1 GiB of predictions and logits outside of Node", needed, remedy);
  }
  const { tmpdir } = nodeModule("node:os")!;
  const { join } = nodeModule("node:path")!;
  const place = tmpdir();
  const orRefuse = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (cause) {
      const why = `${capital((cause as Error).message)}. Name another folder in TMPDIR, or use fewer replicas.`;
      throw wrongValue("TMPDIR", "a folder for temporary files, which this study needs", shown(place), why, { cause });
    }
  };
  const room = orRefuse(() => {
    const { bavail, bsize } = fs.statfsSync(place);
    return bavail * bsize;
  });
  if (bytes > room) {
    throw wrongValue(
      "study",
      `at most ${(room / GIB).toPrecision(3)} GiB of predictions and logits, the room in ${place}`,
      needed,
      remedy,
    );
  }
  let file: number | null = orRefuse(() => {
    const folder = fs.mkdtempSync(join(place, "doppelgrad-outputs-"));
    const opened = fs.openSync(join(folder, "outputs"), "wx+");
    // The file has no name from here on, so nothing is left of it however the process ends.
    fs.rmSync(folder, { recursive: true });
    return opened;
  });
  const size = shape.examples * shape.columns;

  type Move = (file: number, view: Uint8Array, offset: number, length: number, position: number) => number;
  function transfer(move: Move, { buffer, byteOffset, byteLength }: Float32Array, position: number): void {
    if (file === null) throw new Error("the predictions were wanted after the run had ended.");
    const view = new Uint8Array(buffer, byteOffset, byteLength);
    try {
      for (let done = 0; done < byteLength; ) done += move(file, view, done, byteLength - done, 4 * position + done);
    } catch (cause) {
      throw new Error(
        `the predictions could not be kept in a temporary file in ${place}: ${(cause as Error).message}. ${remedy}`,
        { cause },
      );
    }
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
    blocks: () =>
      fileBlocks(shape, (from, replica, at, into) =>
        transfer(fs.readSync, into, (2 * replica + (from === "logits" ? 1 : 0)) * size + at),
      ),
    close() {
      if (file !== null) fs.closeSync(file);
      file = null;
    },
  };
}
