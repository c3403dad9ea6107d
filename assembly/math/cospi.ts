/**
 * cospi: cos(pi x), correctly rounded; +0 at every half-integer.
 *
 * Source:  turn.ts. Draws take one number at a time: it has no form for registers.
 * Checked: npm run prove:math (all 2^32 arguments; no hard case).
 */
import { turn } from "./turn";

export function cospi(x: f32): f32 {
  return <f32>turn(f64.abs(<f64>x), 1);
}
