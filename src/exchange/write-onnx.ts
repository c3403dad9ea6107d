/**
 * The writer of ONNX: a graph of operations on arrays, in the messages of onnx.proto3 (github.com/onnx/onnx). Field
 * numbers are those of that file.
 */
import { joinedBytes } from "../host/joined.js";
import { bytesField, type Fields, integerField } from "./protobuf.js";

/** The version of the operators that are used: of 2023, with Equal of texts. Its models are of IR version 9. */
export const OPSET = 19;
const IR_VERSION = 9;

/** The types of elements, by their numbers in TensorProto.DataType. */
const TYPES = { float: 1, int64: 7, string: 8, double: 11 } as const;
export type OnnxType = keyof typeof TYPES;

/** Attributes by the kinds that are written: AttributeProto.AttributeType. */
const ATTRIBUTE_INTEGER = 2;

/** A size, or the name of one that is known when the model runs. */
export type OnnxShape = readonly (number | string)[];

export type OnnxValues = ArrayLike<number> | readonly string[];

/** A graph in the making: each call returns the name of what it adds. */
export interface Graph {
  /** What the model is given. All inputs come before anything else. */
  input(name: string, type: OnnxType, shape: OnnxShape): string;
  /** An array of numbers or texts that is part of the model. */
  constant(type: OnnxType, shape: readonly number[], values: OnnxValues): string;
  /** What an operation makes of some arrays; attributes are integers. */
  node(operator: string, inputs: readonly string[], attributes?: Readonly<Record<string, number>>): string;
  /** Names what the model gives. */
  output(name: string, type: OnnxType, shape: OnnxShape, from: string): void;
  /** The bytes of the file. */
  file(name: string, metadata: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer>;
}

export function openGraph(): Graph {
  const inputs: Uint8Array[] = [];
  const outputs: Uint8Array[] = [];
  const nodes: Uint8Array[] = [];
  const constants: Uint8Array[] = [];
  const taken = new Set<string>();
  let count = 0;
  /** A name that no input has: those are columns of a file, and may be called anything. */
  const newName = (): string => {
    const name = `/${count++}`;
    return taken.has(name) ? newName() : name;
  };
  const addNode = (operator: string, from: readonly string[], to: string, attributes: Record<string, number> = {}) =>
    nodes.push(
      bytesField(1, [
        ...from.map((name) => bytesField(1, name)),
        bytesField(2, to),
        bytesField(4, operator),
        ...Object.entries(attributes).map(([name, value]) =>
          bytesField(5, [bytesField(1, name), integerField(3, value), integerField(20, ATTRIBUTE_INTEGER)]),
        ),
      ]),
    );
  return {
    input(name, type, shape) {
      inputs.push(bytesField(11, valueInfo(name, type, shape)));
      taken.add(name);
      return name;
    },
    constant(type, shape, values) {
      const name = newName();
      constants.push(bytesField(5, tensor(name, type, shape, values)));
      return name;
    },
    node(operator, from, attributes) {
      const to = newName();
      addNode(operator, from, to, attributes);
      return to;
    },
    output(name, type, shape, from) {
      addNode("Identity", [from], name);
      outputs.push(bytesField(12, valueInfo(name, type, shape)));
    },
    file: (name, metadata) =>
      joinedBytes([
        integerField(1, IR_VERSION),
        bytesField(2, "doppelgrad"),
        bytesField(7, [...nodes, bytesField(2, name), ...constants, ...inputs, ...outputs]),
        bytesField(8, [bytesField(1, ""), integerField(2, OPSET)]),
        ...Object.entries(metadata).map(([key, value]) => bytesField(14, [bytesField(1, key), bytesField(2, value)])),
      ]),
  };
}

/** ValueInfoProto: a name, and the type and the shape of an array. */
function valueInfo(name: string, type: OnnxType, shape: OnnxShape): Fields {
  const sizes = shape.map((size) =>
    bytesField(1, [typeof size === "number" ? integerField(1, size) : bytesField(2, size)]),
  );
  return [bytesField(1, name), bytesField(2, [bytesField(1, [integerField(1, TYPES[type]), bytesField(2, sizes)])])];
}

/** TensorProto: numbers as bytes, texts one by one. */
function tensor(name: string, type: OnnxType, shape: readonly number[], values: OnnxValues): Fields {
  const content =
    type === "string"
      ? Array.from(values as readonly string[], (text) => bytesField(6, text))
      : [bytesField(9, rawBytes(type, values as ArrayLike<number>))];
  return [...shape.map((size) => integerField(1, size)), integerField(2, TYPES[type]), ...content, bytesField(8, name)];
}

function rawBytes(type: Exclude<OnnxType, "string">, values: ArrayLike<number>): Uint8Array {
  const size = type === "float" ? 4 : 8;
  const view = new DataView(new ArrayBuffer(size * values.length));
  for (let n = 0; n < values.length; n++) {
    if (type === "float") view.setFloat32(4 * n, values[n]!, true);
    else if (type === "double") view.setFloat64(8 * n, values[n]!, true);
    else view.setBigInt64(8 * n, BigInt(values[n]!), true);
  }
  return new Uint8Array(view.buffer);
}
