import { describe, expect, test } from "vitest";
import { makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";
import { projection } from "../../src/data/surfaces.js";
import { surfaceOf } from "./surface-of.js";

describe("projection", () => {
  test("each input has half the weight of the one before", () => {
    expect(projection(new Float32Array([3]))).toBe(3);
    expect(projection(new Float32Array([1, 1, -1, 4]))).toBe(1 + 0.5 - 0.25 + 0.5);
  });
});

describe("linear", () => {
  test("x1 + x2/2 + x3/4", async () => {
    for (const { x, f } of await surfaceOf("linear", { dimension: 3 })) expect(f).toBe(x[0]! + x[1]! / 2 + x[2]! / 4);
  });
});

describe("vee", () => {
  test("|x1 + x2/2| - 1/2 on two inputs, and on with halved weights", async () => {
    for (const { x, f } of await surfaceOf("vee")) expect(f).toBe(Math.abs(x[0]! + x[1]! / 2) - 0.5);
    for (const { x, f } of await surfaceOf("vee", { dimension: 1 })) expect(f).toBe(Math.abs(x[0]!) - 0.5);
    for (const { x, f } of await surfaceOf("vee", { dimension: 3 }))
      expect(f).toBe(Math.abs(x[0]! + x[1]! / 2 + x[2]! / 4) - 0.5);
  });

  test("the best possible loss is .532, that of the best constant .692", async () => {
    const { train } = await makeDataset(await resolveData({ name: "vee", train: 20000, test: 1 }), 3);
    const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    const mean = train.truth!.reduce((sum, p) => sum + p, 0) / train.count;
    // Both by the midpoint rule on 800 x 800 cells; the entropy of an example has a standard deviation of about .15, so
    // .0011 in the mean.
    expect(Math.abs(train.truth!.reduce((sum, p) => sum + entropy(p), 0) / train.count - 0.53244)).toBeLessThan(0.006);
    expect(Math.abs(entropy(mean) - 0.69246)).toBeLessThan(0.002);
  });
});

describe("xor", () => {
  test.each([1, 2, 3])(
    "the sign is the parity of the signs of %i inputs, and f is their product times a power of two",
    async (dimension) => {
      for (const { x, f } of await surfaceOf("xor", { dimension })) {
        expect(Math.sign(f)).toBe(x.reduce((sign, value) => sign * Math.sign(value), 1));
        expect(f).toBeCloseTo(2 ** (dimension - 1) * x.reduce((product, value) => product * value, 1), 14);
      }
    },
  );
});

describe("circles", () => {
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
});

describe("moons", () => {
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
});

describe("spirals", () => {
  test.each([0.5, 1, 3])("r cos(angle - 2 pi turns r) for %d turns", async (turns) => {
    for (const { x, f } of await surfaceOf("spirals", { turns })) {
      const [r, angle] = [Math.hypot(x[0]!, x[1]!), Math.atan2(x[1]!, x[0]!)];
      // The phase, up to 27, is rounded before the host's cos is taken.
      expect(f).toBeCloseTo(r * Math.cos(angle - 2 * Math.PI * turns * r), 12);
    }
  });
});

describe("staircase", () => {
  test("levels are equally spaced from -1 to 1, all occur, and they climb along the projection", async () => {
    const points = await surfaceOf("staircase", { steps: 5, dimension: 3, train: 2000 });
    const levels = [...new Set(points.map(({ f }) => f))].sort((a, b) => a - b);
    expect(levels).toEqual([-1, -0.5, 0, 0.5, 1]);
    const sorted = points.map(({ x, f }) => ({ s: projection(new Float32Array(x)), f })).sort((a, b) => a.s - b.s);
    for (let n = 1; n < sorted.length; n++) expect(sorted[n]!.f).toBeGreaterThanOrEqual(sorted[n - 1]!.f);
  });

  test("the steps are of equal width", async () => {
    for (const { x, f } of await surfaceOf("staircase", { dimension: 1, steps: 4 })) {
      expect(Math.round(((f + 1) * 3) / 2)).toBe(Math.floor((x[0]! + 1) * 2));
    }
  });
});
