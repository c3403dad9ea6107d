import { expect, test } from "vitest";
import { surfaceOf } from "./surfaces.js";

test("x1 + x2/2 + x3/4", async () => {
  for (const { x, f } of await surfaceOf("linear", { dimension: 3 })) expect(f).toBe(x[0]! + x[1]! / 2 + x[2]! / 4);
});
