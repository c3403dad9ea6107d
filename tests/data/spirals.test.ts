import { expect, test } from "vitest";
import { surfaceOf } from "./surfaces.js";

test.each([0.5, 1, 3])("r cos(angle - 2 pi turns r) for %d turns", async (turns) => {
  for (const { x, f } of await surfaceOf("spirals", { turns })) {
    const [r, angle] = [Math.hypot(x[0]!, x[1]!), Math.atan2(x[1]!, x[0]!)];
    // The phase, up to 27, is rounded before the host's cos is taken.
    expect(f).toBeCloseTo(r * Math.cos(angle - 2 * Math.PI * turns * r), 12);
  }
});
