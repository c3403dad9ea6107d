/**
 * Files that pyarrow wrote (files/make.py): the reader has never seen the program that wrote its tests.
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dataset, makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";
import { InputError } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";

const make = async (parameters: object, seed = 0): Promise<Dataset> =>
  makeDataset(await resolveData({ name: "parquet", ...parameters }), seed);
const pathOf = (name: string) => `tests/data/files/${name}.parquet`;
const points = await makeDataset(await resolveData({ name: "csv", path: "tests/data/files/points.csv" }), 0);

test("defaults", async () => {
  expect(JSON.stringify(await resolveData({ name: "parquet", path: "wine.parquet" }))).toBe(
    '{"name":"parquet","path":"wine.parquet","bytes":null,"label":null,"task":null,"test":0.2,"standardize":true,"shuffle":true}',
  );
});

describe("the same numbers give the same data as in CSV", () => {
  test.each([
    ["points", "several row groups, dictionaries, snappy"],
    ["plain", "neither dictionaries nor compression"],
    ["version2", "pages of version 2"],
    ["encodings", "streams of bytes, deltas"],
    ["required", "columns that cannot be missing"],
    ["pandas", "the index that pandas saves is no column"],
  ])("%s: %s", async (name) => {
    const data = await make({ path: pathOf(name) });
    expect({ ...data, name: "" }).toEqual({ ...points, name: "" });
  });

  test("as bytes, and as the base64 which they become", async () => {
    const bytes = new Uint8Array(readFileSync(pathOf("points")));
    const spec = await resolveData({ name: "parquet", bytes });
    expect(spec.bytes).toBe(Buffer.from(bytes).toString("base64"));
    expect(await resolveData(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    const { name, sha256 } = await makeDataset(spec, 0);
    expect([name, sha256]).toEqual(["parquet", points.sha256]);
  });
});

test("text are classes, booleans 0 and 1, and integers without a sign have none", async () => {
  const { task, classNames, inputNames, train, test: rest } = await make({ path: pathOf("text"), standardize: false });
  expect({ task, classNames, inputNames }).toEqual({
    task: "binary",
    classNames: ["no", "yes"],
    inputNames: ["a", "flag", "u"],
  });
  const rows = [...train.x, ...rest.x];
  expect(new Set(rows.filter((_, index) => index % 3 === 1))).toEqual(new Set([0, 1]));
  expect(Math.min(...rows.filter((_, index) => index % 3 === 2))).toBeGreaterThanOrEqual(2 ** 31);
});

test("text that is no UTF-8 is refused", async () => {
  const bytes = readFileSync(pathOf("text"));
  for (let at = bytes.indexOf("yes"); at >= 0; at = bytes.indexOf("yes", at + 1)) bytes[at] = 0xff;
  await expect(make({ bytes: new Uint8Array(bytes) })).rejects.toThrow(refusal("wrong-value", "parquet"));
});

test("runs of one value among values that change", async () => {
  const many = (count: number, values: number[]) => Array.from({ length: count }, () => values).flat();
  const runs = [...many(20, [3, 1]), ...many(30, [7]), ...many(8, [1, 2, 3, 4, 5]), ...many(50, [9]), 2, 1];
  const options = { standardize: false, shuffle: false, task: "regression" };
  const { train, test: rest } = await make({ path: pathOf("runs"), ...options });
  expect([...train.x, ...rest.x]).toEqual(runs.flatMap((value, row) => [value / 2, row]));
  expect([...train.y, ...rest.y]).toEqual(runs);
});

describe("refused, with one clear sentence", () => {
  const cases: [name: string, where: string, got: string, expected: RegExp][] = [
    ["time", ', column "time"', "timestamp", /numbers, booleans or text/],
    ["decimal", ', column "decimal"', "decimal", /numbers, booleans or text/],
    ["binary", ', column "binary"', "byte array", /numbers, booleans or text/],
    ["nested", ', column "nested"', "a nested column", /one value/],
    ["record", ', column "record"', "a nested column", /one value/],
    ["empty", ' row 1, column "empty"', "an empty cell", /number/],
    ["missing", ' row 17, column "missing"', "an empty cell", /number/],
    ["large", ' row 17, column "large"', "9007199254740993", /2\^53/],
    ["zstd", "", "zstd", /compression/],
    ["gzip", "", "gzip", /compression/],
    ["one-column", "", 'one, "a"', /columns/],
    ["no-rows", "", "none", /rows/],
  ];
  test.each(cases)("%s", async (name, where, got, expected) => {
    const error = refusal("wrong-value", `${pathOf(name)}${where}`, got, { expected });
    await expect(make({ path: pathOf(name) })).rejects.toThrow(error);
  });

  const damaged = refusal("wrong-value", "parquet", /damaged/);
  const whole = readFileSync(pathOf("points"));
  test.each([
    ["no bytes", new Uint8Array(0)],
    ["CSV", new Uint8Array(readFileSync("tests/data/files/points.csv"))],
    ["the first half", new Uint8Array(whole.subarray(0, whole.length / 2))],
    ["without the first bytes", new Uint8Array(whole.subarray(64))],
    [
      "a footer beyond the file",
      Uint8Array.from([...whole.subarray(0, -8), 255, 255, 255, 127, ...whole.subarray(-4)]),
    ],
  ])("%s", async (_, bytes) => {
    await expect(make({ bytes })).rejects.toThrow(damaged);
  });

  test("what is no base64", async () => {
    await expect(make({ bytes: "?" })).rejects.toThrow(refusal("wrong-value", "study.data.bytes", /none/));
    await expect(resolveData({ name: "parquet", bytes: [1, 2] })).rejects.toThrow(
      refusal("wrong-type", "study.data.bytes", "[1,2]"),
    );
    await expect(resolveData({ name: "parquet" })).rejects.toThrow(refusal("wrong-value", "study.data", "neither"));
  });
});

test("whatever bytes are changed, the file is read or refused in a moment, and costs no gigabytes", async () => {
  const files = ["points", "plain", "version2", "encodings", "text"].map((name) => readFileSync(pathOf(name)));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      async (file, changes) => {
        const bytes = new Uint8Array(file);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const started = performance.now();
        const error = await make({ bytes }).then(
          () => null,
          (reason: unknown) => reason,
        );
        if (error !== null) expect(error).toBeInstanceOf(InputError);
        expect(performance.now() - started).toBeLessThan(5000);
      },
    ),
    { numRuns: 300 },
  );
});
