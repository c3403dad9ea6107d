/**
 * The further measures written as their definitions: every pair, every subset, every example by itself. What the tests
 * compare with; host functions for logarithms, so to 1e-9.
 */
import type { Predictions } from "../../src/measure/predictions.js";
import { overPairs, vector } from "../measure/slowly.js";

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The class that replica r decides on example n. */
export function decided(p: Predictions, r: number, n: number): number {
  const row = vector(p, r, n);
  if (p.columns === 1) return row[1]! > 0.5 ? 1 : 0;
  return row.indexOf(Math.max(...row));
}

export function overExamples(p: Predictions, of: (n: number) => number): number {
  return mean(range(p.examples).map(of));
}

export function softDistance(p: Predictions, alpha: number, r: number, s: number): number {
  const soft = (row: number[]) => row.map((x) => (x / Math.max(...row)) ** alpha);
  return overExamples(p, (n) => {
    const [a, b] = [soft(vector(p, r, n)), soft(vector(p, s, n))];
    return a.reduce((sum, x, c) => sum + Math.abs(x - b[c]!), 0) / 2;
  });
}

export function divergence(p: Predictions, r: number, s: number): number {
  const kl = (a: number[], b: number[]) => a.reduce((sum, x, c) => sum + (x > 0 ? x * Math.log2(x / b[c]!) : 0), 0);
  return overExamples(p, (n) => {
    const [a, b] = [vector(p, r, n), vector(p, s, n)];
    const m = a.map((x, c) => (x + b[c]!) / 2);
    return (kl(a, m) + kl(b, m)) / 2;
  });
}

export const churn = (p: Predictions, r: number, s: number): number =>
  overExamples(p, (n) => (decided(p, r, n) === decided(p, s, n) ? 0 : 1));

export const error = (p: Predictions, labels: readonly number[], r: number): number =>
  overExamples(p, (n) => (decided(p, r, n) === labels[n] ? 0 : 1));

/** One minus the agreement of two replicas that decide each class as often as they do, but by chance. */
export function chance(p: Predictions, r: number, s: number): number {
  const share = (of: number, c: number) => overExamples(p, (n) => (decided(p, of, n) === c ? 1 : 0));
  return 1 - range(Math.max(2, p.columns)).reduce((sum, c) => sum + share(r, c) * share(s, c), 0);
}

/** All ways to take k of the numbers below `count`. */
export function subsets(count: number, k: number): number[][] {
  if (k === 0) return [[]];
  return range(count).flatMap((last) => subsets(last, k - 1).map((some) => [...some, last]));
}

export function pearson(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [mean(a), mean(b)];
  const product = (p: readonly number[], q: readonly number[], u: number, v: number) =>
    p.reduce((sum, each, i) => sum + (each - u) * (q[i]! - v), 0);
  return product(a, b, x, y) / Math.sqrt(product(a, a, x, x) * product(b, b, y, y));
}

/** Ranks by counting: half of the equals, and oneself. */
export const ranks = (a: readonly number[]): number[] =>
  a.map((x) => a.filter((y) => y < x).length + (a.filter((y) => y === x).length + 1) / 2);

/** Share of the pairs of a positive and another example that are in the right order, ties half. */
export function area(scores: readonly number[], isPositive: readonly boolean[]): number {
  const of = (wanted: boolean) => scores.filter((_, n) => isPositive[n] === wanted);
  return mean(of(true).flatMap((x) => of(false).map((y) => (x > y ? 1 : x === y ? 0.5 : 0))));
}

/** N/(N-1) (Var(error) - sum over examples of Var(wrong) / N^2), divisors R-1. */
export function distributionWise(p: Predictions, labels: readonly number[]): number {
  const variance = (values: number[]) =>
    values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / (values.length - 1);
  const replicas = range(p.replicas);
  const errors = replicas.map((r) => error(p, labels, r));
  const own = range(p.examples).map((n) => variance(replicas.map((r) => (decided(p, r, n) === labels[n] ? 0 : 1))));
  const sum = own.reduce((total, each) => total + each, 0);
  return (p.examples / (p.examples - 1)) * (variance(errors) - sum / p.examples ** 2);
}

export { mean, overPairs, range, vector };
