import { expect, test } from "vitest";
import { makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";
import { surfaceOf } from "./surfaces.js";

test("|x1 + x2/2| - 1/2 on two inputs, and on with halved weights", async () => {
  for (const { x, f } of await surfaceOf("vee")) expect(f).toBe(Math.abs(x[0]! + x[1]! / 2) - 0.5);
  for (const { x, f } of await surfaceOf("vee", { dimension: 1 })) expect(f).toBe(Math.abs(x[0]!) - 0.5);
  for (const { x, f } of await surfaceOf("vee", { dimension: 3 }))
    expect(f).toBe(Math.abs(x[0]! + x[1]! / 2 + x[2]! / 4) - 0.5);
});

test("the best possible loss is .532, that of the best constant .692", async () => {
  const { train } = await makeDataset(resolveData({ name: "vee", train: 20000, test: 1 }), 3);
  const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  const mean = train.truth!.reduce((sum, p) => sum + p, 0) / train.count;
  // Both by the midpoint rule on 800 x 800 cells; the entropy of an example has a standard deviation of about .15, so
  // .0011 in the mean.
  expect(Math.abs(train.truth!.reduce((sum, p) => sum + entropy(p), 0) / train.count - 0.53244)).toBeLessThan(0.006);
  expect(Math.abs(entropy(mean) - 0.69246)).toBeLessThan(0.002);
});
