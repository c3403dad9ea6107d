/**
 * A model as an ONNX graph: from inputs to logits and predictions, for one replica or for all of them at once, which
 * then stand along a first axis.
 */
import { type Graph, openGraph } from "../exchange/write-onnx.js";
import { viewsOf } from "../reference/layer.js";
import type { LossName } from "../study/variants/losses.js";
import { type Algebra, activationIn } from "./activation-formulas.js";
import type { Which } from "./formats.js";
import type { Model } from "./model.js";

/** The axis of the examples, whose number is known when the model runs. */
const EXAMPLES = "examples";

export function onnxFile(
  model: Model,
  which: Which,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const graph = openGraph();
  const { layers, study } = model;
  const outputs = layers.at(-1)!.outputs;
  const x = graph.input("x", "float", [EXAMPLES, layers[0]!.inputs]);
  const logits = logitsOf(graph, model, which, x);
  const predictions = predictionsOfLogits(graph, study.loss, logits, which === "one" ? 1 : 2);
  const replicas = which === "one" ? [] : [model.replicas.length];
  if (which === "ensemble") {
    const first = graph.constant("int64", [1], [0]);
    const mean = graph.node("ReduceMean", [predictions, first], { keepdims: 0 });
    graph.output("predictions", "float", [EXAMPLES, outputs], mean);
  } else {
    graph.output("logits", "float", [...replicas, EXAMPLES, outputs], logits);
    graph.output("predictions", "float", [...replicas, EXAMPLES, outputs], predictions);
  }
  return graph.file("doppelgrad", metadata);
}

/** z = x W + b, layer by layer: W is inputs x outputs, or replicas x inputs x outputs. */
function logitsOf(graph: Graph, { layers, study, replicas }: Model, which: Which, x: string): string {
  const algebra = algebraOf(graph);
  const parametersOf = (at: number, name: "W" | "b"): Float32Array => {
    const each = replicas.map(({ parameters }) => viewsOf(layers[at]!, parameters)[name]!);
    const all = new Float32Array(each.length * each[0]!.length);
    each.forEach((values, r) => all.set(values, r * values.length));
    return all;
  };
  const lead = which === "one" ? [] : [replicas.length];
  return layers.reduce((below, { inputs, outputs }, at) => {
    const input = at === 0 ? below : activationIn(study.activation, algebra, below);
    const W = graph.constant("float", [...lead, inputs, outputs], parametersOf(at, "W"));
    const b = graph.constant("float", which === "one" ? [outputs] : [...lead, 1, outputs], parametersOf(at, "b"));
    return graph.node("Add", [graph.node("MatMul", [input, W]), b]);
  }, x);
}

/** @param axis of the outputs */
function predictionsOfLogits(graph: Graph, loss: LossName, logits: string, axis: number): string {
  if (loss === "logistic") return graph.node("Sigmoid", [logits]);
  return loss === "softmax" ? graph.node("Softmax", [logits], { axis }) : logits;
}

function algebraOf(graph: Graph): Algebra<string> {
  const operation =
    (name: string) =>
    (...inputs: string[]) =>
      graph.node(name, inputs);
  const constants = new Map<number, string>();
  return {
    constant(value) {
      const known = constants.get(value) ?? graph.constant("float", [], [value]);
      constants.set(value, known);
      return known;
    },
    add: operation("Add"),
    multiply: operation("Mul"),
    divide: operation("Div"),
    whereGreater: (a, b, x, y) => graph.node("Where", [graph.node("Greater", [a, b]), x, y]),
    absolute: operation("Abs"),
    // Elu with its alpha of 1 is e^a - 1 of what is not above 0.
    expm1: operation("Elu"),
    erf: operation("Erf"),
    sigmoid: operation("Sigmoid"),
    softplus: operation("Softplus"),
    tanh: operation("Tanh"),
  };
}
