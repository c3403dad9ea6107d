/**
 * The label column of a file: what the labels are is decided by their values where that is safe, and asked for where it
 * is not.
 */
import { shown, wrongValue } from "../study/errors.js";
import type { Task } from "../study/study.js";
import { type Column, type Columns, placeOfCell, placeOfColumn } from "./columns.js";
import { type Labels, readLabels } from "./labels.js";

/** Integer labels with at most so many values are classes. */
const FEW = 10;
/** Those with more values than this are real targets; between the two the user is asked. */
const MANY = 50;

/**
 * Labels of the rows that are kept, by the place of the row; what stands at other places means nothing.
 * @throws InputError for missing labels, and where only the user can tell what labels are
 */
export function labelsOf(columns: Columns, column: Column, kept: Int32Array, given: Task | null): Labels {
  const { name, kind, numbers, codes, texts } = column;
  const place = placeOfColumn(columns, name);
  const gap = kept.find((n) => (numbers ? Number.isNaN(numbers[n]!) : codes !== null && codes[n]! < 0));
  if (gap !== undefined) {
    const text = column.firstMissing!.text;
    const got = text === "" ? "an empty cell" : `a missing value, ${shown(text)}`;
    const remedy = `Set data.missing={"${name}":"drop"} to leave out rows without a label.`;
    throw wrongValue(placeOfCell(columns, name, gap), "a label", got, remedy);
  }
  if (kind === "date") throw wrongValue(place, "labels or targets", "dates");
  const wanted = given ?? taskOf(columns, column, kept);
  if (numbers === null && texts === null) throw wrongValue(place, "at most 1000 classes", "more");
  const { source, unit } = columns.files[0]!;
  const cells = Array.from(kept, (n) => (numbers ? numbers[n]! : texts![codes![n]!]!));
  const rows = kept.map((n) => columns.rows[n]!);
  const { task, y, classNames } = readLabels({ source, unit, name, cells, rows }, wanted);
  const byPlace = new Float64Array(columns.count);
  kept.forEach((n, at) => {
    byPlace[n] = y[at]!;
  });
  const isBinary = given === null && task === "classes" && classNames!.length === 2;
  return { task: isBinary ? "binary" : task, y: byPlace, classNames };
}

function taskOf(columns: Columns, column: Column, kept: Int32Array): Task {
  const { name, numbers, stray, texts } = column;
  if (numbers === null) {
    if (stray) {
      const got = `${shown(stray.text)} among numbers`;
      throw wrongValue(
        placeOfCell(columns, name, stray.at),
        "a number, or text in all labels",
        got,
        "Set data.task=classes if the labels are classes.",
      );
    }
    return texts?.length === 2 ? "binary" : "classes";
  }
  refuseStandIn(columns, column, kept);
  const distinct = new Set<number>();
  for (const n of kept) {
    if (!Number.isInteger(numbers[n]!)) return "regression";
    if (distinct.size <= MANY) distinct.add(numbers[n]!);
  }
  if (distinct.size <= FEW) return "classes";
  if (distinct.size > MANY) return "regression";
  const got = `integers of ${distinct.size} different values`;
  throw wrongValue(
    placeOfColumn(columns, name),
    "labels that are clearly classes or targets",
    got,
    "Set data.task=classes or data.task=regression.",
  );
}

/** What programs write in the place of a number that is missing: -99, 999, -9999 and the like. */
const STAND_IN = /^(-99|-?999+)$/;

/** Such a number is one where it lies farther from all others than those do from each other. */
function refuseStandIn(columns: Columns, { name, numbers }: Column, kept: Int32Array): void {
  let [least, most] = [Infinity, -Infinity];
  for (const n of kept) [least, most] = [Math.min(least, numbers![n]!), Math.max(most, numbers![n]!)];
  const standIn = [least, most].find((value) => STAND_IN.test(String(value)));
  if (standIn === undefined) return;
  let [lowest, highest, nearest, count] = [Infinity, -Infinity, Infinity, 0];
  for (const n of kept) {
    const value = numbers![n]!;
    if (value === standIn) count++;
    else {
      [lowest, highest] = [Math.min(lowest, value), Math.max(highest, value)];
      nearest = Math.min(nearest, Math.abs(value - standIn));
    }
  }
  if (!(lowest < highest && nearest > highest - lowest)) return;
  const at = kept.find((n) => numbers![n] === standIn)!;
  throw wrongValue(
    placeOfCell(columns, name, at),
    `a label from ${lowest} to ${highest}, as the others are`,
    `${standIn}, in ${count} of ${kept.length} rows`,
    `Write NA instead, or set data.task if it is a label.`,
  );
}
