import { expect, test } from "vitest";
import { surfaceOf } from "./surfaces.js";

test.each([1, 2, 3])(
  "the sign is the parity of the signs of %i inputs, and f is their product times a power of two",
  async (dimension) => {
    for (const { x, f } of await surfaceOf("xor", { dimension })) {
      expect(Math.sign(f)).toBe(x.reduce((sign, value) => sign * Math.sign(value), 1));
      expect(f).toBeCloseTo(2 ** (dimension - 1) * x.reduce((product, value) => product * value, 1), 14);
    }
  },
);
