/**
 * A dense layer, forward and backward: docs/arithmetic.md section 6, steps 1 and 3.
 *
 * Formula: z = x W + b; dW = x^T dz, db = sum of dz over the batch, dX = dz W^T.
 * Shapes: x, dX: B x I; z, dz: B x O; W, dW: I x O; b, db: O; all row-major.
 * Order: z[n,o] starts at b[o] and adds for i ascending; dW[i,o] and db[o] start at +0 and add for n ascending; dX[n,i]
 *   starts at +0 and adds for o ascending. A product is rounded before it is added.
 * Checked: tests/reference/dense.test.ts.
 */
import type { LayerFormulas } from "./layer.js";

const f32 = Math.fround;

/** z[n,o] = b[o] + sum over i of x[n,i] W[i,o]. */
export function forward(
  z: Float32Array,
  x: Float32Array,
  W: Float32Array,
  b: Float32Array,
  B: number,
  I: number,
  O: number,
): void {
  for (let n = 0; n < B; n++) {
    for (let o = 0; o < O; o++) {
      let sum = b[o]!;
      for (let i = 0; i < I; i++) sum = f32(sum + f32(x[n * I + i]! * W[i * O + o]!));
      z[n * O + o] = sum;
    }
  }
}

/** dW[i,o] = sum over n of x[n,i] dz[n,o]; db[o] = sum over n of dz[n,o]. */
export function backwardParameters(
  dW: Float32Array,
  db: Float32Array,
  x: Float32Array,
  dz: Float32Array,
  B: number,
  I: number,
  O: number,
): void {
  for (let o = 0; o < O; o++) {
    for (let i = 0; i < I; i++) {
      let sum = 0;
      for (let n = 0; n < B; n++) sum = f32(sum + f32(x[n * I + i]! * dz[n * O + o]!));
      dW[i * O + o] = sum;
    }
    let sum = 0;
    for (let n = 0; n < B; n++) sum = f32(sum + dz[n * O + o]!);
    db[o] = sum;
  }
}

/** dX[n,i] = sum over o of dz[n,o] W[i,o]. */
export function backwardInputs(
  dX: Float32Array,
  dz: Float32Array,
  W: Float32Array,
  B: number,
  I: number,
  O: number,
): void {
  for (let n = 0; n < B; n++) {
    for (let i = 0; i < I; i++) {
      let sum = 0;
      for (let o = 0; o < O; o++) sum = f32(sum + f32(dz[n * O + o]! * W[i * O + o]!));
      dX[n * I + i] = sum;
    }
  }
}

/** The kind of layer. */
export const dense: LayerFormulas = {
  forward: (z, x, { W, b }, B, { inputs, outputs }) => forward(z, x, W!, b!, B, inputs, outputs),
  backwardParameters: ({ W, b }, x, dz, B, { inputs, outputs }) =>
    backwardParameters(W!, b!, x, dz, B, inputs, outputs),
  backwardInputs: (dX, dz, { W }, B, { inputs, outputs }) => backwardInputs(dX, dz, W!, B, inputs, outputs),
};
