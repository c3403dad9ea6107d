import { expect, test } from "vitest";
import { looksLikeClasses } from "../../src/data/tasks.js";

test("integers with at most 20 distinct values are classes", () => {
  const values = (count: number) => Array.from({ length: 60 }, (_, n) => n % count);
  expect(looksLikeClasses(values(20))).toBe(true);
  expect(looksLikeClasses(values(21))).toBe(false);
  expect(looksLikeClasses([0.5, 1])).toBe(false);
  expect(looksLikeClasses([-1, 1])).toBe(true);
});
