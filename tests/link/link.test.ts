import { expect, test } from "vitest";
import { linkSteps } from "../../src/link/link.js";

test("a trail has step 0, eighths rounded up, and the last step, each once", () => {
  expect(linkSteps(0)).toEqual([0]);
  expect(linkSteps(1)).toEqual([0, 1]);
  expect(linkSteps(8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(linkSteps(20)).toEqual([0, 3, 5, 8, 10, 13, 15, 18, 20]);
  expect(linkSteps(2147483647)).toHaveLength(9);
  expect(linkSteps(2147483647).at(-1)).toBe(2147483647);
});
