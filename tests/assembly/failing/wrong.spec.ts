/** One right case and three wrong ones: as-pect must count them so. Run only by tests/assembly/as-pect.test.ts. */
import { add } from "../../../assembly/lane";

class Pair {
  constructor(
    public a: f32,
    public b: f32,
  ) {}
}

describe("a wrong expectation", () => {
  test("is none of these", () => {
    expect<f32>(add<f32>(1, 2)).toBe(3);
  });

  test("of a number", () => {
    expect<f32>(add<f32>(1, 2)).toBe(4);
  });

  test("of a vector", () => {
    const sum = add<v128>(f32x4(1, 2, 3, 4), f32x4.splat(1));
    expect<bool>(v128.all_true<i32>(f32x4.eq(sum, f32x4(2, 3, 4, 6)))).toBe(true);
  });

  test("of the fields of an object, which only as-pect's transform can compare", () => {
    expect<Pair>(new Pair(1, 2)).toStrictEqual(new Pair(1, 3));
  });
});
