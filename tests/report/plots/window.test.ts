import { expect, test } from "vitest";
import { windowPlot } from "../../../src/report/plots/window.js";

const ROWS = [
  { window: 6000, y: 0.0246, low: 0.0231, high: 0.0261, title: "window 6000" },
  { window: 1, y: 0, low: null, high: null, title: "window 1" },
  { window: 100, y: 0.0112, low: 0.0104, high: 0.012, title: "window 100" },
];

test("the picture is the one in the repository", async () => {
  const { svg } = windowPlot("vee", "pairwise", ROWS, [0, 0.03]);
  await expect(`${svg.markup.replaceAll("><", ">\n<")}\n`).toMatchFileSnapshot("window.svg");
});

test("file order stands at 0 and is said to be exactly that; all windows are named", () => {
  const { svg, label } = windowPlot("vee", "pairwise", ROWS, [0, 0.03]);
  expect(svg.markup).toContain("exactly 0");
  for (const window of ["1", "100", "6000"]) expect(svg.markup).toMatch(new RegExp(`>${window}</text>`));
  expect(label).toBe("vee: PD (pairwise) against shuffle window. w 1: 0; w 100: 0.0112; w 6000: 0.0246");
});
