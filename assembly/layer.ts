/**
 * A layer by its kind: the one place that knows which kernels a kind has.
 *
 * Shapes:  the layer's x [batch][inputs], z and dz [batch][outputs]; parameters and gradient as its kind has them.
 * Lanes:   a cell T and a register V as in assembly/train.ts.
 * Source:  the kinds of src/study/layers.ts, with their codes.
 * Checked: tests/kernel/layout.test.ts (codes), tests/train/kernels.test.ts against src/reference/layer.ts.
 */
import { backwardDense, forwardDense } from "./dense";
import { backwardDenseSimulated, forwardDenseSimulated } from "./dense-simulated";
import { Layer, layerAt, Model } from "./model";

export const DENSE = 0;

/** From the layer's x to its z. */
export function forward<T, V>(layer: Layer, batch: i32, panel: usize): void {
  if (layer.kind == DENSE) forwardDense<T, V>(layer, batch, panel);
  else unreachable();
}

/** From the layer's dz to the gradient of its parameters, and to that of its x unless `dX` is 0. */
export function backward<T, V>(layer: Layer, dX: usize, batch: i32, panel: usize): void {
  if (layer.kind == DENSE) backwardDense<T, V>(layer, dX, batch, panel);
  else unreachable();
}

/** The same of layer `index` in simulated arithmetic. */
export function forwardSimulated<T, V>(model: Model, index: i32, batch: i32): void {
  if (layerAt(model, index).kind == DENSE) forwardDenseSimulated<T, V>(model, index, batch);
  else unreachable();
}

export function backwardSimulated<T, V>(model: Model, index: i32, dX: usize, batch: i32): void {
  if (layerAt(model, index).kind == DENSE) backwardDenseSimulated<T, V>(model, index, dX, batch);
  else unreachable();
}
