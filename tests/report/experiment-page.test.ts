/** The page of an experiment: its figure first, every verdict with its numbers, and what is said once. */
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { report } from "../../src/report/report.js";
import { CONTRACT_VERSION } from "../../src/train/fingerprint.js";

const quantity = { name: "disagreement over error", value: 0.75, low: 0.7, high: 0.8, level: 0.98 };
const decided = { ...quantity, method: "jackknife", over: "64 data sets", rule: { below: 0.9 } };
const line = {
  id: "J1",
  claim: "Two networks disagree",
  measured: "On two classes",
  nullWorld: "they never do",
  by: "paper",
};
const result = {
  name: "jordan-2024",
  paper: { authors: "Jordan", title: "On the Variance", venue: "ICLR 2024", url: "https://arxiv.org/abs/2304.01910" },
  summary: "What the variance is made of",
  ours: ["Small networks stand for large ones."],
  lines: [
    { ...line, verdict: "holds", reason: "it lies below", quantities: [decided] },
    { ...line, id: "J2", verdict: "not resolved", reason: "it was not measured", quantities: [] },
  ],
  shown: [{ ...quantity, name: "error", method: "t", over: "64 data sets" }],
  tables: [
    {
      title: "By size",
      columns: ["size", "error"],
      rows: [
        ["small", 0.25],
        ["large", null],
      ],
    },
  ],
  figure: {
    title: "Over size",
    x: "size",
    y: "error",
    series: [{ name: "a", points: [{ x: 1, y: 2, low: 1, high: 3 }] }],
  },
  trained: [{ name: "relu", fingerprint: "ab".repeat(32), replicas: 64 }],
  options: { replicas: 64, seed: 0, nullOf: null },
  fingerprint: "cd".repeat(32),
  bits: CONTRACT_VERSION,
  statistics: 2,
};

test("the figure comes first, and no table repeats what stands above it", async () => {
  const page = await report(result as never, { command: "doppelgrad experiments jordan-2024" });
  const { document } = parseHTML(page);
  const heads = [...document.querySelectorAll("h2")].map((head) => head.textContent!.replace(/[#\s]+$/, ""));
  expect(heads).toEqual(["Figure", "Claims", "Further numbers", "Cite"]);
  expect(document.querySelector(".lead")!.textContent).toBe("J1 holds and J2 is not resolved.");
  const [claims] = [...document.querySelectorAll("section")].filter((each) => /^Claims/.test(each.textContent!.trim()));
  expect(claims!.querySelectorAll("table")).toHaveLength(1);
  expect(claims!.textContent).toMatch(/0\.75 \[0\.7, 0\.8\].*98%.*64 data sets; jackknife.*must lie below 0\.9/s);
  expect(claims!.textContent).toContain("It was not measured.");
  const said = [...document.querySelectorAll(".caption, summary")].map((each) => each.textContent);
  expect(new Set(said).size).toBe(said.length);
  expect(document.querySelector("details table")!.textContent).toMatch(/small.*0\.25.*large.*-/s);
});
