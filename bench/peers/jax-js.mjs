/**
 * jax-js: one compiled step (loss, gradients, update) over all replicas at once, on its WebAssembly device; the
 * parameters have an axis of replicas. What is used twice is `ref`: jax-js counts references.
 */
import { jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { meanLoss, measure, readJob, versionOf } from "./job.mjs";

const job = readJob();
const inputs = job.sizes[0];
const outputs = job.sizes.at(-1);
const { name } = job.optimizer;

function forward(layers, rows) {
  return layers.reduce((a, { W, b }, l) => {
    const z = np.matmul(a, W).add(b);
    return l === layers.length - 1 ? z : job.activation === "relu" ? nn.relu(z) : np.tanh(z);
  }, rows);
}

/** The sum over replicas of the mean over the batch: each replica has the gradient that it would have alone. */
function lossOf(layers, rows, targets) {
  const b = rows.shape[1];
  const z = forward(layers, rows);
  if (job.loss === "squared")
    return np
      .square(z.sub(targets))
      .sum()
      .mul(1 / b);
  if (job.loss === "logistic")
    // softplus(z) - y z
    return nn
      .softplus(z.ref)
      .sub(targets.mul(z))
      .sum()
      .mul(1 / b);
  return nn
    .logSoftmax(z, 2)
    .mul(targets)
    .sum()
    .mul(-1 / b);
}

const sgdStep = jit((layers, rows, targets) => {
  const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(layers), rows, targets);
  loss.dispose();
  return tree.map((p, g) => p.sub(g.mul(job.optimizer.learningRate)), layers, gradients);
});

const adagradStep = jit((layers, v, rows, targets) => {
  const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(layers), rows, targets);
  loss.dispose();
  const v1 = tree.map((v, g) => v.add(np.square(g)), v, tree.ref(gradients));
  const moved = tree.map(
    (p, g, v) => p.sub(g.mul(job.optimizer.learningRate).div(np.sqrt(v).add(job.optimizer.epsilon))),
    layers,
    gradients,
    tree.ref(v1),
  );
  return [moved, v1];
});

const adamStep = jit((layers, m, v, rate, epsilon, rows, targets) => {
  const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(layers), rows, targets);
  loss.dispose();
  const m1 = tree.map((m, g) => m.mul(0.9).add(g.ref.mul(1 - 0.9)), m, tree.ref(gradients));
  const v1 = tree.map((v, g) => v.mul(0.999).add(np.square(g).mul(1 - 0.999)), v, gradients);
  const moved = tree.map(
    (p, m, v) => p.sub(rate.ref.mul(m).div(np.sqrt(v).add(epsilon.ref))),
    layers,
    tree.ref(m1),
    tree.ref(v1),
  );
  rate.dispose();
  epsilon.dispose();
  return [moved, m1, v1];
});

const stacked = (arrays, shape) =>
  np.array(Float32Array.from(arrays.flatMap((array) => [...array]))).reshape([arrays.length, ...shape]);

function start(replicas) {
  const nets = replicas.map((replica) => job.layersOf(replica));
  const layers = nets[0].map(({ inputs, outputs }, l) => ({
    W: stacked(
      nets.map((net) => net[l].W),
      [inputs, outputs],
    ),
    b: stacked(
      nets.map((net) => net[l].b),
      [1, outputs],
    ),
  }));
  const zeros = () => tree.map((p) => np.zeros(p.shape), layers);
  return { layers, step: 0, ...(name === "adam" && { m: zeros() }), ...(name !== "sgd" && { v: zeros() }) };
}

/** Rows of the batch of each replica, and its targets: one column, or one-hot. */
function batchOf(orders, s) {
  const b = Math.min(job.batchSize, orders[0].length - s);
  const rows = new Float32Array(orders.length * b * inputs);
  const targets = new Float32Array(orders.length * b * outputs);
  orders.forEach((order, r) => {
    for (let k = 0; k < b; k++) {
      const n = order[s + k];
      const at = r * b + k;
      rows.set(job.x.subarray(n * inputs, (n + 1) * inputs), at * inputs);
      if (job.loss !== "softmax") targets[at] = job.y[n];
      else targets[at * outputs + job.y[n]] = 1;
    }
  });
  return [np.array(rows).reshape([orders.length, b, inputs]), np.array(targets).reshape([orders.length, b, outputs])];
}

function epoch(state, orders) {
  for (let s = 0; s < orders[0].length; s += job.batchSize) {
    const batch = batchOf(orders, s);
    if (name === "sgd") {
      state.layers = sgdStep(state.layers, ...batch);
      continue;
    }
    if (name === "adagrad") {
      [state.layers, state.v] = adagradStep(state.layers, state.v, ...batch);
      continue;
    }
    const t = ++state.step;
    const root = Math.sqrt(1 - 0.999 ** t);
    const rate = (job.optimizer.learningRate * root) / (1 - 0.9 ** t);
    [state.layers, state.m, state.v] = adamStep(
      state.layers,
      state.m,
      state.v,
      np.array(rate),
      np.array(1e-8 * root),
      ...batch,
    );
  }
}

function loss({ layers }) {
  const replicas = layers[0].W.shape[0];
  const logits = forward(tree.ref(layers), stacked(Array(replicas).fill(job.testX), [job.test, inputs])).dataSync();
  return meanLoss(logits.subarray(0, job.test * outputs), job);
}

await measure("jax-js", versionOf("@jax-js/jax"), job, { start, epoch, loss }, true);
