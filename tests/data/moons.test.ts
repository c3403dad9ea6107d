import { expect, test } from "vitest";
import { surfaceOf } from "./surfaces.js";

/** Least distance to 20,001 points of the upper half circle about (a, b), or of the lower one. */
function slowDistance(x: number, y: number, a: number, b: number, side: 1 | -1): number {
  let least = Infinity;
  for (let i = 0; i <= 20000; i++) {
    const angle = (Math.PI * i) / 20000;
    least = Math.min(least, Math.hypot(x - a - Math.cos(angle), y - b - side * Math.sin(angle)));
  }
  return least;
}

test("the difference of the distances to the two half-moons", async () => {
  for (const { x, f } of (await surfaceOf("moons")).slice(0, 40)) {
    const a = 0.5 + 2 * x[0]!;
    const b = 0.25 + 1.25 * x[1]!;
    // The points are 1.6e-4 apart: the distance to the nearest one is at most 8e-5 too large, on each side.
    expect(Math.abs(f - (slowDistance(a, b, 0, 0, 1) - slowDistance(a, b, 1, 0.5, -1)))).toBeLessThan(1e-4);
  }
});
