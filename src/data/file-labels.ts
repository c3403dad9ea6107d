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
export function labelsOf(columns: Columns, column: Column, kept: readonly number[], given: Task | null): Labels {
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
  const cells = kept.map((n) => (numbers ? numbers[n]! : texts![codes![n]!]!));
  const rows = kept.map((n) => columns.rows[n]!);
  const { task, y, classNames } = readLabels({ source, unit, name, cells, rows }, wanted);
  const byPlace = new Array<number>(columns.count).fill(0);
  kept.forEach((n, at) => {
    byPlace[n] = y[at]!;
  });
  const isBinary = given === null && task === "classes" && classNames!.length === 2;
  return { task: isBinary ? "binary" : task, y: byPlace, classNames };
}

function taskOf(columns: Columns, { name, numbers, stray, texts }: Column, kept: readonly number[]): Task {
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
    "labels that are plainly classes or targets",
    got,
    "Set data.task=classes or data.task=regression.",
  );
}
