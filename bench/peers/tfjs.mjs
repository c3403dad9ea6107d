/**
 * TensorFlow.js: variables, `optimizer.minimize` and its gradients, one net after the other. An epoch is gathered once
 * and cut into batches. The backend is named by the variable TFJS_BACKEND: cpu or wasm (one thread).
 */
import { createRequire } from "node:module";
import { meanLoss, measure, readJob, versionOf } from "./job.mjs";

// Its ECMAScript modules do not load in Node.
const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs");
const { setThreadsCount } = require("@tensorflow/tfjs-backend-wasm");
const backend = process.env.TFJS_BACKEND ?? "wasm";
setThreadsCount(1);
tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
await tf.setBackend(backend);

const job = readJob();
const inputs = job.sizes[0];
const outputs = job.sizes.at(-1);
const x = tf.tensor2d(job.x, [job.train, inputs]);
const y =
  job.loss === "softmax" ? tf.tensor2d(oneHot(job.y), [job.train, outputs]) : tf.tensor2d(job.y, [job.train, 1]);

/** By hand: tf.oneHot of the wasm backend writes integers into a float32 tensor. */
function oneHot(labels) {
  return Float32Array.from({ length: labels.length * outputs }, (_, k) =>
    labels[Math.floor(k / outputs)] === k % outputs ? 1 : 0,
  );
}

function start([replica]) {
  const layers = job.layersOf(replica).map(({ inputs, outputs, W, b }) => ({
    W: tf.variable(tf.tensor2d(W, [inputs, outputs])),
    b: tf.variable(tf.tensor1d(b)),
  }));
  const { name, learningRate } = job.optimizer;
  const optimizers = {
    sgd: () => tf.train.sgd(learningRate),
    adagrad: () => tf.train.adagrad(learningRate, 0),
    adam: () => tf.train.adam(learningRate, 0.9, 0.999, 1e-8),
  };
  return { layers, optimizer: optimizers[name]() };
}

function forward(layers, rows) {
  return layers.reduce((a, { W, b }, l) => {
    const z = tf.add(tf.matMul(a, W), b);
    return l === layers.length - 1 ? z : job.activation === "relu" ? tf.relu(z) : tf.tanh(z);
  }, rows);
}

function lossOf(z, targets) {
  if (job.loss === "squared") return tf.mean(tf.square(tf.sub(z, targets)));
  if (job.loss === "logistic") return tf.losses.sigmoidCrossEntropy(targets, z);
  return tf.losses.softmaxCrossEntropy(targets, z);
}

function epoch({ layers, optimizer }, [order]) {
  tf.tidy(() => {
    const examples = tf.tensor1d(Int32Array.from(order), "int32");
    const [rows, targets] = [tf.gather(x, examples), tf.gather(y, examples)];
    for (let s = 0; s < order.length; s += job.batchSize) {
      const b = Math.min(job.batchSize, order.length - s);
      optimizer.minimize(() =>
        lossOf(forward(layers, tf.slice2d(rows, [s, 0], [b, inputs])), tf.slice2d(targets, [s, 0], [b, y.shape[1]])),
      );
    }
  });
}

const loss = ({ layers }) =>
  tf.tidy(() => meanLoss(forward(layers, tf.tensor2d(job.testX, [job.test, inputs])).dataSync(), job));

await measure(`tfjs-${backend}`, versionOf("@tensorflow/tfjs"), job, { start, epoch, loss });
