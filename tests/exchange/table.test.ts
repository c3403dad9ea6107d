import { describe, expect, test } from "vitest";
import { cellPlace, readCell, type TableCell } from "../../src/exchange/table.js";
import { refusal } from "../refusal.js";

test("a place is said as its reader counts", () => {
  expect(cellPlace({ source: "wine.csv", unit: "line" }, 18, "ash")).toBe('wine.csv line 18, column "ash"');
  expect(cellPlace({ source: "wine.parquet", unit: "row" }, 17, "ash")).toBe('wine.parquet row 17, column "ash"');
});

describe("numbers", () => {
  const read = (cell: TableCell) => readCell(cell, () => 'wine.csv line 2, column "ash"');
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
    ["abc", "a number", '"abc"'],
    ["NaN", "a number", '"NaN"'],
    ["Infinity", "a number", '"Infinity"'],
    ["-inf", "a number", '"-inf"'],
    [null, "a number", "an empty cell"],
    ["", "a number", '""'],
    ["0x10", "a number", '"0x10"'],
    ["1_000", "a number", '"1_000"'],
    ["\u0661", "a number", '"\u0661"'],
    ["1e400", "a number within the range of float32", '"1e400"'],
    ["1 2", "a number", '"1 2"'],
    [".", "a number", '"."'],
    ["1e39", "a number within the range of float32", '"1e39"'],
    ["-1e999", "a number within the range of float32", '"-1e999"'],
    [NaN, "a number", "NaN"],
    [-Infinity, "a number", "-Infinity"],
    [1e39, "a number within the range of float32", "1e+39"],
    [9007199254740992n, "an integer below 2^53 in size", "9007199254740992"],
    [-9007199254740993n, "an integer below 2^53 in size", "-9007199254740993"],
  ])("%s", (cell, expected, got) =>
    expect(() => read(cell)).toThrow(refusal("wrong-value", 'wine.csv line 2, column "ash"', got, { expected })),
  );
});
