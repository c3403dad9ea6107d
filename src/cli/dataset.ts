/** `doppelgrad dataset` */
import { extname } from "node:path";
import { type Dataset, makeDataset } from "../data/dataset.js";
import { absentClasses, type DatasetTable, datasetTable } from "../data/dataset-table.js";
import { csvPieces } from "../exchange/write-csv.js";
import { writeNpy } from "../exchange/write-npy.js";
import { count, list } from "../report/format.js";
import { parseData } from "../run/prepare.js";
import { visible } from "../study/errors.js";
import { seedOf } from "../study/levels.js";
import { resolveSeeds, writtenFields } from "../study/resolve.js";
import { commandLine } from "./command-line.js";
import { fileOfKind, inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { jsonPieces } from "./json-pieces.js";
import { print, printJson, printPieces } from "./output.js";
import { type StudyArguments, studyFrom } from "./study-input.js";

interface DatasetArguments extends StudyArguments {
  split: "train" | "test";
  out?: string;
  json?: boolean;
}

/** The examples that are written. */
interface Made {
  dataset: Dataset;
  part: "train" | "test";
  table: DatasetTable;
}

export async function datasetCommand(
  name: string | undefined,
  options: DatasetArguments,
  signal: AbortSignal,
): Promise<void> {
  const { out, split: part, json } = options;
  const write = out === undefined ? null : fileOfKind(out, CONTENTS);
  const study = writtenFields(await studyFrom(name, options));
  const data = await parseData(study.data, "study.data");
  const seed = seedOf(resolveSeeds(study), "data");
  const work = async () => {
    const dataset = await makeDataset(data, seed, signal);
    const made = { dataset, part, table: datasetTable(dataset, part) };
    if (write === null) return json ? printJson(documentOf(made)) : printPieces(csvPieces(cellsOf(made)));
    const content = await write.content(made);
    await writtenThenSaid(
      async (files) => {
        if (json) return printJson({ files, examples: dataset[part].count, sha256: dataset.sha256 });
        if (files.length > 0) await print(linesOf(made, files[0]!).join("\n"));
      },
      () => writeFiles(write.folder, { [write.name]: content }, signal),
    );
  };
  await (write === null ? work() : inFolder(write.folder, [write.name], work));
}

type Content = string | Uint8Array | Iterable<string>;

/** By the ending of a file. */
const CONTENTS: Readonly<Record<string, (made: Made) => Content | Promise<Content>>> = {
  csv: (made) => csvPieces(cellsOf(made)),
  parquet: async ({ table }) => (await import("../exchange/write-parquet.js")).writeParquet(table.columns),
  npy: arrayOf,
  json: (made) => jsonPieces(documentOf(made)),
};

const cellsOf = ({ table }: Made) =>
  Object.fromEntries(Object.entries(table.columns).map(([name, { cells }]) => [name, cells]));

/** The columns by their names, each a list. */
const documentOf = (made: Made): object =>
  Object.fromEntries(Object.entries(cellsOf(made)).map(([name, cells]) => [name, Array.from(cells)]));

/** Inputs, then labels or targets as training has them: all of the numbers and nothing else. */
function arrayOf({ dataset: { inputs, targets, ...splits }, part }: Made): Uint8Array {
  const { count: examples, x, y } = splits[part];
  const width = inputs + targets;
  const values = new Float32Array(examples * width);
  for (let n = 0; n < examples; n++) {
    values.set(x.subarray(n * inputs, (n + 1) * inputs), n * width);
    values.set(y.subarray(n * targets, (n + 1) * targets), n * width + inputs);
  }
  return writeNpy({ shape: [examples, width], values });
}

/** What was written, and how a study reads it. */
function linesOf({ dataset, part, table }: Made, file: string): string[] {
  const isArray = extname(file) === ".npy";
  const { columns, labels, reading } = table;
  const { task, standardize } = reading;
  const fields = isArray ? { task, standardize } : reading;
  const words = Object.entries(fields).flatMap(([field, value]) => [
    "--set",
    `data.${field}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  ]);
  const label = isArray ? [] : ["--label", labels[0]!];
  const named = Object.keys(columns);
  const absent = dataset.task === "regression" ? [] : absentClasses(dataset);
  return [
    `wrote ${file}: ${count(dataset[part].count)} ${part === "train" ? "training" : "test"} examples`,
    isArray ? `columns: ${dataset.inputs} inputs, then the label` : `columns: ${shortList(named)}`,
    ...(absent.length > 0 ? [`no example of class ${list(absent.map(String))}, so of a file they are no classes`] : []),
    ...(labels.length > 1
      ? []
      : [`a study reads it with ${visible(commandLine(["run", "--data", file, ...label, ...words]))}`]),
  ];
}

/** The first names and the last. */
function shortList(names: readonly string[]): string {
  const some = names.length > MOST_NAMES ? [...names.slice(0, 3), "...", ...names.slice(3 - MOST_NAMES)] : names;
  return some.map(visible).join(", ");
}

const MOST_NAMES = 12;
