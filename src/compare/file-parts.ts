/**
 * What a file holds: the predictions of one model or of several, or labels, row by row; told apart by the names of the
 * columns, or by the shape of an array.
 */
import { cellPlace, isNumber, type Table, type TableCell } from "../exchange/table.js";
import { shown, wrongType, wrongValue } from "../study/errors.js";
import { type FileArray, type OpenedFile, openFile } from "./open-file.js";

/** The rows of one model, or of labels. */
export interface FilePart {
  source: string;
  model: string;
  /** Names of the columns of numbers; null in an array. */
  names: readonly string[] | null;
  columns: number;
  /** Rows x columns. */
  values: Float64Array;
  /** The number of each row, by which a user finds it. */
  rows: number[];
  /** Where a row is, for messages: counted from 0 here. */
  place(row: number): string;
  ids: string[] | null;
  /** The column that they stand in, for people. */
  idName: string;
  labels: TableCell[] | null;
  groups: string[] | null;
}

/** Which columns are no numbers. */
export interface ColumnNames {
  id: string;
  label: string;
  group: string | null;
}

/** What the user calls them. */
export function columnNamesOf({ id, label, group }: { id?: string; label?: string; group?: string }): ColumnNames {
  return { id: id ?? "id", label: label ?? "label", group: group ?? null };
}

const MODEL = "model";

/**
 * The models of a file.
 * @param files how many are read as models: of several, each array is one
 */
export async function partsOf(
  { array, table }: OpenedFile,
  columnNames: ColumnNames,
  files: number,
): Promise<FilePart[]> {
  return array ? arrayParts(array, files) : tableParts(await columnsIn(table, columnNames));
}

/** R x N x C, or of one file R x N, of several N or N x C. */
function arrayParts({ source, shape, values }: FileArray, files: number): FilePart[] {
  if (values.length === 0) throw wrongValue(source, "predictions", `shape (${shape.join(", ")})`);
  if (files === 1 && shape.length === 2) refuseAmbiguous(source, shape, values);
  const isOne = shape.length === 1 || (files > 1 && shape.length === 2);
  const [replicas, examples, columns] = isOne ? [1, shape[0]!, shape[1] ?? 1] : [shape[0]!, shape[1]!, shape[2] ?? 1];
  return Array.from({ length: replicas }, (_, r) => ({
    source,
    model: isOne ? source : `${source}[${r}]`,
    names: null,
    columns,
    values: values.subarray(r * examples * columns, (r + 1) * examples * columns),
    rows: Array.from({ length: examples }, (_, n) => n),
    place: (n: number) => `${source} ${isOne ? `row index ${n}` : `index [${r}][${n}]`}`,
    ids: null,
    idName: "",
    labels: null,
    groups: null,
  }));
}

/** Rows that add up to 1 are classes of one model, and columns would be examples. */
function refuseAmbiguous(source: string, shape: readonly number[], values: Float64Array): void {
  const [rows, columns] = shape as [number, number];
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += values[r * columns + c]!;
    if (!(Math.abs(sum - 1) < 1e-3)) return;
  }
  const remedy = "For one model of so many classes save array[None]; for replicas of one column array[:, :, None].";
  throw wrongValue(source, "replicas x examples", `${rows} rows of ${columns} that all add up to 1`, remedy);
}

/** A table whose columns are told apart. */
interface Columns {
  table: Table;
  names: string[];
  cells: TableCell[][];
  rows: number[];
  ids: TableCell[] | null;
  idName: string;
  labels: TableCell[] | null;
  groups: TableCell[] | null;
  models: TableCell[] | null;
}

async function columnsIn(table: Table, { id, label, group }: ColumnNames): Promise<Columns> {
  const { source, names } = table;
  const cells: TableCell[][] = names.map(() => []);
  const rows: number[] = [];
  for await (const batch of table.batches) {
    for (let n = 0; n < batch.numbers.length; n++) rows.push(batch.numbers[n]!);
    batch.columns.forEach((column, c) => {
      for (let n = 0; n < column.length; n++) cells[c]!.push(column[n] ?? null);
    });
  }
  if (rows.length === 0) throw wrongValue(source, "at least one row", "none");
  const taken = (name: string | null) => (name !== null && names.includes(name) ? cells[names.indexOf(name)]! : null);
  // A data frame's own index has no name.
  const idName = names.includes(id) || names[0] !== "" ? id : "";
  const special = [idName, label, group, MODEL];
  const numbers = names.flatMap((name, c) => (special.includes(name) ? [] : [c]));
  return {
    table,
    names: numbers.map((c) => names[c]!),
    cells: numbers.map((c) => cells[c]!),
    rows,
    ids: taken(idName),
    idName: idName === "" ? "the first column, which has no name" : shown(idName),
    labels: taken(label),
    groups: taken(group),
    models: taken(MODEL),
  };
}

/** The models of a table: all in one, or as its column of models says. */
function tableParts(columns: Columns): FilePart[] {
  const { table, names, cells, rows, models } = columns;
  const { source, unit } = table;
  if (names.length === 0) throw wrongValue(source, "a column of predictions", "none");
  const members = new Map<string, number[]>();
  rows.forEach((_, n) => {
    const model = models ? textIn(models, columns, n, MODEL) : source;
    const others = members.get(model);
    if (others) others.push(n);
    else members.set(model, [n]);
  });
  return [...members].map(([model, at]) => {
    const values = new Float64Array(at.length * names.length);
    at.forEach((n, to) =>
      cells.forEach((column, c) => {
        values[to * names.length + c] = numberIn(column[n]!, () => cellPlace(table, rows[n]!, names[c]!));
      }),
    );
    const some = (from: TableCell[] | null, name: string) => from && at.map((n) => textIn(from, columns, n, name));
    return {
      source,
      model: models ? `${source}, ${model}` : model,
      names,
      columns: names.length,
      values,
      rows: at.map((n) => rows[n]!),
      place: (n: number) => `${source} ${unit} ${rows[at[n]!]}`,
      ids: some(columns.ids, "id"),
      idName: columns.idName,
      labels: columns.labels && at.map((n) => columns.labels![n]!),
      groups: some(columns.groups, "group"),
    };
  });
}

function textIn(cells: readonly TableCell[], { table, rows }: Columns, n: number, name: string): string {
  const cell = cells[n]!;
  if (cell === null) throw wrongValue(cellPlace(table, rows[n]!, name), "a text or a number", "an empty cell");
  return String(cell);
}

export function numberIn(cell: TableCell, place: () => string): number {
  if (isNumber(cell)) return Number(cell);
  const remedy = "Name columns that are no predictions: --id, --label, --group; leave out all others.";
  throw wrongType(place(), "a number", cell === null ? "an empty cell" : shown(cell), remedy);
}

/** Labels in a file: cells of one column, or one column a target or label. */
export async function labelsIn(
  path: string,
  columnNames: ColumnNames,
  header?: boolean,
  signal?: AbortSignal,
): Promise<FilePart> {
  const { array, table } = await openFile(path, "--labels", header, signal);
  if (array) {
    if (array.shape.length > 2)
      throw wrongValue(array.source, "an array of one or two dimensions", `shape (${array.shape.join(", ")})`);
    const [part] = arrayParts(array, 2);
    return part!.columns === 1 ? { ...part!, labels: [...part!.values] } : part!;
  }
  const columns = await columnsIn(table, columnNames);
  const single = columns.names.length === 1 && !columns.labels ? columns.cells[0]! : columns.labels;
  const [part] = tableParts(single ? { ...columns, labels: single, ...oneColumn(columns) } : columns);
  return part!;
}

/** Labels of one column are cells of any kind; their numbers are not wanted. */
const oneColumn = ({ rows }: Columns): Pick<Columns, "names" | "cells" | "models"> => ({
  names: ["label"],
  cells: [rows.map(() => 0)],
  models: null,
});
