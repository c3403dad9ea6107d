/**
 * From the gradient to new parameters: clipping by norm, weight decay, and the move of one optimizer after the other.
 *
 * Shapes:  p, g [count] of lanes, with room for as many as make `count` a multiple of four; state: arrays of [count] of
 * lanes, `apart` bytes after one another, in the order of docs/arithmetic.md section 8.
 * Order:   element by element; the f64 sum of squares of the norm runs over the flat list from +0.
 * Lanes:   independent. State below the normal range becomes +0, because an operation with a subnormal costs 60-160
 * times more.
 * Source:  docs/arithmetic.md section 8; conventions of PyTorch, but Adam's epsilon is scaled (Kingma and Ba 2015,
 * section 2).
 * Checked: tests/train/kernels.test.ts against src/reference/optimizer.ts, and tests/assembly/optimizer.spec.ts.
 */
import {
  abs,
  add,
  div,
  lanes,
  mul,
  nonFinite,
  splat,
  splatAt,
  sqrt,
  sub,
  union,
  whereGreater,
  whereNotGreater,
  wherePositive,
} from "./lane";
import { Optimizer } from "./model";

// Kinds, as in src/study/variants/optimizers.ts.
export const SGD = 0;
export const MOMENTUM = 1;
export const NESTEROV = 2;
export const ADAGRAD = 3;
export const RMSPROP = 4;
export const ADAM = 5;
export const ADAMW = 6;

/** A state below the normal range becomes +0; a NaN stays. */
// @ts-ignore: decorator
@inline function flush<T>(x: T): T {
  return whereNotGreater<T>(splat<T>(f32.MIN_NORMAL_VALUE), abs<T>(x), x);
}

/** If the norm of a lane's gradient is above `limit`, g = g f32(limit / norm). */
export function clip<T>(g: usize, count: i32, limit: f64): void {
  const cell = sizeof<T>();
  for (let lane = 0; lane < lanes<T>(); lane++) {
    const first = g + ((<usize>lane) << 2);
    const end = first + <usize>count * cell;
    let sum: f64 = 0;
    for (let element = first; element < end; element += cell) {
      const value = <f64>load<f32>(element);
      sum = sum + value * value;
    }
    const norm = Math.sqrt(sum);
    if (norm > limit) {
      const factor = <f32>(limit / norm);
      for (let element = first; element < end; element += cell) store<f32>(element, load<f32>(element) * factor);
    }
  }
}

/** g = g + weightDecay p. */
export function decay<T>(g: usize, p: usize, count: i32, weightDecay: f32): void {
  const factor = splat<T>(weightDecay);
  for (const end = p + <usize>count * sizeof<T>(); p < end; p += sizeof<T>()) {
    store<T>(g, add<T>(load<T>(g), mul<T>(factor, load<T>(p))));
    g += sizeof<T>();
  }
}

// A class each, so that a loop over parameters is written once for all of them (`K`). `moved` takes a parameter, whose value
// is `value`, along its gradient g; `s` is its first state, the next ones are `apart` bytes further.

@unmanaged
export class Sgd extends Optimizer {
  @inline moved<T>(value: T, g: T, s: usize, apart: usize, rate: T, epsilon: T, shrink: T, t: i32): T {
    return sub<T>(value, mul<T>(rate, g));
  }
}

/** Momentum, and Nesterov's form. At step 0 the moment is the gradient itself. */
@unmanaged
export class Momentum extends Optimizer {
  @inline moved<T>(value: T, g: T, s: usize, apart: usize, rate: T, epsilon: T, shrink: T, t: i32): T {
    const moment = flush<T>(
      t == 0 ? g : add<T>(mul<T>(splat<T>(this.momentum), load<T>(s)), mul<T>(splat<T>(this.oneMinusDampening), g)),
    );
    store<T>(s, moment);
    const direction = this.kind == NESTEROV ? add<T>(g, mul<T>(splat<T>(this.momentum), moment)) : moment;
    return sub<T>(value, mul<T>(rate, direction));
  }
}

@unmanaged
export class Adagrad extends Optimizer {
  @inline moved<T>(value: T, g: T, s: usize, apart: usize, rate: T, epsilon: T, shrink: T, t: i32): T {
    const sum = flush<T>(add<T>(load<T>(s), mul<T>(g, g)));
    store<T>(s, sum);
    return sub<T>(value, div<T>(mul<T>(rate, g), add<T>(sqrt<T>(sum), epsilon)));
  }
}

/** States: s, then the mean gradient if centered, then the buffer of the momentum. */
@unmanaged
export class Rmsprop extends Optimizer {
  @inline moved<T>(value: T, g: T, s: usize, apart: usize, rate: T, epsilon: T, shrink: T, t: i32): T {
    const square = flush<T>(
      add<T>(mul<T>(splat<T>(this.alpha), load<T>(s)), mul<T>(splat<T>(this.oneMinusAlpha), mul<T>(g, g))),
    );
    store<T>(s, square);
    let d = square;
    if (this.option) {
      s += apart;
      const mean = flush<T>(add<T>(mul<T>(splat<T>(this.alpha), load<T>(s)), mul<T>(splat<T>(this.oneMinusAlpha), g)));
      store<T>(s, mean);
      d = sub<T>(square, mul<T>(mean, mean));
      d = wherePositive<T>(d, d);
    }
    let u = div<T>(g, add<T>(sqrt<T>(d), epsilon));
    if (this.momentum != 0) {
      s += apart;
      u = flush<T>(add<T>(mul<T>(splat<T>(this.momentum), load<T>(s)), u));
      store<T>(s, u);
    }
    return sub<T>(value, mul<T>(rate, u));
  }
}

/** Adam (1 is not multiplied), and AdamW (p shrinks first). States: m, v, and the largest v if amsgrad. */
@unmanaged
export class Adam extends Optimizer {
  @inline moved<T>(value: T, g: T, s: usize, apart: usize, rate: T, epsilon: T, shrink: T, t: i32): T {
    const moment = flush<T>(add<T>(mul<T>(splat<T>(this.beta1), load<T>(s)), mul<T>(splat<T>(this.oneMinusBeta1), g)));
    store<T>(s, moment);
    s += apart;
    let v = flush<T>(
      add<T>(mul<T>(splat<T>(this.beta2), load<T>(s)), mul<T>(splat<T>(this.oneMinusBeta2), mul<T>(g, g))),
    );
    store<T>(s, v);
    if (this.option) {
      s += apart;
      const largest = load<T>(s);
      v = whereGreater<T>(v, largest, v, largest);
      store<T>(s, v);
    }
    let parameter = value;
    if (this.kind == ADAMW) parameter = mul<T>(parameter, shrink);
    const change = div<T>(mul<T>(rate, moment), add<T>(sqrt<T>(v), epsilon));
    return sub<T>(parameter, change);
  }
}

/** Moves `count` registers; returns the union of the flags of what is not finite then. */
function moveAll<T, K>(
  p: usize,
  g: usize,
  s: usize,
  count: i32,
  o: Optimizer,
  rate: T,
  epsilon: T,
  shrink: T,
  t: i32,
): T {
  const apart = <usize>count * sizeof<T>();
  let found = splat<T>(0);
  for (const end = p + apart; p < end; p += sizeof<T>()) {
    const moved = changetype<K>(o).moved<T>(load<T>(p), load<T>(g), s, apart, rate, epsilon, shrink, t);
    store<T>(p, moved);
    found = union<T>(found, nonFinite<T>(moved));
    g += sizeof<T>();
    s += sizeof<T>();
  }
  return found;
}

/**
 * `moveAll` of sgd, four registers a round: of one, the chain of the addresses, or that of the flags, takes longer than
 * the move itself. The last round may go beyond `count`.
 */
function moveFours<T>(p: usize, g: usize, count: i32, o: Sgd, rate: T): T {
  const zero = splat<T>(0);
  let found = zero;
  for (const end = p + <usize>count * sizeof<T>(); p < end; p += 4 * sizeof<T>()) {
    const p0 = o.moved<T>(load<T>(p), load<T>(g), 0, 0, rate, zero, zero, 0),
      p1 = o.moved<T>(load<T>(p, sizeof<T>()), load<T>(g, sizeof<T>()), 0, 0, rate, zero, zero, 0),
      p2 = o.moved<T>(load<T>(p, 2 * sizeof<T>()), load<T>(g, 2 * sizeof<T>()), 0, 0, rate, zero, zero, 0),
      p3 = o.moved<T>(load<T>(p, 3 * sizeof<T>()), load<T>(g, 3 * sizeof<T>()), 0, 0, rate, zero, zero, 0);
    store<T>(p, p0);
    store<T>(p, p1, sizeof<T>());
    store<T>(p, p2, 2 * sizeof<T>());
    store<T>(p, p3, 3 * sizeof<T>());
    const lower = union<T>(nonFinite<T>(p0), nonFinite<T>(p1));
    const upper = union<T>(nonFinite<T>(p2), nonFinite<T>(p3));
    found = union<T>(found, union<T>(lower, upper));
    g += 4 * sizeof<T>();
  }
  return found;
}

/** One update of `count` registers; returns the union of their flags. What lies behind them may have one, too. */
export function update<T>(p: usize, g: usize, s: usize, count: i32, o: Optimizer, rates: usize, t: i32): T {
  const rate = splatAt<T>(rates);
  const epsilon = splatAt<T>(rates + 4);
  const shrink = splatAt<T>(rates + 8);
  switch (o.kind) {
    case SGD:
      return moveFours<T>(p, g, count, changetype<Sgd>(o), rate);
    case MOMENTUM:
    case NESTEROV:
      return moveAll<T, Momentum>(p, g, s, count, o, rate, epsilon, shrink, t);
    case ADAGRAD:
      return moveAll<T, Adagrad>(p, g, s, count, o, rate, epsilon, shrink, t);
    case RMSPROP:
      return moveAll<T, Rmsprop>(p, g, s, count, o, rate, epsilon, shrink, t);
    default: // ADAM, ADAMW
      return moveAll<T, Adam>(p, g, s, count, o, rate, epsilon, shrink, t);
  }
}
