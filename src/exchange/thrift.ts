/**
 * Thrift's compact protocol, as far as it says how much there is: hyparquet makes room for a list before it has seen
 * one of its values. (apache/thrift, "Thrift Compact protocol encoding".)
 */
import { readVarInt } from "hyparquet/src/thrift.js";

const KINDS = { stop: 0, false: 2, byte: 3, i64: 6, double: 7, binary: 8, list: 9, struct: 12 };

/**
 * Goes through the structure that begins there.
 * @param most fields and elements that it may have
 * @throws for one that has more, or that is cut or damaged
 */
export function checkThrift(view: DataView<ArrayBuffer>, start: number, most: number): void {
  const reader = { view, offset: start };
  let left = most;

  function count(values: number): void {
    left -= values;
    if (left < 0) throw new Error("too many values");
  }

  function structure(): void {
    for (;;) {
      const byte = view.getUint8(reader.offset++);
      const kind = byte & 15;
      if (kind === KINDS.stop) return;
      if (byte < 16) readVarInt(reader);
      count(1);
      // A boolean is its kind.
      if (kind > KINDS.false) value(kind);
    }
  }

  function value(kind: number): void {
    if (kind <= KINDS.byte) reader.offset++;
    else if (kind <= KINDS.i64) while (view.getUint8(reader.offset++) > 127);
    else if (kind === KINDS.double) reader.offset += 8;
    else if (kind === KINDS.binary) {
      const length = readVarInt(reader) >>> 0;
      reader.offset += length;
    } else if (kind === KINDS.list) list();
    else if (kind === KINDS.struct) structure();
    else throw new Error("a kind that Parquet does not have");
  }

  function list(): void {
    const byte = view.getUint8(reader.offset++);
    const length = byte >= 0xf0 ? readVarInt(reader) >>> 0 : byte >> 4;
    count(length);
    for (let n = 0; n < length; n++) value(byte & 15);
  }

  structure();
}
