/**
 * Variance components of a crossed design with random levels: how much of the variance each factor makes alone, how
 * much factors make together only (interactions of every order), from the sums of squares of the effects.
 *
 * With y the response, S a set of factors, and G(S) half the mean squared difference of y over ordered pairs of cells
 * that are equal in the factors of S and differ in all others, G of no factor is the variance V, the factors of S
 * together explain V - G(S) (their closed component), and the components follow by inclusion and exclusion over the
 * subsets of S. The mean squares of the analysis of variance give the same numbers, MS(S) being the mean over the
 * effects of S, and lose fewer digits: E MS(S) = sum over T containing S of the component of T times the number of
 * cells of a level combination of T, so a component is the alternating sum of MS(T) over T containing S, divided by the
 * product of the levels of the factors outside S. Nothing is cut at 0: a component that is small may be negative, and
 * its expectation is right.
 *
 * A set of factors is a number whose bit f stands for factor f.
 * Source: Searle, Casella, McCulloch 1992, Variance Components, ch. 4; the pairs are the project's.
 * Checked: tests/statistics/components.test.ts, tests/measure/effects.test.ts (all pairs one by one).
 */
import { type Estimate, pointEstimate } from "./estimate.js";
import { meanOf } from "./sample.js";
import { studentQuantile } from "./student.js";

/** Sums over the effects of a crossed design, of one response or added up over several. */
export interface EffectSums {
  /** Levels of each factor, at least 2. */
  levels: readonly number[];
  /** By set: the squares of its effects, one for each combination of levels of its factors. Nothing at 0. */
  squares: Float64Array;
  /** By set and factor: those squares at each level of the factor; null for a factor that is not of the set. */
  atLevel: (Float64Array | null)[][];
  /**
   * By set and factor: the products of its effects with those of the set without the factor, at each level of the
   * factor; null for a factor that is not of the set.
   */
  withRest: (Float64Array | null)[][];
}

/** The product of the levels of the factors of a set. */
export function combinations(levels: readonly number[], set: number): number {
  return levels.reduce((product, count, factor) => (set & (1 << factor) ? product * count : product), 1);
}

/** By set: its component of the variance; nothing at 0. `squares` as in EffectSums. */
export function componentsOf(levels: readonly number[], squares: Float64Array): Float64Array {
  const all = squares.length - 1;
  const components = squares.map((sum, set) => {
    const freedom = levels.reduce((product, count, f) => (set & (1 << f) ? product * (count - 1) : product), 1);
    return (sum * combinations(levels, all & ~set)) / freedom;
  });
  for (let f = 0; f < levels.length; f++) {
    for (let set = 1; set <= all; set++)
      if (!(set & (1 << f))) components[set] = components[set]! - components[set | (1 << f)]!;
  }
  for (let set = 1; set <= all; set++) components[set] = components[set]! / combinations(levels, all & ~set);
  components[0] = 0;
  return components;
}

/** By set: what its factors explain together, the sum of the components of its subsets. At the last: the variance. */
export function closedOf(components: Float64Array): Float64Array {
  const closed = components.slice();
  for (let bit = 1; bit < closed.length; bit <<= 1) {
    for (let set = 1; set < closed.length; set++) if (set & bit) closed[set] = closed[set]! + closed[set & ~bit]!;
  }
  return closed;
}

/**
 * The squares of the effects without one level of a factor, about the means of what is left: an effect that does not
 * depend on the factor loses the share 1 / (L-1) of that of the level, the others move by as much.
 */
function squaresWithout(
  { levels, squares, atLevel, withRest }: EffectSums,
  factor: number,
  level: number,
): Float64Array {
  const bit = 1 << factor;
  const left = levels[factor]! - 1;
  return squares.map((sum, set) => {
    if (set & bit) return sum - (atLevel[set]![factor]![level]! * (left + 1)) / left;
    if (set === 0) return 0;
    const [own, product] = [atLevel[set | bit]![factor]![level]!, withRest[set | bit]![factor]![level]!];
    return sum - (2 * product) / left + own / (left * left);
  });
}

/** What is estimated of a set of factors, each with its 95% interval. */
export interface ComponentEstimates {
  /** Component, in squared units. */
  variance: Estimate;
  /** Component, divided by the variance. */
  share: Estimate;
  /** What the factors of the set explain together, divided by the variance. */
  closed: Estimate;
}

/** All that is estimated of a crossed design. */
export interface Components {
  /** The variance: half the mean squared difference of two cells that differ in every factor. */
  total: Estimate;
  /** By set; null at 0. */
  bySet: (ComponentEstimates | null)[];
}

/** Fewest levels of a factor of which a jackknife can leave one out. */
export const JACKKNIFE_LEVELS = 3;

/** A statistic is exact, or made by rounding, where its error is at most so much of the variance. */
const ROUNDING = 1e-12;

/**
 * Components and shares with their intervals, from sums over `responses` responses, of which they are the mean.
 *
 * The jackknife leaves out one level of one factor at a time, with all of its cells: (L-1)/L sum (T(-l) - mean)^2, added
 * up over the factors, for levels of different factors are independent. t has the levels of the factor with fewest,
 * less one, as its degrees of freedom. No interval where a factor has fewer than three levels, and where a statistic is
 * the same without any level. Shares are null where nothing varies.
 */
export function estimateComponents(sums: EffectSums, responses: number): Components {
  const { levels } = sums;
  const values = statistics(levels, sums.squares, responses);
  const variances = new Float64Array(values.length);
  const isJackknifed = levels.every((count) => count >= JACKKNIFE_LEVELS);
  for (let f = 0; isJackknifed && f < levels.length; f++) {
    const count = levels[f]!;
    const fewer = levels.map((each, g) => (g === f ? each - 1 : each));
    const without = Array.from({ length: count }, (_, l) => statistics(fewer, squaresWithout(sums, f, l), responses));
    for (let i = 0; i < values.length; i++) {
      const each = Float64Array.from(without, (statistic) => statistic[i]!);
      const mean = meanOf(each);
      for (const value of each) variances[i]! += ((value - mean) * (value - mean) * (count - 1)) / count;
    }
  }
  const t = isJackknifed ? studentQuantile(0.975, Math.min(...levels) - 1) : 0;
  const size = sums.squares.length;
  const total = values[0]!;
  const estimate = (form: string, at: number, scale: number): Estimate => {
    const value = values[at]!;
    const reach = t * Math.sqrt(variances[at]!);
    return reach > ROUNDING * scale && Number.isFinite(reach)
      ? { form, value, low: value - reach, high: value + reach }
      : pointEstimate(form, value);
  };
  return {
    total: estimate("variance", 0, total),
    bySet: Array.from({ length: size }, (_, set) =>
      set === 0
        ? null
        : {
            variance: estimate("component", set, total),
            share: estimate("component / variance", size + set, 1),
            closed: estimate("closed component / variance", 2 * size + set, 1),
          },
    ),
  };
}

/** [variance, components; nothing, their shares; nothing, closed shares]: a number each set. */
function statistics(levels: readonly number[], squares: Float64Array, responses: number): Float64Array {
  const size = squares.length;
  const components = componentsOf(levels, squares);
  const closed = closedOf(components);
  const total = closed[size - 1]!;
  const all = new Float64Array(3 * size);
  all[0] = total / responses;
  for (let set = 1; set < size; set++) {
    all[set] = components[set]! / responses;
    all[size + set] = components[set]! / total;
    all[2 * size + set] = closed[set]! / total;
  }
  return all;
}
