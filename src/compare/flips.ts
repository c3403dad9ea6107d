/**
 * Which examples flip: a table of those on which replicas disagree, the most disagreement first, with what each replica
 * answers.
 */
import { inFileUnits } from "../data/preprocessing.js";
import { exampleRows } from "../measure/by-example.js";
import { decide } from "../measure/decisions.js";
import { labelSets } from "../measure/label-sets.js";
import { distanceWeight, type Predictions } from "../measure/predictions.js";
import type { Predicted } from "./input.js";

/** A class index, the value of a regression, its values for several targets, or the indices of several labels. */
export type Answer = number | number[];

/** An example on which replicas disagree. */
export interface Flip {
  /** The number of its row: in its file, or else counted from 0. */
  row: number;
  /** By what it is known; null without ids. */
  id: string | number | null;
  /** The group it belongs to; null without groups. */
  group: string | number | null;
  /** What is right, of a value in the units of the file; null where that is not known. */
  label: Answer | null;
  /** Share of the pairs of replicas that answer differently; null for a regression. */
  disagreement: number | null;
  /** Mean distance of the predictions of two replicas; of values in the units of the file. */
  difference: number;
  /** What each replica answers, a value in the units of the file. */
  answers: Answer[];
  /** What the baseline answers; null without one. */
  baseline: Answer | null;
}

/** The examples that flip: two replicas answer differently (a regression: predict different values). */
export interface Flips {
  /** How many replicas answer. */
  replicas: number;
  /** Classes, targets or labels of an example; 1 where it is the probability of the positive class. */
  columns: number;
  /** Names of the classes, targets or labels; null where they have none. */
  classNames: readonly string[] | null;
  /** How many examples flip. */
  flipping: number;
  /** Those that flip most: by disagreement, then by difference, then by row. */
  flips: Flip[];
}

/**
 * The table of them. Yields after some milliseconds' worth of examples.
 * @param listed how many examples are listed
 */
export function* flipsOf(predicted: Predicted, listed: number): Generator<void, Flips> {
  const { predictions, classNames } = predicted;
  const { flipping, flipAt } = yield* flippingOf(predicted);
  return {
    replicas: predictions.replicas,
    columns: predictions.columns,
    classNames,
    flipping: flipping.length,
    flips: flipping.slice(0, listed).map(flipAt),
  };
}

/** The places of the examples that flip, in the order of the table, and what is said of any example. Yields as above. */
export function* flippingOf(
  predicted: Predicted,
): Generator<void, { flipping: number[]; flipAt: (example: number) => Flip }> {
  const { task, predictions: p, labels, baseline, ids, groups } = predicted;
  const isSets = task === "multilabel";
  const classes = isSets ? labelSets(p, labels).sets : (decide(p, predicted.logits)?.classes ?? null);
  const rows = yield* exampleRows(p, classes, isSets ? 1 / p.columns : distanceWeight(p));
  const amount = (n: number) => rows[n]!.disagreement ?? rows[n]!.difference;
  const flipping = Array.from(rows.keys()).filter((n) => amount(n) > 0);
  flipping.sort((a, b) => amount(b) - amount(a) || rows[b]!.difference - rows[a]!.difference || a - b);
  const answers = answersOf(predicted, p, isSets ? null : classes);
  const its = baseline && { ...p, replicas: 1, values: baseline };
  const itsAnswers = its && answersOf(predicted, its, isSets ? null : (decide(its)?.classes ?? null));
  const flipAt = (n: number): Flip => ({
    row: predicted.rows?.[n] ?? n,
    id: ids?.[n] ?? null,
    group: groups?.[n] ?? null,
    label: labelOf(predicted, n),
    disagreement: rows[n]!.disagreement,
    difference: rows[n]!.difference * (predicted.target?.sd ?? 1),
    answers: Array.from({ length: p.replicas }, (_, r) => answers(r, n)),
    baseline: itsAnswers?.(0, n) ?? null,
  });
  return { flipping, flipAt };
}

/** @param classes R x N; null for values and sets, which are read from the predictions */
function answersOf(
  { task, target }: Predicted,
  { values, examples, columns }: Predictions,
  classes: Uint32Array | null,
): (replica: number, example: number) => Answer {
  if (classes) return (r, n) => classes[r * examples + n]!;
  return (r, n) => {
    const at = (r * examples + n) * columns;
    const row = Array.from(values.subarray(at, at + columns));
    return task === "multilabel" ? marked(row.map((p) => Number(p > 0.5))) : valuesOf(row, target);
  };
}

function labelOf({ task, labels, target, predictions: { examples } }: Predicted, n: number): Answer | null {
  if (!labels) return null;
  const width = labels.length / examples;
  const row = Array.from({ length: width }, (_, c) => labels[n * width + c]!);
  return task === "multilabel" ? marked(row) : valuesOf(row, target);
}

function valuesOf(row: number[], target: Predicted["target"]): Answer {
  const values = row.map((value) => inFileUnits(value, target));
  return values.length === 1 ? values[0]! : values;
}

/** The indices of what is 1. */
const marked = (marks: readonly number[]): number[] => marks.flatMap((mark, c) => (mark === 1 ? [c] : []));

/** An answer in words: the names of classes where they have any; several labels or targets with spaces between. */
export function answerText(
  answer: Answer | null,
  { disagreement }: Pick<Flip, "disagreement">,
  { classNames }: Pick<Flips, "classNames">,
): string {
  const word = (each: number) => (disagreement === null ? String(each) : (classNames?.[each] ?? String(each)));
  return answer === null ? "" : [answer].flat().map(word).join(" ");
}
