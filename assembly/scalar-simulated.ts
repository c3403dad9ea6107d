/**
 * The scalar build for studies with simulated arithmetic: the exports of scalar-noise.ts, whose steps take their sums as
 * the study says.
 */
import { Model, Simulated } from "./model";
import { train as trainCells } from "./train";

export { begin, epochOrder, evaluate, evaluatePasses, heapBase, initialize, lanes, resample } from "./scalar-noise";

export function train(lanes: i32, model: usize, order: usize, starts: usize, rates: usize, t: i32, steps: i32): void {
  trainCells<f32, f32, Simulated>(changetype<Model>(model), order, starts, rates, t, steps);
}
