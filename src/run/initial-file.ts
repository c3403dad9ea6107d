/**
 * Initial parameters out of a file of arrays: .npz or safetensors, by the names of PyTorch, of Keras, or of an export.
 * The study that comes of it has the numbers, so it needs the file no more.
 */
import { contentOfPieces } from "../exchange/content.js";
import { HEAD, knownForm } from "../exchange/formats.js";
import { type StoredArray, sizeOf, valuesOf } from "../exchange/named-array.js";
import { bytePieces, fileSize } from "../exchange/text-file.js";
import { shown, visible, wrongType, wrongValue } from "../study/errors.js";
import { fieldsOf } from "../study/fields.js";
import type { GivenLayer, StudyInput } from "../study/study.js";
import type { InitialFile } from "../study/variants/schemes.js";

const PATH = "study.initial";
const WHAT = "a file of arrays, .npz or safetensors";

/**
 * The study with the parameters of its file; the widths of its hidden layers are those of the file where it says none.
 * @throws InputError for a file that cannot be read, and for arrays that are no network of the study; the signal's reason
 */
export async function withInitialFile(
  input: StudyInput,
  initial: InitialFile,
  signal?: AbortSignal,
): Promise<StudyInput> {
  const { source, bytes } = await contentOf(initial, signal);
  const arrays = await arraysIn(bytes, source);
  const layers = layersIn(arrays, source);
  const widths = [layers[0]!.W.length, ...layers.map(({ b }) => b.length)];
  const hidden = input.hidden ?? widths.slice(1, -1);
  if (String(Array.from(hidden)) !== String(widths.slice(1, -1)))
    throw wrongValue(PATH, `hidden layers of ${shown(hidden)}`, `a network of ${widths.join("-")}: ${listOf(arrays)}`);
  return { ...input, hidden, initial: layers };
}

async function contentOf(initial: InitialFile, signal?: AbortSignal): Promise<{ source: string; bytes: Uint8Array }> {
  const { file, bytes, ...more } = fieldsOf(initial, PATH);
  if (Object.keys(more).length > 0 || (file === undefined) === (bytes === undefined))
    throw wrongType(PATH, "{ file } or { bytes }", shown(initial));
  if (bytes !== undefined) {
    if (!(bytes instanceof Uint8Array)) throw wrongType(`${PATH}.bytes`, "a Uint8Array", shown(bytes));
    return { source: `${PATH}.bytes`, bytes };
  }
  if (typeof file !== "string") throw wrongType(`${PATH}.file`, "the path of a file", shown(file));
  const source = visible(file);
  const pieces = bytePieces(file, { field: `${PATH}.file`, what: WHAT, signal });
  return { source, bytes: await contentOfPieces(pieces, source, () => fileSize(file)).bytes() };
}

/** By how the file begins: a zip, or safetensors. */
async function arraysIn(bytes: Uint8Array, source: string): Promise<StoredArray[]> {
  const begins = (...start: number[]) => start.every((byte, n) => bytes[n] === byte);
  if (begins(0x50, 0x4b)) return (await import("../exchange/npz.js")).readNpz(bytes, source);
  const remedy = "Save its arrays by their names with numpy.savez.";
  if (begins(0x80)) throw wrongType(source, WHAT, "a pickle", remedy);
  const other = otherForm(bytes);
  if (other !== null) throw wrongType(source, WHAT, other, remedy);
  return (await import("../exchange/safetensors.js")).readSafetensors(bytes, source);
}

/** What a file is that is no safetensors, which has the length of its header in eight bytes, and then that. */
function otherForm(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return "an empty file";
  if (bytes[LENGTH] === BRACE) return null;
  return knownForm(bytes.subarray(0, HEAD));
}

const [LENGTH, BRACE] = [8, 0x7b];

/** What stands last in a name, and whether weights are inputs x outputs. */
const WEIGHTS: Readonly<Record<string, "outputs x inputs" | "inputs x outputs">> = {
  weight: "outputs x inputs",
  kernel: "inputs x outputs",
  W: "inputs x outputs",
  coefs: "inputs x outputs",
};
const BIASES = ["bias", "b", "intercepts"];
const NAMES = "weights and biases of dense layers: fc1.weight and fc1.bias, or dense/kernel and dense/bias";

interface Pair {
  /** The name without its end. */
  layer: string;
  weights?: StoredArray;
  isTransposed?: boolean;
  biases?: StoredArray;
}

function layersIn(arrays: readonly StoredArray[], source: string): GivenLayer[] {
  const pairs = new Map<string, Pair>();
  const replicas = new Set(arrays.map(({ name }) => /^replicas\.\d+\./.exec(name)?.[0]));
  if (replicas.size > 1) throw wrongValue(source, "one network", listOf(arrays), "Export one, with --replica 0.");
  for (const array of arrays) {
    const { layer, leaf } = partsOf(array.name);
    const pair = pairs.get(layer) ?? { layer };
    const isWeights = Object.hasOwn(WEIGHTS, leaf);
    if ((!isWeights && !BIASES.includes(leaf)) || (isWeights ? pair.weights : pair.biases))
      throw wrongValue(source, NAMES, listOf(arrays), `Leave ${shown(array.name)} out, or name it so.`);
    pairs.set(layer, {
      ...pair,
      ...(isWeights ? { weights: array, isTransposed: WEIGHTS[leaf] === "outputs x inputs" } : { biases: array }),
    });
  }
  const layers = [...pairs.values()].map((pair) => layerOf(pair, arrays, source));
  return inOrder(layers, arrays, source).map(({ given }) => given);
}

/** `fc1.weight`, `dense/kernel:0`, `fc1_weight`, or `W1`: which layer, and what of it. */
function partsOf(name: string): { layer: string; leaf: string } {
  const [, leafFirst, number] = /^([A-Za-z]+)_?(\d+)$/.exec(name) ?? [];
  if (leafFirst !== undefined) return { layer: number!, leaf: leafFirst };
  const [, layer = "", leaf = ""] = /^(.*?)[./_]?([A-Za-z]+)(?::0)?$/s.exec(name) ?? [];
  return { layer, leaf };
}

interface NamedLayer {
  layer: string;
  given: GivenLayer;
}

/** The numbers of a layer, weights as inputs x outputs. */
function layerOf(
  { layer, weights, isTransposed, biases }: Pair,
  arrays: readonly StoredArray[],
  source: string,
): NamedLayer {
  if (!weights || !biases) throw wrongValue(source, NAMES, listOf(arrays), `${shown(layer)} has one of both.`);
  const [rows = 0, columns = 0] = weights.shape;
  const [inputs, outputs] = isTransposed ? [columns, rows] : [rows, columns];
  if (weights.shape.length !== 2 || sizeOf(weights.shape) === 0 || sizeOf(biases.shape) !== outputs) {
    const what = `${shown(weights.name)} of ${isTransposed ? "outputs x inputs" : "inputs x outputs"}, with a bias an output`;
    throw wrongValue(source, what, listOf([weights, biases]));
  }
  const W = Array.from({ length: inputs }, (_, i) =>
    Array.from({ length: outputs }, (_, o) => weights.valueAt(isTransposed ? o * inputs + i : i * outputs + o)),
  );
  return { layer, given: { W, b: Array.from(valuesOf(biases)) } };
}

/**
 * The layers from the inputs on. Names with numbers say their order; others stand in that of the file. Either way the
 * outputs of each are the inputs of the next.
 */
function inOrder(layers: readonly NamedLayer[], arrays: readonly StoredArray[], source: string): readonly NamedLayer[] {
  const byNumber = [...layers].sort((a, b) => (numberIn(a) ?? 0) - (numberIn(b) ?? 0));
  const stems = new Set(layers.map(({ layer }) => layer.replace(/[._]?\d+$/, "")));
  const ordered = stems.size === 1 ? byNumber : layers;
  const fits = ordered.every(({ given }, n) => n === 0 || given.W.length === ordered[n - 1]!.given.b.length);
  if (ordered.length === 0 || !fits)
    throw wrongValue(source, "layers of which each takes the outputs of the one before", listOf(arrays));
  return ordered;
}

/** The number at the end of a name; Keras calls its first layer by the stem alone. */
function numberIn({ layer }: NamedLayer): number | null {
  const digits = /\d+$/.exec(layer)?.[0];
  return digits === undefined ? null : Number(digits);
}

/** `fc1.weight 8 x 2, fc1.bias 8` */
function listOf(arrays: readonly { name: string; shape: readonly number[] }[]): string {
  const MOST = 8;
  const said = arrays.slice(0, MOST).map(({ name, shape }) => `${visible(name)} ${shape.join(" x ") || "scalar"}`);
  return arrays.length === 0 ? "no arrays" : [...said, ...(arrays.length > MOST ? ["..."] : [])].join(", ");
}
