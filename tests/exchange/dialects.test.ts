/** A random table, written in a random dialect, is read to the same cells, or refused with the field that settles it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Dialect, TableCell } from "../../src/exchange/table.js";
import { InputError } from "../../src/study/errors.js";
import { opened } from "./opened.js";
import {
  namesIn,
  tables,
  type Writing,
  type WrittenCell,
  type WrittenTable,
  writings,
  written,
} from "./written-table.js";

/** Cells as values: a number is one however it is written. */
const asWritten = (cell: TableCell, expected: WrittenCell | undefined) =>
  typeof expected === "number" && cell !== null ? Number(cell) : cell;

async function expectSame(table: WrittenTable, writing: Writing, bytes: Uint8Array, dialect: Dialect, length?: number) {
  const { names, rows } = await opened(bytes, dialect, length);
  // A table of spaces has its text on one line.
  const flat = (cell: WrittenCell) =>
    writing.delimiter === " " && typeof cell === "string" && writing.form === "text"
      ? cell.replaceAll("\n", " ")
      : cell;
  const expected = table.rows.map((row) => row.map(flat));
  expect(names).toEqual(namesIn(table, writing));
  expect(rows.map((row, n) => row.map((cell, k) => asWritten(cell, expected[n]?.[k])))).toEqual(expected);
}

test("told all of the dialect", async () => {
  await fc.assert(
    fc.asyncProperty(tables, writings, fc.integer({ min: 1, max: 300 }), async (table, writing, length) => {
      const { bytes, told } = written(table, writing);
      await expectSame(table, writing, bytes, told, length);
    }),
    { numRuns: 1000 },
  );
});

test("told nothing: never another table in silence", async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(tables, writings, async (table, writing) => {
      const { bytes } = written(table, writing);
      try {
        await expectSame(table, writing, bytes, {});
        read++;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        expect(error.remedy).toMatch(/data\.(header|decimal|thousands|delimiter|skip|comment)/);
      }
    }),
    { numRuns: 2000 },
  );
  // Most of those with a header are read without a question.
  expect(read).toBeGreaterThan(700);
});
