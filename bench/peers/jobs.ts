/**
 * The jobs of `bench peers`, and the files from which a peer in any language reads one: data, initial parameters and
 * orders of the examples.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Dataset, Split } from "../../src/data/dataset.js";
import { streamKey } from "../../src/reference/random.js";
import { epochOrder } from "../../src/reference/shuffle.js";
import { prepare } from "../../src/run/prepare.js";
import { openTrainer } from "../../src/run/trainer.js";
import type { StudyInput } from "../../src/study/study.js";

export interface Job {
  name: string;
  /** What it is, in words. */
  text: string;
  study: StudyInput & { replicas: number; epochs: number };
}

/** A job that has been written, and what a peer's loss is compared with. */
export interface WrittenJob extends Job {
  folder: string;
  /** Mean test loss of replica 0 after each epoch. */
  losses: number[];
}

const S: StudyInput = {
  data: { name: "vee", task: "regression", noise: 0.1, train: 1000, test: 1000 },
  hidden: [8],
  optimizer: { name: "sgd", learningRate: 0.05 },
  epochs: 20,
};
/** The default study but for its length: its optimizer, its loss, its batch of one. */
const DEFAULT: StudyInput = {
  data: { name: "vee", train: 1000, test: 1000 },
  hidden: [8],
  loss: "logistic",
  optimizer: { name: "adagrad", learningRate: 0.1 },
  epochs: 20,
  batchSize: 1,
};
const M: StudyInput = {
  data: { name: "teacher", dimension: 10, task: "regression", noise: 0.1, train: 10000, test: 1000 },
  hidden: [32, 32],
  optimizer: "adam",
  epochs: 5,
  batchSize: 32,
};
const L: StudyInput = {
  data: { name: "gaussians", dimension: 64, classes: 10, spread: 2, train: 20000, test: 1000 },
  hidden: [256, 256, 256],
  loss: "softmax",
  optimizer: "adam",
  epochs: 3,
  batchSize: 256,
};

/** All jobs, in the order of their columns. */
export const JOBS: readonly Job[] = [
  job("S1", "2-8-1 relu, squared, sgd 0.05, batch 1", { ...S, batchSize: 1 }, 64),
  job("S1-default", "2-8-1 relu, logistic, adagrad 0.1, batch 1: the default study", DEFAULT, 64),
  job("S32", "2-8-1 relu, squared, sgd 0.05, batch 32", { ...S, batchSize: 32 }, 64),
  job("M-relu", "10-32-32-1 relu, squared, adam 1e-3, batch 32", { ...M, activation: "relu" }, 16),
  job("M-tanh", "10-32-32-1 tanh, squared, adam 1e-3, batch 32", { ...M, activation: "tanh" }, 16),
  job("L", "64-256-256-256-10 relu, softmax, adam 1e-3, batch 256", L, 4),
];

function job(name: string, text: string, study: StudyInput, replicas: number): Job {
  return { name, text, study: { activation: "relu", loss: "squared", ...study, replicas, epochs: study.epochs! } };
}

/**
 * The same with a tenth of the examples (a batch that is not full among them), two epochs and four replicas: fast, and
 * no measurement.
 */
export function quickJob({ name, text, study }: Job): Job {
  const data = study.data as { name: "vee"; train: number };
  return {
    name,
    text,
    study: { ...study, data: { ...data, train: data.train / 10, test: 100 }, epochs: 2, replicas: 4 },
  };
}

/**
 * Writes a job into a folder of its own: `job.json`, the same without names in `job.txt`, and little-endian arrays:
 * `x`, `y`, `testX`, `testY` (f32), `initial` (f32, replicas x parameters) and `order` (u32, replicas x epochs x
 * examples).
 */
export async function writeJob(job: Job, within: string): Promise<WrittenJob> {
  const folder = join(within, job.name);
  mkdirSync(folder);
  const { study, plan, dataset } = await prepare(job.study);
  const given = { ...job.study, data: givenData(dataset) };
  const { replicas, epochs, batchSize, activation, loss, optimizer, seed } = study;
  const { train: examples, test } = dataset;
  const sizes = [plan.inputs, ...plan.layers.map(({ outputs }) => outputs)];

  const facts = {
    name: job.name,
    sizes,
    activation: activation.name,
    loss,
    optimizer,
    batchSize,
    epochs,
    replicas,
    train: examples.count,
    test: test.count,
  };
  writeFileSync(join(folder, "job.json"), JSON.stringify({ ...facts, task: dataset.task, study: job.study }));
  const words = [
    activation.name,
    loss,
    optimizer.name,
    optimizer.learningRate,
    batchSize,
    epochs,
    replicas,
    examples.count,
    test.count,
    sizes.length,
    ...sizes,
  ];
  writeFileSync(join(folder, "job.txt"), `${words.join(" ")}\n`);

  const initial = (await openTrainer(given)).parameters();
  const orders = Array.from({ length: replicas }, (_, replica) => {
    const key = streamKey(seed, "shuffle", replica);
    return Array.from({ length: epochs }, (_, epoch) =>
      epochOrder(key, epoch, examples.count, study.shuffleWindow, study.shuffleForm),
    );
  });
  const arrays = { x: [examples.x], y: [examples.y], testX: [test.x], testY: [test.y], initial, order: orders.flat() };
  for (const [name, parts] of Object.entries(arrays)) {
    writeFileSync(
      join(folder, name),
      Buffer.concat(parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength))),
    );
  }
  return { ...job, folder, losses: await lossesOf(given, plan.stepsPerEpoch) };
}

/**
 * The numbers themselves: they are drawn once, and a synthetic family of this many inputs takes longer to draw than to
 * learn.
 */
function givenData({ task, inputs, train, test }: Dataset) {
  const rows = ({ count, x }: Split) =>
    Array.from({ length: count }, (_, n) => [...x.subarray(n * inputs, (n + 1) * inputs)]);
  return { name: "given" as const, task, x: rows(train), y: [...train.y], test: { x: rows(test), y: [...test.y] } };
}

async function lossesOf(study: Job["study"], stepsPerEpoch: number): Promise<number[]> {
  const trainer = await openTrainer({ ...study, replicas: 1 });
  return Array.from({ length: study.epochs }, () => {
    trainer.advance(stepsPerEpoch);
    return trainer.evaluate()[0]!.loss;
  });
}
