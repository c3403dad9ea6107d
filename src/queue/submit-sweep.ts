/** Hands the settings of a sweep to an engine that others run. */
import { join, resolve } from "node:path";
import type * as v from "valibot";
import { sha256, toHex } from "../host/sha256.js";
import type { MeasureName } from "../measure/names.js";
import { withInitial } from "../run/named-initial.js";
import { prepare } from "../run/prepare.js";
import { documentText } from "../store/document.js";
import { makeFolder, writeDurably } from "../store/durable.js";
import { SAMPLE } from "../store/sample.js";
import { checkPath, openStore, storedManifest } from "../store/store.js";
import { misplaced, shown } from "../study/errors.js";
import { anything } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import type { SweepAxes } from "../sweep/grid.js";
import type { HalvingOptions } from "../sweep/halving.js";
import { type PlannedSweep, type PlanOptions, planSweep } from "../sweep/plan.js";
import { PLAN } from "../sweep/sweep.js";
import { settingFolder } from "../sweep/sweep-into.js";
import { workLeft } from "./enqueue.js";
import { engineOf, HAND_OVER, type HandOverOptions, handOver, putWork, SHARES, type Submitted } from "./hand-over.js";
import { commonWords, dataWords, SUBMITTED, type WorkPlan } from "./plan.js";
import type { WorkItem } from "./work-data.js";

/** Which settings a sweep has, and how they are handed to an engine. */
export interface SubmitSweepOptions extends HandOverOptions, PlanOptions {
  /** Gives up settings on the way, as for `sweep`. Not to a queue. Default: all are trained whole. */
  halving?: HalvingOptions;
  /** Measures that the table shows beside prediction difference, churn and loss. Default: none. */
  measures?: readonly MeasureName[];
  /** A queue: how many parts of each setting, or which share of them ("2%"), two workers train. Default: none. */
  audit?: number | string;
}

const SUBMIT_SWEEP = {
  ...HAND_OVER,
  ...PLAN,
  measures: anything(),
  audit: SAMPLE.sample,
} satisfies Record<keyof SubmitSweepOptions, v.GenericSchema>;

/** The sweep as a document, with the scripts: `doppelgrad sweep` takes it. */
const DOCUMENT = `${SUBMITTED}/sweep.json`;

/**
 * Hands the settings of a grid that a folder does not have to an engine, in shares: each trains its own settings first,
 * then those that nobody has trained. A queue gets a job for each part of each setting. The table is made when all are
 * there, by `doppelgrad sweep FOLDER/submit/sweep.json --out FOLDER`, or by the last task.
 *
 *     const { start } = await submitSweep("/shared/smelu", "vee", { activation: ["relu", "smelu"] }, { to: "parallel" });
 *
 * @param folder where the settings are, as for `sweepInto`, and which all machines share
 * @param study what the settings have in common, as `run` takes it
 * @param axes the values of some of its fields, by the paths of the fields
 * @param options which settings, and the engine; a queue trains none that depend on others (`tune`, `halving`)
 * @returns what was written and started, or with `dryRun` what would be; `parts` are the settings
 * @throws InputError for what `sweepInto` refuses, and for an option that the engine cannot obey; Error where the folder
 *   cannot be written, or Slurm refuses the job; the signal's reason
 */
export async function submitSweep(
  folder: string,
  study: StudyInput,
  axes: SweepAxes,
  options: SubmitSweepOptions,
): Promise<Submitted> {
  checkPath(folder);
  const given = parseOptions<SubmitSweepOptions>(SUBMIT_SWEEP, options);
  const engine = engineOf(given);
  const { zip, where, baseline, tune, halving, measures, tasks = SHARES, workers = 1, signal } = given;
  if (engine === "queue") refuseRounds(given);
  if (typeof where === "function")
    throw misplaced("where", "conditions as text, which other machines can read", shown(where));
  const planned = await planSweep(study, axes, { zip, where, baseline, tune }, { signal });
  const able = planned.settings.filter((setting) => setting.study !== null);
  const places = able.map((setting) => settingFolder(folder, { as: "settings", ...setting }));
  const isThere = await Promise.all(
    places.map(async (place) => (await storedManifest(place).catch(() => null)) !== null),
  );
  const missing = isThere.filter((is) => !is).length;
  const finished = missing === 0;
  const nothing = { parts: { total: able.length, missing }, finished, files: {}, start: [], jobs: null, queued: null };
  if (finished) return nothing;

  const text = documentText({ study, over: axes, zip, where, baseline, tune, halving, measures });
  const begin = async () => {
    await makeFolder(join(folder, SUBMITTED));
    await writeDurably(join(folder, DOCUMENT), text);
  };
  if (engine === "queue") {
    const { items, stores } = await workOf(
      folder,
      { ...planned, settings: able.filter((_, at) => !isThere[at]) },
      given,
    );
    const beginAll = async () => {
      await begin();
      for (const store of stores) await store.begin();
    };
    return { ...nothing, ...(await putWork(items, given, beginAll)) };
  }
  const dealing = { tasks: Math.min(tasks, able.length), workers };
  const plan: WorkPlan = {
    ...dealing,
    folder,
    identity: toHex(sha256(new TextEncoder().encode(text))),
    document: { path: DOCUMENT, text },
    words: ({ folder: place, document }) => [
      ...["sweep", document, ...dataWords((study as { data?: unknown }).data), "--out", place],
      ...commonWords(dealing),
    ],
  };
  return { ...nothing, ...(await handOver(engine, plan, given, begin)) };
}

/** What a queue holds must not depend on what comes out of it. */
function refuseRounds(given: SubmitSweepOptions): void {
  for (const name of ["tune", "halving"] as const)
    if (given[name] !== undefined)
      throw misplaced(
        name,
        "none in a queue, whose settings do not depend on each other",
        shown(given[name]),
        "Hand it to slurm, kubernetes or parallel, or leave it out.",
      );
}

/** The parts that each setting lacks. */
async function workOf(folder: string, { settings, make }: PlannedSweep, { audit, dryRun, signal }: SubmitSweepOptions) {
  const items: WorkItem[] = [];
  const stores: { begin(): Promise<void> }[] = [];
  for (const setting of settings) {
    const inside = settingFolder("", { as: "settings", ...setting });
    const prepared = await prepare(await withInitial(setting.input, signal), { signal, make });
    const store = await openStore(join(folder, inside), prepared, { keepsStale: dryRun });
    items.push(...(await workLeft(store, { folder: resolve(folder), inside, with: [] }, audit)));
    stores.push(store);
  }
  return { items, stores };
}
