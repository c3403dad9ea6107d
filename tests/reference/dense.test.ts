import { expect, test } from "vitest";
import { backwardInputs, backwardParameters, forward } from "../../src/reference/dense.js";

const row = (...values: number[]): Float32Array => Float32Array.from(values);

// 2^25 swallows a 1 in f32, so a sum with it shows its order.
const BIG = 2 ** 25;

test("forward: shapes and values", () => {
  const z = new Float32Array(4);
  forward(z, row(1, 2, 3, 4, 5, 6), row(1, 10, 2, 20, 3, 30), row(0.5, -0.5), 2, 3, 2);
  expect([...z]).toEqual([14.5, 139.5, 32.5, 319.5]);
});

test("forward starts at the bias and adds for i ascending", () => {
  const z = new Float32Array(1);
  forward(z, row(-1, 1), row(BIG, 1), row(BIG), 1, 2, 1);
  expect(z[0]).toBe(1);
  forward(z, row(1, -1), row(1, BIG), row(BIG), 1, 2, 1);
  expect(z[0]).toBe(0);
});

test("forward keeps a bias of -0 where every product is -0", () => {
  const z = new Float32Array(1);
  forward(z, row(-1), row(0), row(-0), 1, 1, 1);
  expect(z[0]).toBe(-0);
});

test("forward rounds a product before it is added", () => {
  // (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24 loses its last bit when it is rounded; a fused operation would keep it.
  const z = new Float32Array(1);
  const x = 1 + 2 ** -12;
  forward(z, row(x), row(x), row(-1), 1, 1, 1);
  expect(z[0]).toBe(2 ** -11);
});

test("backward: shapes and values", () => {
  const x = row(1, 2, 3, 4, 5, 6);
  const dz = row(1, -1, 2, 10);
  const dW = new Float32Array(6);
  const db = new Float32Array(2);
  const dX = new Float32Array(6);
  backwardParameters(dW, db, x, dz, 2, 3, 2);
  backwardInputs(dX, dz, row(1, 10, 2, 20, 3, 30), 2, 3, 2);
  expect([...dW]).toEqual([9, 39, 12, 48, 15, 57]);
  expect([...db]).toEqual([3, 9]);
  expect([...dX]).toEqual([-9, -18, -27, 102, 204, 306]);
});

test("gradients of parameters start at +0 and add for n ascending", () => {
  const dW = new Float32Array(1);
  const db = new Float32Array(1);
  backwardParameters(dW, db, row(1, 1, 1), row(BIG, -BIG, 1), 3, 1, 1);
  expect([dW[0], db[0]]).toEqual([1, 1]);
  backwardParameters(dW, db, row(1, 1, 1), row(1, BIG, -BIG), 3, 1, 1);
  expect([dW[0], db[0]]).toEqual([0, 0]);
  backwardParameters(dW, db, row(-1), row(0), 1, 1, 1);
  expect(dW[0]).toBe(0);
  backwardParameters(dW, db, row(1), row(-0), 1, 1, 1);
  expect([dW[0], db[0]]).toEqual([0, 0]);
});

test("gradients of inputs start at +0 and add for o ascending", () => {
  const dX = new Float32Array(1);
  backwardInputs(dX, row(BIG, -BIG, 1), row(1, 1, 1), 1, 1, 3);
  expect(dX[0]).toBe(1);
  backwardInputs(dX, row(1, BIG, -BIG), row(1, 1, 1), 1, 1, 3);
  expect(dX[0]).toBe(0);
  backwardInputs(dX, row(-0), row(1), 1, 1, 1);
  expect(dX[0]).toBe(0);
});
