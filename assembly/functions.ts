/**
 * The elementary functions over arrays of cells, for tests and benches.
 *
 * Checked: tests/kernel/math.test.ts.
 */
import { cospi } from "./math/cospi";
import { erf } from "./math/erf";
import { exp } from "./math/exp";
import { expm1 } from "./math/expm1";
import { log } from "./math/log";
import { log1p } from "./math/log1p";
import { sigmoid } from "./math/sigmoid";
import { sinpi } from "./math/sinpi";
import { softplus } from "./math/softplus";
import { tanhAll } from "./math/tanh";

// @ts-ignore: decorator
@inline function apply<T>(kind: i32, x: T): T {
  switch (kind) {
    case 0:
      return exp<T>(x);
    case 1:
      return expm1<T>(x);
    case 2:
      return log<T>(x);
    case 5:
      return sigmoid<T>(x);
    case 6:
      return softplus<T>(x);
    default:
      return erf<T>(x);
  }
}

/** Functions without a form for registers. */
// @ts-ignore: decorator
@inline function applyToOne(kind: i32, x: f32): f32 {
  switch (kind) {
    case 3:
      return log1p(x);
    case 8:
      return sinpi(x);
    default:
      return cospi(x);
  }
}

/** `kind` is the position of the name in FUNCTIONS of src/kernel/codes.ts. */
export function mapMath<T>(kind: i32, outputs: usize, inputs: usize, count: i32): void {
  if (kind == 4) return tanhAll<T>(outputs, inputs, count);
  const end = inputs + <usize>count * sizeof<T>();
  if (kind == 3 || kind > 7) {
    for (; inputs < end; inputs += 4) {
      store<f32>(outputs, applyToOne(kind, load<f32>(inputs)));
      outputs += 4;
    }
  } else {
    for (; inputs < end; inputs += sizeof<T>()) {
      store<T>(outputs, apply<T>(kind, load<T>(inputs)));
      outputs += sizeof<T>();
    }
  }
}
