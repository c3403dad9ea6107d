/**
 * tanh: (e^2x - 1) / (e^2x + 1), correctly rounded.
 *
 * Source:  with e^2x = p (c + r) / (c - r) of halfcore.ts it is ((1 + p) r - (1 - p) c) / ((1 + p) c - (1 - p) r). Near
 *          0, p = 1 and it is r / c: precise, and -0 stays -0.
 * Checked: npm run prove:math (all 2^32 arguments; no hard case).
 */
import { restOfHalf, shiftedHalf, timesCoth } from "./halfcore";
import { bounded, join, lower, upper } from "./round";
import { add, at, div, mul, ONE, powerOfTwo, sub } from "./wide";

/** (1 + p) a - (1 - p) b */
// @ts-ignore: decorator
@inline function term<W>(p: W, a: W, b: W): W {
  return sub<W>(mul<W>(add<W>(at<W>(ONE, 0), p), a), mul<W>(sub<W>(at<W>(ONE, 0), p), b));
}

// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  const shifted = shiftedHalf<W>(x);
  const r = restOfHalf<W>(x, shifted);
  const c = timesCoth<W>(r);
  const p = powerOfTwo<W>(shifted);
  return div<W>(term<W>(p, r, c), term<W>(p, c, r));
}

/** Bounded where the result is 1 anyway. */
export function tanh<T>(x: T): T {
  const near = bounded<T>(x, 10);
  if (isVector<T>()) return join(core<v128>(lower(near)), core<v128>(upper(near)));
  return <f32>core<f64>(<f64>near);
}

/** Of two registers. Their four halves go step by step, an order that engines keep: one computes while others wait. */
// @ts-ignore: decorator
@inline function tanhOfTwo(outputs: usize, inputs: usize): void {
  const near0 = bounded<v128>(v128.load(inputs), 10),
    near1 = bounded<v128>(v128.load(inputs, 16), 10);
  const x0 = lower(near0),
    x1 = upper(near0),
    x2 = lower(near1),
    x3 = upper(near1);
  const s0 = shiftedHalf<v128>(x0),
    s1 = shiftedHalf<v128>(x1),
    s2 = shiftedHalf<v128>(x2),
    s3 = shiftedHalf<v128>(x3);
  const r0 = restOfHalf<v128>(x0, s0),
    r1 = restOfHalf<v128>(x1, s1),
    r2 = restOfHalf<v128>(x2, s2),
    r3 = restOfHalf<v128>(x3, s3);
  const c0 = timesCoth<v128>(r0),
    c1 = timesCoth<v128>(r1),
    c2 = timesCoth<v128>(r2),
    c3 = timesCoth<v128>(r3);
  const p0 = powerOfTwo<v128>(s0),
    p1 = powerOfTwo<v128>(s1),
    p2 = powerOfTwo<v128>(s2),
    p3 = powerOfTwo<v128>(s3);
  const n0 = term<v128>(p0, r0, c0),
    n1 = term<v128>(p1, r1, c1),
    n2 = term<v128>(p2, r2, c2),
    n3 = term<v128>(p3, r3, c3);
  const d0 = term<v128>(p0, c0, r0),
    d1 = term<v128>(p1, c1, r1),
    d2 = term<v128>(p2, c2, r2),
    d3 = term<v128>(p3, c3, r3);
  v128.store(outputs, join(div<v128>(n0, d0), div<v128>(n1, d1)));
  v128.store(outputs, join(div<v128>(n2, d2), div<v128>(n3, d3)), 16);
}

/** Of `count` cells. */
export function tanhAll<T>(outputs: usize, inputs: usize, count: i32): void {
  const end = inputs + <usize>count * sizeof<T>();
  if (isVector<T>()) {
    for (; inputs + 2 * sizeof<T>() <= end; inputs += 2 * sizeof<T>()) {
      tanhOfTwo(outputs, inputs);
      outputs += 2 * sizeof<T>();
    }
  }
  for (; inputs < end; inputs += sizeof<T>()) {
    store<T>(outputs, tanh<T>(load<T>(inputs)));
    outputs += sizeof<T>();
  }
}
