import { expect, test } from "vitest";
import { projection } from "../../src/data/projection.js";

test("each input has half the weight of the one before", () => {
  expect(projection(new Float32Array([3]))).toBe(3);
  expect(projection(new Float32Array([1, 1, -1, 4]))).toBe(1 + 0.5 - 0.25 + 0.5);
});
