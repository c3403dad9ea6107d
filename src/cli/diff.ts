/** `doppelgrad diff` */
import {
  askedOfBoth,
  checkSameData,
  type Diff,
  type DiffMeasure,
  type DiffOptions,
  type DiffSide,
  diffOf,
  sideOfPredictions,
  sideOfResult,
} from "../compare/diff.js";
import { countedAnswers, type DiffFlips, diffFlipsCsv } from "../compare/diff-flips.js";
import { type PredictionFiles, readPredictions } from "../compare/files.js";
import { answerText } from "../compare/flips.js";
import { flipsSayOfTwo } from "../report/diff-page.js";
import { ABSENT, estimate, interval, number } from "../report/format.js";
import { diffReasonLines } from "../report/further-lines.js";
import { report } from "../report/lazy.js";
import { PROMISED_REPLICAS } from "../statistics/estimate.js";
import { misplaced, shown, visible } from "../study/errors.js";
import { commandLine } from "./command-line.js";
import { inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { type FurtherArguments, namesFrom } from "./further.js";
import { jsonPieces } from "./json-pieces.js";
import { type ExecutionArguments, executionFrom, integerOption, numberOption } from "./options.js";
import { print, printJson } from "./output.js";
import { filesIn } from "./prediction-files.js";
import { readStoredResult, refuseData } from "./stored-result.js";

export interface DiffArguments
  extends Omit<PredictionFiles, "files" | "baseline" | "group">,
    ExecutionArguments,
    Omit<FurtherArguments, "perClass"> {
  paired?: boolean;
  flips: string;
  data?: string;
  out?: string;
  json?: boolean;
}

const [JSON_FILE, CSV_FILE, REPORT] = ["diff.json", "flips.csv", "report.html"] as const;
/** Of the examples that flip in one alone, in the terminal. */
const SHOWN = 5;

/** How either is read. */
export type ReadArguments = Pick<DiffArguments, "labels" | "task" | "id" | "label" | "header" | "data"> &
  ExecutionArguments;

/** One of the two, and what was done to read it. */
interface ReadSide {
  side: DiffSide;
  notes: string[];
}

export async function diffCommand(a: string, b: string, options: DiffArguments, signal: AbortSignal): Promise<void> {
  const { out } = options;
  const listed = integerOption("--flips", options.flips, 0)!;
  const further = askedFrom(options);
  const started = performance.now();
  const work = async () => {
    const { found, notes } = await held(a, b, { ...further, flips: listed }, options, signal);
    const seconds = (performance.now() - started) / 1000;
    const document = { a, b, notes, ...found };
    const say = (written: readonly string[]) =>
      options.json
        ? printJson(document)
        : print(
            [summary(found, { a, b }, notes), ...(written.length > 0 ? [`wrote ${written.join(", ")}`] : [])].join(
              "\n",
            ),
          );
    if (out === undefined) return say([]);
    await writtenThenSaid(say, async () => {
      const page = await report({ ...found, a, b }, { command: commandLine(), seconds, signal });
      const flips = found.flips && { [CSV_FILE]: diffFlipsCsv(found.flips, found.replicas) };
      return writeFiles(out, { [JSON_FILE]: jsonPieces(document), ...flips, [REPORT]: page }, signal);
    });
  };
  await (out === undefined ? work() : inFolder(out, [JSON_FILE, CSV_FILE, REPORT], work));
}

/** Reads both, and holds them against each other. */
async function held(
  a: string,
  b: string,
  how: DiffOptions,
  options: DiffArguments,
  signal: AbortSignal,
): Promise<{ found: Diff; notes: string[] }> {
  const sides: ReadSide[] = [];
  for (const [name, path] of Object.entries({ A: a, B: b })) sides.push(await readSide(name, path, options, signal));
  const [ofA, ofB] = sides as [ReadSide, ReadSide];
  if (Boolean(ofA.side.study) !== Boolean(ofB.side.study))
    throw misplaced("B", "two results, or two sets of predictions", "one of each");
  if (ofA.side.study) await checkSameData(ofA.side, ofB.side);
  const { paired } = options;
  const found = await diffOf(ofA.side, ofB.side, { ...(paired !== undefined && { paired }), ...how }, signal);
  return { found, notes: [...ofA.notes, ...ofB.notes] };
}

export async function readSide(
  name: string,
  path: string,
  options: ReadArguments,
  signal: AbortSignal,
): Promise<ReadSide> {
  const { labels, task, id, label, header } = options;
  const files = await filesIn(name, path, [labels]);
  if (files !== null) {
    refuseData(options.data);
    const { predicted, decided } = await readPredictions({ files, labels, task, id, label, header }, signal);
    return { side: sideOfPredictions(predicted), notes: [`${name}: ${decided}`] };
  }
  for (const [option, value] of Object.entries({ labels, task, id, label }))
    if (value !== undefined)
      throw misplaced(`--${option}`, "nothing with a result, which already says it", shown(value));
  const { result, note } = await readStoredResult(path, options.data, { ...executionFrom(options), signal });
  return { side: sideOfResult(result, name), notes: note === null ? [] : [`${name}: ${note}`] };
}

function summary(found: Diff, { a, b }: { a: string; b: string }, notes: readonly string[]): string {
  const { replicas, examples, paired, measures, further = {}, message, flips } = found;
  const few = Math.min(...replicas);
  const some = Object.entries(further).filter(([, { a, b }]) => (a.value ?? b.value) !== null);
  const rows = [...Object.entries(measures), ...some].map(([name, measure]) => cells(name, measure));
  const table = [["", "A", "B", "B / A", "B - A"], ...rows];
  const wide = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return [
    visible(
      `A ${a}: ${replicas[0]} replicas; B ${b}: ${replicas[1]} replicas; ${examples} examples, ${paired ? "replicas paired by number" : "replicas not paired"}`,
    ),
    ...notes.map(visible),
    "",
    ...table.map((row) =>
      row
        .map((cell, column) => cell.padEnd(wide[column]!))
        .join("  ")
        .trimEnd(),
    ),
    ...diffReasonLines(further),
    ...(few < PROMISED_REPLICAS
      ? [`${few} replicas: the intervals are rough; ${PROMISED_REPLICAS} or more are needed for 95%`]
      : []),
    "",
    message,
    ...(flips ? ["", flipsSayOfTwo(flips, examples), ...flipLines(flips, "A"), ...flipLines(flips, "B")] : []),
  ].join("\n");
}

function flipLines(flips: DiffFlips, name: "A" | "B"): string[] {
  const all = flips.examples.filter((flip) => flip.flips === name);
  const lines = all.slice(0, SHOWN).map(({ row, id, label, a, b }) => {
    const [ofA, ofB] = flips.classNames;
    const known = label === null ? "" : `; label ${answerText(label, { disagreement: 0 }, { classNames: ofA })}`;
    const who = id === null ? `row ${row}` : `${id} (row ${row})`;
    return visible(`  ${name} alone, ${who}: A ${countedAnswers(a, ofA)}; B ${countedAnswers(b, ofB)}${known}`);
  });
  const rest = (name === "A" ? flips.onlyA : flips.onlyB) - lines.length;
  return [
    ...lines,
    ...(rest > 0 && lines.length > 0 ? [`  and ${rest} more in ${name} alone; --out writes flips.csv`] : []),
  ];
}

function cells(name: string, { a, b, ratio, difference }: DiffMeasure): string[] {
  const ranged = ({ value, low, high }: DiffMeasure["ratio"]) =>
    value === null ? ABSENT : `${number(value)} ${interval(low, high)}`.trim();
  return [name, estimate(a), estimate(b), ranged(ratio), ranged(difference)];
}

/** The further measures that are asked for. */
function askedFrom({ measures, alpha }: DiffArguments): Pick<DiffOptions, "measures" | "alpha"> {
  const asked = {
    ...(measures !== undefined && { measures: namesFrom(measures) as DiffOptions["measures"] }),
    ...(alpha !== undefined && { alpha: numberOption("--alpha", alpha) }),
  };
  askedOfBoth(asked.measures, asked.alpha);
  return asked;
}
