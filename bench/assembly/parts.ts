/**
 * The parts of a training step one at a time, on the memory of a group: what assembly/train.ts does in a row. In their
 * order, each layer's own, they are a step, bit for bit.
 *
 * Lanes: a cell T and a register V as in assembly/train.ts: four replicas, one replica in registers of four, one
 * replica in scalars.
 */
import { backwardActivation, forwardActivation } from "../../assembly/activation";
import { backwardBiases, backwardInputs, backwardWeights, biasesOf, forwardDense } from "../../assembly/dense";
import { lanes as lanesOf } from "../../assembly/lane";
import { lossAndGradient } from "../../assembly/loss";
import { layerAt, Model, Optimizer } from "../../assembly/model";
import { update } from "../../assembly/optimizer";
import { nonFiniteCells, gather, LOGISTIC, registers } from "../../assembly/train";

/** One part of one layer. `kind` is the position of the name in PARTS of bench/parts.ts. */
function once<T, V>(kind: i32, l: i32, model: Model, order: usize, rates: usize, batch: i32): void {
  const layer = layerAt(model, l);
  const hidden = registers<T, V>(batch * layer.inputs);
  switch (kind) {
    case 0: {
      gather<T>(layer.x, model.inputs, order, batch, layer.inputs);
      return gather<T>(model.y, model.labels, order, batch, model.targets);
    }
    case 1:
      return forwardDense<T, V>(layer, batch, model.panel);
    case 2:
      return forwardActivation<V>(
        layer.x,
        layerAt(model, l - 1).z,
        hidden,
        model.activation,
        model.activationConstants,
      );
    case 3: {
      const sums: usize = model.lossKind == LOGISTIC ? 0 : model.loss;
      return lossAndGradient<T, V>(
        sums,
        layer.dz,
        layer.z,
        model.y,
        0,
        batch,
        layer.outputs,
        model.lossKind,
        model.scratch,
      );
    }
    case 4:
      return backwardWeights<T, V>(layer.gradient, layer.x, layer.dz, batch, layer.inputs, layer.outputs, model.panel);
    case 5:
      return backwardBiases<T, V>(biasesOf<T>(layer, layer.gradient), layer.dz, batch, layer.outputs);
    case 6:
      return backwardInputs<T, V>(
        layerAt(model, l - 1).dz,
        layer.dz,
        layer.parameters,
        batch,
        layer.inputs,
        layer.outputs,
        model.panel,
      );
    case 7: {
      const below = layerAt(model, l - 1);
      return backwardActivation<V>(below.dz, below.z, layer.x, hidden, model.activation, model.activationConstants);
    }
    case 8: {
      const optimizer = changetype<Optimizer>(model.optimizer);
      return update<V>(
        model.parameters,
        model.gradient,
        model.state,
        registers<T, V>(model.parameterCount),
        optimizer,
        rates,
        1,
      );
    }
    case 9: {
      store<T>(model.scratch, nonFiniteCells<T, V>(layer.z, batch * layer.outputs, 1));
      store<T>(model.scratch, nonFiniteCells<T, V>(model.parameters, model.parameterCount, 1));
    }
  }
}

function repeat<T, V>(
  kind: i32,
  from: i32,
  to: i32,
  model: Model,
  order: usize,
  rates: usize,
  batch: i32,
  count: i32,
): void {
  for (let c = 0; c < count; c++) {
    for (let l = from; l <= to; l++) once<T, V>(kind, l, model, order, rates, batch);
  }
}

/**
 * A part of the layers `from` to `to`, `count` times. `lanes`: replicas of the group; `floats`: of a register, which a
 * group of one may choose.
 */
export function part(
  lanes: i32,
  floats: i32,
  kind: i32,
  from: i32,
  to: i32,
  model: usize,
  order: usize,
  rates: usize,
  batch: i32,
  count: i32,
): void {
  const group = changetype<Model>(model);
  if (lanes == lanesOf<v128>()) repeat<v128, v128>(kind, from, to, group, order, rates, batch, count);
  else if (floats == lanesOf<v128>()) repeat<f32, v128>(kind, from, to, group, order, rates, batch, count);
  else repeat<f32, f32>(kind, from, to, group, order, rates, batch, count);
}
