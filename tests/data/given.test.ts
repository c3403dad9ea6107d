import { describe, expect, test } from "vitest";
import { makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";
import type { Refusal } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";

const x = [
  [1, 2],
  [3, 4],
  [5, 6],
];
const test1 = { x: [[7, 8]], y: [1] };
const base = { name: "given", x, y: [0, 1, 0], test: test1 };
const make = async (parameters: object) => makeDataset(await resolveData({ ...base, ...parameters }), 0);

test("the numbers come through as they are", async () => {
  const data = await make({
    x: [
      [1, 0.1],
      [3, 4],
      [5, 6],
    ],
  });
  expect(data).toMatchObject({
    name: "given",
    task: "binary",
    inputs: 2,
    classes: 2,
    targets: 1,
    classNames: null,
    inputNames: null,
  });
  expect([...data.train.x]).toEqual([1, Math.fround(0.1), 3, 4, 5, 6]);
  expect([...data.train.y, ...data.test.x, ...data.test.y]).toEqual([0, 1, 0, 7, 8, 1]);
  expect([data.train.count, data.test.count, data.train.truth]).toEqual([3, 1, null]);
});

test.each([
  [{ y: [0, 2, 1] }, { task: "classes", classes: 3, targets: 1 }],
  [
    { y: [0, 1, 0], task: "classes" },
    { task: "classes", classes: 2, targets: 1 },
  ],
  [
    { y: [0, 1, 0], task: "regression" },
    { task: "regression", classes: 0, targets: 1 },
  ],
  [{ y: [0, 0.5, 1] }, { task: "regression", classes: 0, targets: 1 }],
  [
    { y: [-1, 1, 1], task: null },
    { task: "regression", classes: 0, targets: 1 },
  ],
  [
    { y: [1, 2, 1], task: null },
    { task: "classes", classes: 3, targets: 1 },
  ],
  [
    {
      y: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      test: { x: [[7, 8]], y: [[1, 2]] },
    },
    { task: "regression", classes: 0, targets: 2 },
  ],
])("%j", async (parameters, facts) => {
  expect(await make(parameters)).toMatchObject(facts);
});

describe("labels that programs mean differently", () => {
  const rows = (y: readonly (number | number[])[], test: number | number[]) => ({
    y,
    test: { x: [[7, 8]], y: [test] },
  });
  const oneHot = rows(
    [
      [0, 1, 0],
      [0, 0, 1],
      [0, 1, 0],
    ],
    [1, 0, 0],
  );
  const column = rows([[1], [0], [1]], [0]);

  test.each([
    ["rows with a single 1", oneHot],
    [
      "two columns",
      rows(
        [
          [0, 1],
          [1, 0],
          [1, 0],
        ],
        [0, 1],
      ),
    ],
    ["rows of one integer", column],
    ["-1 and 1", rows([-1, 1, 1], 1)],
    ["1 and 2", rows([1, 2, 1], 1)],
    ["1 to 3, typed", { ...rows([], 3), y: Float32Array.of(1, 2, 3) }],
    ["0 and 2", rows([0, 2, 2], 2)],
    ["2, 3 and 7", rows([2, 3, 7], 2)],
  ])("%s: a question, unless task says what they are; null is what it was", async (_, written) => {
    await expect(make(written)).rejects.toThrow(refusal("wrong-type", "study.data.task", "nothing"));
    await expect(make({ ...written, task: "regression" })).resolves.toMatchObject({ task: "regression" });
    await make({ ...written, task: null });
  });

  test.each([1e9, 2 ** 53, 1e308])(
    "the first gap below a label of %d is found without counting to it",
    async (label) => {
      const expected = /for y is integers up to \S+ without 1$/;
      await expect(make(rows([0, 2, label], 0))).rejects.toThrow(
        refusal("wrong-type", "study.data.task", "nothing", { expected }),
      );
    },
  );

  test("a class that only the test set has is no gap", async () => {
    expect(await make(rows([0, 2, 2], 1))).toMatchObject({ task: "classes", classes: 3 });
    expect(await make(rows([1, 1, 1], 1))).toMatchObject({ task: "binary" });
  });

  test.each([
    ["classes", oneHot, [1, 2, 1, 0], 3],
    [
      "binary",
      rows(
        [
          [0, 1],
          [1, 0],
          [1, 0],
        ],
        [0, 1],
      ),
      [1, 0, 0, 1],
      2,
    ],
    ["binary", column, [1, 0, 1, 0], 2],
    ["binary", rows([-1, 1, 1], -1), [0, 1, 1, 0], 2],
    ["binary", rows([1, 2, 1], 2), [0, 1, 0, 1], 2],
    ["classes", rows([1, 2, 1], 2), [1, 2, 1, 2], 3],
  ])("%s: class indices", async (task, written, labels, classes) => {
    const { train, test: held, ...facts } = await make({ ...written, task });
    expect([...train.y, ...held.y]).toEqual(labels);
    expect(facts).toMatchObject({ task, classes, targets: 1 });
  });

  test.each([
    ["classes", { ...oneHot, test: { x: [[7, 8]], y: [[1, 1, 0]] } }],
    ["binary", rows([-1, 1, 1], 0)],
    ["binary", rows([1, 2, 1], 0)],
  ])("%s: another label in the test set is refused", async (task, written) => {
    await expect(make({ ...written, task })).rejects.toThrow(refusal("wrong-value", "study.data.test.y[0]"));
  });
});

test("a class that only the test set has counts", async () => {
  expect(await make({ y: [0, 1, 2], test: { x: [[7, 8]], y: [4] } })).toMatchObject({ classes: 5 });
});

test("typed arrays of numbers are rows and labels, and the resolved spec has plain ones", async () => {
  const rows = [Float32Array.of(1, 2), Float64Array.of(3, 4), Int16Array.of(5, 6)];
  const typed = await resolveData({
    name: "given",
    x: rows,
    y: Int32Array.of(0, 1, 0),
    test: { x: [Uint8Array.of(7, 8)], y: Uint8Array.of(1) },
  });
  expect(typed).toEqual({ ...(await resolveData(base)), x, y: [0, 1, 0] });
  expect(JSON.stringify(typed)).toBe(JSON.stringify(await resolveData(base)));
  const targets = await make({
    y: [Float32Array.of(1, 2), [3, 4], [5, 6]],
    test: { x: [[7, 8]], y: [Float32Array.of(1, 2)] },
  });
  expect(targets).toMatchObject({ task: "regression", targets: 2 });
});

test("weights are kept as they are, of the training examples alone, and belong to the hash", async () => {
  const [plain, weighed] = [await make({}), await make({ weights: Float64Array.of(0, 0.1, 3) })];
  expect([plain.train.weights, plain.test.weights, weighed.test.weights]).toEqual([null, undefined, undefined]);
  expect(weighed.train.weights).toEqual(Float32Array.of(0, 0.1, 3));
  expect(weighed.sha256).not.toBe(plain.sha256);
  expect(await resolveData({ ...base, weights: Float64Array.of(0, 0.1, 3) })).toMatchObject({ weights: [0, 0.1, 3] });
});

test("resolving twice changes nothing", async () => {
  const once = await resolveData(base);
  expect(once).toEqual({ name: "given", x, y: [0, 1, 0], task: null, weights: null, test: test1 });
  expect(JSON.stringify(await resolveData(once))).toBe(JSON.stringify(once));
});

describe("refused, with one clear sentence", () => {
  const cases: [object, Refusal][] = [
    [{ weights: 2 }, refusal("wrong-type", "study.data.weights", "2", { expected: /weights/ })],
    [{ weights: [1, 2] }, refusal("wrong-value", "study.data.weights", "2", { expected: /^3 weights/ })],
    [{ weights: [1, "2", 1] }, refusal("wrong-type", "study.data.weights[1]", '"2"')],
    [{ weights: [1, 1, -1] }, refusal("wrong-value", "study.data.weights[2]", "-1", { expected: /^0 or/ })],
    [{ weights: [1, 1, 1e10] }, refusal("wrong-value", "study.data.weights[2]", "10000000000")],
    [{ x: 5 }, refusal("wrong-type", "study.data.x", "5", { expected: /numbers/ })],
    [{ x: undefined }, refusal("wrong-type", "study.data.x", "nothing", { expected: /numbers/ })],
    [{ x: Float32Array.of(1, 2, 3) }, refusal("wrong-type", "study.data.x[0]", "1", { expected: /numbers/ })],
    [
      {
        x: [
          [1, 2],
          [3, , 5],
          [5, 6],
        ],
      },
      refusal("wrong-value", "study.data.x[1]", "3", { expected: /2 numbers/ }),
    ],
    [
      {
        x: [
          [1, 2],
          [3, ,],
          [5, 6],
        ],
      },
      refusal("wrong-type", "study.data.x[1][1]", "nothing", { expected: "a number" }),
    ],
    [
      {
        x: [
          [1, 2],
          [, 4],
          [5, 6],
        ],
      },
      refusal("wrong-type", "study.data.x[1][0]", "nothing"),
    ],
    [{ x: [[1, 2], , [5, 6]] }, refusal("wrong-type", "study.data.x[1]", "nothing", { expected: "a row of numbers" })],
    [{ y: [0, , 1] }, refusal("wrong-type", "study.data.y[1]", "nothing", { expected: /number/ })],
    [{ x: [] }, refusal("wrong-value", "study.data.x", "none", { expected: /least/ })],
    [{ x: [1, 2, 3] }, refusal("wrong-type", "study.data.x[0]", "1", { expected: /numbers/ })],
    [{ x: [[], [], []] }, refusal("wrong-value", "study.data.x[0]", "none", { expected: /number/ })],
    [{ x: [[1, 2], [3], [5, 6]] }, refusal("wrong-value", "study.data.x[1]", "1", { expected: /2 numbers/ })],
    [
      {
        x: [
          [1, 2],
          [3, "4"],
          [5, 6],
        ],
      },
      refusal("wrong-type", "study.data.x[1][1]", '"4"', { expected: "a number" }),
    ],
    [
      {
        x: [
          [1, 2],
          [3, NaN],
          [5, 6],
        ],
      },
      refusal("wrong-value", "study.data.x[1][1]", "NaN", { expected: /finite/ }),
    ],
    [
      {
        x: [
          [1, 2],
          [3, 1e39],
          [5, 6],
        ],
      },
      refusal("wrong-value", "study.data.x[1][1]", "1e+39", { expected: /finite/ }),
    ],
    [{ y: [0, 1] }, refusal("wrong-value", "study.data.y", "2", { expected: /3 labels/ })],
    [{ y: [0, null, 1] }, refusal("wrong-type", "study.data.y[1]", "null", { expected: /number/ })],
    [{ y: [0, 1.5, 1], task: "classes" }, refusal("wrong-value", "study.data.y[1]", "1.5", { expected: /0 to 999$/ })],
    [{ y: [0, 2, 1], task: "binary" }, refusal("wrong-value", "study.data.y[1]", "2", { expected: /0 or 1$/ })],
    [
      { y: [1990, 1991, 1990], task: null },
      refusal("wrong-value", "study.data.y[0]", "1990", { expected: /0 to 999$/ }),
    ],
    [{ y: [[1.5], [2], [3]] }, refusal("wrong-type", "study.data.test.y[0]", "1", { expected: /numbers/ })],
    [{ test: { x: [[7, 8]], y: [2] } }, refusal("wrong-value", "study.data.test.y[0]", "2", { expected: /0 or 1$/ })],
    [{ test: { x: [[7]], y: [1] } }, refusal("wrong-value", "study.data.test.x[0]", "1", { expected: /2 numbers/ })],
    [{ test: undefined }, refusal("wrong-type", "study.data.test", "nothing")],
  ];

  test("typed arrays of no numbers", async () => {
    const wide = BigInt64Array.of(0n, 1n, 0n);
    await expect(resolveData({ ...base, x: [wide, [3, 4], [5, 6]] })).rejects.toThrow(
      refusal("wrong-type", "study.data.x[0]", "an instance of BigInt64Array", { expected: /numbers/ }),
    );
    await expect(resolveData({ ...base, y: wide })).rejects.toThrow(
      refusal("wrong-type", "study.data.y", "an instance of BigInt64Array", { expected: /targets/ }),
    );
    await expect(resolveData({ ...base, x: new DataView(new ArrayBuffer(8)) })).rejects.toThrow(
      refusal("wrong-type", "study.data.x", /instance/, { expected: /numbers/ }),
    );
  });

  test("a part that is not there", async () => {
    const without = (part: string) => Object.fromEntries(Object.entries(base).filter(([key]) => key !== part));
    const rows = "an array of rows of numbers";
    await expect(resolveData(without("x"))).rejects.toThrow(
      refusal("wrong-type", "study.data.x", "nothing", { expected: rows }),
    );
    await expect(resolveData(without("y"))).rejects.toThrow(
      refusal("wrong-type", "study.data.y", "nothing", { expected: /targets/ }),
    );
    await expect(resolveData(without("test"))).rejects.toThrow(refusal("wrong-type", "study.data.test", "nothing"));
    await expect(resolveData({ ...base, test: { y: [1] } })).rejects.toThrow(
      refusal("wrong-type", "study.data.test.x", "nothing", { expected: rows }),
    );
    await expect(resolveData({ ...base, test: { x: [[1, 2]] } })).rejects.toThrow(
      refusal("wrong-type", "study.data.test.y"),
    );
    await expect(resolveData({ ...base, test: { ...test1, z: 4 } })).rejects.toThrow(
      refusal("unknown-field", "study.data.test", "z"),
    );
    await expect(resolveData({ ...base, test: null })).rejects.toThrow(
      refusal("wrong-type", "study.data.test", "null"),
    );
  });

  test.each(cases)("%j", async (parameters, error) => {
    await expect(resolveData({ ...base, ...parameters })).rejects.toThrow(error);
  });
});
