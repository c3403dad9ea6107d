import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { type RunPageInput, runPage } from "../../src/report/run-page.js";
import { inventedRun, whole } from "./fixture.js";

const textOf = (input: RunPageInput) =>
  parseHTML(whole(runPage(input))).document.body.textContent!.replaceAll("\u00a0", " ");

test("fewer than 64 replicas are said to be few", () => {
  expect(textOf(inventedRun(63))).toContain(
    "63 replicas: the intervals are rough, and rare outcomes may be missed; 64 or more are needed for 95%",
  );
  expect(textOf(inventedRun(64))).not.toContain("rare outcomes");
});

test("64 replicas are all in the table; of more the page says how many it shows", () => {
  expect(textOf(inventedRun(64))).not.toContain("The first 64");
  expect(textOf(inventedRun(65))).toContain("The first 64 of 65.");
});

test("each measure stands under its name with form, value and interval; 0 is a value, null is none", () => {
  const measures = {
    predictionDifference: { form: "pairwise", value: 0.0261, low: 0.0251, high: 0.0271 },
    churn: { form: "pairwise", value: 0, low: null, high: null },
    accuracy: { form: "on the labels", value: null, low: null, high: null },
  };
  const { document } = parseHTML(whole(runPage({ ...inventedRun(4), measures })));
  const rows = [...document.querySelectorAll("table[aria-label=Measures] tbody tr")].map((row) =>
    [...row.querySelectorAll("th, td")].slice(0, 4).map((cell) => cell.textContent),
  );
  expect(rows).toEqual([
    ["prediction difference", "pairwise", "0.0261", "[0.0251, 0.0271]"],
    ["churn", "pairwise", "0", "–"],
    ["accuracy", "on the labels", "–", "–"],
  ]);
});

test("two classes that have names: the probability is that of the second", () => {
  const run = inventedRun(2, 20);
  const predictions = Float32Array.from({ length: 40 }, (_, i) => (i % 20) / 20 + i / 1000);
  const preprocessing = { label: "outcome", classNames: ["no", "yes"], target: null, inputs: [] };
  expect(textOf({ ...run, predictions })).toContain("mean predicted probability of the positive class");
  expect(textOf({ ...run, predictions, preprocessing })).toContain("mean predicted probability of class yes");
});

test("groups stand with their examples and the measures that exist; without groups there is no such table", () => {
  const of = (value: number | null) => ({ form: "", value, low: value && value / 2, high: value && 2 * value });
  const run = inventedRun(4);
  const measures = {
    ...run.measures,
    predictionDifference: of(0.5),
    churn: of(null),
    loss: of(0.25),
    accuracy: of(null),
  };
  const groups = ["north", "south"].map((group, g) => ({ group, examples: 20 + g, measures, ties: null }));
  const cellsOf = (input: RunPageInput) =>
    [...parseHTML(whole(runPage(input))).document.querySelectorAll("table[aria-label=Groups] tr")].map((row) =>
      [...row.querySelectorAll("th, td")].map((cell) => cell.textContent),
    );
  expect(cellsOf({ ...run, groups: groups as unknown as RunPageInput["groups"] })).toEqual([
    ["Group", "Examples", "Prediction difference", "Loss"],
    ["north", "20", "0.500 [0.25, 1.00]", "0.250 [0.125, 0.500]"],
    ["south", "21", "0.500 [0.25, 1.00]", "0.250 [0.125, 0.500]"],
  ]);
  expect(cellsOf(run)).toEqual([]);
});

test("the sentence says what differs, and what the replicas that agree have in common", () => {
  const run = inventedRun(4);
  expect(textOf(run)).toContain(
    "differ in their predictions by 0.0261 [0.0251, 0.0271] on average (prediction difference, pairwise), and decide differently on 4.1% of",
  );
  const agreeing = {
    ...run,
    measures: { ...run.measures, predictionDifference: { form: "pairwise", value: 0, low: null, high: null } },
  };
  expect(textOf(agreeing)).toContain(
    "4 replicas predict exactly alike: the prediction difference (pairwise) is 0, with 4 fingerprints.",
  );
});

test("the tenth of the examples that differ most is that of the largest differences", () => {
  // Two replicas, 20 examples: two of them differ by 0.4, one by 0.2, the others not at all.
  const run = inventedRun(2, 20);
  const predictions = new Float32Array(40).fill(0.25);
  predictions.set([0.65, 0.65, 0.45], 20);
  expect(textOf({ ...run, predictions })).toContain(
    "The tenth of the examples that differ most carries 80% of the whole.",
  );
});
