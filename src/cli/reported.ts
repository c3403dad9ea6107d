/** What `doppelgrad report` is given: the JSON that a command has written, or the folder that it is in. */
import { basename, dirname, resolve } from "node:path";
import type { ComparePageInput } from "../report/compare-page.js";
import { kindOf, type ResultKind } from "../report/kind.js";
import type { RunPageInput } from "../report/run-page.js";
import type { ShownResult } from "../report/several-page.js";
import { type CheckedClaim, checkedClaim } from "../run/claimed.js";
import type { ExecutionOptions } from "../run/execution.js";
import { isStore } from "../store/store.js";
import { InputError, misplaced, shown, visible, wrongType, wrongValue } from "../study/errors.js";
import { isPlain } from "../study/fields.js";
import { namedFiles } from "./named-file.js";
import { readDocument } from "./result-file.js";
import { storedPredictions } from "./stored-numbers.js";
import { readStoredResult } from "./stored-result.js";

/** Files that commands write with --out. */
const DOCUMENTS = [
  "result.json",
  "claims.json",
  "sweep.json",
  "attribution.json",
  "experiment.json",
  "explain.json",
  "comparison.json",
  "diff.json",
];

/** What a result that stands alone is called. */
const ALONE: Record<Exclude<ResultKind, "run" | "comparison">, string> = {
  several: "several results",
  claims: "claims",
  experiment: "an experiment",
  explanation: "an explanation",
  attribution: "an attribution",
  sweep: "a sweep",
  diff: "a comparison of two recipes",
};

/** A result as the page takes it. */
interface Reported {
  result: unknown;
  fingerprint: string | null;
  /** What was done for it, in a sentence; null where nothing was. */
  note: string | null;
}

/**
 * Reads any result; a run without predictions is trained again.
 * @param data the file of --data
 * @throws InputError for what is no result; the signal's reason
 */
export async function readReported(
  what: string,
  data: string | undefined,
  execution: ExecutionOptions,
): Promise<Reported> {
  const document = await readDocument(what, { names: DOCUMENTS });
  const json = document.json as Record<string, unknown>;
  if (!isPlain(json) || kindOf(json) === "run") {
    const { result, note } = await readStoredResult(what, data, execution, document);
    return { result, fingerprint: result.fingerprint ?? null, note };
  }
  if (data !== undefined) throw misplaced("--data", "a run, which alone may need its data", shown(data));
  return { result: json, fingerprint: typeof json.fingerprint === "string" ? json.fingerprint : null, note: null };
}

/**
 * Reads results that are shown side by side, with the predictions that are stored with them.
 * @param data the file of --data, for those that name a file
 * @throws InputError for what is no result, and for one of a kind that stands alone; the signal's reason
 */
export async function readSeveral(
  paths: readonly string[],
  data: string | undefined,
  signal: AbortSignal,
): Promise<{ results: ShownResult[]; notes: string[] }> {
  const names = namesOf(paths);
  const results: ShownResult[] = [];
  const notes: string[] = [];
  for (const [at, what] of paths.entries()) {
    signal.throwIfAborted();
    const { result, note } = await readOne(what, data);
    results.push({ name: names[at]!, result });
    if (note !== null) notes.push(note);
  }
  return { results, notes };
}

async function readOne(
  what: string,
  data: string | undefined,
): Promise<{ result: ShownResult["result"]; note: string | null }> {
  const { json, path } = await readDocument(what, { names: DOCUMENTS });
  const kind = isPlain(json) ? kindOf(json) : "run";
  if (kind === "comparison") return { result: checkedComparison(json, path), note: null };
  if (kind !== "run")
    throw wrongValue(
      "RESULT",
      "runs or comparisons of predictions, if there are several",
      `${shown(what)}, ${ALONE[kind]}`,
      kind === "sweep" ? "Name the folders of its settings, or report it alone." : "Report it alone.",
    );
  const claim = checkedClaim(json);
  const predicted = claim.predictions ? {} : await predictionsOf(what, claim, dirname(path), data);
  if (typeof predicted !== "string")
    return { result: { ...claim, ...predicted } as unknown as RunPageInput, note: null };
  return {
    result: claim as unknown as RunPageInput,
    note: `${visible(what)}: no figure of its examples. ${predicted}`,
  };
}

/** What a folder with parts has, or in a sentence why there is nothing. */
async function predictionsOf(what: string, claim: CheckedClaim, folder: string, data: string | undefined) {
  if (!(await isStore(what))) return `Its JSON has no predictions; doppelgrad report ${visible(what)} trains it again.`;
  const spec = claim.study.data as { path?: unknown };
  try {
    const files = await namedFiles(spec, folder, typeof spec.path === "string" ? data : undefined);
    return await storedPredictions(what, claim, files ?? undefined);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

function checkedComparison(json: unknown, path: string): ComparePageInput {
  const { measures, replicas } = json as Partial<ComparePageInput>;
  if (!isPlain(measures) || !Number.isInteger(replicas))
    throw wrongType(visible(path), "the JSON of compare, with measures and replicas", shown(json));
  return json as ComparePageInput;
}

/**
 * What each is called: its folder or file, or the path where that is not enough.
 * @throws InputError for one that is named twice
 */
function namesOf(paths: readonly string[]): string[] {
  const whole = paths.map((path) => resolve(path));
  const again = whole.findIndex((path, at) => whole.indexOf(path) < at);
  if (again >= 0) throw wrongValue("RESULT", "each result once", `${shown(paths[again])} twice`);
  const short = whole.map((path) =>
    basename(DOCUMENTS.includes(basename(path)) ? dirname(path) : path).replace(/\.json$/i, ""),
  );
  return (new Set(short).size === short.length ? short : paths).map(visible);
}
