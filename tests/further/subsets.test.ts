import { expect, test } from "vitest";
import { allAmong, largestAt, meanRange } from "../../src/further/subsets.js";
import { uniforms } from "../measure/slowly.js";
import { mean, range, subsets } from "./slowly.js";

test("k of R are all among c of them as often as subsets are counted", () => {
  const all = subsets(7, 3);
  const shares = range(8).map((c) => all.filter((some) => some.every((r) => r < c)).length / all.length);
  allAmong(7, 3).forEach((share, c) => expect(share).toBeCloseTo(shares[c]!, 14));
  expect(allAmong(7, 3)[7]).toBe(1);
  const largest = range(7).map((i) => all.filter((some) => some.at(-1) === i).length / all.length);
  largestAt(7, 3).forEach((share, i) => expect(share).toBeCloseTo(largest[i]!, 14));
});

test("the mean range of k values, of all and without each", () => {
  const uniform = uniforms(3);
  const values = Float64Array.from({ length: 7 }, uniform);
  values[4] = values[1]!;
  const slow = (some: readonly number[]) =>
    mean(
      subsets(some.length, 3).map((at) => Math.max(...at.map((i) => some[i]!)) - Math.min(...at.map((i) => some[i]!))),
    );
  const { value, without } = meanRange(values, 3);
  expect(value).toBeCloseTo(slow([...values]), 14);
  without.forEach((each, r) => expect(each).toBeCloseTo(slow([...values].filter((_, i) => i !== r)), 14));
  expect(meanRange(new Float64Array(20).fill(0.3), 16)).toEqual({ value: 0, without: new Float64Array(20) });
});
