/**
 * What the replicas of a model say of some inputs: logits by the contract, bit for bit, and predictions.
 */
import { inFileUnits, type Preprocessing } from "../data/preprocessing.js";
import { namedClasses } from "../measure/named-classes.js";
import type { Floats, Shape } from "../measure/predictions.js";
import { forwardPass, predictionsOf } from "../reference/forward.js";
import type { Layer } from "../study/layers.js";
import type { Study } from "../study/study.js";

/** What computes predictions: plain data. */
export interface Predictor {
  study: Pick<Study, "activation" | "loss">;
  layers: readonly Layer[];
  replicas: readonly { index: number; parameters: Float32Array }[];
  /** How rows of the file become inputs, and outputs what it says; null where the data are no file. */
  preprocessing: Pick<Preprocessing, "classNames" | "target"> | null;
}

/** What one replica says of some rows. */
export interface ReplicaAnswers {
  /** r, counted from 0. */
  index: number;
  /** [rows][outputs], by the contract: every bit is the same everywhere. */
  logits: Float32Array;
  /** [rows][outputs]: probabilities (one output: of the second class), or values in the units of the data file. */
  predictions: Float32Array | Float64Array;
  /** Of each row the class that is decided: its name, or its index where classes have none. null for values. */
  classes: (string | number)[] | null;
}

/** What a model says of some rows. */
export interface Answers {
  /** Outputs of the network: columns of logits and predictions. */
  outputs: number;
  /** Of rows of a file: the number of each there, as messages name it; else null. */
  rows: Int32Array | null;
  /** Of rows of a file with a column that names them: the name of each; else null. */
  ids: string[] | null;
  /** The classes as the data file names them, in the order of their indices; null where it does not. */
  classNames: readonly string[] | null;
  /** Each replica, in order. */
  replicas: ReplicaAnswers[];
  /** The mean of the replicas, in double precision. */
  mean: {
    /** [rows][outputs]. */
    predictions: Float64Array;
    /** Of each row the class that is decided by them; null for values. */
    classes: (string | number)[] | null;
  };
}

/** Multiplications of one piece, about. */
const WORK_PER_PIECE = 1e5;

/**
 * The answers to some inputs. Yields after each piece of the work.
 * @param x [count][inputs]
 */
export function* answering(model: Predictor, x: Float32Array): Generator<void, Answers> {
  const { study, layers, replicas } = model;
  const { classNames, target } = model.preprocessing ?? { classNames: null, target: null };
  const { outputs } = layers.at(-1)!;
  const { inputs } = layers[0]!;
  const count = x.length / inputs;
  const most = Math.max(1, Math.floor(WORK_PER_PIECE / layers.reduce((sum, { work }) => sum + work, 0)));
  const shape: Shape = {
    replicas: 1,
    examples: count,
    columns: outputs,
    kind: study.loss === "squared" ? "value" : "probability",
  };
  const decided = (values: Floats, logits: Float32Array | null = null) =>
    namedClasses({ ...shape, values }, logits, classNames);
  const sums = new Float64Array(count * outputs);
  const answers: ReplicaAnswers[] = [];
  for (const { index, parameters } of replicas) {
    const logits = new Float32Array(count * outputs);
    for (let n = 0; n < count; n += most) {
      const piece = x.subarray(n * inputs, (n + most) * inputs);
      logits.set(forwardPass({ study, layers }, parameters, piece, piece.length / inputs).logits, n * outputs);
      yield;
    }
    const computed = predictionsOf(study.loss, logits, outputs);
    const predictions = target ? Float64Array.from(computed, (value) => inFileUnits(value, target)) : computed;
    predictions.forEach((value, k) => (sums[k]! += value));
    answers.push({ index, logits, predictions, classes: decided(predictions, logits) });
  }
  const predictions = sums.map((sum) => sum / replicas.length);
  return {
    rows: null,
    ids: null,
    outputs,
    classNames,
    replicas: answers,
    mean: { predictions, classes: decided(predictions) },
  };
}
