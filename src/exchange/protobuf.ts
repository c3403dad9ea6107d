/**
 * Protocol buffers, as far as ONNX needs them: fields by their numbers, written in their order. (protobuf.dev,
 * "Encoding".) A library would bring a parser of schemas along; two kinds of field are all that a model takes.
 */
import { joinedBytes } from "../host/joined.js";

/** The bytes of some fields, one after the other. */
export type Fields = readonly Uint8Array[];

const VARINT = 0;
const BYTES = 2;

/** A whole number of 0 or more, below 2^53. */
export function integerField(number: number, value: number): Uint8Array {
  return joinedBytes([varint(number * 8 + VARINT), varint(value)]);
}

/** A text, bytes, or a message. */
export function bytesField(number: number, value: string | Uint8Array | Fields): Uint8Array {
  const bytes =
    typeof value === "string"
      ? new TextEncoder().encode(value)
      : value instanceof Uint8Array
        ? value
        : joinedBytes(value);
  return joinedBytes([varint(number * 8 + BYTES), varint(bytes.length), bytes]);
}

/** Seven bits a byte, the lowest first; all but the last have the eighth. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Uint8Array.from([...bytes, left]);
    bytes.push((left % 128) + 128);
  }
}
