import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dataset, makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";
import type { Refusal } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";

const make = async (parameters: object, seed = 0): Promise<Dataset> =>
  makeDataset(await resolveData({ name: "csv", ...parameters }), seed);
/** Ten rows whose input is the number of the row. */
const TEN = `row,label\n${Array.from({ length: 10 }, (_, n) => `${n},${n % 2 ? "odd" : "even"}`).join("\n")}\n`;

test("defaults", async () => {
  expect(JSON.stringify(await resolveData({ name: "csv", path: "wine.csv" }))).toBe(
    '{"name":"csv","path":"wine.csv","text":null,"label":null,"task":null,"test":0.2,"standardize":true,"shuffle":true,"delimiter":null}',
  );
});

describe("the example files", () => {
  test.each([
    ["iris", "species", 4, 120, 30, { setosa: 50, versicolor: 50, virginica: 50 }],
    ["breast_cancer", "diagnosis", 30, 455, 114, { benign: 357, malignant: 212 }],
    [
      "digits",
      "digit",
      64,
      1438,
      359,
      { 0: 178, 1: 182, 2: 177, 3: 183, 4: 181, 5: 182, 6: 181, 7: 179, 8: 174, 9: 180 },
    ],
  ])("%s", async (file, label, inputs, train, test, counts) => {
    const data = await make({ path: `examples/data/${file}.csv` });
    const names = Object.keys(counts);
    expect(data).toMatchObject({
      name: `examples/data/${file}.csv`,
      inputs,
      targets: 1,
      classes: names.length,
      classNames: names,
    });
    expect(data.task).toBe(names.length === 2 ? "binary" : "classes");
    expect([data.train.count, data.test.count, data.train.x.length, data.test.x.length]).toEqual([
      train,
      test,
      train * inputs,
      test * inputs,
    ]);
    const labels = [...data.train.y, ...data.test.y];
    expect(names.map((_, c) => labels.filter((y) => y === c).length)).toEqual(Object.values(counts));
    expect(data.inputNames).toHaveLength(inputs);
    expect((await make({ path: `examples/data/${file}.csv`, label })).sha256).toBe(data.sha256);
  });
});

test("inputs are standardised by the training rows, with the divisor N", async () => {
  const { inputs, train } = await make({ path: "examples/data/iris.csv" });
  for (let k = 0; k < inputs; k++) {
    const column = [...train.x].filter((_, index) => index % inputs === k);
    const mean = column.reduce((a, b) => a + b, 0) / column.length;
    // Values up to 3 were rounded to f32, with errors up to 1.2e-7.
    expect(Math.abs(mean)).toBeLessThan(1.2e-7);
    expect(Math.abs(column.reduce((a, b) => a + b * b, 0) / column.length - 1)).toBeLessThan(4e-7);
  }
});

test("the test rows do not enter the standardisation", async () => {
  const text = "a,b\n1,0\n3,1\n1,0\n3,1\n100,0\n";
  const { train, test } = await make({ text, shuffle: false });
  expect([...train.x, ...test.x]).toEqual([-1, 1, -1, 1, 98]);
});

test("a column that is constant in the training rows becomes 0", async () => {
  const { train, test } = await make({ text: "a,b,c\n0.1,1,0\n0.1,2,1\n0.1,3,0\n0.1,4,1\n7,5,0\n", shuffle: false });
  expect([...train.x].filter((_, index) => index % 2 === 0)).toEqual([0, 0, 0, 0]);
  expect(test.x[0]).toBe(0);
});

test("shuffle: false is file order, with the test rows at the end", async () => {
  const { train, test } = await make({ text: TEN, shuffle: false, standardize: false, test: 0.3 });
  expect([...train.x]).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect([...test.x]).toEqual([7, 8, 9]);
  expect([...test.y]).toEqual([1, 0, 1]);
});

test("every seed gives a permutation of the rows with their labels, and seeds differ", async () => {
  const orders = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.maxSafeNat(), async (seed) => {
      const { train, test } = await make({ text: TEN, standardize: false }, seed);
      const rows = [...train.x, ...test.x];
      expect([...rows].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect([...train.y, ...test.y]).toEqual(rows.map((row) => row % 2));
      expect(test.count).toBe(2);
      orders.add(rows.join());
    }),
  );
  expect(orders.size).toBeGreaterThan(50);
});

test("the split is uniform: each row is a test row equally often", async () => {
  const counts = new Array(10).fill(0);
  for (let seed = 0; seed < 500; seed++)
    for (const row of (await make({ text: TEN, standardize: false }, seed)).test.x) counts[row]++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  // 9 degrees of freedom: above 27.9 once in a thousand; two of ten at a time make it smaller still.
  expect(chiSquare).toBeLessThan(27.9);
});

test.each([
  [0.2, 8, 2],
  [0.25, 7, 3],
  [0.01, 9, 1],
  [0.5, 5, 5],
])("test: %d of ten rows is %i and %i", async (share, train, test) => {
  const data = await make({ text: TEN, test: share });
  expect([data.train.count, data.test.count]).toEqual([train, test]);
});

test("the label may be any column; its targets keep their units", async () => {
  const data = await make({ text: "price,size\n100.5,1\n300,2\n200,3\n", label: "price", shuffle: false });
  expect(data).toMatchObject({ name: "csv", task: "regression", classes: 0, classNames: null, inputNames: ["size"] });
  expect([...data.train.y, ...data.test.y]).toEqual([100.5, 300, 200]);
  expect(data.train.truth).toBeNull();
});

test("line ends, quotes and the delimiter do not change the data", async () => {
  const { sha256 } = await make({ text: TEN });
  expect((await make({ text: TEN.replaceAll("\n", "\r\n").replaceAll(",", ";") })).sha256).toBe(sha256);
  expect((await make({ text: TEN.replaceAll("odd", '"odd"') })).sha256).toBe(sha256);
});

describe("refused, with one clear sentence", () => {
  const shown: [string, object, Refusal][] = [
    [
      "no such file",
      { path: "no/wine.csv" },
      refusal("wrong-value", "study.data.path", '"no/wine.csv"', { remedy: /no such/ }),
    ],
    ["a folder", { path: "examples" }, refusal("wrong-value", "study.data.path", '"examples"', { remedy: /folder/ })],
    [
      "a label that is not there",
      { text: TEN, label: "colour" },
      refusal("wrong-value", "study.data.label", '"colour"', { remedy: /row, label/ }),
    ],
    [
      "a nearly right label",
      { text: TEN, label: "labels" },
      refusal("wrong-value", "study.data.label", '"labels"', { remedy: 'Did you mean "label"?' }),
    ],
    [
      "a word among inputs",
      { text: TEN.replace("\n7,", "\nseven,") },
      refusal("wrong-value", 'csv line 9, column "row"', '"seven"'),
    ],
    [
      "NaN among inputs",
      { text: TEN.replace("\n7,", "\nNaN,") },
      refusal("wrong-value", 'csv line 9, column "row"', '"NaN"'),
    ],
    [
      "an empty cell",
      { text: TEN.replace("\n7,", "\n,") },
      refusal("wrong-value", 'csv line 9, column "row"', "an empty cell"),
    ],
    [
      "a ragged row",
      { text: TEN.replace("\n7,odd", "\n7") },
      refusal("wrong-value", "csv line 9", "1", { expected: /2 columns/ }),
    ],
    [
      "one class only",
      { text: TEN.replaceAll("odd", "even") },
      refusal("wrong-value", 'csv, column "label"', 'only "even"'),
    ],
    [
      "one class only among the training rows",
      { text: "a,b\n1,x\n2,x\n3,x\n4,x\n5,y\n", shuffle: false },
      refusal("wrong-value", "csv", 'only "x"', { expected: /4 training/ }),
    ],
    ["an empty file", { text: "" }, refusal("wrong-value", "csv", "an empty file", { expected: /header/ })],
    [
      "a header alone",
      { text: "a,b\n" },
      refusal("wrong-value", "csv", "none", { expected: "at least two rows of data" }),
    ],
  ];
  test.each(shown)("%s", async (_, parameters, error) => {
    await expect(make(parameters)).rejects.toThrow(error);
  });

  test("a file that is not UTF-8", async () => {
    const folder = await mkdtemp(join(tmpdir(), "csv-"));
    const path = join(folder, "latin1.csv");
    await writeFile(path, Buffer.from("a,b\n1,caf\xe9\n2,th\xe9\n", "latin1"));
    await expect(make({ path })).rejects.toThrow(refusal("wrong-value", path, /bytes/));
    await rm(folder, { recursive: true });
  });
});

test("a bad label is named by the line on which its row begins, blank lines and quoted ones counted", async () => {
  const rows = "1,x\n\n2,\n3,y\n";
  await expect(make({ text: `a,label\n${rows}` })).rejects.toThrow(
    refusal("wrong-value", 'csv line 4, column "label"', "an empty cell"),
  );
  await expect(make({ text: 'a,b,label\n1,"2\n",3.5\n4,5,6.5\n7,8,none\n', task: "regression" })).rejects.toThrow(
    refusal("wrong-value", 'csv line 5, column "label"', '"none"'),
  );
  await expect(make({ text: 'a,label\n1,"x\ny"\n2,\n' })).rejects.toThrow(
    refusal("wrong-value", 'csv line 4, column "label"', "an empty cell"),
  );
});

test("a table of several megabytes keeps every row in its place", async () => {
  const [rows, columns] = [150, 2000];
  const text = [
    Array.from({ length: columns }, (_, k) => `c${k}`),
    ...Array.from({ length: rows }, (_, n) => Array(columns).fill(n)),
  ]
    .map((row, n) => [...row, n === 0 ? "label" : n % 2].join(","))
    .join("\n");
  const { train, test: rest } = await make({ text, standardize: false, shuffle: false, test: 0.2 });
  for (let n = 0; n < rows; n++) {
    const [split, at] = n < 120 ? [train, n] : [rest, n - 120];
    expect(new Set(split.x.subarray(at * columns, (at + 1) * columns))).toEqual(new Set([n]));
    expect(split.y[at]).toBe((n + 1) % 2);
  }
});
