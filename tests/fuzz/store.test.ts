/** The files of a store: what they hold is what was written, or it is refused, and the records are written again. */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, test } from "vitest";
import { stateCount } from "../../src/reference/optimizer.js";
import { type Prepared, prepare } from "../../src/run/prepare.js";
import { readKept, writeKept } from "../../src/store/checkpoint-file.js";
import { DamagedPart, type PartContents, type PartRecord } from "../../src/store/part-files.js";
import { runInto } from "../../src/store/run-into.js";
import { openStore, partsIn, type Store, storedManifest } from "../../src/store/store.js";
import type { StudyInput } from "../../src/study/study.js";
import type { KeptGroup } from "../../src/train/keeper.js";
import { bytesOf } from "../store/folder-bytes.js";
import { memoryFolder } from "../store/small-study.js";
import { type Fuzzed, fuzz } from "./fuzzed.js";

const above = memoryFolder();
afterAll(() => rmSync(above, { recursive: true, force: true }));

const STUDY: StudyInput = {
  data: { name: "vee", train: 8, test: 3 },
  hidden: [1],
  batchSize: 4,
  epochs: 2,
  replicas: 5,
  earlyStopping: { share: 0.5 },
};
const RECORDED = { withTrail: true, withCurves: true };
const [whole, folder] = [join(above, "whole"), join(above, "s")];

interface Made {
  prepared: Prepared;
  store: Store;
  part: PartContents;
  records: PartRecord[];
  fingerprint: string;
}

let made: Promise<Made> | undefined;
const start = () => {
  made ??= (async () => {
    const { fingerprint } = await runInto(whole, STUDY, { workers: 0, partSize: 2, trail: true, curves: true });
    cpSync(whole, folder, { recursive: true });
    const prepared = await prepare(STUDY);
    const store = await openStore(folder, prepared, RECORDED);
    const records = await Promise.all(store.parts.map(store.record));
    return { prepared, store, records, fingerprint, part: await store.read(store.parts[0]!) };
  })();
  return made;
};

/** A damaged file of a part: the numbers that were written, or none. */
async function readNumbers(bytes: Uint8Array, file: string): Promise<string> {
  const { store, part } = await start();
  const path = join(folder, "parts/0-1", file);
  writeFileSync(path, bytes);
  try {
    const found = await store.read(store.parts[0]!);
    if (!isDeepStrictEqual(found, part)) throw new Error("other numbers");
    return "read";
  } catch (error) {
    if (error instanceof DamagedPart && !error.message.includes("\n")) return "damaged";
    throw error;
  } finally {
    cpSync(join(whole, "parts/0-1", file), path);
  }
}

/** A damaged record of the store: it is refused, or in the end each is as it was. */
async function readStore(bytes: Uint8Array, file: string): Promise<string> {
  const { prepared, records, fingerprint } = await start();
  const path = join(folder, file);
  writeFileSync(path, bytes);
  try {
    await partsIn(folder);
    await storedManifest(folder).catch((error: unknown) => {
      if (file !== "manifest.json") throw error;
    });
    const store = await openStore(folder, prepared, RECORDED);
    await store.finish(fingerprint, records);
    if (!isDeepStrictEqual(bytesOf(folder), bytesOf(whole))) {
      // Space between the fields changes nothing.
      const same = [path, join(whole, file)].map((each) => JSON.parse(readFileSync(each, "utf8")));
      if (!isDeepStrictEqual(same[0], same[1])) throw new Error("another store");
    }
    return Buffer.from(bytes).equals(readFileSync(join(whole, file))) ? "read" : "read or written again";
  } finally {
    cpSync(join(whole, file), path);
  }
}

const PLACE = { first: 2, step: 1 };

/** Where two replicas are, one of them at its best epoch so far, and whatever a number may be. */
function keptOf({ study, plan }: Prepared): KeptGroup {
  const snapshot = (value: number) => ({
    parameters: new Float32Array(plan.parameterCount).fill(value),
    state: Array.from({ length: stateCount(study.optimizer) }, () =>
      new Float32Array(plan.parameterCount).fill(-value),
    ),
  });
  const replicas = [null, 1].map((best) => ({
    epochs: { best: best ?? 0, last: 2 },
    least: best ?? Number.NaN,
    best: best === null ? null : snapshot(best),
    hasStopped: false,
    curves: { train: [Infinity, -0], validation: [1 / 3] },
    trail: ["0123abcd"],
    diverged: null,
    now: snapshot(-0),
  }));
  return { ...PLACE, replicas };
}

const checkpoint = async (): Promise<Uint8Array[]> => {
  const { store, prepared } = await start();
  return [writeKept(store.owner.identity, prepared, keptOf(prepared))];
};

/** A damaged checkpoint: what was written, or a sentence of ours. */
async function readCheckpoint(bytes: Uint8Array): Promise<string> {
  const { store, prepared } = await start();
  let kept: KeptGroup;
  try {
    kept = readKept(bytes, store.owner.identity, prepared, { ...PLACE, last: 3 });
  } catch (error) {
    if ((error as Error).message === "is cut or damaged") return "damaged";
    throw error;
  }
  if (!isDeepStrictEqual(kept, keptOf(prepared))) throw new Error("another state");
  return "read";
}

const inPart = (file: string, share: number): Fuzzed => [
  file,
  () => start().then(() => [new Uint8Array(readFileSync(join(whole, "parts/0-1", file)))]),
  share,
  (bytes) => readNumbers(bytes, file),
];
const inStore = (file: string, share: number): Fuzzed => [
  file,
  () => start().then(() => [new Uint8Array(readFileSync(join(whole, file)))]),
  share,
  (bytes) => readStore(bytes, file),
];

const READERS: Fuzzed[] = [
  inPart("part.json", 0.03),
  inPart("replicas.parquet", 0.05),
  inPart("logits.npy", 0.02),
  inStore("store.json", 0.02),
  inStore("study.json", 0.02),
  inStore("manifest.json", 0.01),
  ["a checkpoint", checkpoint, 0.02, readCheckpoint],
];

test.each(READERS)(
  "whatever %s holds, nothing else than what was written is read",
  async (...reader) => fuzz(reader),
  3_600_000,
);
