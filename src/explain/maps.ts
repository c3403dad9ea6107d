/** What replicas predict over the plane of two inputs, and where their first layers bend. */
import type { Dataset } from "../data/dataset.js";
import { inFileUnits } from "../data/preprocessing.js";
import { exampleRows } from "../measure/by-example.js";
import { decide } from "../measure/decisions.js";
import { distanceWeight, type Predictions } from "../measure/predictions.js";
import { type Prepared, shapeOf } from "../run/prepare.js";
import { evaluating } from "../train/evaluating.js";
import type { Backend } from "../train/group.js";
import { joined } from "../train/joined.js";

import { type Box, hingesOf, type UnitHinges } from "./hinges.js";
import { unitsOf } from "./in-file.js";

/** What one replica predicts over the plane. */
export interface ExplainedMap {
  /** r, counted from 0. */
  replica: number;
  /** At each point the prediction, or with several classes the probability of the likeliest. */
  predictions: number[];
  /** At each point the index of the class that it decides; null for one probability, where one half decides, and values. */
  classes: number[] | null;
  /** Of each hidden unit of the first layer the lines on which it bends; null without a hidden layer. */
  hinges: UnitHinges[] | null;
}

/** What replicas predict over the box of the data. */
export interface ExplainedMaps {
  /** Names of the two inputs. */
  columns: [string, string];
  /** x0, x1, y0, y1: the range of training and test inputs, in the units of their file. */
  domain: [number, number, number, number];
  /** Points of a side. Row 0 is at y0: a point is at row * side + column, and stands for the middle of its cell. */
  side: number;
  /** At each point the mean prediction of the replicas, or with several classes that of the likeliest. */
  mean: number[];
  /** At each point the class of the largest mean; null where there are not several. */
  classes: number[] | null;
  /** At each point the prediction difference: mean distance of the predictions of two replicas. */
  difference: number[];
  /** At each point the churn; null for values. */
  churn: number[] | null;
  /** The two replicas that differ most, by the mean distance of their predictions of the test examples. */
  pair: {
    /** This distance. */
    difference: number;
    /** Among how many replicas they were looked for, the first ones. */
    among: number;
  };
  /** What these two predict. */
  replicas: [ExplainedMap, ExplainedMap];
}

/** Numbers that are subtracted to find the two that differ most, about. */
const MOST = 2e9;

/** Whether there is a picture of such predictions. */
export function hasMaps({ dataset, plan, study }: Prepared): boolean {
  return dataset.inputs === 2 && (plan.outputs === 1 || study.loss !== "squared");
}

/**
 * @param predictions of the test examples
 * @returns work that yields after each piece
 */
export async function mapping(
  prepared: Prepared,
  backend: Backend,
  networks: readonly Float32Array[],
  predictions: Predictions,
  side: number,
): Promise<Generator<void, ExplainedMaps>> {
  const { study, plan, dataset } = prepared;
  const box: Box = [...rangeOf(dataset, 0), ...rangeOf(dataset, 1)];
  const x = gridOf(box, side);
  const count = side * side;
  const points = { count, x, y: new Float32Array(count * plan.targets) };
  const answering = await evaluating(prepared, backend, networks, points, (answers) => answers);
  const [across, up] = unitsOf(dataset) as [Unit, Unit];
  const inUnits = (a: number, b: number): [number, number] => [across.mean + across.sd * a, up.mean + up.sd * b];
  const target = dataset.preprocessing?.target ?? null;
  return (function* () {
    const pair = yield* mostApart(predictions);
    const answers = yield* answering;
    const shape = { ...shapeOf(prepared), examples: count };
    const all: Predictions = { ...shape, values: joined(answers, "predictions") };
    const logits = joined(answers, "logits");
    const classes = decide(all, logits)?.classes ?? null;
    const rows = yield* exampleRows(all, classes);
    const map = (replica: number): ExplainedMap => {
      const own = { ...shape, replicas: 1, values: answers[replica]!.predictions };
      const decided = plan.outputs === 1 ? null : Array.from(decide(own, answers[replica]!.logits)!.classes);
      return {
        replica,
        predictions: Array.from({ length: count }, (_, n) =>
          inFileUnits(own.values[n * plan.outputs + (decided?.[n] ?? 0)]!, target),
        ),
        classes: decided,
        hinges:
          study.hidden.length === 0 ? null : hingesOf(plan.layers, study.activation, networks[replica]!, box, inUnits),
      };
    };
    const unit = target?.sd ?? 1;
    const [x0, y0] = inUnits(box[0], box[2]);
    const [x1, y1] = inUnits(box[1], box[3]);
    return {
      columns: (dataset.inputNames ?? ["x1", "x2"]) as [string, string],
      domain: [x0, x1, y0, y1] satisfies ExplainedMaps["domain"],
      side,
      mean: rows.map(({ mean }) => inFileUnits(mean, target)),
      classes: plan.outputs === 1 ? null : likeliest(all),
      difference: rows.map(({ difference }) => difference * unit),
      churn: classes && rows.map(({ disagreement }) => disagreement!),
      pair: { difference: pair.difference * unit, among: pair.among },
      replicas: [map(pair.a), map(pair.b)] satisfies ExplainedMaps["replicas"],
    };
  })();
}

interface Unit {
  mean: number;
  sd: number;
}

/** The range of an input over training and test examples. */
function rangeOf({ train, test, inputs }: Dataset, column: number): [number, number] {
  let [least, largest] = [Infinity, -Infinity];
  for (const { x } of [train, test]) {
    for (let i = column; i < x.length; i += inputs) {
      least = Math.min(least, x[i]!);
      largest = Math.max(largest, x[i]!);
    }
  }
  return [least, largest > least ? largest : least + 1];
}

/** The middles of the cells, row by row. */
function gridOf([x0, x1, y0, y1]: Box, side: number): Float32Array {
  return Float32Array.from({ length: 2 * side * side }, (_, i) => {
    const cell = i >> 1;
    const [at, from, to] = i % 2 === 0 ? [cell % side, x0, x1] : [Math.floor(cell / side), y0, y1];
    return from + ((at + 0.5) / side) * (to - from);
  });
}

/** The class of the largest mean at each point, the first of several. */
function likeliest({ values, replicas, examples, columns }: Predictions): number[] {
  return Array.from({ length: examples }, (_, n) => {
    let [best, most] = [0, -Infinity];
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let r = 0; r < replicas; r++) sum += values[(r * examples + n) * columns + c]!;
      if (sum > most) [best, most] = [c, sum];
    }
    return best;
  });
}

/** The two replicas that differ most, the first of several: among as many as can be held against each other in seconds. */
export function* mostApart(
  p: Predictions,
  most = MOST,
): Generator<void, { a: number; b: number; difference: number; among: number }> {
  const size = p.examples * p.columns;
  const among = Math.max(2, Math.min(p.replicas, Math.floor(Math.sqrt((2 * most) / size))));
  let found = { a: 0, b: 1, sum: -1 };
  for (let a = 0; a < among; a++) {
    for (let b = a + 1; b < among; b++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += Math.abs(p.values[a * size + k]! - p.values[b * size + k]!);
      if (sum > found.sum) found = { a, b, sum };
    }
    yield;
  }
  const { a, b, sum } = found;
  return { a, b, difference: (distanceWeight(p) * sum) / p.examples, among };
}
