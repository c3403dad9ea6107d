/**
 * The examples of a data set as a table that other programs take, and that a study reads again: inputs and labels as
 * training has them, and what else is known of each example.
 */
import type { Cells } from "../exchange/write-csv.js";
import type { WrittenColumn } from "../exchange/write-parquet.js";
import type { Dataset } from "./dataset.js";

/** A table, and which of its columns are what. */
export interface DatasetTable {
  columns: Record<string, WrittenColumn>;
  /** Its columns of labels: one, or one for each target. */
  labels: string[];
  /** Fields of a study that reads the file as it is, beside the label. */
  reading: {
    standardize: false;
    task: Dataset["task"];
    ignore?: string[];
    id?: string;
    groups?: string;
    weights?: string;
  };
}

/**
 * The table of one split. Columns: `id`, or the `row` of its file, for data of a file; the inputs, by their names or
 * x1, x2, ...; `group`, `weight` and the truth, where they are known; the label last. The truth is `truth_1`, P(y = 1);
 * `truth_0`, `truth_1`, ..., the probability of each class; or `truth`, the noiseless target. Where training examples have
 * weights, test examples, which all count alike, have 1.
 */
export function datasetTable(dataset: Dataset, part: "train" | "test"): DatasetTable {
  const { task, inputs, classes, targets, inputNames, preprocessing } = dataset;
  const { x, y, count, truth, rows, ids, groups } = dataset[part];
  const weights = dataset[part].weights ?? (dataset.train.weights && new Float32Array(count).fill(1));
  const columns: Record<string, WrittenColumn> = {};
  const taken = new Set(inputNames?.map(nameOfInput));
  const add = (wanted: string, type: WrittenColumn["type"], cells: Cells): string => {
    const name = taken.has(wanted) ? free(taken, wanted) : wanted;
    taken.add(name);
    columns[name] = { type, cells };
    return name;
  };
  const id = ids ? add("id", "STRING", ids) : undefined;
  const ignored = !ids && rows ? [add("row", "INT32", rows)] : [];
  for (let k = 0; k < inputs; k++)
    columns[nameOfInput(inputNames?.[k] ?? String(k + 1))] = { type: "FLOAT", cells: column(x, inputs, k, count) };
  const group = groups ? add("group", "STRING", groups) : undefined;
  const weight = weights ? add("weight", "FLOAT", weights) : undefined;
  if (truth) {
    const width = truth.length / count;
    for (let c = 0; c < width; c++) {
      const of = task === "binary" ? "_1" : width === 1 ? "" : `_${c}`;
      ignored.push(add(`truth${of}`, "DOUBLE", column(truth, width, c, count)));
    }
  }
  const label = preprocessing?.label ?? "label";
  const labels = Array.from({ length: targets }, (_, c) => {
    const cells = column(y, targets, c, count);
    const name = targets === 1 ? label : `${label}_${c}`;
    return classes === 0 ? add(name, "FLOAT", cells) : add(name, ...classCells(cells, dataset.classNames));
  });
  return {
    columns,
    labels,
    reading: {
      task,
      standardize: false,
      ...(id !== undefined && { id }),
      ...(group !== undefined && { groups: group }),
      ...(weight !== undefined && { weights: weight }),
      ...(ignored.length > 0 && { ignore: ignored }),
    },
  };
}

/** Integers would be put in their order before all other names. */
const nameOfInput = (name: string): string => (/^\d+$/.test(name) ? `x${name}` : name);

/** Numbers of one column of rows. */
function column<Numbers extends Float32Array | Float64Array>(
  values: Numbers,
  width: number,
  k: number,
  count: number,
): number[] {
  return Array.from({ length: count }, (_, n) => values[n * width + k]!);
}

/** Classes by their names: numbers where all of these are integers. */
function classCells(indices: number[], names: string[] | null): [WrittenColumn["type"], Cells] {
  if (names === null) return ["INT32", indices];
  const numbers = names.map(Number);
  const areIntegers = numbers.every(
    (value, c) => String(value) === names[c] && Math.abs(value) <= 2147483647 && value % 1 === 0,
  );
  return areIntegers ? ["INT32", indices.map((c) => numbers[c]!)] : ["STRING", indices.map((c) => names[c]!)];
}

/** The classes, by index, of which neither split has an example: of a file they are no classes. */
export function absentClasses({ classes, train, test }: Dataset): number[] {
  const seen = new Set([...train.y, ...test.y]);
  return Array.from({ length: classes }, (_, c) => c).filter((c) => !seen.has(c));
}

/** A name that no other column has. */
function free(taken: ReadonlySet<string>, wanted: string): string {
  return taken.has(wanted) ? free(taken, `${wanted}_`) : wanted;
}
