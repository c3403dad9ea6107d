/** `doppelgrad report` */
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { decisionMaps } from "../report/decision-maps.js";
import { report } from "../report/lazy.js";
import type { ShownResult } from "../report/several-page.js";
import { studyName } from "../report/study-text.js";
import { checkedClaim } from "../run/claimed.js";
import type { ExecutionOptions } from "../run/execution.js";
import { toJson } from "../run/json.js";
import type { Part } from "../run/parts.js";
import type { RunResult } from "../run/result.js";
import { claimedParts } from "../run/verify.js";
import { isStore, RESULT_FILE, storedStudy } from "../store/store.js";
import { remeasured } from "../store/stored-result.js";
import { InputError } from "../study/errors.js";
import { commandLine } from "./command-line.js";
import { inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { jsonPieces } from "./json-pieces.js";
import { type NamedFiles, namedFiles } from "./named-file.js";
import { type ExecutionArguments, executionFrom } from "./options.js";
import { print, printJson } from "./output.js";
import { placeOf } from "./page-place.js";
import { readReported, readSeveral } from "./reported.js";
import { readDocument } from "./result-file.js";
import { summary, watched } from "./run.js";
import { REPORT_FILE, wroteLines } from "./run-into.js";

/** Apart from the page of one result, which may stand in the same folder. */
const SEVERAL_FILE = "results.html";

interface ReportArguments extends ExecutionArguments {
  data?: string;
  out?: string;
  json?: boolean;
}

export async function reportCommand(
  results: readonly string[],
  options: ReportArguments,
  signal: AbortSignal,
): Promise<void> {
  const [what, ...others] = results;
  if (others.length > 0) return ofSeveral(results, options, signal);
  const isRemeasured = options.out === undefined && (await isStore(what!));
  await (isRemeasured ? ofStore : ofResult)(what!, options, signal).catch(ofArgument);
}

/** The folder of a store is the argument here, and not --out. */
function ofArgument(error: unknown): never {
  if (error instanceof InputError && error.path === "folder") throw new InputError({ ...error, path: "RESULT" });
  throw error;
}

/** Both files anew, from the parts: nothing is trained. */
async function ofStore(folder: string, options: ReportArguments, signal: AbortSignal): Promise<void> {
  const execution = { ...executionFrom(options), signal };
  const study = (await storedStudy(folder))!;
  const files = await namedFiles(Object(study).data, folder, options.data);
  const { parts, further } = await before(folder);
  await inFolder(folder, [RESULT_FILE, REPORT_FILE], async () => {
    const { result, seconds } = await watched(({ onMeasuring }) =>
      remeasured(folder, { ...execution, onMeasuring, further, ...(files !== null && { data: files }) }),
    );
    const document = toJson(result, parts);
    const told = (written: readonly string[]) =>
      options.json
        ? printJson({ files: written, trained: false, fingerprint: result.fingerprint })
        : print([summary(result, seconds), ...wroteLines(written)].join("\n"));
    await writtenThenSaid(told, () =>
      writeResultFiles(folder, result, { document, files, command: commandLine(), seconds, ...execution }),
    );
  });
}

interface ResultFiles extends Pick<ExecutionOptions, "pool" | "workers" | "backend"> {
  /** The JSON of the result. */
  document: object;
  /** The files of data that the study names, by their paths from here. */
  files: NamedFiles | null;
  /** What the page says of its making. */
  command: string;
  seconds: number;
  signal: AbortSignal;
}

/** Writes result.json and the page of a study in a folder. */
export async function writeResultFiles(
  folder: string,
  result: RunResult,
  { document, files, command, seconds, ...execution }: ResultFiles,
): Promise<string[]> {
  const { signal } = execution;
  const here = { ...result.study, data: { ...result.study.data, ...files } as typeof result.study.data };
  const drawn = await decisionMaps(here, execution, result.parameters);
  const maps = drawn && { ...drawn, title: studyName(result.study) };
  const page = await report(result, { command, seconds, host: result.host, signal, maps });
  return writeFiles(folder, { [RESULT_FILE]: jsonPieces(document), [REPORT_FILE]: page }, signal);
}

/** What the JSON that is there has beside the rest; nothing where it is none. */
async function before(folder: string): Promise<{ parts: Part[]; further?: unknown }> {
  try {
    const claim = checkedClaim((await readDocument(folder)).json);
    return { parts: claimedParts(claim), further: claim.further };
  } catch {
    return { parts: [] };
  }
}

/** The page of any result; a run is trained again where it has no predictions. */
async function ofResult(what: string, options: ReportArguments, signal: AbortSignal): Promise<void> {
  const execution = { ...executionFrom(options), signal };
  const isFolder = (await stat(what).catch(() => null))?.isDirectory();
  const place = await placeOf(options.out, { folder: isFolder ? what : dirname(what), name: REPORT_FILE });
  await inFolder(place.folder, [place.name], async () => {
    const started = performance.now();
    const { result, fingerprint, note } = await readReported(what, options.data, execution);
    const seconds = (performance.now() - started) / 1000;
    const told = (written: readonly string[]) =>
      options.json
        ? printJson({ files: written, trained: note !== null, fingerprint })
        : print([...(note === null ? [] : [note]), ...wroteLines(written)].join("\n"));
    await writtenThenSaid(told, async () => {
      const page = await report(result as never, { command: commandLine(), seconds, ...execution });
      return writeFiles(place.folder, { [place.name]: page }, signal);
    });
  });
}

/** One page of several results: nothing is trained. */
async function ofSeveral(paths: readonly string[], options: ReportArguments, signal: AbortSignal): Promise<void> {
  const place = await placeOf(options.out, { folder: ".", name: SEVERAL_FILE });
  await inFolder(place.folder, [place.name], async () => {
    const { results, notes } = await readSeveral(paths, options.data, signal);
    const told = (written: readonly string[]) =>
      options.json
        ? printJson({ files: written, trained: false, results: results.map(saidOf) })
        : print([...notes, ...wroteLines(written)].join("\n"));
    await writtenThenSaid(told, async () => {
      const page = await report({ results }, { command: commandLine(), signal });
      return writeFiles(place.folder, { [place.name]: page }, signal);
    });
  });
}

function saidOf({ name, result }: ShownResult) {
  return { name, fingerprint: "study" in result ? result.fingerprint : null };
}
