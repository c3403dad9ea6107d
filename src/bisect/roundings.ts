/**
 * Other ways to add products than that of the contract, of which a number may bear the mark: what an engine, a compiler
 * or a library does that fuses, reorders or widens.
 *
 * Source: the fused multiply-add is rounded by way of round-to-odd, Boldo and Melquiond, "Emulation of FMA and correctly
 * rounded sums", IEEE Transactions on Computers 57, 2008.
 */
import { twoSum } from "../reference/math/double-double.js";
import type { SumOfProducts } from "./operation.js";

const f32 = Math.fround;

/** What explains a number that is not that of the contract. */
export interface OtherRounding {
  /** "fused multiply-add: a product is added before it is rounded". */
  how: string;
  /** The first term with which the sum is another one: "x[0,2] * W[2,5]"; null where the order is another. */
  from: string | null;
}

type Adding = (sum: number, a: number, b: number) => number;
const strict: Adding = (sum, a, b) => f32(sum + f32(a * b));

/** The way by which a sum of products becomes this number; null where none that is known does. */
export function otherRounding({ start, products, end }: SumOfProducts, value: number): OtherRounding | null {
  const isIt = (sum: number) => Object.is(end(f32(sum)), value);
  const sumBy = (add: Adding, terms = products) => terms.reduce((sum, { factors: [a, b] }) => add(sum, a, b), start);
  if (isIt(sumBy(fusedMultiplyAdd)))
    return { how: "fused multiply-add: a product is added before it is rounded", from: firstOther() };
  if (isIt(sumBy((sum, a, b) => sum + a * b)))
    return { how: "double precision: the whole sum is rounded once", from: null };
  if (isIt(sumBy(strict, [...products].reverse()))) return { how: "the terms in descending order", from: null };
  return null;

  function firstOther(): string | null {
    let [sum, fused] = [start, start];
    for (const { name, factors } of products) {
      [sum, fused] = [strict(sum, ...factors), fusedMultiplyAdd(fused, ...factors)];
      if (!Object.is(sum, fused)) return name;
    }
    return null;
  }
}

const word = new BigUint64Array(1);
const double = new Float64Array(word.buffer);

/** sum + a * b of f32 numbers, rounded once: an inexact f64 sum is made odd, so that it is no tie that there was not. */
export function fusedMultiplyAdd(sum: number, a: number, b: number): number {
  const { hi, lo } = twoSum(a * b, sum);
  double[0] = hi;
  if (lo !== 0 && Number.isFinite(hi) && !(word[0]! & 1n)) word[0]! += lo > 0 === hi > 0 ? 1n : -1n;
  return f32(double[0]!);
}
