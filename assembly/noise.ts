/**
 * Noise that a study switches on, in a build of its own: what the steps of assembly/train.ts ask for where their type N
 * is `Noise`, and not `Quiet`.
 *
 * Shapes:  x [batch][inputs] and y [batch][targets] cells; order [batch][lane] u32; keys [2][lane] u32.
 * Order:   none; each draw depends on its place alone.
 * Lanes:   a replica each, with keys of its own.
 * Source:  docs/arithmetic.md section 14.
 * Checked: tests/train/noise.test.ts against src/reference/noise.ts.
 */
import { mul, splat } from "./lane";
import { Layer, layerAt, Model, Noise } from "./model";
import { below, normal, threefry, uniform } from "./random";

const START = 1;
const GRADIENT = 2;
const STOCHASTIC = 3;

// Places of the factors in their table.
const LABEL: usize = 2;
const INPUT: usize = 3;
const AUGMENT: usize = 5;
const DROPOUT: usize = 6;
const ULP: usize = 7;
const ORACLE: usize = 8;
const INFERENCE: usize = 10;

// @ts-ignore: decorator
@inline export function keysOf(noise: Noise, factor: usize): usize {
  return noise.keys + (factor << 6);
}

/** The words of one block. */
// @ts-ignore: decorator
@lazy const words = memory.data(8);

/** Draws block `place` of part `part` for the lane of T whose key lies at `keys`. */
// @ts-ignore: decorator
@inline function draw<T>(keys: usize, part: u32, place: u32): void {
  threefry<u32>(words, load<u32>(keys), load<u32>(keys, sizeof<T>()), part, place);
}

// @ts-ignore: decorator
@inline function drawNormal<T>(keys: usize, part: u32, place: u32): f32 {
  draw<T>(keys, part, place);
  return normal(load<u32>(words), load<u32>(words, 4));
}

/** order[i][lane] = the example at that position of a list that is drawn with replacement. */
export function resample<T>(order: usize, count: i32, keys: usize, examples: u32): void {
  for (const end = order + <usize>count * sizeof<T>(); order < end; order += sizeof<T>()) {
    for (let lane: usize = 0; lane < sizeof<T>(); lane += 4) {
      const position = load<u32>(order + lane);
      draw<T>(keys + lane, 0, position >>> 1);
      store<u32>(order + lane, below(examples, load<u32>(words + ((position & 1) << 2))));
    }
  }
}

/** values[n][k] += stddev times a normal number of place n * width + k, n the example. */
function addNoise<T>(values: usize, order: usize, batch: i32, width: i32, keys: usize, stddev: f32, part: u32): void {
  for (let n = 0; n < batch; n++) {
    for (let k = 0; k < width; k++) {
      for (let lane: usize = 0; lane < sizeof<T>(); lane += 4) {
        const place = load<u32>(order + lane) * width + k;
        store<f32>(values + lane, load<f32>(values + lane) + stddev * drawNormal<T>(keys + lane, part, place));
      }
      values += sizeof<T>();
    }
    order += sizeof<T>();
  }
}

/** Replaces labels by another class: an index in one column, or the 1 of several columns. */
function replaceLabels<T>(
  y: usize,
  order: usize,
  batch: i32,
  columns: i32,
  keys: usize,
  share: f32,
  classes: i32,
): void {
  const row = <usize>columns * sizeof<T>();
  for (let n = 0; n < batch; n++) {
    for (let lane: usize = 0; lane < sizeof<T>(); lane += 4) {
      draw<T>(keys + lane, 0, load<u32>(order + lane));
      if (!(uniform(load<u32>(words)) < share)) continue;
      const step = 1 + below(classes - 1, load<u32>(words, 4));
      // Compared and not converted: the conversion is defined for any float, and this is one of a few.
      let label: u32 = 0;
      if (columns == 1) {
        while (<f32>label != load<f32>(y + lane)) label++;
        store<f32>(y + lane, <f32>((label + step) % classes));
      } else {
        while (load<f32>(y + <usize>label * sizeof<T>() + lane) != 1) label++;
        store<f32>(y + <usize>label * sizeof<T>() + lane, 0);
        store<f32>(y + <usize>((label + step) % classes) * sizeof<T>() + lane, 1);
      }
    }
    y += row;
    order += sizeof<T>();
  }
}

/** The noise on the examples of a batch of step t. */
export function disturb<T>(model: Model, noise: Noise, order: usize, batch: i32, t: i32): void {
  const first = layerAt(model, 0);
  const x = first.x,
    inputs = first.inputs;
  if (noise.inputNoise) addNoise<T>(x, order, batch, inputs, keysOf(noise, INPUT), noise.inputNoise, 0);
  if (noise.augment)
    addNoise<T>(x, order, batch, inputs, keysOf(noise, AUGMENT), noise.augment, t / noise.stepsPerEpoch);
  if (!noise.labelNoise) return;
  const keys = keysOf(noise, LABEL);
  if (noise.classes) replaceLabels<T>(model.y, order, batch, model.targets, keys, noise.labelNoise, noise.classes);
  else addNoise<T>(model.y, order, batch, model.targets, keys, noise.labelNoise, 0);
}

/** The rate and the scale of dropout in front of a layer. */
// @ts-ignore: decorator
@inline function dropAt(noise: Noise, layer: i32): usize {
  return changetype<usize>(noise) + <usize>noise.drops + ((<usize>layer) << 3);
}

/** Bytes of the input of a layer, for as many examples as there is room for. */
// @ts-ignore: decorator
@inline function roomOf<T>(model: Model, layer: Layer): usize {
  return <usize>(model.capacity * layer.inputs) * sizeof<T>();
}

/** Where the input of a layer before dropout is kept; its mask is `roomOf` behind it. The inputs of the data need none. */
export function keptOf<T>(model: Model, noise: Noise, index: i32): usize {
  let kept = noise.room + (noise.oracle == GRADIENT ? <usize>model.parameterCount * sizeof<T>() : 0);
  for (let l = 1; l < index; l++) kept += 2 * roomOf<T>(model, layerAt(model, l));
  return kept;
}

/** Units of all layers: words of an example. */
function unitsOf(model: Model, layers: i32): u32 {
  let units: u32 = 0;
  for (let l = 0; l < layers; l++) units += layerAt(model, l).inputs;
  return units;
}

/** The words of a block of each lane. */
// @ts-ignore: decorator
@lazy const blocks = memory.data(32, 16);

/** Writes a block of the stream of each lane. */
// @ts-ignore: decorator
@inline function drawBlocks<T>(keys: usize, part: u32, block: u32): void {
  if (isVector<T>()) threefry<v128>(blocks, load<v128>(keys), load<v128>(keys, 16), part, block);
  else threefry<u32>(blocks, load<u32>(keys), load<u32>(keys, 4), part, block);
}

/** All bits of a lane where the number of its word is at least `rate`, else none. */
// @ts-ignore: decorator
@inline function maskOf<T>(word: usize, rate: f32): T {
  if (isVector<T>()) {
    const drawn = f32x4.convert_i32x4_u(i32x4.shr_u(load<v128>(word), 8));
    return f32x4.ge(f32x4.mul(drawn, f32x4.splat(5.960464477539063e-8)), f32x4.splat(rate));
  }
  return reinterpret<f32>(uniform(load<u32>(word)) >= rate ? -1 : 0);
}

// @ts-ignore: decorator
@inline function and<T>(value: T, mask: T): T {
  if (isVector<T>()) return v128.and(value, mask);
  return reinterpret<f32>(reinterpret<u32>(value) & reinterpret<u32>(mask));
}

/** Dropout of the input of a layer in step t, or in pass t of an evaluation. */
export function drop<T>(model: Model, noise: Noise, index: i32, batch: i32, t: i32): void {
  const at = dropAt(noise, index);
  if (!noise.drops || load<f32>(at) == 0) return;
  const rate = load<f32>(at);
  const scale = splat<T>(load<f32>(at, 4));
  const layer = layerAt(model, index);
  const isTraining = noise.evaluated < 0;
  const keys = keysOf(noise, isTraining ? DROPOUT : INFERENCE);
  const units = unitsOf(model, model.layerCount);
  const before = unitsOf(model, index) + (isTraining ? 0 : <u32>noise.evaluated * units);
  let x = layer.x;
  let kept = index > 0 ? keptOf<T>(model, noise, index) : 0;
  const masks = roomOf<T>(model, layer);
  for (let b = 0; b < batch; b++) {
    const first = b * units + before;
    for (let place = first; place < first + layer.inputs; place++) {
      if (place == first || (place & 1) == 0) drawBlocks<T>(keys, t, place >>> 1);
      const mask = maskOf<T>(blocks + <usize>(place & 1) * sizeof<T>(), rate);
      const value = load<T>(x);
      store<T>(x, and<T>(mul<T>(value, scale), mask));
      x += sizeof<T>();
      // The inputs of the data have no gradient.
      if (index == 0) continue;
      store<T>(kept, value);
      store<T>(kept + masks, mask);
      kept += sizeof<T>();
    }
  }
}

/** The gradient of the input of a layer before dropout, from that after it. */
export function dropBack<T>(model: Model, noise: Noise, index: i32, dX: usize, batch: i32): void {
  const at = dropAt(noise, index);
  if (!noise.drops || load<f32>(at) == 0) return;
  const layer = layerAt(model, index);
  const scale = splat<T>(load<f32>(at, 4));
  let mask = keptOf<T>(model, noise, index) + roomOf<T>(model, layer);
  for (const end = dX + <usize>(batch * layer.inputs) * sizeof<T>(); dX < end; dX += sizeof<T>()) {
    store<T>(dX, and<T>(mul<T>(load<T>(dX), scale), load<T>(mask)));
    mask += sizeof<T>();
  }
}

/** What came into a layer, from which the slopes of the layer below are taken. */
// @ts-ignore: decorator
@inline export function activatedOf<T>(model: Model, noise: Noise, index: i32): usize {
  if (noise.drops && load<f32>(dropAt(noise, index)) != 0) return keptOf<T>(model, noise, index);
  return layerAt(model, index).x;
}

/** The f64 sums of the logits of passes, of each float of the cells. They lie where a step of the training has its own. */
// @ts-ignore: decorator
@inline export function passSums<T>(model: Model, noise: Noise): usize {
  return keptOf<T>(model, noise, model.layerCount);
}

export function addLogits(sums: usize, z: usize, floats: i32): void {
  for (const end = z + ((<usize>floats) << 2); z < end; z += 4) {
    store<f64>(sums, load<f64>(sums) + <f64>load<f32>(z));
    sums += 8;
  }
}

export function meanLogits(z: usize, sums: usize, floats: i32, passes: i32): void {
  for (const end = z + ((<usize>floats) << 2); z < end; z += 4) {
    store<f32>(z, <f32>(load<f64>(sums) / <f64>passes));
    sums += 8;
  }
}

/** The move by units in the last place, in front of its step. */
export function nudge<T>(model: Model, noise: Noise): void {
  const keys = keysOf(noise, ULP);
  for (let lane: usize = 0; lane < sizeof<T>(); lane += 4) {
    draw<T>(keys + lane, 0, 0);
    const position = noise.parameter < 0 ? below(model.parameterCount, load<u32>(words)) : <u32>noise.parameter;
    const cell = model.parameters + <usize>position * sizeof<T>() + lane;
    const bits = load<i32>(cell);
    const by = load<i32>(words, 4) < 0 ? -noise.ulps : noise.ulps;
    const place = (bits < 0 ? -(bits & 0x7fffffff) : bits) + by;
    store<i32>(cell, place < 0 ? -place | 0x80000000 : place);
  }
}

/** Writes a vector of norm `length` in the direction that each lane draws. */
function writeDirection<T>(cells: usize, count: i32, keys: usize, length: f64): void {
  for (let lane: usize = 0; lane < sizeof<T>(); lane += 4) {
    const end = cells + <usize>count * sizeof<T>() + lane;
    let sum: f64 = 0;
    let place: u32 = 0;
    for (let cell = cells + lane; cell < end; cell += sizeof<T>()) {
      const value = drawNormal<T>(keys + lane, 0, place++);
      store<f32>(cell, value);
      sum += <f64>value * <f64>value;
    }
    const scale = <f32>(length / sqrt<f64>(sum));
    for (let cell = cells + lane; cell < end; cell += sizeof<T>()) store<f32>(cell, scale * load<f32>(cell));
  }
}

/** What is drawn once: the error of the gradient, and that of the start, which is added to the parameters. */
export function begin<T>(model: Model, noise: Noise): void {
  if (noise.oracle != START && noise.oracle != GRADIENT) return;
  const count = model.parameterCount;
  // The start has no gradient yet, and leaves its place.
  const direction = noise.oracle == START ? model.gradient : noise.room;
  writeDirection<T>(direction, count, keysOf(noise, ORACLE), noise.length);
  if (noise.oracle == START) addCells<T>(model.parameters, direction, count);
}

/** a[p] += b[p] in every lane. */
function addCells<T>(a: usize, b: usize, count: i32): void {
  for (const end = a + <usize>count * sizeof<T>(); a < end; a += 4) {
    store<f32>(a, load<f32>(a) + load<f32>(b));
    b += 4;
  }
}

/** The error of the gradient in step t. */
export function addErrors<T>(model: Model, noise: Noise, t: i32): void {
  const count = model.parameterCount;
  if (noise.oracle == GRADIENT) return addCells<T>(model.gradient, noise.room, count);
  if (noise.oracle != STOCHASTIC) return;
  const keys = keysOf(noise, ORACLE);
  const scale = <f32>noise.length;
  let cell = model.gradient;
  for (let p = 0; p < count; p++) {
    for (let lane: usize = 0; lane < sizeof<T>(); lane += 4) {
      store<f32>(cell, load<f32>(cell) + scale * drawNormal<T>(keys + lane, t + 1, p));
      cell += 4;
    }
  }
}
