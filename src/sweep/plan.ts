/** From axes to studies: each setting is prepared once before any is trained, so that what is wrong costs nothing. */
import { keptData } from "../run/kept-data.js";
import { withInitial } from "../run/named-initial.js";
import { type MakeData, prepare } from "../run/prepare.js";
import { assignField } from "../study/assigned.js";
import { InputError } from "../study/errors.js";
import { writtenFields } from "../study/resolve.js";
import type { Study, StudyInput } from "../study/study.js";
import { type GridOptions, type GridSetting, gridOf, type SweepAxes, type SweepAxis } from "./grid.js";

/** A setting with its study, or with the reason why it is none. */
export interface PlannedSetting extends GridSetting {
  input: StudyInput;
  /** With every default filled in; null where it is refused. */
  study: Study | null;
  refused: InputError | null;
  /** Training steps of all replicas, at most. */
  steps: number;
  /** Parameters that these move, one step after the other. */
  updates: number;
}

export interface PlannedSweep {
  axes: SweepAxis[];
  settings: PlannedSetting[];
  /** Has the data of the settings. */
  make: MakeData;
}

/**
 * @param workers those that will train, for the memory of each setting
 * @throws InputError for axes that are none, and for a value with which no setting can be trained; the signal's reason
 */
export async function planSweep(
  base: StudyInput,
  axes: SweepAxes,
  options: GridOptions,
  { workers, signal }: { workers?: number; signal?: AbortSignal },
): Promise<PlannedSweep> {
  const given = writtenFields(base);
  const grid = gridOf(axes, options);
  const make = keptData();
  const settings: PlannedSetting[] = [];
  for (const setting of grid.settings) {
    signal?.throwIfAborted();
    const input = studyOf(given, setting.values);
    try {
      const { study, plan } = await prepare(await withInitial(input, signal), { workers, signal, make });
      const steps = plan.steps * study.replicas;
      settings.push({ ...setting, input, study, refused: null, steps, updates: steps * plan.parameterCount });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      settings.push({ ...setting, input, study: null, refused: error, steps: 0, updates: 0 });
    }
  }
  refuseValues(grid.axes, settings);
  return { axes: grid.axes, settings, make };
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
function refuseValues(axes: readonly SweepAxis[], settings: readonly PlannedSetting[]): void {
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
