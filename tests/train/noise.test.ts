/**
 * Noise: SIMD, scalar and the reference give the same bits of random studies with any of it, and each factor moves what
 * it should.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  directionOf,
  dropping,
  gradientError,
  neighbour,
  noisyInputs,
  noisyLabels,
} from "../../src/reference/noise.js";
import type { StreamKey } from "../../src/reference/random.js";
import { gatherBatch } from "../../src/reference/trainer.js";
import { prepare } from "../../src/run/prepare.js";
import { run } from "../../src/run/run.js";
import type { Factor } from "../../src/study/factors.js";
import type { Layer } from "../../src/study/layers.js";
import { FACTORS, isInStudy } from "../../src/study/levels.js";
import { memoryOf } from "../../src/study/plan.js";
import type { Study, StudyInput } from "../../src/study/study.js";
import type { Group } from "../../src/train/group.js";
import { keysOf } from "../../src/train/keys.js";
import { openGroup } from "../../src/train/setting.js";
import { refusal } from "../refusal.js";
import { noise, study, traces } from "./small-studies.js";

test("SIMD, scalar and reference agree in every bit of every study with noise", async () => {
  await fc.assert(
    fc.asyncProperty(study, noise, async ({ vary: _, ...input }, added) => {
      const setting = await prepare({ ...input, epochs: 2, ...added } as StudyInput);
      const reference = await traces(setting, "reference");
      expect(await traces(setting, "scalar")).toEqual(reference);
      for (const lanes of [1, 4]) expect(await traces(setting, "simd", lanes, [1, 2])).toEqual(reference);
    }),
    { numRuns: 200 },
  );
});

const SMALL = { data: { name: "vee", train: 60, test: 30 }, hidden: [4], epochs: 3, replicas: 6 } as const;
/** Each factor, with what switches it on. */
const FACTORS_ON: [Factor, StudyInput][] = [
  ["label", { labelNoise: 0.2 }],
  ["label", { labelNoise: 0.3, data: { ...SMALL.data, task: "regression" } }],
  ["input", { inputNoise: 0.1 }],
  ["resample", { resample: true }],
  ["augment", { augment: 0.1 }],
  ["dropout", { dropout: 0.3 }],
  ["dropout", { dropout: { inputs: 0.3 } }],
  ["ulp", { ulp: { ulps: 100_000 } }],
  ["ulp", { ulp: { parameter: 3, step: 100, ulps: 100 } }],
  ["oracle", { oracle: "start" }],
  ["oracle", { oracle: "gradient" }],
  ["oracle", { oracle: { name: "stochastic", delta: 0.1 } }],
  ["inference", { dropout: 0.3, mcPasses: 1 }],
  ["inference", { dropout: { inputs: 0.3 }, mcPasses: 4 }],
];

describe.each(FACTORS_ON)("%s: %o", (factor, on) => {
  const alone = { ...SMALL, ...on, vary: [factor] };

  test("it alone makes replicas predict differently; fixed, exactly alike, and not as without it", async () => {
    const varied = await run(alone, { workers: 0 });
    expect(varied.measures.predictionDifference.value).toBeGreaterThan(0);
    const fixed = await run({ ...alone, vary: [] }, { workers: 0 });
    expect(fixed.measures.predictionDifference.value).toBe(0);
    expect(new Set(fixed.replicas.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    // A replica's own level is what the others have where it is fixed: replica 0 is the same.
    expect(fixed.replicas[0]!.fingerprint).toBe(varied.replicas[0]!.fingerprint);
    const { data } = { ...SMALL, ...on };
    const without = await run({ ...SMALL, data, vary: [] }, { workers: 0 });
    expect(fixed.fingerprint).not.toBe(without.fingerprint);
  });

  test("workers, backends and groups change no bit, nor does a seed of another stream", async () => {
    const { fingerprint } = await run(alone, { workers: 0 });
    for (const backend of ["scalar", "simd", "reference"] as const)
      expect((await run(alone, { backend, workers: 2 })).fingerprint).toBe(fingerprint);
    const others = FACTORS.filter((other) => !isInStudy(other, on as Study));
    const seeds = Object.fromEntries(others.map((other) => [other, 5]));
    expect((await run({ ...alone, seeds }, { workers: 0 })).fingerprint).toBe(fingerprint);
    expect((await run({ ...alone, seeds: { [factor]: 5 } }, { workers: 0 })).fingerprint).not.toBe(fingerprint);
  });
});

test("a training that is saved in the middle and restored elsewhere goes on to the same bits", async () => {
  await fc.assert(
    fc.asyncProperty(study, noise, fc.integer({ min: 1, max: 40 }), async ({ vary: _, ...input }, added, cut) => {
      const setting = await prepare({ ...input, epochs: 2, replicas: 3, ...added } as StudyInput);
      const groups = await Promise.all([openGroup(setting, "simd"), openGroup(setting, "scalar", 1)]);
      const [whole, other] = groups as [Group, Group];
      whole.start([0, 1, 2]);
      other.start([1]);
      whole.advance(Math.min(cut, setting.plan.steps - 1));
      other.restore(whole.step, [whole.snapshot(1)]);
      for (const group of groups) group.advance(setting.plan.steps);
      if (whole.diverged(1) || other.diverged(0)) return;
      expect(other.snapshot(0)).toEqual(whole.snapshot(1));
    }),
    { numRuns: 60 },
  );
});

test("a share of 1 flips every label: a study of the other class", async () => {
  const { train } = await prepare({ data: SMALL.data });
  const rows = (y: readonly number[]) => {
    const x = Array.from({ length: 60 }, (_, n) => [train.x[2 * n]!, train.x[2 * n + 1]!]);
    return { name: "given", x, y, test: { x, y: [...train.y] } } as const;
  };
  const flipped = await run({ ...SMALL, data: rows([...train.y].map((y) => 1 - y)) }, { workers: 0 });
  const noisy = await run({ ...SMALL, data: rows([...train.y]), labelNoise: 1 }, { workers: 0 });
  expect(noisy.fingerprint).toBe(flipped.fingerprint);
});

test("noise on the inputs is the same in each epoch, a jitter is not", async () => {
  const digestsOf = async (on: StudyInput, epochs: number) =>
    (await run({ ...SMALL, ...on, optimizer: "sgd", shuffleWindow: 1, epochs, vary: [] }, { workers: 0 })).replicas[0]!
      .fingerprint;
  const { train } = await prepare({ data: SMALL.data });
  expect(await digestsOf({ inputNoise: 0.1 }, 1)).not.toBe(await digestsOf({ augment: 0.1 }, 1));
  // The reference says it of the examples themselves.
  const { study, plan, train: set } = await prepare({ ...SMALL, inputNoise: 0.1, augment: 0.2, batchSize: 60 });
  const spec = { study, stepsPerEpoch: plan.stepsPerEpoch, keys: keysOf(study, 0) };
  const data = { ...set, inputs: 2, targets: 1 };
  const batch = (changes: object, t: number) => gatherBatch({ ...spec, ...changes }, data, [0, 1, 2], t).x;
  const { augment: _, ...still } = study;
  const { inputNoise: __, ...jittered } = study;
  expect(batch({ study: still }, 0)).toEqual(batch({ study: still }, 7));
  expect(batch({ study: jittered }, 0)).not.toEqual(batch({ study: jittered }, 7));
  expect(batch({ study: still }, 0)).not.toEqual(train.x.subarray(0, 6));
});

test("the share of flipped labels, of dropped units and the spread of inputs are what the study says", () => {
  const key: StreamKey = [3, 4];
  const many = Array.from({ length: 4000 }, (_, n) => n);
  const flips = many.filter((n) => noisyLabels(Float32Array.of(0), n, 0.3, 2, key)[0] === 1);
  expect(flips.length / 4000).toBeCloseTo(0.3, 1);
  const others = many.map((n) => noisyLabels(Float32Array.of(2), n, 1, 5, key)[0]!);
  for (const label of [0, 1, 3, 4])
    expect(others.filter((other) => other === label).length / 4000).toBeCloseTo(0.25, 1);
  const layers = [{ inputs: 10 }, { inputs: 10 }] as Layer[];
  const drop = dropping({ inputs: 0.2, hidden: [0.6] }, layers, key, 5);
  const kept = many.map((n) => drop(1, 1, n, n % 10));
  expect(kept.filter((value) => value > 0).length / 4000).toBeCloseTo(0.4, 1);
  expect(new Set(kept)).toEqual(new Set([0, Math.fround(2.5)]));
  const moved = many.map((n) => noisyInputs(Float32Array.of(1), n, 0.5, key, 0)[0]! - 1);
  expect(Math.sqrt(moved.reduce((sum, move) => sum + move * move, 0) / 4000)).toBeCloseTo(0.5, 1);
});

test("a move by units in the last place goes through all float32 numbers", () => {
  const float = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(float, fc.integer({ min: 1, max: 9 }), (value, by) => {
      const up = neighbour(value, by);
      if (!Number.isFinite(up)) return;
      expect(up).toBeGreaterThan(value);
      expect(neighbour(up, -by)).toBe(value + 0);
      // Nothing lies between two neighbours.
      expect([value, neighbour(value, 1)]).toContain(Math.fround(value / 2 + neighbour(value, 1) / 2));
    }),
  );
  expect(neighbour(-0, 1)).toBe(2 ** -149);
  expect(neighbour(0, -1)).toBe(-(2 ** -149));
  expect(Object.is(neighbour(2 ** -149, -1), 0)).toBe(true);
});

test("an oracle is off by its delta", () => {
  const key: StreamKey = [1, 2];
  const norm = (errors: Float32Array) => Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0));
  expect(norm(directionOf(0.5, 100, key))).toBeCloseTo(0.5, 6);
  const gradient = { name: "gradient", delta: 2 } as const;
  expect(gradientError(gradient, 10, key, 0)).toEqual(gradientError(gradient, 10, key, 9));
  expect(gradientError({ name: "start", delta: 2 }, 10, key, 0)).toBe(null);
  const squares = Array.from(
    { length: 2000 },
    (_, t) => norm(gradientError({ name: "stochastic", delta: 2 }, 10, key, t)!) ** 2,
  );
  expect(squares.reduce((sum, square) => sum + square, 0) / 2000 / 4).toBeCloseTo(1, 1);
});

test("the mean of many passes of a linear network is its prediction without dropout", async () => {
  const linear = { ...SMALL, hidden: [], replicas: 1, dropout: { inputs: 0.5 } };
  const logitsOf = async (on: StudyInput): Promise<Float32Array> =>
    (await run({ ...linear, ...on }, { workers: 0 })).logits!;
  const whole = await logitsOf({});
  const distance = async (mcPasses: number): Promise<number> => {
    const logits = await logitsOf({ mcPasses });
    return Math.sqrt(logits.reduce((sum, logit, n) => sum + (logit - whole[n]!) ** 2, 0) / logits.length);
  };
  const [one, many] = [await distance(1), await distance(10_000)];
  // By the square root of the passes.
  expect(many / one).toBeGreaterThan(0.004);
  expect(many / one).toBeLessThan(0.025);
});

test("the memory of a study has what noise copies", async () => {
  const wide = { ...SMALL, hidden: [300, 200], batchSize: 60 };
  const examples = { train: 60, test: 30 };
  const bytesOf = async (on: StudyInput): Promise<number> => {
    const { study, plan } = await prepare({ ...wide, ...on });
    return memoryOf(study, plan, examples, 3);
  };
  // Of four replicas an activation and a mask a hidden unit, and two numbers an output, for 64 examples, in each worker.
  const without = await bytesOf({});
  expect((await bytesOf({ dropout: 0.5 })) - without).toBe(3 * 16 * 64 * 2 * 500);
  expect((await bytesOf({ dropout: 0.5, mcPasses: 2 })) - without).toBe(3 * 16 * 64 * 2 * 501);
});

test.each([
  [{ labelNoise: 1.5 }, "study.labelNoise", "1.5"],
  [{ labelNoise: -0.1 }, "study.labelNoise", "-0.1"],
  [{ inputNoise: -1 }, "study.inputNoise", "-1"],
  [{ dropout: 1 }, "study.dropout", "1"],
  [{ dropout: { hidden: [0.1, 0.2] } }, "study.dropout.hidden", "[0.1,0.2]"],
  [{ hidden: [4, 4], dropout: { hidden: [0.1] } }, "study.dropout.hidden", "[0.1]"],
  [{ dropout: { inputs: 1 } }, "study.dropout.inputs", "1"],
  [{ mcPasses: 1 }, "study.mcPasses", "1"],
  [{ mcPasses: 1, dropout: 0 }, "study.mcPasses", "1"],
  [{ mcPasses: 1, dropout: 0.5, hidden: [] }, "study.mcPasses", "1"],
  [{ mcPasses: 10_001, dropout: 0.5 }, "study.mcPasses", "10001"],
  [{ mcPasses: 1.5, dropout: 0.5 }, "study.mcPasses", "1.5"],
  [{ ulp: { step: 180 } }, "study.ulp.step", "180"],
  [{ ulp: { parameter: 17 } }, "study.ulp.parameter", "17"],
  [{ ulp: { ulps: 0 } }, "study.ulp.ulps", "0"],
  [{ oracle: { name: "start", delta: 0 } }, "study.oracle.delta", "0"],
  [{ resample: true, order: [[0]] }, "study.resample", "true"],
])("%o is refused", async (on, path, got) => {
  await expect(prepare({ ...SMALL, epochs: 3, ...on } as StudyInput)).rejects.toThrow(
    refusal("wrong-value", path, got),
  );
});
