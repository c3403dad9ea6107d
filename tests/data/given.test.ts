import { describe, expect, test } from "vitest";
import { makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";

const x = [
  [1, 2],
  [3, 4],
  [5, 6],
];
const test1 = { x: [[7, 8]], y: [1] };
const base = { name: "given", x, y: [0, 1, 0], test: test1 };
const make = (parameters: object) => makeDataset(resolveData({ ...base, ...parameters }), 0);

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
  [{ y: [-1, 1, 1] }, { task: "regression", classes: 0, targets: 1 }],
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

test("a class that only the test set has counts", async () => {
  expect(await make({ y: [0, 1, 2], test: { x: [[7, 8]], y: [4] } })).toMatchObject({ classes: 5 });
});

test("typed arrays of numbers are rows and labels, and the resolved spec has plain ones", async () => {
  const rows = [Float32Array.of(1, 2), Float64Array.of(3, 4), Int16Array.of(5, 6)];
  const typed = resolveData({
    name: "given",
    x: rows,
    y: Int32Array.of(0, 1, 0),
    test: { x: [Uint8Array.of(7, 8)], y: Uint8Array.of(1) },
  });
  expect(typed).toEqual({ ...resolveData(base), x, y: [0, 1, 0] });
  expect(JSON.stringify(typed)).toBe(JSON.stringify(resolveData(base)));
  const targets = await make({
    y: [Float32Array.of(1, 2), [3, 4], [5, 6]],
    test: { x: [[7, 8]], y: [Float32Array.of(1, 2)] },
  });
  expect(targets).toMatchObject({ task: "regression", targets: 2 });
});

test("resolving twice changes nothing", () => {
  const once = resolveData(base);
  expect(once).toEqual({ name: "given", x, y: [0, 1, 0], task: null, test: test1 });
  expect(JSON.stringify(resolveData(once))).toBe(JSON.stringify(once));
});

describe("refused, with one clear sentence", () => {
  const remedy = 'Write task "regression" if these are targets.';
  const cases: [object, string][] = [
    [{ x: 5 }, "study.data.x: expected an array of rows of numbers; got 5."],
    [{ x: undefined }, "study.data.x: expected an array of rows of numbers; got undefined."],
    [{ x: Float32Array.of(1, 2, 3) }, "study.data.x[0]: expected a row of numbers; got 1."],
    [
      {
        x: [
          [1, 2],
          [3, , 5],
          [5, 6],
        ],
      },
      "study.data.x[1]: expected 2 numbers as in the first row; got 3.",
    ],
    [
      {
        x: [
          [1, 2],
          [3, ,],
          [5, 6],
        ],
      },
      "study.data.x[1][1]: expected a number; got undefined.",
    ],
    [
      {
        x: [
          [1, 2],
          [, 4],
          [5, 6],
        ],
      },
      "study.data.x[1][0]: expected a number; got undefined.",
    ],
    [{ x: [[1, 2], , [5, 6]] }, "study.data.x[1]: expected a row of numbers; got undefined."],
    [{ y: [0, , 1] }, "study.data.y[1]: expected a number; got undefined."],
    [{ x: [] }, "study.data.x: expected at least one row; got none."],
    [{ x: [1, 2, 3] }, "study.data.x[0]: expected a row of numbers; got 1."],
    [{ x: [[], [], []] }, "study.data.x[0]: expected at least one number; got none."],
    [{ x: [[1, 2], [3], [5, 6]] }, "study.data.x[1]: expected 2 numbers as in the first row; got 1."],
    [
      {
        x: [
          [1, 2],
          [3, "4"],
          [5, 6],
        ],
      },
      'study.data.x[1][1]: expected a number; got "4".',
    ],
    [
      {
        x: [
          [1, 2],
          [3, NaN],
          [5, 6],
        ],
      },
      "study.data.x[1][1]: expected a number finite in float32; got NaN.",
    ],
    [
      {
        x: [
          [1, 2],
          [3, 1e39],
          [5, 6],
        ],
      },
      "study.data.x[1][1]: expected a number finite in float32; got 1e+39.",
    ],
    [{ y: [0, 1] }, "study.data.y: expected 3 labels, one for each row of x; got 2."],
    [{ y: [0, null, 1] }, "study.data.y[1]: expected a number; got null."],
    [
      { y: [0, 1.5, 1], task: "classes" },
      `study.data.y[1]: expected a class index, an integer from 0 to 999; got 1.5. ${remedy}`,
    ],
    [{ y: [0, 2, 1], task: "binary" }, `study.data.y[1]: expected 0 or 1; got 2. ${remedy}`],
    [
      { y: [1990, 1991, 1990] },
      `study.data.y[0]: expected a class index, an integer from 0 to 999; got 1990. ${remedy}`,
    ],
    [{ y: [[1], [2], [3]] }, "study.data.test.y[0]: expected a row of numbers; got 1."],
    [{ test: { x: [[7, 8]], y: [2] } }, `study.data.test.y[0]: expected 0 or 1; got 2. ${remedy}`],
    [{ test: { x: [[7]], y: [1] } }, "study.data.test.x[0]: expected 2 numbers as in the first row; got 1."],
    [{ test: undefined }, "study.data.test: expected an object { x, y }; got undefined."],
  ];

  test("typed arrays of no numbers", () => {
    const wide = BigInt64Array.of(0n, 1n, 0n);
    expect(() => resolveData({ ...base, x: [wide, [3, 4], [5, 6]] })).toThrow(
      "study.data.x[0]: expected a row of numbers; got an instance of BigInt64Array.",
    );
    expect(() => resolveData({ ...base, y: wide })).toThrow(
      "study.data.y: expected an array of labels, targets, or rows of targets; got an instance of BigInt64Array.",
    );
    expect(() => resolveData({ ...base, x: new DataView(new ArrayBuffer(8)) })).toThrow(
      "study.data.x: expected an array of rows of numbers; got an instance of DataView.",
    );
  });

  test("a part that is not there", () => {
    const without = (part: string) => Object.fromEntries(Object.entries(base).filter(([key]) => key !== part));
    const rows = "an array of rows of numbers";
    expect(() => resolveData(without("x"))).toThrow(`study.data.x: expected ${rows}; got undefined.`);
    expect(() => resolveData(without("y"))).toThrow(
      "study.data.y: expected an array of labels, targets, or rows of targets; got undefined.",
    );
    expect(() => resolveData(without("test"))).toThrow("study.data.test: expected an object { x, y }; got undefined.");
    expect(() => resolveData({ ...base, test: { y: [1] } })).toThrow(
      `study.data.test.x: expected ${rows}; got undefined.`,
    );
    expect(() => resolveData({ ...base, test: { x: [[1, 2]] } })).toThrow(
      "study.data.test.y: expected an array of labels",
    );
    expect(() => resolveData({ ...base, test: { ...test1, z: 4 } })).toThrow('study.data.test: unknown field "z".');
    expect(() => resolveData({ ...base, test: null })).toThrow(
      "study.data.test: expected an object { x, y }; got null.",
    );
  });

  test.each(cases)("%j", (parameters, message) => {
    expect(() => resolveData({ ...base, ...parameters })).toThrow(expect.objectContaining({ message }));
  });
});
