/** A summary of a trial as text, every number of it to the bit. */
import { toBase64 } from "../host/base64.js";

/** Key of an object that stands for what JSON does not have: numbers, or one that is not finite, or -0. */
const NUMBERS = "float64";
const NUMBER = "number";

/** Numbers are written by their bytes, eight each, least significant first. */
export function summaryText(summary: unknown): string {
  return JSON.stringify(summary, (_, value: unknown) => {
    if (value instanceof Float64Array) return { [NUMBERS]: toBase64(bytesOf(value)) };
    const isPlain = typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0));
    return isPlain ? value : { [NUMBER]: toBase64(bytesOf([value])) };
  });
}

/** What `summaryText` wrote. */
export function readSummary(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== "object" || value === null) return value;
    const { [NUMBERS]: numbers, [NUMBER]: number } = value as Record<string, unknown>;
    if (typeof numbers === "string") return numbersOf(numbers);
    return typeof number === "string" ? numbersOf(number)[0] : value;
  });
}

function bytesOf(numbers: ArrayLike<number>): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(8 * numbers.length));
  for (let n = 0; n < numbers.length; n++) bytes.setFloat64(8 * n, numbers[n]!, true);
  return new Uint8Array(bytes.buffer);
}

function numbersOf(base64: string): Float64Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 8 }, (_, n) => view.getFloat64(8 * n, true));
}
