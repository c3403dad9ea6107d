import { describe, expect, test } from "vitest";
import { drawsTable, measureTable, verdictTable } from "../../src/report/table.js";
import { inventedClaims, inventedRun } from "./fixture.js";

const ANSI = /\u001b\[\d+m/g;

describe.each([80, 100, 120])("%i columns", (width) => {
  test("no line is longer", () => {
    const lines = `${verdictTable(inventedClaims(), { width })}\n${measureTable(inventedRun(), { width })}`.split("\n");
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });
});

test("colour changes no character, and plain tables have none", () => {
  const plain = verdictTable(inventedClaims());
  const coloured = verdictTable(inventedClaims(), { color: true });
  expect(plain).not.toMatch(ANSI);
  expect(coloured).toMatch(ANSI);
  expect(
    coloured
      .replace(ANSI, "")
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n"),
  ).toBe(plain);
});

test("every claim and family has its verdict, the verdicts in one column", () => {
  const { claims } = inventedClaims();
  const lines = verdictTable({ claims })
    .split("\n")
    .filter((line) => /^ {9}(vee|teacher) /.test(line));
  expect(lines.map((line) => line.slice(18, 33).trim())).toEqual(claims.map((claim) => claim.verdict));
});

test("a verdict that is not `holds` has its reason beside it, with what would resolve it", () => {
  const claim = inventedClaims().claims.find(({ id }) => id === "C3")!;
  const reason =
    "window 6000 against window 2: no interval (window 2 keeps 2 of 4 replicas). More replicas would give it one";
  const lines = verdictTable({ claims: [{ ...claim, verdict: "not resolved", reason }] }, { width: 120 }).split("\n");
  expect(
    lines
      .slice(2)
      .map((line) => line.slice(30).trim())
      .join(" "),
  ).toBe(
    "Window 6000 against window 2: no interval (window 2 keeps 2 of 4 replicas). More replicas would give it one.",
  );
});

test("a verdict that holds has its ratio over draws, and that on these draws alone", () => {
  const claim = inventedClaims().claims.find(({ id }) => id === "C2")!;
  expect(verdictTable({ claims: [claim] }, { width: 200 })).toMatch(
    /×1\.42 \[1\.30, 1\.55\] .*; on these data draws alone \[1\.33, 1\.51\]/,
  );
});

test("C1 has its draws below: a row a length, and the bands", () => {
  const claim = inventedClaims().claims.find(({ id, data }) => id === "C1" && data === "teacher")!;
  const table = drawsTable({ claims: [claim] }, { width: 100 });
  expect(table).toContain("C1 on teacher, draw by draw");
  expect(table).toMatch(/equally good units differ by, after 400 epochs: 0\.0176 \[/);
  expect(table).toMatch(/0\.0300 +0\.0400 +0\.0200 +0\.0300 +0\.00100 +0\.00200 +0 +–/);
  expect(table).toContain("equally good: within 5.0% of what there is to learn: 0.100 [0.040, 0.110], 7 draws");
  expect(table.split("\n").every((line) => line.length <= 100)).toBe(true);
});

test("a reversed verdict says so", () => {
  const [claim] = inventedClaims().claims;
  expect(verdictTable({ claims: [{ ...claim!, verdict: "does not hold", reversed: true }] })).toContain("reversed");
});

test("measures that do not apply are left out, every other names its form", () => {
  const table = measureTable(inventedRun());
  expect(table).not.toContain("predictionDifferenceSymmetric");
  expect(table).toMatch(/^predictionDifference +0\.0261 +\[0\.0251, 0\.0271\] +pairwise$/m);
});

test("a measure of exactly 0 is a measure", () => {
  const measures = {
    churn: { form: "pairwise", value: 0, low: null, high: null },
    accuracy: { form: "on the labels", value: null, low: null, high: null },
  };
  const table = measureTable({ measures });
  expect(table).toMatch(/^churn +0 +pairwise$/m);
  expect(table).not.toContain("accuracy");
});

test("a form that does not fit goes on below itself, and every line is used to its end", () => {
  const form = `${"x".repeat(20)} ${"y".repeat(19)} z`;
  const lines = measureTable({ measures: { churn: { form, value: 0.5, low: 0.4, high: 0.6 } } }, { width: 80 }).split(
    "\n",
  );
  const start = lines[0]!.indexOf("form");
  const width = 80 - start;
  const exactly = `${"a".repeat(width - 2)} b`;
  expect(
    measureTable({ measures: { churn: { form: exactly, value: 0.5, low: 0.4, high: 0.6 } } }, { width: 80 }).split(
      "\n",
    ),
  ).toHaveLength(2);
  const over = `${"a".repeat(width - 1)} b`;
  const broken = measureTable(
    { measures: { churn: { form: over, value: 0.5, low: 0.4, high: 0.6 } } },
    { width: 80 },
  ).split("\n");
  expect(broken.slice(2)).toEqual([`${" ".repeat(start)}b`]);
});
