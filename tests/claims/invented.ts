/**
 * Invented evidence for the rules: claims that would be true, false or open, in the shape of real ones. Nothing here
 * was measured.
 */
import type { Arm, ClaimId, Contrast, Convergence, Evidence } from "../../src/claims/claim.js";
import { togetherOf } from "../../src/claims/convergence.js";
import { LEVEL } from "../../src/claims/selection.js";
import { meanOverDraws } from "../../src/statistics/over-draws.js";
import type { Study } from "../../src/study/study.js";

export const MARGIN = 0.0953;
const LEARNABLE = 0.16;

/** A study of which only the shape of the network matters here. */
function studyOf(hidden: number[], activation = "relu"): Study {
  return {
    hidden,
    activation: { name: activation },
    optimizer: { learningRate: 0.1 },
    seeds: { data: 0 },
  } as unknown as Study;
}

export function armOf(name: string, change: Partial<Arm> & { hidden?: number[] } = {}): Arm {
  const { hidden = [8], ...rest } = change;
  return {
    name,
    group: "activation",
    at: null,
    study: studyOf(hidden),
    draws: [1, 2, 3, 4, 5, 6, 7, 8],
    seeds: [1, 2, 3, 4, 5, 6, 7, 8],
    fingerprint: "00",
    distinctReplicas: 128,
    learningRate: 0.1,
    replicas: 1024,
    loss: 0.54,
    excess: 0.01,
    excessKept: 0.008,
    kept: 0.8,
    matched: null,
    predictionDifference: { form: "pairwise", value: 0.03, low: 0.029, high: 0.031 },
    predictionDifferenceKept: { form: "pairwise", value: 0.03, low: 0.029, high: 0.031 },
    churn: { form: "pairwise", value: 0.04, low: 0.039, high: 0.041 },
    predictionDifferenceByDraw: Array(8).fill(0.03),
    betweenDraws: 0,
    gradientNorm: null,
    failed: null,
    ...rest,
  };
}

/** A contrast with a half-width of two standard errors; `byDraw` defaults to eight equal draws. */
export function contrastOf(estimate: number, halfWidth: number, change: Partial<Contrast> = {}): Contrast {
  return {
    a: "a",
    b: "b",
    replicas: "all",
    decides: true,
    estimate,
    low: estimate - halfWidth,
    high: estimate + halfWidth,
    level: 0.99,
    margin: MARGIN,
    method: "invented",
    pairs: 1024,
    standardError: halfWidth / 2,
    critical: 2,
    degreesOfFreedom: 127,
    halfWidth,
    smallestDetectableRatio: 1.2,
    byDraw: Array(8).fill(estimate),
    betweenDraws: 0,
    withinDraws: null,
    noInterval: null,
    ...change,
  };
}

export const noInterval = contrastOf(0, 1, {
  estimate: null,
  low: null,
  high: null,
  standardError: null,
  critical: null,
  halfWidth: null,
  byDraw: [],
  noInterval: "b keeps 2 of 4 replicas",
});

export function evidenceOf(id: ClaimId, arms: Arm[], contrasts: Contrast[] = [], learnable = LEARNABLE): Evidence {
  return { id, data: "vee", title: id, headline: null, learnable, arms, contrasts, convergence: null };
}

/**
 * Evidence of C1: the mean difference of equally good units on each draw (null: no two met), after 100 and after 400
 * epochs.
 */
export function convergenceFrom(
  equal: (number | null)[],
  change: { first?: (number | null)[]; line?: number; gradientNorm?: number } = {},
): Convergence {
  const { first = equal, line = 1e-8, gradientNorm = 1e-7 } = change;
  const draws = equal.length;
  const lengthOf = (epochs: number, values: (number | null)[]) => ({
    epochs,
    line: Array(draws).fill(line),
    unit: Array(draws).fill(0.1),
    gradientNorm: Array(draws).fill(gradientNorm),
    eligible: Array(draws).fill(0.5),
    equalShare: values.map((value) => (value === null ? 0 : 0.2)),
    equal: values,
    equalMean: meanOverDraws(
      values.filter((value) => value !== null),
      LEVEL,
    ),
  });
  const lengths = [lengthOf(100, first), lengthOf(400, equal)];
  return {
    floor: 0.01,
    level: LEVEL,
    lengths,
    earlier: first,
    ...togetherOf(lengths, first, 0.01),
    bands: [],
    solutions: [],
  };
}

/** Draws around a mean of which so many are negative; their mean stays as given. */
export function drawsWith(negative: number, mean: number): number[] {
  const below = -0.01;
  return Array.from({ length: 8 }, (_, draw) =>
    draw < negative ? below : (8 * mean - negative * below) / (8 - negative),
  );
}
