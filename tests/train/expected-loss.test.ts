import { expect, test } from "vitest";
import { meanEntropy, replicaExcess } from "../../src/measure/loss.js";
import { prepare } from "../../src/run/prepare.js";
import type { StudyInput } from "../../src/study/study.js";
import { addProducts } from "../../src/train/expected-loss.js";
import type { Backend } from "../../src/train/group.js";
import { openGroup } from "../../src/train/setting.js";
import { trainAll } from "../../src/train/train-group.js";

const STUDY = { data: { name: "vee", train: 300, test: 1031 }, hidden: [3], replicas: 6 } satisfies StudyInput;

/** Expected losses of all replicas on the test inputs, and what the measures say of the same predictions. */
async function both(backend: Backend) {
  const prepared = await prepare(STUDY);
  const { count, x, truth } = prepared.dataset.test;
  const group = await openGroup(prepared, backend);
  const outcomes = trainAll(group, { ...prepared, evaluated: { count, x, truth: truth!, every: 1 } });
  const predictions = { replicas: 1, examples: count, columns: 1, kind: "probability" as const };
  return outcomes.map(({ expectedLoss, predictions: values, logits }) => ({
    expectedLoss: expectedLoss!,
    measured:
      replicaExcess({ predictions: { ...predictions, values }, logits, truth, task: "binary", loss: "logistic" })![0]! +
      meanEntropy(truth!, count),
  }));
}

test("the expected loss of the kernels is that of the measures, to the rounding of f32 softplus", async () => {
  for (const { expectedLoss, measured } of await both("simd"))
    expect(Math.abs(expectedLoss / measured - 1)).toBeLessThan(1e-7);
});

test("its bits are the same in every build and in the reference", async () => {
  const [simd, scalar, reference] = await Promise.all((["simd", "scalar", "reference"] as const).map(both));
  expect(scalar).toEqual(simd);
  expect(reference).toEqual(simd);
});

test("only the replicas that are wanted are evaluated", async () => {
  const prepared = await prepare(STUDY);
  const { count, x, truth } = prepared.dataset.test;
  const outcomes = trainAll(await openGroup(prepared, "simd"), {
    ...prepared,
    evaluated: { count, x, truth: truth!, every: 5 },
  });
  expect(outcomes.map(({ expectedLoss }) => expectedLoss !== null)).toEqual([true, false, false, false, false, true]);
  expect(trainAll(await openGroup(prepared, "simd"), prepared).every(({ expectedLoss }) => expectedLoss === null)).toBe(
    true,
  );
});

test("replicas that are wanted here and there in a group of sixteen have the losses that all have", async () => {
  const prepared = await prepare({ ...STUDY, replicas: 21 });
  const { count, x, truth } = prepared.dataset.test;
  const group = await openGroup(prepared, "simd");
  expect(group.lanes).toBe(16);
  const trained = (every: number) => trainAll(group, { ...prepared, evaluated: { count, x, truth: truth!, every } });
  const all = trained(1);
  for (const every of [3, 7, 20])
    expect(trained(every).map(({ expectedLoss }) => expectedLoss)).toEqual(
      all.map(({ index, expectedLoss }) => (index % every === 0 ? expectedLoss : null)),
    );
});

test("evaluating moves nothing else: same parameters, predictions and loss", async () => {
  const prepared = await prepare(STUDY);
  const { count, x, truth } = prepared.dataset.test;
  const plain = trainAll(await openGroup(prepared, "simd"), prepared);
  const evaluated = trainAll(await openGroup(prepared, "simd"), {
    ...prepared,
    evaluated: { count, x, truth: truth!, every: 1 },
  });
  expect(evaluated.map(({ expectedLoss: _, ...rest }) => rest)).toEqual(
    plain.map(({ expectedLoss: _, ...rest }) => rest),
  );
});

test("two replicas side by side, their logits and the truth by hand", () => {
  const sums = new Float64Array(3);
  addProducts(sums, 1, 2, Float64Array.of(9, 0.25, 0.75), 1, Float32Array.of(0.5, 1, -2, 4));
  expect(sums).toEqual(Float64Array.of(0, 0.25 * 0.5 - 0.75 * 2, 0.25 * 1 + 0.75 * 4));
});
