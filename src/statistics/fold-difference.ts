/**
 * Where the difference of two estimates bends that each bend for themselves (fold.ts).
 */
import { dot, type Fold } from "./fold.js";

/**
 * The directions along which the difference of two folded logs bends, orthogonal to each other: where both bend alike,
 * it does not bend at all.
 */
export function foldsOfDifference(a: Fold | null, b: Fold | null): Fold[] {
  if (!a || !b) return [...(a ? [a] : []), ...(b ? [{ ...b, curvature: -b.curvature }] : [])];
  // The matrix a.curvature e1 e1' - b.curvature w w' in the plane of e1 = a.direction and e2, with w = b.direction =
  // cosine e1 + sine e2.
  const cosine = dot(a.direction, b.direction);
  const second = b.direction.map((value, r) => value - cosine * a.direction[r]!);
  const sine = Math.sqrt(dot(second, second));
  if (!(sine > 1e-9)) return [{ direction: a.direction, curvature: a.curvature - b.curvature }];
  const corner = -b.curvature * cosine * sine;
  const last = -b.curvature * sine * sine;
  const half = (a.curvature - b.curvature) / 2;
  const root = Math.sqrt(half * half + a.curvature * b.curvature * sine * sine);
  // The eigenvector of half + root, which is not negative, as `last` is not positive; the other is at right angles to
  // it.
  const [x, y] = [half + root - last, corner];
  const length = Math.sqrt(x * x + y * y);
  if (!(length > 0)) return [];
  const along = (first: number, other: number) =>
    a.direction.map((value, r) => (first * value + (other * second[r]!) / sine) / length);
  return [
    { direction: along(x, y), curvature: half + root },
    { direction: along(-y, x), curvature: half - root },
  ];
}
