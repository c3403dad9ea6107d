/** CSV is written in pieces, which together are one table. */
import { expect, test } from "vitest";
import { csvPieces, writeCsv } from "../../src/exchange/write-csv.js";

test("a long table is written in pieces", () => {
  const long = { n: Array.from({ length: 10000 }, (_, n) => n), word: Array.from({ length: 10000 }, () => 'a "b"') };
  const pieces = [...csvPieces(long)];
  expect(pieces.length).toBe(4);
  expect(writeCsv(long)).toBe(pieces.join(""));
  expect(pieces.join("").split("\n")).toEqual(["n,word", ...long.n.map((n) => `${n},"a ""b"""`), ""]);
});
