/**
 * Rows of a file as inputs of a network.
 */
import { type Column, readColumns } from "../data/columns.js";
import type { Preprocessing } from "../data/preprocessing.js";
import { namingColumn, valuesDiffer } from "../data/roles.js";
import { type Content, contentOf, contentOfPieces, inPieces } from "../exchange/content.js";
import { openTable } from "../exchange/open-table.js";
import type { Dialect, Table } from "../exchange/table.js";
import { bytePieces, fileSize } from "../exchange/text-file.js";
import { inSlices } from "../host/slices.js";
import type { GivenFile } from "../run/given-file.js";
import { encodingAll } from "../run/rows.js";
import { shown, visible, wrongValue } from "../study/errors.js";
import type { Model } from "./model.js";

/**
 * Inputs of the network, [count][inputs], for all rows of a file, with their numbers there and, where a column names
 * them, their ids. The file is read as the data of the study say.
 * @throws InputError for a file without a column of the training data, and for a cell that is no value of its column;
 *   the signal's reason
 */
export async function inputsInFile(
  model: Model,
  file: GivenFile,
  signal?: AbortSignal,
): Promise<{ x: Float32Array; rows: Int32Array; ids: string[] | null }> {
  const table = await openTable(contentIn(file, signal), dialectOf(model));
  const preprocessing = model.preprocessing ?? plainInputs(model, table);
  const names = preprocessing.inputs.map(({ column }) => column);
  const missing = names.find((name) => !table.names.includes(name));
  if (missing !== undefined)
    throw wrongValue(table.source, "the columns of the training data", `none named ${shown(missing)}`);
  const roles = model.study.data as { id?: string | null; groups?: string | null };
  const naming = model.preprocessing && namingColumn(roles, table.names, names);
  const read = ofColumns(table, naming === null ? names : [...names, naming]);
  const columns = await readColumns([read], (name) => name === naming, signal);
  if (columns.count === 0) throw wrongValue(table.source, "a row at least", "none");
  const x = await inSlices(encodingAll(preprocessing, columns), signal);
  const column = columns.columns.find(({ name }) => name === naming);
  return { x, rows: columns.rows, ids: column && (roles.id || valuesDiffer(column)) ? textsOf(column) : null };
}

const textsOf = ({ all }: Column): string[] => all!.map((text) => text ?? "");

function contentIn(file: GivenFile, signal?: AbortSignal): Content {
  if ("text" in file) return contentOf({ path: null, text: file.text }, "rows", signal);
  if ("bytes" in file) return contentOfPieces(inPieces(file.bytes, signal), "rows");
  const request = { field: "rows.path", what: "a file that can be read", signal };
  return contentOfPieces(bytePieces(file.path, request), visible(file.path), () => fileSize(file.path));
}

/** How text files are read: as the file of the training data was. */
function dialectOf({ study }: Model): Dialect {
  const { delimiter, decimal, thousands, header, comment, skip, encoding } = study.data as Dialect;
  return { delimiter, decimal, thousands, header, comment, skip, encoding };
}

/** Where data name no columns: those of the file are the inputs, one after the other. */
function plainInputs({ layers, study }: Model, { names, source }: Table): Preprocessing {
  const { standardize } = study.data as { standardize?: boolean };
  if (standardize) {
    const remedy = 'Train it with data { name: "file" }, which keeps it: doppelgrad run FILE.';
    throw wrongValue(
      "result",
      "how its data were standardised",
      `data ${shown(study.data.name)}, which do not keep it`,
      remedy,
    );
  }
  const { inputs } = layers[0]!;
  if (names.length !== inputs)
    throw wrongValue(
      source,
      `${inputs} ${inputs === 1 ? "column" : "columns"}, the inputs of the network`,
      String(names.length),
    );
  const plain = { kind: "number", fill: null, mean: 0, sd: 1 } as const;
  return { label: "", classNames: null, target: null, inputs: names.map((column) => ({ column, ...plain })) };
}

/** The table with these columns alone. */
function ofColumns(table: Table, names: readonly string[]): Table {
  const places = names.map((name) => table.names.indexOf(name));
  async function* batches() {
    for await (const { columns, numbers } of table.batches)
      yield { numbers, columns: places.map((place) => columns[place]!) };
  }
  return { ...table, names, batches: batches() };
}
