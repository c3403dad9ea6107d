import { describe, expect, test } from "vitest";
import type { Split } from "../../src/data/dataset.js";
import { splitOff } from "../../src/data/validation.js";
import { prepare } from "../../src/run/prepare.js";

const COUNT = 50;
/** Each number says which example it is of. */
const train: Split = {
  count: COUNT,
  x: Float32Array.from({ length: 2 * COUNT }, (_, i) => i),
  y: Float32Array.from({ length: 3 * COUNT }, (_, i) => i),
  truth: null,
  weights: Float32Array.from({ length: COUNT }, (_, n) => n),
};

test("every example is in one part, with its inputs, targets and weight, and both are in file order", () => {
  const parts = splitOff(train, 12, 5);
  expect([parts.train.count, parts.validation.count]).toEqual([38, 12]);
  const all = [parts.train, parts.validation].map(({ count, x, y, weights }) => {
    const examples = [...weights!];
    expect(examples).toEqual([...examples].sort((a, b) => a - b));
    expect([...x]).toEqual(examples.flatMap((n) => [2 * n, 2 * n + 1]));
    expect([...y]).toEqual(examples.flatMap((n) => [3 * n, 3 * n + 1, 3 * n + 2]));
    expect(examples).toHaveLength(count);
    return examples;
  });
  expect(all.flat().sort((a, b) => a - b)).toEqual([...train.weights!]);
});

test("the seed of the data draws them, every example as often as another", () => {
  const times = new Array<number>(COUNT).fill(0);
  for (let seed = 0; seed < 400; seed++) for (const n of splitOff(train, 10, seed).validation.weights!) times[n]! += 1;
  // 80 times each on average; the standard deviation is 8.
  expect(Math.min(...times)).toBeGreaterThan(48);
  expect(Math.max(...times)).toBeLessThan(112);
  expect(splitOff(train, 10, 3).validation.weights).toEqual(splitOff(train, 10, 3).validation.weights);
});

describe("a study", () => {
  test("trains on the others alone: batches, window and steps are of those", async () => {
    const setting = await prepare({
      data: { name: "vee", train: 100, test: 10 },
      batchSize: 32,
      epochs: 2,
      earlyStopping: { share: 0.25 },
    });
    expect([setting.train.count, setting.validation!.count, setting.test.count]).toEqual([75, 25, 10]);
    expect([setting.plan.stepsPerEpoch, setting.plan.steps, setting.study.shuffleWindow]).toEqual([3, 6, 75]);
    expect(setting.dataset.train.count).toBe(100);
  });

  test("its weights have the mean 1 over what is trained on", async () => {
    const { train } = await prepare({
      data: { name: "gaussians", train: 90, test: 10 },
      classWeights: [1, 5, 2],
      earlyStopping: {},
    });
    expect(train.weights!.reduce((sum, weight) => sum + weight, 0) / train.count).toBeCloseTo(1, 6);
  });
});
