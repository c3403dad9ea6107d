import { expect, test } from "vitest";
import { benchMath, mathSheets } from "../../bench/math.js";
import { FUNCTIONS } from "../../src/kernel/codes.js";

test("a quick bench has every function, with the same bits in both builds", async () => {
  const { rows, ...rest } = await benchMath({ quick: true });
  expect(rows.filter(({ kind }) => kind === "function").map(({ name }) => name)).toEqual([...FUNCTIONS]);
  expect(rows.filter(({ same }) => !same)).toEqual([]);
  expect(rows.filter(({ kind, host }) => kind === "function" && host === null).map(({ name }) => name)).toEqual([
    "erf",
  ]);
  const sheets = mathSheets({ rows, ...rest });
  expect(sheets.reduce((sum, sheet) => sum + sheet.rows.length, 0)).toBe(rows.length);
  for (const { heads, rows: cells } of sheets) for (const row of cells) expect(row).toHaveLength(heads.length);
});
