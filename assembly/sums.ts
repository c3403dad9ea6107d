/**
 * Sums in simulated arithmetic.
 *
 *   one list: start + its terms        more: start + (the sums of the lists, each from +0, added up in turn or as a tree)
 *
 * Shapes:  a and b lie packed, term by term, list by list: a term is a cell T of a and a register V of b.
 * Lanes:   a register V is one cell, or four cells of one replica. Sums in f64 have two floats of a register in a D.
 * Order:   of each list as it lies; lists by `kind`.
 * Source:  docs/arithmetic.md section 15.
 * Checked: tests/train/arithmetic.test.ts against src/reference/simulated.ts.
 */
import { add, mul, splat } from "./lane";
import { flushed, fma, promoteLow } from "./rounding";

/** What all sums of a product have in common. */
@unmanaged
export class Sums {
  /** ONE_LIST, IN_TURN or AS_TREE */
  kind: i32;
  /** [terms][lane] u32 */
  order: usize;
  lists: i32;
  /** [lists] i32 */
  lengths: usize;
  /** Room for sums that wait: WAITING bytes. */
  waiting: usize;
  /** ROUNDED, FUSED or DOUBLE */
  additions: i32;
  flushes: i32;
}

export const ONE_LIST = 0;
export const IN_TURN = 1;
export const AS_TREE = 2;

export const FUSED = 1;
const DOUBLE = 2;

/** Four registers for each level of a tree. */
export const WAITING: usize = 2048;

// How a sum adds, as a type: in f32 as it is, in f32 with what the study asks for, in f64.
@unmanaged
class Plain {}
@unmanaged
class Careful {
  one: i32;
}
@unmanaged
class Double {
  one: i32;
  two: i32;
}

// @ts-ignore: decorator
@inline function isCareful<M>(): bool {
  return offsetof<M>() == offsetof<Careful>();
}

// @ts-ignore: decorator
@inline function isDouble<M>(): bool {
  return offsetof<M>() == offsetof<Double>();
}

/** A register, or the two floats of it at `address` in f64. */
// @ts-ignore: decorator
@inline function columns<D, M>(address: usize): D {
  if (!isDouble<M>()) return load<D>(address);
  if (isVector<D>()) return promoteLow(v128.load64_zero(address));
  return <f64>load<f32>(address);
}

/** The element of a that meets it. */
// @ts-ignore: decorator
@inline function factor<T, V, D, M>(address: usize): D {
  if (sizeof<T>() == sizeof<V>()) return columns<D, M>(address);
  if (isDouble<M>()) return f64x2.splat(<f64>load<f32>(address));
  return v128.load32_splat(address);
}

// @ts-ignore: decorator
@inline function zero<D, M>(): D {
  if (!isDouble<M>()) return splat<D>(0);
  if (isVector<D>()) return f64x2.splat(0);
  return 0;
}

// @ts-ignore: decorator
@inline function plus<D, M>(s: D, t: D, sums: Sums): D {
  if (isDouble<M>()) {
    if (isVector<D>()) return f64x2.add(s, t);
    return s + t;
  }
  const sum = add<D>(s, t);
  if (isCareful<M>()) return sums.flushes ? flushed<D>(sum) : sum;
  return sum;
}

// @ts-ignore: decorator
@inline function plusProduct<D, M>(s: D, a: D, b: D, sums: Sums): D {
  if (isDouble<M>()) {
    if (isVector<D>()) return f64x2.add(s, f64x2.mul(a, b));
    return s + a * b;
  }
  if (isCareful<M>()) {
    if (sums.additions == FUSED) {
      const sum = fma<D>(a, b, s);
      return sums.flushes ? flushed<D>(sum) : sum;
    }
    const product = mul<D>(a, b);
    return plus<D, M>(s, sums.flushes ? flushed<D>(product) : product, sums);
  }
  return add<D>(s, mul<D>(a, b));
}

// @ts-ignore: decorator
@inline function startAt<D, M>(start: usize, sums: Sums): D {
  if (!start) return zero<D, M>();
  if (isDouble<M>()) {
    if (isVector<D>()) {
      const cells = v128.load64_zero(start);
      return promoteLow(sums.flushes ? flushed<v128>(cells) : cells);
    }
    const cell = load<f32>(start);
    return <f64>(sums.flushes ? flushed<f32>(cell) : cell);
  }
  const cells = load<D>(start);
  if (isCareful<M>()) return sums.flushes ? flushed<D>(cells) : cells;
  return cells;
}

// @ts-ignore: decorator
@inline function keep<D, M>(out: usize, sum: D, sums: Sums): void {
  if (isDouble<M>()) {
    if (isVector<D>()) {
      const cells = f32x4.demote_f64x2_zero(sum);
      v128.store64_lane(out, sums.flushes ? flushed<v128>(cells) : cells, 0);
    } else {
      const cell = <f32>sum;
      store<f32>(out, sums.flushes ? flushed<f32>(cell) : cell);
    }
  } else store<D>(out, sum);
}

/** One sum, or one in each lane. */
function sumBy<T, V, D, M>(sums: Sums, out: usize, start: usize, a: usize, b: usize, bStep: usize): void {
  const first = startAt<D, M>(start, sums);
  let sum = first;
  let top = sums.waiting;
  for (let list = 0; list < sums.lists; list++) {
    let part = sums.kind == ONE_LIST ? first : zero<D, M>();
    const length = <usize>load<i32>(sums.lengths + ((<usize>list) << 2));
    for (const end = b + length * bStep; b != end; b += bStep) {
      part = plusProduct<D, M>(part, factor<T, V, D, M>(a), columns<D, M>(b), sums);
      a += sizeof<T>();
    }
    if (sums.kind == AS_TREE) {
      // As many sums wait as the number of the list has ones: those of its last ones are of the same level.
      for (let ones = list; ones & 1; ones >>>= 1) {
        top -= sizeof<D>();
        part = plus<D, M>(load<D>(top), part, sums);
      }
      store<D>(top, part);
      top += sizeof<D>();
    } else sum = sums.kind == IN_TURN && list > 0 ? plus<D, M>(sum, part, sums) : part;
  }
  if (sums.kind == AS_TREE) {
    top -= sizeof<D>();
    sum = load<D>(top);
    while (top > sums.waiting) {
      top -= sizeof<D>();
      sum = plus<D, M>(load<D>(top), sum, sums);
    }
  }
  keep<D, M>(out, sums.kind == ONE_LIST ? sum : plus<D, M>(first, sum, sums), sums);
}

/** out = start + the sum of a b, of one register. Terms of b are `bStep` bytes apart. */
export function sumOne<T, V>(sums: Sums, out: usize, start: usize, a: usize, b: usize, bStep: usize): void {
  if (sums.additions == DOUBLE) {
    if (isVector<V>()) {
      const aHalf: usize = isVector<T>() ? 8 : 0;
      sumBy<T, V, v128, Double>(sums, out, start, a, b, bStep);
      sumBy<T, V, v128, Double>(sums, out + 8, start ? start + 8 : 0, a + aHalf, b + 8, bStep);
    } else sumBy<T, V, f64, Double>(sums, out, start, a, b, bStep);
  } else if (sums.additions | sums.flushes) sumBy<T, V, V, Careful>(sums, out, start, a, b, bStep);
  else sumBy<T, V, V, Plain>(sums, out, start, a, b, bStep);
}

// Where four sums lie that are taken together, as a type: side by side in a row, from one cell of a and four registers of
// b; or one below the other, from four cells and one register.
@unmanaged
export class Row {}
@unmanaged
export class Column {
  one: i32;
}

// @ts-ignore: decorator
@inline function isRow<S>(): bool {
  return offsetof<S>() == 0;
}

/** The term of sum i: `a` for the first, `aApart` for each below. */
// @ts-ignore: decorator
@inline function term<T, V, S>(a: usize, aApart: usize, b: usize, i: usize): V {
  if (isRow<S>()) return mul<V>(factor<T, V, V, Plain>(a), load<V>(b + i * sizeof<V>()));
  return mul<V>(factor<T, V, V, Plain>(a + i * aApart), load<V>(b));
}

// @ts-ignore: decorator
@inline function startOf<V, S>(start: usize, i: usize): V {
  if (!start) return splat<V>(0);
  return load<V>(isRow<S>() ? start + i * sizeof<V>() : start);
}

/**
 * Four of them. `outApart` and `aApart` are the steps from one row to the next, which a Row does not need.
 */
export function sumFour<T, V, S>(
  sums: Sums,
  out: usize,
  outApart: usize,
  start: usize,
  a: usize,
  aApart: usize,
  b: usize,
  bStep: usize,
): void {
  if (isRow<S>()) outApart = sizeof<V>();
  if (sums.additions | sums.flushes) {
    for (let i: usize = 0; i < 4; i++) {
      if (isRow<S>()) {
        sumOne<T, V>(sums, out, start ? start + i * sizeof<V>() : 0, a, b + i * sizeof<V>(), bStep);
      } else sumOne<T, V>(sums, out, start, a + i * aApart, b, bStep);
      out += outApart;
    }
    return;
  }
  if (sums.kind == AS_TREE) return fourTrees<T, V, S>(sums, out, outApart, start, a, aApart, b, bStep);
  let s0 = splat<V>(0),
    s1 = s0,
    s2 = s0,
    s3 = s0;
  for (let list = 0; list < sums.lists; list++) {
    let p0 = splat<V>(0),
      p1 = p0,
      p2 = p0,
      p3 = p0;
    const length = <usize>load<i32>(sums.lengths + ((<usize>list) << 2));
    for (const end = b + length * bStep; b != end; b += bStep) {
      p0 = add<V>(p0, term<T, V, S>(a, aApart, b, 0));
      p1 = add<V>(p1, term<T, V, S>(a, aApart, b, 1));
      p2 = add<V>(p2, term<T, V, S>(a, aApart, b, 2));
      p3 = add<V>(p3, term<T, V, S>(a, aApart, b, 3));
      a += sizeof<T>();
    }
    if (list == 0) {
      s0 = p0;
      s1 = p1;
      s2 = p2;
      s3 = p3;
    } else {
      s0 = add<V>(s0, p0);
      s1 = add<V>(s1, p1);
      s2 = add<V>(s2, p2);
      s3 = add<V>(s3, p3);
    }
  }
  storeFour<V, S>(out, outApart, start, s0, s1, s2, s3);
}

/** Adds the start, and stores. */
// @ts-ignore: decorator
@inline function storeFour<V, S>(out: usize, outApart: usize, start: usize, s0: V, s1: V, s2: V, s3: V): void {
  store<V>(out, add<V>(startOf<V, S>(start, 0), s0));
  store<V>(out + outApart, add<V>(startOf<V, S>(start, 1), s1));
  store<V>(out + 2 * outApart, add<V>(startOf<V, S>(start, 2), s2));
  store<V>(out + 3 * outApart, add<V>(startOf<V, S>(start, 3), s3));
}

/** The sum of one term, or of two. */
// @ts-ignore: decorator
@inline function leaf<T, V, S>(a: usize, aApart: usize, b: usize, bStep: usize, i: usize, isPair: bool): V {
  const one = add<V>(splat<V>(0), term<T, V, S>(a, aApart, b, i));
  return isPair ? add<V>(one, term<T, V, S>(a + sizeof<T>(), aApart, b + bStep, i)) : one;
}

/** As trees: lists are of two terms, of which the last may be of one. */
function fourTrees<T, V, S>(
  sums: Sums,
  out: usize,
  outApart: usize,
  start: usize,
  a: usize,
  aApart: usize,
  b: usize,
  bStep: usize,
): void {
  const lists = sums.lists;
  const isLastPair = load<i32>(sums.lengths + ((<usize>(lists - 1)) << 2)) == 2;
  let top = sums.waiting;
  // Two lists at a time: the lowest two levels meet in registers.
  for (let list = 0; list < lists; list += 2) {
    const isPair = list < lists - 1 || isLastPair;
    let p0 = leaf<T, V, S>(a, aApart, b, bStep, 0, isPair),
      p1 = leaf<T, V, S>(a, aApart, b, bStep, 1, isPair),
      p2 = leaf<T, V, S>(a, aApart, b, bStep, 2, isPair),
      p3 = leaf<T, V, S>(a, aApart, b, bStep, 3, isPair);
    if (list + 1 < lists) {
      const isNextPair = list + 2 < lists || isLastPair;
      a += 2 * sizeof<T>();
      b += 2 * bStep;
      p0 = add<V>(p0, leaf<T, V, S>(a, aApart, b, bStep, 0, isNextPair));
      p1 = add<V>(p1, leaf<T, V, S>(a, aApart, b, bStep, 1, isNextPair));
      p2 = add<V>(p2, leaf<T, V, S>(a, aApart, b, bStep, 2, isNextPair));
      p3 = add<V>(p3, leaf<T, V, S>(a, aApart, b, bStep, 3, isNextPair));
      a += 2 * sizeof<T>();
      b += 2 * bStep;
      for (let ones = list >>> 1; ones & 1; ones >>>= 1) {
        top -= 4 * sizeof<V>();
        p0 = add<V>(load<V>(top), p0);
        p1 = add<V>(load<V>(top, sizeof<V>()), p1);
        p2 = add<V>(load<V>(top, 2 * sizeof<V>()), p2);
        p3 = add<V>(load<V>(top, 3 * sizeof<V>()), p3);
      }
    }
    store<V>(top, p0);
    store<V>(top, p1, sizeof<V>());
    store<V>(top, p2, 2 * sizeof<V>());
    store<V>(top, p3, 3 * sizeof<V>());
    top += 4 * sizeof<V>();
  }
  top -= 4 * sizeof<V>();
  let s0 = load<V>(top),
    s1 = load<V>(top, sizeof<V>()),
    s2 = load<V>(top, 2 * sizeof<V>()),
    s3 = load<V>(top, 3 * sizeof<V>());
  while (top > sums.waiting) {
    top -= 4 * sizeof<V>();
    s0 = add<V>(load<V>(top), s0);
    s1 = add<V>(load<V>(top, sizeof<V>()), s1);
    s2 = add<V>(load<V>(top, 2 * sizeof<V>()), s2);
    s3 = add<V>(load<V>(top, 3 * sizeof<V>()), s3);
  }
  storeFour<V, S>(out, outApart, start, s0, s1, s2, s3);
}
