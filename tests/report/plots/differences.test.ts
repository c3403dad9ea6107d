import { expect, test } from "vitest";
import { differencesPlot } from "../../../src/report/plots/differences.js";

const ROWS = [
  { name: "auc", value: 0.0168, low: 0.0105, high: 0.0231 },
  { name: "kappa", value: -0.2, low: -0.5, high: 0.1 },
  { name: "soft churn", value: 0, low: null, high: null },
];

test("the picture is the one in the repository", async () => {
  const { svg, label } = differencesPlot("B less A", ROWS, "B − A");
  await expect(`${svg.markup.replaceAll("><", ">\n<")}\n`).toMatchFileSnapshot("differences.svg");
  expect(label).toBe(
    "B less A: B − A with 95% intervals. auc 0.0168 [0.0105, 0.0231]; kappa −0.200 [−0.500, 0.100]; soft churn 0",
  );
});

type Line = [from: number, to: number];

/** Ends of the lines of intervals. */
const lines = (markup: string) =>
  [...markup.matchAll(/<line y2="([\d.]+)" y1="\1" x2="([\d.]+)" x1="([\d.]+)" ?\/>/g)].map(([, , to, from]) => [
    Number(from),
    Number(to),
  ]);

test("each row has a scale of its own: the farther end of every interval is as far from 0", () => {
  const { svg } = differencesPlot("B less A", ROWS, "B − A");
  const [[from, to], [low, high], [at, same]] = lines(svg.markup) as [Line, Line, Line];
  const zero = at!;
  expect(same).toBe(zero);
  expect(to! - zero).toBeCloseTo(zero - low!, 0);
  expect((from! - zero) / (to! - zero)).toBeCloseTo(0.0105 / 0.0231, 1);
  expect((high! - zero) / (zero - low!)).toBeCloseTo(0.2, 1);
});

test("a full dot is one whose interval is without 0", () => {
  const { svg } = differencesPlot("B less A", ROWS, "B − A");
  const fills = [...svg.markup.matchAll(/<circle [^>]*fill="([^"]+)"/g)].map(([, fill]) => fill);
  expect(fills).toEqual(["var(--blue)", "var(--paper)", "var(--paper)"]);
});
