import { expect, test } from "vitest";
import { isMatched, keptReplicas, learnedShare, matchedArms, quantile } from "../../src/claims/selection.js";

test("quantile of type 7, values of R: quantile(c(3, 1, 4, 1, 5, 9, 2, 6), .1) is 1, at .25 1.75", () => {
  const sample = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6);
  expect(quantile(sample, 0.1)).toBe(1);
  expect(quantile(sample, 0.25)).toBe(1.75);
  expect(quantile(sample, 1)).toBe(9);
  expect(quantile(Float64Array.of(7), 0.1)).toBe(7);
  expect([...sample]).toEqual([3, 1, 4, 1, 5, 9, 2, 6]);
});

test("kept: the 10% quantile and 3% of what there is to learn above it", () => {
  const excess = Float64Array.of(0.1, 0.02, 0.01, 0.013, 0.05, 0.0125, 0.011, 0.09, 0.012, 0.0128, 0.2);
  expect(quantile(excess, 0.1)).toBe(0.011);
  expect(keptReplicas(excess, 0.1)).toEqual([2, 3, 5, 6, 8, 9]);
  expect(keptReplicas(excess, 0)).toEqual([2, 6]);
});

test("kept: the limit itself is kept, and one step of the quantile or of the allowance more is not", () => {
  const excess = Float64Array.from({ length: 21 }, (_, replica) => replica);
  expect(keptReplicas(excess, 0)).toEqual([0, 1, 2]);
  expect(keptReplicas(excess, 100)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(keptReplicas(excess, 99)).toEqual([0, 1, 2, 3, 4]);
});

test("two arms match within 5% of what there is to learn, wherever the best arm lies; one without numbers matches none", () => {
  expect(matchedArms([0.01, 0.0179, 0.0181, null], 0.16)).toEqual([true, true, true, false]);
  expect(matchedArms([0.01, 0.0181, null], 0.16)).toEqual([false, false, false]);
  expect([
    isMatched(0.01, 0.0179, 0.16),
    isMatched(0.01, 0.0181, 0.16),
    isMatched(0.0179, 0.0181, 0.16),
    isMatched(null, 0.01, 0.16),
  ]).toEqual([true, false, true, false]);
});

test("arms that have not learned half of what there is to learn match none", () => {
  expect([isMatched(0.0799, 0.08, 0.16), isMatched(0.0799, 0.0801, 0.16)]).toEqual([true, false]);
});

test("learned share: all at the truth, none at the best constant", () => {
  expect([learnedShare(0, 0.2), learnedShare(0.2, 0.2), learnedShare(0.3, 0.2) < 0]).toEqual([1, 0, true]);
});
