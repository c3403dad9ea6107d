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
 * Shapes:  x [B][I], W [I][O], z and dz [B][O], bias and db [O]; an element is a cell T. Steps are in bytes.
 * Lanes:   a register V is one cell (a lane is a replica), or four cells side by side in a row (a lane is a column);
 *          `operand` is the only difference. Lanes are never added together.
 * Order:   each sum starts at the bias or at +0 and runs over k ascending, one product and one addition a term, never
 *          fused. Tiles and panels change which sums run side by side, never the order inside one.
 * Checked: tests/train/kernels.test.ts against src/reference/dense.ts.
 */
import { add, madd, splat } from "./lane";
import { Layer } from "./model";

/**
 * Bytes of b that a panel walks through, from which on it is copied: strides of a page fall into one set of the cache.
 */
const PACKED_FROM: usize = 8192;
/** Rows that pay for the copy. */
const ROWS_TO_PACK = 8;

/** The element of a that meets a register of b. */
// @ts-ignore: decorator
@inline function operand<T, V>(address: usize): V {
  if (sizeof<T>() == sizeof<V>()) return load<V>(address);
  return v128.load32_splat(address);
}

/** The register of b with its first column at `address`. */
// @ts-ignore: decorator
@inline export function columnsAt<T, V>(address: usize, column: usize): V {
  if (sizeof<T>() == sizeof<V>()) return load<V>(address);
  let cells = v128.load32_splat(address);
  cells = v128.load32_lane(address + column, cells, 1);
  cells = v128.load32_lane(address + 2 * column, cells, 2);
  return v128.load32_lane(address + 3 * column, cells, 3);
}

/** panel[k] = the next `registers` registers of row k of b. */
function pack<T, V>(panel: usize, b: usize, bStep: usize, bColumn: usize, length: i32, registers: i32): void {
  const apart = bColumn * (sizeof<V>() / sizeof<T>());
  const row = <usize>registers * sizeof<V>();
  for (let k = 0; k < length; k++) {
    let from = b;
    for (const end = panel + row; panel < end; panel += sizeof<V>()) {
      store<V>(panel, bColumn == sizeof<T>() ? load<V>(from) : columnsAt<T, V>(from, bColumn));
      from += apart;
    }
    b += bStep;
  }
}

/** Two rows by four registers. */
function tile2x4<T, V>(
  out: usize,
  outRow: usize,
  start: usize,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  length: i32,
): void {
  const size = sizeof<V>();
  let s0 = splat<V>(0),
    s1 = s0,
    s2 = s0,
    s3 = s0;
  if (start) {
    s0 = load<V>(start);
    s1 = load<V>(start + size);
    s2 = load<V>(start + 2 * size);
    s3 = load<V>(start + 3 * size);
  }
  let t0 = s0,
    t1 = s1,
    t2 = s2,
    t3 = s3;
  for (const end = b + <usize>length * bStep; b != end; b += bStep) {
    const upper = operand<T, V>(a);
    const lower = operand<T, V>(a + aRow);
    let w = load<V>(b);
    s0 = madd<V>(upper, w, s0);
    t0 = madd<V>(lower, w, t0);
    w = load<V>(b, sizeof<V>());
    s1 = madd<V>(upper, w, s1);
    t1 = madd<V>(lower, w, t1);
    w = load<V>(b, 2 * sizeof<V>());
    s2 = madd<V>(upper, w, s2);
    t2 = madd<V>(lower, w, t2);
    w = load<V>(b, 3 * sizeof<V>());
    s3 = madd<V>(upper, w, s3);
    t3 = madd<V>(lower, w, t3);
    a += aStep;
  }
  store<V>(out, s0);
  store<V>(out + size, s1);
  store<V>(out + 2 * size, s2);
  store<V>(out + 3 * size, s3);
  out += outRow;
  store<V>(out, t0);
  store<V>(out + size, t1);
  store<V>(out + 2 * size, t2);
  store<V>(out + 3 * size, t3);
}

/** One row by four registers. */
function tile1x4<T, V>(out: usize, start: usize, a: usize, aStep: usize, b: usize, bStep: usize, length: i32): void {
  const size = sizeof<V>();
  let s0 = splat<V>(0),
    s1 = s0,
    s2 = s0,
    s3 = s0;
  if (start) {
    s0 = load<V>(start);
    s1 = load<V>(start + size);
    s2 = load<V>(start + 2 * size);
    s3 = load<V>(start + 3 * size);
  }
  for (const end = b + <usize>length * bStep; b != end; b += bStep) {
    const x = operand<T, V>(a);
    s0 = madd<V>(x, load<V>(b), s0);
    s1 = madd<V>(x, load<V>(b, sizeof<V>()), s1);
    s2 = madd<V>(x, load<V>(b, 2 * sizeof<V>()), s2);
    s3 = madd<V>(x, load<V>(b, 3 * sizeof<V>()), s3);
    a += aStep;
  }
  store<V>(out, s0);
  store<V>(out + size, s1);
  store<V>(out + 2 * size, s2);
  store<V>(out + 3 * size, s3);
}

/** Four rows by one register. */
function tile4x1<T, V>(
  out: usize,
  outRow: usize,
  start: usize,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  length: i32,
): void {
  let s0 = start ? load<V>(start) : splat<V>(0);
  let s1 = s0,
    s2 = s0,
    s3 = s0;
  const a1 = aRow,
    a2 = a1 + a1,
    a3 = a2 + a1;
  for (const end = b + <usize>length * bStep; b != end; b += bStep) {
    const w = load<V>(b);
    s0 = madd<V>(operand<T, V>(a), w, s0);
    s1 = madd<V>(operand<T, V>(a + a1), w, s1);
    s2 = madd<V>(operand<T, V>(a + a2), w, s2);
    s3 = madd<V>(operand<T, V>(a + a3), w, s3);
    a += aStep;
  }
  store<V>(out, s0);
  store<V>(out + outRow, s1);
  store<V>(out + 2 * outRow, s2);
  store<V>(out + 3 * outRow, s3);
}

/** One register. */
function tile1x1<T, V>(out: usize, start: usize, a: usize, aStep: usize, b: usize, bStep: usize, length: i32): void {
  let sum = start ? load<V>(start) : splat<V>(0);
  for (const end = b + <usize>length * bStep; b != end; b += bStep) {
    sum = madd<V>(operand<T, V>(a), load<V>(b), sum);
    a += aStep;
  }
  store<V>(out, sum);
}

/** All rows of four registers. */
// @ts-ignore: decorator
@inline export function fourRegisters<T, V>(
  out: usize,
  outRow: usize,
  start: usize,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  rows: i32,
  length: i32,
): void {
  let r = 0;
  for (; r + 2 <= rows; r += 2) {
    tile2x4<T, V>(out, outRow, start, a, aRow, aStep, b, bStep, length);
    a += 2 * aRow;
    out += 2 * outRow;
  }
  if (r < rows) tile1x4<T, V>(out, start, a, aStep, b, bStep, length);
}

/** All rows of one register. */
// @ts-ignore: decorator
@inline export function oneRegister<T, V>(
  out: usize,
  outRow: usize,
  start: usize,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  rows: i32,
  length: i32,
): void {
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    tile4x1<T, V>(out, outRow, start, a, aRow, aStep, b, bStep, length);
    a += 4 * aRow;
    out += 4 * outRow;
  }
  for (; r < rows; r++) {
    tile1x1<T, V>(out, start, a, aStep, b, bStep, length);
    a += aRow;
    out += outRow;
  }
}

/** `panel`: scratch of [length] by four registers. */
function product<T, V>(
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
  panel: usize,
): void {
  const cell = sizeof<T>(),
    size = sizeof<V>();
  const wide = <i32>(size / cell);
  const outRow = <usize>columns * cell;
  // The registers of a tile must lie side by side, and so must the columns of a register.
  const apart = bColumn != cell;
  const packs = (apart && cell != size) || (rows >= ROWS_TO_PACK && (apart || <usize>length * bStep > PACKED_FROM));
  let c = 0;
  if (packs || !apart) {
    for (; c + 4 * wide <= columns; c += 4 * wide) {
      const bias = start ? start + <usize>c * cell : 0;
      let from = b + <usize>c * bColumn;
      let step = bStep;
      if (packs) {
        pack<T, V>(panel, from, bStep, bColumn, length, 4);
        from = panel;
        step = 4 * size;
      }
      fourRegisters<T, V>(out + <usize>c * cell, outRow, bias, a, aRow, aStep, from, step, rows, length);
    }
  }
  for (; c + wide <= columns; c += wide) {
    const bias = start ? start + <usize>c * cell : 0;
    let from = b + <usize>c * bColumn;
    let step = bStep;
    if (packs) {
      pack<T, V>(panel, from, bStep, bColumn, length, 1);
      from = panel;
      step = size;
    }
    oneRegister<T, V>(out + <usize>c * cell, outRow, bias, a, aRow, aStep, from, step, rows, length);
  }
  if (cell != size) {
    for (; c < columns; c++) {
      const bias = start ? start + <usize>c * cell : 0;
      oneRegister<T, T>(
        out + <usize>c * cell,
        outRow,
        bias,
        a,
        aRow,
        aStep,
        b + <usize>c * bColumn,
        bStep,
        rows,
        length,
      );
    }
  }
}

export function forward<T, V>(
  z: usize,
  x: usize,
  weights: usize,
  biases: usize,
  batch: i32,
  inputs: i32,
  outputs: i32,
  panel: usize,
): void {
  const cell = sizeof<T>();
  product<T, V>(
    z,
    biases,
    x,
    <usize>inputs * cell,
    cell,
    weights,
    <usize>outputs * cell,
    cell,
    batch,
    outputs,
    inputs,
    panel,
  );
}

export function backwardWeights<T, V>(
  dWeights: usize,
  x: usize,
  dz: usize,
  batch: i32,
  inputs: i32,
  outputs: i32,
  panel: usize,
): void {
  const cell = sizeof<T>();
  product<T, V>(
    dWeights,
    0,
    x,
    cell,
    <usize>inputs * cell,
    dz,
    <usize>outputs * cell,
    cell,
    inputs,
    outputs,
    batch,
    panel,
  );
}

/** Sums of columns, those of four registers side by side: each is a chain of additions. */
// @ts-ignore: decorator
@inline function sumFourDown<V>(sums: usize, dz: usize, row: usize, batch: i32): void {
  let s0 = splat<V>(0),
    s1 = s0,
    s2 = s0,
    s3 = s0;
  for (const end = dz + <usize>batch * row; dz != end; dz += row) {
    s0 = add<V>(s0, load<V>(dz));
    s1 = add<V>(s1, load<V>(dz, sizeof<V>()));
    s2 = add<V>(s2, load<V>(dz, 2 * sizeof<V>()));
    s3 = add<V>(s3, load<V>(dz, 3 * sizeof<V>()));
  }
  store<V>(sums, s0);
  store<V>(sums, s1, sizeof<V>());
  store<V>(sums, s2, 2 * sizeof<V>());
  store<V>(sums, s3, 3 * sizeof<V>());
}

/** Sums of the columns of one register. */
// @ts-ignore: decorator
@inline function sumDown<V>(sums: usize, dz: usize, row: usize, batch: i32): void {
  let sum = splat<V>(0);
  for (const end = dz + <usize>batch * row; dz != end; dz += row) sum = add<V>(sum, load<V>(dz));
  store<V>(sums, sum);
}

export function backwardBiases<T, V>(dBiases: usize, dz: usize, batch: i32, outputs: i32): void {
  const row = <usize>outputs * sizeof<T>();
  let c: usize = 0;
  for (; c + 4 * sizeof<V>() <= row; c += 4 * sizeof<V>()) sumFourDown<V>(dBiases + c, dz + c, row, batch);
  for (; c + sizeof<V>() <= row; c += sizeof<V>()) sumDown<V>(dBiases + c, dz + c, row, batch);
  if (sizeof<T>() != sizeof<V>()) for (; c < row; c += sizeof<T>()) sumDown<T>(dBiases + c, dz + c, row, batch);
}

export function backwardInputs<T, V>(
  dX: usize,
  dz: usize,
  weights: usize,
  batch: i32,
  inputs: i32,
  outputs: i32,
  panel: usize,
): void {
  const cell = sizeof<T>();
  const row = <usize>outputs * cell;
  // Of one example it is W times a column, whose rows are registers already.
  if (batch == 1 && cell == sizeof<V>())
    product<T, V>(dX, 0, weights, row, cell, dz, cell, cell, inputs, 1, outputs, panel);
  else product<T, V>(dX, 0, dz, row, cell, weights, cell, row, batch, inputs, outputs, panel);
}

/** The address of the biases, or of their gradient: behind the weights, whose first is at `weights`. */
// @ts-ignore: decorator
@inline export function biasesOf<T>(layer: Layer, weights: usize): usize {
  return weights + <usize>(layer.inputs * layer.outputs) * sizeof<T>();
}

/** From the layer's x to its z. */
export function forwardDense<T, V>(layer: Layer, batch: i32, panel: usize): void {
  const biases = biasesOf<T>(layer, layer.parameters);
  forward<T, V>(layer.z, layer.x, layer.parameters, biases, batch, layer.inputs, layer.outputs, panel);
}

/** From the layer's dz to the gradient of its parameters, and to that of its x unless `dX` is 0. */
export function backwardDense<T, V>(layer: Layer, dX: usize, batch: i32, panel: usize): void {
  backwardWeights<T, V>(layer.gradient, layer.x, layer.dz, batch, layer.inputs, layer.outputs, panel);
  backwardBiases<T, V>(biasesOf<T>(layer, layer.gradient), layer.dz, batch, layer.outputs);
  if (dX) backwardInputs<T, V>(dX, layer.dz, layer.parameters, batch, layer.inputs, layer.outputs, panel);
}
