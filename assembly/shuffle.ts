/**
 * The order of the examples in one epoch, by a buffer of `window` slots or inside consecutive blocks of `window`.
 *
 * Shapes:  order [examples + 1][lane] u32, of which the last is scratch; slots [window] u32 scratch; keys [2][lane]
 * u32, the keys of the shuffle stream.
 * Order:   word i of part `part` decides about position i (docs/arithmetic.md section 5). All words are drawn first,
 *          into `order`, where each is read just before its position is written.
 * Lanes:   each its own key, one after the other; lanes of one key share the work.
 * Checked: tests/assembly/shuffle.spec.ts; tests/train/kernels.test.ts against src/reference/shuffle.ts.
 */
import { lanes } from "./lane";
import { below, threefry } from "./random";

/** order[i][lane] = word i of the lane. W: v128 or u32. */
function drawWords<W>(order: usize, keys: usize, part: u32, examples: u32): void {
  const k0 = load<W>(keys);
  const k1 = load<W>(keys, sizeof<W>());
  const pairs = (examples + 1) >>> 1;
  for (let pair: u32 = 0; pair < pairs; pair++) {
    threefry<W>(order, k0, k1, part, pair);
    order += 2 * sizeof<W>();
  }
}

/**
 * Streaming buffer: emit a random slot, refill it from the file; at the end of the file close the gap with the last
 * slot.
 */
function bufferLane(column: usize, stride: usize, slots: usize, examples: u32, window: u32): void {
  for (let i: u32 = 0; i < window; i++) store<u32>(slots + ((<usize>i) << 2), i);
  for (let next = window; next < examples; next++) {
    const slot = slots + ((<usize>below(window, load<u32>(column))) << 2);
    store<u32>(column, load<u32>(slot));
    store<u32>(slot, next);
    column += stride;
  }
  for (let last = window; last > 0; ) {
    const slot = slots + ((<usize>below(last, load<u32>(column))) << 2);
    last--;
    store<u32>(column, load<u32>(slot));
    store<u32>(slot, load<u32>(slots + ((<usize>last) << 2)));
    column += stride;
  }
}

/** Fisher-Yates inside blocks of `window` consecutive examples; `slots` holds the block. */
function blockLane(column: usize, stride: usize, slots: usize, examples: u32, window: u32): void {
  for (let start: u32 = 0; start < examples; start += window) {
    const last = min(window, examples - start) - 1;
    for (let k: u32 = 0; k <= last; k++) store<u32>(slots + ((<usize>k) << 2), start + k);
    for (let k = last; k > 0; k--) {
      const cell = column + <usize>(start + k) * stride;
      const slot = slots + ((<usize>below(k + 1, load<u32>(cell))) << 2);
      store<u32>(cell, load<u32>(slot));
      store<u32>(slot, load<u32>(slots + ((<usize>k) << 2)));
    }
    store<u32>(column + <usize>start * stride, load<u32>(slots));
  }
}

// @ts-ignore: decorator
@inline function isKeyOfFirst(keys: usize, stride: usize, lane: usize): bool {
  return load<u32>(keys) == load<u32>(keys + lane) && load<u32>(keys + stride) == load<u32>(keys + stride + lane);
}

function copyFirst(order: usize, stride: usize, lane: usize, examples: u32): void {
  for (const end = order + <usize>examples * stride; order < end; order += stride)
    store<u32>(order + lane, load<u32>(order));
}

/** `buffer`: the form. A window of 1 is file order, whatever the words are. */
export function epochOrder<T>(
  buffer: bool,
  order: usize,
  slots: usize,
  keys: usize,
  part: u32,
  examples: u32,
  window: u32,
): void {
  if (window > 1) {
    if (isVector<T>()) drawWords<v128>(order, keys, part, examples);
    else drawWords<u32>(order, keys, part, examples);
  }
  const stride = (<usize>lanes<T>()) << 2;
  for (let lane: usize = 0; lane < stride; lane += 4) {
    if (lane > 0 && isKeyOfFirst(keys, stride, lane)) copyFirst(order, stride, lane, examples);
    else if (buffer) bufferLane(order + lane, stride, slots, examples, window);
    else blockLane(order + lane, stride, slots, examples, window);
  }
}
