/**
 * Files that pyarrow wrote (files/make.py): the reader has never seen the program that wrote its tests. And files made
 * byte by byte, of which a page or the footer says what no program writes.
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dataset, makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";
import { InputError } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";
import { opened } from "./opened.js";
import { type Chunk, doubles, type Page, parquet, texts, varint, withFooter } from "./parquet-bytes.js";

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
    ["unsigned-large", ' row 17, column "unsigned-large"', "18446744073709551615", /2\^53/],
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
    await expect(make({ bytes: "?" })).rejects.toThrow(refusal("wrong-value", "study.data.bytes", /not base64/));
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

const file = (name: string) => opened(new Uint8Array(readFileSync(pathOf(name))));

describe("what pyarrow writes, value by value", () => {
  test("integers without a sign, up to their largest", async () => {
    const { names, rows } = await file("unsigned");
    expect(names).toEqual(["u32", "u64", "label"]);
    expect(rows.map(([u32, u64]) => [u32, u64])).toEqual(
      Array.from({ length: 60 }, (_, n) => [4294967295 - n, 9007199254740991n - BigInt(n)]),
    );
    expect((await file("unsigned-large")).rows[16]![1]).toBe(18446744073709551615n);
  });

  test("booleans in runs, in pages of version 2", async () => {
    const { rows } = await file("flags");
    expect(rows.map(([flag]) => flag)).toEqual(
      Array.from({ length: 60 }, (_, n) => (n % 7 === 3 ? null : Number(n % 20 < 12))),
    );
    const points = (await opened(new Uint8Array(readFileSync("tests/data/files/points.csv")))).rows;
    expect(rows.map(([, full]) => full)).toEqual(points.map(([, b]) => Number(Number(b) > 0)));
  });

  test("a dictionary whose indices are wider than a byte", async () => {
    const { rows } = await file("words");
    expect(rows).toEqual(Array.from({ length: 600 }, (_, n) => [n, `word ${(n * 7) % 300}`]));
  });
});

/** Dictionary indices of that width: runs of one index. */
const indices = (width: number, ...all: [index: number, count: number][]): number[] => [
  width,
  ...all.flatMap(([index, count]) => [
    ...varint(2 * count),
    ...Array.from({ length: Math.ceil(width / 8) }, (_, n) => Math.floor(index / 256 ** n) % 256),
  ]),
];
const numeric = (pages: Page[], more: Partial<Chunk> = {}): Chunk => ({ name: "x", type: "DOUBLE", pages, ...more });
const dictionary = (values: number[]): Page => ({ count: values.length, bytes: doubles(values), isDictionary: true });
const coded = (count: number, bytes: number[]): Page => ({ count, bytes, encoding: "RLE_DICTIONARY" });
const column = async (bytes: Uint8Array) => (await opened(bytes)).rows.map(([cell]) => cell);

/** A literal of these bytes, as snappy packs them. */
const literal = (bytes: readonly number[]) => [...varint(bytes.length), (bytes.length - 1) << 2, ...bytes];

describe("runs of indices", () => {
  const values = Array.from({ length: 300 }, (_, n) => n / 4);
  test.each([
    ["of a width that holds them", 9],
    ["of a width beyond what they need", 17],
    ["of the largest width", 24],
  ])("%s", async (_, width) => {
    const bytes = indices(width, [299, 1], [0, 2], [256, 1]);
    const cells = await column(parquet(4, [numeric([dictionary(values), coded(4, bytes)])]));
    expect(cells).toEqual([299 / 4, 0, 0, 64]);
  });

  test("of no width: the first value", async () => {
    expect(await column(parquet(3, [numeric([dictionary([7]), coded(3, [0])])]))).toEqual([7, 7, 7]);
    expect(await column(parquet(3, [numeric([dictionary([7]), coded(3, indices(0, [0, 3]))])]))).toEqual([7, 7, 7]);
  });

  test("over several pages, and through many batches", async () => {
    const rows = 600_000;
    const pages = [
      dictionary([1, 2]),
      coded(1, indices(1, [1, 1])),
      coded(rows - 1, indices(1, [0, rows - 2], [1, 1])),
    ];
    const cells = await column(parquet(rows, [numeric(pages)]));
    expect(cells.length).toBe(rows);
    expect([cells[0], cells[1], cells[rows - 2], cells[rows - 1]]).toEqual([2, 1, 1, 2]);
  });
});

describe("pages that lie are refused", () => {
  const two = doubles([1, 2]);
  const snappy = { isSnappy: true };
  const cases: [name: string, bytes: Uint8Array][] = [
    [
      "fewer bytes than numbers",
      parquet(3, [
        numeric([{ count: 3, bytes: two }]),
        numeric([{ count: 3, bytes: doubles([4, 5, 6]) }], { name: "y" }),
      ]),
    ],
    [
      "fewer bytes than numbers that may be missing",
      parquet(3, [numeric([{ count: 3, bytes: [2, 0, 0, 0, 6, 1, ...two] }], { repetition: "OPTIONAL" })]),
    ],
    [
      "fewer bytes than values of a dictionary",
      parquet(2, [numeric([{ ...dictionary([1]), count: 2 }, coded(2, indices(1, [1, 2]))])]),
    ],
    [
      "a text that is longer than its page",
      parquet(1, [
        { name: "x", type: "BYTE_ARRAY", pages: [{ count: 1, bytes: [9, 0, 0, 0, 65] }] },
        numeric([{ count: 1, bytes: doubles([1]) }], { name: "y" }),
      ]),
    ],
    [
      "fewer texts than it says",
      parquet(2, [
        { name: "x", type: "BYTE_ARRAY", pages: [{ count: 2, bytes: texts(["a"]) }] },
        numeric([{ count: 2, bytes: two }], { name: "y" }),
      ]),
    ],
    ["a size that is not that of its bytes", parquet(2, [numeric([{ count: 2, bytes: two, size: 8 }])])],
    ["more than snappy can hold", parquet(2, [numeric([{ count: 2, bytes: [0, 0, 0], size: 2 ** 31 - 1 }], snappy)])],
    ["less than snappy holds", parquet(2, [numeric([{ count: 2, bytes: literal(two), size: 17 }], snappy)])],
    [
      "an index beyond the dictionary",
      parquet(2, [numeric([dictionary([1, 2]), coded(2, indices(2, [1, 1], [2, 1]))])]),
    ],
    ["indices of more bits than are read", parquet(2, [numeric([dictionary([1]), coded(2, indices(25, [0, 2]))])])],
    ["indices and no dictionary", parquet(2, [numeric([coded(2, indices(1, [0, 2]))])])],
    ["indices of nothing", parquet(2, [numeric([dictionary([1]), coded(2, [])])])],
    ["runs that end too early", parquet(3, [numeric([dictionary([1, 2]), coded(3, indices(1, [1, 2]))])])],
    ["more values than rows", parquet(1, [numeric([{ count: 2, bytes: two }])])],
    ["fewer values than rows", parquet(3, [numeric([{ count: 2, bytes: two }])])],
    [
      "levels longer than the page",
      parquet(2, [numeric([{ count: 2, bytes: [99, 0, 0, 0, 4, 1, ...two] }], { repetition: "OPTIONAL" })]),
    ],
    [
      "deltas in no blocks",
      parquet(2, [
        {
          name: "x",
          type: "INT64",
          pages: [
            {
              count: 2,
              encoding: "DELTA_BINARY_PACKED",
              bytes: [...varint(128), ...varint(2 ** 31 - 1), ...varint(2), 0, 0],
            },
          ],
        },
      ]),
    ],
  ];
  test.each(cases)("%s", async (_, bytes) => {
    await expect(opened(bytes)).rejects.toThrow(refusal("wrong-value", "text", /damaged/));
  });

  test("the same pages without the lie are read", async () => {
    expect(await column(parquet(2, [numeric([{ count: 2, bytes: literal(two), size: 16 }], snappy)]))).toEqual([1, 2]);
    expect(
      await column(parquet(2, [{ name: "x", type: "BYTE_ARRAY", pages: [{ count: 2, bytes: texts(["a", "é"]) }] }])),
    ).toEqual(["a", "é"]);
    const levels = [2, 0, 0, 0, 4, 1];
    expect(
      await column(parquet(2, [numeric([{ count: 2, bytes: [...levels, ...two] }], { repetition: "OPTIONAL" })])),
    ).toEqual([1, 2]);
  });
});

describe("a file with its marks at both ends", () => {
  const whole = parquet(4, [numeric([{ count: 4, bytes: doubles([1, 2, 3, 4]) }])]);
  test("that lacks bytes anywhere between is refused", async () => {
    for (let at = 4; at < whole.length - 12; at++) {
      const bytes = Uint8Array.from([...whole.subarray(0, at), ...whole.subarray(at + 8)]);
      await expect(opened(bytes), String(at)).rejects.toThrow(refusal("wrong-value", /^text/));
    }
  });
  test("and nothing between", async () => {
    await expect(opened(new TextEncoder().encode("PAR1PAR1"))).rejects.toThrow(
      refusal("wrong-value", "text", /damaged/),
    );
    await expect(opened(withFooter([80, 65, 82, 49], []))).rejects.toThrow(refusal("wrong-value", "text", /damaged/));
  });
});

test("columns that repeat, and two of one name, are refused", async () => {
  const page = { count: 1, bytes: doubles([1]) };
  await expect(opened(parquet(1, [numeric([page], { repetition: "REPEATED" })]))).rejects.toThrow(
    refusal("wrong-value", 'text, column "x"', "a nested column"),
  );
  await expect(opened(parquet(1, [numeric([page]), numeric([page])]))).rejects.toThrow(
    refusal("wrong-value", "text", '"x" twice'),
  );
});

describe("bombs are refused before they grow", () => {
  const rows = 2 ** 28;
  const more = refusal("wrong-value", "text", `${rows} rows of 1`, { expected: /16777216/ });
  test("a run of 2^28 indices", async () => {
    await expect(
      opened(parquet(rows, [numeric([dictionary([1]), coded(rows, indices(1, [0, rows]))])])),
    ).rejects.toThrow(more);
  });
  test("2^28 missing values", async () => {
    const levels = [...varint(2 * rows), 0];
    const bytes = [levels.length, 0, 0, 0, ...levels];
    await expect(
      opened(parquet(rows, [numeric([{ count: rows, bytes }], { repetition: "OPTIONAL" })])),
    ).rejects.toThrow(more);
  });
  test("a dictionary of 4 MiB, in each of 80 columns", async () => {
    // Copies of 64 from one byte back: 4 MiB take 192 kiB.
    const size = 2 ** 22;
    const bytes = [
      ...varint(size),
      0xf0,
      63,
      ...new Uint8Array(64),
      ...Array.from({ length: size / 64 - 1 }, () => [0xfe, 1, 0]).flat(),
    ];
    const page = { count: size / 8, bytes, size, isDictionary: true };
    const chunks = Array.from({ length: 80 }, (_, n) =>
      numeric(n === 0 ? [page, { ...coded(1, literal(indices(1, [0, 1]))), size: 3 }] : [], {
        name: `c${n}`,
        isSnappy: true,
      }),
    );
    // All columns stand in the place of the first.
    await expect(opened(parquet(1, chunks))).rejects.toThrow(
      refusal("wrong-value", "text", /^\d+ bytes$/, { expected: /1073741824/, remedy: /pages/ }),
    );
    expect(await column(parquet(1, chunks.slice(0, 2)))).toEqual([0]);
  });
  test("lists in the footer, each in the one before, and more values than a header has", async () => {
    const damaged = refusal("wrong-value", "text", /damaged/);
    for (const length of [2 ** 22, 2 ** 25, 2 ** 32 - 1]) {
      const lists = [0x19, ...Array.from({ length: 100 }, () => [0xf9, ...varint(length)]).flat()];
      await expect(opened(withFooter([80, 65, 82, 49], lists))).rejects.toThrow(damaged);
    }
    const withList = (length: number) => {
      const more = { 20: Array.from({ length }, () => 7) };
      return parquet(1, [numeric([{ count: 1, bytes: doubles([1]), more }])]);
    };
    expect(await column(withList(900))).toEqual([1]);
    await expect(opened(withList(1100))).rejects.toThrow(damaged);
  });
});
