/** The networks whose whole training steps are timed, and the count of their flops. */
import type { Layer } from "../src/study/layers.js";
import type { StudyInput } from "../src/study/study.js";
import type { Activation } from "../src/study/variants/activations.js";
import type { DataInput } from "../src/study/variants/data.js";
import type { Optimizer } from "../src/study/variants/optimizers.js";
import type { Group } from "../src/train/group.js";
import type { Piece } from "./measure.js";

export interface Network {
  name: string;
  study: StudyInput;
}

/** Orders are drawn once, not each epoch, so that the time is that of the steps; bench/overheads.ts has the orders. */
const STEPS_ONLY: StudyInput = { epochs: 100_000, reshuffle: false };

function network(
  sizes: readonly number[],
  batchSize: number,
  activation: Activation["name"],
  optimizer: Optimizer["name"],
  task: "binary" | "regression" = "binary",
): Network {
  const [inputs, outputs] = [sizes[0]!, sizes.at(-1)!];
  const train = Math.max(1024, 4 * batchSize);
  const data: DataInput =
    outputs === 1
      ? { name: "vee", dimension: inputs, task, train, test: 64 }
      : { name: "gaussians", dimension: inputs, classes: outputs, train, test: 64 };
  const loss = outputs === 1 ? (task === "binary" ? "" : " squared") : " softmax";
  return {
    name: `${sizes.join("-")} ${activation}${loss} ${optimizer}, batch ${batchSize}`,
    study: { ...STEPS_ONLY, data, hidden: sizes.slice(1, -1), batchSize, activation, optimizer },
  };
}

/**
 * Small ones, then the four with a target, then widths around powers of two, where strides fall on the same lines of
 * the cache.
 */
export const NETWORKS: readonly Network[] = [
  network([2, 8, 1], 1, "relu", "adagrad"),
  network([2, 8, 1], 32, "relu", "adagrad"),
  network([4, 16, 16, 1], 32, "relu", "sgd"),
  network([10, 32, 32, 1], 32, "relu", "sgd"),
  network([10, 32, 32, 1], 32, "tanh", "sgd"),
  network([20, 128, 128, 1], 128, "relu", "sgd"),
  network([64, 256, 256, 256, 10], 256, "relu", "adam"),
  ...[384, 512, 768, 1024].map((width) => network([16, width, width, 1], 32, "relu", "sgd")),
];

/** One example at a time, logistic loss where none is named: what sixteen replicas train together. */
export const TOGETHER: readonly Network[] = [
  ...(["sgd", "adagrad", "adam"] as const).map((optimizer) => network([2, 8, 1], 1, "relu", optimizer, "regression")),
  ...[
    [2, 8, 1],
    [2, 16, 16, 1],
    [10, 32, 32, 1],
  ].flatMap((sizes) =>
    (["relu", "smelu", "tanh"] as const).flatMap((activation) =>
      (["sgd", "adagrad", "adam"] as const).map((optimizer) => network(sizes, 1, activation, optimizer)),
    ),
  ),
];

/** What a quick bench takes. */
export const SMALL = NETWORKS.slice(0, 5);

/**
 * Flops of one training step of one replica: two for each multiply-add of the dense layers. A layer with I inputs and O
 * outputs has batch I O of them forward, as many for dW, and as many for dX; the first layer has no dX. Biases,
 * activations, the loss and the update are in the time and not in the count.
 */
export function flopsOfStep(layers: readonly Pick<Layer, "work">[], batch: number): number {
  return layers.reduce((sum, { work }, index) => sum + 2 * (index === 0 ? 2 : 3) * batch * work, 0);
}

/**
 * Steps as a piece; the unit is a step of one replica. At most `most` replicas train, and never more than the group
 * has lanes: how many that is depends on the shape of the network. The group starts again before each timing, so that
 * there are steps left.
 */
export function stepsOf(group: Group, most: number): Piece {
  const replicas = Array.from({ length: Math.min(most, group.lanes) }, (_, r) => r);
  return {
    units: replicas.length,
    prepare() {
      group.start(replicas);
      group.advance(1);
    },
    run: (count) => group.advance(count),
    most: 10_000,
  };
}
