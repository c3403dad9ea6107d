import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { compare } from "../../src/compare/compare.js";
import { flips } from "../../src/compare/result-flips.js";
import { comparePage } from "../../src/report/compare-page.js";
import { number } from "../../src/report/format.js";
import { report } from "../../src/report/report.js";
import { runPage } from "../../src/report/run-page.js";
import { run } from "../../src/run/run.js";
import { whole } from "./fixture.js";

const rowsOf = (page: string, name: string) =>
  [...parseHTML(page).document.querySelectorAll(`table[aria-label="${name}"] tr`)].map((row) =>
    [...row.querySelectorAll("th, td")].map((cell) => cell.textContent!.trim()),
  );

const comparison = await compare({
  predictions: [
    [0.9, 0.2, 0.6, 0.7],
    [0.7, 0.4, 0.4, 0.6],
    [0.8, 0.6, 0.45, 0.8],
  ],
  labels: [1, 0, 1, 1],
  baseline: [0.6, 0.6, 0.6, 0.6],
  ids: ["a", "<b>", "c", "d"],
  groups: ["north", "north", "south", "south"],
  classNames: ["no", "yes"],
});

test("a page of scaled targets says so, and gives the examples in the units of the file", async () => {
  const rows = Array.from({ length: 40 }, (_, n) => `${n % 7},${(n * n) % 5},${240000 + 1000 * (n % 7)}.5`);
  const data = { name: "file" as const, text: `a,b,price\n${rows.join("\n")}` };
  const result = await run({ data, epochs: 60, replicas: 3 }, { workers: 0 });
  const { preprocessing, measures } = result;
  const { flips: table, flipping } = await flips(result);
  const compared = await compare({
    predictions: [0, 1, 2].map((r) => result.predictions!.slice(8 * r, 8 * (r + 1))),
    task: "regression",
  });
  const difference = measures.predictionDifference.value! * preprocessing!.target!.sd;
  for (const page of [
    whole(comparePage({ ...compared, flipping, flips: table, preprocessing })),
    whole(runPage(result)),
  ]) {
    const text = parseHTML(page).document.body.textContent!.replaceAll("\u00a0", " ");
    expect(text).toMatch(
      /differ in their predictions by \S+( \[[^\]]*\])? standard deviations of the target on average/,
    );
    expect(text).toContain(`of price, so the prediction difference is ${number(difference)}.`);
    const [, first] = rowsOf(page, "Examples that flip");
    expect(first!.slice(-3)).toEqual(table[0]!.answers.map((answer) => number(answer as number)));
    expect(table[0]!.answers[0]).toBeGreaterThan(200000);
  }
});

test("the page of a comparison: measures, baseline, groups, and the examples that flip", async () => {
  const page = await report(
    { ...comparison, models: ["m0.npy", "m1.npy", "m2.npy"] },
    { command: "doppelgrad compare" },
  );
  expect(page).toBe(
    whole(comparePage({ ...comparison, models: ["m0.npy", "m1.npy", "m2.npy"], command: "doppelgrad compare" })),
  );
  const text = parseHTML(page).document.body.textContent!.replaceAll("\u00a0", " ");
  expect(text).toContain("3 replicas on 4 examples");
  expect(text).toMatch(/Two of 3 replicas differ .* decide differently on 33% of the examples/);
  expect(text).toContain("2 of 4 examples flip");
  expect(rowsOf(page, "Examples that flip")).toEqual([
    ["Row", "Id", "Group", "Label", "Baseline", "Disagree", "Difference", "Replica 0", "Replica 1", "Replica 2"],
    ["1", "<b>", "north", "no", "yes", "67%", "0.267", "no", "no", "yes"],
    ["2", "c", "south", "yes", "yes", "67%", "0.133", "yes", "no", "no"],
  ]);
  expect(page).not.toContain("<b>,");
  expect(rowsOf(page, "Against the baseline").map(([name, , value]) => [name, value])).toEqual([
    ["Measure", "Value"],
    ["difference", "0.154"],
    ["churn", "0.333"],
    ["right to wrong", "0.167"],
    ["wrong to right", "0.167"],
    ["wrong to wrong", "0"],
    ["loss change", "−0.141"],
  ]);
  expect(rowsOf(page, "Groups").map(([group, examples]) => [group, examples])).toEqual([
    ["Group", "Examples"],
    ["north", "2"],
    ["south", "2"],
  ]);
  expect(rowsOf(page, "Replicas").at(-1)).toEqual(["2", "m2.npy"]);
});

test("without baseline, groups and labels their columns and sections are left out; nothing flips where all agree", async () => {
  const page = await report(await compare({ predictions: [[0.9], [0.9]] }));
  const text = parseHTML(page).document.body.textContent!;
  expect(text).toContain("2 replicas predict exactly alike.");
  expect(text).toContain("No example flips: all replicas answer alike on each.");
  expect(text).not.toMatch(/baseline|Groups/i);
});

test("several labels, and values: sets are compared whole, answers are shortened", async () => {
  const sets = await report(
    await compare({ predictions: [[[0.9, 0.1]], [[0.9, 0.8]]], task: "multilabel", classNames: ["p", "q"] }),
  );
  expect(rowsOf(sets, "Sets of labels").map(([name, , value]) => [name, value])).toEqual([
    ["Measure", "Value"],
    ["churn", "1.00"],
    ["accuracy", "–"],
  ]);
  expect(rowsOf(sets, "Examples that flip")[1]!.slice(-2)).toEqual(["p", "p q"]);
  const values = await report(await compare({ predictions: [[1.23456], [2]], task: "regression" }));
  expect(rowsOf(values, "Examples that flip")).toEqual([
    ["Row", "Difference", "Replica 0", "Replica 1"],
    ["0", "0.765", "1.23", "2.00"],
  ]);
});

test("the page of a result has its examples that flip, by row and label", async () => {
  const result = await run({ data: { name: "vee", train: 40, test: 30 }, replicas: 4 }, { workers: 0 });
  const rows = rowsOf(whole(runPage(result)), "Examples that flip");
  expect(rows[0]).toEqual([
    "Row",
    "Label",
    "Disagree",
    "Difference",
    "Replica 0",
    "Replica 1",
    "Replica 2",
    "Replica 3",
  ]);
  expect(rows.length).toBeGreaterThan(2);
  for (const [row, label] of rows.slice(1)) expect(label).toBe(String(result.examples.labels[Number(row)]));
  expect(rowsOf(whole(runPage({ ...result, predictions: null })), "Examples that flip")).toEqual([]);
});
