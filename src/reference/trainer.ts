/**
 * The trainer of one replica: docs/arithmetic.md sections 6 and 11, in the words of that text. Slow, obvious and normative:
 * every other way of training must give these bits.
 *
 *     const replica = startReplica(spec, data);
 *     replica.advance(spec.steps);
 *     const { logits } = evaluateReplica(spec, replica.parameters(), x, y, count);
 *
 * Shapes: B examples of a batch, I inputs and O outputs of a layer; parameters, gradient and state are flat lists.
 * Checked: tests/reference/trainer.test.ts.
 */
import type { Factor } from "../study/factors.js";
import type { Layer } from "../study/layers.js";
import type { Ulp } from "../study/noise.js";
import type { Study } from "../study/study.js";
import { activation } from "./activation.js";
import { forwardPass, predictionsOf, type Trace } from "./forward.js";
import { initialParameters } from "./initial.js";
import { FORMULAS, viewsOf } from "./layer.js";
import { logitInRange, lossAndGradient } from "./loss.js";
import {
  type Drop,
  directionOf,
  dropping,
  gradientError,
  neighbour,
  noisyInputs,
  noisyLabels,
  resampled,
  ulpMove,
} from "./noise.js";
import { addWeightDecay, clip, initialState, update } from "./optimizer.js";
import type { StreamKey } from "./random.js";
import { stepRates } from "./rates.js";
import { epochOrder } from "./shuffle.js";
import { type Simulated, simulating } from "./simulated.js";

/** Examples to train or evaluate on: x [count][inputs], y [count][targets] in the form that the loss takes. */
export interface LabelledExamples {
  count: number;
  x: Float32Array;
  y: Float32Array;
  /** One an example, of mean 1; without them all are 1. Only training takes them. */
  weights?: Float32Array | null;
  /** Whether an evaluation takes them by the study's passes with dropout. */
  withPasses?: boolean;
}

/** Examples to train on, with the widths of their rows. */
export interface TrainingSet extends LabelledExamples {
  inputs: number;
  targets: number;
}

/** One replica of a study. */
export interface ReplicaSpec {
  study: Study;
  layers: Layer[];
  /** T. */
  steps: number;
  /** S, ceil(count / batchSize). */
  stepsPerEpoch: number;
  keys: Record<Factor, StreamKey>;
  /** Classes of the labels; 0 of targets. Label noise alone asks for them. */
  classes?: number | undefined;
}

/** Where a number of a training first ceased to be finite. */
export interface Divergence {
  /** The first step after which one of them was not. */
  step: number;
  /** What was not finite. */
  quantity: "logit" | "loss" | "parameter";
}

/** A replica in training. */
export interface Replica {
  /** Steps done. */
  readonly step: number;
  /** Loss of the last batch before its update, f64; NaN before the first one. */
  readonly loss: number;
  /** Gradient of the last batch, before clipping and weight decay, in the order of the parameters. */
  readonly gradient: Float32Array;
  /** State of the optimizer, in the order of a checkpoint. */
  readonly state: Float32Array[];
  /** The first divergence, or null. Training goes on after it. */
  readonly diverged: Divergence | null;
  /** A copy of the flat list. */
  parameters(): Float32Array;
  /** Trains `steps` steps, or those that are left. */
  advance(steps: number): void;
}

/** Parameters and optimizer state of one replica after some step: everything that a later step needs. */
export interface Snapshot {
  parameters: Float32Array;
  /** In the order of docs/arithmetic.md section 8. */
  state: Float32Array[];
}

/** The replica before its first step, or as it stood after some step. */
export function startReplica(spec: ReplicaSpec, data: TrainingSet, from?: Snapshot & { step: number }): Replica {
  const { study, layers, keys } = spec;
  const p = from ? from.parameters.slice() : startOf(spec);
  const state = from ? from.state.map((array) => array.slice()) : initialState(study.optimizer, p.length);
  const rates = stepRates(study, spec.steps, spec.stepsPerEpoch);
  const examplesOf = batchesOf(spec, data.count);

  const replica = {
    step: from?.step ?? 0,
    loss: NaN,
    gradient: new Float32Array(p.length),
    state,
    diverged: null as Divergence | null,
  };
  const watch = (finite: boolean, quantity: Divergence["quantity"]): void => {
    if (!finite) replica.diverged ??= { step: replica.step, quantity };
  };

  function trainStep(): void {
    const t = replica.step;
    if (study.ulp?.step === t) moveParameter(spec, study.ulp, p);
    const { x, y, count, weights } = gatherBatch(spec, data, examplesOf(t), t);
    const drop = study.dropout && dropping(study.dropout, layers, keys.dropout, t);
    const simulated = study.arithmetic && simulating(study.arithmetic, layers, count, keys.arithmetic, t);
    const trace = forwardPass(spec, p, x, count, drop, simulated);
    const { losses, dz } = weighted(batchLosses(spec, trace.logits, y, count), weights);
    const gradient = backwardPass(spec, p, trace, dz, count, drop, simulated);
    if (study.oracle) addErrors(gradient, gradientError(study.oracle, p.length, keys.oracle, t));
    replica.gradient = gradient.slice();
    replica.loss = sumInOrder(losses) / count;

    if (study.clipNorm !== null) clip(gradient, study.clipNorm);
    addWeightDecay(gradient, p, study.optimizer);
    const [rate = 0, epsilon = 0, decay = 1] = rates(t, 1);
    update(study.optimizer, p, gradient, state, { rate, epsilon, decay }, t);

    watch(
      trace.logits.every((z) => logitInRange(study.loss, z)),
      "logit",
    );
    watch(Number.isFinite(replica.loss), "loss");
    watch(p.every(Number.isFinite), "parameter");
    replica.step++;
  }

  return Object.assign(replica, {
    parameters: () => p.slice(),
    advance(steps: number): void {
      const end = Math.min(replica.step + steps, spec.steps);
      while (replica.step < end) trainStep();
    },
  });
}

/**
 * Evaluates parameters on examples: logits and predictions, count x C, and the mean loss.
 *
 * The loss is the f64 sum of the f32 losses in example order, divided by count. `finite` tells whether every logit is.
 *
 * @param before the sum of the losses of examples that came before these; `sum` is that with them
 * @param example the number of the first of them, in an evaluation by the study's passes with dropout
 */
export function evaluateReplica(
  spec: ReplicaSpec,
  parameters: Float32Array,
  x: Float32Array,
  y: Float32Array,
  count: number,
  before = 0,
  example?: number,
): { logits: Float32Array; predictions: Float32Array; loss: number; sum: number; finite: boolean } {
  const logits =
    example === undefined
      ? forwardPass(spec, parameters, x, count).logits
      : logitsOfPasses(spec, parameters, x, count, example);
  const { losses } = batchLosses(spec, logits, y, count);
  const outputs = logits.length / count;
  return {
    logits,
    predictions: predictionsOf(spec.study.loss, logits, outputs),
    loss: sumInOrder(losses) / count,
    sum: sumInOrder(losses, before),
    finite: logits.every(Number.isFinite),
  };
}

/** Section 14: the means of the logits over the study's passes with dropout. */
function logitsOfPasses(
  spec: ReplicaSpec,
  parameters: Float32Array,
  x: Float32Array,
  count: number,
  example: number,
): Float32Array {
  const { study, layers, keys } = spec;
  const passes = study.mcPasses!;
  const all = Array.from({ length: passes }, (_, pass) => {
    const drop = dropping(study.dropout!, layers, keys.inference, pass);
    return forwardPass(spec, parameters, x, count, (value, layer, b, unit) => drop(value, layer, example + b, unit))
      .logits;
  });
  return all[0]!.map((_, k) => sumInOrder(all.map((logits) => logits[k]!)) / passes);
}

/** The parameters before the first step. */
function startOf({ study, layers, keys }: ReplicaSpec): Float32Array {
  const p = initialParameters(layers, study.initial, keys.init);
  if (study.oracle?.name === "start") addErrors(p, directionOf(study.oracle.delta / 2, p.length, keys.oracle));
  return p;
}

function addErrors(values: Float32Array, errors: Float32Array | null): void {
  errors?.forEach((error, p) => {
    values[p] = values[p]! + error;
  });
}

function moveParameter({ keys }: ReplicaSpec, ulp: Ulp, p: Float32Array): void {
  const { position, by } = ulpMove(ulp, p.length, keys.ulp);
  p[position] = neighbour(p[position]!, by);
}

/** The examples of step t: section 5, and where they are drawn with replacement section 14. */
export function batchesOf(spec: ReplicaSpec, count: number): (t: number) => ArrayLike<number> {
  const positionsOf = orderedBatches(spec, count);
  const { study, keys } = spec;
  if (!study.resample) return positionsOf;
  return (t) => Uint32Array.from(positionsOf(t), (position) => resampled(keys.resample, position, count));
}

function orderedBatches({ study, stepsPerEpoch, keys }: ReplicaSpec, count: number): (t: number) => ArrayLike<number> {
  if (study.order) return (t) => study.order![t]!;
  let order: { part: number; examples: Uint32Array } | null = null;
  return (t) => {
    const epoch = Math.floor(t / stepsPerEpoch);
    const part = study.reshuffle ? epoch : 0;
    if (order?.part !== part)
      order = { part, examples: epochOrder(keys.shuffle, part, count, study.shuffleWindow, study.shuffleForm) };
    const start = (t % stepsPerEpoch) * study.batchSize;
    return order.examples.subarray(start, start + study.batchSize);
  };
}

/** The rows of a batch, in its order, with the noise of step t. */
export function gatherBatch(
  { study, stepsPerEpoch, keys, classes = 0 }: Pick<ReplicaSpec, "study" | "stepsPerEpoch" | "keys" | "classes">,
  data: TrainingSet,
  examples: ArrayLike<number>,
  t: number,
): LabelledExamples {
  const count = examples.length;
  const x = new Float32Array(count * data.inputs);
  const y = new Float32Array(count * data.targets);
  const epoch = Math.floor(t / stepsPerEpoch);
  for (let n = 0; n < count; n++) {
    const example = examples[n]!;
    let inputs = row(data.x, example, data.inputs);
    let labels = row(data.y, example, data.targets);
    if (study.inputNoise) inputs = noisyInputs(inputs, example, study.inputNoise, keys.input, 0);
    if (study.augment) inputs = noisyInputs(inputs, example, study.augment, keys.augment, epoch);
    if (study.labelNoise) labels = noisyLabels(labels, example, study.labelNoise, classes, keys.label);
    x.set(inputs, n * data.inputs);
    y.set(labels, n * data.targets);
  }
  const { weights } = data;
  return { x, y, count, weights: weights && Float32Array.from(examples, (example) => weights[example]!) };
}

/** Step 2: the loss of every example and the gradient of the logits. */
export function batchLosses(
  { study }: Pick<ReplicaSpec, "study">,
  logits: Float32Array,
  y: Float32Array,
  B: number,
): { losses: Float32Array; dz: Float32Array } {
  const outputs = logits.length / B;
  const targets = y.length / B;
  const losses = new Float32Array(B);
  const dz = new Float32Array(logits.length);
  for (let n = 0; n < B; n++) {
    const example = lossAndGradient(study.loss, row(logits, n, outputs), row(y, n, targets), B);
    losses[n] = example.loss;
    dz.set(example.dz, n * outputs);
  }
  return { losses, dz };
}

/** Section 11: the losses and the gradient of the logits of each example, times its weight. */
export function weighted(
  { losses, dz }: ReturnType<typeof batchLosses>,
  weights: Float32Array | null | undefined,
): ReturnType<typeof batchLosses> {
  if (!weights) return { losses, dz };
  const outputs = dz.length / losses.length;
  return {
    losses: losses.map((loss, n) => Math.fround(loss * weights[n]!)),
    dz: dz.map((d, k) => Math.fround(d * weights[Math.floor(k / outputs)]!)),
  };
}

/** Step 3: the gradient of all parameters, in their order. */
function backwardPass(
  { study, layers }: ReplicaSpec,
  p: Float32Array,
  trace: Trace,
  dLogits: Float32Array,
  B: number,
  drop: Drop | undefined,
  simulated: Simulated | undefined,
): Float32Array {
  const { slope } = activation(study.activation);
  const gradient = new Float32Array(p.length);
  let dz = dLogits;
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index]!;
    const { backwardParameters, backwardInputs } = simulated?.(index) ?? FORMULAS[layer.kind];
    const { activated, input } = trace.passed[index]!;
    backwardParameters(viewsOf(layer, gradient), input, dz, B, layer);
    if (index === 0) break;
    const dX = new Float32Array(B * layer.inputs);
    backwardInputs(dX, dz, viewsOf(layer, p), B, layer);
    const { z } = trace.passed[index - 1]!;
    const { inputs } = layer;
    const dA = drop ? dX.map((d, k) => drop(d, index, Math.floor(k / inputs), k % inputs)) : dX;
    dz = dA.map((d, k) => Math.fround(d * slope(z[k]!, activated[k]!)));
  }
  return gradient;
}

function row(table: Float32Array, index: number, columns: number): Float32Array {
  return table.subarray(index * columns, (index + 1) * columns);
}

/** f64 sum in order, from a sum so far on. */
export function sumInOrder(values: Iterable<number>, before = 0): number {
  let sum = before;
  for (const value of values) sum += value;
  return sum;
}
