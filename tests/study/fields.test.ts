import { expect, test } from "vitest";
import { between, flag, integer, oneOf, parseFields, single, within } from "../../src/study/fields.js";

const takes = (schema: Parameters<typeof parseFields>[0][string], value: unknown): boolean => {
  try {
    parseFields({ x: schema }, { x: value }, "study");
    return true;
  } catch {
    return false;
  }
};

test("ends belong to a closed range, and not to an open one", () => {
  expect([-1, 0, 0.5, 1, 2].map((value) => takes(between(0, 1), value))).toEqual([false, true, true, true, false]);
  expect([-1, 0, 5e-324, 0.5, 1, 2].map((value) => takes(within(0, 1), value))).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
  ]);
  expect([1, 2, 2.5, 4, 5].map((value) => takes(integer(2, 4), value))).toEqual([false, true, false, true, false]);
});

test("what f32 would round to 0 is no number of a field that is rounded to it", () => {
  expect([0, -0, 1e-45, -1e-45, 1].map((value) => takes(single(-1, 1), value))).toEqual([true, true, true, true, true]);
  expect([7e-46, -7e-46, 1e-46, 5e-324, -5e-324, 1.5].map((value) => takes(single(-1, 1), value))).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("what is no number of the kind is none: NaN, infinities, texts", () => {
  for (const schema of [between(0, 1), within(0, 1), integer(0, 1)]) {
    for (const value of [NaN, Infinity, -Infinity, "1", null, [1], true])
      expect(takes(schema, value), String(value)).toBe(false);
  }
  expect([true, false, 1, "true"].map((value) => takes(flag(), value))).toEqual([true, true, false, false]);
  expect(["a", "b", "c", 1].map((value) => takes(oneOf("a", "b"), value))).toEqual([true, true, false, false]);
});

test("a wrong type and a wrong value are told apart, and both name their place", () => {
  const refusal = (value: unknown) => {
    try {
      parseFields({ x: within(0, 1) }, { x: value }, "study");
      return null;
    } catch (error) {
      return error;
    }
  };
  expect(refusal(0)).toMatchObject({ kind: "wrong-value", path: "study.x", got: "0" });
  expect(refusal("0.5")).toMatchObject({ kind: "wrong-type", path: "study.x", got: '"0.5"' });
});
