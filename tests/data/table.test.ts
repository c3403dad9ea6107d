import { describe, expect, test } from "vitest";
import { type Cell, cellPlace, readNumber } from "../../src/data/table.js";

test("a place is said as its reader counts", () => {
  expect(cellPlace({ source: "wine.csv", unit: "line" }, 18, "ash")).toBe('wine.csv line 18, column "ash"');
  expect(cellPlace({ source: "wine.parquet", unit: "row" }, 17, "ash")).toBe('wine.parquet row 17, column "ash"');
});

describe("numbers", () => {
  const read = (cell: Cell) => readNumber(cell, () => 'wine.csv line 2, column "ash"');
  test.each([
    ["1", 1],
    ["-2.5", -2.5],
    ["+.5", 0.5],
    ["3.", 3],
    ["1e-3", 0.001],
    ["1E+2", 100],
    ["007", 7],
    [2.5, 2.5],
    [-7n, -7],
    [9007199254740991n, 9007199254740991],
  ])("%s", (cell, value) => expect(read(cell)).toBe(value));

  test.each([
    ["abc", 'a number; got "abc"'],
    ["NaN", 'a number; got "NaN"'],
    ["Infinity", 'a number; got "Infinity"'],
    ["-inf", 'a number; got "-inf"'],
    [null, "a number; got an empty cell"],
    ["", 'a number; got ""'],
    ["0x10", 'a number; got "0x10"'],
    ["1_000", 'a number; got "1_000"'],
    ["\u0661", 'a number; got "\u0661"'],
    ["1e400", 'a number within the range of float32; got "1e400"'],
    ["1 2", 'a number; got "1 2"'],
    [".", 'a number; got "."'],
    ["1e39", 'a number within the range of float32; got "1e39"'],
    ["-1e999", 'a number within the range of float32; got "-1e999"'],
    [NaN, "a number; got NaN"],
    [-Infinity, "a number; got -Infinity"],
    [1e39, "a number within the range of float32; got 1e+39"],
    [9007199254740992n, "an integer below 2^53 in size; got 9007199254740992"],
    [-9007199254740993n, "an integer below 2^53 in size; got -9007199254740993"],
  ])("%s", (cell, got) =>
    expect(() => read(cell)).toThrow(
      expect.objectContaining({
        name: "InputError",
        kind: "wrong-value",
        message: `wine.csv line 2, column "ash": expected ${got}.`,
      }),
    ),
  );
});
