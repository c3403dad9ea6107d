/**
 * From the gradient to new parameters: clipping by norm, weight decay, and one loop an optimizer.
 *
 * Shapes:  p, g [count] of lanes; state: arrays of [count] of lanes, one after the other, in the order of
 * docs/arithmetic.md section 8.
 * Order:   element by element; the f64 sum of squares of the norm runs over the flat list from +0.
 * Lanes:   independent. State below the normal range becomes +0, because an operation with a subnormal costs 60-160
 * times more.
 * Source:  docs/arithmetic.md section 8; conventions of PyTorch, but Adam's epsilon is scaled (Kingma and Ba 2015,
 * section 2).
 * Checked: tests/train/kernels.test.ts against src/reference/optimizer.ts.
 */
import { abs, add, div, lanes, mul, splat, sqrt, sub, whereGreater } from "./lane";
import { Optimizer } from "./model";

/** A state below the normal range becomes +0; a NaN stays. */
// @ts-ignore: decorator
@inline function flush<T>(x: T): T {
  return whereGreater<T>(splat<T>(f32.MIN_NORMAL_VALUE), abs<T>(x), splat<T>(0), x);
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

function sgd<T>(p: usize, g: usize, end: usize, rate: T): void {
  for (; p < end; p += sizeof<T>(), g += sizeof<T>()) store<T>(p, sub<T>(load<T>(p), mul<T>(rate, load<T>(g))));
}

/** Momentum (nesterov false) and Nesterov's form (nesterov true). At step 0 m is the gradient itself. */
function momentum<T>(
  p: usize,
  g: usize,
  m: usize,
  end: usize,
  o: Optimizer,
  rate: T,
  first: bool,
  nesterov: bool,
): void {
  const mu = splat<T>(o.momentum);
  const share = splat<T>(o.oneMinusDampening);
  for (; p < end; p += sizeof<T>(), g += sizeof<T>(), m += sizeof<T>()) {
    const gradient = load<T>(g);
    const moment = flush<T>(first ? gradient : add<T>(mul<T>(mu, load<T>(m)), mul<T>(share, gradient)));
    store<T>(m, moment);
    const direction = nesterov ? add<T>(gradient, mul<T>(mu, moment)) : moment;
    store<T>(p, sub<T>(load<T>(p), mul<T>(rate, direction)));
  }
}

function adagrad<T>(p: usize, g: usize, s: usize, end: usize, rate: T, epsilon: T): void {
  for (; p < end; p += sizeof<T>(), g += sizeof<T>(), s += sizeof<T>()) {
    const gradient = load<T>(g);
    const sum = flush<T>(add<T>(load<T>(s), mul<T>(gradient, gradient)));
    store<T>(s, sum);
    store<T>(p, sub<T>(load<T>(p), div<T>(mul<T>(rate, gradient), add<T>(sqrt<T>(sum), epsilon))));
  }
}

function rmsprop<T>(p: usize, g: usize, s: usize, end: usize, o: Optimizer, rate: T, epsilon: T): void {
  const alpha = splat<T>(o.alpha);
  const oneMinusAlpha = splat<T>(o.oneMinusAlpha);
  const mu = splat<T>(o.momentum);
  const size = end - p;
  const centered = o.option != 0;
  const withMomentum = o.momentum != 0;
  // State arrays: s, then the mean gradient if centered, then the buffer of the momentum.
  const toMean = size;
  const toBuffer = centered ? size + size : size;
  for (; p < end; p += sizeof<T>(), g += sizeof<T>(), s += sizeof<T>()) {
    const gradient = load<T>(g);
    const square = flush<T>(add<T>(mul<T>(alpha, load<T>(s)), mul<T>(oneMinusAlpha, mul<T>(gradient, gradient))));
    store<T>(s, square);
    let d = square;
    if (centered) {
      const mean = flush<T>(add<T>(mul<T>(alpha, load<T>(s + toMean)), mul<T>(oneMinusAlpha, gradient)));
      store<T>(s + toMean, mean);
      d = sub<T>(square, mul<T>(mean, mean));
      d = whereGreater<T>(d, splat<T>(0), d, splat<T>(0));
    }
    let u = div<T>(gradient, add<T>(sqrt<T>(d), epsilon));
    if (withMomentum) {
      u = flush<T>(add<T>(mul<T>(mu, load<T>(s + toBuffer)), u));
      store<T>(s + toBuffer, u);
    }
    store<T>(p, sub<T>(load<T>(p), mul<T>(rate, u)));
  }
}

/** Adam (shrink = 1 is not multiplied: decoupled false) and AdamW (p shrinks first). */
function adam<T>(
  p: usize,
  g: usize,
  m: usize,
  end: usize,
  o: Optimizer,
  rate: T,
  epsilon: T,
  shrink: T,
  decoupled: bool,
): void {
  const beta1 = splat<T>(o.beta1);
  const oneMinusBeta1 = splat<T>(o.oneMinusBeta1);
  const beta2 = splat<T>(o.beta2);
  const oneMinusBeta2 = splat<T>(o.oneMinusBeta2);
  const toV = end - p;
  const toMax = toV + toV;
  const amsgrad = o.option != 0;
  for (; p < end; p += sizeof<T>(), g += sizeof<T>(), m += sizeof<T>()) {
    const gradient = load<T>(g);
    const moment = flush<T>(add<T>(mul<T>(beta1, load<T>(m)), mul<T>(oneMinusBeta1, gradient)));
    store<T>(m, moment);
    let v = flush<T>(add<T>(mul<T>(beta2, load<T>(m + toV)), mul<T>(oneMinusBeta2, mul<T>(gradient, gradient))));
    store<T>(m + toV, v);
    if (amsgrad) {
      const largest = load<T>(m + toMax);
      v = whereGreater<T>(v, largest, v, largest);
      store<T>(m + toMax, v);
    }
    let parameter = load<T>(p);
    if (decoupled) parameter = mul<T>(parameter, shrink);
    store<T>(p, sub<T>(parameter, div<T>(mul<T>(rate, moment), add<T>(sqrt<T>(v), epsilon))));
  }
}

/** One update. `rates` points to the f32 rate, epsilon and shrink factor of the step; `t` counts steps from 0. */
export function update<T>(p: usize, g: usize, state: usize, count: i32, o: Optimizer, rates: usize, t: i32): void {
  const end = p + <usize>count * sizeof<T>();
  const rate = splat<T>(load<f32>(rates));
  const epsilon = splat<T>(load<f32>(rates, 4));
  const shrink = splat<T>(load<f32>(rates, 8));
  switch (o.kind) {
    case 0:
      return sgd<T>(p, g, end, rate);
    case 1:
      return momentum<T>(p, g, state, end, o, rate, t == 0, false);
    case 2:
      return momentum<T>(p, g, state, end, o, rate, t == 0, true);
    case 3:
      return adagrad<T>(p, g, state, end, rate, epsilon);
    case 4:
      return rmsprop<T>(p, g, state, end, o, rate, epsilon);
    case 5:
      return adam<T>(p, g, state, end, o, rate, epsilon, shrink, false);
    case 6:
      return adam<T>(p, g, state, end, o, rate, epsilon, shrink, true);
  }
}
