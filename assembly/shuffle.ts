/**
 * The order of the examples in one epoch, by a buffer of `window` slots or inside consecutive blocks of `window`.
 *
 * Shapes:  order [examples][lane] u32; slots [window] u32 scratch; keys [lane][2] u32, the keys of the shuffle stream.
 * Order:   word i of part `part` decides about position i (docs/arithmetic.md section 5).
 * Lanes:   each its own key, one after the other.
 * Checked: tests/assembly/shuffle.spec.ts; tests/train/kernels.test.ts against src/reference/shuffle.ts.
 */
import { lanes } from "./lane";
import { below, threefry } from "./random";

// @ts-ignore: decorator
@inline function word(key: usize, part: u32, index: u32): u32 {
  const block = threefry(load<u32>(key), load<u32>(key, 4), part, index >>> 1);
  return <u32>(index & 1 ? block >>> 32 : block);
}

/** Streaming buffer: emit a random slot, refill it from the file; at the end of the file close the gap with the last slot. */
export function bufferOrder<T>(order: usize, slots: usize, keys: usize, part: u32, examples: u32, window: u32): void {
  const stride = <usize>lanes<T>() << 2;
  for (let lane: usize = 0; lane < stride; lane += 4) {
    const key = keys + (lane << 1);
    let fill = window;
    for (let i: u32 = 0; i < fill; i++) store<u32>(slots + (<usize>i << 2), i);
    for (let i: u32 = 0; i < examples; i++) {
      // A buffer of one slot needs no draw: file order.
      const slot = slots + (fill == 1 ? 0 : <usize>below(fill, word(key, part, i)) << 2);
      store<u32>(order + lane + <usize>i * stride, load<u32>(slot));
      if (i + window < examples) {
        store<u32>(slot, i + window);
      } else {
        fill--;
        store<u32>(slot, load<u32>(slots + (<usize>fill << 2)));
      }
    }
  }
}

/** Fisher-Yates inside blocks of `window` consecutive examples. */
export function blockOrder<T>(order: usize, keys: usize, part: u32, examples: u32, window: u32): void {
  const stride = <usize>lanes<T>() << 2;
  for (let lane: usize = 0; lane < stride; lane += 4) {
    const key = keys + (lane << 1);
    const column = order + lane;
    for (let i: u32 = 0; i < examples; i++) store<u32>(column + <usize>i * stride, i);
    for (let start: u32 = 0; start < examples; start += window) {
      for (let i = min(start + window, examples) - 1; i > start; i--) {
        const a = column + <usize>i * stride;
        const b = column + <usize>(start + below(i - start + 1, word(key, part, i))) * stride;
        const example = load<u32>(a);
        store<u32>(a, load<u32>(b));
        store<u32>(b, example);
      }
    }
  }
}
