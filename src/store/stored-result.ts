/** What a store holds, as training would have left it: its replicas, and the result that follows from them. */
import { join } from "node:path";
import { chooseBackend } from "../run/backend.js";
import { withPool } from "../run/execution.js";
import { type Lend, measuringAgain } from "../run/further.js";
import { type Outputs, openOutputs } from "../run/outputs.js";
import { shapeOf } from "../run/prepare.js";
import type { RunResult } from "../run/result.js";
import type { RetrainOptions } from "../run/retrain.js";
import { type Concluding, concluded, type RunOptions, type TrainedReplica } from "../run/run.js";
import { shown, wrongValue } from "../study/errors.js";
import { IN_MEMORY } from "../study/plan.js";
import { outputsInParts } from "./outputs-in-parts.js";
import type { PartRecord } from "./part-files.js";
import type { StudyPart } from "./parts.js";
import { preparedFor } from "./prepared-for.js";
import { checkStore, MANIFEST, openStore, type Store, storedManifest } from "./store.js";

/** In memory where there is room, else where they are. */
export async function outputsOf({ prepared, parts, folderOf }: Store): Promise<Outputs> {
  const shape = shapeOf(prepared);
  const bytes = 8 * shape.replicas * shape.examples * shape.columns;
  return bytes <= IN_MEMORY ? openOutputs(shape) : outputsInParts(shape, parts, folderOf);
}

const NONE = new Float32Array(0);

/**
 * Adds the replicas of a part, or returns the one that diverged.
 * @param outputs take what they predict
 * @throws DamagedPart
 */
export async function readStored(
  { read, record }: Pick<Store, "read" | "record">,
  part: StudyPart,
  outputs: Outputs,
  replicas: TrainedReplica[],
  records: PartRecord[],
): Promise<TrainedReplica | null> {
  const { diverged } = await record(part);
  if (diverged) {
    const { replica: index, ...where } = diverged;
    const nothing = { digest: new Uint8Array(), parameters: NONE, loss: NaN, trail: null, epochs: null, curves: null };
    return { index, diverged: where, ...nothing };
  }
  const { logits, predictions, replicas: some, record: proved } = await read(part);
  const size = logits.length / some.length;
  some.forEach(({ index }, n) =>
    outputs.put(index, predictions.subarray(n * size, (n + 1) * size), logits.subarray(n * size, (n + 1) * size)),
  );
  replicas.push(...some);
  records.push(proved);
  return null;
}

/**
 * The result of a store whose parts are all there, measured and signed again: nothing is trained.
 * @param options what the result says of its host, who is told, and what adds to it
 * @throws DamagedPart; DivergedError where a replica diverged; the signal's reason
 */
export async function storedResult(
  store: Store,
  options: Concluding & { more?: Lend },
): Promise<{ result: RunResult; records: PartRecord[] }> {
  const outputs = await outputsOf(store);
  const records: PartRecord[] = [];
  const read = async () => {
    const replicas: TrainedReplica[] = [];
    for (const part of store.parts) {
      options.signal?.throwIfAborted();
      const diverged = await readStored(store, part, outputs, replicas, records);
      if (diverged) return [diverged];
    }
    return replicas;
  };
  try {
    const result = await concluded(store.prepared, read, outputs, options);
    return { result: { ...result, ...(await options.more?.(outputs, store.prepared, result)) }, records };
  } finally {
    outputs.close();
  }
}

/**
 * The result of a folder whose parts are all there, which is thereby finished: nothing is trained.
 * @param options how it is measured; `further`: the further measures of its result before, which are made again
 * @throws InputError for a folder that is no store, where parts are missing, and for a data file that is missing; Error
 *   for a part that is damaged, and where the manifest is of other parts; DivergedError; the signal's reason
 */
export async function remeasured(
  folder: string,
  { onMeasuring, further, ...execution }: RetrainOptions & Pick<RunOptions, "onMeasuring"> & { further?: unknown },
): Promise<RunResult> {
  await checkStore(folder);
  const { signal } = execution;
  const more = further === undefined ? undefined : measuringAgain(further, { signal, onMeasuring });
  const chosen = await chooseBackend(execution.backend);
  const prepared = await preparedFor(folder, undefined, execution);
  const store = await openStore(folder, prepared, { keepsStale: true });
  const [first, ...others] = await store.missing();
  if (first) {
    const more = others.length > 0 ? ` and ${others.length} more` : "";
    throw wrongValue("folder", "a folder with all parts of its study", `${shown(folder)} without ${first.name}${more}`);
  }
  const { result, records } = await withPool(execution, (pool) =>
    storedResult(store, { ...chosen, pool, signal, onMeasuring, more }),
  );
  const manifest = await storedManifest(folder);
  if (manifest && manifest.fingerprint !== result.fingerprint)
    throw new Error(`${shown(join(folder, MANIFEST))} is of other parts: doppelgrad verify names what is damaged.`);
  if (!manifest) await store.finish(result.fingerprint, records);
  return result;
}
