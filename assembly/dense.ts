/**
 * The dense layer: three products with one kernel.
 *
 *   out[r,c] = start[c] + sum over k of a[r,k] b[k,c]
 *
 *   forward     z[n,o]  = bias[o] + sum over i of x[n,i] W[i,o]
 *   backward   dW[i,o]  =           sum over n of x[n,i] dz[n,o]      (a is x read down its columns)
 *              dX[n,i]  =           sum over o of dz[n,o] W[i,o]      (b is W read along its rows)
 *              db[o]    =           sum over n of dz[n,o]
 *
 * Shapes:  x [B][I], W [I][O], z and dz [B][O], bias and db [O]; an element is a cell of lanes. Steps are in bytes.
 * Order:   each sum starts at the bias or at +0 and runs over k ascending, one product and one addition a term, never fused.
 *          Tiles change which sums run side by side, never the order inside one.
 * Lanes:   independent.
 * Checked: tests/train/kernels.test.ts against src/reference/dense.ts.
 */
import { add, madd, splat } from "./lane";

/** Two rows by four columns. */
function tile2x4<T>(
  out: usize, outRow: usize, start: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, bColumn: usize, length: i32,
): void {
  const cell = sizeof<T>();
  let s0 = splat<T>(0), s1 = s0, s2 = s0, s3 = s0;
  if (start) {
    s0 = load<T>(start);
    s1 = load<T>(start + cell);
    s2 = load<T>(start + 2 * cell);
    s3 = load<T>(start + 3 * cell);
  }
  let t0 = s0, t1 = s1, t2 = s2, t3 = s3;
  const b1 = bColumn, b2 = b1 + b1, b3 = b2 + b1;
  for (let k = 0; k < length; k++) {
    const upper = load<T>(a);
    const lower = load<T>(a + aRow);
    let w = load<T>(b);
    s0 = madd<T>(upper, w, s0);
    t0 = madd<T>(lower, w, t0);
    w = load<T>(b + b1);
    s1 = madd<T>(upper, w, s1);
    t1 = madd<T>(lower, w, t1);
    w = load<T>(b + b2);
    s2 = madd<T>(upper, w, s2);
    t2 = madd<T>(lower, w, t2);
    w = load<T>(b + b3);
    s3 = madd<T>(upper, w, s3);
    t3 = madd<T>(lower, w, t3);
    a += aStep;
    b += bStep;
  }
  store<T>(out, s0);
  store<T>(out + cell, s1);
  store<T>(out + 2 * cell, s2);
  store<T>(out + 3 * cell, s3);
  out += outRow;
  store<T>(out, t0);
  store<T>(out + cell, t1);
  store<T>(out + 2 * cell, t2);
  store<T>(out + 3 * cell, t3);
}

/** One row by four columns. */
// @ts-ignore: decorator
@inline function tile1x4<T>(out: usize, start: usize, a: usize, aStep: usize, b: usize, bStep: usize, bColumn: usize, length: i32): void {
  const cell = sizeof<T>();
  let s0 = splat<T>(0), s1 = s0, s2 = s0, s3 = s0;
  if (start) {
    s0 = load<T>(start);
    s1 = load<T>(start + cell);
    s2 = load<T>(start + 2 * cell);
    s3 = load<T>(start + 3 * cell);
  }
  const b1 = bColumn, b2 = b1 + b1, b3 = b2 + b1;
  for (let k = 0; k < length; k++) {
    const x = load<T>(a);
    s0 = madd<T>(x, load<T>(b), s0);
    s1 = madd<T>(x, load<T>(b + b1), s1);
    s2 = madd<T>(x, load<T>(b + b2), s2);
    s3 = madd<T>(x, load<T>(b + b3), s3);
    a += aStep;
    b += bStep;
  }
  store<T>(out, s0);
  store<T>(out + cell, s1);
  store<T>(out + 2 * cell, s2);
  store<T>(out + 3 * cell, s3);
}

/** One element. */
// @ts-ignore: decorator
@inline function tile1x1<T>(out: usize, start: usize, a: usize, aStep: usize, b: usize, bStep: usize, length: i32): void {
  let sum = start ? load<T>(start) : splat<T>(0);
  for (let k = 0; k < length; k++) {
    sum = madd<T>(load<T>(a), load<T>(b), sum);
    a += aStep;
    b += bStep;
  }
  store<T>(out, sum);
}

function product<T>(
  out: usize, start: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, bColumn: usize, rows: i32, columns: i32, length: i32,
): void {
  const cell = sizeof<T>();
  const outRow = <usize>columns * cell;
  const tiled = columns & ~3;
  let r = 0;
  while (r < rows) {
    const pair = r + 1 < rows;
    let c = 0;
    for (; c < tiled; c += 4) {
      const target = out + <usize>c * cell;
      const bias = start ? start + <usize>c * cell : 0;
      const column = b + <usize>c * bColumn;
      if (pair) tile2x4<T>(target, outRow, bias, a, aRow, aStep, column, bStep, bColumn, length);
      else tile1x4<T>(target, bias, a, aStep, column, bStep, bColumn, length);
    }
    for (; c < columns; c++) {
      const target = out + <usize>c * cell;
      const bias = start ? start + <usize>c * cell : 0;
      const column = b + <usize>c * bColumn;
      tile1x1<T>(target, bias, a, aStep, column, bStep, length);
      if (pair) tile1x1<T>(target + outRow, bias, a + aRow, aStep, column, bStep, length);
    }
    const done = pair ? 2 : 1;
    r += done;
    a += <usize>done * aRow;
    out += <usize>done * outRow;
  }
}

export function forward<T>(z: usize, x: usize, weights: usize, biases: usize, batch: i32, inputs: i32, outputs: i32): void {
  const cell = sizeof<T>();
  product<T>(z, biases, x, <usize>inputs * cell, cell, weights, <usize>outputs * cell, cell, batch, outputs, inputs);
}

export function backwardWeights<T>(dWeights: usize, x: usize, dz: usize, batch: i32, inputs: i32, outputs: i32): void {
  const cell = sizeof<T>();
  product<T>(dWeights, 0, x, cell, <usize>inputs * cell, dz, <usize>outputs * cell, cell, inputs, outputs, batch);
}

export function backwardBiases<T>(dBiases: usize, dz: usize, batch: i32, outputs: i32): void {
  const row = <usize>outputs * sizeof<T>();
  for (let offset: usize = 0; offset < row; offset += sizeof<T>()) {
    let sum = splat<T>(0);
    let element = dz + offset;
    for (let n = 0; n < batch; n++) {
      sum = add<T>(sum, load<T>(element));
      element += row;
    }
    store<T>(dBiases + offset, sum);
  }
}

export function backwardInputs<T>(dX: usize, dz: usize, weights: usize, batch: i32, inputs: i32, outputs: i32): void {
  const cell = sizeof<T>();
  const row = <usize>outputs * cell;
  product<T>(dX, 0, dz, row, cell, weights, cell, row, batch, inputs, outputs);
}
