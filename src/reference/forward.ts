/**
 * From inputs to logits and predictions: docs/arithmetic.md section 6, step 1 and its last paragraph.
 *
 * Shapes: x: B x inputs; z: B x outputs of the layer; logits and predictions: B x C.
 * Checked: tests/reference/trainer.test.ts.
 */
import type { Layer } from "../study/layers.js";
import type { Study } from "../study/study.js";
import type { LossName } from "../study/variants/losses.js";
import { activation } from "./activation.js";
import { FORMULAS, viewsOf } from "./layer.js";
import { probabilities } from "./loss.js";
import type { Drop } from "./noise.js";
import type { Simulated } from "./simulated.js";

/** What maps inputs to logits, beside the parameters. */
export interface Network {
  study: Pick<Study, "activation">;
  layers: readonly Layer[];
}

/** What the backward pass needs: of every layer what came in before dropout, its input and z. */
export interface Trace {
  passed: { activated: Float32Array; input: Float32Array; z: Float32Array }[];
  logits: Float32Array;
}

/**
 * Every layer in turn; the last one is linear.
 * @param drop what dropout makes of a value, in a step of a study with dropout
 * @param simulated the formulas of the layers, in a step with simulated arithmetic
 */
export function forwardPass(
  { study, layers }: Network,
  p: Float32Array,
  x: Float32Array,
  B: number,
  drop?: Drop,
  simulated?: Simulated,
): Trace {
  const { value } = activation(study.activation);
  const passed: Trace["passed"] = [];
  for (const [index, layer] of layers.entries()) {
    const below = passed.at(-1);
    const activated = below ? below.z.map((element) => value(element)) : x;
    const { inputs } = layer;
    const input = drop ? activated.map((a, k) => drop(a, index, Math.floor(k / inputs), k % inputs)) : activated;
    const z = new Float32Array(B * layer.outputs);
    const { forward } = simulated?.(index) ?? FORMULAS[layer.kind];
    forward(z, input, viewsOf(layer, p), B, layer);
    passed.push({ activated, input, z });
  }
  return { passed, logits: passed.at(-1)!.z };
}

/** The predictions of all examples. */
export function predictionsOf(loss: LossName, logits: Float32Array, outputs: number): Float32Array {
  const predictions = new Float32Array(logits.length);
  for (let at = 0; at < logits.length; at += outputs)
    predictions.set(probabilities(loss, logits.subarray(at, at + outputs)), at);
  return predictions;
}
