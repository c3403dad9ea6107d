import fc from "fast-check";
import { expect, test } from "vitest";
import { editsBetween, suggestion } from "../../src/study/errors.js";

/** By its definition: the last characters are deleted, inserted, replaced or kept. */
function slowly(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const [c, d] = [a.slice(0, -1), b.slice(0, -1)];
  return Math.min(slowly(c, b) + 1, slowly(a, d) + 1, slowly(c, d) + (a.at(-1) === b.at(-1) ? 0 : 1));
}

test("edits between words are the fewest", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 5 });
  fc.assert(fc.property(word, word, (a, b) => void expect(editsBetween(a, b)).toBe(slowly(a, b))));
  expect(editsBetween("kitten", "sitting")).toBe(3);
});

test("the nearest name is meant, and none where none is near", () => {
  const names = ["hidden", "epochs", "seed", "vary"];
  expect(suggestion("hiden", names)).toBe(' Did you mean "hidden"?');
  expect(suggestion("EPOCH", names)).toBe(' Did you mean "epochs"?');
  expect(suggestion("see", names)).toBe(' Did you mean "seed"?');
  expect(suggestion("se", ["seed"])).toBe("");
  expect(suggestion("colour", names)).toBe("");
  expect(suggestion("h".repeat(1e6), names)).toBe("");
  expect(suggestion("x", [])).toBe("");
});
