/**
 * The label column of a table: classes from text or from few integers, else real targets.
 */
import { expected, shown } from "../study/errors.js";
import type { Task } from "../study/study.js";
import { cellPlace, isNumber, readNumber, type Table } from "./table.js";
import { looksLikeClasses } from "./tasks.js";

/** Classes beyond this are more likely a column of identifiers. */
const MOST_CLASSES = 1000;

export interface Labels {
  task: Task;
  /** Class index or target of each row. */
  y: number[];
  /** Names in the order of the indices; null for regression. */
  classNames: string[] | null;
}

/**
 * Reads a column of labels. Numbers are classes if they are integers with at most 20 distinct values; text is always classes. Classes are sorted as
 * numbers if all are, else by code unit; two of them are the task "binary".
 * @param task what the user said it is, or null
 * @throws RangeError for labels that do not fit
 */
export function readLabels(table: Table, column: number, task: Task | null): Labels {
  const cells = table.rows.map((row) => row.cells[column]!);
  const empty = table.rows[cells.indexOf("")];
  if (empty) throw new RangeError(expected(cellPlace(table, empty, column), "a label", "an empty cell"));
  const numeric = cells.every(isNumber);
  if (task === null && !numeric) refuseStrays(table, column);
  if (task === "regression" || (task === null && numeric && !looksLikeClasses(cells.map(Number)))) return targets(table, column);
  return numeric ? classes(table, column, task, cells.map(Number), (a, b) => a - b) : classes(table, column, task, cells, byCodeUnit);
}

function targets(table: Table, column: number): Labels {
  const y = table.rows.map((row) => readNumber(table, row, column));
  if (new Set(y).size < 2) throw new RangeError(expected(columnPlace(table, column), "at least two different targets", `only ${y[0]}`));
  return { task: "regression", y, classNames: null };
}

function classes<T extends string | number>(table: Table, column: number, task: Task | null, labels: T[], order: (a: T, b: T) => number): Labels {
  const distinct = [...new Set(labels)].sort(order);
  const place = columnPlace(table, column);
  if (distinct.length < 2) throw new RangeError(expected(place, "at least two classes", `only ${shown(distinct[0])}`));
  if (distinct.length > MOST_CLASSES) throw new RangeError(expected(place, `at most ${MOST_CLASSES} classes`, String(distinct.length)));
  if (task === "binary" && distinct.length > 2) throw new RangeError(expected(place, 'two classes for task "binary"', String(distinct.length)));
  const index = new Map(distinct.map((label, c) => [label, c]));
  return {
    task: task ?? (distinct.length === 2 ? "binary" : "classes"),
    y: labels.map((label) => index.get(label)!),
    classNames: distinct.map(String),
  };
}

/** A few words among many numbers are more likely a gap in the data than classes. */
function refuseStrays(table: Table, column: number): void {
  const numbers = table.rows.map((row) => row.cells[column]!).filter(isNumber);
  if (looksLikeClasses(numbers.map(Number))) return;
  const stray = table.rows.find((row) => !isNumber(row.cells[column]!))!;
  readNumber(table, stray, column, 'Write task "classes" if the labels are classes.');
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function columnPlace(table: Table, column: number): string {
  return `${table.source}, column ${shown(table.header[column])}`;
}
