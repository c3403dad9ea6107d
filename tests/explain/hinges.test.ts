/** Hinges: where activations bend, by their own slopes; lines in a box, by geometry; which weights they are of. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bendsOf, hingesOf, lineIn } from "../../src/explain/hinges.js";
import { activation as functionOf } from "../../src/reference/activation.js";
import { layersOf } from "../../src/study/layers.js";
import type { Activation } from "../../src/study/variants/activations.js";

const ACTIVATIONS: Activation[] = [
  { name: "identity" },
  { name: "relu" },
  { name: "relu6" },
  { name: "leaky_relu", alpha: 0.1 },
  { name: "leaky_relu", alpha: 1 },
  { name: "elu", alpha: 1 },
  { name: "elu", alpha: 2 },
  { name: "selu" },
  { name: "smelu", beta: 0.5 },
  { name: "smelu", beta: 0 },
  { name: "gsmelu", gMinus: 0.1, gPlus: 1, alpha: 0.5, beta: 2, t: 0 },
  { name: "softplus", beta: 1 },
  { name: "swish", beta: 1 },
  { name: "gelu" },
  { name: "gelu_tanh" },
  { name: "mish" },
  { name: "tanh" },
  { name: "sigmoid" },
  { name: "softsign" },
  { name: "hard_swish" },
];

describe.each(ACTIVATIONS)("$name $alpha $beta", (spec) => {
  const { value } = functionOf(spec);
  const slope = (from: number, to: number) => (value(Math.fround(to)) - value(Math.fround(from))) / (to - from);
  const jump = (z: number) => Math.abs(slope(z, z + 1e-3) - slope(z - 1e-3, z));
  const bends = bendsOf(spec);

  test("its slope jumps at the kinks, and nowhere else", () => {
    const kinks = bends.filter(({ kind }) => kind === "kink").map(({ at }) => at);
    for (const at of kinks) expect(jump(at), `at ${at}`).toBeGreaterThan(0.05);
    for (let z = -7.993; z < 8; z += 0.016) {
      if (!kinks.some((at) => Math.abs(at - z) < 0.002)) expect(jump(z), `at ${z}`).toBeLessThan(0.05);
    }
  });

  test("at an edge the slope is the same on both sides, and bends on one of them", () => {
    const bend = (z: number) => Math.abs(slope(z + 0.1, z + 0.2) - slope(z, z + 0.1));
    for (const { at } of bends.filter(({ kind }) => kind === "edge")) {
      const [above, below] = [bend(at), bend(at - 0.2)];
      expect(Math.abs(above - below), `at ${at}`).toBeGreaterThan(0.005);
    }
  });
});

test("of a smooth activation it is the zero, of the identity there is none", () => {
  expect(bendsOf({ name: "tanh" })).toEqual([{ kind: "zero", at: 0 }]);
  expect(bendsOf({ name: "identity" })).toEqual([]);
  expect(bendsOf({ name: "smelu", beta: 0.5 })).toEqual([
    { kind: "edge", at: -0.5 },
    { kind: "edge", at: 0.5 },
  ]);
});

describe("the part of a line in a box", () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true, noDefaultInfinity: true });

  test("has its ends on the line and on the rim of the box", () => {
    fc.assert(
      fc.property(number, number, number, (u, v, rest) => {
        const line = lineIn([-1, 2, 0, 1], [u, v], rest);
        if (!line) return;
        for (const [x, y] of [line.from, line.to]) {
          expect(Math.abs(u * x + v * y + rest)).toBeLessThan(1e-9);
          expect(x >= -1 && x <= 2 && y >= 0 && y <= 1).toBe(true);
          expect(x === -1 || x === 2 || y === 0 || y === 1).toBe(true);
        }
        expect(line.from).not.toEqual(line.to);
      }),
    );
  });

  test("is there where corners lie on both sides, and not where all lie on one", () => {
    fc.assert(
      fc.property(number, number, number, (u, v, rest) => {
        const sides = [-1, 2].flatMap((x) => [0, 1].map((y) => u * x + v * y + rest));
        const margin = Math.min(...sides.map(Math.abs));
        fc.pre(margin > 1e-6);
        const isCut = sides.some((side) => side > 0) && sides.some((side) => side < 0);
        expect(lineIn([-1, 2, 0, 1], [u, v], rest) !== null).toBe(isCut);
      }),
    );
  });

  test("of a line along an axis", () => {
    expect(lineIn([-1, 2, 0, 1], [2, 0], -1)).toEqual({ from: [0.5, 0], to: [0.5, 1] });
    expect(lineIn([-1, 2, 0, 1], [0, -4], 1)).toEqual({ from: [-1, 0.25], to: [2, 0.25] });
    expect(lineIn([-1, 2, 0, 1], [0, 0], 1)).toBeNull();
  });
});

test("each unit has its own weights, its bias, and a strength by what leaves it; points are in the units of the maps", () => {
  const layers = layersOf([2, 3, 2], []);
  // W1 2 x 3, b1 3, W2 3 x 2, b2 2
  const p = Float32Array.of(1, 0, 3, 0, 2, 4, -0.5, 1, 100, 3, 4, 0, 1, 1, 0, 9, 9);
  const found = hingesOf(layers, { name: "smelu", beta: 0.25 }, p, [0, 1, -1, 1], (x, y) => [10 * x, y + 5]);
  expect(found.map(({ weights, bias, strength }) => [weights, bias, strength])).toEqual([
    [[1, 0], -0.5, 5],
    [[0, 2], 1, 2],
    [[3, 4], 100, 5],
  ]);
  expect(found[0]!.lines).toEqual([
    { kind: "edge", at: -0.25, from: [2.5, 4], to: [2.5, 6] },
    { kind: "edge", at: 0.25, from: [7.5, 4], to: [7.5, 6] },
  ]);
  expect(found[1]!.lines.map(({ from }) => from)).toEqual([
    [0, 4.375],
    [0, 4.625],
  ]);
  expect(found[2]!.lines).toEqual([]);
});
