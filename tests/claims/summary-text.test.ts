import fc from "fast-check";
import { expect, test } from "vitest";
import { readSummary, summaryText } from "../../src/claims/summary-text.js";

const numbers = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE));
const summaries = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    numbers,
    fc.constant(null),
    fc.string(),
    fc.boolean(),
    fc.float64Array(),
    fc.array(tie("any")),
    fc.dictionary(
      fc.string().filter((key) => !["__proto__", "float64", "number"].includes(key)),
      tie("any"),
      { noNullPrototype: true },
    ),
  ),
})).any;

test("a summary is read as it was written, every number to the bit", () => {
  fc.assert(
    fc.property(summaries, (summary) => {
      expect(readSummary(summaryText(summary))).toEqual(summary);
    }),
    { numRuns: 1000 },
  );
});

test("an array keeps its length and its type, and a number that JSON does not have its sign", () => {
  const read = readSummary(summaryText({ some: Float64Array.of(-0, NaN, 1 / 3), none: new Float64Array(0), one: -0 }));
  expect(read).toStrictEqual({ some: Float64Array.of(-0, NaN, 1 / 3), none: new Float64Array(0), one: -0 });
});
