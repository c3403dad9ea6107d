/**
 * The steps of four groups as one, of one example each: forward, then one walk over the weights that takes the gradient
 * of the input, the gradient of each weight and the move of the optimizer at once.
 *
 * A cell is four registers, one a group. What is trained are copies of the groups' parameters and states: where a number
 * is not finite the groups are as they were, and the caller takes their steps one by one.
 *
 * Shapes:  the model's x [inputs], z and dz [outputs] of each layer, parameters and states, all of cells of four
 * registers; what it has of data, rates and constants is as in assembly/train.ts.
 * Order:   that of assembly/train.ts, number by number: a gradient is 0 + x dz, and weights move after they were read.
 * Checked: tests/train/fused.test.ts against src/reference/trainer.ts.
 */
import { backwardActivation, forwardActivation } from "./activation";
import { add, anyNonFinite, div, madd, mul, nonFinite, splat, splatAt, sub, union } from "./lane";
import { logisticSlope, softmax, squaredSlope } from "./loss";
import { Layer, layerAt, Model, Optimizer, Part } from "./model";
import {
  Adagrad,
  ADAGRAD,
  Adam,
  ADAM,
  ADAMW,
  Momentum,
  MOMENTUM,
  NESTEROV,
  Rmsprop,
  RMSPROP,
  Sgd,
  SGD,
} from "./optimizer";
import { gatherOne, LOGISTIC, nonFiniteCells, OVERFLOW_AT_2_24, SQUARED } from "./train";

/** Registers of a cell: groups that are trained together. */
const PARTS: usize = 4;

// @ts-ignore: decorator
@inline function cell<V>(): usize {
  return PARTS * sizeof<V>();
}

// @ts-ignore: decorator
@inline function partAt(parts: usize, index: usize): Part {
  return changetype<Part>(parts + index * offsetof<Part>());
}

/** Copies registers of one group into every fourth register, or back. */
function copy<V>(to: usize, toStep: usize, from: usize, fromStep: usize, count: i32): void {
  for (let n = 0; n < count; n++) {
    store<V>(to, load<V>(from));
    to += toStep;
    from += fromStep;
  }
}

/** Units from which on the columns of a layer's weights fall into few sets of the cache. */
const WIDE = 32;

/** z[o] = bias[o] + sum over i of x[i] W[i,o] */
// @ts-ignore: decorator
@inline function forward<V>(layer: Layer): void {
  if (layer.outputs < WIDE) forwardByUnits<V>(layer);
  else forwardByInputs<V>(layer);
}

/** z for four units at a time, whose sums stay in registers: down the columns of the weights. */
export function forwardByUnits<V>(layer: Layer): void {
  const row = <usize>layer.outputs * cell<V>();
  const inputs = <usize>layer.inputs * cell<V>();
  const biases = layer.parameters + <usize>layer.inputs * row;
  const whole = row & ~(4 * cell<V>() - 1);
  for (let part: usize = 0; part < cell<V>(); part += sizeof<V>()) {
    const xs = layer.x + part;
    for (let o = part; o < whole; o += 4 * cell<V>()) {
      const bias = biases + o;
      let s0 = load<V>(bias),
        s1 = load<V>(bias, 4 * sizeof<V>()),
        s2 = load<V>(bias, 8 * sizeof<V>()),
        s3 = load<V>(bias, 12 * sizeof<V>());
      let w = layer.parameters + o;
      for (let i: usize = 0; i < inputs; i += cell<V>()) {
        const x = load<V>(xs + i);
        s0 = madd<V>(x, load<V>(w), s0);
        s1 = madd<V>(x, load<V>(w, 4 * sizeof<V>()), s1);
        s2 = madd<V>(x, load<V>(w, 8 * sizeof<V>()), s2);
        s3 = madd<V>(x, load<V>(w, 12 * sizeof<V>()), s3);
        w += row;
      }
      const z = layer.z + o;
      store<V>(z, s0);
      store<V>(z, s1, 4 * sizeof<V>());
      store<V>(z, s2, 8 * sizeof<V>());
      store<V>(z, s3, 12 * sizeof<V>());
    }
  }
  // The units that are left, each in all groups.
  for (let o = whole; o < row; o += cell<V>()) {
    const bias = biases + o;
    let s0 = load<V>(bias),
      s1 = load<V>(bias, sizeof<V>()),
      s2 = load<V>(bias, 2 * sizeof<V>()),
      s3 = load<V>(bias, 3 * sizeof<V>());
    let w = layer.parameters + o;
    let x = layer.x;
    for (const end = x + inputs; x < end; x += cell<V>()) {
      s0 = madd<V>(load<V>(x), load<V>(w), s0);
      s1 = madd<V>(load<V>(x, sizeof<V>()), load<V>(w, sizeof<V>()), s1);
      s2 = madd<V>(load<V>(x, 2 * sizeof<V>()), load<V>(w, 2 * sizeof<V>()), s2);
      s3 = madd<V>(load<V>(x, 3 * sizeof<V>()), load<V>(w, 3 * sizeof<V>()), s3);
      w += row;
    }
    const z = layer.z + o;
    store<V>(z, s0);
    store<V>(z, s1, sizeof<V>());
    store<V>(z, s2, 2 * sizeof<V>());
    store<V>(z, s3, 3 * sizeof<V>());
  }
}

/** z for four inputs at a time, whose weights are read in the order of memory: along their rows. */
export function forwardByInputs<V>(layer: Layer): void {
  const row = <usize>layer.outputs * cell<V>();
  const inputs = <usize>layer.inputs * cell<V>();
  let w = layer.parameters;
  let from = w + <usize>layer.inputs * row;
  let i: usize = 0;
  for (; i + 4 * cell<V>() <= inputs; i += 4 * cell<V>()) {
    for (let part: usize = 0; part < cell<V>(); part += sizeof<V>()) {
      const xs = layer.x + i + part;
      const x0 = load<V>(xs),
        x1 = load<V>(xs, 4 * sizeof<V>()),
        x2 = load<V>(xs, 8 * sizeof<V>()),
        x3 = load<V>(xs, 12 * sizeof<V>());
      let w0 = w + part,
        w1 = w0 + row,
        w2 = w1 + row,
        w3 = w2 + row,
        start = from + part,
        z = layer.z + part;
      for (const end = z + row; z < end; z += cell<V>()) {
        let sum = madd<V>(x0, load<V>(w0), load<V>(start));
        sum = madd<V>(x1, load<V>(w1), sum);
        sum = madd<V>(x2, load<V>(w2), sum);
        store<V>(z, madd<V>(x3, load<V>(w3), sum));
        w0 += cell<V>();
        w1 += cell<V>();
        w2 += cell<V>();
        w3 += cell<V>();
        start += cell<V>();
      }
    }
    w += 4 * row;
    from = layer.z;
  }
  for (; i < inputs; i += cell<V>()) {
    for (let part: usize = 0; part < cell<V>(); part += sizeof<V>()) {
      const x = load<V>(layer.x + i + part);
      let w0 = w + part,
        start = from + part,
        z = layer.z + part;
      for (const end = z + row; z < end; z += cell<V>()) {
        store<V>(z, madd<V>(x, load<V>(w0), load<V>(start)));
        w0 += cell<V>();
        start += cell<V>();
      }
    }
    w += row;
    from = layer.z;
  }
}

/** Moves the parameter at `p`, whose value is `value`, by its gradient 0 + g. */
// @ts-ignore: decorator
@inline function moveBy<V, K>(
  p: usize,
  value: V,
  g: V,
  s: usize,
  apart: usize,
  o: Optimizer,
  rate: V,
  epsilon: V,
  shrink: V,
  t: i32,
): void {
  store<V>(p, changetype<K>(o).moved<V>(value, add<V>(splat<V>(0), g), s, apart, rate, epsilon, shrink, t));
}

/** From the layer's dz to its moved parameters, and to the gradient of its x if `dX` is not 0. */
export function backward<V, K>(model: Model, layer: Layer, dX: usize, rates: usize, t: i32): void {
  const optimizer = changetype<Optimizer>(model.optimizer);
  const apart = <usize>model.parameterCount * cell<V>();
  const row = <usize>layer.outputs * cell<V>();
  const size = sizeof<V>();
  const rate = splatAt<V>(rates);
  const epsilon = splatAt<V>(rates + 4);
  const shrink = splatAt<V>(rates + 8);
  let p = layer.parameters;
  let s = p + (model.state - model.parameters);
  const biases = p + <usize>layer.inputs * row;
  for (let x = layer.x; p < biases; x += cell<V>()) {
    const x0 = load<V>(x),
      x1 = load<V>(x, sizeof<V>()),
      x2 = load<V>(x, 2 * sizeof<V>()),
      x3 = load<V>(x, 3 * sizeof<V>());
    let d0 = splat<V>(0),
      d1 = d0,
      d2 = d0,
      d3 = d0;
    let dz = layer.dz;
    for (const end = p + row; p < end; p += cell<V>()) {
      const g0 = load<V>(dz),
        p0 = load<V>(p);
      if (dX) d0 = madd<V>(g0, p0, d0);
      moveBy<V, K>(p, p0, mul<V>(x0, g0), s, apart, optimizer, rate, epsilon, shrink, t);
      const g1 = load<V>(dz, sizeof<V>()),
        p1 = load<V>(p, sizeof<V>());
      if (dX) d1 = madd<V>(g1, p1, d1);
      moveBy<V, K>(p + size, p1, mul<V>(x1, g1), s + size, apart, optimizer, rate, epsilon, shrink, t);
      const g2 = load<V>(dz, 2 * sizeof<V>()),
        p2 = load<V>(p, 2 * sizeof<V>());
      if (dX) d2 = madd<V>(g2, p2, d2);
      moveBy<V, K>(p + 2 * size, p2, mul<V>(x2, g2), s + 2 * size, apart, optimizer, rate, epsilon, shrink, t);
      const g3 = load<V>(dz, 3 * sizeof<V>()),
        p3 = load<V>(p, 3 * sizeof<V>());
      if (dX) d3 = madd<V>(g3, p3, d3);
      moveBy<V, K>(p + 3 * size, p3, mul<V>(x3, g3), s + 3 * size, apart, optimizer, rate, epsilon, shrink, t);
      dz += cell<V>();
      s += cell<V>();
    }
    if (dX) {
      store<V>(dX, d0);
      store<V>(dX, d1, sizeof<V>());
      store<V>(dX, d2, 2 * sizeof<V>());
      store<V>(dX, d3, 3 * sizeof<V>());
      dX += cell<V>();
    }
  }
  let dz = layer.dz;
  for (const end = p + row; p < end; p += size) {
    moveBy<V, K>(p, load<V>(p), load<V>(dz), s, apart, optimizer, rate, epsilon, shrink, t);
    dz += size;
    s += size;
  }
}

/** The gradient of the logits; returns the flags of logits and losses. */
export function lossGradient<V>(model: Model, last: Layer): V {
  const outputs = last.outputs;
  const registers = outputs * <i32>PARTS;
  if (model.lossKind == LOGISTIC) {
    for (let at: usize = 0; at < cell<V>(); at += sizeof<V>())
      store<V>(last.dz + at, logisticSlope<V>(load<V>(last.z + at), load<V>(model.y + at)));
  } else if (model.lossKind == SQUARED) {
    let found = splat<V>(0);
    for (let at: usize = 0; at < cell<V>(); at += sizeof<V>()) {
      let sum = splat<V>(0);
      for (let c = at; c < <usize>outputs * cell<V>(); c += cell<V>()) {
        const d = sub<V>(load<V>(last.z + c), load<V>(model.y + c));
        sum = add<V>(sum, mul<V>(d, d));
        store<V>(last.dz + c, squaredSlope<V>(d, splat<V>(<f32>outputs)));
      }
      found = union<V>(found, nonFinite<V>(sum));
    }
    return union<V>(found, nonFiniteCells<V, V>(last.z, registers, 1));
  } else {
    softmax<V>(0, last.dz, last.z, model.y, 0, <i32>PARTS, outputs, model.scratch, sizeof<V>(), cell<V>(), 1);
  }
  return nonFiniteCells<V, V>(last.z, registers, OVERFLOW_AT_2_24);
}

/** From the examples of a step to the gradient of the logits; returns the flags of what is not finite. */
function forwardAll<V>(model: Model, parts: usize, example: usize): V {
  const first = layerAt(model, 0);
  for (let at: usize = 0; at < PARTS; at++) {
    const order = partAt(parts, at).order + example;
    gatherOne<V>(first.x + at * sizeof<V>(), cell<V>(), model.inputs, order, (<usize>first.inputs) << 2);
    gatherOne<V>(model.y + at * sizeof<V>(), cell<V>(), model.labels, order, (<usize>model.targets) << 2);
  }
  let layer = first;
  for (let l = 0; l < model.layerCount; l++) {
    const below = layer;
    layer = layerAt(model, l);
    const registers = below.outputs * <i32>PARTS;
    if (l > 0) forwardActivation<V>(layer.x, below.z, registers, model.activation, model.activationConstants);
    forward<V>(layer);
  }
  return lossGradient<V>(model, layer);
}

/** From the gradient of the logits to moved parameters. */
function backwardAll<V, K>(model: Model, rates: usize, t: i32): void {
  let layer = layerAt(model, model.layerCount - 1);
  for (let l = model.layerCount - 1; l >= 0; l--) {
    const below = layerAt(model, max(l - 1, 0));
    backward<V, K>(model, layer, l > 0 ? below.dz : 0, rates, t);
    const registers = layer.inputs * <i32>PARTS;
    if (l > 0)
      backwardActivation<V>(below.dz, below.z, layer.x, registers, model.activation, model.activationConstants);
    layer = below;
  }
}

function backwardBy<V>(model: Model, rates: usize, t: i32): void {
  switch (changetype<Optimizer>(model.optimizer).kind) {
    case SGD:
      return backwardAll<V, Sgd>(model, rates, t);
    case MOMENTUM:
    case NESTEROV:
      return backwardAll<V, Momentum>(model, rates, t);
    case ADAGRAD:
      return backwardAll<V, Adagrad>(model, rates, t);
    case RMSPROP:
      return backwardAll<V, Rmsprop>(model, rates, t);
    case ADAM:
    case ADAMW:
      return backwardAll<V, Adam>(model, rates, t);
  }
}

/**
 * `count` steps of four groups from step t of the study, which is step s of the epoch in memory.
 *
 * @returns whether all numbers stayed finite; if not, the groups are as they were. (What is not finite stays so, so
 * parameters are looked at once, at the end.)
 */
export function trainTogether<V>(
  model: Model,
  parts: usize,
  states: i32,
  s: i32,
  rates: usize,
  t: i32,
  count: i32,
): bool {
  const registers = model.parameterCount;
  for (let at: usize = 0; at < PARTS; at++) {
    const part = changetype<Model>(partAt(parts, at).model);
    const offset = at * sizeof<V>();
    copy<V>(model.parameters + offset, cell<V>(), part.parameters, sizeof<V>(), registers);
    copy<V>(model.state + offset, cell<V>(), part.state, sizeof<V>(), registers * states);
  }
  let found = splat<V>(0);
  for (let n = 0; n < count; n++) {
    found = union<V>(found, forwardAll<V>(model, parts, <usize>(s + n) * sizeof<V>()));
    backwardBy<V>(model, rates, t + n);
    rates += 12;
  }
  found = union<V>(found, nonFiniteCells<V, V>(model.parameters, registers * <i32>PARTS, 1));
  if (anyNonFinite<V>(found)) return false;
  for (let at: usize = 0; at < PARTS; at++) {
    const part = changetype<Model>(partAt(parts, at).model);
    const offset = at * sizeof<V>();
    copy<V>(part.parameters, sizeof<V>(), model.parameters + offset, cell<V>(), registers);
    copy<V>(part.state, sizeof<V>(), model.state + offset, cell<V>(), registers * states);
  }
  return true;
}
