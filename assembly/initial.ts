/**
 * Initial parameters of one kind (the weights or the biases of a layer).
 *
 *   constant: offset    uniform: offset + scale u    normal: offset + scale n    symmetric: scale (2u - 1)    scaled: scale n
 *
 * Shapes:  cells [count] of lanes; keys [lane][2] u32, the keys of the init stream.
 * Order:   the parameter at flat position p uses block p of part 0 (docs/arithmetic.md section 4).
 * Checked: tests/train/kernels.test.ts against src/reference/initial.ts.
 */
import { lanes } from "./lane";
import { normal, threefry, uniform } from "./random";

// @ts-ignore: decorator
@inline function draw(kind: i32, offset: f32, scale: f32, key: usize, position: u32): f32 {
  if (kind == 0) return offset;
  const block = threefry(load<u32>(key), load<u32>(key, 4), 0, position);
  const first = <u32>block;
  const second = <u32>(block >>> 32);
  switch (kind) {
    case 1: return offset + scale * uniform(first);
    case 2: return offset + scale * normal(first, second);
    case 3: return scale * (2 * uniform(first) - 1);
    default: return scale * normal(first, second);
  }
}

export function initialize<T>(cells: usize, count: i32, kind: i32, offset: f32, scale: f32, keys: usize, position: u32): void {
  for (let p = 0; p < count; p++) {
    for (let lane = 0; lane < lanes<T>(); lane++) {
      store<f32>(cells, draw(kind, offset, scale, keys + (<usize>lane << 3), position + p));
      cells += 4;
    }
  }
}
