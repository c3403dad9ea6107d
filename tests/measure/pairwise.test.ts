import fc from "fast-check";
import { expect, test } from "vitest";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import { selectReplicas } from "../../src/measure/predictions.js";
import { distance, overPairs, predictions } from "./slowly.js";

test("the mean distance and the distances to the others are those of all pairs", () => {
  fc.assert(
    fc.property(predictions(), (p) => {
      const { value, toOthers } = pairwiseDistances(p);
      expect(value).toBeCloseTo(
        overPairs(p.replicas, (r, s) => distance(p, r, s)),
        12,
      );
      toOthers.forEach((h, r) => {
        expect(h).toBeCloseTo(
          overPairs(
            p.replicas,
            (a, b) => distance(p, a, b),
            (a, b) => a === r || b === r,
          ),
          12,
        );
      });
    }),
  );
});

test("replicas that agree have distance exactly 0, whatever the sign of zero", () => {
  const values = new Float32Array([0.1, -0, 3e-41, 0.1, 0, 3e-41, 0.1, -0, 3e-41]);
  const { value, toOthers } = pairwiseDistances({ values, replicas: 3, examples: 3, columns: 1, kind: "value" });
  expect(value).toBe(0);
  expect([...toOthers]).toEqual([0, 0, 0]);
});

test("the order of the replicas only reorders the distances", () => {
  fc.assert(
    fc.property(predictions(), (p) => {
      const backwards = Array.from({ length: p.replicas }, (_, r) => p.replicas - 1 - r);
      const there = pairwiseDistances(p);
      const back = pairwiseDistances(selectReplicas(p, backwards));
      expect(back.value).toBeCloseTo(there.value, 13);
      back.toOthers.forEach((h, r) => expect(h).toBeCloseTo(there.toOthers[backwards[r]!]!, 13));
    }),
  );
});

test("the mean over all pairs does not depend on the number of replicas: unbiased", () => {
  // Every subset of 3 out of 6 replicas: the mean of their values is the value of all six.
  fc.assert(
    fc.property(predictions({ minReplicas: 6, replicas: 6 }), (p) => {
      let sum = 0;
      let subsets = 0;
      for (let a = 0; a < 6; a++) {
        for (let b = 0; b < a; b++) {
          for (let c = 0; c < b; c++) {
            sum += pairwiseDistances(selectReplicas(p, [a, b, c])).value;
            subsets++;
          }
        }
      }
      expect(sum / subsets).toBeCloseTo(pairwiseDistances(p).value, 12);
    }),
  );
});
