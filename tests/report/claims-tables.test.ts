import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { armsTables, contrastsTable, verdictsTable } from "../../src/report/claims-tables.js";
import type { Html } from "../../src/report/html.js";
import { armOf, around, contrastOf, inventedClaims } from "./fixture.js";

/** The rows of a table as what stands under each head. */
function rowsOf(table: Html | null | undefined): Record<string, string>[] {
  const { document } = parseHTML(`<body>${table!.markup}</body>`);
  const heads = [...document.querySelectorAll("thead th")].map((head) => head.textContent!);
  return [...document.querySelectorAll("tbody tr")].map((row) =>
    Object.fromEntries(
      [...row.querySelectorAll("th, td")].map((cell, column) => [heads[column], cell.textContent!.trim()]),
    ),
  );
}

const claim = inventedClaims().claims.find(({ id, data }) => id === "C4" && data === "vee")!;

describe("arms", () => {
  const relu = armOf(
    "relu",
    "activation",
    0.02,
    {},
    {
      loss: 0.511,
      excess: 0.022,
      excessKept: 0.0133,
      kept: 0.61,
      matched: true,
      learningRate: 0.3,
      replicas: 1024,
      predictionDifferenceKept: around(0.0177),
      churn: around(0.0444),
      fingerprint: "0123456789abcdef".repeat(4),
    },
  );
  const tanh = armOf(
    "tanh",
    "activation",
    0.03,
    {},
    { ...relu, name: "tanh", matched: false, predictionDifference: around(0.03) },
  );
  const rows = rowsOf(armsTables({ ...claim, arms: [relu, tanh] })[0]);

  test("each column holds what its head says", () => {
    expect(rows[0]).toMatchObject({
      Arm: "relu",
      Loss: "0.511",
      Excess: "0.0220",
      "Excess, kept": "0.0133",
      Kept: "61%",
      Matched: "yes",
      "Learning rate": "0.3",
      Replicas: "1024",
      Fingerprint: "01234567",
    });
    expect(rows[0]!.PD).toMatch(/^0\.0200/);
    expect(rows[0]!["PD, kept"]).toMatch(/^0\.0177/);
    expect(rows[0]!.Churn).toMatch(/^0\.0444/);
  });

  test("an arm that is not matched says no, one that nobody matches says nothing", () => {
    expect(rows[1]).toMatchObject({ Arm: "tanh", Matched: "no" });
    const unmatched = rowsOf(armsTables({ ...claim, arms: [relu, { ...tanh, matched: null }] })[0]);
    expect(unmatched[1]).toMatchObject({ Matched: "–" });
  });

  test("a column that applies to no arm is left out, and grids have a table of their own", () => {
    const grid = armOf("init and order", "grid", 0.02, {});
    const [arms, grids] = armsTables({ ...claim, arms: [relu, grid] });
    expect(rowsOf(arms).map((row) => row.Arm)).toEqual(["relu"]);
    expect(Object.keys(rowsOf(grids)[0]!)).not.toContain("Matched");
  });
});

describe("contrasts", () => {
  const up = contrastOf("relu", "tanh", 1.3, 0.05, {
    level: 0.995,
    pairs: 96,
    byDraw: [0.1, 0.2, 0, -0.1, 0.3],
    replicas: "kept",
  });
  const shown = contrastOf("gelu", "tanh", 0.5, 0.1, { decides: false });
  const table = contrastsTable({ ...claim, contrasts: [up, shown] });

  test("each column holds what its head says; a draw at exactly 1 is not above it", () => {
    const [first, second] = rowsOf(table);
    expect(first).toMatchObject({
      Contrast: "relu / tanh",
      Ratio: "×1.30",
      Replicas: "kept",
      Pairs: "96",
      "Draws above 1": "3 of 5",
      Role: "decides",
    });
    expect(first!["Over draws"]).toBe("[1.24, 1.37]");
    expect(second).toMatchObject({ Contrast: "gelu / tanh", Ratio: "×0.500", Role: "shown" });
  });

  test("the caption names the level as it is, and the margin", () => {
    expect(table!.markup).toContain("99.5% intervals");
    expect(table!.markup).toContain("margin ×1.1");
  });
});

test("a verdict's row says how many replicas its arms have, the most first", () => {
  const arms = [
    armOf("a", "size", 0.1, {}, { replicas: 512, kept: 0.5 }),
    armOf("b", "size", 0.2, {}, { replicas: 1024, kept: 0.9 }),
  ];
  const [row] = rowsOf(verdictsTable([{ ...claim, arms }]));
  expect(row).toMatchObject({
    Data: "vee",
    Verdict: claim.verdict,
    "Replicas an arm": "1024, 512",
    Kept: "50% to 90%",
  });
});
