/** `doppelgrad compare` */
import { type Comparison, compared } from "../compare/compare.js";
import { type PredictionFiles, readPredictions } from "../compare/files.js";
import { answerText, type Flip } from "../compare/flips.js";
import { flipsCsv } from "../compare/flips-csv.js";
import type { Predicted } from "../compare/input.js";
import { furtherOf } from "../compare/measure-further.js";
import { predictedByResult } from "../compare/result.js";
import { checkedPreprocessing } from "../data/checked-preprocessing.js";
import type { Preprocessing } from "../data/preprocessing.js";
import { askedFor, OF_PREDICTIONS } from "../further/asked.js";
import type { FurtherMeasures } from "../further/further.js";
import { flipsSay } from "../report/flips-table.js";
import { number, percent, roughness, scaledTargets } from "../report/format.js";
import { furtherLines } from "../report/further-lines.js";
import { groupLines } from "../report/groups.js";
import { report } from "../report/lazy.js";
import { measureTable } from "../report/table.js";
import { misplaced, shown, visible, wrongValue } from "../study/errors.js";
import { commandLine } from "./command-line.js";
import { inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { type FurtherArguments, furtherFrom } from "./further.js";
import { jsonPieces } from "./json-pieces.js";
import { type ExecutionArguments, executionFrom, integerOption } from "./options.js";
import { COLOR, print, printJson, WIDTH } from "./output.js";
import { filesIn } from "./prediction-files.js";
import { readStoredResult, refuseData } from "./stored-result.js";

const [JSON_FILE, CSV_FILE, REPORT] = ["comparison.json", "flips.csv", "report.html"] as const;
/** Of the examples that flip, in the terminal. */
const SHOWN = 10;
/** Answers of replicas beside each. */
const SHOWN_ANSWERS = 8;

interface CompareArguments extends Omit<PredictionFiles, "files">, ExecutionArguments, FurtherArguments {
  flips: string;
  data?: string;
  out?: string;
  json?: boolean;
}

/** What was read, and what is said of it. */
interface Read {
  predicted: Predicted;
  models: string[];
  notes: string[];
  /** Of a result. */
  preprocessing: Preprocessing | null;
}

export async function compareCommand(
  files: readonly string[],
  options: CompareArguments,
  signal: AbortSignal,
): Promise<void> {
  const listed = integerOption("--flips", options.flips, 0)!;
  const further = furtherFrom(options, OF_PREDICTIONS);
  const { out } = options;
  const started = performance.now();
  const work = async () => {
    const { predicted, models, notes: read, preprocessing } = await readGiven(files, options, signal);
    const comparison: Comparison & { further?: FurtherMeasures } = {
      ...(await compared(predicted, listed, signal)),
      ...(further && { further: await furtherOf(predicted, askedFor(further, "options", OF_PREDICTIONS), signal) }),
    };
    const scaled = scaledTargets(preprocessing, comparison.measures);
    const notes = [...read, ...(scaled ? [scaled] : [])];
    const seconds = (performance.now() - started) / 1000;
    const document = { models, notes, ...comparison };
    const say = (written: readonly string[]) =>
      options.json
        ? printJson(document)
        : print([summary(comparison, notes), ...(written.length > 0 ? [wrote(written)] : [])].join("\n"));
    if (out === undefined) return say([]);
    await writtenThenSaid(say, async () => {
      const page = await report({ ...comparison, models, preprocessing }, { command: commandLine(), seconds, signal });
      const texts = { [JSON_FILE]: jsonPieces(document), [CSV_FILE]: await flipsCsv(comparison), [REPORT]: page };
      return writeFiles(out, texts, signal);
    });
  };
  await (out === undefined ? work() : inFolder(out, [JSON_FILE, CSV_FILE, REPORT], work));
}

const wrote = (written: readonly string[]): string => `wrote ${written.join(", ")}`;

async function readGiven(given: readonly string[], options: CompareArguments, signal: AbortSignal): Promise<Read> {
  const { labels, baseline, task, id, label, group, header } = options;
  const found = await Promise.all(given.map((path) => filesIn("FILE", path, [labels, baseline])));
  const files = found.flatMap((some, at) => some ?? given[at]!);
  if (!found.includes(null)) {
    refuseData(options.data);
    const { predicted, models, decided } = await readPredictions(
      { files, labels, baseline, task, id, label, group, header },
      signal,
    );
    return { predicted, models, notes: [decided], preprocessing: null };
  }
  if (files.length > 1)
    throw wrongValue("FILE", "files of predictions, or one result", `${files.length} files with a result`);
  for (const [name, value] of Object.entries({ labels, baseline, task, id, label, group }))
    if (value !== undefined) throw misplaced(`--${name}`, "nothing with a result, which already says it", shown(value));
  const { result, note } = await readStoredResult(files[0]!, options.data, { ...executionFrom(options), signal });
  const predicted = predictedByResult(result, "result");
  const unknown = predicted.labels
    ? []
    : ["the labels are not known: run --with predictions,logits,examples stores them"];
  return {
    predicted,
    models: Array.from({ length: predicted.predictions.replicas }, (_, r) => `${visible(files[0]!)}, replica ${r}`),
    notes: [...(note ? [note] : []), ...unknown],
    preprocessing: result.preprocessing
      ? checkedPreprocessing(result.preprocessing, result.data.inputs, result.data.classes)
      : null,
  };
}

function summary(comparison: Comparison & { further?: FurtherMeasures }, notes: readonly string[]): string {
  const { replicas, examples, measures, ties, baseline, labelSets, groups, further } = comparison;
  const rough = roughness(replicas, measures);
  const table = (estimates: object) =>
    measureTable({ measures: estimates as Comparison["measures"] }, { width: WIDTH, color: COLOR });
  return [
    `${replicas} ${replicas === 1 ? "replica" : "replicas"}, ${examples} ${examples === 1 ? "example" : "examples"}; given these examples`,
    ...notes.map(visible),
    "",
    table(measures),
    ...(rough === null ? [] : [rough]),
    ...(ties ? [`${ties} decisions broke a tie`] : []),
    ...(labelSets ? ["", "sets of labels, compared whole", table(labelSets)] : []),
    ...(baseline ? ["", "if a replica took the place of the baseline", table(baseline)] : []),
    ...(groups ? ["", ...groupLines(groups)] : []),
    ...(further ? ["", ...furtherLines(further, { width: WIDTH, color: COLOR })] : []),
    "",
    ...flipLines(comparison),
  ].join("\n");
}

function flipLines(comparison: Comparison): string[] {
  const shown = comparison.flips.slice(0, SHOWN);
  const lines = shown.map((flip) => flipLine(flip, comparison));
  const rest = comparison.flipping - shown.length;
  return [
    flipsSay(comparison, comparison.examples),
    ...lines,
    ...(rest > 0 && shown.length > 0 ? [`  and ${rest} more; --out writes flips.csv`] : []),
  ];
}

function flipLine(flip: Flip, comparison: Comparison): string {
  const { row, id, label, disagreement, difference, answers, baseline } = flip;
  const text = (answer: typeof label) => answerText(answer, flip, comparison);
  const more = answers.length > SHOWN_ANSWERS ? ", ..." : "";
  const name = id === null ? `row ${row}` : `${id} (row ${row})`;
  const amount =
    disagreement === null ? `differ by ${number(difference)}` : `${percent(disagreement)} of pairs disagree`;
  const facts = [
    `${answers.slice(0, SHOWN_ANSWERS).map(text).join(", ")}${more}`,
    ...(label === null ? [] : [`label ${text(label)}`]),
    ...(baseline === null ? [] : [`baseline ${text(baseline)}`]),
  ];
  return `  ${visible(`${name}: ${amount}; ${facts.join("; ")}`)}`;
}
