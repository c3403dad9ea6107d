import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonPieces } from "../../src/cli/json-pieces.js";

const whole = (value: unknown): string => [...jsonPieces(value)].join("");

test("the pieces are the text of JSON.stringify", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(whole(value)).toBe(`${JSON.stringify(value, null, 2)}\n`);
    }),
  );
  const odd = {
    a: undefined,
    f: () => 1,
    list: [undefined, () => 1, NaN, -0, Infinity],
    date: new Date(0),
    empty: { of: undefined },
    text: "a\nb\u2028",
    typed: Float32Array.of(1, 0.1),
    nested: [[], {}, [[]]],
  };
  expect(whole(odd)).toBe(`${JSON.stringify(odd, null, 2)}\n`);
});

test("a long value comes in many pieces, none of which is long", () => {
  const long = {
    predictions: Array.from({ length: 30 }, (_, r) => Array.from({ length: 5000 }, (_, n) => [r + n / 7])),
    flat: Array.from({ length: 50_000 }, (_, n) => n / 3),
  };
  const pieces = [...jsonPieces(long)];
  expect(pieces.length).toBeGreaterThan(20);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(200_000);
  expect(pieces.join("")).toBe(`${JSON.stringify(long, null, 2)}\n`);
});
