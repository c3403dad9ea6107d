/**
 * Reproducibility in convex optimization: Ahn, Jain, Ji, Kale, Netrapalli, Shamir 2022, and what Zhang, Yang, Karbasi, He
 * 2023 add to it. Gradient descent with inexact oracles is trained on a function whose deviations have closed forms.
 */
import { derivedSeed } from "../reference/derived-seed.js";
import { exp64, log64 } from "../reference/float64.js";
import { jackknifeLog } from "../statistics/jackknife.js";
import { meanOf, standardError } from "../statistics/sample.js";
import { studentQuantile } from "../statistics/student.js";
import type { StudyInput } from "../study/study.js";
import {
  BED,
  DIRECTIONS,
  deviationOf,
  excessAlong,
  excessOf,
  type Method,
  ORACLES,
  type OracleName,
  STEP,
  stepsTo,
} from "./convex-bed.js";
import type { Context, Experiment, Observed } from "./experiment.js";
import type { DecidingQuantity, Rule } from "./rule.js";
import { trainArms } from "./training.js";

const LEVEL = 0.99;
/** How far slopes, and the logs of ratios to closed forms, may be off. */
const TOLERANCE = 0.05;
/** "No more". */
const MARGIN = 1.1;
/** "Of the same order". */
const ORDER = 2;

const powersOf2 = (...exponents: number[]) => exponents.map((exponent) => 2 ** exponent);
const DELTAS = powersOf2(-12, -10, -8);
const EPSILONS = powersOf2(-5, -6, -7, -8, -9);
const LENGTHS = powersOf2(9, 10, 11);
/** Where methods are compared, and where the figure is taken. */
const AT = { delta: 2 ** -10, epsilon: 2 ** -9 };
const MOMENTUM = 0.9;
/** Curvature of all directions in the world without flat ones. */
const CURVED = 1 / 32;
/** "ball": of the seeds of the trainings. */
const BALL = 0x62616c6c;

const DESCENT = { rate: STEP, momentum: 0, isNesterov: false, pull: 0 };
/** What gradient descent reaches where methods are compared. */
const REACHED = excessAfter(1 / AT.epsilon, DESCENT);
/** A pull to the start costs half of that at most: r/2 norm(best - x0)^2, of which the norm is 1. */
const METHODS = {
  "gradient descent": DESCENT,
  momentum: { ...DESCENT, momentum: MOMENTUM },
  Nesterov: { ...DESCENT, momentum: MOMENTUM, isNesterov: true },
  "gradient descent, pulled": { ...DESCENT, pull: REACHED },
  "Nesterov, pulled": { ...DESCENT, momentum: MOMENTUM, isNesterov: true, pull: REACHED },
} satisfies Record<string, Method>;
type MethodName = keyof typeof METHODS;

function excessAfter(steps: number, method: Method): number {
  let at = 0;
  for (const excess of excessAlong(method)) if (at++ === steps) return excess;
  return 0;
}

/** One training: an oracle at a place of the grid, or a method beside gradient descent. */
export interface OraclePoint {
  oracle: OracleName;
  delta: number;
  epsilon: number;
  steps: number;
  rate: number;
  /** null on the grid. */
  method: MethodName | null;
}

/** What was seen of a training. */
export interface OracleFound extends OraclePoint {
  /** norm(x - mean)^2 of each replica. */
  off: Float64Array;
  /** The largest F - min F of a replica. */
  excess: number;
}

/**
 * The grid of an oracle, with gradient descent. T = 1 / eps steps of 1/2 reach eps on any function as smooth from a
 * distance of 1; with errors that are drawn anew the steps are smaller, 1 / (2 eps T), and T is free.
 */
function gridOf(oracle: OracleName): OraclePoint[] {
  return DELTAS.flatMap((delta) =>
    EPSILONS.flatMap((epsilon) => {
      const own = { oracle, delta, epsilon, method: null };
      return oracle === "stochastic"
        ? LENGTHS.map((steps) => ({ ...own, steps, rate: 1 / (2 * epsilon * steps) }))
        : [{ ...own, steps: 1 / epsilon, rate: STEP }];
    }),
  );
}

/** Each method until it has reached what gradient descent has, under both oracles whose errors stay. */
function comparisonsOf(nullOf: string | null): OraclePoint[] {
  return (Object.keys(METHODS) as MethodName[]).flatMap((method) => {
    const whole = stepsTo(REACHED, METHODS[method]);
    const isCutShort = nullOf === "A5" && METHODS[method].momentum > 0;
    const steps = isCutShort ? Math.ceil(whole / 4) : whole;
    return (["start", "gradient"] as const).map((oracle) => ({ ...AT, oracle, steps, rate: STEP, method }));
  });
}

function studyOf({ oracle, delta, steps, rate, method }: OraclePoint, replicas: number, seed: number, pull: number) {
  const { momentum, isNesterov, pull: own } = METHODS[method ?? "gradient descent"];
  const optimizer = { learningRate: rate, weightDecay: own + pull };
  const study: StudyInput = {
    ...BED,
    optimizer:
      momentum === 0
        ? { name: "sgd", ...optimizer }
        : { name: isNesterov ? "nesterov" : "momentum", momentum, ...optimizer },
    epochs: steps,
    oracle: { name: oracle, delta },
    vary: ["oracle"],
    replicas,
    seed,
  };
  return study;
}

async function* observe(context: Context): AsyncGenerator<number, Observed> {
  const { replicas, seed, nullOf } = context;
  const points = [...ORACLES.flatMap(gridOf), ...comparisonsOf(nullOf)];
  const work = points.map(({ steps }) => steps);
  const all = work.reduce((sum, steps) => sum + steps, 0);
  const found: OracleFound[] = [];
  const fingerprints: string[] = [];
  for (let first = 0; first < points.length; first += TOGETHER) {
    const some = points.slice(first, first + TOGETHER);
    const trainings = await trainArms(
      context,
      some.map((point, at) => {
        const pull = nullOf !== null && nullOf === worldOf(point) ? CURVED : 0;
        return studyOf(point, replicas, derivedSeed(seed, BALL, first + at), pull);
      }),
    );
    for (const [at, { outcomes, fingerprint }] of trainings.entries()) {
      const parameters = outcomes.map((outcome) => outcome.parameters);
      found.push({ ...some[at]!, off: squaresOff(parameters), excess: Math.max(...parameters.map(excessOf)) });
      fingerprints.push(fingerprint);
    }
    yield work.slice(0, first + TOGETHER).reduce((sum, steps) => sum + steps, 0) / all;
  }
  const over = `${replicas} replicas at each point`;
  return {
    quantities: oracleQuantities(found, nullOf, over),
    shown: [],
    tables: tablesOf(found),
    figure: figureOf(found),
    trained: found.map((point, at) => ({ name: nameOf(point), fingerprint: fingerprints[at]!, replicas })),
  };
}

/** Trainings that are looked at together. */
const TOGETHER = 8;

/** The line whose null world curves the function at this point. */
function worldOf({ oracle, method }: OraclePoint): string | null {
  return method === null ? { start: "A1", gradient: "A2", stochastic: "A3" }[oracle] : null;
}

function nameOf({ oracle, delta, epsilon, steps, method }: OraclePoint): string {
  return `${method ?? "gradient descent"}, ${oracle}, delta ${delta}, eps ${epsilon}, ${steps} steps`;
}

/** norm(x - mean)^2 of each. */
export function squaresOff(points: readonly Float32Array[]): Float64Array {
  const squares = new Float64Array(points.length);
  for (let p = 0; p < DIRECTIONS; p++) {
    const values = points.map((point) => point[p]!);
    const mean = meanOf(values);
    for (const [r, value] of values.entries()) squares[r]! += (value - mean) * (value - mean);
  }
  return squares;
}

/** The log of the mean of norm(x - x')^2 over pairs, and its standard error by the jackknife over replicas. */
function logDeviation({ off }: Pick<OracleFound, "off">): { log: number; error: number } {
  const replicas = off.length;
  const sum = meanOf(off) * replicas;
  const whole = (2 * sum) / (replicas - 1);
  const without = off.map((square) => (2 * (sum - (replicas / (replicas - 1)) * square)) / (replicas - 2));
  const { estimate, pseudoValues } = jackknifeLog(whole, without)!;
  return { log: estimate, error: standardError(pseudoValues) };
}

interface Interval {
  value: number;
  low: number;
  high: number;
}

/** A sum of logs of independent trainings with these weights, with its interval: t with one less than the replicas. */
function weighted(found: readonly OracleFound[], weights: readonly number[], offsets?: readonly number[]): Interval {
  let [value, square] = [0, 0];
  for (const [at, point] of found.entries()) {
    const { log, error } = logDeviation(point);
    value += weights[at]! * (log - (offsets?.[at] ?? 0));
    square += (weights[at]! * error) ** 2;
  }
  const reach = studentQuantile((1 + LEVEL) / 2, found[0]!.off.length - 1) * Math.sqrt(square);
  return { value, low: value - reach, high: value + reach };
}

/** Least squares on a balanced grid, where each slope is that on its own logs alone. */
function slope(found: readonly OracleFound[], on: "delta" | "epsilon" | "steps"): Interval {
  const logs = found.map((point) => log64(point[on]));
  const mean = meanOf(logs);
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  return weighted(
    found,
    logs.map((log) => (log - mean) / squares),
  );
}

/** exp of the ends. */
function ratio({ value, low, high }: Interval): Interval {
  return { value: exp64(value), low: exp64(low), high: exp64(high) };
}

const OLS = "least squares on logs; t, jackknife over replicas";

/** What decides, from what was seen: nothing else is known here. */
export function oracleQuantities(
  found: readonly OracleFound[],
  nullOf: string | null,
  over: string,
): Record<string, DecidingQuantity[]> {
  const quantity = (name: string, interval: Interval, rule: Rule, method = OLS): DecidingQuantity => ({
    name,
    ...interval,
    level: LEVEL,
    method,
    over,
    rule,
  });
  const near = (truth: number) => ({ from: truth - TOLERANCE, to: truth + TOLERANCE });
  const grid = (oracle: OracleName) => found.filter((point) => point.method === null && point.oracle === oracle);
  const slopes = (oracle: OracleName, truths: Partial<Record<"delta" | "epsilon" | "steps", number>>) => [
    ...(["delta", "epsilon", "steps"] as const)
      .filter((on) => truths[on] !== undefined)
      .map((on) =>
        quantity(
          `slope of the log deviation on log ${{ delta: "delta", epsilon: "eps", steps: "T" }[on]}`,
          slope(grid(oracle), on),
          near(truths[on]!),
        ),
      ),
    quantity(
      "the largest F - min F of a replica over eps",
      exactly(Math.max(...grid(oracle).map(({ excess, epsilon }) => excess / epsilon))),
      { below: 1 },
      "of all replicas",
    ),
  ];
  const compared = (oracle: OracleName, method: MethodName) => {
    const of = (name: MethodName) => found.find((point) => point.oracle === oracle && point.method === name)!;
    return { own: of(method), descent: of("gradient descent") };
  };
  const against = (oracle: OracleName, method: MethodName) => {
    const { own, descent } = compared(oracle, method);
    return ratio(weighted([own, descent], [1, -1]));
  };
  const fast: MethodName = nullOf === "A6" ? "gradient descent, pulled" : "Nesterov, pulled";
  const faster = compared("start", fast);
  return {
    A1: slopes("start", { delta: 2, epsilon: 0 }),
    A2: slopes("gradient", { delta: 2, epsilon: -2 }),
    A3: slopes("stochastic", { delta: 2, epsilon: -2, steps: -1 }),
    A4: ORACLES.map((oracle) => {
      const points = grid(oracle);
      const share = nullOf === "A4" && oracle === "stochastic" ? MEAN_ITERATE : 1;
      const logs = points.map((point) => log64(share * deviationOf(oracle, point)));
      return quantity(
        `mean log of the deviation over its closed form, ${oracle}`,
        weighted(
          points,
          points.map(() => 1 / points.length),
          logs,
        ),
        near(0),
        "t, jackknife over replicas",
      );
    }),
    A5: (["momentum", "Nesterov"] as const).map((method) =>
      quantity(
        `deviation of ${method} over that of gradient descent, gradients off, at equal accuracy`,
        against("gradient", method),
        { above: 1 / ORDER },
        "t, jackknife over replicas",
      ),
    ),
    A6: [
      quantity(
        `steps of ${fast} over those of gradient descent, at equal accuracy`,
        exactly(faster.own.steps / faster.descent.steps),
        { below: 1 / MARGIN },
        "without errors",
      ),
      quantity(
        `deviation of ${fast} over that of gradient descent, start off, at equal accuracy`,
        against("start", fast),
        { below: MARGIN },
        "t, jackknife over replicas",
      ),
    ],
  };
}

/** Of the deviation of the last iterate, along a flat direction, that of the mean of all. */
const MEAN_ITERATE = 1 / 3;

function exactly(value: number): Interval {
  return { value, low: value, high: value };
}

function tablesOf(found: readonly OracleFound[]): Observed["tables"] {
  const deviation = (point: OracleFound) => exp64(logDeviation(point).log);
  const grid = found.filter(({ method, delta }) => method === null && delta === AT.delta);
  return [
    {
      title: `Deviation and its closed form, gradient descent, delta = 2^-10`,
      columns: ["what is off", "eps", "steps", "deviation", "closed form", "deviation / delta^2", "largest F - min F"],
      rows: grid.map((point) => [
        point.oracle,
        point.epsilon,
        point.steps,
        deviation(point),
        deviationOf(point.oracle, point),
        deviation(point) / point.delta ** 2,
        point.excess,
      ]),
    },
    {
      title: `Methods, each until F - min F is that of gradient descent after ${1 / AT.epsilon} steps, delta = 2^-10`,
      columns: ["method", "what is off", "steps", "deviation / delta^2", "largest F - min F"],
      rows: found
        .filter(({ method }) => method !== null)
        .map((point) => [point.method, point.oracle, point.steps, deviation(point) / point.delta ** 2, point.excess]),
    },
  ];
}

function figureOf(found: readonly OracleFound[]): Observed["figure"] {
  const shown = found.filter(
    ({ method, delta, oracle, steps }) =>
      method === null && delta === AT.delta && (oracle !== "stochastic" || steps === LENGTHS[0]),
  );
  const doublings = log64(2);
  return {
    title: "Deviation of two runs by the accuracy that they reach",
    x: "1 / eps",
    y: "log2 of the deviation / delta^2",
    series: ORACLES.map((oracle) => ({
      name: { start: "start off", gradient: "gradient off", stochastic: `gradient off anew, T = ${LENGTHS[0]}` }[
        oracle
      ],
      points: shown
        .filter((point) => point.oracle === oracle)
        .map((point) => {
          const { value, low, high } = weighted([point], [1 / doublings], [2 * log64(point.delta)]);
          return { x: 1 / point.epsilon, y: value, low, high };
        }),
    })),
  };
}

const ZHANG = { paper: "Zhang, Yang, Karbasi, He 2023, arXiv 2310.17759" };

export const ahn2022: Experiment = {
  name: "ahn-2022",
  summary: "Inexact oracles limit how reproducible convex optimization can be",
  paper: {
    authors: "Ahn, Jain, Ji, Kale, Netrapalli, Shamir",
    title: "Reproducibility in Optimization: Theoretical Framework and Limits",
    venue: "NeurIPS 2022",
    url: "https://arxiv.org/abs/2202.04598",
  },
  ours: [
    "The function is ours: a linear network with squared loss, whose curvature halves along 16 directions and is 0 along 128. Deviations on it have closed forms.",
    "A bound over all functions and algorithms cannot be shown by runs: that the rates are attained on this function is what is tested.",
    "The last iterate stands for the mean of all, which is what theory takes for stochastic gradients: along a flat direction its deviation is three times as large, at the same rates.",
    "A pull to the start is weight decay here, because the start is 0.",
  ],
  seconds: 30,
  replicas: { default: 64, least: 4, what: "replicas at each point of the grid" },
  lines: [
    {
      id: "A1",
      claim: "With an inexact start the deviation is of the order of delta^2, whatever the accuracy",
      measured: "Gradient descent, 1 / eps steps; the start is off by delta / 2",
      by: "paper",
      nullWorld: "the function is curved in every direction, and forgets its start",
    },
    {
      id: "A2",
      claim: "With inexact gradients it is of the order of (delta / eps)^2",
      measured: "Gradient descent, 1 / eps steps; every gradient is off by delta, always the same way",
      by: "paper",
      nullWorld: "the function is curved in every direction, which bounds what an error adds up to",
    },
    {
      id: "A3",
      claim: "With stochastic gradients it is of the order of (delta / eps)^2 / T",
      measured:
        "Gradient descent, T steps of 1 / (2 eps T); gradients are off by delta in the mean square, anew each time",
      by: "paper",
      nullWorld: "the function is curved in every direction, which bounds what errors add up to",
    },
    {
      id: "A4",
      claim: "Deviations are those of the closed forms, constants included",
      measured: "The same trainings in float32, against sums over the curvatures",
      by: "ours",
      nullWorld: "the closed form for stochastic gradients is that of the mean of all iterates",
    },
    {
      id: "A5",
      claim:
        "Where gradients are inexact, no first-order method is better by an order than gradient descent at the same accuracy",
      measured: `Momentum and Nesterov's, ${MOMENTUM}, each until it reaches what gradient descent reaches in ${1 / AT.epsilon} steps`,
      by: "paper",
      nullWorld: "momentum stops after a quarter of its steps, at another accuracy",
    },
    {
      id: "A6",
      claim: "Where the start is inexact, acceleration with a pull to the start takes fewer steps and deviates no more",
      measured: "Nesterov's momentum on F + r/2 norm(x - x0)^2, against gradient descent at the same accuracy",
      by: ZHANG,
      nullWorld: "the pull without acceleration",
    },
  ],
  observe,
};
