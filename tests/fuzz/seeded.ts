/** Bytes that go wrong in ways that a seed repeats: a failing case is its number. */
import { word } from "../../src/reference/random.js";

const KEY = [14, 0] as const;

/** Integers below a limit, one after the other; those of another number are others. */
export function integersOf(number: number): (limit: number) => number {
  let at = 0;
  return (limit) => word(KEY as never, number, at++) % limit;
}

/** Pieces of text and of bytes that mean something to some format. */
const TELLING = [
  '"',
  ",",
  ";",
  "\t",
  "\n",
  "\r",
  "#",
  "[",
  "{",
  "}",
  "\0",
  "\x80",
  "\xff\xff\xff\xff",
  "\x7f\xff\xff\xff",
  "PAR1",
  "PK\x03\x04",
  "\x1f\x8b",
  "sep=;\n",
  "1e999",
  "NaN",
  "1,5",
  "'shape': (99999999, 9)",
  '"shape":[99999999,9]',
  '"data_offsets":[0,99999999]',
].map((text) => Uint8Array.from(text, (character) => character.charCodeAt(0)));

/** A whole file with some bytes changed, taken out, doubled or put in, or cut; now and then nothing but random bytes. */
export function mutated(whole: Uint8Array, below: (limit: number) => number): Uint8Array {
  if (below(50) === 0) return Uint8Array.from({ length: below(400) }, () => below(256));
  let bytes = new Uint8Array(whole);
  for (let left = 1 + below(4); left > 0; left--) {
    const at = below(bytes.length + 1);
    const length = below(8) === 0 ? below(bytes.length + 1) : below(9);
    const [before, cut, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
    switch (below(6)) {
      case 0:
        if (at < bytes.length) bytes[at]! ^= 1 << below(8);
        break;
      case 1:
        if (at < bytes.length) bytes[at] = below(256);
        break;
      case 2:
        bytes = joined(before, after);
        break;
      case 3:
        bytes = joined(before, cut, cut, after);
        break;
      case 4:
        bytes = joined(before, TELLING[below(TELLING.length)]!, below(2) ? after : bytes.subarray(at));
        break;
      default:
        bytes = below(4) === 0 ? joined(before) : bytes;
    }
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
