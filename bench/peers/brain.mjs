/**
 * brain.js: batch 1 only; every layer has the same activation, no loss but the squared one (half of ours: twice the
 * rate). Its output layer is made linear by moving the targets and the output's bias up by 8, where relu is the
 * identity.
 */
import { createRequire } from "node:module";
import { cannot, meanLoss, measure, readJob, versionOf } from "./job.mjs";

const UP = 8;

const { NeuralNetwork } = createRequire(import.meta.url)("brain.js");
const job = readJob();
if (job.batchSize !== 1) cannot("trains batches of one example only");
if (job.activation !== "relu" || job.loss !== "squared" || job.optimizer.name !== "sgd")
  cannot("is set up here for relu, squared and sgd only");

const rowsOf = (x, count) =>
  Array.from({ length: count }, (_, n) => x.subarray(n * job.sizes[0], (n + 1) * job.sizes[0]));
const rows = rowsOf(job.x, job.train);
const patterns = rows.map((input, n) => ({ input, output: Float32Array.of(job.y[n] + UP) }));

function start([replica]) {
  const net = new NeuralNetwork({ activation: "relu", learningRate: 2 * job.optimizer.learningRate });
  // It takes 0 for a mistake when it is an option.
  net.trainOpts.momentum = 0;
  net.sizes = job.sizes;
  net.initialize();
  const layers = job.layersOf(replica);
  layers.forEach(({ outputs, W, b }, l) => {
    net.weights[l + 1].forEach((row, o) => row.forEach((_, i) => (row[i] = W[i * outputs + o])));
    net.biases[l + 1].forEach((_, o) => (net.biases[l + 1][o] = b[o] + (l === layers.length - 1 ? UP : 0)));
  });
  return net;
}

function epoch(net, [order]) {
  for (const n of order) net.trainPattern(patterns[n]);
}

function loss(net) {
  const logits = rowsOf(job.testX, job.test).map((input) => net.runInput(input)[0] - UP);
  return meanLoss(Float32Array.from(logits), job);
}

await measure("brain", versionOf("brain.js"), job, { start, epoch, loss });
