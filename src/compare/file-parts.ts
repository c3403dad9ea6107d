/**
 * What a file holds: the predictions of one model or of several, or labels, row by row; told apart by the names of the
 * columns, or by the shape of an array.
 */
import { cellPlace, isNumber, type Table, type TableCell } from "../exchange/table.js";
import { shown, visible, wrongType, wrongValue } from "../study/errors.js";
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
  /** Whether the numbers of rows are the ids: there are no others. */
  isByRow: boolean;
  /** The column that they stand in, for people. */
  idName: string;
  labels: TableCell[] | null;
  groups: string[] | null;
}

/** Which columns are no numbers. */
export interface ColumnNames {
  /** null where the user names none. */
  id: string | null;
  label: string;
  group: string | null;
}

/** What the user calls them. */
export function columnNamesOf({ id, label, group }: { id?: string; label?: string; group?: string }): ColumnNames {
  return { id: id ?? null, label: label ?? "label", group: group ?? null };
}

const [MODEL, ID, ROW] = ["model", "id", "row"];

/**
 * The models of a file.
 * @param files how many are read as models: of several, each array is one
 */
export async function partsOf(opened: OpenedFile, columnNames: ColumnNames, files: number): Promise<FilePart[]> {
  return opened.arrays
    ? arraysParts(opened, columnNames, files)
    : tableParts(await columnsIn(opened.table, columnNames));
}

/** One array with all models, or an array a model; beside them arrays that are called as columns of a table are. */
function arraysParts(
  { source, arrays }: OpenedFile & { arrays: readonly FileArray[] },
  { id, label, group }: ColumnNames,
  files: number,
): FilePart[] {
  const idName = id ?? (arrays.some(({ name }) => name === ID) ? ID : ROW);
  const models = arrays.filter(({ name }) => name === null || ![idName, ID, ROW, label, group].includes(name));
  if (models.length === 0)
    throw wrongValue(source, "an array of predictions", arrays.map(({ name }) => name).join(", "));
  const parts = models.flatMap((array) => arrayParts(array, files * models.length));
  const known = (wanted: string | null): number[] | null => {
    const array = wanted === null ? undefined : arrays.find(({ name }) => name === wanted);
    if (!array) return null;
    const { length } = parts[0]!.rows;
    if (array.values.length !== length)
      throw wrongValue(array.source, `${length} numbers, one an example`, `shape (${array.shape.join(", ")})`);
    return [...array.values];
  };
  const [ids, labels, groups] = [known(idName), known(label), known(group)];
  return parts.map((part) => ({
    ...part,
    ids: ids?.map(String) ?? null,
    isByRow: idName === ROW,
    idName: shown(idName),
    labels,
    groups: groups?.map(String) ?? null,
  }));
}

/** R x N x C, or of one file R x N, of several N or N x C. */
function arrayParts({ source, shape, values }: FileArray, models: number): FilePart[] {
  if (values.length === 0) throw wrongValue(source, "predictions", `shape (${shape.join(", ")})`);
  if (models === 1 && shape.length === 2) refuseAmbiguous(source, shape, values);
  const isOne = shape.length === 1 || (models > 1 && shape.length === 2);
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
    isByRow: false,
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
  /** The number of each row in this file. */
  rows: number[];
  ids: TableCell[] | null;
  isByRow: boolean;
  idName: string;
  labels: TableCell[] | null;
  groups: TableCell[] | null;
  /** Numbers of rows in the file of the examples. */
  named: TableCell[] | null;
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
  const idName = id ?? (names.includes(ID) ? ID : names.includes(ROW) ? ROW : names[0] === "" ? "" : ID);
  const special = [idName, label, group, MODEL, ROW];
  const numbers = names.flatMap((name, c) => (special.includes(name) ? [] : [c]));
  return {
    table,
    names: numbers.map((c) => names[c]!),
    cells: numbers.map((c) => cells[c]!),
    rows,
    ids: taken(idName),
    isByRow: idName === ROW,
    named: taken(ROW),
    idName: idName === "" ? "the first column, which has no name" : shown(idName),
    labels: taken(label),
    groups: taken(group),
    models: taken(MODEL),
  };
}

/** The models of a table: all in one, or as its column of models says. */
function tableParts(columns: Columns): FilePart[] {
  const { table, names, cells, rows, models, named } = columns;
  const { source, unit } = table;
  const numbers = named?.every((cell) => Number.isSafeInteger(isNumber(cell) && Number(cell)))
    ? named.map(Number)
    : rows;
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
      rows: at.map((n) => numbers[n]!),
      place: (n: number) => `${source} ${unit} ${rows[at[n]!]}`,
      ids: some(columns.ids, columns.isByRow ? ROW : ID),
      isByRow: columns.isByRow,
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
  const remedy = "Name the columns that are not predictions (--id, --label, --group), and leave out all others.";
  throw wrongType(place(), "a number", cell === null ? "an empty cell" : shown(cell), remedy);
}

/** Labels in a file: cells of one column, or one column a target or label. */
export async function labelsIn(
  path: string,
  columnNames: ColumnNames,
  header?: boolean,
  signal?: AbortSignal,
): Promise<FilePart> {
  const { arrays, table } = await openFile(path, "--labels", header, signal);
  if (arrays) {
    const array = arrays.length === 1 ? arrays[0]! : arrays.find(({ name }) => name === columnNames.label);
    if (!array)
      throw wrongValue(
        visible(path),
        `an array ${shown(columnNames.label)}`,
        arrays.map(({ name }) => name).join(", "),
      );
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
