/**
 * Axes become a grid: the settings of a sweep in their order, the last axis fastest, each with its baseline. All that can
 * be wrong with axes themselves is said here.
 */
import { misplaced, notOneOf, readOrRefuse, shown, wrongType, wrongValue } from "../study/errors.js";
import { fieldsOf, isArray, isPlain } from "../study/fields.js";
import { betweenCommas, labelOf } from "./labels.js";
import { isRange, MOST_VALUES, rangeValues } from "./range.js";

/**
 * Values of fields of a study, by the paths of the fields: a list, or a range of numbers as text, `1..6000*4` or
 * `0..10+2`. A list may have ranges among its values.
 */
export type SweepAxes = Readonly<Record<string, readonly unknown[] | string>>;

/** How axes become settings. */
export interface GridOptions {
  /** Axes that go in step, the first value of one with the first of the others; true: all of them. Default: none. */
  zip?: true | readonly (readonly string[])[];
  /**
   * Which settings are trained: those of which all conditions are true, `shuffleWindow<100`, `activation!=relu`,
   * `activation=smelu,gelu`; or a function of the values by the paths of their fields. Default: all.
   */
  where?: readonly string[] | ((values: Readonly<Record<string, unknown>>) => boolean);
  /**
   * The setting with which the others are compared: `activation=relu`, or `{ activation: "relu" }`. Axes that it leaves
   * out have the values of the setting that is compared. Default: the first setting.
   */
  baseline?: string | Readonly<Record<string, unknown>>;
}

/** One axis. */
export interface SweepAxis {
  /** The field. */
  path: string;
  /** The same without what all readers guess: "learningRate". */
  name: string;
  /** Its values as they are written, each once. */
  labels: string[];
}

/** One setting, before it is trained. */
export interface GridSetting {
  /** Counted from 0, in the order of the grid. */
  index: number;
  /** `activation=relu, shuffleWindow=4` */
  name: string;
  /** By the paths of the fields. */
  values: Record<string, unknown>;
  /** The index of the setting that it is compared with: its own for a baseline; null where there is none. */
  baseline: number | null;
}

export interface SweepGrid {
  axes: SweepAxis[];
  settings: GridSetting[];
}

/** Settings of one sweep, at most. */
export const MOST_SETTINGS = 10_000;
/** Those that are looked at, where conditions leave out some. */
const MOST_LOOKED_AT = 1_000_000;

interface Axis extends SweepAxis {
  values: readonly unknown[];
}

/**
 * The settings of axes.
 * @param field what the axes are called where something is wrong with them
 * @throws InputError for axes and conditions that are none
 */
export function gridOf(axes: SweepAxes, { zip, where, baseline }: GridOptions = {}, field = "axes"): SweepGrid {
  const all = parseAxes(axes, field);
  const groups = groupsOf(all, zip);
  const count = groups.reduce((product, [first]) => product * first!.values.length, 1);
  const tooMany = (settings: number | string, most: number) =>
    wrongValue(field, `at most ${most} settings`, String(settings), "Use fewer or shorter axes.");
  if (count > MOST_LOOKED_AT) throw tooMany(count, where ? MOST_LOOKED_AT : MOST_SETTINGS);
  const fits = conditionOf(all, where);
  const chosen: Readonly<Record<string, unknown>>[] = [];
  for (let at = 0; at < count; at++) {
    const values = valuesAt(all, groups, at);
    if (fits(values)) chosen.push(values);
    if (chosen.length > MOST_SETTINGS) throw tooMany(where ? `more than ${MOST_SETTINGS}` : count, MOST_SETTINGS);
  }
  if (chosen.length === 0) throw wrongValue("where", "conditions that at least one setting meets", "none that does");
  const baselineOf = baselines(all, groups, chosen, baseline);
  return {
    axes: all.map(({ path, name, labels }) => ({ path, name, labels })),
    settings: chosen.map((values, index) => ({
      index,
      name: nameOf(all, values),
      values,
      baseline: baselineOf(values),
    })),
  };
}

function nameOf(axes: readonly SweepAxis[], values: Readonly<Record<string, unknown>>): string {
  return axes.map(({ name, path }) => `${name}=${labelOf(values[path])}`).join(", ");
}

function parseAxes(axes: unknown, field: string): Axis[] {
  const given = Object.entries(fieldsOf(axes, field, "an object of lists of values, by the fields of a study"));
  if (given.length === 0) throw wrongValue(field, "at least one axis", "none");
  const names = axisNames(given.map(([path]) => path));
  return given.map(([path, written], at) => {
    const strange = path.split(".").find((key) => key === "" || key in Object.prototype);
    if (strange !== undefined) throw wrongValue(field, "the fields of a study", shown(path));
    const own = `${field}.${path}`;
    const values = valuesOf(written, own);
    const labels = readOrRefuse(own, "values as in JSON", written, () => values.map(labelOf));
    const twice = labels.find((label, at) => labels.indexOf(label) !== at);
    if (twice !== undefined) throw wrongValue(own, "different values", `${shown(twice)} twice`);
    return { path, name: names[at]!, values, labels };
  });
}

/** Of each path the end that no other path has: "learningRate". */
export function axisNames(paths: readonly string[]): string[] {
  return paths.map((path) => {
    const keys = path.split(".");
    const ends = keys.map((_, from) => keys.slice(from).join(".")).reverse();
    return ends.find((end) => paths.every((other) => other === path || !`.${other}`.endsWith(`.${end}`))) ?? path;
  });
}

function valuesOf(written: unknown, path: string): unknown[] {
  if (typeof written === "string") return rangeValues(written, path);
  if (!isArray(written)) throw wrongType(path, "a list of values, or a range", shown(written));
  if (written.length === 0) throw wrongValue(path, "at least one value", "none");
  const values = Array.from(written).flatMap((value: unknown) =>
    typeof value === "string" && isRange(value) ? rangeValues(value, path) : [checked(value, path)],
  );
  if (values.length > MOST_VALUES) throw wrongValue(path, `at most ${MOST_VALUES} values`, String(values.length));
  return values;
}

/** What JSON has; a study may hold more, but no table or file could name it. */
function checked(value: unknown, path: string): unknown {
  const isJson = value === null || ["string", "number", "boolean"].includes(typeof value) || isArray(value);
  if (!isJson && !isPlain(value)) throw wrongType(path, "values as in JSON", shown(value));
  return value;
}

function axisNamed(axes: readonly Axis[], name: unknown, where: string): Axis {
  const found = axes.find((axis) => axis.path === name || axis.name === name);
  if (found) return found;
  throw notOneOf(
    where,
    name,
    axes.map(({ path }) => path),
  );
}

/** Axes in step are one group, at the place of their first. A hole in a list is given, too: `map` would skip it. */
function groupsOf(axes: readonly Axis[], zip: GridOptions["zip"]): Axis[][] {
  if (zip === undefined) return axes.map((axis) => [axis]);
  const what = "true, or lists of axes to vary together";
  if (zip !== true && !isArray(zip)) throw wrongType("zip", what, shown(zip));
  const zipped =
    zip === true
      ? [[...axes]]
      : Array.from(zip, (names: unknown, at) => {
          if (!isArray(names)) throw wrongType(`zip[${at}]`, "a list of axes", shown(names));
          return Array.from(names, (name: unknown) => axisNamed(axes, name, `zip[${at}]`));
        });
  for (const group of zipped) {
    const [first, ...others] = group;
    if (!first || others.length === 0) throw wrongValue("zip", "two or more axes to vary together", `${group.length}`);
    const other = others.find(({ values }) => values.length !== first.values.length);
    if (other)
      throw wrongValue(
        "zip",
        "axes with the same number of values",
        `${first.values.length} of ${first.path} and ${other.values.length} of ${other.path}`,
      );
  }
  const all = zipped.flat();
  const twice = all.find((axis, at) => all.indexOf(axis) !== at);
  if (twice) throw wrongValue("zip", "each axis once", `${twice.path} twice`);
  return axes.flatMap((axis) => {
    const group = zipped.find((each) => each.includes(axis));
    if (!group) return [[axis]];
    return axes.find((each) => group.includes(each)) === axis ? [group] : [];
  });
}

/** The values of setting number `at` of the whole grid, by paths in the order of the axes. */
function valuesAt(axes: readonly Axis[], groups: readonly Axis[][], at: number): Record<string, unknown> {
  let left = at;
  const found = new Map<Axis, unknown>();
  for (const group of [...groups].reverse()) {
    const { length } = group[0]!.values;
    for (const axis of group) found.set(axis, axis.values[left % length]);
    left = Math.floor(left / length);
  }
  return Object.fromEntries(axes.map((axis) => [axis.path, found.get(axis)]));
}

type Fits = (values: Readonly<Record<string, unknown>>) => boolean;

const CONDITION = /^\s*([\w.]+)\s*(!=|<=|>=|=|<|>)\s*(.+?)\s*$/;

function conditionOf(axes: readonly Axis[], where: GridOptions["where"]): Fits {
  if (where === undefined) return () => true;
  if (typeof where === "function") return (values) => Boolean(where(values));
  if (!isArray(where)) throw wrongType("where", "a list of conditions, or a function", shown(where));
  const conditions = Array.from(where, (text: unknown) => oneCondition(axes, text));
  return (values) => conditions.every((fits) => fits(values));
}

function oneCondition(axes: readonly Axis[], text: unknown): Fits {
  const what = "a condition on an axis, such as shuffleWindow<100, activation!=relu or activation=smelu,gelu";
  if (typeof text !== "string") throw wrongType("where", what, shown(text));
  const [, name, sign, value] = CONDITION.exec(text) ?? [];
  if (name === undefined) throw wrongValue("where", what, shown(text));
  const { path, values } = axisNamed(axes, name, "where");
  if (sign === "=" || sign === "!=") {
    const isOne = isOneOf(value!);
    return (given) => isOne(given[path]) === (sign === "=");
  }
  const limit = Number(value);
  if (Number.isNaN(limit) || values.some((each) => typeof each !== "number"))
    throw wrongValue("where", "numbers on both sides of < and >", shown(text));
  const holds: Record<string, (x: number) => boolean> = {
    "<": (x) => x < limit,
    "<=": (x) => x <= limit,
    ">": (x) => x > limit,
    ">=": (x) => x >= limit,
  };
  return (given) => holds[sign!]!(given[path] as number);
}

/** Whether a value is one of those that a text names. */
function isOneOf(text: string): (value: unknown) => boolean {
  const parts = betweenCommas(text);
  return (value) =>
    parts.some((part) => (typeof value === "number" ? value === Number(part) : labelOf(value) === part));
}

/** The index of the setting with which one is compared, by its values. */
function baselines(
  axes: readonly Axis[],
  groups: readonly Axis[][],
  chosen: readonly Readonly<Record<string, unknown>>[],
  baseline: GridOptions["baseline"],
): (values: Readonly<Record<string, unknown>>) => number | null {
  if (baseline === undefined) return () => 0;
  const pins = pinsOf(axes, baseline);
  // An axis that goes in step with a pinned one is not free.
  const free = groups.filter((group) => !group.some(({ path }) => pins.has(path))).flat();
  const keyOf = (values: Readonly<Record<string, unknown>>) => JSON.stringify(free.map(({ path }) => values[path]));
  const found = new Map<string, number>();
  chosen.forEach((values, index) => {
    if (![...pins].every(([path, isPinned]) => isPinned(values[path]))) return;
    const key = keyOf(values);
    if (found.has(key)) throw wrongValue("baseline", "one value of each axis that it names", shown(baseline));
    found.set(key, index);
  });
  if (found.size === 0) throw wrongValue("baseline", "values of a setting", shown(baseline));
  return (values) => found.get(keyOf(values)) ?? null;
}

/** What the baseline says of each axis that it names. */
function pinsOf(axes: readonly Axis[], baseline: unknown): Map<string, (value: unknown) => boolean> {
  const what = "values of axes, such as activation=relu";
  const pins = new Map<string, (value: unknown) => boolean>();
  const pin = (name: string, fits: (value: unknown) => boolean) => {
    const { path } = axisNamed(axes, name, "baseline");
    if (pins.has(path)) throw misplaced(`baseline.${path}`, "each axis once", "it twice");
    pins.set(path, fits);
  };
  if (typeof baseline === "string") {
    for (const part of betweenCommas(baseline)) {
      const [, name, sign, value] = CONDITION.exec(part) ?? [];
      if (name === undefined || sign !== "=") throw wrongValue("baseline", what, shown(baseline));
      pin(name, isOneOf(value!));
    }
  } else {
    for (const [name, value] of Object.entries(fieldsOf(baseline, "baseline", what)))
      pin(name, (given) => labelOf(given) === labelOf(value));
  }
  return pins;
}
