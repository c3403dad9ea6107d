import { expect, test } from "vitest";
import { decide } from "../../src/measure/decisions.js";

test("one column: logit > 0, or p > .5; equality is class 0 and a tie", () => {
  const shape = { replicas: 1, examples: 4, columns: 1, kind: "probability" as const };
  const p = { ...shape, values: new Float32Array([0.5, 0.50001, 0.4, 1]) };
  expect(decide(p)).toEqual({ classes: new Uint32Array([0, 1, 0, 1]), ties: 1 });
  expect(decide(p, new Float32Array([1e-30, 0, -0, -1]))).toEqual({ classes: new Uint32Array([1, 0, 0, 0]), ties: 2 });
});

test("several columns: the lowest index among the largest; a tie of smaller ones does not count", () => {
  const shape = { replicas: 2, examples: 2, columns: 3, kind: "probability" as const };
  const values = new Float32Array([0.4, 0.4, 0.2, 0.25, 0.25, 0.5, 0.2, 0.6, 0.2, 0.2, 0.4, 0.4]);
  expect(decide({ ...shape, values })).toEqual({ classes: new Uint32Array([0, 2, 1, 1]), ties: 2 });
  const logits = new Float32Array([1, 2, 3, 3, 3, 3, -1, -2, -3, 0, -0, -1]);
  expect(decide({ ...shape, values }, logits)).toEqual({ classes: new Uint32Array([2, 0, 0, 0]), ties: 2 });
});

test("values decide nothing", () => {
  expect(decide({ values: new Float32Array([1]), replicas: 1, examples: 1, columns: 1, kind: "value" })).toBeNull();
});
