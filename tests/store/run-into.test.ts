import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openPool } from "../../src/pool/pool.js";
import { prepare, shapeOf } from "../../src/run/prepare.js";
import { concluded, run } from "../../src/run/run.js";
import { outputsInParts } from "../../src/store/outputs-in-parts.js";
import { type RunIntoOptions, runInto, trainInto } from "../../src/store/run-into.js";
import { openStore } from "../../src/store/store.js";
import { DivergedError } from "../../src/study/errors.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";
import { bytesOf } from "./folder-bytes.js";

const above = mkdtempSync(join(tmpdir(), "doppelgrad-store-"));
afterAll(() => rmSync(above, { recursive: true, force: true }));
let folders = 0;
const newFolder = () => join(above, String(folders++));

const STUDY: StudyInput = {
  data: { name: "vee", train: 64, test: 40 },
  hidden: [3],
  batchSize: 4,
  epochs: 2,
  replicas: 10,
};

const withoutHost = ({ host: _, ...rest }: Awaited<ReturnType<typeof run>>) => rest;

test("a run into a folder is that of memory, and its bytes are the same from every backend and number of workers", async () => {
  const memory = await run(STUDY, { workers: 0, backend: "scalar" });
  const [one, two] = [newFolder(), newFolder()];
  expect(withoutHost(await runInto(one, STUDY, { workers: 0, backend: "scalar", partSize: 4 }))).toEqual(
    withoutHost(memory),
  );
  expect(withoutHost(await runInto(two, STUDY, { workers: 2, partSize: 4 }))).toEqual(withoutHost(memory));
  expect(bytesOf(two)).toEqual(bytesOf(one));
  const files = ["logits.npy", "parameters.npy", "part.json", "predictions.npy", "replicas.parquet"];
  expect(Object.keys(bytesOf(one)).sort()).toEqual(
    [
      "manifest.json",
      ...["0-3", "4-7", "8-9"].flatMap((part) => files.map((file) => `parts/${part}/${file}`)),
      "store.json",
      "study.json",
    ].sort(),
  );
});

test("outputs that memory has no room for are measured where they are", async () => {
  const memory = await run(STUDY, { workers: 0 });
  const folder = newFolder();
  await runInto(folder, STUDY, { workers: 0, partSize: 4 });
  const prepared = await prepare(STUDY);
  const store = await openStore(folder, prepared, {});
  const outputs = outputsInParts(shapeOf(prepared), store.parts, store.folderOf);
  const train = async () => (await Promise.all(store.parts.map(store.read))).flatMap(({ replicas }) => replicas);
  await using pool = await openPool({ workers: 0 });
  const result = await concluded(prepared, train, outputs, { backend: "simd", reason: null, pool });
  outputs.close();
  expect(withoutHost(result)).toEqual({ ...withoutHost(memory), predictions: null, logits: null });
});

test("what a run records is kept", async () => {
  const study: StudyInput = { ...STUDY, earlyStopping: { patience: 2 }, epochs: 6 };
  const recorded = { trail: true, curves: true, workers: 0 };
  const folder = newFolder();
  const memory = await run(study, recorded);
  expect(memory.replicas[0]).toMatchObject({ epochs: {}, curves: {}, trail: expect.any(Array) });
  for (let time = 0; time < 2; time++)
    expect(withoutHost(await runInto(folder, study, { ...recorded, partSize: 4 }))).toEqual(withoutHost(memory));
});

test("who says nothing of what is recorded goes on with what the folder records", async () => {
  const recorded = { trail: true, curves: true, receipts: 2 };
  const [whole, folder] = [newFolder(), newFolder()];
  const result = await runInto(whole, STUDY, { ...recorded, workers: 0, partSize: 4 });
  await trainInto(folder, STUDY, { ...recorded, workers: 0, partSize: 4, shard: { index: 1, of: 3 } });
  await trainInto(folder, STUDY, { workers: 0, shard: { index: 2, of: 3 } });
  expect(withoutHost(await runInto(folder, undefined, { workers: 0 }))).toEqual(withoutHost(result));
  expect(bytesOf(folder)).toEqual(bytesOf(whole));
  await expect(runInto(folder, STUDY, { workers: 0, receipts: 0 })).rejects.toThrow(
    refusal("wrong-value", "folder", /records .* and not \["trail","curves"\]/),
  );
  await runInto(folder, { ...STUDY, seed: 1 }, { workers: 0, replace: true });
  expect(JSON.parse(readFileSync(join(folder, "store.json"), "utf8"))).toMatchObject({ recorded: [] });
});

describe("goes on where it stopped", () => {
  test("without training what is there", async () => {
    const [whole, folder] = [newFolder(), newFolder()];
    await runInto(whole, STUDY, { workers: 0, partSize: 4 });
    const stop = new AbortController();
    const stopped = runInto(folder, STUDY, {
      workers: 0,
      partSize: 4,
      signal: stop.signal,
      onProgress: ({ done, total }) => done >= total / 2 && stop.abort(new Error("enough")),
    });
    await expect(stopped).rejects.toThrow("enough");
    const before = readdirSync(join(folder, "parts"));
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(3);
    const done: number[] = [];
    await runInto(folder, undefined, { workers: 0, onProgress: (progress) => done.push(progress.done) });
    expect(done[0]).toBeGreaterThan(32 * 4 * before.length);
    expect(bytesOf(folder)).toEqual(bytesOf(whole));
  });

  test("training again what is damaged, and saying so", async () => {
    const [whole, folder] = [newFolder(), newFolder()];
    await runInto(whole, STUDY, { workers: 0, partSize: 2 });
    await runInto(folder, STUDY, { workers: 0, partSize: 2 });
    const parts = join(folder, "parts");
    truncateSync(join(parts, "0-1", "logits.npy"), 200);
    const numbers = readFileSync(join(parts, "2-3", "predictions.npy"));
    numbers[200]! ^= 1;
    writeFileSync(join(parts, "2-3", "predictions.npy"), numbers);
    rmSync(join(parts, "4-5", "parameters.npy"));
    cpSync(join(parts, "0-1", "part.json"), join(parts, "6-7", "part.json"));
    cpSync(join(parts, "0-1", "replicas.parquet"), join(parts, "8-9", "replicas.parquet"));
    const said: string[] = [];
    await runInto(folder, STUDY, { workers: 0, onDamaged: (message) => said.push(message) });
    expect(said.map((message) => message.replaceAll(parts, ""))).toEqual([
      "/0-1/logits.npy is cut or damaged: it is trained again",
      expect.stringMatching(/^the numbers in \/2-3 do not have its digest [0-9a-f]{16}: it is trained again$/),
      "/4-5/parameters.npy is missing: it is trained again",
      "/6-7 is a part of another study, or of other replicas: it is trained again",
      expect.stringMatching(/^the numbers in \/8-9 do not have its digest/),
    ]);
    expect(bytesOf(folder)).toEqual(bytesOf(whole));
  });

  test("shards train a part each, in any order, and together the same", async () => {
    const [whole, folder] = [newFolder(), newFolder()];
    await runInto(whole, STUDY, { workers: 0, partSize: 2 });
    const options = { workers: 0, partSize: 2 };
    const shards = [3, 1, 2].map((index) => ({ index, of: 3 }));
    const done = [];
    for (const shard of shards) done.push(await trainInto(folder, STUDY, { ...options, shard }));
    expect(done).toEqual([1, 3, 5].map((count) => ({ done: count, parts: 5 })));
    await runInto(folder, STUDY, { workers: 0 });
    expect(bytesOf(folder)).toEqual(bytesOf(whole));
  });

  test("two writers at a time write the same", async () => {
    const [whole, folder] = [newFolder(), newFolder()];
    await runInto(whole, STUDY, { workers: 0, partSize: 2 });
    await Promise.all([1, 2, 3].map(() => runInto(folder, STUDY, { workers: 0, partSize: 2 })));
    expect(bytesOf(folder)).toEqual(bytesOf(whole));
  });
});

test("a replica that diverges is named, the lowest of all, and is not trained again", async () => {
  const study: StudyInput = { ...STUDY, optimizer: { name: "sgd", learningRate: 1e12 }, activation: "identity" };
  const error = await run(study, { workers: 0 }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DivergedError);
  const folder = newFolder();
  await trainInto(folder, study, { workers: 0, partSize: 2, shard: { index: 3, of: 5 } });
  for (let time = 0; time < 2; time++) await expect(runInto(folder, study, { workers: 0 })).rejects.toEqual(error);
  expect(existsSync(join(folder, "manifest.json"))).toBe(false);
  const { diverged } = JSON.parse(readFileSync(join(folder, "parts/4-5/part.json"), "utf8"));
  expect(diverged).toMatchObject({ replica: 4, quantity: expect.any(String) });
});

test("a name that the system writes otherwise ends, too", async () => {
  const folder = join(newFolder(), "half of a character \ud800", "inside");
  const { fingerprint } = await runInto(folder, STUDY, { workers: 0 });
  expect((await runInto(folder, undefined, { workers: 0 })).fingerprint).toBe(fingerprint);
});

describe("refused", () => {
  const folder = newFolder();
  const into = (study: StudyInput | undefined, options: RunIntoOptions = {}) =>
    runInto(folder, study, { workers: 0, ...options });
  test("a folder with another study, other data, other parts, another record", async () => {
    await into(STUDY, { partSize: 4 });
    const before = bytesOf(folder);
    await expect(into({ ...STUDY, hidden: [4] })).rejects.toThrow(
      refusal("wrong-value", "folder", /hidden\[0\] 3 and not 4/),
    );
    await expect(into({ ...STUDY, seed: 1 })).rejects.toThrow(refusal("wrong-value", "folder", /seed 0 and not 1/));
    await expect(into(STUDY, { partSize: 5 })).rejects.toThrow(refusal("wrong-value", "folder", /parts of 4/));
    await expect(into(STUDY, { trail: true })).rejects.toThrow(
      refusal("wrong-value", "folder", /records \[\] and not \["trail"\]/),
    );
    expect(bytesOf(folder)).toEqual(before);
  });
  test("a folder whose study is not ours", async () => {
    const other = newFolder();
    mkdirSync(other);
    writeFileSync(join(other, "study.json"), "{}");
    await expect(runInto(other, STUDY, { workers: 0 })).rejects.toThrow(
      refusal("wrong-value", "folder", /study\.json and no store\.json/),
    );
    expect(bytesOf(other)).toEqual({ "study.json": Buffer.from("{}").toString("base64") });
  });
  test("no folder, no study, a bad option, before anything is made", async () => {
    const other = newFolder();
    await expect(runInto(4 as never, STUDY)).rejects.toThrow(refusal("wrong-type", "folder", "4"));
    await expect(runInto(other)).rejects.toThrow(refusal("wrong-value", "folder"));
    await expect(runInto(other, STUDY, { partSize: 0 })).rejects.toThrow(
      refusal("wrong-value", "options.partSize", "0"),
    );
    await expect(trainInto(other, STUDY, { shard: { index: 3, of: 2 } })).rejects.toThrow(
      refusal("wrong-type", "options.shard"),
    );
    await expect(runInto(other, { hidden: [0] })).rejects.toThrow(refusal("wrong-value", "study.hidden[0]", "0"));
    expect(existsSync(other)).toBe(false);
  });
});
