import fc from "fast-check";
import { expect, test } from "vitest";
import { stateCount } from "../../src/reference/optimizer.js";
import { prepare } from "../../src/run/prepare.js";
import type { StudyInput } from "../../src/study/study.js";
import { optimizer, study, traces } from "./small-studies.js";

test("SIMD, scalar and reference agree in every bit of every study", async () => {
  await fc.assert(
    fc.asyncProperty(study, async (input) => {
      const setting = await prepare(input);
      const reference = await traces(setting, "reference");
      expect(await traces(setting, "scalar")).toEqual(reference);
      for (const lanes of [1, 4]) expect(await traces(setting, "simd", lanes)).toEqual(reference);
    }),
    { numRuns: 500 },
  );
});

test.each([
  { hidden: [16, 17], dimension: 33, batchSize: 40, replicas: 5 },
  { hidden: [21, 70], dimension: 5, batchSize: 130, replicas: 2, activation: "tanh" },
  { hidden: [150, 33], dimension: 18, batchSize: 64, replicas: 3, optimizer: "adam" },
])(
  "panels and copies of %o keep the bits",
  async ({ dimension, ...input }) => {
    const setting = await prepare({
      data: { name: "vee", train: 260, test: 70, dimension },
      ...input,
      epochs: 1,
    } as StudyInput);
    const scalar = await traces(setting, "scalar");
    for (const lanes of [1, 4]) expect(await traces(setting, "simd", lanes)).toEqual(scalar);
    expect(await traces(setting, "reference")).toEqual(scalar);
  },
  120_000,
);

test("losses of very different size are added example by example", async () => {
  // Of label 0 the loss is about the logit itself, or e^logit: together they need more than the 53 bits of the sum.
  const x = Array.from({ length: 48 }, (_, n) => [n % 5 === 0 ? 15000 + n / 7 : -16 - n / 11]);
  const data = { name: "given", x, y: x.map(() => 0), test: { x, y: x.map(() => 0) } };
  const initial = [{ W: [[1]], b: [0] }];
  const setting = await prepare({
    data,
    hidden: [],
    initial,
    batchSize: 48,
    epochs: 1,
    replicas: 1,
    vary: [],
    optimizer: "sgd",
  } as StudyInput);
  const reference = await traces(setting, "reference");
  expect(await traces(setting, "scalar")).toEqual(reference);
  for (const lanes of [1, 4]) expect(await traces(setting, "simd", lanes)).toEqual(reference);
});

test("the studies of the property reach every state array", async () => {
  const counts = new Set<number>();
  fc.assert(
    fc.property(
      optimizer,
      (input) => void counts.add(stateCount({ momentum: 0, centered: false, amsgrad: false, ...input } as never)),
    ),
    { numRuns: 500 },
  );
  expect([...counts].sort()).toEqual([0, 1, 2, 3]);
});
