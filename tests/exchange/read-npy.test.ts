import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dataset, makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";
import { arrayAt } from "../../src/exchange/read-npy.js";
import { InputError, type Refusal } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";
import { opened } from "./opened.js";

const make = async (parameters: object, seed = 0): Promise<Dataset> =>
  makeDataset(await resolveData({ name: "npy", ...parameters }), seed);

/** A file by the description of the format: the header is padded with spaces to a multiple of 64, and ends with \n. */
function npy(fields: string, data: Uint8Array = new Uint8Array(0), version = 1): Uint8Array {
  const lead = version === 1 ? 10 : 12;
  const length = 64 * Math.ceil((lead + fields.length + 1) / 64) - lead;
  const bytes = new Uint8Array(lead + length + data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) new DataView(bytes.buffer).setUint16(8, length, true);
  else new DataView(bytes.buffer).setUint32(8, length, true);
  bytes.set(new TextEncoder().encode(`${fields.padEnd(length - 1)}\n`), lead);
  bytes.set(data, lead + length);
  return bytes;
}

const header = (descr: string, shape: string, order = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`;

/** Bytes of numbers one after the other. */
function packed(values: readonly number[], size: number, set: (view: DataView, at: number, value: number) => void) {
  const view = new DataView(new ArrayBuffer(size * values.length));
  values.forEach((value, n) => set(view, n * size, value));
  return new Uint8Array(view.buffer);
}

const both = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const doubles = (values: readonly number[]) => packed(values, 8, (view, at, value) => view.setFloat64(at, value, true));

function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[at] = value;
  return copy;
}

const ROWS = [
  [1, 2, 0],
  [3, 5, 1],
  [4, 7, 0],
  [9, 1, 1],
];
const plain = { standardize: false, shuffle: false, test: 0.25 };
const seen = ({ train, test: rest }: Dataset) => [...train.x, ...rest.x, ...train.y, ...rest.y];
const EXPECTED = [1, 2, 3, 5, 4, 7, 9, 1, 0, 1, 0, 1];

test("defaults", async () => {
  expect(JSON.stringify(await resolveData({ name: "npy", path: "wine.npy" }))).toBe(
    '{"name":"npy","path":"wine.npy","bytes":null,"label":null,"task":null,"test":0.2,"standardize":true,"shuffle":true}',
  );
});

describe("every type, both byte orders", () => {
  const types: [string, number, (view: DataView, at: number, value: number, isLittle: boolean) => void][] = [
    ["i1", 1, (view, at, value) => view.setInt8(at, value)],
    ["i2", 2, (view, at, value, isLittle) => view.setInt16(at, value, isLittle)],
    ["i4", 4, (view, at, value, isLittle) => view.setInt32(at, value, isLittle)],
    ["i8", 8, (view, at, value, isLittle) => view.setBigInt64(at, BigInt(value), isLittle)],
    ["u1", 1, (view, at, value) => view.setUint8(at, value)],
    ["u2", 2, (view, at, value, isLittle) => view.setUint16(at, value, isLittle)],
    ["u4", 4, (view, at, value, isLittle) => view.setUint32(at, value, isLittle)],
    ["u8", 8, (view, at, value, isLittle) => view.setBigUint64(at, BigInt(value), isLittle)],
    ["f4", 4, (view, at, value, isLittle) => view.setFloat32(at, value, isLittle)],
    ["f8", 8, (view, at, value, isLittle) => view.setFloat64(at, value, isLittle)],
  ];
  const cases = types.flatMap(([type, size, set]) =>
    (size === 1 ? ["|"] : ["<", ">"]).map((order) => [`${order}${type}`, size, set, order !== ">"] as const),
  );
  test.each(cases)("%s", async (descr, size, set, isLittle) => {
    const data = packed(ROWS.flat(), size, (view, at, value) => set(view, at, value, isLittle));
    const byColumn = packed(
      [0, 1, 2].flatMap((k) => ROWS.map((row) => row[k]!)),
      size,
      (view, at, value) => set(view, at, value, isLittle),
    );
    for (const version of [1, 2, 3]) {
      expect(seen(await make({ ...plain, bytes: npy(header(descr, "4, 3"), data, version) }))).toEqual(EXPECTED);
      const fortran = npy(header(descr, "4, 3", "True"), byColumn, version);
      expect(seen(await make({ ...plain, bytes: fortran }))).toEqual(EXPECTED);
    }
  });

  test("halves", async () => {
    // 1.5, -2, the largest, the smallest subnormal
    const words = [0x3e00, 0xc000, 0x7bff, 1];
    for (const order of ["<", ">"]) {
      const data = packed(words, 2, (view, at, value) => view.setUint16(at, value, order === "<"));
      const both = await opened(npy(header(`${order}f2`, "2, 2"), data));
      expect(both.rows).toEqual([
        [1.5, -2],
        [65504, 1 / 16777216],
      ]);
    }
  });

  test("integers of 32 and 64 bits keep every digit", async () => {
    const large = npy(
      header("<u8", "2, 1"),
      packed([0, 1], 8, (view, at) => view.setBigUint64(at, 2n ** 64n - 1n, true)),
    );
    expect((await opened(large)).rows).toEqual([[18446744073709551615n], [18446744073709551615n]]);
    const small = npy(
      header(">i8", "1, 2"),
      packed([0, 1], 8, (view, at) => view.setBigInt64(at, -(2n ** 63n), false)),
    );
    expect((await opened(small)).rows).toEqual([[-9223372036854775808n, -9223372036854775808n]]);
    const words = npy(header("<u4", "1, 1"), Uint8Array.of(254, 255, 255, 255));
    expect((await opened(words)).rows).toEqual([[4294967294]]);
  });

  test("booleans are 0 and 1; the sign of integers is kept", async () => {
    const inputs = npy(
      header("<i8", "4, 1"),
      packed([-1, -200, 3, 4], 8, (view, at, value) => view.setBigInt64(at, BigInt(value), true)),
    );
    const labels = npy(header("|b1", "4,"), Uint8Array.of(0, 1, 1, 0));
    expect(seen(await make({ ...plain, bytes: both(inputs, labels) }))).toEqual([-1, -200, 3, 4, 0, 1, 1, 0]);
  });
});

test("columns are named by their indices; the label is the last, or the one that is wanted", async () => {
  const bytes = npy(header("<f8", "4, 3"), doubles(ROWS.flat()));
  expect(await make({ ...plain, bytes })).toMatchObject({ name: "npy", inputNames: ["0", "1"], task: "binary" });
  const first = await make({ ...plain, bytes, label: "0" });
  expect(first.inputNames).toEqual(["1", "2"]);
  expect([...first.train.y, ...first.test.y]).toEqual([0, 1, 2, 3]);
  await expect(make({ bytes, label: "3" })).rejects.toThrow(refusal("wrong-value", "study.data.label", '"3"'));
});

test("a second array in the file is the label of each row", async () => {
  const inputs = npy(header("<f8", "4, 2"), doubles(ROWS.flatMap(([a, b]) => [a!, b!])));
  for (const shape of ["4,", "4, 1"]) {
    const labels = npy(header("<f8", shape), doubles(ROWS.map((row) => row[2]!)));
    const data = await make({ ...plain, bytes: both(inputs, labels) });
    expect(seen(data)).toEqual(EXPECTED);
    expect(data.inputNames).toEqual(["0", "1"]);
  }
});

test("what NumPy saves gives the same data as the same numbers in CSV", async () => {
  const { sha256 } = await makeDataset(await resolveData({ name: "csv", path: "tests/data/files/points.csv" }), 0);
  expect((await make({ path: "tests/data/files/points.npy" })).sha256).toBe(sha256);
  expect((await make({ path: "tests/data/files/fortran.npy" })).sha256).toBe(sha256);
});

describe("refused, with one clear sentence", () => {
  const array = npy(header("<f8", "4, 3"), doubles(ROWS.flat()));
  const twoRows = npy(header("<f8", "2,"), doubles([0, 1]));
  const cases: [string, Uint8Array, Refusal][] = [
    ["no bytes", new Uint8Array(0), refusal("wrong-value", "npy", "other bytes", { expected: /writes/ })],
    [
      "CSV",
      new Uint8Array(readFileSync("tests/data/files/points.csv")),
      refusal("wrong-value", "npy", "other bytes", { expected: /writes/ }),
    ],
    ["a later version", changed(array, 6, 4), refusal("wrong-value", "npy", "4", { expected: /1, 2 or 3/ })],
    ["the magic alone", array.subarray(0, 6), refusal("wrong-value", "npy", "0", { expected: /1, 2 or 3/ })],
    ["half a header", array.subarray(0, 40), refusal("wrong-value", "npy", /file/, { expected: /whole/ })],
    [
      "half the numbers",
      array.subarray(0, -40),
      refusal("wrong-value", "npy", "56, the end of the file", { expected: /96 bytes of numbers for shape \(4, 3\)$/ }),
    ],
    [
      "another header",
      npy("{'shape': (4, 3)}"),
      refusal("wrong-value", "npy", "\"{'shape': (4, 3)}\"", { expected: /fortran/ }),
    ],
    ["objects", npy(header("|O", "4, 3")), refusal("wrong-value", "npy", /array/, { expected: /1 to 8/ })],
    ["text", npy(header("<U3", "4, 3")), refusal("wrong-value", "npy", "an array of <U3", { expected: /1 to 8/ })],
    ["complex numbers", npy(header("<c8", "4, 3")), refusal("wrong-value", "npy", "an array of <c8")],
    ["dates", npy(header("<M8[ns]", "4, 3")), refusal("wrong-value", "npy", /^an array of/, { remedy: /astype/ })],
    [
      "a pickled array",
      npy(header("|O", "4,"), Uint8Array.of(0x80, 4, 0x95)),
      refusal("wrong-value", "npy", "an array of |O"),
    ],
    ["no columns", npy(header("<f8", "4, 0")), refusal("wrong-value", "npy", "none", { expected: /column/ })],
    [
      "any number of rows of no columns",
      npy(header("<f8", "1099511627776, 0")),
      refusal("wrong-value", "npy", "none", { expected: /column/ }),
    ],
    [
      "no rows of columns without end",
      npy(header("<f8", `0, ${"9".repeat(400)}`)),
      refusal("wrong-value", "npy", /^shape \(0, 9{97}\.\.\.\)$/),
    ],
    [
      "a header of a mebibyte",
      npy(header("<f8", `4, 3${" ".repeat(1 << 20)}`), doubles(ROWS.flat()), 2),
      refusal("wrong-value", "npy", /^\d+$/, { expected: /65536/ }),
    ],
    [
      "records",
      npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (4,), }"),
      refusal("wrong-value", "npy", /records/, { expected: /1 to 8/ }),
    ],
    [
      "three dimensions",
      npy(header("<f8", "4, 3, 2")),
      refusal("wrong-value", "npy", "shape (4, 3, 2)", { expected: /dimensions/ }),
    ],
    ["no dimension", npy(header("<f8", "")), refusal("wrong-value", "npy", "shape ()", { expected: /dimensions/ })],
    [
      "a huge shape",
      npy(header("<f8", "99999999999, 3")),
      refusal("wrong-value", "npy", "shape (99999999999, 3)", { expected: /268435456$/ }),
    ],
    [
      "a wide shape",
      npy(header("<f8", "268435456, 3")),
      refusal("wrong-value", "npy", "shape (268435456, 3)", { expected: /268435456$/ }),
    ],
    ["one column", twoRows, refusal("wrong-value", "npy", 'one, "0"', { expected: /least/ })],
    [
      "labels of other rows",
      both(array, twoRows),
      refusal("wrong-value", "npy", "2 rows of 1", { expected: /4 labels/ }),
    ],
    [
      "two labels a row",
      both(array, npy(header("<f8", "4, 2"), doubles([0, 1, 0, 1, 0, 1, 0, 1]))),
      refusal("wrong-value", "npy", "4 rows of 2", { expected: /4 labels/ }),
    ],
    [
      "bytes behind",
      both(array, Uint8Array.of(1, 2)),
      refusal("wrong-value", "npy", "other bytes", { expected: /writes/ }),
    ],
    [
      "three arrays",
      both(npy(header("<f8", "2, 1"), doubles([0, 1])), twoRows, twoRows),
      refusal("wrong-value", "npy", `${twoRows.length} more bytes`, { expected: "one array, or two" }),
    ],
    [
      "NaN",
      npy(header("<f8", "2, 2"), doubles([0, 1, Number.NaN, 0])),
      refusal("wrong-value", 'npy row index 1, column "0"', "NaN"),
    ],
    [
      "a large integer",
      npy(
        header("<u8", "2, 2"),
        packed([0, 1, 2, 3], 8, (view, at) => view.setBigUint64(at, 2n ** 53n + 1n, true)),
      ),
      refusal("wrong-value", 'npy row index 0, column "0"', "9007199254740993", { expected: /2\^53 in/ }),
    ],
  ];
  test.each(cases)("%s", async (_, bytes, error) => {
    await expect(make({ bytes: new Uint8Array(bytes) })).rejects.toThrow(error);
  });

  test("a file that ends anywhere before its end", async () => {
    for (let length = 0; length < array.length; length++)
      await expect(make({ bytes: array.slice(0, length) })).rejects.toThrow(refusal("wrong-value", "npy"));
  });

  test("whatever bytes are changed", async () => {
    const file = readFileSync("tests/data/files/points.npy");
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(255), async (at, value) => {
        const error = await make({ bytes: changed(file, at, value) }).catch((reason: unknown) => reason);
        if (error instanceof Error) expect(error).toBeInstanceOf(InputError);
      }),
      { numRuns: 300 },
    );
  });
});

test("any number of rows of no columns are refused where nothing is asked of columns", async () => {
  for (const rows of [4, 2 ** 31, 2 ** 40])
    await expect(opened(npy(header("<f8", `${rows}, 0`)))).rejects.toThrow(
      refusal("wrong-value", "text", "none", { expected: "a column at least" }),
    );
});

test("three dimensions, where they are taken, in either order: behind its rows all is row-major", () => {
  const shape = [2, 3, 4] as const;
  const number = (r: number, n: number, c: number) => 100 * r + 10 * n + c;
  const rowMajor = Array.from({ length: 24 }, (_, i) => number(Math.floor(i / 12), Math.floor(i / 4) % 3, i % 4));
  const columnMajor = Array.from({ length: 24 }, (_, i) => number(i % 2, Math.floor(i / 2) % 3, Math.floor(i / 6)));
  for (const [order, values] of [
    ["False", rowMajor],
    ["True", columnMajor],
  ] as const) {
    const bytes = npy(header("<f8", shape.join(", "), order), doubles(values));
    const { rows, width, value } = arrayAt(new DataView(bytes.buffer), 0, "x.npy", 3);
    expect([rows, width]).toEqual([2, 12]);
    expect(Array.from({ length: 24 }, (_, i) => value(Math.floor(i / 12), i % 12))).toEqual(rowMajor);
  }
});
