/**
 * The step: the only file that knows the order of the calls.
 *
 *   gather the batch, forward, loss, backward, clip, decay, update, look for what is not finite
 *
 * Shapes:  order [example of the chunk][lane] u32; starts [steps + 1] i32, where each batch starts in `order`; rates [steps][3] f32.
 * Lanes:   a replica each, with its own order of the examples; the data are the same for all.
 * Source:  docs/arithmetic.md sections 6 and 9.
 * Checked: tests/train/kernels.test.ts against src/reference/trainer.ts.
 */
import { backwardActivation, forwardActivation } from "./activation";
import { backwardBiases, backwardInputs, backwardWeights, forward } from "./dense";
import { add, anyExcess, excess, lanes, mul, splat } from "./lane";
import { lossAndGradient, probabilities } from "./loss";
import { Layer, layerAt, Model, Optimizer } from "./model";
import { clip, decay, update } from "./optimizer";

/** The loss whose logits are values without a limit. */
const SQUARED = 1;
/** 2^104: a logit of 2^24 or more overflows when it is multiplied with it, a smaller one does not. */
const OVERFLOW_AT_2_24: f32 = 2.028240960365167e31;

/** cells[n][k] of each lane = rows[order[n][lane]][k]. */
function gather<T>(cells: usize, rows: usize, order: usize, batch: i32, width: i32): void {
  const rowBytes = <usize>width << 2;
  for (let n = 0; n < batch; n++) {
    for (let lane = 0; lane < lanes<T>(); lane++) {
      let from = rows + <usize>load<u32>(order) * rowBytes;
      let to = cells + (<usize>lane << 2);
      for (const end = from + rowBytes; from < end; from += 4) {
        store<f32>(to, load<f32>(from));
        to += sizeof<T>();
      }
      order += 4;
    }
    cells += <usize>width * sizeof<T>();
  }
}

/** From the batch in the first layer's x to the logits in the last layer's z. */
function forwardAll<T>(model: Model, batch: i32): Layer {
  let layer = layerAt(model, 0);
  forward<T>(layer.z, layer.x, layer.weights, layer.biases, batch, layer.inputs, layer.outputs);
  for (let l = 1; l < model.layerCount; l++) {
    const below = layer;
    layer = layerAt(model, l);
    forwardActivation<T>(layer.x, below.z, batch * below.outputs, model.activation, model.activationConstants);
    forward<T>(layer.z, layer.x, layer.weights, layer.biases, batch, layer.inputs, layer.outputs);
  }
  return layer;
}

/** From the last layer's dz to the gradient of every parameter. */
function backwardAll<T>(model: Model, batch: i32): void {
  for (let l = model.layerCount - 1; l >= 0; l--) {
    const layer = layerAt(model, l);
    backwardWeights<T>(layer.dWeights, layer.x, layer.dz, batch, layer.inputs, layer.outputs);
    backwardBiases<T>(layer.dBiases, layer.dz, batch, layer.outputs);
    if (l > 0) {
      const below = layerAt(model, l - 1);
      backwardInputs<T>(below.dz, layer.dz, layer.weights, batch, layer.inputs, layer.outputs);
      backwardActivation<T>(below.dz, below.z, layer.x, batch * layer.inputs, model.activation, model.activationConstants);
    }
  }
}

/** Divides the sums of the losses by the size of the batch; returns their excess: 0 while all are finite. */
function meanLosses(losses: usize, count: i32, batch: i32): f64 {
  let excesses: f64 = 0;
  for (const end = losses + (<usize>count << 3); losses < end; losses += 8) {
    const mean = load<f64>(losses) / <f64>batch;
    store<f64>(losses, mean);
    excesses += mean - mean;
  }
  return excesses;
}

/** Sum of the excess of cells times a scale: not finite in a lane where one of its values is not, or where the scale makes it overflow. */
function excessOf<T>(cells: usize, count: i32, scale: f32): T {
  const factor = splat<T>(scale);
  let sum = splat<T>(0);
  for (const end = cells + <usize>count * sizeof<T>(); cells < end; cells += sizeof<T>()) {
    sum = add<T>(sum, excess<T>(mul<T>(load<T>(cells), factor)));
  }
  return sum;
}

/** Keeps the first divergence of each lane: of its logits, of its loss, of its parameters, in this order. */
function notice<T>(model: Model, logits: T, parameters: T, t: i32): void {
  const cells = model.scratch;
  for (let quantity = 1; quantity <= 3; quantity++) {
    store<T>(cells, quantity == 1 ? logits : parameters);
    for (let lane: usize = 0; lane < <usize>lanes<T>(); lane++) {
      const finite = quantity == 2 ? isFinite<f64>(load<f64>(model.loss + (lane << 3))) : load<f32>(cells + (lane << 2)) == 0;
      const record = model.divergence + (lane << 3);
      if (!finite && load<i32>(record, 4) == 0) {
        store<i32>(record, t);
        store<i32>(record, quantity, 4);
      }
    }
  }
}

/** `steps` steps from step t of the study. The data, the order, the batches and the rates of the chunk lie in memory. */
export function train<T>(model: Model, order: usize, starts: usize, rates: usize, t: i32, steps: i32): void {
  const optimizer = changetype<Optimizer>(model.optimizer);
  const first = layerAt(model, 0);
  for (let s = 0; s < steps; s++) {
    const start = load<i32>(starts);
    const batch = load<i32>(starts, 4) - start;
    const examples = order + <usize>(start * lanes<T>()) * 4;
    gather<T>(first.x, model.inputs, examples, batch, first.inputs);
    gather<T>(model.y, model.labels, examples, batch, model.targets);

    const last = forwardAll<T>(model, batch);
    const logits = excessOf<T>(last.z, batch * last.outputs, model.lossKind == SQUARED ? 1 : OVERFLOW_AT_2_24);
    memory.fill(model.loss, 0, <usize>lanes<T>() << 3);
    lossAndGradient<T>(model.loss, last.dz, last.z, model.y, batch, last.outputs, model.lossKind, model.scratch);
    const losses = meanLosses(model.loss, lanes<T>(), batch);
    backwardAll<T>(model, batch);

    if (model.clipNorm) clip<T>(model.gradient, model.parameterCount, load<f64>(model.clipNorm));
    if (optimizer.weightDecay != 0) decay<T>(model.gradient, model.parameters, model.parameterCount, optimizer.weightDecay);
    update<T>(model.parameters, model.gradient, model.state, model.parameterCount, optimizer, rates, t + s);
    const parameters = excessOf<T>(model.parameters, model.parameterCount, 1);
    if (losses != 0 || anyExcess<T>(add<T>(logits, parameters))) notice<T>(model, logits, parameters, t + s);
    starts += 4;
    rates += 12;
  }
}

/**
 * Logits and probabilities of `batch` examples (at most the capacity), cells of [batch][outputs] in the last layer's z and dz;
 * adds the losses of the lanes to model.loss (dz is overwritten by them first), so the caller clears it.
 */
export function evaluate<T>(model: Model, inputs: usize, labels: usize, batch: i32): void {
  const first = layerAt(model, 0);
  spread<T>(first.x, inputs, batch * first.inputs);
  spread<T>(model.y, labels, batch * model.targets);
  const last = forwardAll<T>(model, batch);
  lossAndGradient<T>(model.loss, last.dz, last.z, model.y, batch, last.outputs, model.lossKind, model.scratch);
  probabilities<T>(last.dz, last.z, batch, last.outputs, model.lossKind);
}

/** cells[k] = values[k] in every lane. */
function spread<T>(cells: usize, values: usize, count: i32): void {
  for (const end = values + (<usize>count << 2); values < end; values += 4) {
    store<T>(cells, splat<T>(load<f32>(values)));
    cells += sizeof<T>();
  }
}
