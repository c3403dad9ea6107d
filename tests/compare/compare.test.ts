import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CompareInput, compare } from "../../src/compare/compare.js";
import { measureAll } from "../../src/measure/all.js";
import type { Refusal } from "../../src/study/errors.js";
import type { Rows } from "../../src/study/numbers.js";
import { predictions } from "../measure/slowly.js";
import { refusal } from "../refusal.js";

describe("compare", () => {
  test("two replicas that anybody made", async () => {
    const { measures, replicas, examples } = await compare({
      predictions: [
        [0.9, 0.2, 0.6],
        [0.7, 0.2, 0.4],
      ],
      labels: [1, 0, 1],
    });
    expect([replicas, examples]).toEqual([2, 3]);
    expect(measures.predictionDifference.value).toBeCloseTo(0.4 / 3, 15);
    expect(measures.churn.value).toBeCloseTo(1 / 3, 15);
    expect(measures.accuracy.value).toBeCloseTo(5 / 6, 15);
    expect(measures.predictionDifference.low).toBeNull();
  });

  test("classes in columns, and a regression", async () => {
    const classes = await compare({ predictions: [[[0.5, 0.25, 0.25]], [[0.25, 0.5, 0.25]]] });
    expect(classes.measures.predictionDifference.value).toBe(0.25);
    expect(classes.measures.churn.value).toBe(1);
    const values = await compare({
      predictions: [
        [10, 20],
        [11, 22],
      ],
      task: "regression",
    });
    expect(values.measures.predictionDifference.value).toBe(1.5);
    expect(values.measures.churn.value).toBeNull();
    const several = await compare({
      predictions: [[[1, 2]], [[2, 4]]],
      labels: [[1, 2]],
      truth: [[2, 4]],
      task: "regression",
    });
    expect([
      several.measures.predictionDifference.value,
      several.measures.loss.value,
      several.measures.excessLoss.value,
    ]).toEqual([1.5, 1.25, 1.25]);
  });

  test("nothing is rounded: predictions differ as far as they are given", async () => {
    const near = await compare({ predictions: [[0.50000001], [0.4]] });
    expect([near.measures.churn.value, near.ties]).toEqual([1, 0]);
    const apart = async (predictions: number[][]) =>
      (await compare({ predictions, task: "regression" })).measures.predictionDifference.value;
    expect(await apart([[16777217], [16777216]])).toBe(1);
    expect(await apart([[20240000500], [20240000000]])).toBe(500);
    const sure = await compare({ predictions: [[1 - 1e-9], [1 - 1e-9]], labels: [0] });
    expect(sure.measures.loss).toMatchObject({ value: expect.closeTo(20.723, 3), low: null });
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(probability, probability, async (p, q) => {
        const { measures, ties } = await compare({ predictions: [[p], [q]] });
        expect(measures.predictionDifference.value).toBe(Math.abs(p - q));
        expect(measures.churn.value).toBe(Number(p > 0.5 !== q > 0.5));
        expect(ties).toBe(Number(p === 0.5) + Number(q === 0.5));
      }),
    );
  });

  test("lists and typed arrays of the same numbers give the same bits, in single precision those of a run", async () => {
    await fc.assert(
      fc.asyncProperty(predictions({ minReplicas: 1 }), fc.boolean(), async (p, flat) => {
        const task = p.kind === "value" ? "regression" : p.columns === 1 ? "binary" : "classes";
        const replica = (r: number) => p.values.subarray(r * p.examples * p.columns, (r + 1) * p.examples * p.columns);
        const rows = (r: number) =>
          Array.from({ length: p.examples }, (_, n) => replica(r).subarray(n * p.columns, (n + 1) * p.columns));
        const each = <T>(of: (r: number) => T): T[] => Array.from({ length: p.replicas }, (_, r) => of(r));
        const labels = p.kind === "value" ? rows(0) : Uint8Array.from({ length: p.examples }, (_, n) => n % 2);
        const typed = await compare({
          predictions: each((r): Rows => (p.columns === 1 && flat ? replica(r) : rows(r))),
          task,
          labels,
        });
        const lists = await compare({
          predictions: each((r) => rows(r).map((row) => [...row])),
          task,
          labels: [...labels].map((row) => (typeof row === "number" ? row : [...row])),
        });
        expect(lists).toEqual(typed);
        const loss = p.kind === "value" ? "squared" : p.columns === 1 ? "logistic" : "softmax";
        const { measures } = measureAll({
          predictions: p,
          task,
          loss,
          labels: p.kind === "value" ? replica(0) : (labels as Uint8Array),
        });
        expect(typed.measures).toEqual(measures);
      }),
    );
  });
});

describe("what is no prediction is refused by its path", () => {
  const hole = [, 0.9] as unknown as number[];

  test.each<[unknown, Refusal]>([
    [{ predictions: [] }, refusal("wrong-value", "predictions", "0 x 0")],
    [{ predictions: [[]] }, refusal("wrong-value", "predictions", "1 x 0")],
    [{ predictions: [[0.5, 0.5], [0.5]] }, refusal("wrong-value", "predictions[1]", "1", { expected: /^2 example/ })],
    [
      { predictions: [[0.5], , [0.5]] },
      refusal("wrong-type", "predictions[1]", "undefined", { expected: /^1 example/ }),
    ],
    [{ predictions: [, [0.5]] }, refusal("wrong-type", "predictions[0]", "undefined")],
    [{ predictions: [0.5, 0.4] }, refusal("wrong-type", "predictions[0]", "0.5")],
    [{ predictions: ["ab"] }, refusal("wrong-type", "predictions[0]", '"ab"')],
    [
      { predictions: [[0.5, [0.5, 0.5]]] },
      refusal("wrong-value", "predictions[0][1]", "[0.5,0.5]", { expected: /1 number$/ }),
    ],
    [{ predictions: [[[]]] }, refusal("wrong-value", "predictions[0][0]", "none", { expected: /least/ })],
    [
      { predictions: [hole, [0.1, 0.9]] },
      refusal("wrong-type", "predictions[0][0]", "undefined", { expected: /0 to 1$/ }),
    ],
    [
      { predictions: [[hole], [[0.1, 0.9]]] },
      refusal("wrong-type", "predictions[0][0][0]", "undefined", { expected: /0 to 1$/ }),
    ],
    [{ predictions: [[null]] }, refusal("wrong-type", "predictions[0][0]", "null", { expected: /0 to 1$/ })],
    [{ predictions: [["0.5"]] }, refusal("wrong-type", "predictions[0][0]", '"0.5"', { expected: /0 to 1$/ })],
    [
      { predictions: [[NaN]] },
      refusal("wrong-value", "predictions[0][0]", "NaN", { expected: /0 to 1$/, remedy: /sigmoid/ }),
    ],
    [
      { predictions: [[1.5]] },
      refusal("wrong-value", "predictions[0][0]", "1.5", { expected: /0 to 1$/, remedy: /sigmoid/ }),
    ],
    [
      { predictions: [[1e200]], task: "regression" },
      refusal("wrong-value", "predictions[0][0]", "1e+200", { expected: /-1e100 to 1e100$/ }),
    ],
    [
      { predictions: [[[1, 1, 1]], [[0, 0, 0]]] },
      refusal("wrong-value", "predictions[0][0]", "a sum of 3", {
        expected: /1 \(within 0\.001\)$/,
        remedy: /one column/,
      }),
    ],
    [
      { predictions: [[[0.4, 0.4, 0.1]]] },
      refusal("wrong-value", "predictions[0][0]", "a sum of 0.9", {
        expected: /1 \(within 0\.001\)$/,
        remedy: /one column/,
      }),
    ],
    [{ predictions: [[0.5]], truth: [2, 0] }, refusal("wrong-value", "truth", "2", { expected: /^1 example/ })],
    [
      { predictions: [[0.5, 0.5]], truth: [2, 0] },
      refusal("wrong-value", "truth[0]", "2", { expected: /0 to 1$/, remedy: /sigmoid/ }),
    ],
    [
      { predictions: [[[0.5, 0.5]]], truth: [[0.9, 0.9]] },
      refusal("wrong-value", "truth[0]", "a sum of 1.8", { expected: /1 \(within 0\.001\)$/, remedy: /one column/ }),
    ],
    [
      { predictions: [[[0.5, 0.5]]], truth: [0.5] },
      refusal("wrong-type", "truth[0]", "0.5", { expected: /2 numbers$/ }),
    ],
    [{ predictions: [[0.5]], truth: 0 }, refusal("wrong-type", "truth", "0", { expected: /^1 example/ })],
    [{ predictions: [[0.5]], labels: "1" }, refusal("wrong-type", "labels", '"1"', { expected: /1 label/ })],
    [{ predictions: [[0.5]], labels: [2] }, refusal("wrong-value", "labels[0]", "2", { expected: /0 or 1$/ })],
    [{ predictions: [[0.5]], labels: [true] }, refusal("wrong-type", "labels[0]", "true", { expected: /0 or 1$/ })],
    [
      { predictions: [[0.5, 0.5]], labels: [0, ,] },
      refusal("wrong-type", "labels[1]", "undefined", { expected: /0 or 1$/ }),
    ],
    [
      { predictions: [[[0.5, 0.25, 0.25]]], labels: [1.5] },
      refusal("wrong-value", "labels[0]", "1.5", { expected: /0 to 2$/ }),
    ],
    [
      { predictions: [[1, 2]], labels: [1, NaN], task: "regression" },
      refusal("wrong-value", "labels[1]", "NaN", { expected: /-1e100 to 1e100$/ }),
    ],
    [
      { predictions: [[0.5]], label: [1] },
      refusal("unknown-field", "compare", "label", { remedy: 'Did you mean "labels"?' }),
    ],
    [
      { predictions: [[0.5]], task: "foo" },
      refusal("wrong-value", "task", '"foo"', { expected: "one of binary, classes, regression" }),
    ],
    [
      { predictions: [[0.5]], task: 3 },
      refusal("wrong-type", "task", "3", { expected: "one of binary, classes, regression" }),
    ],
    [{ predictions: [[0.5]], task: "classes" }, refusal("wrong-value", "task", '"classes"', { expected: /column/ })],
    [
      { predictions: [[[0.5, 0.25, 0.25]]], task: "binary" },
      refusal("wrong-value", "task", '"binary"', { expected: /3 columns$/ }),
    ],
    [null, refusal("wrong-type", "compare", "null")],
  ])("%j", async (input, error) => {
    await expect(compare(input as CompareInput)).rejects.toThrow(error);
  });

  test("rows that add up to 1 as far as printed digits do are taken", async () => {
    const digits = await compare({ predictions: [[[0.333, 0.333, 0.333]], [[0.3333, 0.3333, 0.3333]]] });
    expect(digits.measures.predictionDifference.value).toBeCloseTo(0.00045, 12);
    const single = await compare({ predictions: [[Float32Array.of(0.1, 0.2, 0.7)]], truth: [[0.1, 0.2, 0.7]] });
    expect(single.measures.excessLoss.value).toBeLessThan(1e-8);
  });

  test("one bad thing anywhere", async () => {
    const bad = fc.constantFrom<unknown>(
      undefined,
      null,
      NaN,
      Infinity,
      -Infinity,
      "0.5",
      "",
      true,
      1n,
      {},
      [],
      [0.5, 0.5, 0.5, 0.5, 0.5],
      -1e-9,
      1 + 1e-9,
      () => 0.5,
    );
    const place = fc.tuple(fc.nat(), fc.nat(), fc.nat());
    await fc.assert(
      fc.asyncProperty(
        predictions({ kind: "probability", minReplicas: 1 }),
        place,
        bad,
        fc.boolean(),
        async (p, [first, second, third], wrong, removed) => {
          const [r, n, c] = [first % p.replicas, second % p.examples, third % p.columns];
          const rows = Array.from({ length: p.replicas }, (_, replica) =>
            Array.from(
              { length: p.examples },
              (_, example) =>
                [
                  ...p.values.subarray(
                    (replica * p.examples + example) * p.columns,
                    (replica * p.examples + example + 1) * p.columns,
                  ),
                ] as unknown[],
            ),
          );
          if (removed) delete rows[r]![n]![c];
          else rows[r]![n]![c] = wrong;
          const kind = typeof (removed ? undefined : wrong) === "number" ? "wrong-value" : "wrong-type";
          await expect(compare({ predictions: rows as never })).rejects.toThrow(
            refusal(kind, `predictions[${r}][${n}][${c}]`, undefined, { expected: /probability/ }),
          );
        },
      ),
    );
  });
});
