/** The list that `npm run prove:mutants` works through fits the sources, and its last result is that every mutant was caught. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import mutants from "./mutants.json" with { type: "json" };

test("there are at least 40 mutants, each with a name of its own", () => {
  expect(mutants.length).toBeGreaterThanOrEqual(40);
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

test("each replaces a text that its file holds exactly once", () => {
  const occurrences = ({ file, find }: (typeof mutants)[number]) => readFileSync(file, "utf8").split(find).length - 1;
  expect(mutants.filter((mutant) => !mutant.file.startsWith("assembly/") || occurrences(mutant) !== 1 || mutant.find === mutant.replace)).toEqual([]);
});

test("docs/mutants.md has each of them, caught", () => {
  const rows = readFileSync("docs/mutants.md", "utf8").split("\n").filter((line) => line.startsWith("| "));
  expect(rows.slice(1).map((row) => row.split(" | ")[0]!.slice(2))).toEqual(mutants.map(({ name }) => name));
  expect(rows.slice(1).filter((row) => !/ \| (\S+\.test\.ts|as-pect): /.test(row))).toEqual([]);
});
