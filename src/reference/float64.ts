/**
 * Deterministic f64 functions: error about 1 ulp, the same bits on every engine (the host's Math.exp and its like
 * differ between engines). Only + - * / and integer operations on the bits.
 *
 * Source: algorithms and coefficients of FDLIBM 5.3 (e_exp.c, e_log.c, s_expm1.c, s_log1p.c, k_sin.c, k_cos.c).
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun Microsystems, Inc.
 * business. Permission to use, copy, modify, and distribute that software is freely granted, provided that this notice
 * is preserved.
 * Checked: tests/reference/float64.test.ts.
 */
import { twoProduct } from "./math/double-double.js";

/** log(2) = LN2_HIGH + LN2_LOW; the first has 33 bits, so its products with exponents are exact. */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.442695040888963387;
const PI = 3.141592653589793;
const PI_LOW = 1.2246467991473532e-16;
const TWO_52 = 4503599627370496;
const TWO_54 = 18014398509481984;

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
scratch[0] = 1;
/** Index of the word with sign and exponent. */
const HIGH = words[1] === 0x3ff00000 ? 1 : 0;

/** 2^k for -1024 <= k <= 1023, at k + 1024: a number just written as two words is read slowly. */
const POWERS = new Float64Array(2048);
for (let i = 0, power = 5.562684646268003e-309; i < POWERS.length; i++, power *= 2) POWERS[i] = power;

function powerOfTwo(k: number): number {
  return POWERS[k + 1024]!;
}

/** y * 2^k for -1100 < k <= 1024 and y near 1: in two steps where 2^k is out of range. */
function scaled(y: number, k: number): number {
  if (k > 1023) return y * powerOfTwo(1023) * 2;
  if (k < -1021) return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
  return y * powerOfTwo(k);
}

/** e^x. */
export function exp64(x: number): number {
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  if (x !== x) return NaN;
  const k = Math.round(x * INVERSE_LN2);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  return scaled(1 - (low - (r * c) / (2 - c) - high), k);
}

/** e^x - 1 without loss near 0. */
export function expm164(x: number): number {
  if (x > 709.782712893384) return Infinity;
  if (x < -40) return -1;
  if (x !== x || (x > -5.551115123125783e-17 && x < 5.551115123125783e-17)) return x; // 2^-54
  const k = Math.round(x * INVERSE_LN2);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const lost = high - r - low;
  const half = 0.5 * r;
  const z = r * half;
  const p =
    1 +
    z *
      (-3.33333333333331316428e-2 +
        z *
          (1.58730158725481460165e-3 +
            z * (-7.93650757867487942473e-5 + z * (4.00821782732936239552e-6 + z * -2.01099218183624371326e-7))));
  const t = 3 - p * half;
  const e = z * ((p - t) / (6 - r * t));
  if (k === 0) return r - (r * e - z);
  const rest = r * (e - lost) - lost - z;
  if (k === -1) return 0.5 * (r - rest) - 0.5;
  if (k === 1) return r < -0.25 ? -2 * (rest - (r + 0.5)) : 1 + 2 * (r - rest);
  if (k <= -2 || k > 56) return scaled(1 - (rest - r), k) - 1;
  const inverse = powerOfTwo(-k);
  if (k < 20) return (1 - inverse - (rest - r)) * powerOfTwo(k);
  return (r - (rest + inverse) + 1) * powerOfTwo(k);
}

/** tanh through e^2x - 1; beyond 20 it is 1 to the last bit. */
export function tanh64(x: number): number {
  const grown = expm164(2 * Math.min(Math.abs(x), 20));
  return Math.sign(x) * (grown / (grown + 2));
}

/** log(1 + f) for 1 + f in [sqrt(1/2), sqrt(2)], plus k log(2), plus a small correction. */
function logarithm(f: number, k: number, correction: number): number {
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  const z = s * s;
  const series =
    z *
    (6.66666666666673513e-1 +
      z *
        (3.999999999940941908e-1 +
          z *
            (2.857142874366239149e-1 +
              z *
                (2.222219843214978396e-1 +
                  z * (1.818357216161805012e-1 + z * (1.531383769920937332e-1 + z * 1.479819860510658591e-1))))));
  return k * LN2_HIGH - (half - (s * (half + series) + (k * LN2_LOW + correction)) - f);
}

/** log(u / 2^shift), u > 0 and normal, plus a small correction. */
function logarithmOf(u: number, shift: number, correction: number): number {
  scratch[0] = u;
  // Such that u / 2^k is in [sqrt(1/2), sqrt(2)).
  const k = ((words[HIGH]! + (0x3ff00000 - 0x3fe6a09e)) >>> 20) - 1023;
  return logarithm(u * powerOfTwo(-k) - 1, k - shift, correction);
}

/** Natural logarithm. */
export function log64(x: number): number {
  if (x < 0 || x !== x) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  return x < 2.2250738585072014e-308 ? logarithmOf(x * TWO_54, 54, 0) : logarithmOf(x, 0, 0);
}

/** log(1 + x) without loss near 0. */
export function log1p64(x: number): number {
  if (x < -1 || x !== x) return NaN;
  if (x === -1) return -Infinity;
  if (x === Infinity || (x > -5.551115123125783e-17 && x < 5.551115123125783e-17)) return x; // 2^-54
  if (x > -0.2928 && x < 0.4142) return logarithm(x, 0, 0);
  const u = 1 + x;
  const lost = x < 1 ? x - (u - 1) : 1 - (u - x);
  return logarithmOf(u, 0, lost / u);
}

/** sin(high + low), |high| <= pi/4. */
function sine(high: number, low: number): number {
  const z = high * high;
  const r =
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return high - (z * (0.5 * low - z * high * r) - low + z * high * 1.66666666666666324348e-1);
}

/** cos(high + low), |high| <= pi/4. */
function cosine(high: number, low: number): number {
  const z = high * high;
  const r =
    4.16666666666666019037e-2 +
    z *
      (-1.38888888888741095749e-3 +
        z *
          (2.48015872894767294178e-5 +
            z * (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * z * r - high * low));
}

/** sin(pi x + quarters pi/2) for finite x. */
function turn(x: number, quarters: number): number {
  const nearest = Math.round(2 * x);
  const f = x - nearest / 2;
  const { hi, lo } = twoProduct(PI, f);
  const low = lo + PI_LOW * f;
  const quadrant = ((nearest % 4) + quarters + 4) % 4;
  const value = quadrant % 2 === 0 ? sine(hi, low) : cosine(hi, low);
  return quadrant < 2 ? value : -value;
}

/** sin(pi x); +0 or -0 with the sign of x at the integers. */
export function sinpi64(x: number): number {
  if (x - x !== 0) return NaN;
  if (x >= TWO_52 || x <= -TWO_52 || x === Math.floor(x)) return x < 0 || Object.is(x, -0) ? -0 : 0;
  if (x > -1e-290 && x < 1e-290) return x * PI; // the exact product below would lose its low part
  return turn(x, 0);
}

/** cos(pi x); +0 at the half-integers. */
export function cospi64(x: number): number {
  if (x - x !== 0) return NaN;
  if (x !== Math.floor(x) && x - 0.5 === Math.floor(x)) return 0;
  return turn(x, 1);
}
