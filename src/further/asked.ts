/** Which further measures are asked for, and how. */
import { MEASURE_NAMES, type MeasureName } from "../measure/names.js";
import { shown, wrongType, wrongValue } from "../study/errors.js";
import { checkKnown, fieldsOf, namesIn } from "../study/fields.js";
import { FURTHER_NAMES, type FurtherName, PREDICTION_NAMES } from "./names.js";

/** What is measured further. */
export interface FurtherOptions {
  /**
   * Names of further measures, or "all". In groups and classes also those that are always there, such as "churn".
   * Default "all".
   */
  measures?: readonly (FurtherName | MeasureName)[] | "all";
  /** Exponent of `softChurn`, greater than 0. Default 1. */
  alpha?: number;
  /** Whether each class is measured, too: the examples whose label it is. Default false. */
  perClass?: boolean;
}

/** The same, read. */
export interface Asked {
  further: FurtherName[];
  /** Measures that are always there: asked for in groups and classes. */
  standard: MeasureName[];
  alpha: number;
  perClass: boolean;
  /** Whether names were given: then no measure is left out for its cost. */
  isNamed: boolean;
}

type Names = readonly (FurtherName | MeasureName)[];

/** What can be asked for where there are networks, and where there are predictions alone. */
export const OF_RESULTS: Names = [...FURTHER_NAMES, ...MEASURE_NAMES];
export const OF_PREDICTIONS: Names = [...PREDICTION_NAMES, ...MEASURE_NAMES];

/**
 * The same of anything that is given.
 * @throws InputError, for an unknown field, too
 */
export function askedIn(given: unknown, path: string, all?: Names): Asked {
  const fields = fieldsOf(given, path);
  checkKnown(fields, ["measures", "alpha", "perClass"] satisfies (keyof FurtherOptions)[], path);
  return askedFor(fields as FurtherOptions, path, all);
}

/** The options that ask for the same. */
export function askedAgain({ further, standard, alpha, perClass, isNamed }: Asked): Required<FurtherOptions> {
  return { measures: isNamed ? [...further, ...standard] : "all", alpha, perClass };
}

/**
 * @param all names that there are
 * @throws InputError for an unknown name, and for an exponent that is none
 */
export function askedFor(
  { measures = "all", alpha = 1, perClass = false }: FurtherOptions,
  path: string,
  all = OF_RESULTS,
): Asked {
  if (!(typeof alpha === "number")) throw wrongType(`${path}.alpha`, "a number greater than 0", shown(alpha));
  if (!(alpha > 0 && alpha <= 1000))
    throw wrongValue(`${path}.alpha`, "a number greater than 0, at most 1000", shown(alpha));
  if (typeof perClass !== "boolean") throw wrongType(`${path}.perClass`, "true or false", shown(perClass));
  const names = measures === "all" ? all : namesIn(measures, all, `${path}.measures`, 'a list of names, or "all"');
  return {
    further: FURTHER_NAMES.filter((name) => names.includes(name)),
    standard: MEASURE_NAMES.filter((name) => names.includes(name)),
    alpha,
    perClass,
    isNamed: measures !== "all",
  };
}
