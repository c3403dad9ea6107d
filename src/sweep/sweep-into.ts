/** Sweeps into a folder: each setting is a store of its own, so that what was trained is not trained again. */
import { join } from "node:path";
import { sha256, toHex } from "../host/sha256.js";
import { derivedSeed } from "../reference/derived-seed.js";
import { EXECUTION } from "../run/execution.js";
import { toJson } from "../run/json.js";
import { documentText } from "../store/document.js";
import { writeDurably } from "../store/durable.js";
import { CHECKPOINT_EVERY, runPreparedInto } from "../store/run-into.js";
import { SHARD, type Shard } from "../store/shard.js";
import { checkPath, RESULT_FILE } from "../store/store.js";
import { callback, flag } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import type { SweepAxes } from "./grid.js";
import { type PlannedSetting, planSweep } from "./plan.js";
import { PLAN, type SweepOptions, sweptBy } from "./sweep.js";
import type { SweptSetting, SweptStudy, TrainSetting } from "./train-settings.js";

/** How a sweep is trained into a folder. */
export interface SweepIntoOptions extends SweepOptions {
  /** Seconds between two checkpoints of each group of replicas that trains, as for `runInto`. Default 60. */
  checkpointEvery?: number;
  /**
   * Of several that share the folder, which one this is: it trains its own settings first, then those that nobody has
   * trained yet, and gives them in this order. Default: the only one.
   */
  shard?: Shard;
  /** Takes away what the folders of settings have of other studies. Default false: it is refused. */
  replace?: boolean;
  /** Told of a part that is damaged and trained again, of a file that is written again, and of a checkpoint not used. */
  onDamaged?: (message: string) => void;
}

/**
 * Trains every setting of a grid, as `sweep`, into folders of their own: `settings/NAME/` in this folder, a store each
 * (`tuning/NAME/` for what only tunes one).
 * Settings that are there are read, not trained; one that was begun goes on.
 *
 *     for await (const { name, result } of sweepInto("shared/smelu", "vee", { activation: ["relu", "smelu"] }))
 *       console.log(name, result?.measures.predictionDifference.value);
 *
 * @param folder where they are; it is made if it is not there
 * @param study what the settings have in common, as `run` takes it
 * @param axes the values of some of its fields, by the paths of the fields
 * @param options as those of `sweep`, and what becomes of what is there; by default it is kept
 * @returns the settings, as `sweep` gives them
 * @throws InputError, before any training, for what `sweep` refuses, and for the folder of a setting that has another
 *   study; the signal's reason; Error where the folder cannot be read or written
 */
export async function* sweepInto(
  folder: string,
  study: StudyInput,
  axes: SweepAxes,
  options: SweepIntoOptions = {},
): AsyncGenerator<SweptSetting, void, void> {
  checkPath(folder);
  const { zip, where, baseline, tune, halving, checkpointEvery, shard, replace, onDamaged, ...execution } =
    parseOptions<SweepIntoOptions>(
      {
        ...EXECUTION,
        ...PLAN,
        checkpointEvery: CHECKPOINT_EVERY,
        shard: SHARD,
        replace: flag(),
        onDamaged: callback(),
      },
      options,
    );
  const { pool, workers, signal } = execution;
  const planned = await planSweep(
    study,
    axes,
    { zip, where, baseline, tune },
    { workers: pool?.workers ?? workers, signal },
  );
  const train: TrainSetting = async (prepared, chosen, how, what) => {
    const place = settingFolder(folder, what);
    const result = await runPreparedInto(place, prepared, chosen, { ...how, checkpointEvery, replace, onDamaged });
    await writeDurably(join(place, RESULT_FILE), documentText(toJson(result)));
    return result;
  };
  const settings = shard ? ownFirst(planned.settings, shard) : planned.settings;
  yield* sweptBy(train, { ...planned, settings }, halving, execution);
}

/** Every `of`-th setting; behind these the others, for each shard in an order of its own, so that few meet at one. */
function ownFirst(settings: readonly PlannedSetting[], { index, of }: Shard): PlannedSetting[] {
  const placeOf = (setting: PlannedSetting) =>
    setting.index % of === index - 1 ? -1 : derivedSeed(index, SHARE_MARK, setting.index);
  const places = new Map(settings.map((setting) => [setting, placeOf(setting)]));
  return [...settings].sort((a, b) => places.get(a)! - places.get(b)!);
}

const SHARE_MARK = 0x73686172;

/** Characters of the name of a folder, at most, before what tells it from others. */
const LONGEST = 100;

/** Where a setting or a candidate is: by its name, so that a sweep with more values finds those that are there. */
export function settingFolder(folder: string, { as, name, values }: SweptStudy): string {
  const short = name.replaceAll(", ", ",");
  const plain = short.replace(/[^\w.=,+-]/g, "-").slice(0, LONGEST);
  const hash = () => toHex(sha256(new TextEncoder().encode(JSON.stringify(values)))).slice(0, 8);
  return join(folder, as, plain === short ? plain : `${plain}-${hash()}`);
}
