/**
 * The order of the examples in an epoch: docs/arithmetic.md section 5.
 *
 * Source: `buffer` is the streaming shuffle of tf.data; `block` is Fisher-Yates (Durstenfeld 1964) inside consecutive
 * blocks.
 * Checked: tests/reference/shuffle.test.ts.
 */
import { below, type StreamKey, words } from "./random.js";

/**
 * Order of one epoch: N example indices, each of 0 ... N-1 once.
 *
 * @param key key of the shuffle stream
 * @param part the epoch, or 0 in every epoch where the order is not drawn again
 * @param examples N
 * @param window w, from 1 (file order) to N (a full shuffle)
 */
export function epochOrder(
  key: StreamKey,
  part: number,
  examples: number,
  window: number,
  form: "buffer" | "block",
): Uint32Array {
  return form === "buffer" ? bufferOrder(key, part, examples, window) : blockOrder(key, part, examples, window);
}

function bufferOrder(key: StreamKey, part: number, examples: number, window: number): Uint32Array {
  const order = new Uint32Array(examples);
  const drawn = words(key, part, 0, examples);
  let fill = Math.min(window, examples);
  const slots = Uint32Array.from({ length: fill }, (_, example) => example);
  let next = fill;
  for (let i = 0; i < examples; i++) {
    const j = below(fill, drawn[i]!);
    order[i] = slots[j]!;
    if (next < examples) {
      slots[j] = next++;
    } else {
      fill--;
      slots[j] = slots[fill]!;
    }
  }
  return order;
}

function blockOrder(key: StreamKey, part: number, examples: number, window: number): Uint32Array {
  const order = Uint32Array.from({ length: examples }, (_, example) => example);
  const drawn = words(key, part, 0, examples);
  for (let start = 0; start < examples; start += window) {
    const end = Math.min(start + window, examples);
    for (let i = end - 1; i > start; i--) {
      const j = start + below(i - start + 1, drawn[i]!);
      const held = order[i]!;
      order[i] = order[j]!;
      order[j] = held;
    }
  }
  return order;
}
