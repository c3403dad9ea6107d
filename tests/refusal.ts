/**
 * An InputError by its fields: where it is, how the input is bad, what was given. How the sentence is made of them is
 * tested in tests/study/errors.test.ts, so that its words may change without a hundred tests.
 */
import { expect } from "vitest";
import type { InputErrorKind, Refusal } from "../src/study/errors.js";

/** Of these, whole where it is text: what tells apart two reasons with one path, and values that matter. */
type Further = Partial<Record<"expected" | "remedy", string | RegExp>>;

/** Matches the InputError with these fields, in `toThrow`, `toEqual` and the like; /^wrong-/ is a kind of either. */
export function refusal(
  kind: InputErrorKind | RegExp,
  path: string | RegExp,
  got?: string | RegExp,
  { expected, remedy }: Further = {},
): Refusal {
  const asked = Object.entries({ kind, path, expected, got, remedy }).filter(([, value]) => value !== undefined);
  const fields = asked.map(([field, value]) => [field, value instanceof RegExp ? expect.stringMatching(value) : value]);
  return expect.objectContaining({ name: "InputError", ...Object.fromEntries(fields) }) as Refusal;
}
