/** A sweep as a document, JSON or YAML: what it may hold. docs/sweep.schema.json says the same to editors. */
import * as v from "valibot";
import { MEASURE_NAMES, type MeasureName } from "../measure/names.js";
import { wrongType } from "../study/errors.js";
import { anything, fieldsOf, namesIn, parseFields, text } from "../study/fields.js";
import type { StudyInput } from "../study/study.js";
import type { SweepAxes } from "./grid.js";
import type { HalvingOptions } from "./halving.js";
import type { PlanOptions } from "./plan.js";

/** A sweep as it is written down. */
export interface SweepDocument extends Omit<PlanOptions, "where"> {
  /** What the settings have in common: a study, or the name of a data family. */
  study?: StudyInput | string;
  /** The axes. */
  over: SweepAxes;
  where?: readonly string[];
  halving?: HalvingOptions;
  /** Measures that are shown beside prediction difference, churn and loss. */
  measures?: MeasureName[];
}

const PATH = "sweep";

const FIELDS = {
  $schema: v.optional(text("the address of a schema")),
  study: v.optional(
    v.custom<StudyInput | string>(
      (input) => typeof input === "string" || (typeof input === "object" && input !== null),
      "a study, or the name of a data family",
    ),
  ),
  over: anything(),
  zip: v.optional(anything()),
  where: v.optional(anything()),
  baseline: v.optional(anything()),
  tune: v.optional(anything()),
  halving: v.optional(anything()),
  measures: v.optional(anything()),
};

/** Whether a document is a sweep and no study. */
export function isSweepDocument(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "over");
}

/** @throws InputError for fields that it does not have; axes and conditions are checked where they become a grid */
export function parseSweepDocument(value: unknown): SweepDocument {
  if (!isSweepDocument(fieldsOf(value, PATH))) throw wrongType(`${PATH}.over`, "the axes of a sweep", "nothing");
  const { $schema: _, measures, ...rest } = parseFields(FIELDS, value, PATH);
  return {
    ...(rest as SweepDocument),
    ...(measures !== undefined && {
      measures: namesIn(measures, MEASURE_NAMES, `${PATH}.measures`, "a list of names of measures"),
    }),
  };
}
