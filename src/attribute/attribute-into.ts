/** Attributions into a folder: the replicas are a store, so that what was trained is not trained again. */
import { CHECKPOINT_EVERY, runPreparedInto } from "../store/run-into.js";
import { checkPath } from "../store/store.js";
import { callback, flag } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import { ATTRIBUTE, type AttributeOptions, attributeBy, type TrainCrossed } from "./attribute.js";
import type { Attribution } from "./attribution.js";

/** How the replicas of an attribution are trained into a folder. */
export interface AttributeIntoOptions extends AttributeOptions {
  /** Seconds between two checkpoints of each group of replicas that trains, as for `runInto`. Default 60. */
  checkpointEvery?: number;
  /** Takes away what the folder has of another study. Default false: it is refused. */
  replace?: boolean;
  /** Told of a part that is damaged and trained again, of a file that is written again, and of a checkpoint not used. */
  onDamaged?: (message: string) => void;
}

/**
 * Attributes the variance of predictions, as `attribute`, with the replicas in a folder, a store as that of `runInto`:
 * those that are there are read, not trained.
 *
 *     const { components } = await attributeInto("vee", { data: "vee" }, { levels: { init: 64, shuffle: 64 } });
 *
 * @param folder the store, which is made if it is not there
 * @param study as `attribute` takes it; by default that of `run`
 * @param options as those of `attribute`, and what becomes of what is there; by default it is kept
 * @returns what `attribute` resolves to
 * @throws InputError for what `attribute` refuses, and for a folder with another study; DivergedError where a replica
 *   leaves the finite numbers; Error where the folder cannot be read or written; the signal's reason
 */
export async function attributeInto(
  folder: string,
  study: StudyInput = {},
  options: AttributeIntoOptions = {},
): Promise<Attribution> {
  checkPath(folder);
  const { checkpointEvery, replace, onDamaged, ...rest } = parseOptions<AttributeIntoOptions>(
    { ...ATTRIBUTE, checkpointEvery: CHECKPOINT_EVERY, replace: flag(), onDamaged: callback() },
    options,
  );
  const train: TrainCrossed = (prepared, chosen, how, lend) =>
    runPreparedInto(folder, prepared, chosen, { ...how, checkpointEvery, replace, onDamaged }, lend);
  return attributeBy(train, study, rest);
}
