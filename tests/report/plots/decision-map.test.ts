import { expect, test } from "vitest";
import { decisionMapPanels, disagreement, largestDifference, type DecisionMaps } from "../../../src/report/plots/decision-map.js";
import { inventedMaps } from "../fixture.js";

const HALVES: DecisionMaps = {
  width: 2,
  height: 2,
  domain: [0, 1, 0, 1],
  replicas: [
    { index: 3, probabilities: [0.25, 0.75, 0.25, 0.75] },
    { index: 7, probabilities: [0.25, 0.75, 0.75, 0.75] },
  ],
};

test("the share of the plane that is decided differently, and the largest difference", () => {
  expect(disagreement(HALVES)).toBe(0.25);
  expect(largestDifference(HALVES)).toBe(0.5);
});

test("three pictures, the replicas by their numbers", () => {
  const panels = decisionMapPanels(HALVES);
  expect(panels.map((panel) => panel.title)).toEqual(["replica 3", "replica 7", "difference, up to 50%"]);
  expect(panels[2]!.label).toContain("differently on 25% of the plane");
});

test("the colours lie upon each other in the order of their steps", () => {
  const ramp = Array.from({ length: 400 }, (_, i) => (i % 20) / 19);
  const maps: DecisionMaps = { width: 20, height: 20, domain: [0, 1, 0, 1], replicas: [{ index: 0, probabilities: ramp }, { index: 1, probabilities: ramp.map((p) => p / 2) }] };
  const colours = decisionMapPanels(maps).map(({ svg }) => [...svg.markup.matchAll(/fill="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour));
  const sides = ["#0b5394", "#2b79b9", "#6ba6d3", "#a9cde6", "#dcebf4", "#f9e6d6", "#f5c193", "#e8935a", "#cc6327", "#96400f"];
  expect(colours[0]).toEqual(sides);
  expect(colours[2]).toEqual(["#f4f4f6", "#e3d5e6", "#cfadd0", "#b684b8", "#985c9c", "#763a7c", "#511f59"]);
});

test("equal maps differ nowhere, and a page of maps stays small", () => {
  const { replicas, ...rest } = inventedMaps();
  expect(disagreement({ ...rest, replicas: [replicas[0], replicas[0]] })).toBe(0);
  expect(decisionMapPanels({ ...rest, replicas: [replicas[0], replicas[0]] })[2]!.svg.markup).not.toContain("NaN");
  const size = decisionMapPanels(inventedMaps()).reduce((sum, panel) => sum + panel.svg.markup.length, 0);
  expect(size).toBeLessThan(200_000);
});
