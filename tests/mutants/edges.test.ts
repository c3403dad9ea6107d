/**
 * Studies in which one bit of the arithmetic decides: signs of zero, moments below the normal range, ties, limits met
 * exactly. Each is followed in both builds and compared with the reference in every bit that training and evaluation
 * leave.
 */
import { describe, expect, test } from "vitest";
import { prepare } from "../../src/run/prepare.js";
import type { Initial, StudyInput } from "../../src/study/study.js";
import type { Backend } from "../../src/train/group.js";
import { openGroup } from "../../src/train/setting.js";

const bits = (values: Float32Array): string =>
  Array.from(new Uint32Array(values.buffer, values.byteOffset, values.length), (word) =>
    word.toString(16).padStart(8, "0"),
  ).join(" ");

/** What the replicas of one group are at the end, trained in calls of `stride` steps, and where they diverged. */
async function outcome(study: StudyInput, backend: Backend, stride: number): Promise<unknown[]> {
  const setting = await prepare(study);
  // Resolved studies have no -0, because JSON has none; the kernels are asked about it all the same.
  if (Array.isArray(study.initial)) setting.study.initial = study.initial as Initial;
  const group = await openGroup(setting, backend);
  const { replicas } = setting.study;
  const all: unknown[] = [];
  for (let first = 0; first < replicas; first += group.lanes) {
    const members = Array.from({ length: Math.min(group.lanes, replicas - first) }, (_, lane) => first + lane);
    group.start(members);
    while (group.step < setting.plan.steps) group.advance(stride);
    const evaluations = group.evaluate(setting.test);
    members.forEach((_, lane) => {
      const { parameters, state } = group.snapshot(lane);
      const { logits, predictions, loss } = evaluations[lane]!;
      const diverged = group.diverged(lane);
      all.push(
        diverged ?? {
          parameters: bits(parameters),
          state: state.map(bits),
          batch: group.batchLoss(lane),
          logits: bits(logits),
          predictions: bits(predictions),
          loss,
        },
      );
    });
  }
  return all;
}

/**
 * Regression on given rows, without a hidden layer: the gradient can be read off. Every example is one batch, `steps`
 * times.
 */
function linear(
  x: number[][],
  y: number[][],
  W: number[][],
  b: number[],
  more: Partial<StudyInput>,
  steps = 1,
): StudyInput {
  const order = Array.from({ length: steps }, () => x.map((_, n) => n));
  return {
    data: { name: "given", task: "regression", x, y, test: { x, y } },
    hidden: [],
    replicas: 1,
    initial: [{ W, b }],
    order,
    ...more,
  } as StudyInput;
}

const sgd = { name: "sgd", learningRate: 1 } as const;
const rows = (count: number, row: number[]): number[][] => Array.from({ length: count }, () => row);
const small = 2 ** -27;
/** In vee with a large step and a wide net many units die and others grow. */
const wide = {
  data: { name: "vee", train: 45, test: 16 },
  hidden: [9, 5],
  batchSize: 16,
  epochs: 2,
  replicas: 5,
  seed: 3,
} satisfies StudyInput;

const studies: Record<string, StudyInput> = {
  // z = -0, so d = -0 and every product of the gradient is -0: sums that start at +0 leave +0, and p = -0 - (+0) stays
  // -0.
  "sums start at +0, in tiles of every kind": linear(
    [[1, 2, 3]],
    [[0, 0, 0, 0, 0]],
    rows(3, Array(5).fill(-0)),
    Array(5).fill(-0),
    { optimizer: sgd },
  ),
  // The squares 2^-54 count only if they are added before 0.5625 is; the quotient limit / norm is then no tie any more.
  "clipping: the order of the f64 sum": linear([[...Array(8).fill(small), 0.75]], [[-0.5]], rows(9, [0]), [0], {
    optimizer: sgd,
    clipNorm: 1.25 * (0.5 + 3 * 2 ** -25),
  }),
  // Norm and limit are 1 in f32, yet their quotient is the number below 1.
  "clipping: the norm is compared in f64": linear([[1.34 * 2 ** -12]], [[-0.5]], [[0]], [0], {
    optimizer: sgd,
    clipNorm: 1 - 0.9 * 2 ** -25,
  }),
  "clipping with weight decay": {
    ...wide,
    clipNorm: 0.03,
    optimizer: { name: "sgd", learningRate: 0.3, weightDecay: 0.05 },
  },
  "momentum below the normal range": linear(
    [[1e-39]],
    [[-1]],
    [[0]],
    [0],
    { optimizer: { name: "momentum", learningRate: 1 } },
    2,
  ),
  "the least normal number is kept": linear([[2 ** -126]], [[-0.5]], [[0]], [0], {
    optimizer: { name: "momentum", learningRate: 1 },
  }),
  "nesterov below the normal range": linear(
    [[2e-38]],
    [[-0.25]],
    [[0]],
    [0],
    { optimizer: { name: "nesterov", learningRate: 1 } },
    2,
  ),
  "adagrad below the normal range": linear(
    [[1e-20]],
    [[-1]],
    [[0]],
    [0],
    { optimizer: { name: "adagrad", learningRate: 0.1, epsilon: 1e-10 } },
    2,
  ),
  "rmsprop below the normal range": linear(
    [[1e-20, 3e-19]],
    [[-1]],
    [[0], [0]],
    [0],
    { optimizer: { name: "rmsprop", learningRate: 0.1 } },
    2,
  ),
  "mean gradient below the normal range": linear(
    [[1e-37]],
    [[-0.5]],
    [[0]],
    [0],
    { optimizer: { name: "rmsprop", centered: true, learningRate: 0.1 } },
    2,
  ),
  "buffer below the normal range": linear(
    [[1e-39]],
    [[-1]],
    [[0]],
    [0],
    { optimizer: { name: "rmsprop", momentum: 0.9, learningRate: 1, epsilon: 0.5 } },
    2,
  ),
  "adam, m below the normal range": linear(
    [[1e-38]],
    [[-1]],
    [[0]],
    [0],
    { optimizer: { name: "adam", learningRate: 1 } },
    2,
  ),
  "adam, v below the normal range": linear(
    [[1e-18]],
    [[-1]],
    [[0]],
    [0],
    { optimizer: { name: "adam", learningRate: 1, epsilon: 1e-20 } },
    2,
  ),
  // A gradient that does not change: s and mg^2 approach each other until their difference rounds below 0.
  ...Object.fromEntries(
    [0.1, 0.3, 0.7].map((alpha) => [
      `centered rmsprop, variance below 0, alpha ${alpha}`,
      linear(
        [[1, 1.1, 1.3, 1.7]],
        [[-1e12]],
        rows(4, [0]),
        [0],
        { optimizer: { name: "rmsprop", centered: true, alpha, learningRate: 1e-9, epsilon: 1 } },
        60,
      ),
    ]),
  ),
  // (1e25)^2 is no f32, while logits and parameters stay finite: the loss alone tells, in the first of eight steps.
  "a squared loss that overflows": linear(
    [[1]],
    [[0]],
    [[1e25]],
    [0],
    { optimizer: { name: "sgd", learningRate: 1e-30 } },
    8,
  ),
  "dampening in calls of one step": {
    ...wide,
    activation: "tanh",
    optimizer: { name: "momentum", learningRate: 0.1, dampening: 0.3 },
  },
  "amsgrad with decoupled decay": {
    ...wide,
    activation: "tanh",
    optimizer: { name: "adamw", learningRate: 0.05, weightDecay: 0.3, amsgrad: true },
  },
  "relu at exactly 0": {
    data: {
      name: "given",
      x: [
        [0, 0],
        [1, -1],
        [2, 1],
      ],
      y: [1, 0, 1],
      test: { x: [[0, 0]], y: [1] },
    },
    hidden: [3],
    activation: "relu",
    replicas: 1,
    initial: [
      {
        W: [
          [1, -1, 0.5],
          [1, -1, 0.5],
        ],
        b: [0, 0, 0],
      },
      { W: [[1], [-1], [0.5]], b: [0] },
    ],
    order: [[0, 1], [2, 1], [0]],
  },
  "softmax with far logits and a small last batch": {
    ...wide,
    data: { ...wide.data, name: "gaussians" },
    optimizer: { name: "sgd", learningRate: 5 },
  },
  "one-hot targets, three outputs, a small last batch": {
    ...wide,
    data: { ...wide.data, name: "gaussians" },
    loss: "squared",
    activation: "tanh",
  },
  // 2^24 has no fraction left and diverges; the number below it does not.
  "a logit of 2^24": {
    ...linear([[1]], [[1]], [[16777216]], [0], {}),
    data: { name: "given", x: [[1], [2]], y: [1, 0], test: { x: [[1]], y: [1] } },
    order: [[0]],
  },
  "a logit just below 2^24": {
    ...linear([[1]], [[1]], [[16777215]], [0], {}),
    data: { name: "given", x: [[1], [2]], y: [1, 0], test: { x: [[1]], y: [1] } },
    order: [[0]],
  },
  "a loss that overflows where logit and parameters do not": linear([[1]], [[0]], [[2e19]], [0], {
    optimizer: { ...sgd, learningRate: 0.001 },
  }),
};

describe.each(["scalar", "simd"] as const)("%s", (build) => {
  test.each(Object.entries(studies))("%s", async (_, study) => {
    const reference = await outcome(study, "reference", 1);
    expect(await outcome(study, build, 1)).toEqual(reference);
    expect(await outcome(study, build, 1000)).toEqual(reference);
  });
});
