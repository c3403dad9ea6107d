import { expect, test } from "vitest";
import { resolveClassWeights } from "../../src/study/class-weights.js";
import { refusal } from "../refusal.js";

const THREE = { task: "classes", classes: 3 } as const;

test.each<[unknown, unknown]>([
  [undefined, null],
  [null, null],
  ["balanced", "balanced"],
  [
    [0, 1e-9, 1e9],
    [0, 1e-9, 1e9],
  ],
  [Float64Array.of(0.1, 1, 2), [0.1, 1, 2]],
])("%j is taken", (written, resolved) => {
  expect(resolveClassWeights(written, THREE)).toEqual(resolved);
  expect(resolveClassWeights(resolved, THREE)).toEqual(resolved);
});

test.each<[unknown, ReturnType<typeof refusal>]>([
  ["balance", refusal("wrong-type", "study.classWeights", '"balance"', { expected: /"balanced"/ })],
  [2, refusal("wrong-type", "study.classWeights", "2", { expected: /3 weights/ })],
  [{ a: 1 }, refusal("wrong-type", "study.classWeights", '{"a":1}')],
  [[1, 2], refusal("wrong-value", "study.classWeights", "[1,2]", { expected: /3 weights/ })],
  [[1, 2, 3, 4], refusal("wrong-value", "study.classWeights", "[1,2,3,4]", { expected: /3 weights/ })],
  [[1, -1, 1], refusal("wrong-value", "study.classWeights[1]", "-1")],
  [[1, 1, 1e-10], refusal("wrong-value", "study.classWeights[2]", "1e-10")],
  [[1, "2", 1], refusal("wrong-type", "study.classWeights[1]", '"2"')],
])("%j is refused", (written, expected) => {
  expect(() => resolveClassWeights(written, THREE)).toThrow(expected);
});

test("targets have no classes", () => {
  expect(resolveClassWeights(null, { task: "regression", classes: 0 })).toBeNull();
  expect(() => resolveClassWeights([1], { task: "regression", classes: 0 })).toThrow(
    refusal("wrong-value", "study.classWeights", "[1]", { expected: /^null/ }),
  );
});
