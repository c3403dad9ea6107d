import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Prepared, prepare } from "../../src/run/prepare.js";
import type { StudyInput } from "../../src/study/study.js";
import { lanesOf, openGroup } from "../../src/train/setting.js";
import { isFused } from "../../src/train/wasm-group.js";
import { study, traces } from "./small-studies.js";

/** Studies whose steps four groups can take as one; those of a large rate diverge, each at a step of its own. */
const fused = fc
  .tuple(study, fc.integer({ min: 2, max: 21 }), fc.constantFrom(null, null, 3, 300, 1e6, 1e15, 1e29))
  .map(([{ optimizer, ...input }, replicas, learningRate]) => {
    const { name, ...parameters } = optimizer as { name: string };
    const large = learningRate === null ? {} : { learningRate };
    const decay = name === "adamw" ? {} : { weightDecay: 0 };
    return {
      ...input,
      optimizer: { name, ...parameters, ...large, ...decay },
      batchSize: 1,
      clipNorm: null,
      classWeights: null,
      replicas,
    } as StudyInput;
  });

test("steps of four groups as one have the bits of the steps of each", async () => {
  let divergences = 0;
  await fc.assert(
    fc.asyncProperty(fused, fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }), async (input, pieces) => {
      const setting = await prepare(input);
      expect(isFused(setting.study, setting.train)).toBe(true);
      const reference = await traces(setting, "reference");
      divergences += reference.filter((trace) => !Array.isArray(trace)).length;
      expect(await traces(setting, "simd", 16, pieces)).toEqual(reference);
      expect(await traces(setting, "scalar", 4, pieces)).toEqual(reference);
    }),
    { numRuns: 300 },
  );
  expect(divergences).toBeGreaterThan(100);
});

test.each([[[32]], [[5, 37]], [[33, 3, 34]]])(
  "wide layers, hidden %j, have them too",
  async (hidden) => {
    const data = { name: "vee", train: 40, test: 20, dimension: 7 } as const;
    const setting = await prepare({ data, hidden, activation: "tanh", optimizer: "adam", batchSize: 1, replicas: 6 });
    const reference = await traces(setting, "reference");
    expect(await traces(setting, "simd", 16)).toEqual(reference);
    expect(await traces(setting, "scalar", 4)).toEqual(reference);
  },
  180_000,
);

test("a weight of -0 stays one where its unit is dead: a gradient is 0 + x dz", async () => {
  const x = Array.from({ length: 12 }, (_, n) => [-1 - n / 8, 1]);
  const y = x.map((_, n) => n % 2);
  const setting = await prepare({
    data: { name: "given", x, y, task: "binary", test: { x, y } },
    hidden: [2],
    optimizer: { name: "sgd", learningRate: 0.01 },
    batchSize: 1,
    replicas: 6,
  } as StudyInput);
  // W of the first layer, its biases, of which one is never passed, W and bias of the second.
  const parameters = Float32Array.of(-0, -0, -0, 0.5, -5, 0, 1, -0, 0);
  const members = [0, 1, 2, 3, 4, 5];
  const trained = async (backend: "simd" | "scalar", lanes: number, count: number) => {
    const group = await openGroup(setting, backend, lanes);
    group.start(members.slice(0, count));
    group.restore(
      0,
      members.slice(0, count).map(() => ({ parameters, state: [] })),
    );
    group.advance(9);
    return group.snapshot(0).parameters;
  };
  const alone = await trained("scalar", 1, 1);
  expect(Object.is(alone[0], -0)).toBe(true);
  expect(await trained("simd", 16, 6)).toEqual(alone);
});

test("parameters that overflow in the last step of a call are said to do so in that step", async () => {
  // One example alone moves its weight beyond all floats, while its own logit and loss are finite.
  const x = Array.from({ length: 20 }, (_, n) => [n === 7 ? 3e19 : 0.1]);
  const y = x.map((_, n) => (n === 7 ? 1e19 : 0));
  const setting = await prepare({
    data: { name: "given", x, y, task: "regression", test: { x, y } },
    hidden: [],
    initial: [{ W: [[0.01]], b: [0] }],
    optimizer: { name: "sgd", learningRate: 0.4 },
    batchSize: 1,
    replicas: 8,
  } as StudyInput);
  const members = Array.from({ length: 8 }, (_, r) => r);
  const apart = await Promise.all([0, 4].map(() => openGroup(setting, "simd", 4)));
  apart.forEach((group, g) => {
    group.start(members.slice(4 * g, 4 * g + 4));
    group.advance(20);
  });
  const first = apart.flatMap((group) => [0, 1, 2, 3].map((lane) => group.diverged(lane)!));
  expect(first.map(({ quantity }) => quantity)).toEqual(members.map(() => "parameter"));
  const group = await openGroup(setting, "simd", 16);
  for (const { step } of first) {
    group.start(members);
    // All but the last of these steps are taken together.
    group.advance(step + 2);
    expect(members.map((lane) => group.diverged(lane))).toEqual(first.map((at) => (at.step < step + 2 ? at : null)));
  }
});

test("a group goes on from where another one stood", async () => {
  const setting = await prepare({ data: { name: "vee", train: 40, test: 10 }, optimizer: "adam", replicas: 11 });
  const members = Array.from({ length: 11 }, (_, r) => r);
  const [whole, first, second] = await Promise.all([16, 16, 16].map((lanes) => openGroup(setting, "simd", lanes)));
  for (const group of [whole!, first!, second!]) group.start(members);
  whole!.advance(37);
  first!.advance(15);
  second!.restore(
    15,
    members.map((lane) => first!.snapshot(lane)),
  );
  expect(second!.batchLoss(10)).toBeNaN();
  second!.advance(22);
  const left = (group: typeof whole) => members.map((lane) => [group!.snapshot(lane), group!.batchLoss(lane)]);
  expect(left(second)).toEqual(left(whole));
  expect(second!.evaluate(setting.test)).toEqual(whole!.evaluate(setting.test));
  expect(left(second)).toEqual(left(whole));
});

describe("how many replicas a group has", () => {
  const small = { data: { name: "vee", train: 60, test: 20 }, replicas: 64 } as const;
  const of = async (input: object, workers = 2, backend: "simd" | "scalar" | "reference" = "simd") =>
    lanesOf(await prepare({ ...small, ...input } as StudyInput), backend, workers);

  test.each<[name: string, input: object, lanes: number]>([
    ["a small network, one example at a time", {}, 16],
    ["batches", { batchSize: 2 }, 4],
    ["a norm that is clipped", { clipNorm: 1 }, 4],
    ["weights that decay", { optimizer: { name: "sgd", weightDecay: 0.1 } }, 4],
    ["weights that shrink", { optimizer: { name: "adamw", weightDecay: 0.1 } }, 16],
    ["examples that weigh", { classWeights: [1, 2] }, 4],
    ["parameters within the cache", { hidden: [40, 40], optimizer: "sgd" }, 16],
    ["parameters and states beyond it", { hidden: [40, 40] }, 4],
    ["one replica", { replicas: 1 }, 1],
    ["layers wider than the cache", { hidden: [300, 300], batchSize: 30 }, 1],
    ["order: given", { order: [[0], [1]], vary: ["init"] }, 4],
  ])("%s", async (_, input, lanes) => expect(await of(input)).toBe(lanes));

  test("no worker is left without work", async () => {
    expect(await of({ replicas: 16 }, 1)).toBe(16);
    expect(await of({ replicas: 16 }, 2)).toBe(4);
    expect(await of({ replicas: 48 }, 3)).toBe(16);
    expect(await of({ replicas: 48 }, 4)).toBe(16);
    expect(await of({ replicas: 64 }, 8)).toBe(4);
    expect(await of({ replicas: 4 }, 1)).toBe(4);
  });

  test("the other backends", async () => {
    expect(await of({}, 2, "scalar")).toBe(4);
    expect(await of({ batchSize: 2 }, 2, "scalar")).toBe(1);
    expect(await of({}, 2, "reference")).toBe(1);
  });
});

/** The groups of a pool and of a trainer are as `lanesOf` says; the bits of a study do not know of it. */
test("a tail of fewer replicas than lanes", async () => {
  const setting: Prepared = await prepare({ data: { name: "vee", train: 30, test: 10 }, replicas: 21 });
  expect(await traces(setting, "simd", 16)).toEqual(await traces(setting, "simd", 4));
});
