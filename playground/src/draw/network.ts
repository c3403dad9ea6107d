/** A network as a drawing: where its units stand, their maps, and its weights as lines between them. */
import type { NetworkFrame } from "../engine/protocol.js";
import type { Colours } from "./colours.js";
import { paintPredictions, paintUnit } from "./paint.js";

/** A unit of a layer, which counts from 0, that of the inputs, to that of the outputs. */
export interface Spot {
  layer: number;
  unit: number;
}

/** Where a unit stands: its middle and its side. */
export interface Node extends Spot {
  x: number;
  y: number;
  size: number;
}

/** Outputs that are drawn, at most. */
const MOST_OUTPUTS = 24;

/** Units of each layer that are drawn. */
export function drawnOf({ values, points, layers }: NetworkFrame): number[] {
  return [...values.map(({ length }) => length / points), Math.min(layers.at(-1)!.outputs, MOST_OUTPUTS)];
}

/** Units of each layer that there are. */
export function widthsOf({ layers }: NetworkFrame): number[] {
  return [layers[0]!.inputs, ...layers.map(({ outputs }) => outputs)];
}

/** What a unit gives at the points: what goes on from it; of an output its prediction. */
export function valuesOf({ values, predictions, points, layers }: NetworkFrame, { layer, unit }: Spot): Float32Array {
  const of = values[layer];
  if (of) return of.subarray(unit * points, (unit + 1) * points);
  const { outputs } = layers.at(-1)!;
  return Float32Array.from({ length: points }, (_, at) => predictions[at * outputs + unit]!);
}

/** The weight between two units of layers that follow each other. */
export function weightOf({ layers }: NetworkFrame, from: Spot, to: number): number {
  const { weights, outputs } = layers[from.layer]!;
  return weights[from.unit * outputs + to]!;
}

/** Height in which the fullest layer has room. */
export function heightOf(drawn: readonly number[]): number {
  return Math.max(150, Math.min(400, 24 * Math.max(...drawn)));
}

/** Layers from left to right, the units of each about the middle. */
export function placeNodes(drawn: readonly number[], width: number, height: number): Node[] {
  const size = Math.max(6, Math.min(34, Math.floor(height / Math.max(...drawn)) - 3));
  const across = (width - size - 2) / (drawn.length - 1);
  return drawn.flatMap((units, layer) =>
    Array.from({ length: units }, (_, unit) => ({
      layer,
      unit,
      x: size / 2 + 1 + layer * across,
      y: height / 2 + (unit - (units - 1) / 2) * Math.min(height / units, 2 * size),
      size,
    })),
  );
}

/** The node at a place, or near it. */
export function nodeAt(nodes: readonly Node[], x: number, y: number): Node | null {
  return nodes.find((node) => Math.max(Math.abs(node.x - x), Math.abs(node.y - y)) <= node.size / 2 + 2) ?? null;
}

/** What is drawn with. */
export interface Inks {
  colours: Colours;
  /** Of weights above 0 and below, and of the frames of nodes. */
  positive: string;
  negative: string;
  frame: string;
  /** Of values of a regression: from where to where. */
  range: readonly [number, number] | null;
}

/** @param looked the node that is pointed at: its own weights stand out */
export function drawNetwork(
  context: CanvasRenderingContext2D,
  network: NetworkFrame,
  nodes: readonly Node[],
  looked: Spot | null,
  { colours, positive, negative, frame, range }: Inks,
): void {
  const isLooked = ({ layer, unit }: Spot): boolean => looked?.layer === layer && looked.unit === unit;
  for (let below = 0; below < network.layers.length; below++) {
    const [from, to] = [nodes.filter(({ layer }) => layer === below), nodes.filter(({ layer }) => layer === below + 1)];
    const largest = network.layers[below]!.weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1;
    for (const a of from) {
      for (const b of to) {
        const weight = weightOf(network, a, b.unit);
        const share = Math.abs(weight) / largest;
        const stands = looked === null || isLooked(a) || isLooked(b);
        context.globalAlpha = (0.12 + 0.88 * share) * (stands ? 1 : 0.12);
        context.lineWidth = 0.25 + 4 * share;
        context.strokeStyle = weight > 0 ? positive : negative;
        context.beginPath();
        context.moveTo(a.x, a.y);
        context.bezierCurveTo((a.x + b.x) / 2, a.y, (a.x + b.x) / 2, b.y, b.x, b.y);
        context.stroke();
      }
    }
  }
  context.globalAlpha = 1;
  for (const node of nodes) {
    const [left, top] = [node.x - node.size / 2, node.y - node.size / 2];
    context.drawImage(mapOf(network, node, colours, range), left, top, node.size, node.size);
    context.lineWidth = isLooked(node) ? 3 : 1;
    context.strokeStyle = frame;
    context.strokeRect(left, top, node.size, node.size);
  }
}

let canvas: HTMLCanvasElement | null = null;

/** The map of a unit, a pixel a point; drawn before the next one is asked for. */
function mapOf(network: NetworkFrame, node: Spot, colours: Colours, range: Inks["range"]): HTMLCanvasElement {
  const { across, down, points } = network;
  canvas ??= document.createElement("canvas");
  if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
  const image = new ImageData(across, down);
  paintNode(new Uint32Array(image.data.buffer, 0, points), network, node, colours, range);
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  return canvas;
}

/** Pixels of the map of a unit; an output has the colours of predictions. */
export function paintNode(
  pixels: Uint32Array,
  network: NetworkFrame,
  node: Spot,
  colours: Colours,
  range: Inks["range"],
): void {
  const values = valuesOf(network, node);
  const isOutput = node.layer === network.layers.length;
  if (isOutput) paintPredictions(pixels, values, 1, range, colours);
  else paintUnit(pixels, values, colours);
}
