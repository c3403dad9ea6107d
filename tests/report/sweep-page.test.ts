import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { report } from "../../src/report/report.js";
import { sweepPage } from "../../src/report/sweep-page.js";
import type { SweepAxes } from "../../src/sweep/grid.js";
import { type SweepOptions, sweep } from "../../src/sweep/sweep.js";
import { type SweepTable, sweepTable } from "../../src/sweep/table.js";
import type { SweptSetting } from "../../src/sweep/train-settings.js";
import { whole } from "./fixture.js";

const STUDY = { data: { name: "vee", train: 60, test: 20 }, hidden: [3], replicas: 6 } as const;

async function tableOf(axes: SweepAxes, options: SweepOptions = {}): Promise<SweepTable> {
  const settings: SweptSetting[] = [];
  for await (const setting of sweep(STUDY, axes, { workers: 0, ...options })) settings.push(setting);
  return sweepTable(settings);
}

const labelsOf = (page: string) =>
  [...parseHTML(page).document.querySelectorAll("svg[role=img]")].map((svg) => svg.getAttribute("aria-label")!);

test("two axes: ratios, lines, a heat map, the front and all settings", async () => {
  const table = await tableOf({ activation: ["relu", "gelu"], epochs: [1, 2, 4] }, { baseline: "activation=relu" });
  const page = await report(table, { command: "doppelgrad sweep vee" });
  expect(page).toBe(whole(sweepPage({ ...table, command: "doppelgrad sweep vee" })));
  const [ratios, lines, heat, front, ...others] = labelsOf(page);
  expect(others).toEqual([]);
  expect(ratios).toMatch(/prediction difference divided by that of the baseline.*gelu, 1 ×.*gelu, 4 ×/);
  expect(lines).toMatch(/^: PD \(pairwise\) against epochs\. activation=relu, 1\.00: .*; activation=gelu, 1\.00: /);
  expect(heat).toMatch(/^: PD \(pairwise\) over epochs and activation\. epochs 1, activation relu: /);
  expect(front).toMatch(/^PD \(pairwise\) against loss .*\. On the front: /);
  const rows = [...parseHTML(page).document.querySelectorAll('table[aria-label="All settings"] tbody tr')];
  expect(rows.map((row) => row.querySelectorAll("td")[1]!.textContent)).toEqual(["1", "2", "4", "1", "2", "4"]);
  expect(rows[0]!.textContent).toContain("baseline");
  expect(rows[3]!.querySelector(".verdict")!.textContent).toBe(table.settings[3]!.contrast!.verdict);
  expect(parseHTML(page).document.querySelector(".lead")!.textContent).toContain("Two replicas differ least at ");
});

test("axes that go in step are one axis of the pictures; a third axis gives a panel for each value", async () => {
  const besideRows = (page: string) =>
    [...parseHTML(page).document.querySelectorAll("svg text")].map((text) => text.textContent).join("|");
  const oneBaseline = await report(await tableOf({ activation: ["relu", "gelu"] }, { baseline: "activation=relu" }));
  // The caption says what all are divided by.
  expect(besideRows(oneBaseline)).not.toContain("/ activation");
  expect(besideRows(oneBaseline)).toContain("gelu");
  const zipped = await tableOf({ epochs: [1, 2, 4], hidden: [[2], [3], [4]] }, { zip: true });
  const drawn = labelsOf(await report(zipped)).join("\n");
  expect(drawn).toContain("against epochs");
  expect(drawn).not.toContain(" over ");
  const three = await tableOf({ activation: ["relu", "gelu"], hidden: [[2], [3]], reshuffle: [true, false] });
  const heat = labelsOf(await report(three)).filter((label) => label.includes(" over "));
  expect(heat.map((label) => label.split(":")[0])).toEqual(["reshuffle=true", "reshuffle=false"]);
});

test("what failed says so in its row, names are escaped, and one setting has no pictures", async () => {
  const table = await tableOf({ optimizer: ["sgd"], "optimizer.learningRate": [0.1, 1e6] });
  const page = await report(table);
  const row = parseHTML(page).document.querySelector("tr.aside")!;
  expect(row.textContent).toMatch(/replica 0 diverged at step \d+/);
  expect(page).toContain("1 setting has no numbers.");
  const strange = { ...table, axes: [{ ...table.axes[0]!, labels: ["<b>"] }, table.axes[1]!] };
  expect(await report(strange)).not.toContain("<b>");
  expect(labelsOf(await report(await tableOf({ epochs: [1] })))).toEqual([]);
});
