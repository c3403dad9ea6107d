/**
 * Compares predictions that anybody made: replicas of a model trained elsewhere, two versions of a model in production.
 */
import { TASKS } from "../data/tasks.js";
import { measureAll, type MeasureName } from "../measure/all.js";
import type { Estimate } from "../measure/estimate.js";
import { expected, shown, suggestion } from "../study/errors.js";
import type { Task } from "../study/study.js";

/** One number an example, or one row of them; a typed array where they are numbers. */
export type Rows = readonly (number | readonly number[])[] | Float32Array | Float64Array;

export interface CompareInput {
  /** [replica][example], or [replica][example][class]: probabilities (one column: of the positive class), or values of a regression. */
  predictions: readonly Rows[];
  /** What the predictions are. Default: "classes" for several columns, else "binary". */
  task?: Task;
  /** [example]: 0 or 1, the class index, or the target. */
  labels?: readonly number[];
  /** What a perfect model would predict, in the shape of one replica's predictions. */
  truth?: Rows;
}

export interface Comparison {
  replicas: number;
  examples: number;
  /** Every measure by its name; value null where one does not apply. */
  measures: Record<MeasureName, Estimate>;
  /** Decisions that broke a tie; null where nothing is decided. */
  ties: number | null;
}

const FIELDS = ["predictions", "task", "labels", "truth"];

/** @throws TypeError or RangeError for predictions that do not fit each other */
export function compare(input: CompareInput): Comparison {
  if (typeof input !== "object" || input === null || !Array.isArray(input.predictions)) {
    throw new TypeError(expected("predictions", "an array [replica][example]", shown(input)));
  }
  const unknown = Object.keys(input).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) throw new TypeError(`compare: unknown field "${unknown}".${suggestion(unknown, FIELDS)}`);
  const { predictions, labels, truth } = input;
  if (input.task !== undefined && !TASKS.includes(input.task)) throw new RangeError(expected("task", `one of ${TASKS.join(", ")}`, shown(input.task)));
  const [replicas, examples] = [predictions.length, predictions[0]?.length ?? 0];
  if (replicas === 0 || examples === 0) throw new RangeError(expected("predictions", "at least one replica with one example", `${replicas} x ${examples}`));
  const first = predictions[0]![0];
  const columns = Array.isArray(first) ? first.length : 1;
  const rows = predictions.map((replica, r) => flat(replica, examples, columns, `predictions[${r}]`));
  const values = new Float32Array(replicas * examples * columns);
  rows.forEach((row, r) => values.set(row, r * examples * columns));
  const task = input.task ?? (columns > 1 ? "classes" : "binary");
  const { measures, ties } = measureAll({
    predictions: { values, replicas, examples, columns, kind: task === "regression" ? "value" : "probability" },
    labels: labels ?? null,
    truth: truth ? Float64Array.from(flat(truth, examples, columns, "truth")) : null,
    task,
    loss: task === "regression" ? "squared" : columns > 1 ? "softmax" : "logistic",
  });
  return { replicas, examples, measures, ties };
}

function flat(given: Rows, examples: number, columns: number, path: string): number[] {
  const rows: readonly (number | readonly number[])[] = ArrayBuffer.isView(given) ? Array.from(given) : given;
  if (!Array.isArray(rows) || rows.length !== examples) {
    throw new RangeError(expected(path, `${examples} examples, as many as replica 0 has`, Array.isArray(rows) ? String(rows.length) : shown(rows)));
  }
  return rows.flatMap((row: number | readonly number[], n) => {
    const numbers = typeof row === "number" ? [row] : row;
    if (!Array.isArray(numbers) || numbers.length !== columns) throw new RangeError(expected(`${path}[${n}]`, `${columns} numbers`, shown(row)));
    return numbers;
  });
}
