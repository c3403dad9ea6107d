/** Sweeps into a folder: each setting is a store of its own, so that what was trained is not trained again. */
import { join } from "node:path";
import { sha256, toHex } from "../host/sha256.js";
import { EXECUTION } from "../run/execution.js";
import { toJson } from "../run/json.js";
import { documentText } from "../store/document.js";
import { writeDurably } from "../store/durable.js";
import { CHECKPOINT_EVERY, runPreparedInto } from "../store/run-into.js";
import { RESULT_FILE } from "../store/store.js";
import { callback, flag } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import type { SweepAxes } from "./grid.js";
import { planSweep } from "./plan.js";
import { GRID, type SweepOptions } from "./sweep.js";
import { type SweptSetting, trainSettings } from "./train-settings.js";

/** How a sweep is trained into a folder. */
export interface SweepIntoOptions extends SweepOptions {
  /** Seconds between two checkpoints of each group of replicas that trains, as for `runInto`. Default 60. */
  checkpointEvery?: number;
  /** Takes away what the folders of settings have of other studies. Default false: it is refused. */
  replace?: boolean;
  /** Told of a part that is damaged and trained again, of a file that is written again, and of a checkpoint not used. */
  onDamaged?: (message: string) => void;
}

const SETTINGS = "settings";

/**
 * Trains every setting of a grid, as `sweep`, into folders of their own: `settings/NAME/` in this folder, a store each.
 * Settings that are there are read, not trained; one that was begun goes on.
 * @throws as `sweep`; InputError for the folder of a setting that has another study
 */
export async function* sweepInto(
  folder: string,
  study: StudyInput,
  axes: SweepAxes,
  options: SweepIntoOptions = {},
): AsyncGenerator<SweptSetting, void, void> {
  const { zip, where, baseline, checkpointEvery, replace, onDamaged, ...execution } = parseOptions<SweepIntoOptions>(
    { ...EXECUTION, ...GRID, checkpointEvery: CHECKPOINT_EVERY, replace: flag(), onDamaged: callback() },
    options,
  );
  const { pool, workers, signal } = execution;
  const planned = await planSweep(study, axes, { zip, where, baseline }, { workers: pool?.workers ?? workers, signal });
  yield* trainSettings(
    planned,
    async (prepared, chosen, how, setting) => {
      const place = settingFolder(folder, setting);
      const result = await runPreparedInto(place, prepared, chosen, { ...how, checkpointEvery, replace, onDamaged });
      await writeDurably(join(place, RESULT_FILE), documentText(toJson(result)));
      return result;
    },
    execution,
  );
}

/** Characters of the name of a folder, at most, before what tells it from others. */
const LONGEST = 100;

/** Where a setting is: by its name, so that a sweep with more values finds those that are there. */
export function settingFolder(folder: string, { name, values }: Pick<SweptSetting, "name" | "values">): string {
  const short = name.replaceAll(", ", ",");
  const plain = short.replace(/[^\w.=,+-]/g, "-").slice(0, LONGEST);
  const hash = () => toHex(sha256(new TextEncoder().encode(JSON.stringify(values)))).slice(0, 8);
  return join(folder, SETTINGS, plain === short ? plain : `${plain}-${hash()}`);
}
