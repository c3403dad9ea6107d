/** Several results on one page: what is said of them together, and what must not be compared. */
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { differingFields } from "../../src/report/differing-fields.js";
import { kindOf } from "../../src/report/kind.js";
import { report } from "../../src/report/report.js";
import type { RunPageInput } from "../../src/report/run-page.js";
import { refusal } from "../refusal.js";
import { inventedRun } from "./fixture.js";

const estimate = (value: number, low: number | null, high: number | null) => ({ form: "pairwise", value, low, high });
function runWith(pd: ReturnType<typeof estimate>, change: object = {}): RunPageInput {
  const run = inventedRun();
  return { ...run, measures: { ...run.measures, predictionDifference: pd }, ...change } as never;
}
const textOf = async (results: { name: string; result: RunPageInput }[]) =>
  parseHTML(await report({ results }))
    .document.querySelector("header")!
    .textContent!.replace(/\s+/g, " ");

describe("what is said first", () => {
  test("which is the most reproducible, and whether the intervals part", async () => {
    const [low, high] = [
      runWith(estimate(0.1, 0.08, 0.12)),
      runWith(estimate(0.3, 0.25, 0.35), { fingerprint: "b".repeat(64) }),
    ];
    const said = await textOf([
      { name: "wide", result: high },
      { name: "small", result: low },
    ]);
    expect(said).toMatch(/most alike in small and least alike in wide: two of them differ by 0\.1.* and 0\.3/);
    expect(said).toContain("The two intervals do not overlap.");
    const near = runWith(estimate(0.11, 0.09, 0.13), { fingerprint: "c".repeat(64) });
    expect(
      await textOf([
        { name: "a", result: low },
        { name: "b", result: near },
      ]),
    ).toContain("The two intervals overlap.");
    const without = runWith(estimate(0.2, null, null), { fingerprint: "d".repeat(64) });
    expect(
      await textOf([
        { name: "a", result: low },
        { name: "b", result: without },
      ]),
    ).not.toContain("overlap");
  });

  test("one result twice, other data, and other units are told", async () => {
    const run = runWith(estimate(0.1, 0.08, 0.12));
    const said = await textOf([
      { name: "a", result: run },
      { name: "b", result: run },
    ]);
    expect(said).toContain("a and b have the same fingerprint as another: they are one result.");
    const elsewhere = runWith(estimate(0.1, 0.08, 0.12), {
      fingerprint: "b".repeat(64),
      data: { ...run.data, sha256: "e".repeat(64) },
      study: { ...run.study, loss: "squared" },
    });
    const apart = await textOf([
      { name: "a", result: run },
      { name: "b", result: elsewhere },
    ]);
    expect(apart).toContain("not all of the same data");
    expect(apart).toContain("other units");
    expect(apart).toContain("No two of these results have a prediction difference of the same kind.");
  });
});

test("what cannot stand beside another is refused", async () => {
  const run = inventedRun();
  for (const results of [[{ name: "a", result: { claims: [] } }], [{ name: 4, result: run }], [{}], "none", null])
    await expect(report({ results } as never)).rejects.toThrow(refusal("wrong-type", /^result/, undefined));
});

test("fields that differ are named by their paths, a list is one value, a field that is not there a null", () => {
  const [a, b] = [
    { data: { name: "vee", noise: 0 }, hidden: [2, 3] },
    { data: { name: "moons", noise: 0, turns: 1 }, hidden: [2, 4] },
  ];
  expect(differingFields([a, b] as never)).toEqual([
    { path: "data.name", values: ['"vee"', '"moons"'] },
    { path: "hidden", values: ["[2,3]", "[2,4]"] },
    { path: "data.turns", values: [null, "1"] },
  ]);
  expect(differingFields([a, a] as never)).toEqual([]);
});

test("a result is told by the field that no other has", () => {
  expect(
    ["claims", "paper", "explained", "attributed", "settings", "verdict", "flipping", "results", "study"].map((field) =>
      kindOf({ [field]: 1 }),
    ),
  ).toEqual(["claims", "experiment", "explanation", "attribution", "sweep", "diff", "comparison", "several", "run"]);
});
