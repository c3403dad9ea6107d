/** From axes to studies: each setting is prepared once before any is trained, so that what is wrong costs nothing. */
import { keptData } from "../run/kept-data.js";
import { withInitial } from "../run/named-initial.js";
import { type MakeData, prepare } from "../run/prepare.js";
import { assignField } from "../study/assigned.js";
import { InputError } from "../study/errors.js";
import { writtenFields } from "../study/resolve.js";
import type { Study, StudyInput } from "../study/study.js";
import { type GridOptions, type GridSetting, gridOf, type SweepAxes, type SweepAxis } from "./grid.js";
import { parseTune, type TuneOptions, type Tuning, tuningStudy } from "./tune.js";

/** A study that is to be trained, or the reason why it is not. */
export interface PlannedStudy {
  input: StudyInput;
  /** With every default filled in; null where it is refused. */
  study: Study | null;
  refused: InputError | null;
  /** Training steps of all replicas, at most. */
  steps: number;
  /** Parameters that these move, one step after the other. */
  updates: number;
}

/** What a setting may be, where it is tuned: its study, and the one that tells how good that is. */
export interface PlannedCandidate extends Pick<GridSetting, "name" | "values"> {
  chosen: PlannedStudy;
  trial: PlannedStudy;
}

/** A setting with its study. That of one that is tuned is known when it has been: until then it is the first candidate's. */
export interface PlannedSetting extends GridSetting, PlannedStudy {
  /** None where nothing is tuned. */
  candidates: PlannedCandidate[];
}

export interface PlannedSweep {
  axes: SweepAxis[];
  settings: PlannedSetting[];
  tuning: Tuning | null;
  /** Has the data of the settings. */
  make: MakeData;
}

/** Which settings there are, and what of each is tuned. */
export interface PlanOptions extends GridOptions {
  /** Fields that each setting chooses by its loss, on seeds apart, before it is trained. Default: none. */
  tune?: TuneOptions;
}

/**
 * @param workers those that will train, for the memory of each setting
 * @throws InputError for axes that are none, and for a value with which no setting can be trained; the signal's reason
 */
export async function planSweep(
  base: StudyInput,
  axes: SweepAxes,
  { tune, ...options }: PlanOptions,
  { workers, signal }: { workers?: number; signal?: AbortSignal },
): Promise<PlannedSweep> {
  const given = writtenFields(base);
  const grid = gridOf(axes, options);
  const tuning = parseTune(tune, axes);
  const make = keptData();

  async function planned(input: StudyInput): Promise<PlannedStudy> {
    signal?.throwIfAborted();
    try {
      const { study, plan } = await prepare(await withInitial(input, signal), { workers, signal, make });
      const steps = plan.steps * study.replicas;
      return { input, study, refused: null, steps, updates: steps * plan.parameterCount };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { input, study: null, refused: error, steps: 0, updates: 0 };
    }
  }

  async function candidatesOf(setting: GridSetting): Promise<PlannedCandidate[]> {
    const candidates: PlannedCandidate[] = [];
    for (const { name, values } of tuning?.settings ?? []) {
      const chosen = await planned(studyOf(given, { ...setting.values, ...values }));
      const { input, study } = chosen;
      const trial = study ? await planned(tuningStudy(input, study, tuning!.replicas)) : chosen;
      candidates.push({ name, values, chosen, trial });
    }
    return candidates;
  }

  const settings: PlannedSetting[] = [];
  for (const setting of grid.settings) {
    const candidates = await candidatesOf(setting);
    const able = candidates.find(({ trial }) => trial.study)?.chosen ?? candidates[0]?.trial;
    settings.push({ ...setting, ...(able ?? (await planned(studyOf(given, setting.values)))), candidates });
  }
  refuseValues(grid.axes, settings);
  if (tuning) {
    const each = settings.flatMap(({ candidates }) => candidates);
    refuseValues(
      tuning.axes,
      each.map(({ values, trial: { refused } }) => ({ values, refused })),
    );
  }
  return { axes: grid.axes, settings, tuning, make };
}

/** Names first, then their parameters: `optimizer.learningRate` means the same before `optimizer` and after. */
function studyOf(base: StudyInput, values: Readonly<Record<string, unknown>>): StudyInput {
  const study: Record<string, unknown> = { ...base };
  const fields = Object.entries(values).map(([path, value]) => ({ keys: path.split("."), value }));
  fields.sort((a, b) => a.keys.length - b.keys.length);
  for (const { keys, value } of fields) assignField(study, keys, value);
  return study;
}

/** A value that is refused in every setting is no matter of settings: a slip, which is said before hours of training. */
function refuseValues(
  axes: readonly SweepAxis[],
  settings: readonly { values: Record<string, unknown>; refused: InputError | null }[],
): void {
  for (const { path } of axes) {
    const refused = new Map<string, InputError | null>();
    for (const setting of settings) {
      const value = JSON.stringify(setting.values[path]);
      const first = refused.has(value) ? refused.get(value)! : setting.refused;
      refused.set(value, setting.refused && first);
    }
    for (const error of refused.values()) if (error) throw error;
  }
}
