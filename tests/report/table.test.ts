import { describe, expect, test } from "vitest";
import { measureTable, verdictTable } from "../../src/report/table.js";
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

test("a contrast without an interval has its reason in the table", () => {
  const claim = inventedClaims().claims.find(({ id }) => id === "C3")!;
  const without = { estimate: null, low: null, high: null, noInterval: "window 2 keeps 2 of 4 replicas" };
  const contrasts = claim.contrasts.map((contrast) => (contrast.b === "window 2" ? { ...contrast, ...without } : contrast));
  expect(verdictTable({ claims: [{ ...claim, contrasts }] }, { width: 120 })).toMatch(/no interval +window 6000 \/ window 2: window 2 keeps 2 of 4 replicas/);
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
