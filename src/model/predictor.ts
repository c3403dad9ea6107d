/**
 * What an exported ES module computes with: bundled into build/predictor.txt, and written before the model.
 */

import type { Preprocessing } from "../data/preprocessing.js";
import { finish } from "../host/slices.js";
import { inputsOf, type PredictRows } from "../run/rows.js";
import { layersOf } from "../study/layers.js";
import type { Initial, Study } from "../study/study.js";
import { type Answers, answering } from "./answers.js";

/** What stands in the module beside this text. */
export interface WrittenModel {
  study: Pick<Study, "activation" | "loss">;
  /** Widths of the network, from its inputs to its outputs. */
  widths: readonly number[];
  preprocessing: Preprocessing | null;
  /** Parameters of each replica, float32 in little-endian order, in base64. */
  replicas: readonly { index: number; parameters: string }[];
}

/** @returns a function of rows of inputs, as numbers in any lists */
export function predictorOf({ study, widths, preprocessing, replicas }: WrittenModel) {
  // What draws initial parameters is of no use here.
  const layers = layersOf(widths, [] as Initial);
  const decoded = replicas.map(({ index, parameters }) => ({ index, parameters: floatsOf(parameters) }));
  const model = { study, layers, preprocessing, replicas: decoded };
  return (rows: PredictRows): Answers =>
    finish(answering(model, inputsOf({ inputs: widths[0]!, preprocessing }, rows, "rows")));
}

function floatsOf(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, n) => view.getFloat32(4 * n, true));
}
