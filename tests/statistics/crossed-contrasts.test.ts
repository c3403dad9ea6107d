import { describe, expect, test } from "vitest";
import { crossedDistances } from "../../src/measure/crossed.js";
import { crossedContrast, type GridSide, gridEstimate } from "../../src/statistics/crossed-contrasts.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { uniforms } from "../measure/slowly.js";

const SETTING = { level: 0.99, margin: Math.log(1.1), together: 1 };

/** The distances of a grid of cells with one prediction vector each. */
function gridOf(cells: readonly (readonly number[])[][]) {
  const rows = cells.flat();
  const predictions = {
    values: Float32Array.from(rows.flat()),
    replicas: rows.length,
    examples: rows[0]!.length,
    columns: 1,
    kind: "value" as const,
  };
  return crossedDistances(predictions, cells.length, cells[0]!.length);
}

function sides(grids: GridSide["grids"]): [both: GridSide, sameRow: GridSide] {
  return [
    { name: "both", grids, relation: "both", failed: null },
    { name: "order | init", grids, relation: "sameRow", failed: null },
  ];
}

describe("against grids that really lack a level", () => {
  const uniform = uniforms(1);
  const side = 4;
  const draws = Array.from({ length: 3 }, () =>
    Array.from({ length: side }, () => Array.from({ length: side }, () => Array.from({ length: 6 }, uniform))),
  );
  const [both, sameRow] = sides(draws.map(gridOf));
  const contrast = crossedContrast(both, sameRow, SETTING);
  const logRatio = (cells: (typeof draws)[number]) => {
    const grid = gridOf(cells);
    return Math.log(grid.both / grid.sameRow);
  };
  const whole = draws.map(logRatio);
  const mean = whole.reduce((sum, log) => sum + log, 0) / 3;
  const jackknife = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return (values.reduce((sum, value) => sum + (value - mean) ** 2, 0) * (values.length - 1)) / values.length;
  };

  test("the estimate is the mean over draws, its interval t over draws; contrasts that decide together share the level", () => {
    expect(contrast.estimate).toBeCloseTo(mean, 10);
    expect(contrast.standardError).toBeCloseTo(
      Math.sqrt(whole.reduce((sum, log) => sum + (log - mean) ** 2, 0) / 6),
      10,
    );
    expect(contrast.critical).toBeCloseTo(studentQuantile(0.995, 2), 12);
    expect(contrast.pairs).toBe(3 * side * side);
    const shared = crossedContrast(both, sameRow, { ...SETTING, together: 2 });
    expect(shared.critical).toBeCloseTo(studentQuantile(0.9975, 2), 12);
    expect(shared.method).toContain("Bonferroni over 2");
  });

  test("within draws the jackknives over rows and over columns add, and the draws' variances do", () => {
    const levels = [0, 1, 2, 3];
    const variances = draws.map((cells) => {
      const rows = jackknife(levels.map((level) => logRatio(cells.filter((_, i) => i !== level))));
      return rows + jackknife(levels.map((level) => logRatio(cells.map((row) => row.filter((_, j) => j !== level)))));
    });
    const error = Math.sqrt(variances.reduce((sum, one) => sum + one, 0)) / 3;
    expect(contrast.withinDraws!.standardError).toBeCloseTo(error, 8);
    expect(contrast.withinDraws!.high - contrast.estimate!).toBeCloseTo(
      studentQuantile(0.995, 3 * (side - 1)) * error,
      8,
    );
  });

  test("of a grid that is no square the shorter factor gives the degrees of freedom within draws, whichever it is", () => {
    const wide = draws.map((cells) => gridOf(cells.slice(1)));
    const high = draws.map((cells) => gridOf(cells.map((row) => row.slice(1))));
    for (const grids of [wide, high]) {
      const { estimate, pairs, withinDraws } = crossedContrast(...sides(grids), SETTING);
      expect(pairs).toBe(3 * side * (side - 1));
      expect(withinDraws!.high - estimate!).toBeCloseTo(
        studentQuantile(0.995, 3 * (side - 2)) * withinDraws!.standardError,
        10,
      );
    }
  });
});

test("a relation that is exactly 0 is never compared", () => {
  // All orders give one result: window 1.
  const still = gridOf(Array.from({ length: 4 }, (_, i) => Array.from({ length: 4 }, () => [i, i * i])));
  const [both, sameRow] = sides([still]);
  const noInterval = "the PD of order | init is exactly 0 on a data draw";
  expect(crossedContrast(both, sameRow, SETTING)).toMatchObject({ estimate: null, low: null, high: null, noInterval });
  expect(gridEstimate("pairwise", sameRow)).toEqual({ form: "pairwise", value: 0, low: null, high: null });
});

test("a draw without numbers leaves none", () => {
  const [both, sameRow] = sides([null, null]);
  const failed = "replica 3 diverged at step 12";
  const noInterval = `both has no numbers (${failed}); order | init has no numbers (${failed})`;
  expect(crossedContrast({ ...both, failed }, { ...sameRow, failed }, SETTING)).toMatchObject({
    estimate: null,
    pairs: 0,
    noInterval,
  });
  expect(gridEstimate("pairwise", both).value).toBeNull();
});

test("too few levels, or one that alone makes the difference, leave no interval within draws", () => {
  const grid = (cells: number[][]) => gridOf(cells.map((row) => row.map((cell) => [cell])));
  const of = (cells: number[][]) =>
    crossedContrast(...sides([grid(cells), grid(cells.map((row) => row.map((cell) => cell * cell)))]), SETTING);
  expect(
    of([
      [0, 1],
      [2, 5],
    ]),
  ).toMatchObject({ noInterval: null, withinDraws: null });
  expect(
    of([
      [0, 1, 4],
      [2, 2, 2],
      [3, 3, 3],
    ]).withinDraws,
  ).toBeNull();
  expect(
    of([
      [0, 1, 4],
      [2, 5, 2],
      [3, 3, 7],
    ]).withinDraws,
  ).not.toBeNull();
});

/**
 * Worlds x_ij = A_i + B_j + E_ij, normal, on one example: distances are 2 / sqrt(pi) times the standard deviation that
 * differs, so every ratio is known, but for the curvature of the log: the mean over draws of the log of an estimate
 * lies a little below the log of the truth. One example is the hardest case: nothing is averaged. What is promised is
 * one-sided: a ratio is hardly ever put above its true value (nominally .005), which is the error behind a wrong
 * `holds`. 200 repeats have a standard error of .005 and .01.
 */
describe("coverage by simulation, grids of 12 x 12 on 16 draws with levels of their own", () => {
  const SIDE = 12;
  const REPEATS = 200;
  const WORLDS = [
    { name: "balanced", init: 1, order: 1, interaction: 0.5 },
    { name: "nearly all interaction", init: 0.1, order: 0.1, interaction: 1 },
    { name: "one factor rules", init: 1, order: 0.1, interaction: 0.1 },
  ];
  for (const [index, { name, init, order, interaction }] of WORLDS.entries()) {
    test(name, () => {
      const uniform = uniforms(10 + index);
      const normal = (deviation: number) => deviation * normalQuantile(uniform());
      const truth = 0.5 * Math.log((init ** 2 + order ** 2 + interaction ** 2) / (order ** 2 + interaction ** 2));
      let above = 0;
      let below = 0;
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        const grids = Array.from({ length: 16 }, () => {
          const a = Array.from({ length: SIDE }, () => normal(init));
          const b = Array.from({ length: SIDE }, () => normal(order));
          return gridOf(a.map((row) => b.map((column) => [row + column + normal(interaction)])));
        });
        const [both, sameRow] = sides(grids);
        const { low, high } = crossedContrast(both, sameRow, SETTING);
        if (truth < low!) above++;
        if (truth > high!) below++;
      }
      expect(above / REPEATS).toBeLessThan(0.0175);
      expect(1 - (above + below) / REPEATS).toBeGreaterThan(0.94);
    });
  }
});
