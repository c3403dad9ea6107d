/** Labels of files as they are measured: names of columns, indices, numbers, or 0 and 1 for each of several labels. */
import { isNumber, type TableCell } from "../exchange/table.js";
import { wrongValue } from "../study/errors.js";
import { agreeing, cellText, columnsText, textOf } from "./align.js";
import { type FilePart, numberIn } from "./file-parts.js";
import type { PredictionTask } from "./tasks.js";

/** What labels are to be. */
export interface LabelFacts {
  task: PredictionTask;
  columns: number;
  names: readonly string[] | null;
}

export interface FoundLabels {
  values: Float64Array;
  /** In words, what they were taken for. */
  how: string;
}

/** The labels that stand beside the predictions, the same in every file that has them. */
export function ownLabels(
  parts: readonly FilePart[],
  aligned: readonly number[][],
  facts: LabelFacts,
): FoundLabels | null {
  agreeing(parts, aligned, "labels");
  const at = parts.findIndex(({ labels }) => labels !== null);
  return at < 0 ? null : labelsFrom(parts[at]!, aligned[at]!, facts);
}

/** What to do where labels are texts, and no column is called like one of them. */
const NAMELESS = {
  one: "Name the column of probabilities after its label: p_yes for yes.",
  many: "Give the indices of the classes, or predictions in tables whose columns are named after the labels.",
};

/** The labels in the order of the examples. */
export function labelsFrom(
  part: FilePart,
  order: readonly number[],
  { task, columns, names }: LabelFacts,
): FoundLabels {
  const isMany = task === "multilabel" || (task === "regression" && columns > 1);
  if (isMany || task === "regression") {
    const own = part.labels ? numbersOf(part, part.labels) : part.values;
    const width = part.labels ? 1 : part.columns;
    if (width !== columns) throw wrongValue(part.source, `${columns} columns of labels`, String(width));
    const from = columnsOfLabels(part, names);
    const values = new Float64Array(order.length * columns);
    order.forEach((row, n) => from.forEach((at, c) => (values[n * columns + c] = own[row * columns + at]!)));
    if (task === "multilabel")
      values.forEach((mark, i) => {
        if (mark !== 0 && mark !== 1)
          throw wrongValue(part.place(order[Math.floor(i / columns)]!), "labels that are 0 or 1", String(mark));
      });
    return { values, how: isMany ? "by column" : "are numbers" };
  }
  const cells = part.labels;
  const marked = cells ? null : oneHot(part, order, columns);
  if (marked) return { values: marked, how: "are rows with one 1" };
  if (!cells) throw wrongValue(part.source, "one column of labels", columnsText(part), "Name it with --label.");
  const hasName = (cell: TableCell) => names?.includes(textOf(cell)) ?? false;
  const isNamed = names !== null && (cells.every(hasName) || !cells.every(isNumber));
  const most = Math.max(1, columns - 1);
  const values = Float64Array.from(order, (row) => {
    const cell = cells[row]!;
    if (isNamed && hasName(cell)) return names.indexOf(textOf(cell));
    const index = isNumber(cell) ? Number(cell) : Number.NaN;
    if (!isNamed && Number.isInteger(index) && index >= 0 && index <= most) return index;
    const what = most === 1 ? "0 or 1" : `an index from 0 to ${most}`;
    throw wrongValue(
      `${part.place(row)}, label`,
      names ? `one of ${names.join(", ")}, or ${what}` : what,
      cellText(cell),
      isNumber(cell) || isNamed ? "" : NAMELESS[columns === 1 ? "one" : "many"],
    );
  });
  return { values, how: isNamed ? "are names of columns" : "are indices of columns" };
}

/** The place of the one 1 in each row, where all rows have one and else 0. */
function oneHot({ values, columns: width }: FilePart, order: readonly number[], columns: number): Float64Array | null {
  if (width !== columns) return null;
  const classes = Float64Array.from(order, (row) => {
    const marks = values.subarray(row * width, (row + 1) * width);
    return marks.every((mark) => mark === 0 || mark === 1) && marks.indexOf(1) === marks.lastIndexOf(1)
      ? marks.indexOf(1)
      : -1;
  });
  return classes.includes(-1) ? null : classes;
}

function numbersOf(part: FilePart, cells: readonly TableCell[]): Float64Array {
  return Float64Array.from(cells, (cell, n) => numberIn(cell, () => `${part.place(n)}, label`));
}

/** For each column of predictions that of its labels: by name where both have the same names, else by place. */
function columnsOfLabels(part: FilePart, names: readonly string[] | null): number[] {
  const own = classNamesOf("multilabel", part.names, null);
  const isSame = names !== null && own !== null && names.every((name) => own.includes(name));
  const width = part.labels ? 1 : part.columns;
  return Array.from({ length: width }, (_, c) => (isSame ? own.indexOf(names[c]!) : c));
}

/**
 * Names of classes out of those of their columns, as p_cat and p_dog, by the labels where there are some: of one column
 * both classes, where the labels are two texts and it is called by one of them; else null.
 */
export function classNamesOf(
  task: PredictionTask,
  columns: readonly string[] | null,
  labels: readonly TableCell[] | null,
): string[] | null {
  if (columns === null) return null;
  if (columns.length > 1) {
    const forms = namesWithout(columns);
    const isAll = (names: readonly string[]) => labels?.every((label) => names.includes(textOf(label)));
    return forms.find(isAll) ?? forms[0]!;
  }
  const found = [...new Set(labels?.map(textOf))];
  if (task !== "binary" || found.length > 2 || found.every((label) => label === "0" || label === "1")) return null;
  // Of p_not-spam the longer one is meant, where "spam" is a label too.
  const positive = namesWithout(columns)
    .flat()
    .reverse()
    .find((name) => found.includes(name));
  if (positive === undefined) return null;
  return [found.find((label) => label !== positive) ?? `not ${positive}`, positive];
}

/** Names without what all begin with up to a mark, as p_cat and p_dog: the most is left out first, nothing last. */
function namesWithout(names: readonly string[]): string[][] {
  const shared = names.reduce((common, name) => {
    let length = 0;
    while (length < common.length && common[length] === name[length]) length++;
    return common.slice(0, length);
  });
  const cuts = [0, ...Array.from(shared.matchAll(/[_.\- :]/g), ({ index }) => index + 1)].reverse();
  return cuts.map((cut) => names.map((name) => name.slice(cut))).filter((bare) => !bare.includes(""));
}
