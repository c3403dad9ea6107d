import fc from "fast-check";
import { expect, test } from "vitest";
import { againstBaseline } from "../../src/measure/against-baseline.js";
import { decide } from "../../src/measure/decisions.js";
import type { MeasureInput } from "../../src/measure/input.js";
import { replicaLosses } from "../../src/measure/loss.js";
import { selectReplicas } from "../../src/measure/predictions.js";
import { replicaMean } from "../../src/statistics/estimate.js";
import { distance, predictions } from "./slowly.js";

test("replica by replica and example by example it is the definition", () => {
  fc.assert(
    fc.property(predictions({ minReplicas: 2 }), fc.infiniteStream(fc.nat()), (p, drawn) => {
      const isValue = p.kind === "value";
      const classes = Math.max(2, p.columns);
      const labels = Array.from({ length: isValue ? p.examples * p.columns : p.examples }, () =>
        isValue ? drawn.next().value % 5 : drawn.next().value % classes,
      );
      const others = Array.from({ length: p.replicas - 1 }, (_, r) => r + 1);
      const [baseline, replicas] = [selectReplicas(p, [0]), selectReplicas(p, others)];
      const e: MeasureInput = {
        predictions: replicas,
        labels,
        task: isValue ? "regression" : p.columns === 1 ? "binary" : "classes",
        loss: isValue ? "squared" : p.columns === 1 ? "logistic" : "softmax",
      };
      const found = againstBaseline(e, baseline.values);
      const mean = (of: (r: number) => number) => others.reduce((sum, r) => sum + of(r), 0) / others.length;
      expect(found.difference.value).toBeCloseTo(
        mean((r) => distance(p, r, 0)),
        10,
      );
      const losses = [...replicaLosses(e)!];
      const loss = replicaLosses({ ...e, predictions: baseline })![0]!;
      const changes = losses.map((each) => each - loss);
      if (changes.every(Number.isFinite))
        expect(found.lossChange.value).toBeCloseTo(changes.reduce((sum, x) => sum + x, 0) / changes.length, 10);
      const decided = decide(p)?.classes;
      const share = (fits: (before: number, after: number, label: number) => boolean) =>
        decided
          ? mean(
              (r) =>
                labels.filter((label, n) => fits(decided[n]!, decided[r * p.examples + n]!, label)).length / p.examples,
            )
          : null;
      const near = (value: number | null, expected: number | null) =>
        expected === null ? expect(value).toBeNull() : expect(value).toBeCloseTo(expected, 12);
      near(
        found.churn.value,
        share((before, after) => before !== after),
      );
      near(
        found.rightToWrong.value,
        share((before, after, label) => before === label && after !== label),
      );
      near(
        found.wrongToRight.value,
        share((before, after, label) => before !== label && after === label),
      );
      near(
        found.wrongToWrong.value,
        share((before, after, label) => before !== label && after !== label && before !== after),
      );
    }),
  );
});

test("the interval is that of a mean over replicas; without labels no change has a direction", () => {
  const values = Float64Array.of(0.9, 0.9, 0.9, 0.1, 0.9, 0.1, 0.1, 0.1, 0.9, 0.1, 0.1, 0.1);
  const p = { values, replicas: 3, examples: 4, columns: 1, kind: "probability" } as const;
  const e: MeasureInput = { predictions: p, labels: [1, 1, 0, 0], task: "binary", loss: "logistic" };
  const found = againstBaseline(e, Float64Array.of(0.9, 0.1, 0.1, 0.1));
  const estimate = (...shares: number[]) => replicaMean("against the baseline", Float64Array.from(shares), 0, 1);
  expect(found.churn).toEqual(estimate(0.5, 0, 0));
  expect(found.churn.high).toBeGreaterThan(found.churn.value!);
  expect(found.wrongToRight).toEqual(estimate(0.25, 0, 0));
  expect(found.rightToWrong).toEqual(estimate(0.25, 0, 0));
  expect(found.wrongToWrong).toMatchObject({ value: 0, low: null, high: null });
  const unlabelled = againstBaseline({ ...e, labels: null }, Float64Array.of(0.9, 0.1, 0.1, 0.1));
  expect(unlabelled.churn).toEqual(found.churn);
  for (const name of ["rightToWrong", "wrongToRight", "wrongToWrong", "lossChange"] as const)
    expect(unlabelled[name].value).toBeNull();
});
