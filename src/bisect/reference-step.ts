/**
 * One step of one replica by the formulas of the reference, each array told of as soon as it is made: the order of the
 * calls is that of src/reference/trainer.ts.
 *
 * Source: docs/arithmetic.md sections 5, 6, 8 and 11.
 * Checked: tests/bisect/records.test.ts, against the reference and every kernel.
 */
import { activation } from "../reference/activation.js";
import { FORMULAS, viewsOf } from "../reference/layer.js";
import { addWeightDecay, clip, update } from "../reference/optimizer.js";
import { stepRates } from "../reference/rates.js";
import {
  batchesOf,
  batchLosses,
  gatherBatch,
  type ReplicaSpec,
  type Snapshot,
  sumInOrder,
  type TrainingSet,
  weighted,
} from "../reference/trainer.js";
import { type SeeArray, type StepArray, type StepRecord, stateNames } from "./record.js";

/**
 * Takes step t, counted from 0.
 * @param before what the replica is before it; stays as it is
 * @param see is given each array
 */
export function referenceStep(
  spec: ReplicaSpec,
  data: TrainingSet,
  t: number,
  before: Snapshot,
  see: SeeArray = () => undefined,
): StepRecord {
  const { study, layers, steps, stepsPerEpoch } = spec;
  const p = before.parameters.slice();
  const state = before.state.map((values) => values.slice());
  const arrays: StepArray[] = [];
  function made<Values extends StepArray["values"]>(
    name: string,
    layer: number | null,
    shape: readonly number[],
    values: Values,
  ): Values {
    const array = { name, layer, shape, values };
    arrays.push(array);
    see(array);
    return values;
  }

  const examples = Uint32Array.from(batchesOf(spec, data.count)(t));
  const B = examples.length;
  made("examples", null, [B], examples);
  const { x, y, weights } = gatherBatch(spec, data, examples, t);
  made("x", null, [B, data.inputs], x);
  made("y", null, [B, data.targets], y);
  if (weights) made("w", null, [B], weights);

  const { value, slope } = activation(study.activation);
  const passed: { input: Float32Array; z: Float32Array }[] = [];
  for (const [index, layer] of layers.entries()) {
    const below = passed.at(-1);
    const input = below
      ? made(
          "a",
          index,
          [B, layer.inputs],
          below.z.map((element) => value(element)),
        )
      : x;
    const z = new Float32Array(B * layer.outputs);
    FORMULAS[layer.kind].forward(z, input, viewsOf(layer, p), B, layer);
    passed.push({ input, z: made("z", index + 1, [B, layer.outputs], z) });
  }

  const { losses, dz: ofLogits } = weighted(batchLosses(spec, passed.at(-1)!.z, y, B), weights);
  made("loss", null, [1], Float64Array.of(sumInOrder(losses) / B));
  let dz = made("dz", layers.length, [B, layers.at(-1)!.outputs], ofLogits);
  const gradient = new Float32Array(p.length);
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index]!;
    const { backwardParameters, backwardInputs } = FORMULAS[layer.kind];
    const { input } = passed[index]!;
    const views = viewsOf(layer, gradient);
    backwardParameters(views, input, dz, B, layer);
    for (const { name, shape } of layer.parameters) made(`d${name}`, index + 1, shape, views[name]!);
    if (index === 0) break;
    const dX = new Float32Array(B * layer.inputs);
    backwardInputs(dX, dz, viewsOf(layer, p), B, layer);
    const { z } = passed[index - 1]!;
    dz = made(
      "dz",
      index,
      [B, layer.inputs],
      dX.map((d, k) => Math.fround(d * slope(z[k]!, input[k]!))),
    );
  }

  const g = gradient.slice();
  if (study.clipNorm !== null) clip(g, study.clipNorm);
  addWeightDecay(g, p, study.optimizer);
  made("g", null, [g.length], g);
  const rates = made("rates", null, [3], stepRates(study, steps, stepsPerEpoch)(t, 1));
  const [rate = 0, epsilon = 0, decay = 1] = rates;
  update(study.optimizer, p, g, state, { rate, epsilon, decay }, t);
  stateNames(study.optimizer).forEach((name, s) => made(name, null, [p.length], state[s]!));
  made("p", null, [p.length], p);
  return { study, layers, t, before, arrays };
}
