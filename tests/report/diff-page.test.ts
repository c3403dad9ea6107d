import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { diff } from "../../src/compare/diff.js";
import { diffPage } from "../../src/report/diff-page.js";
import { report } from "../../src/report/report.js";
import { whole } from "./fixture.js";

const spread = (by: number) => ({
  predictions: [0, 1, 2, 3].map((r) => [0, 1, 2, 3, 4].map((n) => 0.1 + 0.18 * n + by * (((r * 3 + n * 2) % 5) - 2))),
  labels: [0, 0, 1, 1, 1],
  ids: ["a", "b", "<c>", "d", "e"],
  classNames: ["no", "yes"],
});
const found = await diff(spread(0.04), spread(0.005));
const of = (page: string) => parseHTML(page).document;
const rowsOf = (page: string, name: string) =>
  [...of(page).querySelectorAll(`table[aria-label="${name}"] tr`)].map((row) =>
    [...row.querySelectorAll("th, td")].map((cell) => cell.textContent!.trim()),
  );

test("the verdict, each measure with its ratio, both recipes in one picture, and the examples that flip in one alone", async () => {
  const page = await report({ ...found, a: "old", b: "new" }, { command: "doppelgrad diff old new" });
  expect(page).toBe(whole(diffPage({ ...found, a: "old", b: "new", command: "doppelgrad diff old new" })));
  expect([...of(page).querySelectorAll("dd")].slice(0, 2).map(({ textContent }) => textContent)).toEqual([
    "old",
    "new",
  ]);
  expect(of(page).querySelector(".verdict")!.textContent).toBe("Yes, B is more reproducible");
  expect(of(page).querySelector(".lead")!.textContent!.replaceAll("\u00a0", " ")).toBe(found.message);
  const labels = [...of(page).querySelectorAll("svg[role=img]")].map((svg) => svg.getAttribute("aria-label")!);
  expect(labels).toHaveLength(2);
  expect(labels[0]).toContain("prediction difference ×0.125 [0.125, 0.125]");
  const seen = [...of(page).querySelector("svg[role=img]")!.querySelectorAll("text tspan")].map(
    (line) => line.textContent,
  );
  for (const word of ["prediction difference", "loss"]) expect(seen).toContain(word);
  expect(labels[1]).toMatch(
    /^Prediction difference \(pairwise\) against loss on the labels\. A: PD 0\.0800 .*; B: PD 0\.0100/,
  );
  const table = rowsOf(page, "B against A");
  expect(table.map(([name]) => name)).toEqual(["Measure", "prediction difference", "churn", "loss"]);
  expect(table[1]![3]).toBe("0.125 [0.125, 0.125]");
  // Churn of B is 0, so it has no ratio.
  expect(table[2]!.slice(2, 4)).toEqual(["0", "–"]);
  expect(rowsOf(page, "Examples that flip in A alone")).toEqual([
    ["Row", "Id", "Label", "Disagree in A", "Answers of A", "Answers of B"],
    ["2", "<c>", "yes", "50%", "no (3), yes (1)", "no (all 4)"],
  ]);
  expect(rowsOf(page, "Examples that flip in B alone")).toEqual([]);
});

test("further measures: their differences in a picture, all numbers in a table, and why there are none", async () => {
  const further = await diff(spread(0.04), spread(0.005), { measures: ["auc", "kappa", "ambiguity"] });
  const page = await report(further);
  const labels = [...of(page).querySelectorAll("svg[role=img]")].map((svg) => svg.getAttribute("aria-label")!);
  expect(labels[2]).toMatch(/^B less A, each on a scale of its own: B − A with 95% intervals\. kappa \S+.*; auc \S+/);
  expect(labels[2]).not.toContain("ambiguity");
  const table = rowsOf(page, "Further measures of both");
  expect(table.map(([name]) => name)).toEqual(["Measure", "kappa", "ambiguity", "auc"]);
  expect(table[2]!.slice(1, 5)).toEqual(["–", "–", "–", "–"]);
  expect(table[2]![5]).toContain("(none: fewer than 16 replicas)");
  expect(rowsOf(await report(found), "Further measures of both")).toEqual([]);
});

test("where nothing differs there is no ratio to draw; a regression has no examples that flip", async () => {
  const same = {
    predictions: [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
    task: "regression" as const,
  };
  const page = await report(await diff(same, same));
  expect(of(page).querySelector(".verdict")!.textContent).toBe("No, they are equally reproducible");
  expect(of(page).querySelectorAll("svg")).toHaveLength(0);
  expect(page).not.toContain("flip in one alone");
});
