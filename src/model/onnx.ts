/**
 * A model as an ONNX graph: from inputs to logits and predictions, for one replica or for all of them at once, which
 * then stand along a first axis.
 */
import type { CategoryColumn, NumberColumn, Preprocessing } from "../data/preprocessing.js";
import { type Graph, openGraph } from "../exchange/write-onnx.js";
import { viewsOf } from "../reference/layer.js";
import { shown, wrongValue } from "../study/errors.js";
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
  const { layers, study, preprocessing } = model;
  const outputs = layers.at(-1)!.outputs;
  const x = preprocessing ? encoded(graph, preprocessing) : graph.input("x", "float", [EXAMPLES, layers[0]!.inputs]);
  const logits = logitsOf(graph, model, which, x);
  const computed = predictionsOfLogits(graph, study.loss, logits, which === "one" ? 1 : 2);
  const replicas = which === "one" ? [] : [model.replicas.length];
  const target = preprocessing?.target ?? null;
  const predictions = target ? inUnits(graph, computed, target) : computed;
  const type = target ? "double" : "float";
  if (which === "ensemble") {
    const first = graph.constant("int64", [1], [0]);
    graph.output(
      "predictions",
      type,
      [EXAMPLES, outputs],
      graph.node("ReduceMean", [predictions, first], { keepdims: 0 }),
    );
  } else {
    graph.output("logits", "float", [...replicas, EXAMPLES, outputs], logits);
    graph.output("predictions", type, [...replicas, EXAMPLES, outputs], predictions);
  }
  return graph.file("doppelgrad", metadata);
}

/**
 * Each column of the data file is an input of its own, examples x 1, by its name: numbers and dates (as days since
 * 1970) in double precision, NaN where they are missing; categories as texts, empty where they are missing.
 */
function encoded(graph: Graph, { inputs }: Preprocessing): string {
  const taken = inputs.find(({ column }) => OUTPUTS.includes(column));
  if (taken)
    throw wrongValue(
      "result.preprocessing",
      `columns with other names than ${OUTPUTS.join(", ")}`,
      shown(taken.column),
    );
  const given = inputs.map(({ column, kind }) =>
    graph.input(column, kind === "category" ? "string" : "double", [EXAMPLES, 1]),
  );
  const columns = inputs.map((input, n) =>
    input.kind === "category" ? category(graph, input, given[n]!) : number(graph, input, given[n]!),
  );
  return graph.node("Concat", columns, { axis: 1 });
}

/** Names of outputs, which no column can have. */
const OUTPUTS = ["logits", "predictions"];
/** FLOAT and DOUBLE of TensorProto.DataType, as Cast takes them. */
const [TO_FLOAT, TO_DOUBLE] = [1, 11];

function number(graph: Graph, { fill, mean, sd }: NumberColumn, x: string): string {
  const filled =
    fill === null ? x : graph.node("Where", [graph.node("IsNaN", [x]), graph.constant("double", [], [fill]), x]);
  return scaled(graph, filled, mean, sd);
}

/** One input a value; or its place, which is NaN for a text that is none of the values. */
function category(graph: Graph, { values, encoding, fill, mean, sd }: CategoryColumn, x: string): string {
  const text = (value: string) => graph.constant("string", [], [value]);
  const filled = fill === null ? x : graph.node("Where", [graph.node("Equal", [x, text("")]), text(fill), x]);
  const isValue = graph.node("Equal", [filled, graph.constant("string", [1, values.length], values)]);
  if (encoding === "one-hot") return graph.node("Cast", [isValue], { to: TO_FLOAT });
  const ones = graph.node("Cast", [isValue], { to: TO_DOUBLE });
  const places = graph.constant(
    "double",
    [values.length, 2],
    values.flatMap((_, place) => [place, 1]),
  );
  const sums = graph.node("MatMul", [ones, places]);
  const column = (c: number) => graph.node("Gather", [sums, graph.constant("int64", [1], [c])], { axis: 1 });
  return scaled(graph, graph.node("Div", [column(0), column(1)]), mean, sd);
}

/** (x - mean) / sd, computed in double precision and rounded once. */
function scaled(graph: Graph, x: string, mean: number, sd: number): string {
  if (sd === 0) return graph.node("ConstantOfShape", [graph.node("Shape", [x])]);
  const centered = graph.node("Sub", [x, graph.constant("double", [], [mean])]);
  return graph.node("Cast", [graph.node("Div", [centered, graph.constant("double", [], [sd])])], { to: TO_FLOAT });
}

/** mean + sd * output */
function inUnits(graph: Graph, computed: string, { mean, sd }: { mean: number; sd: number }): string {
  const outputs = graph.node("Cast", [computed], { to: TO_DOUBLE });
  const spread = graph.node("Mul", [outputs, graph.constant("double", [], [sd])]);
  return graph.node("Add", [spread, graph.constant("double", [], [mean])]);
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
