import { surfaceFamily } from "./synthetic.js";

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
  summary: "two interleaved half-moons",
  own: {},
  surface: () => (x) => {
    const a = 0.5 + 2 * x[0]!;
    const b = 0.25 + 1.25 * x[1]!;
    return toHalfCircle(a, b) - toHalfCircle(a - 1, 0.5 - b);
  },
});
