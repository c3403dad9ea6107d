import { expect, test } from "vitest";
import { closedOf, combinations, componentsOf } from "../../src/statistics/components.js";

/**
 * Two factors of 3 and 2 levels, y = [[1, 2], [4, 7], [1, 6]]: the textbook's analysis of variance, by hand. Means 3.5;
 * rows 1.5, 5.5, 3.5; columns 2, 5.
 */
test("mean squares of two factors by hand", () => {
  // Effects of rows -2, 2, 0; of columns -1.5, 1.5; of both 1, -1, 0, 0, -1, 1.
  const components = componentsOf([3, 2], Float64Array.of(0, 8, 4.5, 4));
  // MS: rows 2 * 8 / 2 = 8; columns 3 * 4.5 / 1 = 13.5; both 4 / 2 = 2.
  expect([...components]).toEqual([0, (8 - 2) / 2, (13.5 - 2) / 3, 2]);
  expect([...closedOf(components)]).toEqual([0, 3, 11.5 / 3, 3 + 11.5 / 3 + 2]);
});

test("of three factors, a mean square of one has the components of all sets with it", () => {
  // Only factor 1 (bit 1) and its interaction with factor 2 have effects.
  const squares = new Float64Array(8);
  squares[2] = 6;
  squares[6] = 20;
  const components = componentsOf([2, 3, 5], squares);
  const [ms1, ms12] = [(6 * 2 * 5) / 2, (20 * 2) / 8];
  expect(components[6]).toBe(ms12 / 2);
  expect(components[2]).toBe((ms1 - ms12) / 10);
  // What is not seen of factor 2 alone is what its interaction would have made of it.
  expect(components[4]).toBe(-ms12 / 6);
  expect([components[1], components[3], components[5], components[7]].map((each) => each! + 0)).toEqual([0, 0, 0, 0]);
});

test("combinations of the levels of a set", () => {
  expect([0, 1, 2, 3, 5, 7].map((set) => combinations([2, 3, 5], set))).toEqual([1, 2, 3, 6, 10, 30]);
});
