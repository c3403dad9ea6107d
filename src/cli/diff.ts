/** `doppelgrad diff` */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  checkSameData,
  type Diff,
  type DiffMeasure,
  type DiffSide,
  diffOf,
  sideOfPredictions,
  sideOfResult,
} from "../compare/diff.js";
import { type PredictionFiles, readPredictions } from "../compare/files.js";
import { ABSENT, estimate, interval, number } from "../report/format.js";
import { PROMISED_REPLICAS } from "../statistics/estimate.js";
import { misplaced, shown, visible, wrongValue } from "../study/errors.js";
import { type ExecutionArguments, executionFrom } from "./options.js";
import { print, printJson } from "./output.js";
import { isStoredResult, readStoredResult } from "./stored-result.js";

interface DiffArguments extends Omit<PredictionFiles, "files" | "baseline" | "group">, ExecutionArguments {
  paired?: boolean;
  json?: boolean;
}

/** One of the two, and what was done to read it. */
interface ReadSide {
  side: DiffSide;
  notes: string[];
}

export async function diffCommand(a: string, b: string, options: DiffArguments, signal: AbortSignal): Promise<void> {
  const sides: ReadSide[] = [];
  for (const [name, path] of Object.entries({ A: a, B: b })) sides.push(await readSide(name, path, options, signal));
  const [ofA, ofB] = sides as [ReadSide, ReadSide];
  if (Boolean(ofA.side.study) !== Boolean(ofB.side.study))
    throw misplaced("B", "two results, or two sets of predictions", "one of each");
  if (ofA.side.study) await checkSameData(ofA.side, ofB.side);
  const found = diffOf(ofA.side, ofB.side, options.paired);
  const notes = [...ofA.notes, ...ofB.notes];
  await (options.json ? printJson({ a, b, notes, ...found }) : print(summary(found, { a, b }, notes)));
}

async function readSide(name: string, path: string, options: DiffArguments, signal: AbortSignal): Promise<ReadSide> {
  const { labels, task, id, label, header } = options;
  const files = await filesIn(name, path);
  if (files !== null) {
    const { predicted, decided } = await readPredictions({ files, labels, task, id, label, header }, signal);
    return { side: sideOfPredictions(predicted), notes: [`${name}: ${decided}`] };
  }
  for (const [option, value] of Object.entries({ labels, task, id, label }))
    if (value !== undefined)
      throw misplaced(`--${option}`, "nothing beside a result, which says it itself", shown(value));
  const { result, note } = await readStoredResult(path, { ...executionFrom(options), signal });
  return { side: sideOfResult(result, name), notes: note === null ? [] : [`${name}: ${note}`] };
}

/** Files of predictions: one, or those of a folder; null for a result. */
async function filesIn(name: string, path: string): Promise<string[] | null> {
  if (!(await isStoredResult(path))) return [path];
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return null;
  const names = (await readdir(path)).filter((file) => !file.startsWith(".")).sort();
  if (names.includes("result.json") || names.includes("claims.json")) return null;
  if (names.length === 0)
    throw wrongValue(name, "a result, or files of predictions", `${shown(path)}, an empty folder`);
  return names.map((file) => join(path, file));
}

function summary(found: Diff, { a, b }: { a: string; b: string }, notes: readonly string[]): string {
  const { replicas, examples, paired, measures, message } = found;
  const few = Math.min(...replicas);
  const rows = Object.entries(measures).map(([name, measure]) => cells(name, measure));
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
    ...(few < PROMISED_REPLICAS
      ? [`${few} replicas: the intervals are rough; ${PROMISED_REPLICAS} or more are needed for 95%`]
      : []),
    "",
    message,
  ].join("\n");
}

function cells(name: string, { a, b, ratio, difference }: DiffMeasure): string[] {
  const ranged = ({ value, low, high }: DiffMeasure["ratio"]) =>
    value === null ? ABSENT : `${number(value)} ${interval(low, high)}`.trim();
  return [name, estimate(a), estimate(b), ranged(ratio), ranged(difference)];
}
