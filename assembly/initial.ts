/**
 * Initial parameters of one kind (the weights or the biases of a layer).
 *
 *   constant: offset             uniform: offset + scale u    normal: offset + scale n
 *   symmetric: scale (2u - 1)    scaled: scale n
 *
 * Shapes:  cells [count] of lanes; keys [2][lane] u32, the keys of the init stream.
 * Order:   the parameter at flat position p uses block p of part 0 (docs/arithmetic.md section 4).
 * Checked: tests/train/kernels.test.ts against src/reference/initial.ts.
 */
import { normal, threefry, uniform } from "./random";

/** The words of one block. */
const words = memory.data(8);

// @ts-ignore: decorator
@inline function draw(kind: i32, offset: f32, scale: f32, k0: u32, k1: u32, position: u32): f32 {
  if (kind == 0) return offset;
  threefry<u32>(words, k0, k1, 0, position);
  const first = load<u32>(words);
  const second = load<u32>(words, 4);
  switch (kind) {
    case 1:
      return offset + scale * uniform(first);
    case 2:
      return offset + scale * normal(first, second);
    case 3:
      return scale * (2 * uniform(first) - 1);
    default:
      return scale * normal(first, second);
  }
}

export function initialize<T>(
  cells: usize,
  count: i32,
  kind: i32,
  offset: f32,
  scale: f32,
  keys: usize,
  position: u32,
): void {
  for (let p = 0; p < count; p++) {
    for (let lane: usize = 0; lane < sizeof<T>(); lane += 4) {
      store<f32>(
        cells,
        draw(kind, offset, scale, load<u32>(keys + lane), load<u32>(keys + lane, sizeof<T>()), position + p),
      );
      cells += 4;
    }
  }
}
