import { add, type DoubleDouble, divide, fromNumber, multiply, roundToFloat } from "./double-double.js";
import { exponential } from "./exponential.js";

const TWO_OVER_ROOT_PI: DoubleDouble = { hi: 1.1283791670955126, lo: 1.533545961316588e-17 };

/** Error function 2/sqrt(pi) (integral of e^-t^2 from 0 to x), correctly rounded: f32 to f32. */
export function erf(x: number): number {
  if (x === 0) return x;
  if (Math.abs(x) > 4) return Math.sign(x); // 1 - erf(3.93) is below 2^-25
  // erf(x) = 2/sqrt(pi) e^(-x^2) x (1 + 2x^2/3 + (2x^2)^2/(3*5) + ...): all terms have one sign (NIST DLMF 7.6.2). x^2
  // is exact in f64.
  const square = 2 * x * x;
  let term = fromNumber(x);
  let sum = term;
  for (let n = 3; Math.abs(term.hi) > 1e-35 * Math.abs(sum.hi); n += 2) {
    term = divide(multiply(term, fromNumber(square)), fromNumber(n));
    sum = add(sum, term);
  }
  return roundToFloat(multiply(multiply(TWO_OVER_ROOT_PI, exponential(-x * x)), sum));
}
