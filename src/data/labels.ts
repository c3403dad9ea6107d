/**
 * The label column of a table: classes from text or from few integers, else real targets.
 */

import { cellPlace, isNumber, readCell, type Table, type TableCell } from "../exchange/table.js";
import { shown, wrongValue } from "../study/errors.js";
import type { Task } from "../study/study.js";
import { looksLikeClasses } from "./tasks.js";

/** Classes beyond this are more likely a column of identifiers. */
const MOST_CLASSES = 1000;

export interface Labels {
  task: Task;
  /** Class index or target of each row. */
  y: ArrayLike<number>;
  /** Names in the order of the indices; null for regression. */
  classNames: string[] | null;
}

/** The cells of the label column, all in their order. */
export interface LabelColumn extends Pick<Table, "source" | "unit"> {
  name: string;
  cells: TableCell[];
  /** The number of the row for each. */
  rows: ArrayLike<number>;
}

/**
 * Reads a column of labels. Numbers are classes if they are integers with at most 20 distinct values; text is always
 * classes. Classes are sorted as numbers if all are, else by code unit; two of them are the task "binary".
 * @param task what the user said it is, or null
 * @throws InputError for labels that do not fit
 */
export function readLabels(column: LabelColumn, task: Task | null): Labels {
  const { cells, rows, name } = column;
  const empty = cells.indexOf(null);
  if (empty >= 0) throw wrongValue(cellPlace(column, rows[empty]!, name), "a label", "an empty cell");
  const numeric = cells.every(isNumber);
  if (task === null && !numeric) refuseStrays(column);
  if (task === "regression" || (task === null && numeric && !looksLikeClasses(cells.map(Number))))
    return targets(column);
  return numeric
    ? classes(
        column,
        task,
        cells.map((_, n) => numberAt(column, n)),
        (a, b) => a - b,
      )
    : classes(column, task, cells.map(String), byCodeUnit);
}

function numberAt(column: LabelColumn, n: number, remedy = ""): number {
  return readCell(column.cells[n]!, () => cellPlace(column, column.rows[n]!, column.name), remedy);
}

function targets(column: LabelColumn): Labels {
  const y = column.cells.map((_, n) => numberAt(column, n));
  if (y.every((value) => value === y[0]))
    throw wrongValue(columnPlace(column), "at least two different targets", `only ${y[0]}`);
  return { task: "regression", y, classNames: null };
}

function classes<T extends string | number>(
  column: LabelColumn,
  task: Task | null,
  labels: T[],
  order: (a: T, b: T) => number,
): Labels {
  const distinct = [...new Set(labels)].sort(order);
  const place = columnPlace(column);
  if (distinct.length < 2) throw wrongValue(place, "at least two classes", `only ${shown(distinct[0])}`);
  if (distinct.length > MOST_CLASSES)
    throw wrongValue(place, `at most ${MOST_CLASSES} classes`, String(distinct.length));
  if (task === "binary" && distinct.length > 2)
    throw wrongValue(place, 'two classes for task "binary"', String(distinct.length));
  const index = new Map(distinct.map((label, c) => [label, c]));
  return {
    task: task ?? (distinct.length === 2 ? "binary" : "classes"),
    y: labels.map((label) => index.get(label)!),
    classNames: distinct.map(String),
  };
}

/** How programs write a number that is none, or a gap: among numbers it is no class, unless the user says so. */
const NO_NUMBER = /^([+-]?(nan|inf|infinity)|n\/?a|null|none|\?|-)$/i;

/**
 * A few words among many numbers, or what stands for a missing one among few, are more likely gaps in the data than
 * classes.
 */
function refuseStrays(column: LabelColumn): void {
  const { cells } = column;
  const numbers = cells.filter(isNumber);
  if (numbers.length === 0) return;
  const few = looksLikeClasses(numbers.map(Number));
  const stray = cells.findIndex((cell) => !isNumber(cell) && (!few || NO_NUMBER.test(String(cell))));
  if (stray >= 0) numberAt(column, stray, 'Write task "classes" if the labels are classes.');
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function columnPlace({ source, name }: LabelColumn): string {
  return `${source}, column ${shown(name)}`;
}
