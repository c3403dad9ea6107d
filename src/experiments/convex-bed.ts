/**
 * A smooth convex function with closed forms, as a study that the SDK trains: a linear network with squared loss whose
 * Hessian is diagonal. Along a ladder of directions the curvature halves from rung to rung, so that gradient descent
 * needs 1 / eps steps; along most directions the function is flat.
 *
 *   F(x) = 1/2 sum over p of lambda[p] (x[p] - best[p])^2
 *
 * Shapes: parameters are the rungs, the flat directions, and the bias.
 * Checked: tests/experiments/convex-bed.test.ts.
 */
import type { StudyInput } from "../study/study.js";

const RUNGS = 16;
const FLAT = 128;
/** Of all parameters. */
export const DIRECTIONS = RUNGS + FLAT + 1;
/** Largest curvature, that of the bias: the squared loss is (f - y)^2. */
const SMOOTHNESS = 2;
/** A step of gradient descent. */
export const STEP = 1 / SMOOTHNESS;
/** The distance of the start, 0, from the nearest best point is 1. */
const BEST = 1 / Math.sqrt(RUNGS);

/** Curvature along each direction. */
export const CURVATURES: Float64Array = Float64Array.from({ length: DIRECTIONS }, (_, p) => {
  if (p === DIRECTIONS - 1) return SMOOTHNESS;
  return p < RUNGS ? 2 ** -p : 0;
});

/**
 * Training examples: for each rung two opposite inputs along it and their targets. All are a batch, whose loss is F: with
 * c the size of the input, F has the curvature 2 c^2 / RUNGS.
 */
function examples(): { x: number[][]; y: number[] } {
  const [x, y]: [number[][], number[]] = [[], []];
  for (let rung = 0; rung < RUNGS; rung++) {
    const size = Math.sqrt((RUNGS * CURVATURES[rung]!) / 2);
    for (const sign of [1, -1]) {
      x.push(Array.from({ length: RUNGS + FLAT }, (_, p) => (p === rung ? sign * size : 0)));
      y.push(sign * size * BEST);
    }
  }
  return { x, y };
}

const { x, y } = examples();

/** Gradient descent on F from 0, so many steps of it. */
export const BED = {
  data: { name: "given", x, y, test: { x: x.slice(0, 1), y: y.slice(0, 1) }, task: "regression" },
  hidden: [],
  loss: "squared",
  initial: { weights: "zeros", biases: "zeros" },
  batchSize: 2 * RUNGS,
  optimizer: { name: "sgd", learningRate: STEP },
} satisfies StudyInput;

/** F(x) - min F. */
export function excessOf(parameters: ArrayLike<number>): number {
  let sum = 0;
  for (let p = 0; p < DIRECTIONS; p++) {
    const off = parameters[p]! - bestAt(p);
    sum += (CURVATURES[p]! * off * off) / 2;
  }
  return sum;
}

function bestAt(p: number): number {
  return p < RUNGS ? BEST : 0;
}

/** How x moves: x - rate (g + momentum v) with Nesterov, x - rate v without, v = momentum v + g, g the gradient. */
export interface Method {
  rate: number;
  momentum: number;
  isNesterov: boolean;
  /** r of F + r/2 norm(x - x0)^2: the weight decay, as x0 is 0. */
  pull: number;
}

/** F - min F after 0, 1, 2, ... steps of a method from 0, without any error, in float64. */
export function* excessAlong({ rate, momentum, isNesterov, pull }: Method): Generator<number, never> {
  const point = new Float64Array(DIRECTIONS);
  const direction = new Float64Array(DIRECTIONS);
  for (;;) {
    yield excessOf(point);
    for (let p = 0; p < DIRECTIONS; p++) {
      const gradient = CURVATURES[p]! * (point[p]! - bestAt(p)) + pull * point[p]!;
      direction[p] = momentum * direction[p]! + gradient;
      point[p] = point[p]! - rate * (isNesterov ? gradient + momentum * direction[p]! : direction[p]!);
    }
  }
}

/** Steps that a method takes until F - min F is at most so much. */
export function stepsTo(excess: number, method: Method): number {
  let steps = 0;
  for (const reached of excessAlong(method)) {
    if (reached <= excess) break;
    steps++;
  }
  return steps;
}

/** Inexact oracles: what is off by delta. */
export const ORACLES = ["start", "gradient", "stochastic"] as const;
export type OracleName = (typeof ORACLES)[number];

/**
 * The mean of norm(x - x')^2 over pairs of independent runs of gradient descent. With q = 1 - rate lambda, along each of
 * P directions an error of the start is multiplied by q^T; a constant error u of the gradient, E u^2 = delta^2 / P,
 * leaves rate u (1 + q + ... + q^(T-1)); errors that are drawn anew leave rate^2 (delta^2 / P) (1 + q^2 + ... +
 * q^(2 (T-1))) of variance in the last iterate.
 */
export function deviationOf(
  oracle: OracleName,
  { delta, rate, steps }: { delta: number; rate: number; steps: number },
) {
  let sum = 0;
  for (const curvature of CURVATURES) {
    const q = 1 - rate * curvature;
    if (oracle === "start") sum += power(q, steps) ** 2 / 4;
    else if (oracle === "gradient") sum += (rate * geometric(q, steps)) ** 2;
    else sum += rate ** 2 * geometric(q * q, steps);
  }
  return (2 * delta * delta * sum) / DIRECTIONS;
}

/** 1 + q + ... + q^(n-1). */
function geometric(q: number, n: number): number {
  return q === 1 ? n : (1 - power(q, n)) / (1 - q);
}

/** q^n by squaring, for n an integer of at least 0: the same bits on every engine. */
function power(q: number, n: number): number {
  if (n === 0) return 1;
  const half = power(q, Math.floor(n / 2));
  return n % 2 === 0 ? half * half : half * half * q;
}
