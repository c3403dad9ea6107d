import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPool } from "../../src/pool/pool.js";
import { toJson } from "../../src/run/json.js";
import { prepare } from "../../src/run/prepare.js";
import { runInto, trainInto } from "../../src/store/run-into.js";
import { openStore } from "../../src/store/store.js";
import { verifyStore } from "../../src/store/verify.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";

const above = mkdtempSync(join(tmpdir(), "doppelgrad-verify-store-"));
afterAll(() => rmSync(above, { recursive: true, force: true }));
let folders = 0;
const newFolder = () => join(above, String(folders++));

const STUDY: StudyInput = { data: { name: "vee", train: 64, test: 40 }, hidden: [3], batchSize: 4, replicas: 10 };
const whole = newFolder();
let fingerprint: string;
beforeAll(async () => {
  const result = await runInto(whole, STUDY, { workers: 0, partSize: 4 });
  writeFileSync(join(whole, "result.json"), JSON.stringify(toJson(result)));
  fingerprint = result.fingerprint;
});
const copy = () => {
  const folder = newFolder();
  cpSync(whole, folder, { recursive: true });
  return folder;
};
const verified = (folder: string, options: object = {}) => verifyStore(folder, { workers: 0, ...options });

test("a whole store: every part is trained again, with another backend", async () => {
  const found = await verified(whole);
  expect(found).toEqual({
    same: true,
    backend: "scalar",
    fingerprint,
    parts: { total: 3, trained: ["0-3", "4-7", "8-9"], missing: [] },
    segments: null,
    differences: [],
    notCompared: [expect.stringMatching(/^host/)],
    message: expect.stringMatching(
      /^every bit of the 10 replicas' parameters, the test logits and 13 measures is the same: fingerprint \w+, trained again with the scalar backend\. Not compared: .*\nparts: 3 of 3 have the numbers of their digests, which are those of manifest\.json; all of these were trained again with the scalar backend, to the same bits\.$/,
    ),
  });
});

describe("a sample", () => {
  test("of so many parts, or of a share, drawn by lot, at least one", async () => {
    const drawn = new Set<string>();
    for (let time = 0; time < 24 && drawn.size < 3; time++) {
      const { same, parts, message } = await verified(whole, { sample: time % 2 ? 1 : "0.1%" });
      expect([same, parts.trained.length]).toEqual([true, 1]);
      expect(message).toContain(`(--parts ${parts.trained[0]} repeats this choice)`);
      expect(message).toContain("which follows from the numbers of the parts");
      drawn.add(parts.trained[0]!);
    }
    // The chance that one of three was never drawn is 0.0002.
    expect(drawn.size).toBe(3);
    expect((await verified(whole, { sample: "34%" })).parts.trained).toHaveLength(2);
    expect((await verified(whole, { sample: 99 })).parts.trained).toHaveLength(3);
  });
  test("of parts by their names", async () => {
    const { parts } = await verified(whole, { parts: ["08-09", "0-3"] });
    expect(parts.trained).toEqual(["0-3", "8-9"]);
    for (const name of ["0-4", "1", "x", "12-15"])
      await expect(verified(whole, { parts: [name] })).rejects.toThrow(
        refusal("wrong-value", "options.parts", JSON.stringify(name)),
      );
    await expect(verified(whole, { sample: 1, parts: ["0-3"] })).rejects.toThrow(
      refusal("misplaced-field", "options.sample", "1"),
    );
    for (const sample of [0, 1.5, "0%", "101%", "3", NaN])
      await expect(verified(whole, { sample })).rejects.toThrow(refusal("wrong-type", "options.sample"));
  });
});

const flipped = (path: string, at: number) => {
  const bytes = readFileSync(path);
  bytes[at]! ^= 1;
  writeFileSync(path, bytes);
};
const edited = (path: string, from: RegExp, to: string) => {
  const text = readFileSync(path, "utf8");
  expect(text).toMatch(from);
  writeFileSync(path, text.replace(from, to));
};

test.each<[string, (folder: string) => void, RegExp]>([
  [
    "a number",
    (f) => flipped(join(f, "parts/4-7/logits.npy"), 200),
    /the numbers in .*parts\/4-7 do not have its digest/,
  ],
  [
    "a cut array",
    (f) => truncateSync(join(f, "parts/4-7/parameters.npy"), 150),
    /4-7\/parameters\.npy is cut or damaged/,
  ],
  ["no table", (f) => rmSync(join(f, "parts/8-9/replicas.parquet")), /8-9\/replicas\.parquet is missing/],
  [
    "another record",
    (f) => cpSync(join(f, "parts/0-3/part.json"), join(f, "parts/4-7/part.json")),
    /4-7 is a part of another study/,
  ],
  [
    "a part that is gone",
    (f) => rmSync(join(f, "parts/4-7"), { recursive: true }),
    /parts\/4-7 is missing, which manifest\.json has/,
  ],
  [
    "a digest of the manifest",
    (f) => edited(join(f, "manifest.json"), /("digest": ")./, "$1x"),
    /manifest\.json is not that of .*: parts\[0\]\.digest is "x/,
  ],
  [
    "its fingerprint",
    (f) => edited(join(f, "manifest.json"), /("fingerprint": ")./, "$1x"),
    /manifest\.json is not that of .*: fingerprint is "x/,
  ],
  ["no manifest to be read", (f) => writeFileSync(join(f, "manifest.json"), "{"), /manifest\.json: .* JSON; got text/],
  [
    "the store",
    (f) => edited(join(f, "store.json"), /"partSize": 4/, '"partSize": 4, "more": 1'),
    /store\.json is not that of .*: more is 1 and not nothing/,
  ],
  ["no store to be read", (f) => writeFileSync(join(f, "store.json"), "[]"), /store\.json: .* an object; got/],
  [
    "another study",
    (f) => edited(join(f, "study.json"), /"batchSize": 4/, '"batchSize": 8'),
    /store\.json is not that of the study and its parts: identity/,
  ],
  ["other data", (f) => edited(join(f, "study.json"), /"train": 64/, '"train": 65'), /^the data differ: sha256/],
  ["no study", (f) => rmSync(join(f, "study.json")), /study\.json is missing/],
  [
    "a measure of the result",
    (f) => edited(join(f, "result.json"), /("predictionDifference":\{[^}]*"value":)0/, "$19"),
    /^the replicas are the same, but not measures\.predictionDifference\.value/,
  ],
  [
    "a fingerprint of the result",
    (f) => edited(join(f, "result.json"), /("index":3,"loss":[^,]*,"fingerprint":")./, "$1x"),
    /^fingerprints differ at replica 3/,
  ],
])("damaged: %s", async (_, damage, says) => {
  for (const options of [{}, { sample: 1 }]) {
    const folder = copy();
    damage(folder);
    const { same, message, differences } = await verified(folder, options);
    expect([same, message]).toEqual([false, expect.stringMatching(says)]);
    expect(differences.join("\n")).toBe(message);
  }
});

test("all that is damaged is named", async () => {
  const folder = copy();
  truncateSync(join(folder, "parts/0-3/logits.npy"), 1);
  rmSync(join(folder, "parts/8-9/part.json"));
  expect((await verified(folder)).differences.map((line) => line.replace(folder, ""))).toEqual([
    "/parts/0-3/logits.npy is cut or damaged",
    "/parts/8-9/part.json is missing",
  ]);
});

test("numbers whose digest is theirs, and which nobody trained, are found where they are trained again", async () => {
  const folder = newFolder();
  const prepared = await prepare(STUDY);
  const store = await openStore(folder, prepared, { partSize: 4 });
  await using pool = await openPool({ workers: 0 });
  for (const part of store.parts) {
    const outcomes = await pool.train(prepared, { backend: "simd", ...part });
    if (part.first === 4) outcomes[1]!.predictions[7]! += 0.25;
    if (part.first === 8) outcomes[0]!.loss += 1;
    await store.write(part, outcomes);
  }
  expect(await verified(folder, { parts: ["0-3"] })).toMatchObject({ same: true, differences: [] });
  const { same, differences } = await verified(folder);
  expect(same).toBe(false);
  expect(differences).toEqual([
    expect.stringMatching(/4-7\/predictions\.npy: replica 5, number 7 is 0x[0-9a-f]{8}, scalar 0x[0-9a-f]{8}$/),
    expect.stringMatching(/8-9\/replicas\.parquet has the loss [\d.]+ of replica 8, scalar [\d.]+$/),
  ]);
});

describe("not finished", () => {
  test("what is there is proved, and what is missing named", async () => {
    const folder = newFolder();
    await trainInto(folder, STUDY, { workers: 0, partSize: 4, shard: { index: 2, of: 3 } });
    expect(await verified(folder)).toMatchObject({
      same: true,
      fingerprint: null,
      parts: { total: 3, trained: ["4-7"], missing: ["0-3", "8-9"] },
      message:
        "parts: 1 of 3 have the numbers of their digests; all of these were trained again with the scalar backend, to the same bits. Not there yet: 0-3, 8-9.",
    });
    flipped(join(folder, "parts/4-7/logits.npy"), 200);
    expect((await verified(folder)).same).toBe(false);
  });
  test("a replica that diverged, and one that says so and did not", async () => {
    const folder = newFolder();
    const study: StudyInput = { ...STUDY, optimizer: { name: "sgd", learningRate: 1e12 }, activation: "identity" };
    await trainInto(folder, study, { workers: 0, partSize: 4, shard: { index: 1, of: 3 } });
    const { same, message } = await verified(folder);
    expect(same).toBe(true);
    expect(message).toMatch(/\nreplica 0 diverged at step \d+: this study has no result\.$/);
    edited(join(folder, "parts/0-3/part.json"), /"step": \d+/, '"step": 999');
    expect((await verified(folder)).message).toMatch(/parts\/0-3\/part\.json is cut or damaged/);
  });
});

test("nothing of the folder is changed, and what is no store is refused", async () => {
  const folder = copy();
  mkdirSync(join(folder, "parts/.half.1@nowhere.part"));
  const files = () =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => [
      name,
      statSync(join(folder, name)).mtimeMs,
    ]);
  const before = files();
  await verified(folder, { sample: 1 });
  expect(files()).toEqual(before);
  await expect(verified(newFolder())).rejects.toThrow(refusal("wrong-value", "folder"));
  await expect(verified(4 as never)).rejects.toThrow(refusal("wrong-type", "folder", "4"));
});
