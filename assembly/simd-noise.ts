/**
 * The SIMD build for studies with noise: the exports of simd.ts, whose steps ask for it, and what is drawn beside them.
 */
import { Model, Noise } from "./model";
import { begin as beginCells, resample as resampleCells } from "./noise";
import { evaluatePasses as passCells, train as trainCells } from "./train";

export { epochOrder, evaluate, heapBase, initialize, lanes } from "./simd";

export function train(lanes: i32, model: usize, order: usize, starts: usize, rates: usize, t: i32, steps: i32): void {
  if (lanes == 1) trainCells<f32, v128, Noise>(changetype<Model>(model), order, starts, rates, t, steps);
  else trainCells<v128, v128, Noise>(changetype<Model>(model), order, starts, rates, t, steps);
}
/** `evaluate`, as the mean of passes with dropout. */
export function evaluatePasses(lanes: i32, model: usize, inputs: usize, labels: usize, batch: i32, example: i32): void {
  if (lanes == 1) passCells<f32, v128>(changetype<Model>(model), inputs, labels, batch, example);
  else passCells<v128, v128>(changetype<Model>(model), inputs, labels, batch, example);
}
/** What is drawn once, when the initial parameters are there. */
export function begin(lanes: i32, model: usize): void {
  const noise = changetype<Noise>(changetype<Model>(model).noise);
  if (lanes == 1) beginCells<f32>(changetype<Model>(model), noise);
  else beginCells<v128>(changetype<Model>(model), noise);
}
/** From positions of a list that is drawn with replacement to examples. */
export function resample(lanes: i32, order: usize, count: i32, keys: usize, examples: u32): void {
  if (lanes == 1) resampleCells<f32>(order, count, keys, examples);
  else resampleCells<v128>(order, count, keys, examples);
}
