/**
 * Tuning: some fields of each setting get the values of the least loss, found on seeds of its own, so that no choice looks
 * at what is measured.
 */
import * as v from "valibot";
import { derivedSeed } from "../reference/derived-seed.js";
import { misplaced, shown } from "../study/errors.js";
import { anything, integer, parseFields } from "../study/fields.js";
import type { Study, StudyInput } from "../study/study.js";
import { type GridSetting, gridOf, type SweepAxes, type SweepAxis } from "./grid.js";
import { labelOf } from "./labels.js";

/** What of each setting is chosen before it is trained. */
export interface TuneOptions {
  /** Values of some fields, by the paths of the fields, as axes. Each setting gets those of the least mean loss. */
  over: SweepAxes;
  /** Replicas that each candidate trains, on seeds of data and replicas that the setting does not use. Default 8. */
  replicas?: number;
}

/** What was chosen for a setting. */
export interface TunedSetting {
  /** The values of the least loss, by the paths of the fields. */
  values: Record<string, unknown>;
  /** Fields whose chosen value is the first or the last of several numbers: a wider range may have a better one. */
  atEdge: string[];
  /** All that were tried, in the order of their grid. */
  candidates: {
    /** By the paths of the fields. */
    values: Record<string, unknown>;
    /** Mean over the replicas; null where there is none. */
    loss: number | null;
    /** Why there is none; null where there is one. */
    failed: string | null;
  }[];
}

/** How every setting is tuned. */
export interface Tuning {
  axes: SweepAxis[];
  settings: readonly Pick<GridSetting, "name" | "values">[];
  replicas: number;
}

const FEW = 8;
const FIELDS = { over: anything(), replicas: v.optional(integer(1, Number.MAX_SAFE_INTEGER)) };

/**
 * @param axes the paths of the axes of the sweep: what is an axis is not tuned
 * @throws InputError for options that are none
 */
export function parseTune(tune: TuneOptions | undefined, axes: SweepAxes): Tuning | null {
  if (tune === undefined) return null;
  const field = "tune";
  const { over, replicas } = parseFields(FIELDS, tune, field) as TuneOptions;
  const grid = gridOf(over, {}, `${field}.over`);
  const twice = grid.axes.find(({ path }) => Object.hasOwn(axes, path));
  if (twice) throw misplaced(`${field}.over`, "fields that are no axes of the sweep", shown(twice.path));
  return { ...grid, replicas: replicas ?? FEW };
}

const MARK = 0x74756e65;

/** A study that tunes: few replicas, on seeds of their own. */
export function tuningStudy(input: StudyInput, { seed, seeds }: Study, replicas: number): StudyInput {
  const apart = (own: number) => derivedSeed(own, MARK, 0);
  return {
    ...input,
    design: null,
    replicas,
    seed: apart(seed),
    seeds: Object.fromEntries(Object.entries(seeds).map(([stream, own]) => [stream, apart(own)])),
  };
}

/** The candidate of the least loss, the first of equals; null where none has a loss. */
export function leastLoss<Candidate extends { loss: number | null }>(
  candidates: readonly Candidate[],
): Candidate | null {
  return candidates.reduce<Candidate | null>(
    (best, each) => (each.loss !== null && (best === null || each.loss < best.loss!) ? each : best),
    null,
  );
}

/** Fields of which the smallest or the largest number was chosen. */
export function edgesOf({ axes, settings }: Tuning, values: Readonly<Record<string, unknown>>): string[] {
  return axes
    .map(({ path }) => path)
    .filter((path) => {
      const tried = [...new Map(settings.map((each) => [labelOf(each.values[path]), each.values[path]])).values()];
      const numbers = tried.filter((value): value is number => typeof value === "number");
      if (numbers.length < 2 || numbers.length < tried.length) return false;
      return [Math.min(...numbers), Math.max(...numbers)].includes(values[path] as number);
    });
}
