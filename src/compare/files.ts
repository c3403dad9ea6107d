/**
 * Predictions in files: one file a model, or all models in one; read, checked row by row, and brought into one order by
 * the ids of the examples.
 */
import { checkGroups } from "../measure/by-group.js";
import { InputError, shown, wrongValue } from "../study/errors.js";
import { readNumber } from "../study/rows.js";
import { agreeing, alignedTo, checkLike, inOrder, reordered } from "./align.js";
import { type ColumnNames, columnNamesOf, type FilePart, labelsIn, partsOf } from "./file-parts.js";
import { type Predicted, rangeOf, rowCheckOf, taskOf } from "./input.js";
import { classNamesOf, labelsFrom, ownLabels } from "./label-cells.js";
import { openFile } from "./open-file.js";
import type { PredictionTask } from "./tasks.js";

/** Which files are read, and what their columns are. */
export interface PredictionFiles {
  /** One file a model, or one with all of them. */
  files: readonly string[];
  /** Labels, with ids and groups where the predictions have none. */
  labels?: string;
  /** The predictions of the one model that is in use. */
  baseline?: string;
  task?: string;
  /** Columns, by name. Defaults: "id", "label" and "model" where they are there; no group. */
  id?: string;
  label?: string;
  group?: string;
  /** Whether the first rows of text files hold the names of the columns. By default they do, where they are no numbers. */
  header?: boolean;
}

/** What was read. */
export interface ReadFiles {
  predicted: Predicted;
  /** Where each replica was read, in their order. */
  models: string[];
  /** What was decided of the files, in one line. */
  decided: string;
}

/**
 * Reads the files and brings them together.
 * @throws InputError that names the file and the row; the signal's reason
 */
export async function readPredictions(given: PredictionFiles, signal?: AbortSignal): Promise<ReadFiles> {
  const opened = await Promise.all(given.files.map((path) => openFile(path, "FILE", given.header, signal)));
  const columnNames = columnNamesOf(given);
  const models: FilePart[] = [];
  for (const file of opened) models.push(...(await partsOf(file, columnNames, opened.length)));
  const first = models[0]!;
  const task = taskOf(given.task, first.columns, "--task");
  for (const part of models) checkLike(part, first);
  const baseline =
    given.baseline === undefined ? null : await baselineIn(given.baseline, columnNames, first, given.header, signal);
  const labelled = given.labels === undefined ? null : await labelsIn(given.labels, columnNames, given.header, signal);
  const all = [...models, ...(baseline ? [baseline] : [])];
  const aligned = all.map((part) => alignedTo(first, part));
  checkRows(all, task);

  const [examples, columns] = [first.rows.length, first.columns];
  const size = examples * columns;
  const values = new Float64Array(models.length * size);
  models.forEach((part, r) => values.set(inOrder(part, aligned[r]!, first), r * size));
  const names = classNamesOf(task, first.names, (labelled ?? all.find((part) => part.labels))?.labels ?? null);
  const facts = { task, columns, names };
  const itsOrder = labelled && alignedTo(first, labelled);
  const labels = labelled ? labelsFrom(labelled, itsOrder!, facts) : ownLabels(all, aligned, facts);
  const isById = first.ids !== null && (labelled === null || labelled.ids !== null);
  const groups = labelled?.groups ? reordered(labelled.groups, itsOrder!) : agreeing(all, aligned, "groups");
  if (groups) checkGroups(groups, "--group");
  const ids = first.isByRow ? null : (first.ids ?? labelled?.ids ?? null);
  for (const [name, found] of [
    ["id", ids],
    ["label", labels],
    ["group", groups],
  ] as const)
    if (given[name] !== undefined && found === null)
      throw wrongValue(`--${name}`, "a column of the files", shown(given[name]));
  const isValues = task === "regression";
  return {
    predicted: {
      task,
      predictions: { values, replicas: models.length, examples, columns, kind: isValues ? "value" : "probability" },
      labels: labels?.values ?? null,
      truth: null,
      baseline: baseline && inOrder(baseline, aligned.at(-1)!, first),
      logits: null,
      loss: isValues ? "squared" : columns > 1 && task !== "multilabel" ? "softmax" : "logistic",
      ids,
      groups,
      rows: first.rows,
      classNames: names,
      target: null,
    },
    models: models.map(({ model }) => model),
    decided: [
      `${task}, ${columns} ${columns === 1 ? "column" : "columns"}${names ? ` (${columns === 1 ? `of ${names[1]}, not ${names[0]}` : names.join(", ")})` : ""}`,
      first.ids ? `in one order by ${first.idName}` : "in the order of the rows",
      ...(labels ? [`labels ${labels.how}${isById || !first.ids ? "" : `, in the order of ${first.model}`}`] : []),
    ].join("; "),
  };
}

function checkRows(parts: readonly FilePart[], task: PredictionTask): void {
  const range = rangeOf(task);
  for (const part of parts) {
    const { columns, values, names } = part;
    const check = rowCheckOf(task, columns, "give --task multilabel");
    for (let n = 0; n < part.rows.length; n++) {
      for (let c = 0; c < columns; c++) {
        const place = () =>
          `${part.place(n)}${names ? `, column ${shown(names[c])}` : columns > 1 ? `, column ${c}` : ""}`;
        const value = values[n * columns + c]!;
        if (value >= range.least && value <= range.most) continue;
        const remedy = range.remedy === undefined ? undefined : remedyFor(value, values);
        readNumber(value, place(), { ...range, ...(remedy !== undefined && { remedy }) });
      }
      try {
        check?.(values.subarray(n * columns, (n + 1) * columns), part.place(n));
      } catch (error) {
        throw names === null ? error : orModels(error as InputError);
      }
    }
  }
}

/** Integers up to this are likelier to be classes than percentages. */
const MOST_CLASSES = 20;

/** What to do with a number that is no probability, by what the others are. */
function remedyFor(value: number, values: Float64Array): string {
  if (Number.isNaN(value)) return "Leave out the model that gave no number, or the example in every file.";
  if (values.every((each) => Number.isInteger(each) && each >= 0 && each <= MOST_CLASSES))
    return "For classes alone, write one row per example, with 1 in the column of its class and 0 in the others; for values of a regression, give --task regression.";
  return "Apply the sigmoid or the softmax to logits, and divide percentages by 100; for values of a regression, give --task regression.";
}

/** Columns that do not add up may be models. */
function orModels(error: InputError): InputError {
  const remedy = `${error.remedy} If each column is a model, write one row per example and model, with a column "model".`;
  return new InputError({ ...error, remedy });
}

async function baselineIn(
  path: string,
  columnNames: ColumnNames,
  first: FilePart,
  header?: boolean,
  signal?: AbortSignal,
): Promise<FilePart> {
  const parts = await partsOf(await openFile(path, "--baseline", header, signal), columnNames, 2);
  if (parts.length !== 1) throw wrongValue("--baseline", "the predictions of one model", `${parts.length} models`);
  checkLike(parts[0]!, first);
  return parts[0]!;
}
