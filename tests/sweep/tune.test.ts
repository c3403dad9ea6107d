/** Tuning looks at seeds that nothing else uses, and at losses alone. */
import { describe, expect, test } from "vitest";
import { foundSays, tunedText } from "../../src/report/sweep-words.js";
import { run } from "../../src/run/run.js";
import { seedOf } from "../../src/study/levels.js";
import type { Study, StudyInput } from "../../src/study/study.js";
import { planSweep } from "../../src/sweep/plan.js";
import { sweep } from "../../src/sweep/sweep.js";
import { sweepCsv } from "../../src/sweep/sweep-csv.js";
import { sweepTable } from "../../src/sweep/table.js";
import type { SweptSetting } from "../../src/sweep/train-settings.js";
import { refusal } from "../refusal.js";

const STUDY: StudyInput = { data: { name: "vee", train: 120, test: 30 }, hidden: [3], replicas: 6, seed: 5 };
const RATE = "optimizer.learningRate";
const RATES = [1e-4, 0.1, 0.3, 30];
const TUNE = { over: { [RATE]: RATES }, replicas: 3 };

async function all(...given: Parameters<typeof sweep>): Promise<SweptSetting[]> {
  const settings: SweptSetting[] = [];
  for await (const setting of sweep(...given)) settings.push(setting);
  return settings;
}

const AXES = { activation: ["relu", "tanh"], epochs: [1, 2] };
const settings = await all(STUDY, AXES, { tune: TUNE, workers: 2 });

test("each setting has the values of the least mean loss on a study that anybody can run", async () => {
  const planned = await planSweep(STUDY, AXES, { tune: TUNE }, {});
  for (const [at, { tuned, result }] of settings.entries()) {
    const { candidates } = planned.settings[at]!;
    const losses: (number | null)[] = [];
    for (const { trial } of candidates) losses.push((await run(trial.input, { workers: 0 })).measures.loss.value);
    expect(tuned!.candidates).toEqual(
      RATES.map((rate, c) => ({ values: { [RATE]: rate }, loss: losses[c], failed: null })),
    );
    const best = RATES[losses.indexOf(Math.min(...losses.map(Number)))];
    expect(tuned!.values).toEqual({ [RATE]: best });
    const alone = await run({ ...STUDY, ...settings[at]!.values, optimizer: { name: "adagrad", learningRate: best! } });
    expect(result!.fingerprint).toBe(alone.fingerprint);
  }
});

test("no seed of a candidate is one of its setting", async () => {
  for (const seeds of [undefined, { data: 7 }, { init: 9, shuffle: 9 }]) {
    const planned = await planSweep({ ...STUDY, ...(seeds && { seeds }) }, AXES, { tune: TUNE }, {});
    for (const { study, candidates } of planned.settings)
      for (const { chosen, trial } of candidates) {
        const of = (each: Study) => (["data", "init", "shuffle"] as const).map((stream) => seedOf(each, stream));
        expect(of(chosen.study!)).toEqual(of(study!));
        expect(of(trial.study!).filter((seed) => of(study!).includes(seed))).toEqual([]);
        expect(trial.study!.replicas).toBe(3);
      }
  }
});

test("the table, its words and its CSV say what was chosen, and that a wider range may be better", async () => {
  const table = sweepTable(settings);
  const [row] = table.settings;
  expect(row!.tuned).toEqual(settings[0]!.tuned);
  expect(tunedText(row!)).toBe(`learningRate=${String(row!.tuned!.values[RATE])}`);
  expect(sweepCsv(table).split("\n")[0]).toContain(`tuned ${RATE}`);
  const edge = await all(STUDY, { epochs: [1] }, { tune: { over: { [RATE]: [1e-5, 1e-4] } }, workers: 0 });
  expect(edge[0]!.tuned!.atEdge).toEqual([RATE]);
  expect(foundSays(sweepTable(edge))).toContain("1 of 1 settings chose the least or the largest learningRate");
  const names = await all(STUDY, { epochs: [1] }, { tune: { over: { activation: ["relu", "tanh"] } }, workers: 0 });
  expect(names[0]!.tuned!.atEdge).toEqual([]);
  const one = await all(STUDY, { epochs: [1] }, { tune: { over: { [RATE]: [0.1] } }, workers: 0 });
  expect(one[0]!.tuned!.atEdge).toEqual([]);
});

describe("what goes wrong", () => {
  test("a candidate that diverges is out; where all do, the setting says why", async () => {
    const sgd: StudyInput = { ...STUDY, optimizer: "sgd", loss: "squared" };
    const [some] = await all(sgd, { epochs: [2] }, { tune: { over: { [RATE]: [1e6, 0.1] } }, workers: 0 });
    expect(some!.tuned!.values).toEqual({ [RATE]: 0.1 });
    expect(some!.tuned!.candidates[0]).toMatchObject({ loss: null, failed: expect.stringMatching(/diverged at step/) });
    const [none] = await all(sgd, { epochs: [2] }, { tune: { over: { [RATE]: [1e6, 1e7] } }, workers: 0 });
    expect([none!.result, none!.tuned]).toEqual([null, null]);
    expect(none!.failed!.reason).toMatch(/diverged at step/);
  });

  test("is refused before any training", async () => {
    const refused = (tune: unknown, axes: object = { epochs: [1] }) =>
      all(STUDY, axes as never, { tune: tune as never, workers: 0, onProgress: () => expect.unreachable() });
    await expect(refused({ over: { epochs: [1, 2] } })).rejects.toThrow(
      refusal("misplaced-field", "tune.over", '"epochs"'),
    );
    await expect(refused({ over: {} })).rejects.toThrow(refusal("wrong-value", "tune.over"));
    await expect(refused({ over: { [RATE]: [] } })).rejects.toThrow(refusal("wrong-value", `tune.over.${RATE}`));
    await expect(refused({ over: { [RATE]: [-1, 0.1] } })).rejects.toThrow(
      refusal("wrong-value", "study.optimizer.learningRate"),
    );
    await expect(refused({ over: TUNE.over, replicas: 0 })).rejects.toThrow(refusal(/^wrong-/, "tune.replicas"));
    await expect(refused({ over: TUNE.over, by: "loss" })).rejects.toThrow(refusal("unknown-field", "tune"));
    await expect(refused("loss")).rejects.toThrow(refusal("wrong-type", "tune"));
  });
});

test("progress ends where it was to end", async () => {
  let last = { done: 0, total: -1 };
  await all(STUDY, AXES, { tune: TUNE, workers: 0, onProgress: (progress) => (last = progress) });
  expect(last).toEqual({ done: last.total, total: 4 * RATES.length * 3 * 120 * 1.5 + 2 * 6 * 120 * (1 + 2) });
});
