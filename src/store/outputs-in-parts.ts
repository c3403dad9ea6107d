/** Predictions and logits of all replicas as they are in the parts of a store, read as they are wanted. */
import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { npyHeader } from "../exchange/write-npy.js";
import { fromLittleEndian } from "../host/bytes.js";
import type { Shape } from "../measure/predictions.js";
import { fileBlocks, type ReadNumbers } from "../run/file-blocks.js";
import type { Outputs } from "../run/outputs.js";
import { couldNot } from "./durable.js";
import { arrayFile, arrayShape } from "./part-files.js";
import type { StudyPart } from "./parts.js";

/**
 * @param parts all parts of the study, which have been proved; every one but the last has as many replicas as the first
 * @param folderOf where the files of a part are
 */
export function outputsInParts(
  shape: Shape,
  parts: readonly StudyPart[],
  folderOf: (part: StudyPart) => string,
): Outputs {
  const size = shape.examples * shape.columns;
  const inPart = parts[0]!.end;
  /** The files that were read last: the next replica mostly is of the same part. */
  const open = new Map<string, { path: string; file: number }>();

  const fileOf = (path: string, from: string): number => {
    const last = open.get(from);
    if (last?.path === path) return last.file;
    if (last) closeSync(last.file);
    open.delete(from);
    const file = openSync(path, "r");
    open.set(from, { path, file });
    return file;
  };

  const read: ReadNumbers = (from, replica, at, into) => {
    const part = parts[Math.floor(replica / inPart)]!;
    const path = join(folderOf(part), arrayFile(from));
    const header = npyHeader(
      arrayShape(from, part.end - part.first, { parameters: 0, segments: 0, state: 0, ...shape }),
    );
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    const position = header.length + 4 * ((replica - part.first) * size + at);
    try {
      for (let done = 0; done < bytes.length; ) {
        const count = readSync(fileOf(path, from), bytes, done, bytes.length - done, position + done);
        if (count === 0) throw new Error("it has become shorter");
        done += count;
      }
    } catch (cause) {
      throw couldNot("be read", path, cause);
    }
    fromLittleEndian(into);
  };

  return {
    all: null,
    put() {},
    logits(replica) {
      const logits = new Float32Array(size);
      read("logits", replica, 0, logits);
      return logits;
    },
    blocks: () => fileBlocks(shape, read),
    close() {
      for (const { file } of open.values()) closeSync(file);
      open.clear();
    },
  };
}
