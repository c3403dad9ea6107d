/** Hands the parts of a study that are not there to an engine that others run. */
import { resolve } from "node:path";
import type * as v from "valibot";
import { fileNamedIn } from "../run/given-file.js";
import { PARTS, type Part } from "../run/parts.js";
import { documentText } from "../store/document.js";
import { preparedFor } from "../store/prepared-for.js";
import { RECEIPTS, type RunIntoOptions } from "../store/run-into.js";
import { SAMPLE } from "../store/sample.js";
import { openStore, STUDY, type Store, storedManifest, storedStudy } from "../store/store.js";
import { misplaced, shown, wrongValue } from "../study/errors.js";
import { flag, integer, listOf, oneOf } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import { workLeft } from "./enqueue.js";
import { engineOf, HAND_OVER, type HandOverOptions, handOver, putWork, SHARES, type Submitted } from "./hand-over.js";
import { commonWords, type Dealing, dataWords, recordedParts, type WorkPlan } from "./plan.js";

/** How the parts of a study are handed to an engine. */
export interface SubmitOptions extends HandOverOptions, Pick<RunIntoOptions, "partSize" | "receipts" | "replace"> {
  /** Long parts that the JSON of the result shall have, as `toJson` takes them. Default: none. */
  with?: readonly Part[];
  /** A queue: how many parts, or which share of them ("2%"), two workers train, to equal bytes. Default: none. */
  audit?: number | string;
}

const SUBMIT = {
  ...HAND_OVER,
  with: listOf(oneOf(...PARTS), `a list of ${PARTS.join(", ")}`),
  audit: SAMPLE.sample,
  partSize: integer(1, Number.MAX_SAFE_INTEGER),
  receipts: RECEIPTS,
  replace: flag(),
} satisfies Record<keyof SubmitOptions, v.GenericSchema>;

/**
 * Hands the parts of a study that a folder does not have to an engine: an array of Slurm is submitted; for Kubernetes and
 * GNU parallel the files are written, and the command that starts them is returned; a queue gets a job a part, which
 * `workFrom` takes. What is there is not trained again.
 *
 *     const { start } = await submit("/shared/vee", { replicas: 100_000 }, { to: "parallel" });
 *
 * @param folder the store, which is begun if it is not there, and which all machines share
 * @param input the study, as for `runInto`; by default the one that is stored
 * @param options the engine, and how the parts are dealt
 * @returns what was written and started, or with `dryRun` what would be
 * @throws InputError for a bad study, for a folder with another, and for an option that the engine cannot obey; Error
 *   where the folder cannot be written, or Slurm refuses the job; the signal's reason
 */
export async function submit(
  folder: string,
  input: StudyInput | undefined,
  options: SubmitOptions,
): Promise<Submitted> {
  const given = parseOptions<SubmitOptions>(SUBMIT, options);
  const { with: parts = [], tasks = SHARES, workers = 1, dryRun = false, partSize, receipts, replace, signal } = given;
  const engine = engineOf(given);
  if (dryRun && replace) throw misplaced("options.replace", "nothing beside options.dryRun", shown(replace));

  if (input === undefined) await refuseFile(folder);
  const prepared = await preparedFor(folder, input, { signal });
  const recorded = {
    ...(parts.includes("trail") && { withTrail: true }),
    ...(parts.includes("curves") && { withCurves: true }),
    receipts,
  };
  const store = await openStore(folder, prepared, { ...recorded, partSize, replace, keepsStale: dryRun });
  const missing = await store.missing();
  const finished = missing.length === 0 && (await storedManifest(folder)) !== null;
  const count = { total: store.parts.length, missing: missing.length };
  const nothing = { parts: count, finished, files: {}, start: [], jobs: null, queued: null };
  if (finished) return nothing;

  const begin = () => store.begin();
  if (engine === "queue") {
    const items = await workLeft(store, { folder: resolve(folder), with: parts }, given.audit);
    return { ...nothing, ...(await putWork(items, given, begin)) };
  }
  const plan = workPlanOf(store, parts, { workers, tasks: Math.min(tasks, store.parts.length) });
  return { ...nothing, ...(await handOver(engine, plan, given, begin)) };
}

function workPlanOf(
  { folder, prepared, recorded, receipts, owner, parts: all }: Store,
  parts: readonly Part[],
  dealing: Dealing,
): WorkPlan {
  const { study } = prepared;
  const isOfFile = fileNamedIn(study.data) !== null;
  const size = String(all[0]!.end - all[0]!.first);
  // A new folder records what this one does.
  const begun = [
    ...["--part-size", size],
    ...(receipts > 0 ? ["--receipts", String(receipts)] : []),
    ...commonWords(dealing, [...new Set([...parts, ...recordedParts(recorded)])]),
  ];
  return {
    ...dealing,
    folder,
    identity: owner.identity,
    document: { path: STUDY, text: documentText(study) },
    words: ({ folder: place, document, isNew }) => [
      ...["run", ...(isNew || isOfFile ? [document, ...dataWords(study.data)] : []), "--out", place],
      ...(isNew ? begun : commonWords(dealing, parts)),
    ],
  };
}

/** A path in a folder, whoever wrote it, is not opened. */
async function refuseFile(folder: string): Promise<void> {
  if (typeof folder !== "string") return;
  const path = fileNamedIn((await storedStudy(folder))?.data);
  if (path === null) return;
  throw wrongValue("study", "the study, for the one in the folder reads a file", "nothing", `It names ${shown(path)}.`);
}
