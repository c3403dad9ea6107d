import { expect, test } from "vitest";
import { plansOf, RATES, sizesOf } from "../../src/claims/arms.js";

const plans = plansOf(sizesOf(1024), 6000);

test("sizes of the default: 128 and 64 replicas a draw, a grid of 32 x 32", () => {
  expect(sizesOf(1024)).toEqual({ small: 128, large: 64, grid: 32, repeated: 11, tuning: 16 });
  expect(Object.values(sizesOf(32)).every((size) => size >= 4)).toBe(true);
});

test("larger networks have half the replicas", () => {
  expect(plans.C5.arms.map(({ name, replicas }) => [name, replicas])).toEqual([
    ["width 1", 128], ["width 2", 128], ["width 4", 128], ["width 8", 128], ["width 16", 128], ["width 32", 64],
    ["depth 2, width 16", 64], ["depth 4, width 16", 64],
  ]);
});

test("names are unique within a claim, so that contrasts can refer to them", () => {
  for (const { arms, grids } of Object.values(plans)) {
    const names = [...arms.map(({ name }) => name), ...grids.flatMap((grid) => Object.values(grid.names))];
    expect(new Set(names).size).toBe(names.length);
  }
});

test("the headline grid is the default study, and is the larger one", () => {
  expect(plans.C2.grids[0]).toMatchObject({ study: {}, side: 32 });
  expect(plans.C2.grids.map(({ study }) => study)).toEqual([
    {}, { schedule: { name: "linear", final: 0 } }, { epochs: 20 }, { epochs: 20, schedule: { name: "linear", final: 0 } },
  ]);
});

test("windows end with the full shuffle, and hold none that is larger", () => {
  const windows = (examples: number) => plansOf(sizesOf(1024), examples).C3.grids.flatMap(({ at }) => (at === null ? [] : [at]));
  expect(windows(6000)).toEqual([1, 2, 10, 100, 1000, 6000]);
  expect(windows(100)).toEqual([1, 2, 10, 100]);
});

test("only C4 and C5 choose a rate", () => {
  expect(Object.entries(plans).filter(([, { isTuned }]) => isTuned).map(([id]) => id)).toEqual(["C4", "C5"]);
  expect(RATES).toEqual([0.03, 0.1, 0.3, 1]);
});
