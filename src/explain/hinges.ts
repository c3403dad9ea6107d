/** Where the first layer bends: the lines on which a hidden unit passes from one piece of its activation to the next. */
import type { Layer } from "../study/layers.js";
import type { Activation } from "../study/variants/activations.js";

/**
 * What is at a line: a kink, where the slope of the activation jumps; the edge of a smooth bend, where two pieces meet
 * with one slope; or, of an activation that is smooth everywhere, the zero of the pre-activation.
 */
export type HingeKind = "kink" | "edge" | "zero";

/** A line in the plane of the inputs, as far as it lies in the box. */
export interface HingeLine {
  /** What is there. */
  kind: HingeKind;
  /** The pre-activation on it. */
  at: number;
  /** Where it enters the box, in the units of the maps. */
  from: [x: number, y: number];
  /** Where it leaves it. */
  to: [x: number, y: number];
}

/** The lines of one hidden unit of the first layer. */
export interface UnitHinges {
  /** The unit, counted from 0. */
  unit: number;
  /** Its two weights, of the inputs as the network takes them. */
  weights: [number, number];
  /** Its bias. */
  bias: number;
  /** The size of its weights times that of the weights that leave it: how much the network bends there, about. */
  strength: number;
  /** Those that lie in the box. */
  lines: HingeLine[];
}

/** Where an activation is not smooth, in ascending order; of one that is smooth everywhere, 0. */
export function bendsOf(activation: Activation): { kind: HingeKind; at: number }[] {
  const kinks = (...places: number[]) => places.map((at) => ({ kind: "kink" as const, at }));
  const edges = (...places: number[]) => places.map((at) => ({ kind: "edge" as const, at: at + 0 }));
  switch (activation.name) {
    case "identity":
      return [];
    case "relu":
    case "selu":
      return kinks(0);
    case "leaky_relu":
      return activation.alpha === 1 ? [] : kinks(0);
    case "relu6":
      return kinks(0, 6);
    case "hard_swish":
      return kinks(-3, 3);
    case "elu":
      return activation.alpha === 1 ? edges(0) : kinks(0);
    case "smelu":
      return activation.beta === 0 ? kinks(0) : edges(-activation.beta, activation.beta);
    case "gsmelu":
      return activation.alpha + activation.beta === 0 ? kinks(0) : edges(-activation.alpha, activation.beta);
    default:
      return [{ kind: "zero", at: 0 }];
  }
}

/** x0, x1, y0, y1. */
export type Box = readonly [x0: number, x1: number, y0: number, y1: number];

/** The part of the line w . x + b = at that lies in the box; null where it is outside, touches a corner, or is no line. */
export function lineIn(
  [x0, x1, y0, y1]: Box,
  [u, v]: readonly [number, number],
  rest: number,
): { from: [number, number]; to: [number, number] } | null {
  const found: [number, number][] = [];
  const add = (x: number, y: number) => {
    const isIn = x >= x0 && x <= x1 && y >= y0 && y <= y1;
    // No -0, which JSON would not keep.
    if (isIn && !found.some(([a, b]) => a === x && b === y)) found.push([x + 0, y + 0]);
  };
  if (v !== 0) for (const x of [x0, x1]) add(x, (-rest - u * x) / v);
  if (u !== 0) for (const y of [y0, y1]) add((-rest - v * y) / u, y);
  if (found.length < 2) return null;
  found.sort(([a, b], [c, d]) => a - c || b - d);
  return { from: found[0]!, to: found.at(-1)! };
}

/**
 * The hinges of all units of the first layer.
 * @param layers of a network of two inputs and at least one hidden layer
 * @param box of the inputs as the network takes them
 * @param inUnits a point in the units of the maps
 */
export function hingesOf(
  layers: readonly Layer[],
  activation: Activation,
  p: Float32Array,
  box: Box,
  inUnits: (x: number, y: number) => [number, number],
): UnitHinges[] {
  const [{ parameters: first, outputs: units }, { parameters: next, outputs }] = layers as [Layer, Layer];
  const [W, b] = first as [Layer["parameters"][number], Layer["parameters"][number]];
  const leaving = next[0]!;
  return Array.from({ length: units }, (_, unit): UnitHinges => {
    const weights: [number, number] = [p[W.offset + unit]!, p[W.offset + units + unit]!];
    const bias = p[b.offset + unit]!;
    let squares = 0;
    for (let o = 0; o < outputs; o++) {
      const weight = p[leaving.offset + unit * outputs + o]!;
      squares += weight * weight;
    }
    const lines = bendsOf(activation).flatMap(({ kind, at }): HingeLine[] => {
      const line = lineIn(box, weights, bias - at);
      return line ? [{ kind, at, from: inUnits(...line.from), to: inUnits(...line.to) }] : [];
    });
    const size = Math.sqrt(weights[0] * weights[0] + weights[1] * weights[1]);
    return { unit, weights, bias, strength: size * Math.sqrt(squares), lines };
  });
}
