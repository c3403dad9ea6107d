/**
 * Reads the user's own CSV file: numeric inputs, one label column, standardised by the training rows, split by a seeded shuffle.
 */
import { below, word } from "../reference/random.js";
import { expected, shown, suggestion } from "../study/errors.js";
import type { CsvParameters } from "./csv.js";
import type { Dataset, Split } from "./dataset.js";
import { type Labels, readLabels } from "./labels.js";
import { nodeModule } from "./node.js";
import { dataKey, PARTS } from "./synthetic.js";
import { parseTable, readNumber, type Table } from "./table.js";

export async function readCsv({ path, text, label, task, test, standardize, shuffle, delimiter }: CsvParameters, seed: number): Promise<Omit<Dataset, "sha256">> {
  const table = parseTable(text ?? (await readText(path!)), path ?? "csv", delimiter);
  const labelColumn = findLabel(table, label);
  const inputColumns = table.header.map((_, column) => column).filter((column) => column !== labelColumn);
  const rows = readInputs(table, inputColumns);
  const labels = readLabels(table, labelColumn, task);
  const order = shuffle ? shuffled(rows.length, seed) : rows.map((_, n) => n);
  const testCount = Math.min(Math.max(Math.round(rows.length * test), 1), rows.length - 1);
  const train = order.slice(0, rows.length - testCount);
  checkTraining(table, labels, train);
  const standard = standardize ? standardizer(train.map((n) => rows[n]!)) : (row: number[]) => row;
  return {
    name: path ?? "csv",
    task: labels.task,
    inputs: inputColumns.length,
    classes: labels.classNames?.length ?? 0,
    targets: 1,
    classNames: labels.classNames,
    inputNames: inputColumns.map((column) => table.header[column]!),
    train: toSplit(train, rows, standard, labels.y),
    test: toSplit(order.slice(train.length), rows, standard, labels.y),
  };
}

const REASONS: Record<string, string> = {
  ENOENT: "There is no such file.",
  EISDIR: "It is a folder.",
  EACCES: "It may not be read.",
};

async function readText(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await nodeModule("node:fs")!.promises.readFile(path);
  } catch (cause) {
    const reason = REASONS[(cause as { code?: string }).code ?? ""] ?? "Where there are no files, give its content as text.";
    throw new RangeError(expected("study.data.path", "a file that can be read", shown(path), reason), { cause });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RangeError(expected(path, "text in UTF-8", "bytes that are not", "Save it as CSV in UTF-8."), { cause });
  }
}

/** The column of that name, or the last one. */
function findLabel({ source, header }: Table, label: string | null): number {
  if (label === null) return header.length - 1;
  const column = header.indexOf(label.trim());
  if (column >= 0) return column;
  const remedy = suggestion(label, header) || ` Its columns are ${header.slice(0, 20).join(", ")}${header.length > 20 ? ", ..." : ""}.`;
  throw new RangeError(expected("study.data.label", `a column of ${source}`, shown(label), remedy));
}

function readInputs(table: Table, columns: number[]): number[][] {
  return table.rows.map((row) => columns.map((column) => readNumber(table, row, column)));
}

/** Fisher-Yates by part 5 of the data stream: for i from the last row down to 1, exchange i and the integer below i + 1 drawn by word i. */
function shuffled(count: number, seed: number): number[] {
  const key = dataKey(seed);
  const order = Array.from({ length: count }, (_, n) => n);
  for (let i = count - 1; i > 0; i--) {
    const j = below(i + 1, word(key, PARTS.split, i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function checkTraining({ source }: Table, { classNames, y }: Labels, train: number[]): void {
  if (!classNames || train.some((n) => y[n] !== y[train[0]!])) return;
  const got = `only ${shown(classNames[y[train[0]!]!])}`;
  throw new RangeError(expected(source, `at least two classes among the ${train.length} training rows`, got, "Shuffle, or change the share of test rows."));
}

/** (x - mean) / sd by column, in f64, with the divisor N; a column that is constant in the training rows becomes 0. */
function standardizer(train: number[][]): (row: number[]) => number[] {
  const columns = train[0]!.map((first, k) => {
    const mean = train.reduce((sum, row) => sum + row[k]!, 0) / train.length;
    const variance = train.reduce((sum, row) => sum + (row[k]! - mean) * (row[k]! - mean), 0) / train.length;
    return { mean, sd: Math.sqrt(variance), constant: variance === 0 || train.every((row) => row[k] === first) };
  });
  return (row) => columns.map(({ mean, sd, constant }, k) => (constant ? 0 : (row[k]! - mean) / sd));
}

function toSplit(order: number[], rows: number[][], standard: (row: number[]) => number[], y: number[]): Split {
  return {
    count: order.length,
    x: Float32Array.from(order.flatMap((n) => standard(rows[n]!))),
    y: Float32Array.from(order, (n) => y[n]!),
    truth: null,
  };
}
