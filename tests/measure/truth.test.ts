import { describe, expect, test } from "vitest";
import { bestConstantExcess, lossOfTruth, meanEntropy } from "../../src/measure/truth.js";

const entropy = (...q: number[]) => -q.reduce((sum, each) => sum + (each > 0 ? each * Math.log(each) : 0), 0);

describe("best constant", () => {
  test("two classes: entropy of the mean minus mean entropy", () => {
    const wanted = entropy(0.5, 0.5) - (entropy(0.2, 0.8) + entropy(0.8, 0.2)) / 2;
    expect(bestConstantExcess(new Float64Array([0.2, 0.8]), 2, "logistic")).toBeCloseTo(wanted, 14);
    expect(bestConstantExcess(new Float64Array([0.2, 0.8]), 2, "softmax")).toBeCloseTo(wanted, 14);
    expect(bestConstantExcess(new Float64Array([0, 1]), 2, "logistic")).toBeCloseTo(Math.log(2), 14);
  });

  test("no constant is better: a scan over constants", () => {
    const truth = new Float64Array([0.1, 0.35, 0.9, 0.95]);
    const excess = (p: number) =>
      truth.reduce((sum, q) => sum + q * Math.log(q / p) + (1 - q) * Math.log((1 - q) / (1 - p)), 0) / truth.length;
    const scanned = Math.min(...Array.from({ length: 999 }, (_, i) => excess((i + 1) / 1000)));
    expect(bestConstantExcess(truth, 4, "logistic")).toBeCloseTo(scanned, 8);
  });

  test("several classes", () => {
    const wanted = entropy(0.45, 0.45, 0.1) - (entropy(0.8, 0.1, 0.1) + entropy(0.1, 0.8, 0.1)) / 2;
    expect(bestConstantExcess(new Float64Array([0.8, 0.1, 0.1, 0.1, 0.8, 0.1]), 2, "softmax")).toBeCloseTo(wanted, 14);
  });

  test("squared: the variance over examples, mean over columns", () => {
    expect(bestConstantExcess(new Float64Array([1, 3]), 2, "squared")).toBe(1);
    expect(bestConstantExcess(new Float64Array([1, 0, 3, 0]), 2, "squared")).toBe(0.5);
  });

  test("nothing to learn where the truth is constant", () => {
    expect(bestConstantExcess(new Float64Array([0.3, 0.3]), 2, "logistic")).toBeCloseTo(0, 15);
    expect(bestConstantExcess(new Float64Array([7, 7]), 2, "squared")).toBe(0);
  });
});

test("the loss of the truth", () => {
  expect(lossOfTruth(new Float64Array([0.25, 1]), 2, "logistic")).toBeCloseTo(entropy(0.25, 0.75) / 2, 15);
  expect(lossOfTruth(new Float64Array([0.25, 1]), 2, "squared")).toBeCloseTo(0.1875 / 2, 15);
  expect(lossOfTruth(new Float64Array([0.25, 0.75, 0, 1]), 2, "squared")).toBeCloseTo(0.1875 / 2, 15);
  expect(meanEntropy(new Float64Array([0.2, 0.3, 0.5]), 1)).toBeCloseTo(entropy(0.2, 0.3, 0.5), 15);
});
