import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { attribute } from "../../src/attribute/attribute.js";
import type { Attribution } from "../../src/attribute/attribution.js";
import { attributionPage } from "../../src/report/attribution-page.js";
import { foundOfAttribution, learnedSays } from "../../src/report/attribution-words.js";
import { estimate } from "../../src/report/format.js";
import { report } from "../../src/report/report.js";
import { whole } from "./fixture.js";

const STUDY = { data: { name: "vee", train: 60, test: 30 }, hidden: [3] } as const;
const found = await attribute(STUDY, { levels: { init: 5, shuffle: 4 }, workers: 0 });

const rowsOf = (page: string, table: string) =>
  [...parseHTML(page).document.querySelectorAll(`table[aria-label="${table}"] tbody tr`)].map((row) =>
    [...row.querySelectorAll("th, td")].map((cell) => cell.textContent!),
  );
const labelsOf = (page: string) =>
  [...parseHTML(page).document.querySelectorAll("svg[role=img]")].map((svg) => svg.getAttribute("aria-label")!);

test("shares, factors, variance by example: tables and pictures", async () => {
  const page = await report(found, { command: "doppelgrad attribute vee" });
  expect(page).toBe(whole(attributionPage({ ...found, command: "doppelgrad attribute vee" })));
  expect(rowsOf(page, "Components")).toEqual(
    found.components.map(({ factors, share, variance, closed, residual }) => [
      factors.join(" x "),
      ...[share, variance, closed].map(estimate),
      residual ? "also the residual" : "",
    ]),
  );
  expect(rowsOf(page, "Factors")).toEqual(
    found.attributed.map(({ factor, levels, main, total }) => [
      factor,
      String(levels),
      estimate(main),
      estimate(total),
    ]),
  );
  const most = [...found.byExample].sort((a, b) => b.variance - a.variance).slice(0, 20);
  expect(rowsOf(page, "Examples").map(([name]) => name)).toEqual(most.map(({ example }) => `example ${example}`));
  const [shares, stacked, ...others] = labelsOf(page);
  expect(others).toEqual([]);
  expect(shares).toMatch(/^Share of the variance\. init −?[\d.]+; shuffle −?[\d.]+; init x shuffle −?[\d.]+$/);
  expect(stacked).toMatch(/^By example: variance of predictions, stacked\. 1 init .*; 20 interactions /);
  const text = parseHTML(page).document.body.textContent!;
  for (const note of found.notes) expect(text).toContain(note);
  expect(text).toContain("t with 3 degrees of freedom");
});

/** The same with other shares. */
function withShares(...values: (number | null)[]): Attribution {
  const components = found.components.map((each, at) => ({
    ...each,
    share: { form: "", value: values[at]!, low: null, high: null },
  }));
  return { ...found, components };
}

test("the sentence has the largest share first, negative shares, and what is left", () => {
  expect(foundOfAttribution(withShares(0.25, 0.8, -0.05))).toBe(
    "Of the variance of predictions, shuffle alone accounts for 80% and init alone accounts for 25%, and their interaction for −5.0%. Fixing shuffle leaves 20% of it, on average over its levels.",
  );
});

test("where nothing varies the page says so, and has no pictures", async () => {
  const control = await attribute(
    { ...STUDY, shuffleWindow: 1, initial: { weights: "zeros" } },
    { levels: { init: 3, shuffle: 3 }, workers: 0 },
  );
  const page = await report(control);
  expect(labelsOf(page)).toEqual([]);
  expect(parseHTML(page).document.querySelector(".lead")!.textContent).toBe(
    "No factor changes any prediction, so there is nothing to share.",
  );
  expect(rowsOf(page, "Components")[0]!.slice(0, 3)).toEqual(["init", "–", "0"]);
});

test("replicas that have learned nothing are said to have", () => {
  expect(learnedSays({ ...found, loss: 0.7, constantLoss: 0.69 })).toMatch(/^No better than the best constant/);
  expect(learnedSays({ ...found, loss: 0.6, constantLoss: 0.69 })).toBeNull();
});

test("names from a file are escaped", async () => {
  const byExample = found.byExample.map((each) => ({ ...each, id: "<b>x</b>" }));
  expect(await report({ ...found, byExample })).not.toContain("<b>x");
});
