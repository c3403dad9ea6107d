import { describe, expect, test } from "vitest";
import { streamKey } from "../../src/reference/random.js";
import { epochOrder } from "../../src/reference/shuffle.js";
import { evaluateReplica, type ReplicaSpec, startReplica, type TrainingSet } from "../../src/reference/trainer.js";
import { layersOf } from "../../src/study/layers.js";
import { perFactor } from "../../src/study/levels.js";
import type { Study } from "../../src/study/study.js";
import type { Activation } from "../../src/study/variants/activations.js";
import type { LossName } from "../../src/study/variants/losses.js";

const STUDY: Study = {
  data: { name: "given", task: null, weights: null, x: [], y: [], test: { x: [], y: [] } },
  hidden: [],
  activation: { name: "tanh" },
  loss: "logistic",
  optimizer: { name: "sgd", learningRate: 0.1, weightDecay: 0 },
  schedule: { name: "constant" },
  classWeights: null,
  earlyStopping: null,
  clipNorm: null,
  initial: { weights: { name: "glorot_uniform", gain: 1 }, biases: { name: "uniform", low: -0.5, high: 0.5 } },
  batchSize: 4,
  epochs: 2,
  shuffleWindow: 10,
  shuffleForm: "buffer",
  reshuffle: true,
  order: null,
  vary: ["init", "shuffle"],
  design: null,
  replicas: 1,
  seed: 0,
  seeds: {},
};

const INPUTS = 3;
const COUNT = 10;

/** Ten examples of three inputs; targets in the form of the loss. Three outputs for softmax, two for squared. */
function trainingSet(loss: LossName): TrainingSet {
  const targets = loss === "squared" ? 2 : 1;
  const x = Float32Array.from({ length: COUNT * INPUTS }, (_, i) => Math.sin(3 * i + 1));
  const y = Float32Array.from({ length: COUNT * targets }, (_, i) => {
    if (loss === "squared") return Math.cos(5 * i);
    return loss === "logistic" ? (i * 7) % 2 : (i * 7) % 3;
  });
  return { count: COUNT, inputs: INPUTS, targets, x, y };
}

const outputsOf = (loss: LossName): number => ({ logistic: 1, squared: 2, softmax: 3 })[loss];

function specOf(changes: Partial<Study>, seed = 1): ReplicaSpec {
  const study = { ...STUDY, ...changes };
  const stepsPerEpoch = Math.ceil(COUNT / study.batchSize);
  return {
    study,
    layers: layersOf([INPUTS, ...study.hidden, outputsOf(study.loss)], study.initial),
    steps: study.order?.length ?? stepsPerEpoch * study.epochs,
    stepsPerEpoch,
    keys: perFactor((factor) => streamKey(seed, factor, 0)),
  };
}

function trained(changes: Partial<Study>): Float32Array {
  const spec = specOf(changes);
  const replica = startReplica(spec, trainingSet(spec.study.loss));
  replica.advance(spec.steps);
  return replica.parameters();
}

/** Mean loss of a tanh network in f64, written as one formula an example. */
function lossInDoubles(spec: ReplicaSpec, parameters: number[], data: TrainingSet, examples: number[]): number {
  let sum = 0;
  for (const n of examples) {
    let a = Array.from(data.x.subarray(n * INPUTS, (n + 1) * INPUTS));
    let position = 0;
    for (const [layer, { outputs: O }] of spec.layers.entries()) {
      const W = parameters.slice(position, (position += a.length * O));
      const b = parameters.slice(position, (position += O));
      const z = b.map((bias, o) => a.reduce((acc, input, i) => acc + input * W[i * O + o]!, bias));
      a = layer === spec.layers.length - 1 ? z : z.map(Math.tanh);
    }
    const y = data.y.subarray(n * data.targets, (n + 1) * data.targets);
    if (spec.study.loss === "logistic") sum += Math.log1p(Math.exp(y[0] === 1 ? -a[0]! : a[0]!));
    if (spec.study.loss === "squared") sum += a.reduce((acc, z, c) => acc + (z - y[c]!) ** 2, 0) / a.length;
    if (spec.study.loss === "softmax") sum += Math.log(a.reduce((acc, z) => acc + Math.exp(z), 0)) - a[y[0]!]!;
  }
  return sum / examples.length;
}

describe.each(["logistic", "squared", "softmax"] as const)("%s", (loss) => {
  const networks = [{ hidden: [] }, { hidden: [4] }, { hidden: [5, 2, 3] }];
  test.each(networks)("gradient is the central difference of the loss, hidden $hidden", ({ hidden }) => {
    const examples = [3, 0, 7, 3, 9];
    const data = trainingSet(loss);
    const spec = specOf({ loss, hidden, order: [examples], clipNorm: 0.1 });
    const replica = startReplica(spec, data);
    const parameters = [...replica.parameters()];
    replica.advance(1);
    expect(Math.abs(replica.loss / lossInDoubles(spec, parameters, data, examples) - 1)).toBeLessThan(1e-6);
    const h = 1e-5;
    const moved = (k: number, by: number): number =>
      lossInDoubles(
        spec,
        parameters.map((value, j) => (j === k ? value + by : value)),
        data,
        examples,
      );
    for (const k of parameters.keys()) {
      // Gradients of size up to 1 through at most four layers of f32 sums; a wrong index shows at 1e-2.
      expect(Math.abs(replica.gradient[k]! - (moved(k, h) - moved(k, -h)) / (2 * h))).toBeLessThan(1e-6);
    }
  });
});

test("two steps by hand: dyadic numbers, no rounding", () => {
  // One relu unit between one input and one output, squared loss, rate 1/4, both examples at once.
  const spec: ReplicaSpec = {
    ...specOf({
      activation: { name: "relu" },
      loss: "squared",
      optimizer: { name: "sgd", learningRate: 0.25, weightDecay: 0 },
      initial: [
        { W: [[1]], b: [0.5] },
        { W: [[2]], b: [-1] },
      ],
      order: [[0, 1], [1]],
    }),
    layers: layersOf([1, 1, 1], []),
    steps: 2,
  };
  const replica = startReplica(spec, {
    count: 2,
    inputs: 1,
    targets: 1,
    x: Float32Array.of(1, -2),
    y: Float32Array.of(1, 1),
  });
  replica.advance(1);
  // z = 1.5, -1.5; a = 1.5, 0; logits 2, -1; loss (1 + 4)/2; dlogit = 2 d/2 = 1, -2; the second unit is off.
  expect(replica.loss).toBe(2.5);
  expect([...replica.gradient]).toEqual([2, 2, 1.5, -1]);
  expect([...replica.parameters()]).toEqual([0.5, 0, 1.625, -0.75]);
  replica.advance(1);
  // z = -1: off; logit -0.75; d = -1.75; dlogit = -3.5.
  expect(replica.loss).toBe(1.75 ** 2);
  expect([...replica.gradient]).toEqual([0, 0, 0, -3.5]);
  expect([...replica.parameters()]).toEqual([0.5, 0, 1.625, 0.125]);
});

describe("wiring", () => {
  const base: Partial<Study> = { hidden: [4], order: [[0, 1, 2, 3]] };
  const others: [string, Partial<Study>][] = [
    ["loss", { loss: "squared" }],
    ["optimizer", { optimizer: { name: "momentum", learningRate: 0.2, weightDecay: 0, momentum: 0.9, dampening: 0 } }],
    ["weight decay", { optimizer: { name: "sgd", learningRate: 0.1, weightDecay: 0.1 } }],
    ["clipping", { clipNorm: 0.01 }],
    ["initial", { initial: { weights: { name: "he_normal", gain: 1 }, biases: { name: "zeros" } } }],
    ["order", { order: [[4, 5, 6, 7]] }],
  ];
  test.each(others)("another %s gives other weights after one step", (_, change) => {
    expect(trained({ ...base, ...change })).not.toEqual(trained(base));
  });

  test("every two activations give different weights after one step", () => {
    const activations: Activation[] = [
      { name: "identity" },
      { name: "relu" },
      { name: "relu6" },
      { name: "selu" },
      { name: "gelu" },
      { name: "gelu_tanh" },
      { name: "mish" },
      { name: "tanh" },
      { name: "sigmoid" },
      { name: "softsign" },
      { name: "hard_swish" },
      { name: "leaky_relu", alpha: 0.01 },
      { name: "elu", alpha: 1 },
      { name: "smelu", beta: 1 },
      { name: "smelu", beta: 0.5 },
      { name: "softplus", beta: 1 },
      { name: "swish", beta: 1 },
      { name: "gsmelu", gMinus: -0.1, gPlus: 1, alpha: 1, beta: 1, t: 0.1 },
    ];
    // So large that relu6 meets numbers beyond 6.
    const initial: Study["initial"] = { weights: { name: "glorot_uniform", gain: 8 }, biases: { name: "zeros" } };
    const results = activations.map((activation) => trained({ ...base, initial, activation }).join());
    expect(new Set(results).size).toBe(activations.length);
  });

  test("the activation does not touch the logits", () => {
    expect(trained({ activation: { name: "relu" } })).toEqual(trained({ activation: { name: "sigmoid" } }));
  });

  test("a schedule acts from the second step", () => {
    const linear: Partial<Study> = { schedule: { name: "linear", final: 0 } };
    expect(trained({ ...base, ...linear })).toEqual(trained(base));
    expect(trained({ hidden: [4], ...linear })).not.toEqual(trained({ hidden: [4] }));
  });
});

describe("batches", () => {
  /** The batches that a shuffled run takes, spelled out. */
  function spelledOut(changes: Partial<Study>): number[][] {
    const { study, keys } = specOf(changes);
    return Array.from({ length: study.epochs }, (_, epoch) => {
      const part = study.reshuffle ? epoch : 0;
      const order = [...epochOrder(keys.shuffle, part, COUNT, study.shuffleWindow, study.shuffleForm)];
      const starts = Array.from({ length: Math.ceil(COUNT / study.batchSize) }, (_, i) => i * study.batchSize);
      return starts.map((start) => order.slice(start, start + study.batchSize));
    }).flat();
  }

  test.each<Partial<Study>>([
    { batchSize: 1 },
    { batchSize: 4 },
    { batchSize: 10 },
    { batchSize: 3, shuffleForm: "block", shuffleWindow: 4, epochs: 3 },
    { batchSize: 4, reshuffle: false, epochs: 3 },
  ])("are consecutive pieces of the order of each epoch, %j", (changes) => {
    const order = spelledOut(changes);
    expect(order.flat().length).toBe(COUNT * (changes.epochs ?? 2));
    expect(trained({ hidden: [4], ...changes })).toEqual(trained({ hidden: [4], ...changes, order }));
  });

  test("the last one of an epoch is averaged over its own size", () => {
    const data = trainingSet("logistic");
    const spec = specOf({ shuffleWindow: 1, epochs: 1 });
    const replica = startReplica(spec, data);
    replica.advance(2);
    const before = [...replica.parameters()];
    replica.advance(1);
    expect(replica.step).toBe(3);
    expect(replica.loss).toBeCloseTo(lossInDoubles(spec, before, data, [8, 9]), 6);
  });
});

describe("progress", () => {
  const changes: Partial<Study> = {
    hidden: [4],
    optimizer: {
      name: "adam",
      learningRate: 0.1,
      weightDecay: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      amsgrad: true,
    },
  };

  test("any cut into calls gives the same bits; advance stops at the last step", () => {
    const spec = specOf(changes);
    const replica = startReplica(spec, trainingSet("logistic"));
    for (const steps of [1, 0, 2, 100]) replica.advance(steps);
    expect(replica.step).toBe(spec.steps);
    expect(replica.parameters()).toEqual(trained(changes));
  });

  test("a replica resumed from a snapshot gives the same bits", () => {
    const spec = specOf(changes);
    const data = trainingSet("logistic");
    const first = startReplica(spec, data);
    first.advance(3);
    const resumed = startReplica(spec, data, { step: first.step, parameters: first.parameters(), state: first.state });
    first.advance(spec.steps);
    resumed.advance(spec.steps);
    expect(resumed.parameters()).toEqual(first.parameters());
    expect(resumed.state).toEqual(first.state);
    expect(first.parameters()).toEqual(trained(changes));
  });
});

describe("divergence", () => {
  const data = { count: 1, inputs: 1, targets: 1, x: Float32Array.of(1), y: Float32Array.of(0) };
  const diverged = (W: number, learningRate: number, loss: LossName) => {
    const optimizer = { name: "sgd", learningRate, weightDecay: 0 } as const;
    const changes = { loss, optimizer, initial: [{ W: [[W]], b: [0] }], order: [[0], [0], [0], [0]] };
    const replica = startReplica({ ...specOf(changes), layers: layersOf([1, 1], []) }, data);
    replica.advance(4);
    return replica.diverged;
  };

  test("none: null", () => {
    expect(diverged(1, 0.1, "squared")).toBe(null);
  });

  test("a parameter, in the step that makes it", () => {
    // dz = 2 x 1e10, twice 1e30 of it is beyond f32.
    expect(diverged(1e10, 1e30, "squared")).toEqual({ step: 0, quantity: "parameter" });
  });

  test("a loss, where the logits are still finite", () => {
    // The first step takes W to about -4e20, whose square is beyond f32.
    expect(diverged(1, 2e20, "squared")).toEqual({ step: 1, quantity: "loss" });
  });

  test("a logit", () => {
    const spec = { ...specOf({ initial: [{ W: [[3e38]], b: [3e38] }], order: [[0]] }), layers: layersOf([1, 1], []) };
    const replica = startReplica(spec, data);
    replica.advance(1);
    expect(replica.diverged).toEqual({ step: 0, quantity: "logit" });
    expect(evaluateReplica(spec, replica.parameters(), data.x, data.y, 1).finite).toBe(false);
  });
});

describe("evaluation", () => {
  test.each(["logistic", "squared", "softmax"] as const)("logits, predictions and loss: %s", (loss) => {
    const data = trainingSet(loss);
    const spec = specOf({ loss, hidden: [4] });
    const parameters = startReplica(spec, data).parameters();
    const result = evaluateReplica(spec, parameters, data.x, data.y, COUNT);
    const outputs = outputsOf(loss);
    expect(result.finite).toBe(true);
    expect(result.logits.length).toBe(COUNT * outputs);
    expect(result.loss).toBeCloseTo(lossInDoubles(spec, [...parameters], data, [...Array(COUNT).keys()]), 6);
    for (let n = 0; n < COUNT; n++) {
      const z = [...result.logits.subarray(n * outputs, (n + 1) * outputs)];
      const p = [...result.predictions.subarray(n * outputs, (n + 1) * outputs)];
      const weights = z.map(Math.exp);
      const truth = {
        logistic: z.map((logit) => 1 / (1 + Math.exp(-logit))),
        squared: z,
        softmax: weights.map((weight) => weight / weights.reduce((a, b) => a + b)),
      }[loss];
      for (const [c, value] of p.entries()) expect(value).toBeCloseTo(truth[c]!, 6);
    }
  });

  test("a linear logit trained to convergence predicts the same from any initial weights", () => {
    // The labels are not separable, so the log loss is strictly convex with a finite minimum.
    const data = trainingSet("logistic");
    const predictions = [1, 2, 3].map((seed) => {
      const optimizer = { name: "sgd", learningRate: 1, weightDecay: 0 } as const;
      const initial = { weights: { name: "normal", mean: 0, stddev: 2 }, biases: { name: "zeros" } } as const;
      const spec = specOf({ optimizer, initial, batchSize: COUNT, epochs: 3000 }, seed);
      const replica = startReplica(spec, data);
      replica.advance(spec.steps);
      expect(Math.hypot(...replica.gradient)).toBeLessThan(1e-5);
      return evaluateReplica(spec, replica.parameters(), data.x, data.y, COUNT).predictions;
    });
    for (let n = 0; n < COUNT; n++) {
      expect(Math.abs(predictions[0]![n]! - predictions[1]![n]!)).toBeLessThan(1e-4);
      expect(Math.abs(predictions[0]![n]! - predictions[2]![n]!)).toBeLessThan(1e-4);
    }
  });
});
