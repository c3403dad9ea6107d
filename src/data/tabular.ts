/**
 * From a table to a data set: numeric inputs, one label column, standardised by the training rows, split by a seeded
 * shuffle.
 */

import { contentOf } from "../exchange/content.js";
import { type Batch, cellPlace, readCell, type Table } from "../exchange/table.js";
import { inSlices, rest } from "../host/slices.js";
import { shown, suggestion, visible, wrongValue } from "../study/errors.js";
import { LARGEST } from "../study/plan.js";
import type { Dataset, Split } from "./dataset.js";
import { type LabelColumn, type Labels, readLabels } from "./labels.js";
import type { FileParameters, OldFormat } from "./old-files.js";
import { inFileOrder, shuffled, splitByShare } from "./split-rows.js";

/** Values that are computed at a time. */
const PIECE = 1 << 20;

/**
 * The data set of a file.
 * @throws InputError for a file that the reader refuses, and for a table that gives no data set
 */
export async function readDataset(
  format: OldFormat,
  parameters: FileParameters,
  seed: number,
  signal?: AbortSignal,
): Promise<Omit<Dataset, "sha256">> {
  const { path, task, test, standardize, shuffle } = parameters;
  const { read } = await format.load();
  const name = path ?? format.name;
  const table = await read(contentOf(parameters, visible(name), signal), parameters);
  const { inputNames, inputs, label } = await readColumns(table, parameters.label, signal);
  const count = inputs.count;
  if (count < 2) throw wrongValue(label.source, "at least two rows of data", count === 0 ? "none" : "one");
  const labels = readLabels(label, task);
  const order = shuffle ? shuffled(count, seed) : inFileOrder(count);
  const rows = splitByShare(order, test);
  const { train } = rows;
  checkTraining(label.source, labels, train);
  const standard = standardize ? await standardOf(inputs, train, signal) : null;
  return {
    name,
    task: labels.task,
    inputs: inputNames.length,
    classes: labels.classNames?.length ?? 0,
    targets: 1,
    classNames: labels.classNames,
    inputNames,
    train: await toSplit(train, inputs, standard, labels.y, signal),
    test: await toSplit(rows.test, inputs, standard, labels.y, signal),
  };
}

interface Columns {
  inputNames: string[];
  inputs: Matrix;
  label: ReadLabel;
}

/** A label column while it is read. */
type ReadLabel = LabelColumn & { rows: number[] };

/** The label column apart from the others, which are the inputs. */
async function readColumns(table: Table, requested: string | null, signal?: AbortSignal): Promise<Columns> {
  const { source, unit, names } = table;
  if (names.length < 2) {
    const got = names.length === 0 ? "none" : `one, ${shown(names[0])}`;
    throw wrongValue(source, "at least two columns, an input and the label", got);
  }
  const at = findLabel(source, names, requested);
  const inputNames = names.filter((_, column) => column !== at);
  const inputs = matrixOf(inputNames.length);
  const label: ReadLabel = { source, unit, name: names[at]!, cells: [], rows: [] };
  for await (const batch of table.batches) {
    addRows(table, at, batch, inputs, label);
    await rest(signal);
  }
  return { inputNames, inputs, label };
}

function addRows(table: Table, at: number, { columns, numbers }: Batch, inputs: Matrix, label: ReadLabel): void {
  for (let n = 0; n < numbers.length; n++) {
    const row = numbers[n]!;
    const values = inputs.add();
    let k = 0;
    for (let column = 0; column < columns.length; column++) {
      if (column !== at)
        values[k++] = readCell(columns[column]![n]!, () => cellPlace(table, row, table.names[column]!));
    }
    label.cells.push(columns[at]![n]!);
    label.rows.push(row);
  }
  if (inputs.count * inputs.width <= LARGEST) return;
  throw wrongValue(table.source, `rows times inputs of at most ${LARGEST}`, "more", "Use fewer rows or columns.");
}

/** Rows of numbers in blocks, so that no growing array is ever copied. */
interface Matrix {
  readonly width: number;
  readonly count: number;
  /** A new row, to be filled. */
  add(): Float64Array;
  row(n: number): Float64Array;
}

function matrixOf(width: number): Matrix {
  const most = Math.max(1, Math.floor(PIECE / (8 * width)));
  const blocks: Float64Array[] = [];
  let count = 0;
  const row = (n: number) => blocks[Math.floor(n / most)]!.subarray((n % most) * width, ((n % most) + 1) * width);
  return {
    width,
    get count() {
      return count;
    },
    add() {
      if (count === blocks.length * most) blocks.push(new Float64Array(most * width));
      return row(count++);
    },
    row,
  };
}

/** The column of that name, or the last one. */
function findLabel(source: string, header: readonly string[], label: string | null): number {
  if (label === null) return header.length - 1;
  const column = header.indexOf(label.trim());
  if (column >= 0) return column;
  const names = header.slice(0, 20).map(visible).join(", ");
  const remedy = suggestion(label, header) || `Its columns are ${names}${header.length > 20 ? ", ..." : ""}.`;
  throw wrongValue("study.data.label", `a column of ${source}`, shown(label), remedy);
}

function checkTraining(source: string, { classNames, y }: Labels, train: Int32Array): void {
  if (!classNames || train.some((n) => y[n] !== y[train[0]!])) return;
  const got = `only ${shown(classNames[y[train[0]!]!])}`;
  throw wrongValue(
    source,
    `at least two classes among the ${train.length} training rows`,
    got,
    "Shuffle, or change the share of test rows.",
  );
}

/** By column; sd is 0 where the column is constant. */
interface Standard {
  mean: Float64Array;
  sd: Float64Array;
}

/** Mean and sd by column over the training rows, in f64 and in the order of the split, with the divisor N. */
async function standardOf(inputs: Matrix, train: Int32Array, signal?: AbortSignal): Promise<Standard> {
  const { width } = inputs;
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  const varies = new Uint8Array(width);
  const first = inputs.row(train[0]!);
  await eachRow(inputs, train, signal, (row) => {
    for (let k = 0; k < width; k++) {
      mean[k]! += row[k]!;
      if (row[k] !== first[k]) varies[k] = 1;
    }
  });
  for (let k = 0; k < width; k++) mean[k]! /= train.length;
  await eachRow(inputs, train, signal, (row) => {
    for (let k = 0; k < width; k++) squares[k]! += (row[k]! - mean[k]!) * (row[k]! - mean[k]!);
  });
  return { mean, sd: squares.map((sum, k) => (varies[k] ? Math.sqrt(sum / train.length) : 0)) };
}

/** (x - mean) / sd, rounded once; a column that is constant in the training rows becomes 0. */
async function toSplit(
  order: Int32Array,
  inputs: Matrix,
  standard: Standard | null,
  y: ArrayLike<number>,
  signal?: AbortSignal,
): Promise<Split> {
  const { width } = inputs;
  const x = new Float32Array(order.length * width);
  await eachRow(inputs, order, signal, (row, place) => {
    for (let k = 0; k < width; k++) {
      const value = row[k]!;
      x[place * width + k] =
        standard === null ? value : standard.sd[k] === 0 ? 0 : (value - standard.mean[k]!) / standard.sd[k]!;
    }
  });
  return { count: order.length, x, y: Float32Array.from(order, (n) => y[n]!), truth: null };
}

/** Rows in an order; the thread is free in between. */
async function eachRow(
  inputs: Matrix,
  order: Int32Array,
  signal: AbortSignal | undefined,
  use: (row: Float64Array, place: number) => void,
): Promise<void> {
  function* rows(): Generator<void, void> {
    const piece = Math.max(1, Math.floor(PIECE / inputs.width));
    for (let place = 0; place < order.length; place++) {
      use(inputs.row(order[place]!), place);
      if (place % piece === piece - 1) yield;
    }
  }
  await inSlices(rows(), signal);
}
