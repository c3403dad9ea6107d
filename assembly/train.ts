/**
 * The step: the only file that knows the order of the calls.
 *
 *   gather the batch, forward, loss, weights, backward, clip, decay, update, look for what is not finite
 *
 * with noise before, within and behind it, where N is `Noise`, and with the sums of a simulated arithmetic, where it is
 * `Simulated`.
 *
 * Shapes:  order [example of the chunk][lane] u32; starts [steps + 1] i32, where each batch starts in `order`; rates
 * [steps][3] f32.
 * Lanes:   a cell T is a number in every replica of the group, each with its own order of the examples; the data are
 *          the same for all.
 *          A register V is what the kernels work on: a cell, or four cells of one replica.
 * Source:  docs/arithmetic.md sections 6, 9 and 11.
 * Checked: tests/train/kernels.test.ts against src/reference/trainer.ts.
 */
import { backwardActivation, forwardActivation } from "./activation";
import { anyNonFinite, lanes, mul, nonFinite, splat, union } from "./lane";
import { backward, backwardSimulated, forward, forwardSimulated } from "./layer";
import { lossAndGradient, probabilities, weigh } from "./loss";
import { Layer, layerAt, Model, Noise, Optimizer, Quiet, Simulated } from "./model";
import { activatedOf, addErrors, addLogits, disturb, drop, dropBack, meanLogits, nudge, passSums } from "./noise";
import { clip, decay, update } from "./optimizer";

export const LOGISTIC = 0;
/** The loss whose logits are values without a limit. */
export const SQUARED = 1;
/** 2^104: a logit of 2^24 or more overflows when it is multiplied with it, a smaller one does not. */
export const OVERFLOW_AT_2_24: f32 = 2.028240960365167e31;

/** Registers in `count` cells. The last one may be half empty: regions of cells end with room for it. */
// @ts-ignore: decorator
@inline export function registers<T, V>(count: i32): i32 {
  return sizeof<T>() == sizeof<V>() ? count : (count * lanes<T>() + lanes<V>() - 1) / lanes<V>();
}

/** The cells of one example: cells[k] of each lane = rows[order[lane]][k]. They are `step` bytes apart. */
// @ts-ignore: decorator
@inline export function gatherOne<T>(cells: usize, step: usize, rows: usize, order: usize, rowBytes: usize): void {
  const from = rows + <usize>load<u32>(order) * rowBytes;
  if (isVector<T>()) {
    const from1 = rows + <usize>load<u32>(order, 4) * rowBytes;
    const from2 = rows + <usize>load<u32>(order, 8) * rowBytes;
    const from3 = rows + <usize>load<u32>(order, 12) * rowBytes;
    for (let k: usize = 0; k < rowBytes; k += 4) {
      let cell = v128.load32_splat(from + k);
      cell = v128.load32_lane(from1 + k, cell, 1);
      cell = v128.load32_lane(from2 + k, cell, 2);
      store<v128>(cells, v128.load32_lane(from3 + k, cell, 3));
      cells += step;
    }
  } else {
    for (let k: usize = 0; k < rowBytes; k += 4) {
      store<f32>(cells, load<f32>(from + k));
      cells += step;
    }
  }
}

/** cells[n][k] of each lane = rows[order[n][lane]][k]. */
export function gather<T>(cells: usize, rows: usize, order: usize, batch: i32, width: i32): void {
  const rowBytes = (<usize>width) << 2;
  for (let n = 0; n < batch; n++) {
    gatherOne<T>(cells, sizeof<T>(), rows, order, rowBytes);
    cells += <usize>width * sizeof<T>();
    order += sizeof<T>();
  }
}

// @ts-ignore: decorator
@inline function isSimulated<N>(): bool {
  return offsetof<N>() == offsetof<Simulated>();
}

// `forward` and `backward` are each called from one place, so that the compiler inlines them. A step of a small network
// takes so little time that a call more would show.

/** From the batch in the first layer's x to the logits in the last layer's z. */
function forwardAll<T, V, N>(model: Model, batch: i32, t: i32): Layer {
  let layer = layerAt(model, 0);
  for (let l = 0; l < model.layerCount; l++) {
    const below = layer;
    layer = layerAt(model, l);
    if (l > 0) {
      forwardActivation<V>(
        layer.x,
        below.z,
        registers<T, V>(batch * below.outputs),
        model.activation,
        model.activationConstants,
      );
    }
    if (offsetof<N>()) drop<T>(model, changetype<Noise>(model.noise), l, batch, t);
    if (isSimulated<N>()) forwardSimulated<T, V>(model, l, batch);
    else forward<T, V>(layer, batch, model.panel);
  }
  return layer;
}

/** From the last layer's dz to the gradient of every parameter. */
function backwardAll<T, V, N>(model: Model, batch: i32): void {
  let layer = layerAt(model, model.layerCount - 1);
  for (let l = model.layerCount - 1; l >= 0; l--) {
    const below = layerAt(model, max(l - 1, 0));
    const dX: usize = l > 0 ? below.dz : 0;
    if (isSimulated<N>()) backwardSimulated<T, V>(model, l, dX, batch);
    else backward<T, V>(layer, dX, batch, model.panel);
    if (l > 0) {
      let a = layer.x;
      if (offsetof<N>()) {
        const noise = changetype<Noise>(model.noise);
        dropBack<T>(model, noise, l, below.dz, batch);
        a = activatedOf<T>(model, noise, l);
      }
      backwardActivation<V>(
        below.dz,
        below.z,
        a,
        registers<T, V>(batch * layer.inputs),
        model.activation,
        model.activationConstants,
      );
    }
    layer = below;
  }
}

/** Flag of the losses: 0 while all are finite. If `batch` is not 0, their sums become means. */
function lossFlags(losses: usize, count: i32, batch: i32): f64 {
  let found: f64 = 0;
  for (const end = losses + ((<usize>count) << 3); losses < end; losses += 8) {
    const sum = load<f64>(losses);
    found += sum - sum;
    if (batch) store<f64>(losses, sum / <f64>batch);
  }
  return found;
}

/**
 * Union of the flags of cells times a scale: NaN in a lane where one of its values is not finite, or where the scale
 * makes it overflow.
 */
export function nonFiniteCells<T, V>(cells: usize, count: i32, scale: f32): T {
  const factor = splat<V>(scale);
  let found = splat<V>(0);
  const end = cells + <usize>count * sizeof<T>();
  for (; cells + sizeof<V>() <= end; cells += sizeof<V>())
    found = union<V>(found, nonFinite<V>(mul<V>(load<V>(cells), factor)));
  if (sizeof<T>() == sizeof<V>()) return found;
  let one: f32 = v128.any_true(found) ? f32.NaN : 0;
  for (; cells < end; cells += 4) one = union<f32>(one, nonFinite<f32>(load<f32>(cells) * scale));
  return one;
}

/**
 * Keeps the first divergence of each lane: of its logits, of its loss, of its parameters, in this order. The flags of the
 * first and of the last are in the scratch.
 */
function recordDivergence(model: Model, lanes: usize, t: i32): void {
  const cells = lanes << 2;
  let logit = model.scratch,
    loss = model.loss,
    record = model.divergence;
  for (const end = logit + cells; logit < end; logit += 4) {
    const quantity =
      load<f32>(logit) != 0 ? 1 : !isFinite<f64>(load<f64>(loss)) ? 2 : load<f32>(logit + cells) != 0 ? 3 : 0;
    if (quantity && load<i32>(record, 4) == 0) {
      store<i32>(record, t);
      store<i32>(record, quantity, 4);
    }
    loss += 8;
    record += 8;
  }
}

/**
 * `steps` steps from step t of the study. The data, the order, the batches and the rates of the chunk lie in memory.
 */
export function train<T, V, N>(model: Model, order: usize, starts: usize, rates: usize, t: i32, steps: i32): void {
  const optimizer = changetype<Optimizer>(model.optimizer);
  const first = layerAt(model, 0);
  const parameters = registers<T, V>(model.parameterCount);
  for (let s = 0; s < steps; s++) {
    if (offsetof<N>()) {
      const noise = changetype<Noise>(model.noise);
      if (noise.ulpStep == t + s) nudge<T>(model, noise);
      if (isSimulated<N>()) changetype<Simulated>(model.noise).step = t + s;
    }
    const start = load<i32>(starts);
    const batch = load<i32>(starts, 4) - start;
    const examples = order + <usize>(start * lanes<T>()) * 4;
    gather<T>(first.x, model.inputs, examples, batch, first.inputs);
    gather<T>(model.y, model.labels, examples, batch, model.targets);
    if (offsetof<N>()) disturb<T>(model, changetype<Noise>(model.noise), examples, batch, t + s);
    const weights = model.weights ? model.w : 0;
    if (weights) gather<T>(weights, model.weights, examples, batch, 1);

    const last = forwardAll<T, V, N>(model, batch, t + s);
    const logitFlags = nonFiniteCells<T, V>(
      last.z,
      batch * last.outputs,
      model.lossKind == SQUARED ? 1 : OVERFLOW_AT_2_24,
    );
    for (let lane: usize = 0; lane < <usize>lanes<T>(); lane++) store<f64>(model.loss + (lane << 3), 0);
    // Only the last step's loss can be asked for. The logistic one costs as much as its gradient, and is finite while
    // its logit is in range.
    const isLast = s == steps - 1;
    const sums = isLast || model.lossKind != LOGISTIC ? model.loss : 0;
    lossAndGradient<T, V>(sums, last.dz, last.z, model.y, weights, batch, last.outputs, model.lossKind, model.scratch);
    if (weights) weigh<T>(last.dz, weights, batch, last.outputs);
    const lossFlag = lossFlags(model.loss, lanes<T>(), isLast ? batch : 0);
    backwardAll<T, V, N>(model, batch);
    if (offsetof<N>()) addErrors<T>(model, changetype<Noise>(model.noise), t + s);

    if (model.clipNorm) clip<T>(model.gradient, model.parameterCount, load<f64>(model.clipNorm));
    if (optimizer.weightDecay != 0) decay<V>(model.gradient, model.parameters, parameters, optimizer.weightDecay);
    const moved = update<V>(model.parameters, model.gradient, model.state, parameters, optimizer, rates, t + s);
    if (lossFlag != 0 || anyNonFinite<T>(logitFlags) || anyNonFinite<V>(moved)) {
      store<T>(model.scratch, logitFlags);
      // Flags in `moved` are those of what lies behind the last cell, too.
      store<T>(model.scratch, nonFiniteCells<T, V>(model.parameters, model.parameterCount, 1), sizeof<T>());
      recordDivergence(model, lanes<T>(), t + s);
    }
    starts += 4;
    rates += 12;
  }
}

/**
 * Logits and probabilities of `batch` examples (at most the capacity), cells of [batch][outputs] in the last layer's z
 * and dz; adds the losses of the lanes to model.loss, so the caller clears it. Where `labels` is 0, all labels are, and
 * no probabilities are made.
 */
export function evaluate<T, V>(model: Model, inputs: usize, labels: usize, batch: i32): void {
  const first = layerAt(model, 0);
  spread<T>(first.x, inputs, batch * first.inputs);
  spreadLabels<T>(model, labels, batch);
  finishEvaluation<T, V>(model, labels, batch, forwardAll<T, V, Quiet>(model, batch, 0));
}

/** The same by the mean logits of passes with dropout, where these are the examples from number `example` on. */
export function evaluatePasses<T, V>(model: Model, inputs: usize, labels: usize, batch: i32, example: i32): void {
  const noise = changetype<Noise>(model.noise);
  const first = layerAt(model, 0);
  const last = layerAt(model, model.layerCount - 1);
  const floats = batch * last.outputs * lanes<T>();
  const sums = passSums<T>(model, noise);
  memory.fill(sums, 0, (<usize>floats) << 3);
  noise.evaluated = example;
  for (let pass = 0; pass < noise.passes; pass++) {
    spread<T>(first.x, inputs, batch * first.inputs);
    forwardAll<T, V, Noise>(model, batch, pass);
    addLogits(sums, last.z, floats);
  }
  noise.evaluated = -1;
  meanLogits(last.z, sums, floats, noise.passes);
  spreadLabels<T>(model, labels, batch);
  finishEvaluation<T, V>(model, labels, batch, last);
}

// @ts-ignore: decorator
@inline function spreadLabels<T>(model: Model, labels: usize, batch: i32): void {
  if (labels) spread<T>(model.y, labels, batch * model.targets);
  else memory.fill(model.y, 0, <usize>(batch * model.targets) * sizeof<T>());
}

/** Losses and probabilities, when the logits are there. */
// @ts-ignore: decorator
@inline function finishEvaluation<T, V>(model: Model, labels: usize, batch: i32, last: Layer): void {
  lossAndGradient<T, V>(model.loss, 0, last.z, model.y, 0, batch, last.outputs, model.lossKind, model.scratch);
  if (labels) probabilities<T>(last.dz, last.z, batch, last.outputs, model.lossKind);
}

/** cells[k] = values[k] in every lane. */
function spread<T>(cells: usize, values: usize, count: i32): void {
  for (const end = values + ((<usize>count) << 2); values < end; values += 4) {
    store<T>(cells, splat<T>(load<f32>(values)));
    cells += sizeof<T>();
  }
}
