import { expect, test } from "vitest";
import { isMatched, keptReplicas, LEVEL, learnedShare, matchedArms } from "../../src/claims/selection.js";

test("five claims share an error of 5%", () => {
  expect(5 * (1 - LEVEL)).toBeCloseTo(0.05, 12);
});

test("kept: the 10% quantile and 3% of what there is to learn above it", () => {
  const excess = Float64Array.of(0.1, 0.02, 0.01, 0.013, 0.05, 0.0125, 0.011, 0.09, 0.012, 0.0128, 0.2);
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
