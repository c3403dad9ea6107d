/**
 * The border of the SIMD build (four replicas in a cell): every export, a line each. Pointers and sizes in, numbers
 * out; no imports, no allocation. The other build, scalar.ts, has the same exports over the other lane.
 */
import { backwardActivation, forwardActivation } from "./activation";
import { initialize as initializeCells } from "./initial";
import { lanes as laneCount } from "./lane";
import { mapMath } from "./functions";
import { Model, Quiet } from "./model";
import { epochOrder as orderCells } from "./shuffle";
import { evaluate as evaluateCells, train as trainCells } from "./train";

/** Floats in a register. */
export function lanes(): i32 {
  return laneCount<v128>();
}
/** First byte that is free for the caller. */
export function heapBase(): usize {
  return __heap_base;
}
// The first parameter is the number of replicas of the group: 4, a cell is a register; or 1, a register is four cells
// of one replica.
export function initialize(
  lanes: i32,
  cells: usize,
  count: i32,
  kind: i32,
  offset: f32,
  scale: f32,
  keys: usize,
  position: u32,
): void {
  if (lanes == 1) initializeCells<f32>(cells, count, kind, offset, scale, keys, position);
  else initializeCells<v128>(cells, count, kind, offset, scale, keys, position);
}
export function epochOrder(
  lanes: i32,
  buffer: bool,
  order: usize,
  slots: usize,
  keys: usize,
  part: u32,
  examples: u32,
  window: u32,
): void {
  if (lanes == 1) orderCells<f32>(buffer, order, slots, keys, part, examples, window);
  else orderCells<v128>(buffer, order, slots, keys, part, examples, window);
}
export function train(lanes: i32, model: usize, order: usize, starts: usize, rates: usize, t: i32, steps: i32): void {
  if (lanes == 1) trainCells<f32, v128, Quiet>(changetype<Model>(model), order, starts, rates, t, steps);
  else trainCells<v128, v128, Quiet>(changetype<Model>(model), order, starts, rates, t, steps);
}
export function evaluate(lanes: i32, model: usize, inputs: usize, labels: usize, batch: i32): void {
  if (lanes == 1) evaluateCells<f32, v128>(changetype<Model>(model), inputs, labels, batch);
  else evaluateCells<v128, v128>(changetype<Model>(model), inputs, labels, batch);
}
/** Single functions over arrays of registers, for tests and benches. */
export function mapFunction(kind: i32, outputs: usize, inputs: usize, count: i32): void {
  mapMath<v128>(kind, outputs, inputs, count);
}
export function mapActivation(a: usize, z: usize, count: i32, kind: i32, constants: usize): void {
  forwardActivation<v128>(a, z, count, kind, constants);
}
export function mapSlope(dz: usize, z: usize, a: usize, count: i32, kind: i32, constants: usize): void {
  backwardActivation<v128>(dz, z, a, count, kind, constants);
}
