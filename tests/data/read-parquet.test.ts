/**
 * Files that pyarrow wrote (files/make.py): the reader has never seen the program that wrote its tests.
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dataset, makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";
import { InputError } from "../../src/study/errors.js";

const make = (parameters: object, seed = 0): Promise<Dataset> =>
  makeDataset(resolveData({ name: "parquet", ...parameters }), seed);
const pathOf = (name: string) => `tests/data/files/${name}.parquet`;
const points = await makeDataset(resolveData({ name: "csv", path: "tests/data/files/points.csv" }), 0);

test("defaults", () => {
  expect(JSON.stringify(resolveData({ name: "parquet", path: "wine.parquet" }))).toBe(
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
    const spec = resolveData({ name: "parquet", bytes });
    expect(spec.bytes).toBe(Buffer.from(bytes).toString("base64"));
    expect(resolveData(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
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

test("runs of one value among values that change", async () => {
  const many = (count: number, values: number[]) => Array.from({ length: count }, () => values).flat();
  const runs = [...many(20, [3, 1]), ...many(30, [7]), ...many(8, [1, 2, 3, 4, 5]), ...many(50, [9]), 2, 1];
  const options = { standardize: false, shuffle: false, task: "regression" };
  const { train, test: rest } = await make({ path: pathOf("runs"), ...options });
  expect([...train.x, ...rest.x]).toEqual(runs.flatMap((value, row) => [value / 2, row]));
  expect([...train.y, ...rest.y]).toEqual(runs);
});

describe("refused, with one clear sentence", () => {
  const column = "expected numbers, booleans or text; got";
  const cases: [string, string][] = [
    ["time", `, column "time": ${column} timestamp. Convert it, or take it out.`],
    ["decimal", `, column "decimal": ${column} decimal. Convert it, or take it out.`],
    ["binary", `, column "binary": ${column} byte array. Convert it, or take it out.`],
    ["nested", ', column "nested": expected one value a row; got a nested column. Take it out.'],
    ["record", ', column "record": expected one value a row; got a nested column. Take it out.'],
    ["empty", ' row 1, column "empty": expected a number; got an empty cell.'],
    ["missing", ' row 17, column "missing": expected a number; got an empty cell.'],
    ["large", ' row 17, column "large": expected an integer below 2^53 in size; got 9007199254740993.'],
    ["zstd", ': expected no compression, or snappy; got zstd. Write it with compression "snappy".'],
    ["gzip", ': expected no compression, or snappy; got gzip. Write it with compression "snappy".'],
    ["one-column", ': expected at least two columns, an input and the label; got one, "a".'],
    ["no-rows", ": expected at least two rows of data; got none."],
  ];
  test.each(cases)("%s", async (name, message) => {
    const error = await make({ path: pathOf(name) }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toBe(`${pathOf(name)}${message}`);
  });

  const damaged = "parquet: expected a whole Parquet file; got one that is cut or damaged, or no Parquet.";
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
    await expect(make({ bytes })).rejects.toThrow(new RegExp(`^${damaged.replaceAll(".", "\\.")}$`));
  });

  test("what is no base64", async () => {
    await expect(make({ bytes: "?" })).rejects.toThrow(
      "study.data.bytes: expected bytes in base64; got text that is none.",
    );
    expect(() => resolveData({ name: "parquet", bytes: [1, 2] })).toThrow(
      /^study\.data\.bytes: expected a Uint8Array, or base64; got /,
    );
    expect(() => resolveData({ name: "parquet" })).toThrow("study.data: expected either path or bytes; got neither.");
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
