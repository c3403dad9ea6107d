import { describe, expect, test } from "vitest";
import { pairsOnReplicas } from "../../src/measure/on-replicas.js";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import { openPool } from "../../src/pool/pool.js";
import { run, runPrepared } from "../../src/run/run.js";
import { pairedDifference } from "../../src/statistics/paired-difference.js";
import type { StudyInput } from "../../src/study/study.js";
import { planSweep } from "../../src/sweep/plan.js";
import { sweep } from "../../src/sweep/sweep.js";
import { sweepTable } from "../../src/sweep/table.js";
import { type SweptSetting, type TrainSetting, trainSettings } from "../../src/sweep/train-settings.js";
import { refusal } from "../refusal.js";

const STUDY: StudyInput = { data: { name: "vee", train: 60, test: 30 }, hidden: [3], batchSize: 4, replicas: 8 };

async function all(...given: Parameters<typeof sweep>): Promise<SweptSetting[]> {
  const settings: SweptSetting[] = [];
  for await (const setting of sweep(...given)) settings.push(setting);
  return settings;
}

test("each setting is the run of its study, in the order of the grid, with any number of workers", async () => {
  const axes = { "optimizer.learningRate": [0.1, 0.3], optimizer: ["adagrad", "sgd"], epochs: [1, 2] };
  const settings = await all(STUDY, axes, { workers: 0 });
  expect(settings.map(({ name }) => name)).toEqual([
    "learningRate=0.1, optimizer=adagrad, epochs=1",
    "learningRate=0.1, optimizer=adagrad, epochs=2",
    "learningRate=0.1, optimizer=sgd, epochs=1",
    "learningRate=0.1, optimizer=sgd, epochs=2",
    "learningRate=0.3, optimizer=adagrad, epochs=1",
    "learningRate=0.3, optimizer=adagrad, epochs=2",
    "learningRate=0.3, optimizer=sgd, epochs=1",
    "learningRate=0.3, optimizer=sgd, epochs=2",
  ]);
  for (const [at, { study, result, index, failed }] of settings.entries()) {
    expect([index, failed]).toEqual([at, null]);
    const alone = await run(study!, { workers: 0 });
    expect(result!.fingerprint).toBe(alone.fingerprint);
    expect(result!.measures).toEqual(alone.measures);
  }
  expect(settings[7]!.study!.optimizer).toMatchObject({ name: "sgd", learningRate: 0.3 });
  const pooled = await all(STUDY, axes, { workers: 3 });
  expect(pooled.map(({ result }) => result!.fingerprint)).toEqual(settings.map(({ result }) => result!.fingerprint));
  expect(sweepTable(pooled)).toEqual(sweepTable(settings));
});

describe("what goes wrong in a setting", () => {
  test("is a row that says so, and the sweep goes on", async () => {
    const settings = await all(
      STUDY,
      { batchSize: [4, 50], "data.train": [40, 60], "optimizer.learningRate": [0.1, 1e6], optimizer: ["sgd"] },
      { workers: 0, where: (values) => values["optimizer.learningRate"] === 0.1 || values.batchSize === 4 },
    );
    const failures = settings.filter(({ failed }) => failed);
    expect(failures.map(({ name }) => name)).toEqual([
      "batchSize=4, train=40, learningRate=1000000, optimizer=sgd",
      "batchSize=4, train=60, learningRate=1000000, optimizer=sgd",
      "batchSize=50, train=40, learningRate=0.1, optimizer=sgd",
    ]);
    const alone = await run(failures[0]!.study!, { workers: 0 }).catch((error) => error);
    expect(failures[0]!.failed).toEqual({ reason: alone.message, replica: alone.replica, step: alone.step });
    expect(failures[0]!.failed!.reason).toMatch(/^replica \d+ diverged at step \d+: /);
    const refused = await run({ ...STUDY, data: { name: "vee", train: 40, test: 30 }, batchSize: 50 }).catch(
      (error) => error,
    );
    expect(refused).toEqual(refusal("wrong-value", "study.batchSize", "50"));
    expect(failures[2]!.failed).toEqual({ reason: refused.message, replica: null, step: null });
    expect(failures[2]!.study).toBeNull();
    const table = sweepTable(settings);
    const row = table.settings.find(({ name }) => name === failures[0]!.name)!;
    expect(row.failed).toEqual(failures[0]!.failed);
    expect([row.measures, row.fingerprint, row.front]).toEqual([null, null, null]);
    expect(row.contrast!.noInterval).toBe(`${row.name} has no numbers (${alone.message})`);
  });

  test("is refused before any training where no setting with a value can be trained", async () => {
    let steps = 0;
    const options = { workers: 0, onProgress: () => steps++ };
    await expect(all(STUDY, { activation: ["relu", "smelou"], epochs: [1, 2] }, options)).rejects.toThrow(
      refusal("wrong-value", "study.activation", '"smelou"'),
    );
    await expect(all(STUDY, { "optimizer.learningrate": [0.1] }, options)).rejects.toThrow(
      refusal("unknown-field", "study.optimizer", "learningrate"),
    );
    await expect(all(STUDY, { shuffleWindow: "1..100*10" }, options)).rejects.toThrow(
      refusal("wrong-value", "study.shuffleWindow", "100"),
    );
    await expect(all({ epoch: 4 } as never, { epochs: [1] }, options)).rejects.toThrow(
      refusal("unknown-field", "study", "epoch"),
    );
    await expect(all(STUDY, {}, options)).rejects.toThrow(refusal("wrong-value", "axes"));
    expect(steps).toBe(0);
  });
});

describe("how it is run", () => {
  test("progress of all settings together, to its end", async () => {
    const told: number[] = [];
    let total = 0;
    await all(
      { ...STUDY, replicas: 100 },
      { epochs: [100, 200], hidden: [[2], [3]] },
      {
        workers: 0,
        onProgress(progress) {
          told.push(progress.done);
          total = progress.total;
        },
      },
    );
    expect(total).toBe(100 * 15 * (100 + 100 + 200 + 200));
    // More than once a setting.
    expect(told.length).toBeGreaterThan(4);
    expect(told.at(-1)).toBe(total);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  test("an abort before the first setting is trained is heard", async () => {
    const planned = await planSweep(STUDY, { epochs: [1, 2] }, {}, {});
    const signal = AbortSignal.abort(new Error("enough"));
    const train: TrainSetting = (prepared, chosen, how) => runPrepared(prepared, chosen, how);
    const settings = trainSettings(planned, train, { workers: 0, signal });
    await expect(settings.next()).rejects.toThrow("enough");
  });

  test("an abort ends it with its reason; who takes no more ends the training; a pool that was given stays open", async () => {
    const controller = new AbortController();
    const axes = { epochs: "1..40" };
    const taken: string[] = [];
    const aborted = (async () => {
      for await (const { name } of sweep(STUDY, axes, { workers: 1, signal: controller.signal })) {
        taken.push(name);
        if (taken.length === 3) controller.abort(new Error("enough"));
      }
    })();
    await expect(aborted).rejects.toThrow("enough");
    expect(taken.length).toBeLessThan(8);
    const pool = await openPool({ workers: 1 });
    for await (const { index } of sweep(STUDY, axes, { pool })) if (index === 1) break;
    expect((await run(STUDY, { pool })).replicas).toHaveLength(8);
    await pool.close();
  });
});

describe("the table", () => {
  test("ratios are those of a paired difference, and wider where there are several", async () => {
    const settings = await all(STUDY, { activation: ["relu", "smelu", "gelu"] }, { workers: 0 });
    const logOf = ({ result }: SweptSetting) =>
      pairsOnReplicas(
        pairwiseDistances({
          replicas: 8,
          examples: 30,
          columns: 1,
          kind: "probability",
          values: result!.predictions!,
        }),
      ).log!;
    const alone = pairedDifference(logOf(settings[0]!), logOf(settings[1]!), true, 0.95);
    const two = sweepTable(settings.slice(0, 2)).settings[1]!.contrast!;
    expect(Math.log(two.ratio!)).toBeCloseTo(alone.value, 12);
    expect([Math.log(two.low!), Math.log(two.high!)]).toEqual([
      expect.closeTo(alone.low!, 10),
      expect.closeTo(alone.high!, 10),
    ]);
    const { settings: rows, method, replicas, columns } = sweepTable(settings, ["accuracy", "loss"]);
    expect(method).toBe("t over replica seeds, max-|t| over 2 contrasts");
    expect(replicas).toBe(8);
    expect(columns).toEqual(["predictionDifference", "churn", "loss", "accuracy"]);
    expect(rows[0]!.contrast).toBeNull();
    expect(rows[1]!.contrast!.high! - rows[1]!.contrast!.low!).toBeGreaterThan(two.high! - two.low!);
    for (const { contrast } of rows.slice(1)) {
      const { low, high, verdict } = contrast!;
      expect(verdict).toBe(high! < 1 ? "more reproducible" : low! > 1 ? "less reproducible" : "not resolved");
    }
  });

  test("the same twice is equal, and exactly 0 has no ratio", async () => {
    const same = sweepTable(await all(STUDY, { reshuffle: [true, false] }, { workers: 0 })).settings[1]!.contrast!;
    expect(same).toMatchObject({ ratio: 1, low: null, verdict: "equally reproducible" });
    const [, varies] = sweepTable(await all(STUDY, { vary: [[], ["init"]] }, { workers: 0 })).settings;
    expect(varies!.contrast).toMatchObject({
      ratio: null,
      verdict: null,
      noInterval: "the PD of vary=[] is exactly 0",
    });
    const designs = await all(STUDY, { design: [null, { init: 2, shuffle: 4 }] }, { workers: 0 });
    expect(sweepTable(designs).settings[1]!.contrast!.noInterval).toContain("replicas of a design share levels");
  });

  test("the front has the settings that none beats in both; losses of different kinds have none", async () => {
    const settings = await all(STUDY, { hidden: [[1], [2], [8], [16]] }, { workers: 0 });
    const { settings: rows } = sweepTable(settings);
    const point = (at: number) => [rows[at]!.measures!.loss.value!, rows[at]!.measures!.predictionDifference.value!];
    for (const at of rows.keys()) {
      const isBeaten = rows.some(
        (_, other) => other !== at && point(other)[0]! <= point(at)[0]! && point(other)[1]! <= point(at)[1]!,
      );
      expect(rows[at]!.front).toBe(!isBeaten);
    }
    expect(rows.some(({ front }) => front)).toBe(true);
    const losses = sweepTable(await all(STUDY, { loss: ["logistic", "squared"] }, { workers: 0 }));
    expect(losses.settings.map(({ front }) => front)).toEqual([null, null]);
  });

  test("a setting that has learned nothing is on no front", async () => {
    const rates = { "optimizer.learningRate": [1e-6, 0.3] };
    const { settings } = sweepTable(await all(STUDY, rates, { workers: 0 }));
    expect(settings.map(({ learned, front }) => [learned, front])).toEqual([
      [false, null],
      [true, true],
    ]);
  });

  test("refuses what no sweep yielded", () => {
    for (const bad of [[], null, 4, [4], [{}]])
      expect(() => sweepTable(bad as never)).toThrow(refusal("wrong-type", "settings"));
    const one = [{ values: { a: 1 }, name: "a=1", index: 0, baseline: 0, study: null, result: null, failed: null }];
    expect(() => sweepTable(one as never, ["churns"] as never)).toThrow(refusal("wrong-value", "measures[0]"));
  });
});
