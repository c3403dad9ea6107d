import { mapMath } from "../../assembly/functions";
import { cospi } from "../../assembly/math/cospi";
import { erf } from "../../assembly/math/erf";
import { exp } from "../../assembly/math/exp";
import { expm1 } from "../../assembly/math/expm1";
import { log } from "../../assembly/math/log";
import { log1p } from "../../assembly/math/log1p";
import { sigmoid } from "../../assembly/math/sigmoid";
import { sinpi } from "../../assembly/math/sinpi";
import { softplus } from "../../assembly/math/softplus";
import { tanh } from "../../assembly/math/tanh";

const FUNCTIONS = 10;

function expectBits(actual: f32, expected: u32): void {
  expect<u32>(reinterpret<u32>(actual)).toBe(expected);
}

/** Arguments with other bits in a lane of v128 than in f32, among `count` bit patterns spread over all of f32. */
function disagreements(kind: i32, count: i32): i32 {
  const x = new StaticArray<f32>(4 * count),
    four = new StaticArray<f32>(4 * count),
    one = new StaticArray<f32>(4 * count);
  for (let i = 0; i < x.length; i++) x[i] = reinterpret<f32>(<u32>i * 0x9e3779b1);
  mapMath<v128>(kind, changetype<usize>(four), changetype<usize>(x), count);
  mapMath<f32>(kind, changetype<usize>(one), changetype<usize>(x), 4 * count);
  let different = 0;
  for (let i = 0; i < x.length; i++) {
    if (isNaN(four[i]) && isNaN(one[i])) continue;
    if (reinterpret<u32>(four[i]) != reinterpret<u32>(one[i])) different++;
  }
  return different;
}

describe("each function", () => {
  test("has the bits of f32 in every lane of v128", () => {
    for (let kind = 0; kind < FUNCTIONS; kind++) expect<i32>(disagreements(kind, 20000)).toBe(0);
  });

  test("keeps the sign of zero where mathematics does", () => {
    expectBits(expm1<f32>(-0.0), 0x80000000);
    expectBits(log1p(-0.0), 0x80000000);
    expectBits(tanh<f32>(-0.0), 0x80000000);
    expectBits(erf<f32>(-0.0), 0x80000000);
    expectBits(sinpi(-0.0), 0x80000000);
    expectBits(log<f32>(1), 0);
    expectBits(sinpi(3), 0);
    expectBits(sinpi(-3), 0x80000000);
    expectBits(cospi(0.5), 0);
    expectBits(cospi(-1.5), 0);
  });

  test("is exact where its value is a float", () => {
    expectBits(exp<f32>(0), 0x3f800000);
    expectBits(sigmoid<f32>(0), 0x3f000000);
    expectBits(sinpi(0.5), 0x3f800000);
    expectBits(sinpi(-0.5), 0xbf800000);
    expectBits(cospi(1), 0xbf800000);
    expectBits(cospi(16777216), 0x3f800000);
  });

  // e, e-1, log 2, log 3, tanh 1, 1/(1+1/e), log(1+e), erf 1, sqrt(1/2) twice: none is near a tie, so f64 rounded to
  // f32 tells.
  test("is the nearest float at a small argument", () => {
    expectBits(exp<f32>(1), 0x402df854);
    expectBits(expm1<f32>(1), 0x3fdbf0a9);
    expectBits(log<f32>(2), 0x3f317218);
    expectBits(log1p(2), 0x3f8c9f54);
    expectBits(tanh<f32>(1), 0x3f42f7d6);
    expectBits(sigmoid<f32>(1), 0x3f3b26a8);
    expectBits(softplus<f32>(1), 0x3fa818f5);
    expectBits(erf<f32>(1), 0x3f57bb3d);
    expectBits(sinpi(0.25), 0x3f3504f3);
    expectBits(cospi(0.25), 0x3f3504f3);
  });

  test("has its limits", () => {
    expectBits(exp<f32>(Infinity), 0x7f800000);
    expectBits(exp<f32>(-Infinity), 0);
    expectBits(exp<f32>(88.72284), 0x7f800000);
    expectBits(expm1<f32>(-Infinity), 0xbf800000);
    expectBits(log<f32>(0), 0xff800000);
    expectBits(log1p(-1), 0xff800000);
    expectBits(tanh<f32>(20), 0x3f800000);
    expectBits(sigmoid<f32>(-Infinity), 0);
    expectBits(softplus<f32>(-Infinity), 0);
    expectBits(softplus<f32>(100), 0x42c80000);
    expectBits(erf<f32>(-10), 0xbf800000);
  });
});
