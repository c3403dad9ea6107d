/**
 * Invented claims and results, in the shape of real ones, for the tests and for looking at the pages. No number was
 * measured.
 */
import type { Arm, Claim, ClaimId, Claims, Contrast, Convergence, Verdict } from "../../src/claims/claim.js";
import { finish } from "../../src/host/slices.js";
import { type PageParts, page } from "../../src/report/page.js";
import type { DecisionMaps } from "../../src/report/plots/decision-map.js";
import type { RunPageInput } from "../../src/report/run-page.js";
import type { Estimate } from "../../src/statistics/estimate.js";
import type { Study } from "../../src/study/study.js";
import type { Activation } from "../../src/study/variants/activations.js";
import { convergenceFrom } from "../claims/invented.js";

/** The document of a page, without the pauses between its pieces. */
export function whole(parts: Generator<void, PageParts>): string {
  return page(finish(parts));
}

const SETTINGS = ["1 epoch", "1 epoch, decay", "20 epochs", "20 epochs, decay"];

const VEE = {
  name: "vee",
  train: 6000,
  test: 1000,
  dimension: 2,
  task: "binary",
  scale: 4,
  noise: 0,
} as const satisfies Study["data"];

const STUDY: Study = {
  data: VEE,
  hidden: [8],
  activation: { name: "relu" },
  loss: "logistic",
  optimizer: {
    name: "adagrad",
    learningRate: 0.1,
    weightDecay: 0,
    epsilon: 1e-10,
    initialAccumulator: 0,
    learningRateDecay: 0,
  },
  schedule: { name: "constant" },
  classWeights: null,
  earlyStopping: null,
  clipNorm: null,
  initial: { weights: { name: "glorot_uniform", gain: 1 }, biases: { name: "zeros" } },
  batchSize: 1,
  epochs: 1,
  shuffleWindow: 6000,
  shuffleForm: "buffer",
  reshuffle: true,
  order: null,
  vary: ["init", "shuffle"],
  design: null,
  replicas: 128,
  seed: 0,
  seeds: {},
};

export function studyOf(change: Partial<Study>): Study {
  return { ...STUDY, ...change };
}

export function around(value: number, spread = 0.04, form = "pairwise, mean over data draws"): Estimate {
  return value === 0
    ? { form, value, low: null, high: null }
    : { form, value, low: value * (1 - spread), high: value * (1 + spread) };
}

function hex(text: string): string {
  let state = 2166136261;
  return Array.from({ length: 64 }, (_, i) => {
    state = Math.imul(state ^ (text.charCodeAt(i % text.length) + i), 16777619);
    return ((state >>> 8) & 15).toString(16);
  }).join("");
}

export function armOf(
  name: string,
  group: Arm["group"],
  pd: number,
  study: Partial<Study>,
  change: Partial<Arm> = {},
): Arm {
  const selects = change.kept !== undefined && change.kept !== null;
  return {
    name,
    group,
    at: null,
    study: studyOf(study),
    draws: [0, 1, 2, 3, 4, 5, 6, 7],
    seeds: [8, 9, 10, 11, 12, 13, 14, 15],
    fingerprint: hex(name),
    distinctReplicas: 128,
    learningRate: 0.1,
    replicas: 1024,
    loss: 0.5412,
    excess: 0.0123,
    excessKept: selects ? 0.0109 : null,
    kept: null,
    matched: null,
    predictionDifference: around(pd),
    predictionDifferenceKept: selects ? around(pd * 0.93) : null,
    churn: around(pd * 1.7, 0.06),
    predictionDifferenceByDraw: [pd],
    betweenDraws: pd * 0.08,
    gradientNorm: null,
    failed: null,
    ...change,
  };
}

export function contrastOf(
  a: string,
  b: string,
  ratio: number,
  spread = 0.05,
  change: Partial<Contrast> = {},
): Contrast {
  const estimate = Math.log(ratio);
  return {
    a,
    b,
    replicas: "all",
    decides: true,
    estimate,
    low: estimate - spread,
    high: estimate + spread,
    level: 0.99,
    margin: Math.log(1.1),
    method: "t over data draws, max-|t|",
    pairs: 1024,
    standardError: spread / 2.8,
    critical: 2.8,
    degreesOfFreedom: 1016,
    halfWidth: spread,
    smallestDetectableRatio: 1.15,
    byDraw: Array.from({ length: 8 }, (_, i) => estimate + (i - 3.5) * 0.02),
    betweenDraws: 0.05,
    withinDraws: { standardError: spread / 4, low: estimate - 0.7 * spread, high: estimate + 0.7 * spread },
    noInterval: null,
    ...change,
  };
}

function claimOf(
  id: ClaimId,
  data: string,
  title: string,
  verdict: Verdict,
  reason: string,
  arms: Arm[],
  contrasts: Contrast[],
  change: Partial<Claim> = {},
): Claim {
  const onData = arms.map((arm) => ({ ...arm, study: { ...arm.study, data: { ...VEE, name: data as "vee" } } }));
  return {
    id,
    data,
    title,
    verdict,
    reversed: false,
    reason,
    headline: null,
    learnable: 0.1032,
    arms: onData,
    contrasts,
    convergence: null,
    ...change,
  };
}

/** C1 with these differences of equally good units by draw. */
function inventedConvergence(equal: (number | null)[]): Convergence {
  const solutions = equal.map(() => ({
    groups: [
      { share: 0.4, excess: 0.11 },
      { share: 0.35, excess: 0.11 },
      { share: 0.25, excess: 0.16 },
    ],
    between: 0.08,
    within: 0.001,
  }));
  const bands = [0.01, 0.02, 0.03, 0.05].map((allowance) => ({
    allowance,
    draws: 7,
    value: allowance + 0.05,
    low: 0.04,
    high: 0.11,
  }));
  return { ...convergenceFrom(equal), solutions, bands };
}

/** All claims on two families, with all three verdicts. */
export function inventedClaims(): Claims {
  const families = [
    ["vee", 1],
    ["teacher", 0.72],
  ] as const;
  const each = (make: (data: string, scale: number) => Claim) => families.map(([data, scale]) => make(data, scale));
  const activations: [string, Activation, number, number, boolean][] = [
    ["relu", { name: "relu" }, 0.0279, 0.0121, true],
    ["smelu(0.25)", { name: "smelu", beta: 0.25 }, 0.0271, 0.0119, true],
    ["smelu(0.5)", { name: "smelu", beta: 0.5 }, 0.0252, 0.0116, true],
    ["smelu(1)", { name: "smelu", beta: 1 }, 0.0238, 0.0127, true],
    ["swish", { name: "swish", beta: 1 }, 0.0218, 0.0124, true],
    ["gelu", { name: "gelu" }, 0.0241, 0.0118, true],
    ["softplus", { name: "softplus", beta: 1 }, 0.0201, 0.0196, false],
    ["tanh", { name: "tanh" }, 0.038, 0.0215, false],
  ];
  const pairs = activations.flatMap(([a, , pa, , ma], i) =>
    activations
      .slice(i + 1)
      .map(([b, , pb, , mb]) => contrastOf(a, b, pa / pb, 0.06, { replicas: "kept", decides: ma && mb })),
  );
  return {
    claims: [
      ...each((data) =>
        claimOf(
          "control",
          data,
          "Control: where nothing varies, nothing differs",
          "holds",
          "every prediction difference and churn is exactly 0, one fingerprint in each draw",
          [armOf("nothing varies", "control", 0, { vary: [] }, { distinctReplicas: 1 })],
          [],
        ),
      ),
      ...each((data) =>
        claimOf(
          "linear",
          data,
          "Linear control: a convex problem, trained to convergence, has one answer",
          "holds",
          "PD below 0.0001 and every gradient norm below 0.0001",
          [armOf("linear, converged", "linear", 2.31e-5, { hidden: [], vary: ["init"] }, { gradientNorm: 6.1e-5 })],
          [],
        ),
      ),
      ...each((data, scale) =>
        claimOf(
          "C1",
          data,
          "A single nonlinearity is enough for irreproducibility",
          data === "vee" ? "holds" : "not resolved",
          data === "vee"
            ? "equally good units differ by 0.0831 [0.0772, 0.0891] on average"
            : "several equally good solutions in 4 of 8 worlds",
          [
            armOf("single unit, 400 epochs", "converged", 0.09 * scale, { hidden: [1], vary: ["init"] }, { at: 400 }),
            armOf(
              "line, 400 epochs",
              "converged",
              1.2e-8 * scale,
              { hidden: [], vary: ["init"] },
              { at: 400, gradientNorm: 3e-7 },
            ),
            ...[1000, 64000].flatMap((at) => [
              armOf(`single unit, one pass of ${at}`, "ordinary", 0.09 * scale, { hidden: [1] }, { at }),
              armOf(`line, one pass of ${at}`, "ordinary", (30 / at) * scale, { hidden: [] }, { at }),
            ]),
          ],
          [],
          {
            convergence: inventedConvergence(
              data === "vee"
                ? [0.08, 0.09, 0.085, 0.08, 0.079, 0.088, 0.081, 0.082]
                : [0.03, 0.04, 0.02, 0.03, 0.001, 0.002, 0, null],
            ),
          },
        ),
      ),
      ...each((data, scale) =>
        claimOf(
          "C1-first",
          data,
          "The same by its first rule, shown for one release",
          "holds",
          "single unit against linear: x16.3 [14.9, 17.8], above the margin; 61% of the replicas are kept, and they are better than the linear model",
          [
            armOf("linear", "single unit", 0.0035 * scale, { hidden: [], vary: ["init"] }, { excess: 0.1009 }),
            armOf(
              "single unit",
              "single unit",
              0.0612 * scale,
              { hidden: [1], vary: ["init"] },
              { kept: 0.61, excess: 0.0713 },
            ),
          ],
          [contrastOf("single unit", "linear", 16.3, 0.09, { replicas: "kept" })],
        ),
      ),
      ...each((data, scale) =>
        claimOf(
          "C2",
          data,
          "Randomness in the initialization makes it worse",
          data === "vee" ? "holds" : "not resolved",
          data === "vee"
            ? "init and order (1 epoch) against order, same init (1 epoch): x1.42 [1.30, 1.55], above the margin"
            : "init and order (1 epoch) against order, same init (1 epoch): x1.12 [1.02, 1.22], not clear of the margin",
          [
            armOf("nothing varies", "factor", 0, { vary: [] }),
            armOf("init varies", "factor", 0.0191 * scale, { vary: ["init"] }, { kept: 0.8 }),
            armOf("order varies", "factor", 0.0185 * scale, { vary: ["shuffle"] }, { kept: 0.7 }),
            armOf("init and order vary", "factor", 0.0262 * scale, {}, { kept: 0.8 }),
            ...SETTINGS.flatMap((setting, i) => [
              armOf(`init and order (${setting})`, "grid", (0.0262 - i * 0.004) * scale, {
                design: { init: 32, shuffle: 32 },
                epochs: i < 2 ? 1 : 20,
                schedule: i % 2 === 0 ? { name: "constant" } : { name: "linear", final: 0 },
              }),
              armOf(`order, same init (${setting})`, "grid", (0.0185 - i * 0.003) * scale, {
                design: { init: 32, shuffle: 32 },
                epochs: i < 2 ? 1 : 20,
                schedule: i % 2 === 0 ? { name: "constant" } : { name: "linear", final: 0 },
              }),
            ]),
          ],
          SETTINGS.map((setting, i) =>
            contrastOf(
              `init and order (${setting})`,
              `order, same init (${setting})`,
              data === "vee" ? 1.42 : 1.12,
              0.09,
              {
                decides: i === 0,
              },
            ),
          ),
          { headline: "1 epoch, constant learning rate" },
        ),
      ),
      ...each((data, scale) =>
        claimOf(
          "C3",
          data,
          "Randomness in the order of the examples makes it worse, and the shuffle window matters",
          "holds",
          "init and order (1 epoch) against init, same order (1 epoch): x1.37 [1.26, 1.49], above the margin; window 6000 against window 2: x6.4 [5.9, 7.0], above the margin",
          [1, 2, 10, 100, 1000, 6000].map((w, i) =>
            armOf(`window ${w}`, "window", [0, 0.0038, 0.0058, 0.0112, 0.0213, 0.0246][i]! * scale, {
              shuffleWindow: w,
              vary: ["shuffle"],
            }),
          ),
          [
            contrastOf("init and order (1 epoch)", "init, same order (1 epoch)", 1.37, 0.08),
            contrastOf("window 6000", "window 2", 6.4, 0.08),
          ],
          { headline: "1 epoch, constant learning rate" },
        ),
      ),
      ...each((data, scale) =>
        claimOf(
          "C4",
          data,
          "The choice of activation matters",
          "holds",
          "relu against swish: x1.28 [1.21, 1.36], wholly beyond the margin (the largest of 4 such pairs)",
          [
            ...activations.map(([name, activation, pd, excess, matched], i) =>
              armOf(
                name,
                "activation",
                pd * scale,
                { activation },
                {
                  kept: 0.9 - 0.02 * i,
                  matched,
                  excess: excess + 0.001,
                  excessKept: excess,
                  learningRate: i % 2 ? 0.1 : 0.3,
                },
              ),
            ),
          ],
          pairs,
        ),
      ),
      ...each((data, scale) =>
        claimOf(
          "C5",
          data,
          "The complexity of the model matters",
          data === "vee" ? "does not hold" : "not resolved",
          data === "vee"
            ? "all 6 pairs lie wholly inside the margin"
            : "no pair is wholly beyond the margin in enough draws",
          [
            ...[[1], [2], [4], [8], [16], [32], [16, 16], [16, 16, 16, 16]].map((hidden, i) =>
              armOf(
                hidden.length === 1 ? `width ${hidden[0]}` : `depth ${hidden.length}, width 16`,
                "size",
                [0.063, 0.085, 0.062, 0.029, 0.025, 0.028, 0.0322, 0.0383][i]! * scale,
                { hidden },
                { kept: 0.8, matched: i > 2 },
              ),
            ),
          ],
          [
            contrastOf("depth 2, width 16", "width 16", 1.26, 0.07, { replicas: "kept" }),
            contrastOf("depth 4, width 16", "width 16", 1.5, 0.07, { replicas: "kept" }),
            contrastOf("width 8", "width 16", 1.02, 0.07, { replicas: "kept" }),
          ],
        ),
      ),
    ],
    options: { replicas: 1024, draws: 16, seed: 0, data: ["vee", "teacher"], margin: 1.1, floor: 0.01 },
    bits: 1,
    statistics: 2,
  };
}

/** Two smooth surfaces that disagree a little: a V and a turned V. */
export function inventedMaps(side = 96): DecisionMaps {
  const surface = (turn: number) =>
    Float32Array.from({ length: side * side }, (_, i) => {
      const x = -1 + (2 * ((i % side) + 0.5)) / side;
      const y = -1 + (2 * (Math.floor(i / side) + 0.5)) / side;
      return (
        1 /
        (1 +
          Math.exp(
            -4 * (Math.max(x + y / 2 - turn * 0.15, -(x * (1 - turn * 0.3) + y / 2)) - 0.5 + 0.25 * turn * x * y),
          ))
      );
    });
  return {
    title: "vee, one hidden layer of 8 relu units",
    width: side,
    height: side,
    domain: [-1, 1, -1, 1],
    replicas: [
      { index: 0, probabilities: surface(0) },
      { index: 1, probabilities: surface(1) },
    ],
  };
}

/** A result of `run` with binary predictions, R x N x 1. */
export function inventedRun(replicas = 16, examples = 400): RunPageInput {
  const predictions = new Float32Array(replicas * examples);
  for (let r = 0; r < replicas; r++) {
    for (let n = 0; n < examples; n++) {
      const logit = 6 * ((((n * 7919) % examples) + 0.5) / examples - 0.5);
      const noise = (((r * 104729 + n * 1299709) % 1000) / 1000 - 0.5) * (0.3 + ((n * 31) % 17) / 17);
      predictions[r * examples + n] = 1 / (1 + Math.exp(-logit - noise));
    }
  }
  const none = (form: string): Estimate => ({ form, value: null, low: null, high: null });
  return {
    study: studyOf({ replicas, data: { ...VEE, test: examples } }),
    fingerprint: hex("study"),
    bits: 1,
    statistics: 2,
    data: { train: 6000, test: examples, sha256: hex("data"), task: "binary", classes: 2 },
    measures: {
      predictionDifference: around(0.0261, 0.04, "pairwise"),
      predictionDifferenceAboutMean1: around(0.0262, 0.04, "about the mean, norm 1"),
      predictionDifferenceRelative: around(0.0312, 0.05, "relative, about the mean"),
      predictionDifferenceStandardDeviation: around(0.0453, 0.05, "standard deviation"),
      predictionDifferenceSymmetric: none("symmetric relative, pairwise"),
      churn: around(0.0412, 0.08, "pairwise"),
      loss: around(0.5412, 0.002, "expected under the true probabilities"),
      excessLoss: around(0.0123, 0.03, "mean over replicas"),
      irreproducibleShare: around(0.31, 0.05, "mean over examples"),
      accuracy: around(0.731, 0.003, "mean over replicas"),
    },
    replicas: Array.from({ length: replicas }, (_, index) => ({
      index,
      loss: 0.5412 + (((index * 37) % 19) - 9) * 0.0004,
      fingerprint: hex(`replica ${index}`),
    })),
    predictions,
  };
}
