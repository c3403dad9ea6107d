/**
 * Quantiles of Student's t distribution, in deterministic f64.
 *
 * Checked: tests/statistics/student.test.ts (published tables, values of scipy).
 */
import { exp64, log1p64 } from "../reference/float64.js";
import { wrongValue } from "../study/errors.js";

const PI = 3.141592653589793;

/**
 * The t with P(T <= t) = p for `freedom` degrees of freedom (any real >= 1), 0 < p < 1.
 *
 * Newton's method on the two-sided tail from t = 0: the tail is convex and falling for t > 0, so the steps never pass
 * the root.
 */
export function studentQuantile(p: number, freedom: number): number {
  requireProbability(p);
  if (!(freedom >= 1)) throw wrongValue("studentQuantile: freedom", "a number of at least 1", String(freedom));
  const target = 2 * Math.min(p, 1 - p);
  const peak = gammaRatio(freedom / 2) / Math.sqrt(freedom * PI);
  let t = 0;
  for (;;) {
    const density = peak * exp64(-0.5 * (freedom + 1) * log1p64((t * t) / freedom));
    const next = t + (studentTail(t, freedom) - target) / (2 * density);
    if (!(next - t > 1e-15 * next)) return p < 0.5 ? -t : t;
    t = next;
  }
}

/** P(abs(T) > t), t >= 0: the incomplete beta function I_x(freedom/2, 1/2) at x = freedom / (freedom + t^2). */
export function studentTail(t: number, freedom: number): number {
  const a = freedom / 2;
  const square = (t * t) / freedom;
  const x = 1 / (1 + square);
  const y = square / (1 + square);
  // x^a y^(1/2) / B(a, 1/2), where B(a, 1/2) = sqrt(pi) Gamma(a) / Gamma(a + 1/2).
  const front = exp64(-a * log1p64(square)) * Math.sqrt(y / PI) * gammaRatio(a);
  const tail =
    x < (a + 1) / (a + 2.5) ? (front * betaFraction(x, a, 0.5)) / a : 1 - 2 * front * betaFraction(y, 0.5, a);
  return Math.max(0, tail);
}

/**
 * Continued fraction of the incomplete beta function (DLMF 8.17.22) by the method of Lentz; converges fast for x <
 * (a+1)/(a+b+2).
 */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; ; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < 2e-15) return value;
  }
}

/**
 * Gamma(x + 1/2) / Gamma(x), x > 0: the asymptotic series (Tricomi, Erdelyi 1951) above 24, reached by the recurrence
 * of Gamma.
 */
function gammaRatio(x: number): number {
  let factor = 1;
  while (x < 24) {
    factor *= x / (x + 0.5);
    x += 1;
  }
  const u = 1 / x;
  const tail =
    (-21 / 32768 + u * (-399 / 262144 + u * (869 / 4194304 + u * (39325 / 33554432 + (u * -334477) / 2147483648)))) * u;
  return factor * Math.sqrt(x) * (1 + u * (-1 / 8 + u * (1 / 128 + u * (5 / 1024 + tail))));
}

/** @throws InputError for what is none */
export function requireProbability(p: number): void {
  if (!(p > 0 && p < 1)) throw wrongValue("quantile: p", "a probability strictly between 0 and 1", String(p));
}
