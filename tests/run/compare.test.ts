import { describe, expect, test } from "vitest";
import { compare } from "../../src/run/compare.js";

describe("compare", () => {
  test("two replicas that anybody made", () => {
    const { measures, replicas, examples } = compare({ predictions: [[0.9, 0.2, 0.6], [0.7, 0.2, 0.4]], labels: [1, 0, 1] });
    expect([replicas, examples]).toEqual([2, 3]);
    // The inputs are rounded to f32 once.
    expect(measures.predictionDifference.value).toBeCloseTo(0.4 / 3, 7);
    expect(measures.churn.value).toBeCloseTo(1 / 3, 12);
    expect(measures.accuracy.value).toBeCloseTo(5 / 6, 12);
    expect(measures.predictionDifference.low).toBeNull();
  });

  test("classes in columns, and a regression", () => {
    const classes = compare({ predictions: [[[0.5, 0.25, 0.25]], [[0.25, 0.5, 0.25]]] });
    expect(classes.measures.predictionDifference.value).toBe(0.25);
    expect(classes.measures.churn.value).toBe(1);
    const values = compare({ predictions: [[10, 20], [11, 22]], task: "regression" });
    expect(values.measures.predictionDifference.value).toBe(1.5);
    expect(values.measures.churn.value).toBeNull();
  });

  test("typed arrays are rows too", () => {
    const { measures } = compare({ predictions: [Float32Array.of(0.5, 0.25), Float64Array.of(0.75, 0.25)] });
    expect(measures.predictionDifference.value).toBe(0.125);
  });

  test("ragged or impossible predictions are refused", () => {
    expect(() => compare({ predictions: [] })).toThrow("predictions: expected at least one replica with one example; got 0 x 0.");
    expect(() => compare({ predictions: [[0.5, 0.5], [0.5]] })).toThrow("predictions[1]: expected 2 examples, as many as replica 0 has; got 1.");
    expect(() => compare({ predictions: [[0.5, [0.5, 0.5]]] })).toThrow("predictions[0][1]: expected 1 numbers; got [0.5,0.5].");
    expect(() => compare({ predictions: [[1.5]] })).toThrow("probabilities from 0 to 1");
    expect(() => compare({ predictions: [[0.5]], label: [1] } as never)).toThrow('compare: unknown field "label". Did you mean "labels"?');
    expect(() => compare({ predictions: [[0.5]], task: "foo" as never })).toThrow('task: expected one of binary, classes, regression; got "foo".');
    expect(() => compare(null as never)).toThrow("predictions: expected an array [replica][example]; got null.");
  });
});
