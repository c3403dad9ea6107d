/**
 * The dense layer in simulated arithmetic: the products of assembly/dense.ts, whose sums a study takes otherwise.
 *
 *   out[r,c] = start[c] + sum over k of a[r,k] b[k,c]
 *
 * Both factors are copied in the order of their terms, a lane its own, and rounded on the way. So the terms of each list
 * lie one behind the other, whatever the order is; the sums are those of assembly/sums.ts.
 *
 * Shapes:  as in assembly/dense.ts; order [length][lane] u32; packed a [rows][length] cells, packed b
 *          [length] by up to four registers.
 * Lanes:   a register V is one cell, or four cells of one replica.
 * Order:   of the terms by the study, section 15 of docs/arithmetic.md.
 * Checked: tests/train/arithmetic.test.ts against src/reference/simulated.ts.
 */
import { backwardDense, biasesOf, columnsAt, forwardDense, fourRegisters, oneRegister } from "./dense";
import { splat } from "./lane";
import { Layer, layerAt, Model, Simulated } from "./model";
import { keptOf, keysOf } from "./noise";
import { below, threefry } from "./random";
import { flushed, inFormat } from "./rounding";
import { AS_TREE, Column, FUSED, IN_TURN, ONE_LIST, Row, Sums, sumFour, sumOne, WAITING } from "./sums";

const ARITHMETIC: usize = 9;

const REVERSE = 1;
const TREE = 2;
const LANES = 3;
const SPLIT = 4;
const PERMUTED = 5;

/** order[k][lane] = the words of the stream from number `first` on. Returns where they begin, at `words` or a cell on. */
function drawWords<T>(words: usize, keys: usize, part: u32, first: u32, count: u32): usize {
  let to = words;
  for (let block = first >>> 1; block <= (first + count - 1) >>> 1; block++) {
    if (isVector<T>()) threefry<v128>(to, load<v128>(keys), load<v128>(keys, 16), part, block);
    else threefry<u32>(to, load<u32>(keys), load<u32>(keys, 4), part, block);
    to += 2 * sizeof<T>();
  }
  return words + (first & 1) * sizeof<T>();
}

/** Words become a permutation of the terms, by Fisher and Yates, in each lane. */
function permute<T>(order: usize, terms: usize, count: i32): void {
  for (let lane: usize = 0; lane < sizeof<T>(); lane += 4) {
    for (let k = 0; k < count; k++) store<u32>(terms + ((<usize>k) << 2), k);
    let cell = order + <usize>(count - 1) * sizeof<T>() + lane;
    for (let k = count - 1; k >= 0; k--) {
      const drawn = terms + ((<usize>below(k + 1, load<u32>(cell))) << 2);
      store<u32>(cell, load<u32>(drawn));
      store<u32>(drawn, load<u32>(terms + ((<usize>k) << 2)));
      cell -= sizeof<T>();
    }
  }
}

/** The same order for every lane, in the first of each cell. */
function listTerms<T>(order: usize, count: i32, kind: i32, lanes: i32): void {
  if (kind == LANES) {
    for (let lane = 0; lane < min(lanes, count); lane++) {
      for (let k = lane; k < count; k += lanes) {
        store<u32>(order, k);
        order += sizeof<T>();
      }
    }
    return;
  }
  for (let k = 0; k < count; k++) {
    store<u32>(order, kind == REVERSE ? count - 1 - k : k);
    order += sizeof<T>();
  }
}

/** The lengths of the lists that are added up each by itself. */
function listLengths(sums: Sums, count: i32, kind: i32, n: i32): void {
  let lists = 1;
  let longest = count;
  // Lists of one term each come to one list, unless its additions are fused.
  const isOneByOne = n >= count && sums.additions != FUSED;
  if (kind == LANES && !isOneByOne) {
    lists = min(n, count);
    for (let lane = 0; lane < lists; lane++)
      store<i32>(sums.lengths + ((<usize>lane) << 2), (count - lane + n - 1) / n);
  } else {
    if (kind == TREE) longest = 2;
    if (kind == SPLIT && !isOneByOne) longest = (count + n - 1) / n;
    lists = (count + longest - 1) / longest;
    for (let list = 0; list < lists; list++)
      store<i32>(sums.lengths + ((<usize>list) << 2), min(longest, count - list * longest));
  }
  sums.lists = lists;
}

/** The cell of a table whose row is, in each lane, that of `order`. */
// @ts-ignore: decorator
@inline function cellAt<T>(from: usize, step: usize, order: usize, isOfLanes: bool): T {
  if (isVector<T>()) {
    if (!isOfLanes) return v128.load(from + <usize>load<u32>(order) * step);
    let cell = v128.load32_splat(from + <usize>load<u32>(order) * step);
    cell = v128.load32_lane(from + <usize>load<u32>(order, 4) * step + 4, cell, 1);
    cell = v128.load32_lane(from + <usize>load<u32>(order, 8) * step + 8, cell, 2);
    return v128.load32_lane(from + <usize>load<u32>(order, 12) * step + 12, cell, 3);
  }
  return load<T>(from + <usize>load<u32>(order) * step);
}

/** packed[r][k] = a[r, order of k]. */
function packRows<T>(
  packed: usize,
  a: usize,
  row: usize,
  step: usize,
  order: usize,
  rows: i32,
  count: i32,
  isOfLanes: bool,
): void {
  const end = order + <usize>count * sizeof<T>();
  for (let r = 0; r < rows; r++) {
    for (let at = order; at < end; at += sizeof<T>()) {
      store<T>(packed, cellAt<T>(a, step, at, isOfLanes));
      packed += sizeof<T>();
    }
    a += row;
  }
}

/** packed[k] = `registers` registers of columns of b[order of k]. */
function packColumns<T, V>(
  packed: usize,
  b: usize,
  step: usize,
  column: usize,
  order: usize,
  count: i32,
  registers: i32,
  isOfLanes: bool,
): void {
  for (const end = order + <usize>count * sizeof<T>(); order < end; order += sizeof<T>()) {
    let from = b;
    for (let r = 0; r < registers; r++) {
      if (sizeof<T>() == sizeof<V>()) {
        store<T>(packed, cellAt<T>(from, step, order, isOfLanes));
      } else {
        const row = from + <usize>load<u32>(order) * step;
        store<V>(packed, column == sizeof<T>() ? load<V>(row) : columnsAt<T, V>(row, column));
      }
      from += column * (sizeof<V>() / sizeof<T>());
      packed += sizeof<V>();
    }
  }
}

/** What operands are rounded to, in place. */
function roundAll<V>(cells: usize, bytes: usize, format: i32, flushes: i32): void {
  for (const end = cells + bytes; cells < end; cells += sizeof<V>()) {
    let value = load<V>(cells);
    if (format) value = inFormat<V>(value, format);
    store<V>(cells, flushes ? flushed<V>(value) : value);
  }
}

/** What a product asks of its sums. */
// @ts-ignore: decorator
@lazy const record = memory.data(offsetof<Sums>());

/**
 * The terms of a product in their order, and the lists that they make.
 * @param word the number of the first word that draws the order
 */
function prepare<T>(model: Model, length: i32, word: u32): void {
  const noise = changetype<Simulated>(model.noise);
  const sums = changetype<Sums>(record);
  const kind = noise.order;
  // In turn: words, two more cells than terms; a word for each term; sums that wait; a.
  const order = keptOf<T>(model, noise, model.layerCount);
  const terms = order + <usize>(length + 2) * sizeof<T>();
  sums.order = order;
  sums.lengths = terms;
  sums.waiting = terms + <usize>length * sizeof<T>();
  sums.additions = noise.additions;
  sums.flushes = noise.flushes;
  sums.kind = kind == TREE ? AS_TREE : kind == LANES || kind == SPLIT ? IN_TURN : ONE_LIST;
  if (kind == PERMUTED && length > 1) {
    sums.order = drawWords<T>(order, keysOf(noise, ARITHMETIC), noise.step, word, length);
    permute<T>(sums.order, terms, length);
  } else listTerms<T>(order, length, kind, noise.count);
  listLengths(sums, length, kind, noise.count);
}

/** @param a 0 where the sum is of b alone */
function product<T, V>(
  model: Model,
  out: usize,
  start: usize,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  bColumn: usize,
  rows: i32,
  columns: i32,
  length: i32,
): void {
  const noise = changetype<Simulated>(model.noise);
  const sums = changetype<Sums>(record);
  const cell = sizeof<T>(),
    size = sizeof<V>();
  const format = a ? noise.operands : 0;
  const isRounded = format | noise.flushes;
  const order = sums.order;
  const isOfLanes = isVector<T>() && noise.order == PERMUTED && length > 1;
  const packed = sums.waiting + WAITING;
  // Terms that lie in their order and are added one by one are a product of the contract.
  const isPlain = sums.kind == ONE_LIST && !(noise.additions | noise.flushes);

  if (a) packRows<T>(packed, a, aRow, aStep, order, rows, length, isOfLanes);
  else for (let k = 0; k < length; k++) store<T>(packed + <usize>k * cell, splat<T>(1));
  const bytes = <usize>(rows * length) * cell;
  if (isRounded) roundAll<T>(packed, bytes, format, noise.flushes);

  const wide = <i32>(size / cell);
  const outRow = <usize>columns * cell;
  const row = <usize>length * cell;
  const panel = model.panel;
  for (let c = 0; c < columns; ) {
    const from = b + <usize>c * bColumn;
    const to = out + <usize>c * cell;
    const bias = start ? start + <usize>c * cell : 0;
    if (c + 4 * wide <= columns) {
      packColumns<T, V>(panel, from, bStep, bColumn, order, length, 4, isOfLanes);
      if (isRounded) roundAll<V>(panel, 4 * size * <usize>length, format, noise.flushes);
      if (isPlain) fourRegisters<T, V>(to, outRow, bias, packed, row, cell, panel, 4 * size, rows, length);
      else {
        for (let r = 0; r < rows; r++)
          sumFour<T, V, Row>(sums, to + <usize>r * outRow, 0, bias, packed + <usize>r * row, 0, panel, 4 * size);
      }
      c += 4 * wide;
    } else if (c + wide <= columns) {
      packColumns<T, V>(panel, from, bStep, bColumn, order, length, 1, isOfLanes);
      if (isRounded) roundAll<V>(panel, size * <usize>length, format, noise.flushes);
      if (isPlain) oneRegister<T, V>(to, outRow, bias, packed, row, cell, panel, size, rows, length);
      else sumRows<T, V>(sums, to, outRow, bias, packed, row, panel, rows);
      c += wide;
    } else {
      packColumns<T, T>(panel, from, bStep, bColumn, order, length, 1, isOfLanes);
      if (isRounded) roundAll<T>(panel, row, format, noise.flushes);
      if (isPlain) oneRegister<T, T>(to, outRow, bias, packed, row, cell, panel, cell, rows, length);
      else sumRows<T, T>(sums, to, outRow, bias, packed, row, panel, rows);
      c++;
    }
  }
}

/** All rows of one register. */
function sumRows<T, V>(
  sums: Sums,
  out: usize,
  outRow: usize,
  start: usize,
  a: usize,
  row: usize,
  b: usize,
  rows: i32,
): void {
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    sumFour<T, V, Column>(sums, out, outRow, start, a, row, b, sizeof<V>());
    a += 4 * row;
    out += 4 * outRow;
  }
  for (; r < rows; r++) {
    sumOne<T, V>(sums, out, start, a, b, sizeof<V>());
    a += row;
    out += outRow;
  }
}

/** The first word of a layer: those before it have one for each input, output and example of the batch. */
function firstWord(model: Model, index: i32, batch: i32): u32 {
  let words: u32 = 0;
  for (let l = 0; l < index; l++) {
    const layer = layerAt(model, l);
    words += layer.inputs + layer.outputs + batch;
  }
  return words;
}

/** From the layer's x to its z. */
export function forwardDenseSimulated<T, V>(model: Model, index: i32, batch: i32): void {
  const layer = layerAt(model, index);
  if (!changetype<Simulated>(model.noise).isForward) return forwardDense<T, V>(layer, batch, model.panel);
  const cell = sizeof<T>();
  const I = layer.inputs,
    O = layer.outputs;
  const biases = biasesOf<T>(layer, layer.parameters);
  const x = layer.x,
    W = layer.parameters;
  const outRow = <usize>O * cell;
  prepare<T>(model, I, firstWord(model, index, batch));
  product<T, V>(model, layer.z, biases, x, <usize>I * cell, cell, W, outRow, cell, batch, O, I);
}

/** From the layer's dz to the gradient of its parameters, and to that of its x unless `dX` is 0. */
export function backwardDenseSimulated<T, V>(model: Model, index: i32, dX: usize, batch: i32): void {
  const layer = layerAt(model, index);
  if (!changetype<Simulated>(model.noise).isBackward) return backwardDense<T, V>(layer, dX, batch, model.panel);
  const cell = sizeof<T>();
  const I = layer.inputs,
    O = layer.outputs;
  const x = layer.x,
    dz = layer.dz,
    W = layer.parameters,
    dW = layer.gradient;
  const db = biasesOf<T>(layer, dW);
  const word = firstWord(model, index, batch) + I;
  const row = <usize>O * cell;
  prepare<T>(model, batch, word + O);
  product<T, V>(model, dW, 0, x, cell, <usize>I * cell, dz, row, cell, I, O, batch);
  product<T, V>(model, db, 0, 0, 0, 0, dz, row, cell, 1, O, batch);
  if (!dX) return;
  prepare<T>(model, O, word);
  product<T, V>(model, dX, 0, dz, row, cell, W, cell, row, batch, I, O);
}
