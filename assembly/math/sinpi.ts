/**
 * sinpi: sin(pi x), correctly rounded; at an integer n it is +0 for n >= +0 and -0 for n <= -0.
 *
 * Source:  turn.ts. It has no form for registers.
 * Checked: npm run prove:math (all 2^32 arguments; no hard case).
 */
import { turn } from "./turn";
import { timesSign } from "./wide";

/** The sign is that of x times that of sin(pi |x|). */
export function sinpi(x: f32): f32 {
  return <f32>timesSign<f64>(turn(f64.abs(<f64>x), 0), <f64>x);
}
