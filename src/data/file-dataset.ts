/**
 * From a file of any form to a data set: which column is what, labels, splits, and what is fitted on the training rows.
 * Nothing is guessed in silence: what was decided is said in one line, and what is unsafe to guess is refused with the
 * field that settles it.
 */
import { contentOf, type GivenContent } from "../exchange/content.js";
import { type OpenedTable, openTable } from "../exchange/open-table.js";
import type { Dialect } from "../exchange/table.js";
import { shown, visible, wrongValue } from "../study/errors.js";
import type { Task } from "../study/study.js";
import { type Column, type Columns, placeOfCell, placeOfColumn, readColumns } from "./columns.js";
import type { Dataset, Split } from "./dataset.js";
import { decidedLine } from "./decided.js";
import { labelsOf } from "./file-labels.js";
import type { Labels } from "./labels.js";
import {
  encodeRows,
  fitColumn,
  hasOwnPolicy,
  inputNamesOf,
  type Preprocessing,
  policyFor,
  standardOf,
  valuesAt,
} from "./preprocessing.js";
import { isNaming, type RoleSpec, type Roles, rolesIn } from "./roles.js";
import { inFileOrder, type RowSplit, shuffled, splitByClass, splitByFold, splitByShare } from "./split-rows.js";

/** What a resolved spec of `file` says. */
export interface FileSpec extends GivenContent, Dialect, RoleSpec {
  task: Task | null;
  test: number | string;
  shuffle: boolean;
  stratify: boolean | null;
  folds: number | null;
}

/**
 * The data set of a file.
 * @throws InputError for a file that the reader refuses, and for a table that gives no data set
 */
export async function fileDataset(
  spec: FileSpec,
  seed: number,
  signal?: AbortSignal,
): Promise<Omit<Dataset, "sha256">> {
  const tables = await openTables(spec, signal);
  const columns = await readColumns(tables, isNaming(spec), signal, (name) => hasOwnPolicy(spec.categories, name));
  if (columns.count < 2) refuseRows(columns, columns.count);
  const roles = rolesIn(columns, spec);
  const kept = keptRows(columns, roles, spec);
  const { source } = columns.files[0]!;
  if (kept.length < 2) refuseRows(columns, kept.length);
  const labels = labelsOf(columns, roles.label, kept, spec.task);
  const { split, parted } = splitRows(columns, kept, labels, spec, seed);
  if (split.test.length === 0) {
    throw wrongValue(source, "a class with a second row, to test on", "none", "Use more rows, or stratify false.");
  }
  checkTraining(source, labels, split.train);
  const target = labels.classNames || !spec.standardize ? null : standardOf(valuesAt(labels.y, split.train));
  const preprocessing: Preprocessing = {
    label: roles.label.name,
    classNames: labels.classNames,
    target,
    inputs: roles.inputs.map((column) => fitColumn(columns, column, split.train, spec)),
  };
  const byName = new Map(columns.columns.map((column) => [column.name, column]));
  const inputNames = inputNamesOf(preprocessing);

  const made = async (rows: Int32Array): Promise<Split> => ({
    count: rows.length,
    x: await encodeRows(preprocessing, columns, byName, rows, signal),
    y: Float32Array.from(rows, (n) => (target ? (labels.y[n]! - target.mean) / target.sd : labels.y[n]!)),
    truth: null,
    rows: Int32Array.from(rows, (n) => columns.rows[n]!),
    ids: textsAt(roles.id, rows),
    groups: textsAt(roles.groups, rows),
  });
  return {
    name: spec.path ?? "file",
    task: labels.task,
    inputs: inputNames.length,
    classes: labels.classNames?.length ?? 0,
    targets: 1,
    classNames: labels.classNames,
    inputNames,
    train: { ...(await made(split.train)), weights: roles.weights && weightsAt(columns, roles.weights, split.train) },
    test: await made(split.test),
    preprocessing,
    decided: decidedLine({ columns, roles, labels, split, preprocessing, kept, spec, parted, form: tables[0]!.form }),
  };
}

/** The file, and the one of test rows where there is one. */
async function openTables(spec: FileSpec, signal?: AbortSignal): Promise<OpenedTable[]> {
  const files: GivenContent[] = [spec, ...(typeof spec.test === "string" ? [{ path: spec.test }] : [])];
  const tables: OpenedTable[] = [];
  for (const file of files) tables.push(await openTable(contentOf(file, visible(file.path ?? "file"), signal), spec));
  return tables;
}

function refuseRows({ files }: Columns, count: number): never {
  throw wrongValue(files[0]!.source, "at least two rows of data", count === 0 ? "none" : "one");
}

/** Places of the rows that no missing value makes drop out. */
function keptRows(columns: Columns, { label, inputs }: Roles, { missing }: FileSpec): Int32Array {
  const dropping = [label, ...inputs].filter(
    (column) => column.missing > 0 && policyFor(missing, column.name, "refuse") === "drop",
  );
  const isGap = ({ numbers, codes }: Column, n: number) => (numbers ? Number.isNaN(numbers[n]!) : codes![n]! < 0);
  const all = inFileOrder(columns.count);
  return dropping.length === 0 ? all : all.filter((n) => !dropping.some((column) => isGap(column, n)));
}

/** Training and test rows, and how they were parted, in words. */
function splitRows(
  { files }: Columns,
  kept: Int32Array,
  { y, classNames }: Labels,
  { test, folds, shuffle, stratify }: FileSpec,
  seed: number,
): { split: RowSplit; parted: string } {
  if (typeof test === "string") {
    const first = files[1]!.first;
    const split = { train: kept.filter((n) => n < first), test: kept.filter((n) => n >= first) };
    for (const [at, rows] of [split.train, split.test].entries()) {
      if (rows.length === 0) throw wrongValue(files[at]!.source, "at least one row of data", "none");
    }
    return { split, parted: `from ${files[1]!.source}` };
  }
  const byClass = classNames !== null && (stratify ?? shuffle) ? y : null;
  if (stratify && classNames === null)
    throw wrongValue("study.data.stratify", "null or false, because targets have no classes", "true");
  const stratified = byClass ? ", stratified" : "";
  if (folds !== null) {
    if (folds > kept.length)
      throw wrongValue("study.data.folds", `at most ${kept.length}, the rows of data`, String(folds));
    const order = inOrder(kept, shuffle, Math.floor(seed / folds));
    const fold = seed % folds;
    return { split: splitByFold(order, byClass, folds, fold), parted: `fold ${fold + 1} of ${folds}${stratified}` };
  }
  const order = inOrder(kept, shuffle, seed);
  const split = byClass ? splitByClass(order, byClass, test) : splitByShare(order, test);
  return { split, parted: shuffle ? stratified.slice(2) || "shuffled" : "in the order of the file" };
}

const inOrder = (kept: Int32Array, shuffle: boolean, seed: number): Int32Array =>
  shuffle ? shuffled(kept.length, seed).map((at) => kept[at]!) : kept;

function checkTraining(source: string, { classNames, y }: Labels, train: Int32Array): void {
  if (train.some((n) => y[n] !== y[train[0]!])) return;
  const what = classNames ? "at least two classes" : "at least two different targets";
  const got = `only ${classNames ? shown(classNames[y[train[0]!]!]) : y[train[0]!]}`;
  throw wrongValue(
    source,
    `${what} among the ${train.length} training rows`,
    got,
    "Shuffle, or change the share of test rows.",
  );
}

function textsAt(column: Column | null, rows: Int32Array): string[] | null {
  return column && Array.from(rows, (n) => column.all![n] ?? "");
}

/** How much each of some rows counts. */
function weightsAt(columns: Columns, { name, numbers }: Column, rows: Int32Array): Float32Array {
  if (!numbers) throw wrongValue(placeOfColumn(columns, name), "weights, numbers of 0 or more", "text");
  const wrong = rows.find((n) => !(numbers[n]! >= 0 && Number.isFinite(Math.fround(numbers[n]!))));
  if (wrong !== undefined) {
    throw wrongValue(placeOfCell(columns, name, wrong), "a weight of 0 or more", shown(numbers[wrong]));
  }
  if (!rows.some((n) => numbers[n]! > 0)) {
    throw wrongValue(placeOfColumn(columns, name), "a weight above 0 among the training rows", "none");
  }
  return Float32Array.from(rows, (n) => numbers[n]!);
}
