/**
 * Numbers as programs hold them: lists, typed arrays, rows of both.
 */
import { isArray, isNumbers } from "./fields.js";

/** Numbers, one after the other. */
export type Numbers =
  | readonly number[]
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** One number an example, or one row of numbers. */
export type Rows = Numbers | readonly (number | Numbers)[];

/** Which numbers are taken: from least to most, and how that is said. */
export interface NumberRange {
  least: number;
  most: number;
  what: string;
  /** What to do where a number is none of them. */
  remedy?: string;
}

/** An array or a typed array; not a text, which has a length too. */
export function isList(given: unknown): given is ArrayLike<unknown> {
  return isArray(given) || isNumbers(given);
}
