/**
 * The operation that makes an element of an array of a step: its formula in words, and its operands by name.
 *
 * Source: docs/arithmetic.md sections 5 to 8 and 11.
 */
import { activation } from "../reference/activation.js";
import { indicesOf } from "../study/element-name.js";
import { endOf, type LayerKind } from "../study/layers.js";
import type { LossName } from "../study/variants/losses.js";
import type { Optimizer } from "../study/variants/optimizers.js";
import { arrayElement, arrayNamed, RATE_NAMES, type StepArray, type StepRecord } from "./record.js";

/** A number that an operation takes. */
export interface Operand {
  /** "b[3]", "x[0,1]", "optimizer.momentum". */
  name: string;
  value: number;
}

/** A sum of products, in the order in which they are added. */
export interface SumOfProducts {
  start: number;
  products: readonly { name: string; factors: readonly [number, number] }[];
  /** What becomes of the sum. */
  end(sum: number): number;
}

export interface Operation {
  /** "z[n,o] = b[o] + sum over i of x[n,i] * W[i,o], i ascending". */
  formula: string;
  operands: Operand[];
  /** Where it is one. */
  sum: SumOfProducts | null;
}

/** What a kind of layer says of its arrays; places of the element are in `at`. */
interface LayerOperations {
  z(record: StepRecord, layer: number, at: readonly number[]): Operation;
  /** Of the gradient of the parameters of some name. */
  gradient(record: StepRecord, layer: number, name: string, at: readonly number[]): Operation;
  /** Of the gradient of its inputs, which `end` makes the dz of the layer below. */
  inputs(record: StepRecord, layer: number, at: readonly number[]): SumOfProducts & Pick<Operation, "operands">;
}

const dense: LayerOperations = {
  z(record, layer, [n, o]) {
    const { inputs, outputs } = record.layers[layer - 1]!;
    const [W, b] = [parametersNamed(record, layer, "W"), parametersNamed(record, layer, "b")];
    const { name, values: x } = inputOf(record, layer);
    const terms = range(inputs).map((i): Operand[] => [
      { name: `${name}[${n},${i}]`, value: x[n! * inputs + i]! },
      { name: `W[${i},${o}]`, value: W[i * outputs + o!]! },
    ]);
    return {
      formula: `z[n,o] = b[o] + sum over i of ${name}[n,i] * W[i,o], i ascending`,
      operands: [{ name: `b[${o}]`, value: b[o!]! }, ...terms.flat()],
      sum: { start: b[o!]!, products: productsOf(terms), end: (sum) => sum },
    };
  },
  gradient(record, layer, name, at) {
    const { inputs, outputs } = record.layers[layer - 1]!;
    const dz = arrayNamed(record, "dz", layer);
    const x = inputOf(record, layer);
    const [i, o] = name === "W" ? at : [0, at[0]];
    const terms = range(dz.length / outputs).map((n): Operand[] => [
      ...(name === "W" ? [{ name: `${x.name}[${n},${i}]`, value: x.values[n * inputs + i!]! }] : []),
      { name: `dz[${n},${o}]`, value: dz[n * outputs + o!]! },
    ]);
    return {
      formula:
        name === "W"
          ? `dW[i,o] = sum over n of ${x.name}[n,i] * dz[n,o], n ascending`
          : "db[o] = sum over n of dz[n,o], n ascending",
      operands: terms.flat(),
      sum: { start: 0, products: productsOf(terms), end: (sum) => sum },
    };
  },
  inputs(record, layer, [n, i]) {
    const { outputs } = record.layers[layer - 1]!;
    const W = parametersNamed(record, layer, "W");
    const dz = arrayNamed(record, "dz", layer);
    const terms = range(outputs).map((o): Operand[] => [
      { name: `layer ${layer}, dz[${n},${o}]`, value: dz[n! * outputs + o]! },
      { name: `layer ${layer}, W[${i},${o}]`, value: W[i! * outputs + o]! },
    ]);
    return { start: 0, products: productsOf(terms), end: (sum) => sum, operands: terms.flat() };
  },
};

const OPERATIONS: Record<LayerKind, LayerOperations> = { dense };

/** What made an element, by the arrays that the record has before it. */
export function operationOf(record: StepRecord, array: StepArray, index: number): Operation {
  const { layers, study } = record;
  const { name, layer } = array;
  const at = indicesOf(array.shape, index);
  const [n, k] = at;
  switch (name) {
    case "examples":
      return plain(study.order ? "the order that the study gives" : `the order of the examples: ${ofShuffle(record)}`);
    case "x":
      return plain(`input ${k} of the example`, [exampleAt(record, n!)]);
    case "y":
      return plain("label of the example", [exampleAt(record, n!)]);
    case "w":
      return plain("weight of the example", [exampleAt(record, n!)]);
    case "z":
      return operationsOf(record, layer!).z(record, layer!, at);
    case "a":
      return plain(`a[n,k] = ${study.activation.name}(z[n,k])`, [
        { name: `z[${at}]`, value: arrayNamed(record, "z", layer)[index]! },
        ...settingsOf("activation", study.activation),
      ]);
    case "loss":
      return plain(`${study.loss} losses of the batch, added in double precision and divided by their number`, [
        ...operands(record, "z", layers.length),
        ...operands(record, "y", null),
        ...(record.arrays.some((each) => each.name === "w") ? operands(record, "w", null) : []),
      ]);
    case "dz":
      return layer === layers.length ? ofLogits(record, at) : ofHidden(record, layer!, at, index);
    case "g":
      return changed(record, index);
    case "rates":
      return plain(`${RATE_NAMES[index]} of step ${record.t + 1}, in double precision, rounded once`, [
        ...settingsOf("optimizer", study.optimizer),
        ...settingsOf("schedule", study.schedule),
      ]);
    default:
      if (layer !== null) return operationsOf(record, layer).gradient(record, layer, name.slice(1), at);
      return moved(record, array, index);
  }
}

const plain = (formula: string, operands: Operand[] = []): Operation => ({ formula, operands, sum: null });

function operationsOf({ layers }: StepRecord, layer: number): LayerOperations {
  return OPERATIONS[layers[layer - 1]!.kind];
}

function ofShuffle({ study }: StepRecord): string {
  return `${study.shuffleForm} of ${study.shuffleWindow}, drawn by the shuffle stream`;
}

function exampleAt(record: StepRecord, n: number): Operand {
  return { name: "number of the example", value: arrayNamed(record, "examples")[n]! };
}

/** The numbers that a part of the study states. */
function settingsOf(path: string, part: object): Operand[] {
  return Object.entries(part).flatMap(([name, value]) =>
    typeof value === "number" ? [{ name: `${path}.${name}`, value }] : [],
  );
}

function operands(record: StepRecord, name: string, layer: number | null): Operand[] {
  const array = record.arrays.find((each) => each.name === name && each.layer === layer)!;
  return Array.from(array.values, (value, index) => ({ name: arrayElement(array, index, record.layers), value }));
}

const LOSS_GRADIENTS: Record<LossName, string> = {
  logistic: "dz[n,0] = (sigmoid(z[n,0]) - y[n,0]) / B",
  squared: "dz[n,c] = (2 * (z[n,c] - y[n,c])) / (B * C)",
  softmax:
    "dz[n,c] = (exp(z[n,c] - m) / s - (1 if c = y[n,0], else 0)) / B, m the largest z[n,.], s the sum of exp(z[n,.] - m)",
};

function ofLogits(record: StepRecord, [n, c]: readonly number[]): Operation {
  const { study, layers } = record;
  const { outputs } = layers.at(-1)!;
  const weights = record.arrays.find(({ name }) => name === "w")?.values;
  const y = record.arrays.find(({ name }) => name === "y")!;
  const targets = y.shape[1]!;
  const z = arrayNamed(record, "z", layers.length);
  const outputsOfLoss = study.loss === "squared" ? [c!] : range(outputs);
  return plain(`${LOSS_GRADIENTS[study.loss]}${weights ? ", times w[n]" : ""}`, [
    ...outputsOfLoss.map((k) => ({ name: `z[${n},${k}]`, value: z[n! * outputs + k]! })),
    ...(study.loss === "squared" ? [c!] : [0]).map((k) => ({
      name: `y[${n},${k}]`,
      value: y.values[n! * targets + k]!,
    })),
    { name: "B", value: y.shape[0]! },
    ...(weights ? [{ name: `w[${n}]`, value: weights[n!]! }] : []),
  ]);
}

function ofHidden(record: StepRecord, layer: number, at: readonly number[], index: number): Operation {
  const { study } = record;
  const { slope } = activation(study.activation);
  const above = layer + 1;
  const { operands: terms, ...sum } = operationsOf(record, above).inputs(record, above, at);
  const z = arrayNamed(record, "z", layer)[index]!;
  const a = arrayNamed(record, "a", layer)[index]!;
  return {
    formula: `dz[n,i] = (sum over o of dz[n,o] * W[i,o] of layer ${above}, o ascending) * slope of ${study.activation.name} at z[n,i]`,
    operands: [
      ...terms,
      { name: `z[${at}]`, value: z },
      { name: `a[${at}]`, value: a },
      ...settingsOf("activation", study.activation),
    ],
    sum: { ...sum, end: (value) => Math.fround(value * slope(z, a)) },
  };
}

function changed(record: StepRecord, index: number): Operation {
  const { study } = record;
  const { clipNorm, optimizer } = study;
  const decays = optimizer.weightDecay !== 0 && optimizer.name !== "adamw";
  const clipped = clipNorm === null ? "g" : "g * f32(clipNorm / norm) where the norm is larger";
  return plain(`${clipped}${decays ? ", + f32(weightDecay) * p" : ""}`, [
    gradientBefore(record, index),
    ...(clipNorm === null ? [] : [{ name: "clipNorm", value: clipNorm }]),
    ...(decays
      ? [{ name: "optimizer.weightDecay", value: optimizer.weightDecay }, parameterBefore(record, index)]
      : []),
  ]);
}

/** The gradient that the batch gave, by its place among all parameters. */
function gradientBefore(record: StepRecord, index: number): Operand {
  const layer = record.layers.findIndex(({ parameters }) => index < endOf(parameters.at(-1)!));
  const { name, offset } = record.layers[layer]!.parameters.find((run) => index < endOf(run))!;
  return { name: "g", value: arrayNamed(record, `d${name}`, layer + 1)[index - offset]! };
}

function parameterBefore({ before }: StepRecord, index: number): Operand {
  return { name: "p before", value: before.parameters[index]! };
}

/** The updates of docs/arithmetic.md section 8: of each state, and of p. */
const UPDATES: Record<Optimizer["name"], Record<string, string>> = {
  sgd: { p: "p - (rate * g)" },
  momentum: { m: "g at the first step, then (momentum * m) + ((1 - dampening) * g)", p: "p - (rate * m)" },
  nesterov: { m: "g at the first step, then (momentum * m) + g", p: "p - (rate * (g + (momentum * m)))" },
  adagrad: { s: "s + (g * g)", p: "p - ((rate * g) / (sqrt(s) + epsilon))" },
  rmsprop: {
    s: "(alpha * s) + ((1 - alpha) * (g * g))",
    mg: "(alpha * mg) + ((1 - alpha) * g)",
    buf: "(momentum * buf) + u, u = g / (sqrt(d) + epsilon)",
    p: "p - (rate * u), u = g / (sqrt(d) + epsilon), or buf with momentum; d = s, or s - (mg * mg) if centered",
  },
  adam: {
    m: "(beta1 * m) + ((1 - beta1) * g)",
    v: "(beta2 * v) + ((1 - beta2) * (g * g))",
    vmax: "the larger of v and vmax",
    p: "p - ((rate * m) / (sqrt(v) + epsilon)), with amsgrad vmax for v",
  },
  adamw: {
    m: "(beta1 * m) + ((1 - beta1) * g)",
    v: "(beta2 * v) + ((1 - beta2) * (g * g))",
    vmax: "the larger of v and vmax",
    p: "(p * decay) - ((rate * m) / (sqrt(v) + epsilon)), with amsgrad vmax for v",
  },
};

/** A state of the optimizer, or a parameter: the states after the step are those that the move takes. */
function moved(record: StepRecord, array: StepArray, index: number): Operation {
  const { study, before, arrays } = record;
  const { optimizer } = study;
  const states = arrays.slice(arrays.findIndex(({ name }) => name === "rates") + 1, -1);
  const own = states.indexOf(array);
  const g = arrayNamed(record, "g")[index]!;
  const isState = own >= 0;
  return plain(`${optimizer.name}: ${array.name} = ${UPDATES[optimizer.name][array.name]}`, [
    { name: "g", value: g },
    ...(isState
      ? [{ name: `${array.name} before`, value: before.state[own]![index]! }]
      : [
          parameterBefore(record, index),
          ...states.map(({ name, values }) => ({ name, value: values[index]! })),
          ...RATE_NAMES.map((name, k) => ({ name, value: arrayNamed(record, "rates")[k]! })),
        ]),
    ...settingsOf("optimizer", optimizer).filter(({ name }) => !/learningRate|epsilon|weightDecay|initial/.test(name)),
  ]);
}

function parametersNamed({ layers, before }: StepRecord, layer: number, name: string): Float32Array {
  const { offset, length } = layers[layer - 1]!.parameters.find((run) => run.name === name)!;
  return before.parameters.subarray(offset, offset + length);
}

/** What a layer takes: the batch, or the activation below. */
function inputOf(record: StepRecord, layer: number): { name: string; values: ArrayLike<number> } {
  return layer === 1
    ? { name: "x", values: arrayNamed(record, "x") }
    : { name: "a", values: arrayNamed(record, "a", layer - 1) };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, k) => k);
}

function productsOf(terms: readonly (readonly Operand[])[]): SumOfProducts["products"] {
  return terms.map((factors) => ({
    name: factors.map(({ name }) => name).join(" * "),
    factors: [factors[0]!.value, factors[1]?.value ?? 1],
  }));
}
