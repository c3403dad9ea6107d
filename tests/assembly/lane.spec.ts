import {
  abs,
  add,
  div,
  lanes,
  mul,
  neg,
  splat,
  sqrt,
  sub,
  whereAtLeast,
  whereEqual,
  whereGreater,
} from "../../assembly/lane";

/** The bits of one lane. */
function bits(cell: v128, lane: i32): u32 {
  if (lane == 0) return i32x4.extract_lane(cell, 0);
  if (lane == 1) return i32x4.extract_lane(cell, 1);
  if (lane == 2) return i32x4.extract_lane(cell, 2);
  return i32x4.extract_lane(cell, 3);
}

/** Values with every kind of rounding, sign of zero, subnormals, infinities. */
const values: f32[] = [
  0,
  -0.0,
  1,
  -1,
  1.5,
  -2.25,
  3.1415927,
  1e-30,
  -1e-30,
  1.1754944e-38,
  1e-45,
  -1e-45,
  3.4028235e38,
  -3.4028235e38,
  1e-10,
  16777215,
  Infinity,
  -Infinity,
  0.33333334,
  7,
];

/** Four neighbours of the list, from position i. */
function four(i: i32): v128 {
  const n = values.length;
  return f32x4(values[i % n], values[(i + 1) % n], values[(i + 2) % n], values[(i + 3) % n]);
}

/** Calls f(i, j, lane) for all pairs of values in every lane. */
function everyPair(f: (i: i32, j: i32, lane: i32) => void): void {
  for (let i = 0; i < values.length; i++) {
    for (let j = 0; j < values.length; j++) {
      for (let lane = 0; lane < 4; lane++) f(i, j, lane);
    }
  }
}

function value(i: i32, lane: i32): f32 {
  return values[(i + lane) % values.length];
}

/** The bits of a scalar result equal those of a lane; a NaN equals a NaN. */
function expectSame(scalar: f32, cell: v128, lane: i32): void {
  const lanewise = reinterpret<f32>(bits(cell, lane));
  if (isNaN(scalar)) expect<bool>(isNaN(lanewise)).toBe(true);
  else expect<u32>(bits(cell, lane)).toBe(reinterpret<u32>(scalar));
}

describe("a cell", () => {
  test("has four lanes in v128 and one in f32", () => {
    expect<i32>(lanes<v128>()).toBe(4);
    expect<i32>(lanes<f32>()).toBe(1);
  });

  test("is filled by splat in every lane, the sign of zero included", () => {
    for (let lane = 0; lane < 4; lane++) {
      expect<u32>(bits(splat<v128>(-0.0), lane)).toBe(0x80000000);
      expect<u32>(bits(splat<v128>(1.5), lane)).toBe(0x3fc00000);
    }
    expect<u32>(reinterpret<u32>(splat<f32>(-0.0))).toBe(0x80000000);
  });
});

describe("each lane of v128 has the bits of f32", () => {
  test("add", () => {
    everyPair((i, j, lane) => {
      expectSame(add<f32>(value(i, lane), value(j, lane)), add<v128>(four(i), four(j)), lane);
    });
  });

  test("sub", () => {
    everyPair((i, j, lane) => {
      expectSame(sub<f32>(value(i, lane), value(j, lane)), sub<v128>(four(i), four(j)), lane);
    });
  });

  test("mul", () => {
    everyPair((i, j, lane) => {
      expectSame(mul<f32>(value(i, lane), value(j, lane)), mul<v128>(four(i), four(j)), lane);
    });
  });

  test("div", () => {
    everyPair((i, j, lane) => {
      expectSame(div<f32>(value(i, lane), value(j, lane)), div<v128>(four(i), four(j)), lane);
    });
  });

  test("sqrt, neg and abs", () => {
    everyPair((i, _, lane) => {
      expectSame(sqrt<f32>(value(i, lane)), sqrt<v128>(four(i)), lane);
      expectSame(neg<f32>(value(i, lane)), neg<v128>(four(i)), lane);
      expectSame(abs<f32>(value(i, lane)), abs<v128>(four(i)), lane);
    });
  });

  test("the three comparisons", () => {
    everyPair((i, j, lane) => {
      const a = value(i, lane),
        b = value(j, lane);
      expectSame(
        whereGreater<f32>(a, b, 1, 2),
        whereGreater<v128>(four(i), four(j), splat<v128>(1), splat<v128>(2)),
        lane,
      );
      expectSame(
        whereAtLeast<f32>(a, b, 1, 2),
        whereAtLeast<v128>(four(i), four(j), splat<v128>(1), splat<v128>(2)),
        lane,
      );
      expectSame(whereEqual<f32>(a, b, 1, 2), whereEqual<v128>(four(i), four(j), splat<v128>(1), splat<v128>(2)), lane);
    });
  });
});

describe("arithmetic is IEEE-754", () => {
  test("a product that leaves the normal range keeps its subnormal bits", () => {
    expect<u32>(reinterpret<u32>(mul<f32>(1e-30, 1e-10))).toBe(0x000116c2);
    expect<u32>(bits(mul<v128>(splat<v128>(1e-30), splat<v128>(1e-10)), 3)).toBe(0x000116c2);
  });

  test("a product and a sum are rounded one after the other", () => {
    // (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24: the last term is a tie and is lost, a fused operation would keep it.
    const x: f32 = 1.000244140625;
    expect<u32>(reinterpret<u32>(add<f32>(mul<f32>(x, x), -1.00048828125))).toBe(0);
    expect<u32>(bits(add<v128>(mul<v128>(splat<v128>(x), splat<v128>(x)), splat<v128>(-1.00048828125)), 2)).toBe(0);
  });
});

describe("a comparison with a NaN", () => {
  test("takes the second branch in both builds", () => {
    expect<f32>(whereGreater<f32>(NaN, 0, 1, 2)).toBe(2);
    expect<f32>(whereAtLeast<f32>(NaN, NaN, 1, 2)).toBe(2);
    expect<f32>(whereEqual<f32>(NaN, NaN, 1, 2)).toBe(2);
    const nan = splat<v128>(NaN),
      one = splat<v128>(1),
      two = splat<v128>(2);
    expect<u32>(bits(whereGreater<v128>(nan, one, one, two), 0)).toBe(0x40000000);
    expect<u32>(bits(whereAtLeast<v128>(nan, nan, one, two), 1)).toBe(0x40000000);
    expect<u32>(bits(whereEqual<v128>(nan, nan, one, two), 2)).toBe(0x40000000);
  });
});
