/** `doppelgrad worker` */
import type { WholeClaims } from "../queue/claims-job.js";
import type { WorkEvent } from "../queue/work-event.js";
import { type WholeStudy, type WorkOptions, workFrom } from "../queue/work-from.js";
import { toJson } from "../run/json.js";
import { runInto } from "../store/run-into.js";
import { storedStudy } from "../store/store.js";
import { misplaced, shown } from "../study/errors.js";
import type { Backend } from "../train/group.js";
import { writeClaimsFiles } from "./claims.js";
import { noteKept } from "./files.js";
import { namedFiles } from "./named-file.js";
import { type ExecutionArguments, executionFrom, numberOption } from "./options.js";
import { print, printJson } from "./output.js";
import { progressLine } from "./progress.js";
import { writeResultFiles } from "./report.js";
import { watched } from "./run.js";

interface WorkerArguments extends ExecutionArguments {
  from: string;
  out?: string;
  data?: string;
  queue?: string;
  lease?: string;
  deadline?: string;
  untilDone?: boolean;
  metrics?: string;
  json?: boolean;
}

export async function workerCommand(options: WorkerArguments, signal: AbortSignal): Promise<void> {
  const { from, out, data, queue, lease, deadline, untilDone, metrics, json } = options;
  if (data !== undefined && out === undefined)
    throw misplaced("--data", "--out FOLDER with it, the folder of the study that reads the file", shown(data));
  const progress = progressLine("parts");
  const counts = { trained: 0, audited: 0 };
  const execution = executionFrom(options);
  try {
    const worked = await workFrom(from, {
      ...execution,
      ...{ queue, untilDone, metrics, signal },
      ...(out !== undefined && (await here(out, data))),
      ...(lease !== undefined && { lease: numberOption("--lease", lease) }),
      ...(deadline !== undefined && { deadline: numberOption("--deadline", deadline) }),
      finish: (study) => writeResult(study, execution.backend),
      finishClaims: (found) => writeVerdicts(found, execution),
      onEvent(event) {
        count(counts, event);
        progress.say(event.message);
      },
    });
    await (json ? printJson(worked) : print(summaryOf(counts)));
  } catch (error) {
    if (signal.aborted && counts.trained > 0) noteKept(summaryOf(counts));
    throw error;
  } finally {
    progress.stop();
  }
}

/** The folder of a study on this machine, and the file of its data. */
async function here(out: string, data: string | undefined): Promise<Pick<WorkOptions, "folder" | "data">> {
  const files = await namedFiles(Object(await storedStudy(out)).data, out, data);
  return { folder: out, ...(files !== null && { data: files }) };
}

/** The files that `run --out` writes; of the command the page names the part that is no secret. */
async function writeResult(
  { folder, with: parts, data, pool, signal }: WholeStudy,
  backend: Backend | undefined,
): Promise<void> {
  const execution = { pool, signal, ...(backend && { backend }) };
  const { result, seconds } = await watched(() =>
    runInto(folder, undefined, {
      ...execution,
      ...(data && { data }),
      predictions: parts.includes("predictions") || parts.includes("logits"),
    }),
  );
  const files = data && "path" in data ? data : null;
  const command = `doppelgrad run --out ${folder}`;
  await writeResultFiles(folder, result, { document: toJson(result, parts), files, command, seconds, ...execution });
}

/** The files that `claims` writes. */
async function writeVerdicts(
  { folder, claims, seconds, signal }: WholeClaims,
  execution: ReturnType<typeof executionFrom>,
): Promise<void> {
  const command = `doppelgrad claims --out ${folder}`;
  await writeClaimsFiles(folder, claims, { command, seconds, ...execution, signal });
}

function count(counts: { trained: number; audited: number }, { kind }: WorkEvent): void {
  if (kind === "trained" || kind === "audited") counts[kind]++;
}

function summaryOf({ trained, audited }: { trained: number; audited: number }): string {
  const parts = `${trained} ${trained === 1 ? "part" : "parts"} trained here`;
  return audited === 0 ? parts : `${parts}, ${audited} audited`;
}
