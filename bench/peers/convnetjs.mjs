/**
 * ConvNetJS: sgd without momentum; its squared loss is half of ours: twice the rate. It has no adam. It computes in
 * float64.
 */
import { createRequire } from "node:module";
import { cannot, meanLoss, measure, readJob, versionOf } from "./job.mjs";

const convnetjs = createRequire(import.meta.url)("convnetjs");
const job = readJob();
if (job.optimizer.name === "adam") cannot("has no adam");
if (job.loss !== "squared") cannot("is set up here for the squared loss only");

const volumes = (x, count) =>
  Array.from(
    { length: count },
    (_, n) => new convnetjs.Vol(Array.from(x.subarray(n * job.sizes[0], (n + 1) * job.sizes[0]))),
  );
const examples = volumes(job.x, job.train);
const targets = Array.from(job.y, (y) => [y]);

function start([replica]) {
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: "input", out_sx: 1, out_sy: 1, out_depth: job.sizes[0] },
    ...job.sizes.slice(1, -1).map((width) => ({ type: "fc", num_neurons: width, activation: job.activation })),
    { type: "regression", num_neurons: job.sizes.at(-1) },
  ]);
  const dense = net.layers.filter((layer) => layer.layer_type === "fc");
  job.layersOf(replica).forEach(({ outputs, W, b }, l) => {
    dense[l].filters.forEach((filter, o) => filter.w.forEach((_, i) => (filter.w[i] = W[i * outputs + o])));
    dense[l].biases.w.set(b);
  });
  return {
    net,
    trainer: new convnetjs.Trainer(net, { method: "sgd", learning_rate: 2 * job.optimizer.learningRate, momentum: 0 }),
  };
}

function epoch({ trainer }, [order]) {
  for (let s = 0; s < order.length; s += job.batchSize) {
    const batch = order.subarray(s, s + job.batchSize);
    trainer.batch_size = batch.length;
    trainer.k = 0;
    for (const n of batch) trainer.train(examples[n], targets[n]);
  }
}

function loss({ net }) {
  return meanLoss(
    Float32Array.from(volumes(job.testX, job.test), (volume) => net.forward(volume).w[0]),
    job,
  );
}

await measure("convnetjs", versionOf("convnetjs"), job, { start, epoch, loss });
