import { expect, test } from "vitest";
import { decisionMapPanels, disagreement, largestDifference, type DecisionMaps } from "../../../src/report/plots/decision-map.js";
import { DARK, differenceColour, hex, LIGHT, predictionColour } from "../../../src/report/map-colours.js";
import { mapsFigure } from "../../../src/report/maps-figure.js";
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
  const steps = (length: number, of: (i: number) => readonly [number, number, number]): string[] => Array.from({ length }, (_, i) => hex(of(i)));
  expect(colours[0]).toEqual(steps(10, (i) => predictionColour((i + 0.5) / 10, LIGHT)));
  expect(colours[2]).toEqual(steps(7, (i) => differenceColour(i / 6, LIGHT)));
});

test("class 1 is blue and class 0 orange, in the pictures, in the words, and in the dark", () => {
  for (const { zero, one } of [LIGHT, DARK]) {
    expect([zero[0] > zero[2], one[2] > one[0]]).toEqual([true, true]);
  }
  const [left, right] = [0.25, 0.75].map((p) => hex(predictionColour(p, LIGHT)));
  const { markup } = decisionMapPanels(HALVES)[0]!.svg;
  const at = (colour: string): number => markup.indexOf(colour);
  // What lies below is drawn first: the plane is orange, and blue is put upon it where P(class 1) is larger.
  expect(at(left!)).toBeGreaterThan(-1);
  expect(at(right!)).toBeGreaterThan(at(left!));
  expect(decisionMapPanels(HALVES)[0]!.label).toContain("blue above one half, orange below");
  const said = mapsFigure({ ...HALVES, classNames: ["no", "yes"] }).markup;
  expect(said).toMatch(/sure of class no .*sure of class yes/s);
  expect(said).toContain("probability of class yes over the two inputs: blue above one half, orange below");
});

test("equal maps differ nowhere, and a page of maps stays small", () => {
  const { replicas, ...rest } = inventedMaps();
  expect(disagreement({ ...rest, replicas: [replicas[0], replicas[0]] })).toBe(0);
  const equal = decisionMapPanels({ ...rest, replicas: [replicas[0], replicas[0]] })[2]!;
  expect([equal.title, equal.svg.markup.includes("NaN")]).toEqual(["no difference", false]);
  const page = mapsFigure({ ...rest, replicas: [replicas[0], replicas[0]] }).markup.replace(/ href="[^"]*"/g, "");
  expect(page).toContain("predict exactly the same everywhere on the map.");
  expect(page).not.toMatch(/up to|0.1%/);
  const size = decisionMapPanels(inventedMaps()).reduce((sum, panel) => sum + panel.svg.markup.length, 0);
  expect(size).toBeLessThan(200_000);
});
