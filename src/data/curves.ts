/**
 * Families whose truth is a function f as those of surfaces.ts, and which are loaded when they are named: classes that
 * meet in several lines or in curves, and a truth that jumps.
 */
import * as v from "valibot";
import { cospi64, sinpi64 } from "../reference/float64.js";
import { integer, within } from "../study/fields.js";
import { projection } from "./surfaces.js";
import { dimensionField, surfaceFamily } from "./synthetic.js";

/**
 * f(x) = 1/2 (2 x1)(2 x2)...: the sign is the parity of the signs of the inputs, smooth across the axes. The mean of
 * |f| is 1/2 in any dimension.
 */
export const xor = surfaceFamily({
  name: "xor",
  own: { dimension: dimensionField() },
  surface: () => (x) => {
    let product = 0.5;
    for (const value of x) product *= 2 * value;
    return product;
  },
});

/**
 * f(x) = 2 (|x| - sqrt(d/3)): inside or outside of a sphere. sqrt(d/3) is the root mean square radius of the inputs, so
 * the classes are about equal in any dimension d.
 */
export const circles = surfaceFamily({
  name: "circles",
  own: { dimension: dimensionField() },
  surface: ({ dimension }) => {
    const radius = Math.sqrt(dimension / 3);
    return (x) => {
      let squares = 0;
      for (const value of x) squares += value * value;
      return 2 * (Math.sqrt(squares) - radius);
    };
  },
});

/**
 * Distance of (a, b) to the half circle of radius 1 about the origin, b >= 0: to its arc from above, to its nearer end
 * from below.
 */
function toHalfCircle(a: number, b: number): number {
  if (b >= 0) return Math.abs(Math.sqrt(a * a + b * b) - 1);
  const beyond = Math.abs(a) - 1;
  return Math.sqrt(beyond * beyond + b * b);
}

/**
 * f(x) = (distance to the upper moon) - (distance to the lower moon), where a = 1/2 + 2 x1, b = 1/4 + 5/4 x2, the upper
 * moon is the half circle of radius 1 about (0, 0) with b >= 0, and the lower one that about (1, 1/2) with b <= 1/2.
 * The inputs cover the moons with a margin of 1/2.
 */
export const moons = surfaceFamily({
  name: "moons",
  own: {},
  surface: () => (x) => {
    const a = 0.5 + 2 * x[0]!;
    const b = 0.25 + 1.25 * x[1]!;
    return toHalfCircle(a, b) - toHalfCircle(a - 1, 0.5 - b);
  },
});

/**
 * f(x) = r cos(angle - 2 pi turns r) = x1 cos(2 pi turns r) + x2 sin(2 pi turns r), r = |x|: positive along one spiral
 * arm, negative along the other. `turns` is the number of turns from the centre to radius 1.
 */
export const spirals = surfaceFamily({
  name: "spirals",
  own: { turns: v.optional(within(0, 100), 1) },
  surface:
    ({ turns }) =>
    (x) => {
      const x1 = x[0]!;
      const x2 = x[1]!;
      const halfTurns = 2 * turns * Math.sqrt(x1 * x1 + x2 * x2);
      return x1 * cospi64(halfTurns) + x2 * sinpi64(halfTurns);
    },
});

/**
 * f(x) climbs from -1 to 1 in `steps` equal levels: with s = x1 + x2/2 + x3/4 + ..., |s| <= reach = 2 - 2^(1-d), it is
 * 2 floor(steps t) / (steps - 1) - 1, t = (s/reach + 1)/2.
 */
export const staircase = surfaceFamily({
  name: "staircase",
  own: { dimension: dimensionField(), steps: v.optional(integer(2, 1000), 4) },
  surface: ({ dimension, steps }) => {
    const reach = projection(new Float32Array(dimension).fill(1));
    return (x) => {
      const level = Math.min(Math.floor((steps * (projection(x) / reach + 1)) / 2), steps - 1);
      return (2 * level) / (steps - 1) - 1;
    };
  },
});
