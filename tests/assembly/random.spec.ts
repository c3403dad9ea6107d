import { below, normal, threefry, uniform } from "../../assembly/random";

/** The two words of a block, the first in the low half. */
function block(k0: u32, k1: u32, c0: u32, c1: u32): u64 {
  const words = new StaticArray<u32>(2);
  threefry<u32>(changetype<usize>(words), k0, k1, c0, c1);
  return <u64>words[0] | ((<u64>words[1]) << 32);
}

describe("threefry", () => {
  // The known-answer vectors of Threefry2x32-20 published with Random123 (Salmon et al., SC 2011).
  test("of zeros", () => {
    expect<u64>(block(0, 0, 0, 0)).toBe(0x99ba4efe6b200159);
  });

  test("of ones", () => {
    const all: u32 = 0xffffffff;
    expect<u64>(block(all, all, all, all)).toBe(0xbb002be71cb996fc);
  });

  test("of the digits of pi", () => {
    expect<u64>(block(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3)).toBe(0x483df7a0c4923a9c);
  });

  test("of four keys is that of each key alone", () => {
    const words = new StaticArray<u32>(8);
    threefry<v128>(changetype<usize>(words), i32x4(1, 2, 3, 4), i32x4(5, 6, 7, 8), 9, 10);
    for (let lane = 0; lane < 4; lane++) {
      expect<u64>(<u64>words[lane] | ((<u64>words[4 + lane]) << 32)).toBe(block(1 + lane, 5 + lane, 9, 10));
    }
  });
});

describe("uniform", () => {
  test("is 0 for the smallest word and below 1 for the largest", () => {
    expect<f32>(uniform(0)).toBe(0);
    expect<f32>(uniform(255)).toBe(0);
    expect<u32>(reinterpret<u32>(uniform(256))).toBe(0x33800000);
    expect<u32>(reinterpret<u32>(uniform(0xffffffff))).toBe(0x3f7fffff);
  });
});

describe("normal", () => {
  test("is finite at both ends of the first word", () => {
    expect<bool>(isFinite(normal(0, 0))).toBe(true);
    expect<f32>(normal(0xffffffff, 0)).toBe(0);
  });

  test("is 0 at a quarter turn and changes its sign at a half turn", () => {
    expect<f32>(normal(0, 0x40000000)).toBe(0);
    expect<u32>(reinterpret<u32>(normal(12345, 0x80000000))).toBe(reinterpret<u32>(normal(12345, 0)) | 0x80000000);
  });

  test("has mean 0 and variance 1 over 20000 draws of one key", () => {
    const draws = 20000;
    let sum = 0.0,
      squares = 0.0;
    for (let i = 0; i < draws; i++) {
      const words = block(1, 2, 0, i);
      const n = <f64>normal(<u32>words, <u32>(words >>> 32));
      sum += n;
      squares += n * n;
    }
    // Five standard errors: 1/sqrt(n) for the mean, sqrt(2/n) for the variance.
    expect<bool>(abs(sum / <f64>draws) < 0.0354).toBe(true);
    expect<bool>(abs(squares / <f64>draws - 1) < 0.05).toBe(true);
  });
});

describe("below", () => {
  test("is the high word of the product", () => {
    expect<u32>(below(10, 0)).toBe(0);
    expect<u32>(below(10, 0xffffffff)).toBe(9);
    expect<u32>(below(1, 0xffffffff)).toBe(0);
    expect<u32>(below(3, 0x55555555)).toBe(0);
    expect<u32>(below(3, 0x55555556)).toBe(1);
  });
});
