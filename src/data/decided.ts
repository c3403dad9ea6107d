/**
 * What was decided of a file, in one line: `label "quality": 7 classes (3..9); inputs: 11 numeric; 0 missing; 1279
 * train, 320 test, stratified`.
 */
import { shown, visible } from "../study/errors.js";
import type { Columns } from "./columns.js";
import type { FileSpec } from "./file-dataset.js";
import type { Labels } from "./labels.js";
import { type Preprocessing, policyFor, widthOf } from "./preprocessing.js";
import type { Roles } from "./roles.js";
import type { RowSplit } from "./split-rows.js";

/** Characters of the name of a class. */
const LONG = 40;

export interface Decided {
  columns: Columns;
  roles: Roles;
  labels: Labels;
  split: RowSplit;
  preprocessing: Preprocessing;
  /** Rows that were not dropped. */
  kept: Int32Array;
  spec: FileSpec;
  /** How the rows were parted: "stratified", "fold 2 of 5". */
  parted: string;
  /** How the file was read. */
  form: string;
}

export function decidedLine(decided: Decided): string {
  const { roles, split, parted, form } = decided;
  const { left, weights, id, groups } = roles;
  const named = Object.entries({ id, groups, weights }).filter(
    ([, column]) => column !== null && !left.some(({ name }) => name === column.name),
  );
  return [
    labelPart(decided),
    inputsPart(decided),
    ...named.map(([role, column]) => `${role}: ${shown(column!.name)}`),
    ...(left.length > 0 ? [`left out: ${left.map(({ name, why }) => `${shown(name)} (${why})`).join(", ")}`] : []),
    missingPart(decided),
    [`${thousands(split.train.length)} train`, `${thousands(split.test.length)} test`, parted]
      .filter(Boolean)
      .join(", "),
    form,
  ].join("; ");
}

function labelPart({ roles, labels, preprocessing: { target, classNames } }: Decided): string {
  const label = `label ${shown(roles.label.name)}`;
  if (classNames) return `${label}: ${classNames.length} classes (${namesOf(classNames, labels)})`;
  return `${label}: targets${target ? `, scaled from mean ${short(target.mean)} and standard deviation ${short(target.sd)}` : ""}`;
}

/** `3..9`, or the names, or the first of many. */
function namesOf(names: readonly string[], { y }: Labels): string {
  const numbers = names.map(Number);
  const isRange =
    names.length > 2 && numbers.every((value, at) => Number.isInteger(value) && value === numbers[0]! + at);
  if (isRange && y.length > 0) return `${names[0]}..${names.at(-1)}`;
  const first = names.slice(0, 5).map(shortened).join(", ");
  return names.length > 5 ? `${first}, ...` : first;
}

function inputsPart({ preprocessing: { inputs }, split }: Decided): string {
  const of = (kind: string) => inputs.filter((input) => input.kind === kind);
  const categories = of("category");
  const width = categories.reduce((sum, input) => sum + widthOf(input), 0);
  const constant = inputs
    .filter((input) => input.kind !== "category" && input.sd === 0)
    .map(({ column }) => shown(column));
  const parts = [
    ...(of("number").length > 0 ? [`${of("number").length} numeric`] : []),
    ...(of("date").length > 0 ? [`${of("date").length} ${of("date").length === 1 ? "date" : "dates"} in days`] : []),
    ...(categories.length > 0
      ? [`${categories.length} categorical (${width} ${width === 1 ? "input" : "inputs"})`]
      : []),
    ...(constant.length > 0 && split.train.length > 1 ? [`constant: ${constant.join(", ")}`] : []),
  ];
  return `inputs: ${parts.join(", ")}`;
}

function missingPart({ roles, columns, kept, spec }: Decided): string {
  const dropped = columns.count - kept.length;
  const filled = roles.inputs.filter(
    ({ name, missing }) => missing > 0 && policyFor(spec.missing, name, "refuse") !== "drop",
  );
  const cells = filled.reduce((sum, { missing }) => sum + missing, 0);
  const policies = [
    ...new Set(
      filled.map(({ kind, name }) => (kind === "text" ? "category" : policyFor(spec.missing, name, "refuse"))),
    ),
  ];
  return [
    `${thousands(cells)} missing${policies.length > 0 ? ` (${policies.join(", ")})` : ""}`,
    ...(dropped > 0 ? [`${thousands(dropped)} ${dropped === 1 ? "row" : "rows"} dropped`] : []),
  ].join(", ");
}

/** A name may be a whole text. */
const shortened = (name: string): string => visible(name.length > LONG ? `${name.slice(0, LONG)}...` : name);

/** 1,279 */
function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
