import { expect, test } from "vitest";
import { plansOf, RATES, sizesOf } from "../../src/claims/arms.js";

const plans = plansOf(sizesOf(1024), 6000);

test("sizes of the default: 64 and 32 replicas on each of 16 draws, a grid of 20 x 20", () => {
  expect(sizesOf(1024)).toEqual({
    small: 64,
    large: 32,
    grid: 20,
    repeated: 8,
    shown: 6,
    few: 4,
    converged: 32,
    ordinary: 8,
    first: 128,
  });
  expect(Object.values(sizesOf(32)).every((size) => size >= 4)).toBe(true);
});

test("larger networks have half the replicas", () => {
  expect(plans.C5.arms.map(({ name, replicas }) => [name, replicas])).toEqual([
    ["width 1", 64],
    ["width 2", 64],
    ["width 4", 64],
    ["width 8", 64],
    ["width 16", 64],
    ["width 32", 32],
    ["depth 2, width 16", 32],
    ["depth 4, width 16", 32],
  ]);
});

test("the study that C4 and C5 share is written alike, which makes it one training", () => {
  const [relu] = plans.C4.arms.filter(({ name }) => name === "relu");
  const [width] = plans.C5.arms.filter(({ name }) => name === "width 8");
  expect(JSON.stringify([relu!.study, relu!.replicas])).toBe(JSON.stringify([width!.study, width!.replicas]));
});

test("names are unique within a claim, so that contrasts can refer to them", () => {
  for (const { arms, grids } of Object.values(plans)) {
    const names = [...arms.map(({ name }) => name), ...grids.flatMap((grid) => Object.values(grid.names))];
    expect(new Set(names).size).toBe(names.length);
  }
});

test("the headline grid is the default study, and is the larger one", () => {
  expect(plans.C2.grids[0]).toMatchObject({ study: {}, side: 20 });
  expect(plans.C2.grids.map(({ study }) => study)).toEqual([
    {},
    { schedule: { name: "linear", final: 0 } },
    { epochs: 20 },
    { epochs: 20, schedule: { name: "linear", final: 0 } },
  ]);
});

test("windows end with the full shuffle, and hold none that is larger", () => {
  const windows = (examples: number) =>
    plansOf(sizesOf(1024), examples).C3.grids.flatMap(({ at }) => (at === null ? [] : [at]));
  expect(windows(6000)).toEqual([1, 2, 10, 100, 1000, 6000]);
  expect(windows(100)).toEqual([1, 2, 10, 100]);
});

test("only C4 and C5 choose a rate", () => {
  expect(
    Object.entries(plans)
      .filter(([, { isTuned }]) => isTuned)
      .map(([id]) => id),
  ).toEqual(["C4", "C5"]);
  expect(RATES).toEqual([0.03, 0.1, 0.3, 1]);
});

test("C1 trains a unit and a line to convergence, at two lengths; the first rule trains the study's own pass", () => {
  expect(plans.C1.arms.filter(({ group }) => group === "converged").map(({ name, at }) => [name, at])).toEqual([
    ["single unit, 100 epochs", 100],
    ["line, 100 epochs", 100],
    ["single unit, 400 epochs", 400],
    ["line, 400 epochs", 400],
  ]);
  expect(
    new Set(
      plans.C1.arms
        .filter(({ group }) => group === "converged")
        .map(({ study }) => JSON.stringify({ ...study, hidden: 0, epochs: 0 })),
    ).size,
  ).toBe(1);
  expect(plans["C1-first"].arms.map(({ name, study, replicas }) => [name, study, replicas])).toEqual([
    ["single unit", { hidden: [1] }, 128],
    ["linear", { hidden: [] }, 128],
  ]);
});
