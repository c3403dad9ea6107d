/** Where a part that is stored and its replicas as they were trained here part. */

import { elementName } from "../study/element-name.js";
import { shown } from "../study/errors.js";
import type { Backend } from "../train/group.js";
import type { Outcome } from "../train/train-group.js";
import { ARRAYS, arrayFile, REPLICAS, recordOf, SEGMENTS } from "./part-files.js";
import type { StudyPart } from "./parts.js";
import type { Store } from "./store.js";

/** A sentence that names the file and the first number that differs; null where the digest is the same. */
export async function partDifference(
  store: Store,
  part: StudyPart,
  outcomes: readonly Outcome[],
  backend: Backend,
): Promise<string | null> {
  const { plan } = store.prepared;
  const folder = store.folderOf(part);
  const { digest, diverged } = await store.record(part);
  const { record, arrays } = recordOf(store.owner, part, outcomes);
  if (record.digest === digest) return null;
  if (diverged || !arrays) {
    const said = (where: typeof diverged) =>
      where ? `replica ${where.replica} diverged at step ${where.step}` : "no replica diverged";
    return `${folder}: ${said(diverged)}, and with the ${backend} backend ${said(record.diverged)}`;
  }
  const stored = await store.read(part);
  for (const name of [...ARRAYS, SEGMENTS] as const) {
    const [left, right] = [stored[name], arrays[name]].map((numbers) =>
      numbers ? new Uint32Array(numbers.buffer) : new Uint32Array(),
    );
    const at = left!.findIndex((bits, n) => bits !== right![n]);
    if (at < 0) continue;
    const size = left!.length / outcomes.length;
    const position = at % size;
    const element = name === "parameters" ? elementName(position, plan.layers) : `number ${position}`;
    const hex = (numbers: Uint32Array) => `0x${numbers[at]!.toString(16).padStart(8, "0")}`;
    const replica = part.first + Math.floor(at / size);
    return `${folder}/${arrayFile(name)}: replica ${replica}, ${element} is ${hex(left!)}, ${backend} ${hex(right!)}`;
  }
  const at = outcomes.findIndex(({ loss }, n) => !Object.is(loss, stored.replicas[n]!.loss));
  const what =
    at < 0
      ? "other columns"
      : `the loss ${shown(stored.replicas[at]!.loss)} of replica ${part.first + at}, ${backend} ${shown(outcomes[at]!.loss)}`;
  return `${folder}/${REPLICAS} has ${what}`;
}
