/** `doppelgrad report` */
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { decisionMaps } from "../report/decision-maps.js";
import { report } from "../report/lazy.js";
import { studyName } from "../report/study-text.js";
import { checkedClaim } from "../run/claimed.js";
import type { ExecutionOptions } from "../run/execution.js";
import { toJson } from "../run/json.js";
import type { Part } from "../run/parts.js";
import type { RunResult } from "../run/result.js";
import { claimedParts } from "../run/verify.js";
import { isStore, RESULT_FILE, storedStudy } from "../store/store.js";
import { remeasured } from "../store/stored-result.js";
import { commandLine } from "./command-line.js";
import { inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { jsonPieces } from "./json-pieces.js";
import { type NamedFiles, namedFiles } from "./named-file.js";
import { type ExecutionArguments, executionFrom } from "./options.js";
import { print, printJson } from "./output.js";
import { readDocument } from "./result-file.js";
import { summary, watched } from "./run.js";
import { REPORT_FILE, wroteLines } from "./run-into.js";
import { readStoredResult } from "./stored-result.js";

interface ReportArguments extends ExecutionArguments {
  data?: string;
  json?: boolean;
}

export async function reportCommand(what: string, options: ReportArguments, signal: AbortSignal): Promise<void> {
  await ((await isStore(what)) ? ofStore(what, options, signal) : ofResult(what, options, signal));
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

/** The page of a result without parts, which is trained again where it has no predictions. */
async function ofResult(what: string, options: ReportArguments, signal: AbortSignal): Promise<void> {
  const execution = { ...executionFrom(options), signal };
  const folder = (await stat(what).catch(() => null))?.isDirectory() ? what : dirname(what);
  await inFolder(folder, [REPORT_FILE], async () => {
    const started = performance.now();
    const { result, note } = await readStoredResult(what, options.data, execution);
    const seconds = (performance.now() - started) / 1000;
    const told = (written: readonly string[]) =>
      options.json
        ? printJson({ files: written, trained: note !== null, fingerprint: result.fingerprint })
        : print([...(note === null ? [] : [note]), ...wroteLines(written)].join("\n"));
    await writtenThenSaid(told, async () => {
      const page = await report(result as never, { command: commandLine(), seconds, ...execution });
      return writeFiles(folder, { [REPORT_FILE]: page }, signal);
    });
  });
}
