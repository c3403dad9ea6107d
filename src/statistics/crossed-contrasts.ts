/**
 * Contrasts on crossed grids of I initializations x J orders, one run a cell, each data draw with levels of its own.
 *
 *   both         mean distance over the pairs of cells that differ in both levels
 *   order|init   over the pairs with the same initialization: what is left when it is fixed, averaged over which
 *                one it is
 *   init|order   over the pairs with the same order
 *
 * The interval that decides is over draws. Beside it, within draws: cells of a row share an initialization and cells of
 * a column an order, so neither cells nor pairs are independent; levels are. A delete-one jackknife over the I rows,
 * another over the J columns, and the sum of the two variances: it counts the interaction of the factors twice; (min(I,
 * J) - 1) degrees of freedom a draw.
 * Source: the design is ours; for the double count see Owen 2007, "The pigeonhole bootstrap".
 * Checked: tests/statistics/crossed-contrasts.test.ts (coverage).
 */

import { log64 } from "../reference/float64.js";
import {
  type DrawSpreads,
  exactlyZero,
  meanDifference,
  noNumbers,
  type PairedContrast,
  withinDraws,
  withoutInterval,
} from "./contrasts.js";
import type { Estimate } from "./estimate.js";
import { intervalOf } from "./over-draws.js";
import { meanOf } from "./sample.js";
import { studentQuantile } from "./student.js";

/** Mean distances over the pairs with different row and column, with the same row, with the same column. */
export interface Crossed {
  both: number;
  sameRow: number;
  sameColumn: number;
}

/** The distances of the grid of one draw, with those without each row, and without each column. */
export interface Grid extends Crossed {
  withoutRow: Crossed[];
  withoutColumn: Crossed[];
}

/** Which pairs of a grid: both levels differ, the row (initialization) is shared, the column (order) is shared. */
export type Relation = keyof Crossed;

/** One side of a contrast: grids of the draws (null: a draw without numbers), all of one shape. */
export interface GridSide {
  name: string;
  grids: readonly (Grid | null)[];
  relation: Relation;
  /** Why there are no numbers, or null. */
  failed: string | null;
}

/** What a relation is measured from. */
type MeasuredGrids = Pick<GridSide, "grids" | "relation">;

/** What a contrast on grids is made with: `together` contrasts share the level (Bonferroni). */
export interface GridContrastOptions {
  level: number;
  margin: number;
  together: number;
}

/**
 * log PD(a) - log PD(b), mean over draws, of two relations on one grid or on two grids of one shape with the same
 * levels.
 */
export function crossedContrast(
  a: GridSide,
  b: GridSide,
  { level, margin, together }: GridContrastOptions,
): PairedContrast {
  const method = `t over data draws${together > 1 ? `, Bonferroni over ${together} contrasts` : ""}`;
  const [rows, columns] = shapeOf(a);
  const pairs = rows * columns * a.grids.length;
  const about = { a: a.name, b: b.name, level, margin, method, pairs };
  const of = logs(a);
  const against = logs(b);
  if (!of || !against || of.length < 2) return { ...about, ...withoutInterval(obstacle(a, b)) };
  const byDraw = of.map((log, d) => log - against[d]!);
  const critical = studentQuantile(1 - (1 - level) / (2 * together), byDraw.length - 1);
  return {
    ...about,
    ...intervalOf(byDraw, critical, margin),
    withinDraws: withinDraws(meanOf(byDraw), levelErrors(a, b), level),
  };
}

/** Why two relations cannot be compared. */
function obstacle(a: GridSide, b: GridSide): string {
  return [a, b]
    .flatMap((side) => {
      if (side.failed !== null) return [noNumbers(side.name, side.failed)];
      return logs(side) ? [] : [exactlyZero(side.name)];
    })
    .join("; ");
}

/** The mean of one relation over the draws with its 95% interval. `form` names the statistic. */
export function gridEstimate(form: string, { grids, relation }: MeasuredGrids): Estimate {
  return meanDifference(
    form,
    grids.map((grid) => grid?.[relation] ?? null),
  );
}

/**
 * Standard errors of the draws' contrasts by the jackknife over the levels of both factors; null where a draw has none.
 */
function levelErrors(a: GridSide, b: GridSide): DrawSpreads | null {
  const [rows, columns] = shapeOf(a);
  const errors = a.grids.map((grid, d) =>
    jackknifeLevels(
      (pick) => {
        const [of, against] = [logOrNull(pick(grid!)?.[a.relation]), logOrNull(pick(b.grids[d]!)?.[b.relation])];
        return of === null || against === null ? null : of - against;
      },
      rows,
      columns,
    ),
  );
  const spreads = errors.flatMap((error) => (error === null ? [] : [{ error, folds: [] }]));
  return spreads.length === errors.length ? { spreads, freedom: errors.length * (Math.min(rows, columns) - 1) } : null;
}

/** A grid without one of its levels; undefined where there are too few levels to leave one out. */
type Without = (grid: Grid) => Crossed | undefined;

/**
 * sqrt of the sum of the two jackknife variances, (S-1)/S sum (T(-s) - mean)^2 each; null where the statistic is null
 * without some level.
 */
function jackknifeLevels(statistic: (pick: Without) => number | null, rows: number, columns: number): number | null {
  const byRow = Array.from({ length: rows }, (_, i) => statistic((grid) => grid.withoutRow[i]));
  const byColumn = Array.from({ length: columns }, (_, j) => statistic((grid) => grid.withoutColumn[j]));
  let variance = 0;
  for (const values of [byRow, byColumn]) {
    if (values.length < 3 || values.some((value) => value === null)) return null;
    const mean = meanOf(values as number[]);
    const squares = (values as number[]).reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
    variance += (squares * (values.length - 1)) / values.length;
  }
  return Math.sqrt(variance);
}

/** log PD of each draw; null where one has none. */
function logs({ grids, relation }: MeasuredGrids): Float64Array | null {
  const values = grids.map((grid) => logOrNull(grid?.[relation]));
  return values.every((value) => value !== null) ? Float64Array.from(values) : null;
}

function logOrNull(value: number | undefined): number | null {
  return value !== undefined && value > 0 ? log64(value) : null;
}

/** Levels of the rows and of the columns; [0, 0] where no grid is known. */
function shapeOf({ grids }: Pick<GridSide, "grids">): [number, number] {
  const grid = grids.find((each) => each !== null);
  return grid ? [grid.withoutRow.length, grid.withoutColumn.length] : [0, 0];
}
