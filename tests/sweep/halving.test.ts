/** Settings that are given up after a few replicas: which, why, and that the others are what they would be without. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { StudyInput } from "../../src/study/study.js";
import { sweep } from "../../src/sweep/sweep.js";
import { sweepInto } from "../../src/sweep/sweep-into.js";
import { sweepTable } from "../../src/sweep/table.js";
import type { SweptSetting } from "../../src/sweep/train-settings.js";
import { refusal } from "../refusal.js";

const STUDY: StudyInput = { data: { name: "vee", train: 100, test: 40 }, hidden: [3], replicas: 16 };
const AXES = { epochs: [1, 2, 4, 8], hidden: [[1], [4]] };
const HALVING = { replicas: 4 };

async function taken(settings: AsyncIterable<SweptSetting>): Promise<SweptSetting[]> {
  const all: SweptSetting[] = [];
  for await (const setting of settings) all.push(setting);
  return all;
}

const whole = await taken(sweep(STUDY, AXES, { workers: 2 }));
const halved = await taken(sweep(STUDY, AXES, { workers: 2, halving: HALVING }));
const left = (settings: readonly SweptSetting[]) => settings.flatMap(({ failed, index }) => (failed ? [] : [index]));

test("all settings come in their order; those that are left have the bits of a sweep without", () => {
  expect(halved.map(({ name }) => name)).toEqual(whole.map(({ name }) => name));
  for (const index of left(halved)) {
    expect(halved[index]!.result!.fingerprint).toBe(whole[index]!.result!.fingerprint);
    expect(halved[index]!.result!.measures).toEqual(whole[index]!.result!.measures);
  }
});

/** The halving once more, by whole sweeps of few replicas. */
async function expected(by: "loss" | "predictionDifference", sizes: readonly number[]): Promise<number[]> {
  let alive = whole.map(({ index }) => index);
  for (const replicas of sizes) {
    const round = await taken(sweep({ ...STUDY, replicas }, AXES, { workers: 0 }));
    const amountOf = (index: number) => round[index]!.result!.measures[by].value!;
    const ranked = [...alive].sort((a, b) => amountOf(a) - amountOf(b) || a - b);
    const kept = ranked.slice(0, Math.ceil(alive.length / 2));
    alive = alive.filter((index) => kept.includes(index) || index === 0);
  }
  return alive;
}

test("in each round the half with the larger loss goes, but for the baseline", async () => {
  expect(left(halved)).toEqual(await expected("loss", [4, 8]));
  const dropped = halved.filter(({ failed }) => failed);
  expect(dropped.length).toBe(whole.length - left(halved).length);
  expect(dropped.length).toBeGreaterThan(0);
  for (const { failed, result } of dropped) {
    expect(result).toBeNull();
    expect(failed!.reason).toMatch(/^dropped after (4|8) of 16 replicas: its loss ranked \d of \d$/);
  }
  const byDifference = await taken(
    sweep(STUDY, AXES, { workers: 0, halving: { replicas: 8, by: "predictionDifference" } }),
  );
  expect(left(byDifference)).toEqual(await expected("predictionDifference", [8]));
});

test("a setting that is refused or diverges says why; the table takes them all", async () => {
  const axes = { "optimizer.learningRate": [0.01, 0.1, 1e6], "data.train": [50, 100], batchSize: [4, 80] };
  const study: StudyInput = { ...STUDY, optimizer: "sgd", loss: "squared", epochs: 4, replicas: 8 };
  const settings = await taken(sweep(study, axes, { workers: 0, halving: { replicas: 4 } }));
  const reasons = settings.map(({ failed }) => failed?.reason.replace(/ .*/, "") ?? null);
  const trained = (at: number) => expect([null, "dropped"], settings[at]!.name).toContain(reasons[at]);
  for (const at of [0, 2, 3, 4, 6, 7]) trained(at);
  expect([1, 5, 9].map((at) => reasons[at])).toEqual(["study.batchSize:", "study.batchSize:", "study.batchSize:"]);
  expect([8, 10].map((at) => reasons[at])).toEqual(["replica", "replica"]);
  expect(reasons.filter((reason) => reason === "dropped").length).toBeGreaterThan(0);
  expect(sweepTable(settings).settings.map(({ failed }) => failed?.reason.replace(/ .*/, "") ?? null)).toEqual(reasons);
});

test("what was tuned in the first round stays", async () => {
  const tune = { over: { "optimizer.learningRate": [0.001, 0.1] }, replicas: 3 };
  const tuned = await taken(sweep(STUDY, AXES, { workers: 2, tune }));
  const both = await taken(sweep(STUDY, AXES, { workers: 2, tune, halving: HALVING }));
  expect(both.map((setting) => setting.tuned)).toEqual(tuned.map((setting) => setting.tuned));
  for (const index of left(both)) expect(both[index]!.result!.fingerprint).toBe(tuned[index]!.result!.fingerprint);
});

describe("in a folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "doppelgrad-halving-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("each round has its settings; a second time nothing is trained, and the same comes out", async () => {
    const options = { workers: 0, halving: HALVING };
    const first = await taken(sweepInto(folder, STUDY, AXES, options));
    expect(sweepTable(first)).toEqual(sweepTable(halved));
    expect(readdirSync(folder).sort()).toEqual(["round-4", "round-8", "settings"]);
    expect(readdirSync(join(folder, "settings")).length).toBe(left(halved).length);
    let done = 0;
    const again = await taken(sweepInto(folder, STUDY, AXES, { ...options, onProgress: () => done++ }));
    expect(sweepTable(again)).toEqual(sweepTable(first));
  });
});

test("progress never goes back, and ends", async () => {
  const told: { done: number; total: number }[] = [];
  await taken(sweep(STUDY, AXES, { workers: 0, halving: HALVING, onProgress: (progress) => told.push(progress) }));
  const done = told.map((progress) => progress.done);
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect(told.at(-1)!.done).toBe(told.at(-1)!.total);
});

test("what is wrong is refused before any training", async () => {
  const refused = (halving: unknown, study: StudyInput = STUDY, axes: object = AXES) =>
    taken(
      sweep(study, axes as never, {
        workers: 0,
        halving: halving as never,
        onProgress: () => expect.unreachable(),
      }),
    );
  await expect(refused({ replicas: 16 })).rejects.toThrow(refusal("wrong-value", "halving.replicas", "16"));
  await expect(refused({ replicas: 1 })).rejects.toThrow(refusal(/^wrong-/, "halving.replicas"));
  await expect(refused({ by: "churn" })).rejects.toThrow(refusal(/^wrong-/, "halving.by"));
  await expect(refused({ rate: 2 })).rejects.toThrow(refusal("unknown-field", "halving"));
  await expect(refused(true)).rejects.toThrow(refusal("wrong-type", "halving"));
  await expect(refused({}, STUDY, { replicas: [8, 16] })).rejects.toThrow(refusal("wrong-value", "halving"));
  await expect(refused({}, { ...STUDY, replicas: undefined, design: { init: 4, shuffle: 4 } })).rejects.toThrow(
    refusal("wrong-value", "halving"),
  );
});
