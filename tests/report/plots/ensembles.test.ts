import { expect, test } from "vitest";
import type { EnsembleSize } from "../../../src/further/ensembles.js";
import { ensemblePlot } from "../../../src/report/plots/ensembles.js";

const none = { form: "pairwise", value: null, low: null, high: null };
const of = (value: number, low: number | null = value * 0.9) => ({
  form: "pairwise",
  value,
  low,
  high: low === null ? null : value * 1.1,
});
const CURVE: EnsembleSize[] = [
  { size: 1, ensembles: 64, measures: { predictionDifference: of(0.1), churn: none, loss: of(0.5), accuracy: none } },
  { size: 2, ensembles: 32, measures: { predictionDifference: of(0.07), churn: none, loss: of(0.45), accuracy: none } },
  { size: 4, ensembles: 16, measures: { predictionDifference: of(0.05, null), churn: none, loss: of(0.43), accuracy: none } },
];

test("the picture is the one in the repository", async () => {
  const { svg, label } = ensemblePlot("Prediction difference", CURVE, "predictionDifference", "PD", true)!;
  await expect(`${svg.markup.replaceAll("><", ">\n<")}\n`).toMatchFileSnapshot("ensembles.svg");
  expect(label).toBe(
    "Prediction difference: PD against the replicas of an ensemble. 1: 0.100; 2: 0.0700; 4: 0.0500",
  );
});

test("sizes are named; a loss begins above 0, and what there is not is not drawn", () => {
  const { svg } = ensemblePlot("Loss", CURVE, "loss", "loss", false)!;
  for (const size of ["1", "2", "4"]) expect(svg.markup).toMatch(new RegExp(`>${size}</text>`));
  expect(svg.markup).not.toMatch(/>0<\/text>/);
  expect(ensemblePlot("Accuracy", CURVE, "accuracy", "accuracy", false)).toBeNull();
  expect(ensemblePlot("Loss", CURVE.slice(0, 1), "loss", "loss", false)).toBeNull();
});
