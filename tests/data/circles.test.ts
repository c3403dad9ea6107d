import { expect, test } from "vitest";
import { surfaceOf } from "./surfaces.js";

test.each([1, 2, 10])(
  "twice the distance from the sphere of the root mean square radius in %i dimensions",
  async (dimension) => {
    // Against the host's hypot, which is right to an ulp or two of values up to 3.
    for (const { x, f } of await surfaceOf("circles", { dimension }))
      expect(f).toBeCloseTo(2 * (Math.hypot(...x) - Math.sqrt(dimension / 3)), 13);
  },
);

test("the two sides are about equal in any dimension", async () => {
  for (const dimension of [2, 10, 50]) {
    const outside = (await surfaceOf("circles", { dimension, train: 2000 })).filter(({ f }) => f > 0).length / 2000;
    expect(outside).toBeGreaterThan(0.4);
    expect(outside).toBeLessThan(0.6);
  }
});
