/**
 * Noise that a study switches on, as a user writes it: loaded where a study names any of its fields. What is off is not
 * in a resolved study, so that a study without noise is what it always was.
 */
import * as v from "valibot";
import { resolveArithmetic } from "./arithmetic.js";
import { shown, wrongType, wrongValue } from "./errors.js";
import { anything, between, flag, integer, listOf, numberThat, parseField, parseFields, single } from "./fields.js";
import type { DataFacts } from "./resolve.js";
import type { Study, StudyInput } from "./study.js";
import { resolveVariant, type VariantTable } from "./variants/table.js";

/** Shares of units that are dropped, as a user writes them. */
export type DropoutInput =
  | number
  | {
      /** Of the inputs. Default 0; a number from 0 up to, but not including, 1. */
      inputs?: number;
      /** Of the hidden layers: one for all, or one each. Default 0; numbers from 0 up to, but not including, 1. */
      hidden?: number | readonly number[];
    };

/** Shares of units that are dropped: of the inputs, and of each hidden layer. */
export interface Dropout {
  /** Of the inputs. */
  inputs: number;
  /** Of each hidden layer. */
  hidden: number[];
}

/** One parameter that is moved to a neighbour among the float32 numbers. */
export interface UlpInput {
  /** Steps before the move. Default 0, right after the start; an integer below the steps of the study. */
  step?: number;
  /** By how many units in the last place. Default 1; an integer from 1 to 1048576. */
  ulps?: number;
  /** Its position in the flat list of the parameters. Default null: it is drawn. */
  parameter?: number | null;
}

/** One parameter that is moved, of the same fields as `UlpInput`, which says what they are. */
export type Ulp = Required<UlpInput>;

/**
 * An inexact oracle of Ahn et al. 2022 (arXiv 2202.04598): the start, within delta / 2 of the initial parameters; the
 * gradient, always delta off in the same direction; or a stochastic gradient, off by delta in the mean square.
 */
export type OracleInput = {
  /** What is inexact. */
  name: "start" | "gradient" | "stochastic";
  /** Euclidean norm over all parameters. Default 0.01; a number from 1e-30 to 1000000. */
  delta?: number;
};

/** An inexact oracle: of the same fields as `OracleInput`, which says what they are. */
export type Oracle = Required<OracleInput>;

const delta = () => v.optional(between(1e-30, 1e6), 0.01);
const ORACLES: VariantTable<OracleInput> = {
  start: { delta: delta() },
  gradient: { delta: delta() },
  stochastic: { delta: delta() },
};

const ULP = {
  step: v.optional(integer(0, 2147483646), 0),
  ulps: v.optional(integer(1, 1048576), 1),
  parameter: v.optional(v.nullable(integer(0, Number.MAX_SAFE_INTEGER)), null),
};

const stddev = () => single(0, 1e6);
/** A share that leaves a unit: 1 / (1 - share) is finite in f32. */
const dropped = () => numberThat((share) => share >= 0 && share <= 0.999, "a number from 0 to 0.999");

/** The noise of a study, in the order of its fields; what is off is left out. */
export type Noise = Pick<
  Study,
  "labelNoise" | "inputNoise" | "resample" | "augment" | "dropout" | "mcPasses" | "ulp" | "oracle" | "arithmetic"
>;

/**
 * @param written the fields that a user wrote
 * @param study what of the study is settled already
 * @throws InputError for a wrong type, an unknown field and a wrong value
 */
export function resolveNoise(
  written: StudyInput,
  { task }: Pick<DataFacts, "task">,
  { hidden, order }: Pick<Study, "hidden" | "order">,
): Noise {
  const given = <Value>(name: keyof Noise, parse: (value: unknown, path: string) => Value | null) => {
    const value = written[name];
    const parsed = value === undefined || value === null ? null : parse(value, `study.${name}`);
    return parsed ? { [name]: parsed } : {};
  };
  const one =
    <Value>(schema: v.GenericSchema<unknown, Value>) =>
    (value: unknown, path: string) =>
      parseField(schema, value, path);
  const dropout = given("dropout", (value, path) => resolveDropout(value, hidden, path));
  return {
    ...given("labelNoise", one(task === "regression" ? stddev() : single(0, 1))),
    ...given("inputNoise", one(stddev())),
    ...given("resample", (value, path) => {
      const isOn = parseField(flag(), value, path);
      if (isOn && order)
        throw wrongValue(path, "false, because study.order gives the examples of each step", "true", "Take it out.");
      return isOn;
    }),
    ...given("augment", one(stddev())),
    ...dropout,
    ...given("mcPasses", (value, path) => {
      const passes = parseField(integer(0, 10_000), value, path);
      if (passes > 0 && !("dropout" in dropout))
        throw wrongValue(path, "0, because study.dropout drops nothing", String(passes), "Set dropout.");
      return passes;
    }),
    ...given("ulp", (value, path) => parseFields(ULP, value, path)),
    ...given("oracle", (value, path) => resolveVariant(ORACLES, value, { name: "start" }, path)),
    ...given("arithmetic", resolveArithmetic),
  };
}

/** Null where nothing is dropped. */
function resolveDropout(written: unknown, hidden: readonly number[], path: string): Dropout | null {
  const fields = typeof written === "number" ? { hidden: written } : written;
  const layers = `a number from 0 to 0.999, or ${hidden.length} of them, one a hidden layer`;
  const { inputs, hidden: rates } = parseFields(
    {
      inputs: v.optional(dropped(), 0),
      hidden: v.optional(anything(), 0),
    },
    fields,
    path,
  );
  if (typeof rates !== "number" && !Array.isArray(rates)) throw wrongType(`${path}.hidden`, layers, shown(rates));
  const list = typeof rates === "number" ? hidden.map(() => rates) : rates;
  if (typeof rates === "number") parseField(dropped(), rates, typeof written === "number" ? path : `${path}.hidden`);
  const each = parseField(listOf(dropped(), layers), list, `${path}.hidden`);
  if (each.length !== hidden.length) throw wrongValue(`${path}.hidden`, layers, shown(rates));
  return inputs === 0 && each.every((rate) => rate === 0) ? null : { inputs, hidden: each };
}
