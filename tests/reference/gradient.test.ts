/**
 * The gradient of the reference trainer against central differences of a forward pass in f64 that shares nothing with
 * it: every activation with every loss, several networks and batches.
 *
 * Bound: 64 x 2^-24 of the largest element of the gradient, or of 1 if that is larger. An element passes through at
 * most about 60 roundings to f32 (up to four layers forward and back, sums of up to nine terms, up to eight operations
 * an activation), each of at most 2^-24 of a number of that size. The difference itself is off by less than 1e-9: h^2 /
 * 6 of a third derivative, and 2^-53 / h of rounding. A wrong term shows at 1e-2.
 */
import { describe, expect, test } from "vitest";
import { streamKey } from "../../src/reference/random.js";
import { type ReplicaSpec, startReplica, type TrainingSet } from "../../src/reference/trainer.js";
import { layersOf } from "../../src/study/layers.js";
import { perFactor } from "../../src/study/levels.js";
import type { Study } from "../../src/study/study.js";
import type { Activation } from "../../src/study/variants/activations.js";
import type { LossName } from "../../src/study/variants/losses.js";
import { variantNames } from "../../src/study/variants/names.js";

const BOUND = 64 * 2 ** -24;
const H = 1e-5;
/** No z lies nearer to a kink than this, and a step of H in one parameter moves z by less. */
const MARGIN = 1e-4;
const INPUTS = 3;

/** An activation in f64, and where its slope jumps. */
interface Smooth {
  spec: Activation;
  value(z: number): number;
  kinks?: number[];
}

/** 2/sqrt(pi) e^(-x^2) (x + 2 x^3/3 + 4 x^5/15 + ...) */
function erf(x: number): number {
  let sum = 0;
  for (let term = x, n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    sum += term;
    term *= (2 * x * x) / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** Two lines whose slope goes over linearly from `gMinus` to `gPlus` on [-alpha, beta]; t at -alpha. */
function bend(gMinus: number, gPlus: number, alpha: number, beta: number, t: number): (z: number) => number {
  const width = alpha + beta;
  return (z) => {
    if (z <= -alpha) return t + gMinus * (z + alpha);
    if (z >= beta) return t + ((gMinus + gPlus) / 2) * width + gPlus * (z - beta);
    return t + gMinus * (z + alpha) + ((gPlus - gMinus) * (z + alpha) ** 2) / (2 * width);
  };
}

const ACTIVATIONS: Smooth[] = [
  { spec: { name: "identity" }, value: (z) => z },
  { spec: { name: "relu" }, value: (z) => Math.max(z, 0), kinks: [0] },
  { spec: { name: "leaky_relu", alpha: 0.3 }, value: (z) => (z > 0 ? z : 0.3 * z), kinks: [0] },
  { spec: { name: "elu", alpha: 0.7 }, value: (z) => (z > 0 ? z : 0.7 * Math.expm1(z)), kinks: [0] },
  {
    spec: { name: "selu" },
    value: (z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z)),
    kinks: [0],
  },
  { spec: { name: "smelu", beta: 0.7 }, value: bend(0, 1, 0.7, 0.7, 0), kinks: [-0.7, 0.7] },
  {
    spec: { name: "gsmelu", gMinus: -0.2, gPlus: 1.1, alpha: 0.5, beta: 0.9, t: 0.1 },
    value: bend(-0.2, 1.1, 0.5, 0.9, 0.1),
    kinks: [-0.5, 0.9],
  },
  { spec: { name: "softplus", beta: 1.7 }, value: (z) => softplus(1.7 * z) / 1.7 },
  { spec: { name: "swish", beta: 1.3 }, value: (z) => z * sigmoid(1.3 * z) },
  { spec: { name: "gelu" }, value: (z) => (z / 2) * (1 + erf(z / Math.SQRT2)) },
  {
    spec: { name: "gelu_tanh" },
    value: (z) => (z / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3))),
  },
  { spec: { name: "mish" }, value: (z) => z * Math.tanh(softplus(z)) },
  { spec: { name: "tanh" }, value: Math.tanh },
  { spec: { name: "sigmoid" }, value: sigmoid },
  { spec: { name: "softsign" }, value: (z) => z / (1 + Math.abs(z)) },
  { spec: { name: "relu6" }, value: (z) => Math.min(Math.max(z, 0), 6), kinks: [0, 6] },
  { spec: { name: "hard_swish" }, value: (z) => (z * Math.min(Math.max(z + 3, 0), 6)) / 6, kinks: [-3, 3] },
];

const OUTPUTS: Record<LossName, number> = { logistic: 1, squared: 2, softmax: 3 };
const NETWORKS = [{ hidden: [4] }, { hidden: [9, 5] }, { hidden: [5, 2, 3] }];
const BATCHES = [[2], [3, 0, 7, 3, 9], [0, 1, 2, 3, 4, 5, 6, 7, 8]];

/** Ten examples whose inputs go from -3 to 3, so that every piece of every activation is reached. */
function trainingSet(loss: LossName): TrainingSet {
  const targets = loss === "squared" ? 2 : 1;
  const target = {
    logistic: (i: number) => i % 2,
    squared: (i: number) => Math.cos(5 * i),
    softmax: (i: number) => (7 * i) % 3,
  }[loss];
  const x = Float32Array.from({ length: 10 * INPUTS }, (_, i) => 3 * Math.sin(3 * i + 1));
  const y = Float32Array.from({ length: 10 * targets }, (_, i) => target(i));
  return { count: 10, inputs: INPUTS, targets, x, y };
}

function specOf(activation: Activation, loss: LossName, hidden: number[], batch: number[]): ReplicaSpec {
  const study: Study = {
    data: { name: "given", task: null, weights: null, x: [], y: [], test: { x: [], y: [] } },
    hidden,
    activation,
    loss,
    optimizer: { name: "sgd", learningRate: 0.1, weightDecay: 0 },
    schedule: { name: "constant" },
    classWeights: null,
    earlyStopping: null,
    clipNorm: null,
    initial: { weights: { name: "glorot_uniform", gain: 1.5 }, biases: { name: "uniform", low: -0.5, high: 0.5 } },
    batchSize: batch.length,
    epochs: 1,
    shuffleWindow: 10,
    shuffleForm: "buffer",
    reshuffle: true,
    order: [batch],
    vary: [],
    design: null,
    replicas: 1,
    seed: 0,
    seeds: {},
  };
  const sizes = [INPUTS, ...hidden, OUTPUTS[loss]];
  return {
    study,
    layers: layersOf(sizes, study.initial),
    steps: 1,
    stepsPerEpoch: 1,
    keys: perFactor((factor) => streamKey(5, factor, 0)),
  };
}

/** Loss of the logits z of one example. */
function lossOf(loss: LossName, z: number[], y: Float32Array): number {
  if (loss === "logistic") return softplus(y[0] === 1 ? -z[0]! : z[0]!);
  if (loss === "squared") return z.reduce((sum, value, c) => sum + (value - y[c]!) ** 2, 0) / z.length;
  return Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0)) - z[y[0]!]!;
}

/** Mean loss of a batch in f64; `see` is told every z of a hidden layer. */
function meanLoss(
  { layers, study }: ReplicaSpec,
  { value }: Smooth,
  parameters: number[],
  data: TrainingSet,
  batch: number[],
  see?: (z: number) => void,
): number {
  let sum = 0;
  for (const n of batch) {
    let a = [...data.x.subarray(n * INPUTS, (n + 1) * INPUTS)];
    let position = 0;
    layers.forEach(({ outputs: O }, layer) => {
      const W = position;
      const b = W + a.length * O;
      position = b + O;
      const z = Array.from({ length: O }, (_, o) =>
        a.reduce((total, input, i) => total + input * parameters[W + i * O + o]!, parameters[b + o]!),
      );
      const last = layer === layers.length - 1;
      if (!last) z.forEach((element) => see?.(element));
      a = last ? z : z.map(value);
    });
    sum += lossOf(study.loss, a, data.y.subarray(n * data.targets, (n + 1) * data.targets));
  }
  return sum / batch.length;
}

test("every activation of the studies is here", () => {
  expect(ACTIVATIONS.map(({ spec }) => spec.name).sort()).toEqual([...variantNames.activation].sort());
});

/** One step of every network on every batch: what it did, and every z of its hidden layers in f64. */
function* steps(smooth: Smooth, loss: LossName) {
  const data = trainingSet(loss);
  for (const { hidden } of NETWORKS) {
    for (const batch of BATCHES) {
      const spec = specOf(smooth.spec, loss, hidden, batch);
      const replica = startReplica(spec, data);
      const parameters = [...replica.parameters()];
      replica.advance(1);
      const z: number[] = [];
      meanLoss(spec, smooth, parameters, data, batch, (element) => z.push(element));
      const lossAt = (k: number, by: number): number =>
        meanLoss(
          spec,
          smooth,
          parameters.map((value, j) => (j === k ? value + by : value)),
          data,
          batch,
        );
      yield { name: `hidden ${hidden}, batch ${batch}`, gradient: [...replica.gradient], lossAt, z };
    }
  }
}

const LOSSES = ["logistic", "squared", "softmax"] as const;

describe.each(ACTIVATIONS)("$spec.name", (smooth) => {
  const kinks = smooth.kinks ?? [];

  test.each(LOSSES)("%s", (loss) => {
    for (const { name, gradient, lossAt, z } of steps(smooth, loss)) {
      expect(
        Math.min(...kinks.flatMap((kink) => z.map((element) => Math.abs(element - kink)))),
        `${name}: a kink`,
      ).toBeGreaterThan(MARGIN);
      const differences = gradient.map((_, k) => (lossAt(k, H) - lossAt(k, -H)) / (2 * H));
      const bound = BOUND * Math.max(1, ...differences.map(Math.abs));
      expect(Math.max(...differences.map((difference, k) => Math.abs(gradient[k]! - difference))), name).toBeLessThan(
        bound,
      );
    }
  });

  for (const kink of kinks) {
    test(`the networks reach both sides of ${kink}`, () => {
      const z = LOSSES.flatMap((loss) => [...steps(smooth, loss)].flatMap((step) => step.z));
      expect([z.some((element) => element < kink), z.some((element) => element > kink)]).toEqual([true, true]);
    });
  }
});
