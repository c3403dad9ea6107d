/**
 * By the public door: a random table in a random dialect becomes the data set that its plain CSV becomes, with one
 * SHA-256; or both are refused.
 */

import fc from "fast-check";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";
import { writeCsv } from "../../src/exchange/write-csv.js";
import { writeParquet } from "../../src/exchange/write-parquet.js";
import { InputError } from "../../src/study/errors.js";
import {
  namesIn,
  tables,
  type Writing,
  type WrittenCell,
  type WrittenTable,
  writings,
  written,
} from "./written-table.js";

const columnsOf = (names: readonly string[], rows: readonly WrittenCell[][]) =>
  Object.fromEntries(names.map((name, k) => [name, rows.map((row) => row[k]!)]));

/** The SHA-256 of the data, or the kind of the refusal. */
async function outcome(content: object, { rows }: WrittenTable): Promise<string> {
  const isNumeric = typeof rows[0]!.at(-1) === "number";
  const task = isNumeric ? "regression" : "classes";
  try {
    const spec = await resolveData({ name: "file", ...content, task, missing: "mean", test: 0.3 });
    return (await makeDataset(spec, 0)).sha256;
  } catch (error) {
    if (error instanceof InputError) return `refused: ${error.expected}`;
    throw error;
  }
}

test("a random dialect, a zip, Parquet: the data set of the plain CSV", async () => {
  let made = 0;
  const asZip = fc.boolean();
  await fc.assert(
    fc.asyncProperty(tables, writings, asZip, async (table, writing: Writing, isZip) => {
      const names = namesIn(table, writing);
      const isFlat = writing.form === "text" && writing.delimiter === " ";
      const rows = table.rows.map((row) =>
        row.map((cell) => (isFlat && typeof cell === "string" ? cell.replaceAll("\n", " ") : cell)),
      );
      const label = names.at(-1)!;
      const plain = await outcome(
        { text: writeCsv(columnsOf(names, rows)), delimiter: ",", decimal: ".", header: true, label },
        table,
      );
      const { bytes, told } = written({ ...table, names: table.names.map((name) => name.normalize("NFD")) }, writing);
      const packed = isZip && !writing.gzip ? zipSync({ "table.txt": bytes }) : bytes;
      expect(await outcome({ bytes: packed, ...told, label }, table)).toBe(plain);
      const parquet = writeParquet(
        Object.fromEntries(
          names.map((name, k) => {
            const cells = rows.map((row) => row[k]!);
            const isText = cells.some((cell) => typeof cell === "string");
            return [name, { type: isText ? "STRING" : "DOUBLE", cells }] as const;
          }),
        ),
      );
      expect(await outcome({ bytes: parquet, label }, table)).toBe(plain);
      if (!plain.startsWith("refused")) made++;
    }),
    { numRuns: 200 },
  );
  expect(made).toBeGreaterThan(60);
});
