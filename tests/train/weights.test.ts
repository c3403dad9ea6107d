/** Weights of the training examples: what they are, that 1 changes no bit, and that a step weighs as the contract says. */
import { describe, expect, test } from "vitest";
import { prepare } from "../../src/run/prepare.js";
import { run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";
import { openGroup } from "../../src/train/setting.js";
import { weightsOf } from "../../src/train/weights.js";
import { refusal } from "../refusal.js";

const f32 = Math.fround;
const split = (y: number[], weights: number[] | null = null) => ({
  count: y.length,
  y: Float32Array.from(y),
  weights: weights && Float32Array.from(weights),
});

describe("the weights of a training set", () => {
  test("of nobody: none", () => {
    expect(weightsOf(split([0, 1, 1]), null, 2)).toBeNull();
  });

  test("of the data: divided by their mean", () => {
    expect(weightsOf(split([0, 1, 1, 0], [1, 2, 3, 2]), null, 2)).toEqual(Float32Array.of(0.5, 1, 1.5, 1));
    expect(weightsOf(split([0, 0, 0], [0.1, 0.1, 0.1]), null, 2)).toEqual(Float32Array.of(1, 1, 1));
  });

  test("of the classes: by label, and balanced ones give each class the same sum", () => {
    expect(weightsOf(split([0, 1, 1, 0]), [1, 3], 2)).toEqual(Float32Array.of(0.5, 1.5, 1.5, 0.5));
    expect(weightsOf(split([2, 0, 2, 2]), "balanced", 3)).toEqual(Float32Array.of(4 / 6, 2, 4 / 6, 4 / 6));
  });

  test("of both: their product, in f64, rounded once", () => {
    const [a, c] = [
      [0.1, 0.7, 3],
      [0.3, 1.7],
    ];
    const products = [f32(0.1) * c[1]!, f32(0.7) * c[0]!, 3 * c[1]!];
    const sum = products[0]! + products[1]! + products[2]!;
    expect(weightsOf(split([1, 0, 1], a), c, 2)).toEqual(Float32Array.from(products, (v) => (v * 3) / sum));
  });

  test("all 0: refused, by the field that says so", async () => {
    const data = { name: "given", x: [[1], [2]], y: [0, 0], test: { x: [[1]], y: [1] } };
    await expect(prepare({ data, classWeights: [0, 1] } as StudyInput)).rejects.toThrow(
      refusal("wrong-value", "study.classWeights", "0 of all"),
    );
    await expect(prepare({ data: { ...data, weights: [0, 0] } } as StudyInput)).rejects.toThrow(
      refusal("wrong-value", "study.data.weights", "0 of all"),
    );
  });
});

const x = Array.from({ length: 11 }, (_, n) => [((n * 7) % 5) / 3 - 0.4, ((n * 3) % 7) / 5 - 0.7]);
const labels = x.map((_, n) => n % 3);
const given = (y: number[]) => ({
  name: "given" as const,
  x,
  y,
  test: { x: x.slice(0, 3), y: y.slice(0, 3) },
});
const TASKS: [string, { data: ReturnType<typeof given>; loss: "logistic" | "softmax" | "squared" }, number][] = [
  ["logistic", { data: given(labels.map((label) => label % 2)), loss: "logistic" }, 2],
  ["softmax", { data: given(labels), loss: "softmax" }, 3],
  ["squared on classes", { data: given(labels), loss: "squared" }, 3],
];
const common = { hidden: [4], batchSize: 4, epochs: 2, replicas: 5, activation: "tanh" } as const;

describe.each(["simd", "scalar", "reference"] as const)("%s", (backend) => {
  const fingerprint = async (study: StudyInput) =>
    (await run({ ...common, ...study }, { backend, workers: 0 })).fingerprint;

  test.each(TASKS)("%s: weights of 1 change no bit, others do", async (_, task, classes) => {
    const plain = await fingerprint(task);
    const alike = Array<number>(classes).fill(7);
    expect(await fingerprint({ ...task, classWeights: alike })).toBe(plain);
    expect(await fingerprint({ ...task, data: { ...task.data, weights: x.map(() => 0.3) } })).toBe(plain);
    expect(await fingerprint({ ...task, classWeights: [1, ...alike.slice(1)] })).not.toBe(plain);
    expect(await fingerprint({ ...task, data: { ...task.data, weights: x.map((_, n) => n + 1) } })).not.toBe(plain);
  });

  test("an example of weight 0 moves nothing, and the losses of a batch are weighted", async () => {
    const loss = async (study: StudyInput) => {
      const setting = await prepare({ hidden: [], replicas: 1, vary: [], optimizer: "sgd", ...study });
      const group = await openGroup(setting, backend);
      group.start([0]);
      group.advance(1);
      return [group.batchLoss(0), ...group.snapshot(0).parameters];
    };
    const study = (weights: number[], order: number[][]) => ({
      data: { ...given(labels.map((label) => label % 2)), weights },
      initial: [{ W: [[0.5], [-0.25]], b: [0.125] }],
      order,
    });
    const some = x.map((_, n) => (n === 2 ? 0 : 1));
    // Weights of mean 1: 11 examples share what 10 have.
    const [both, ...after] = await loss(study(some, [[1, 2]]));
    const [alone, ...alike] = await loss(study(some, [[1]]));
    // The batch is averaged over its size, not over its weights: its loss is that of the one example, halved.
    expect(both).toBe(alone! / 2);
    const before = [0.5, -0.25, 0.125];
    after.forEach((value, p) => expect(value - before[p]!).toBeCloseTo((alike[p]! - before[p]!) / 2, 7));
  });
});
