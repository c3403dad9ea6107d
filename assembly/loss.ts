/**
 * Losses from the logits: the loss of each example, the gradient of its logits, and its probabilities.
 *
 *   logistic   softplus(z) for y = 0, softplus(-z) for y = 1    dz   = (sigmoid(z) - y) / b
 *   squared    (sum over c of (z_c - y_c)^2) / C                dz_c = 2 (z_c - y_c) / (b C)
 *   softmax    log(sum over c of e^(z_c - m)) - (z_y - m)       dz_c = (p_c - [c = y]) / b,    m = max over c of z_c
 *   weighted   loss times w                                     dz_c times w
 *
 * Shapes:  z, dz, p [batch][outputs]; y [batch][targets]; weights w [batch]; losses: one f64 a lane; e [outputs]
 *          scratch.
 * Order:   f32 sums over c ascending from +0; the f64 sum of the losses in example order from +0.
 * Source:  docs/arithmetic.md sections 6 and 11.
 * Checked: tests/train/kernels.test.ts against src/reference/loss.ts.
 */
import { add, div, lanes, mul, neg, splat, sub, whereEqual, whereGreater } from "./lane";
import { exp } from "./math/exp";
import { log } from "./math/log";
import { sigmoid } from "./math/sigmoid";
import { softplus } from "./math/softplus";

/** losses[lane] += loss of the lane, in f64; of one replica, the losses of four examples one after the other. */
// @ts-ignore: decorator
@inline function accumulate<T, V>(losses: usize, loss: V): void {
  if (sizeof<T>() != sizeof<V>()) {
    let sum = load<f64>(losses);
    sum += <f64>f32x4.extract_lane(loss, 0);
    sum += <f64>f32x4.extract_lane(loss, 1);
    sum += <f64>f32x4.extract_lane(loss, 2);
    sum += <f64>f32x4.extract_lane(loss, 3);
    store<f64>(losses, sum);
  } else if (isVector<V>()) {
    v128.store(losses, f64x2.add(v128.load(losses), f64x2.promote_low_f32x4(loss)));
    const upper = i8x16.shuffle(loss, loss, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    v128.store(losses, f64x2.add(v128.load(losses, 16), f64x2.promote_low_f32x4(upper)), 16);
  } else {
    store<f64>(losses, load<f64>(losses) + <f64>loss);
  }
}

/** The loss of the n-th example times its weight, of a register whose bytes begin at `at`. */
// @ts-ignore: decorator
@inline function weighted<V>(loss: V, weights: usize, at: usize): V {
  return weights ? mul<V>(loss, load<V>(weights + at)) : loss;
}

/** e[c] = exp(z_c - m); returns their sum. `largest` is m, `step` the bytes from a z_c to the next. */
// @ts-ignore: decorator
@inline function exponentials<T>(e: usize, z: usize, step: usize, outputs: i32, largest: T): T {
  let sum = splat<T>(0);
  for (let c = 0; c < outputs; c++) {
    const term = exp<T>(sub<T>(load<T>(z + <usize>c * step), largest));
    store<T>(e + <usize>c * sizeof<T>(), term);
    sum = add<T>(sum, term);
  }
  return sum;
}

// @ts-ignore: decorator
@inline function largestOf<T>(z: usize, step: usize, outputs: i32): T {
  let largest = load<T>(z);
  for (let c = 1; c < outputs; c++) {
    const next = load<T>(z + <usize>c * step);
    largest = whereGreater<T>(next, largest, next, largest);
  }
  return largest;
}

/** The gradient of a logit, times the size of the batch. */
// @ts-ignore: decorator
@inline export function logisticSlope<V>(logit: V, label: V): V {
  return sub<V>(sigmoid<V>(logit), label);
}

/** The gradient of an output that is `d` away; `size` is b C. */
// @ts-ignore: decorator
@inline export function squaredSlope<V>(d: V, size: V): V {
  return div<V>(mul<V>(splat<V>(2), d), size);
}

/** Of the bytes from `from` on, as far as whole registers go; returns where it stopped. */
// @ts-ignore: decorator
@inline function logistic<T, V>(
  losses: usize,
  dz: usize,
  z: usize,
  y: usize,
  weights: usize,
  from: usize,
  to: usize,
  size: f32,
): usize {
  for (; from + sizeof<V>() <= to; from += sizeof<V>()) {
    const logit = load<V>(z + from);
    const label = load<V>(y + from);
    if (losses) {
      const loss = softplus<V>(whereEqual<V>(label, splat<V>(0), logit, neg<V>(logit)));
      accumulate<T, V>(losses, weighted<V>(loss, weights, from));
    }
    if (dz) store<V>(dz + from, div<V>(logisticSlope<V>(logit, label), splat<V>(size)));
  }
  return from;
}

function squared<T>(losses: usize, dz: usize, z: usize, y: usize, weights: usize, batch: i32, outputs: i32): void {
  const size = splat<T>(<f32>(batch * outputs));
  const hasGradient = dz != 0;
  for (let n = 0; n < batch; n++) {
    let sum = splat<T>(0);
    for (let c = 0; c < outputs; c++) {
      const d = sub<T>(load<T>(z), load<T>(y));
      sum = add<T>(sum, mul<T>(d, d));
      if (hasGradient) store<T>(dz, squaredSlope<T>(d, size));
      z += sizeof<T>();
      y += sizeof<T>();
      dz += sizeof<T>();
    }
    accumulate<T, T>(losses, weighted<T>(div<T>(sum, splat<T>(<f32>outputs)), weights, <usize>n * sizeof<T>()));
  }
}

/** `row`, `step`: bytes of z and dz from an example to the next one, and from an output; `size` is b. */
export function softmax<T>(
  losses: usize,
  dz: usize,
  z: usize,
  y: usize,
  weights: usize,
  batch: i32,
  outputs: i32,
  e: usize,
  row: usize,
  step: usize,
  size: f32,
): void {
  const divisor = splat<T>(size);
  const hasGradient = dz != 0;
  for (let n = 0; n < batch; n++) {
    const label = load<T>(y);
    const largest = largestOf<T>(z, step, outputs);
    const sum = exponentials<T>(e, z, step, outputs, largest);
    let labelled = splat<T>(0);
    for (let c = 0; c < outputs; c++) {
      const offset = <usize>c * step;
      const index = splat<T>(<f32>c);
      labelled = whereEqual<T>(index, label, sub<T>(load<T>(z + offset), largest), labelled);
      const target = whereEqual<T>(index, label, splat<T>(1), splat<T>(0));
      const term = load<T>(e + <usize>c * sizeof<T>());
      if (hasGradient) store<T>(dz + offset, div<T>(sub<T>(div<T>(term, sum), target), divisor));
    }
    if (losses) accumulate<T, T>(losses, weighted<T>(sub<T>(log<T>(sum), labelled), weights, <usize>n * sizeof<T>()));
    z += row;
    dz += row;
    y += sizeof<T>();
  }
}

/**
 * Writes dz (unless it is 0), and adds the losses of the batch to `losses` (unless it is 0, for logistic alone), each
 * times its weight (unless `weights` is 0). dz is not weighted here: `weigh` does that.
 * `kind`: 0 logistic, 1 squared, 2 softmax.
 */
export function lossAndGradient<T, V>(
  losses: usize,
  dz: usize,
  z: usize,
  y: usize,
  weights: usize,
  batch: i32,
  outputs: i32,
  kind: i32,
  scratch: usize,
): void {
  switch (kind) {
    case 0: {
      const end = <usize>batch * sizeof<T>();
      const done = logistic<T, V>(losses, dz, z, y, weights, 0, end, <f32>batch);
      if (sizeof<T>() != sizeof<V>()) logistic<T, T>(losses, dz, z, y, weights, done, end, <f32>batch);
      return;
    }
    case 1:
      return squared<T>(losses, dz, z, y, weights, batch, outputs);
    case 2: {
      const row = <usize>outputs * sizeof<T>();
      return softmax<T>(losses, dz, z, y, weights, batch, outputs, scratch, row, sizeof<T>(), <f32>batch);
    }
  }
}

/** dz[n,c] = dz[n,c] * w[n]. */
export function weigh<T>(dz: usize, weights: usize, batch: i32, outputs: i32): void {
  for (let n = 0; n < batch; n++) {
    const weight = load<T>(weights);
    for (let c = 0; c < outputs; c++) {
      store<T>(dz, mul<T>(load<T>(dz), weight));
      dz += sizeof<T>();
    }
    weights += sizeof<T>();
  }
}

/** p[n,c]: sigmoid for logistic, softmax, or z itself for squared. */
export function probabilities<T>(p: usize, z: usize, batch: i32, outputs: i32, kind: i32): void {
  const row = <usize>outputs * sizeof<T>();
  for (let n = 0; n < batch; n++) {
    if (kind == 0) {
      store<T>(p, sigmoid<T>(load<T>(z)));
    } else if (kind == 1) {
      memory.copy(p, z, row);
    } else {
      const sum = exponentials<T>(p, z, sizeof<T>(), outputs, largestOf<T>(z, sizeof<T>(), outputs));
      for (let offset: usize = 0; offset < row; offset += sizeof<T>())
        store<T>(p + offset, div<T>(load<T>(p + offset), sum));
    }
    z += row;
    p += row;
  }
}
