/**
 * What the variance of the test error is made of: Jordan 2024. In each repetition networks with new seeds learn from one
 * teacher, and are tested on many test sets of one size, which stand for the distribution; once with certain labels, and
 * once with labels of which some are coins.
 */
import { derivedSeed } from "../reference/derived-seed.js";
import { streamKey, uniform, words } from "../reference/random.js";
import { meanOverDraws, ratioOverDraws } from "../statistics/over-draws.js";
import { meanOf } from "../statistics/sample.js";
import type { StudyInput } from "../study/study.js";
import type { Context, Experiment, Observed } from "./experiment.js";
import type { DecidingQuantity, Rule } from "./rule.js";
import { type ArmTraining, armOver, trainArms } from "./training.js";

/** One-sided 99%. */
const LEVEL = 0.98;
/** "Is". */
const MARGIN = 1.1;
/** "Mostly". */
const HALF = 0.5;

/** Examples of a test set, others that are shown, and all. */
export const [SIZE, ALL] = [500, 10_000] as const;
const SIZES = [100, 250, SIZE, 1000, 2500, 5000];
/** So many that little but the networks varies. */
const LARGE = 5000;
const NETWORKS = 32;
/** Where a teacher's logit is so large, labels are certain; and the share of labels that are coins elsewhere. */
const [CERTAIN, COINS] = [1000, 0.4];
const OWN: StudyInput = {
  hidden: [16, 16],
  optimizer: { name: "momentum", learningRate: 0.1 },
  batchSize: 8,
  epochs: 64,
  replicas: NETWORKS,
};
const WORLDS = { certain: 0, coins: COINS };
type WorldName = keyof typeof WORLDS;
/** "even": of the seeds of the repetitions. */
const REPETITION = 0x6576656e;

/** What was seen in one repetition, of networks on test sets. */
export interface ErrorSpread {
  /** Variance of the error over networks, of a test set. Mean over the test sets, as all below. */
  variance: number;
  /** What of it is the networks', as found from that test set alone. */
  found: number;
  /** The same by covariances between different test sets. */
  ofNetworks: number;
  /** What calibrated networks would have. */
  calibrated: number;
  error: number;
  /** Share of the examples on which two networks decide differently. */
  disagreement: number;
}

/**
 * @param wrong of each network: 1 where it errs, on the examples of all test sets, one set after the other
 * @param size of a test set
 */
export function errorSpread(wrong: readonly Uint8Array[], size: number): ErrorSpread {
  const networks = wrong.length;
  const sets = wrong[0]!.length / size;
  // Errors of each network on each set, and the sum of the variances of the examples of each set.
  const errors = Array.from({ length: sets }, (_, set) =>
    wrong.map((own) => own.subarray(set * size, (set + 1) * size).reduce((sum, each) => sum + each, 0) / size),
  );
  let apart = 0;
  const ofExamples = errors.map(() => 0);
  for (let n = 0; n < sets * size; n++) {
    const count = wrong.reduce((sum, own) => sum + own[n]!, 0);
    const pairs = (count * (networks - count)) / (networks * (networks - 1));
    ofExamples[Math.floor(n / size)]! += pairs;
    apart += 2 * pairs;
  }
  const within = errors.map((own) => varianceOf(own));
  const all = Array.from({ length: networks }, (_, r) => errors.reduce((sum, own) => sum + own[r]!, 0));
  const ofNetworks = (varianceOf(all) - within.reduce((sum, each) => sum + each, 0)) / (sets * (sets - 1));
  const variance = meanOf(within);
  const error = meanOf(errors.map(meanOf));
  return {
    variance,
    found: meanOf(within.map((own, set) => (size / (size - 1)) * (own - ofExamples[set]! / (size * size)))),
    ofNetworks,
    calibrated: error / (2 * size) + (1 - 1 / size) * ofNetworks,
    error,
    disagreement: apart / (sets * size),
  };
}

/** With the divisor R - 1. */
function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1);
}

function studyOf(world: WorldName, seed: number): StudyInput {
  const data = { name: "teacher", train: 200, test: ALL, dimension: 4, scale: CERTAIN } as const;
  return { ...OWN, data: { ...data, noise: WORLDS[world] }, seed };
}

/** Where each network errs. */
function wrongOf({ prepared, outcomes }: ArmTraining): Uint8Array[] {
  const { y } = prepared.test;
  return outcomes.map(({ logits }) => Uint8Array.from(logits, (logit, n) => (logit > 0 === (y[n] === 1) ? 0 : 1)));
}

/**
 * Where half of the networks err if the label of each example is the decision of one of the other half, drawn anew: such
 * networks are calibrated, whatever they have learned.
 */
export function againstVotes(wrong: readonly Uint8Array[], seed: number): Uint8Array[] {
  const half = wrong.length / 2;
  const drawn = words(streamKey(seed, "label", 0), 0, 0, wrong[0]!.length);
  const labels = Array.from(drawn, (word, n) => wrong[half + Math.floor(uniform(word) * half)]![n]!);
  return wrong.slice(0, half).map((own) => own.map((each, n) => (each === labels[n] ? 0 : 1)));
}

/** What was seen, a number for each repetition. */
export interface ErrorEvidence {
  /** With certain labels: by the size of the test sets. */
  bySize: readonly { size: number; seen: readonly ErrorSpread[] }[];
  /** With labels that are coins. */
  coins: readonly ErrorSpread[];
  /** The same networks where labels are decisions of others like them. */
  voted: readonly ErrorSpread[];
}

async function* observe(context: Context): AsyncGenerator<number, Observed> {
  const { replicas, seed, nullOf } = context;
  const bySize = SIZES.map((size) => ({ size, seen: [] as ErrorSpread[] }));
  const [coins, voted]: [ErrorSpread[], ErrorSpread[]] = [[], []];
  const fingerprints: Record<WorldName, string[]> = { certain: [], coins: [] };
  for (let repetition = 0; repetition < replicas; repetition++) {
    const own = derivedSeed(seed, REPETITION, repetition);
    const names = Object.keys(WORLDS) as WorldName[];
    const trainings = await trainArms(
      context,
      names.map((world) => studyOf(world, own)),
    );
    for (const [at, { fingerprint }] of trainings.entries()) fingerprints[names[at]!].push(fingerprint);
    const [certain, noisy] = trainings.map(wrongOf) as [Uint8Array[], Uint8Array[]];
    for (const { size, seen } of bySize) seen.push(errorSpread(certain, size));
    coins.push(errorSpread(noisy, SIZE));
    voted.push(errorSpread(againstVotes(noisy, own), SIZE));
    yield (repetition + 1) / replicas;
  }
  const evidence = { bySize, coins, voted };
  return {
    quantities: errorQuantities(evidence, nullOf),
    shown: [],
    tables: tablesOf(evidence),
    figure: figureOf(evidence),
    trained: (Object.keys(WORLDS) as WorldName[]).map((world) =>
      armOver(
        world === "certain" ? "certain labels" : "labels with coins",
        fingerprints[world].map((fingerprint) => ({ fingerprint, replicas: NETWORKS })),
      ),
    ),
  };
}

function ofSize({ bySize }: ErrorEvidence, wanted: number): readonly ErrorSpread[] {
  return bySize.find(({ size }) => size === wanted)!.seen;
}

/** What decides, from what was seen: nothing else is known here. */
export function errorQuantities(evidence: ErrorEvidence, nullOf: string | null): Record<string, DecidingQuantity[]> {
  const certain = ofSize(evidence, SIZE);
  const ratio = (
    name: string,
    seen: readonly ErrorSpread[],
    above: keyof ErrorSpread,
    below: keyof ErrorSpread,
    rule: Rule,
  ) => [
    {
      name,
      ...ratioOverDraws(
        seen.map((each) => each[above]),
        seen.map((each) => each[below]),
        LEVEL,
      ),
      level: LEVEL,
      method: "jackknife over data sets, of the log of the ratio of means",
      over: `${seen.length} data sets`,
      rule,
    },
  ];
  const equal = { from: 1 / MARGIN, to: MARGIN };
  const certainOr = (id: string) => (nullOf === id ? evidence.coins : certain);
  return {
    J1: ratio(
      "variance of the error that is the networks', over that on a test set",
      nullOf === "J1" ? ofSize(evidence, LARGE) : certain,
      "ofNetworks",
      "variance",
      { below: HALF },
    ),
    J2: ratio(
      "the networks' variance as found from one test set, over that between test sets",
      certain,
      nullOf === "J2" ? "variance" : "found",
      "ofNetworks",
      equal,
    ),
    J3: ratio(
      "variance on a test set over err / (2 n) + (1 - 1 / n) of the networks'",
      certainOr("J3"),
      "variance",
      "calibrated",
      equal,
    ),
    J4: ratio("disagreement over error, certain labels", certainOr("J4"), "disagreement", "error", equal),
    J5: ratio(
      "disagreement over error, labels with coins",
      nullOf === "J5" ? evidence.voted : evidence.coins,
      "disagreement",
      "error",
      { below: 1 / MARGIN },
    ),
  };
}

function tablesOf(evidence: ErrorEvidence): Observed["tables"] {
  const row = (name: string, size: number, seen: readonly ErrorSpread[]) => {
    const mean = (of: keyof ErrorSpread) => meanOf(seen.map((each) => each[of]));
    const deviation = (of: keyof ErrorSpread) => 100 * Math.sqrt(Math.max(0, mean(of)));
    return [
      name,
      size,
      mean("error"),
      mean("disagreement"),
      deviation("variance"),
      deviation("ofNetworks"),
      deviation("calibrated"),
    ];
  };
  return [
    {
      title: "Error, disagreement of two networks, and standard deviations of the error in percentage points",
      columns: ["labels", "n", "error", "disagreement", "on a test set", "the networks' part", "if calibrated"],
      rows: [
        ...evidence.bySize.map(({ size, seen }) => row("certain", size, seen)),
        row("with coins", SIZE, evidence.coins),
        row("votes of other networks", SIZE, evidence.voted),
      ],
    },
  ];
}

function figureOf({ bySize }: ErrorEvidence): Observed["figure"] {
  const points = (of: keyof ErrorSpread) =>
    bySize.map(({ size, seen }) => {
      const { value, low, high } = meanOverDraws(
        seen.map((each) => each[of]),
        LEVEL,
      );
      const deviation = (variance: number | null) => variance && 100 * Math.sqrt(Math.max(0, variance));
      return { x: size, y: deviation(value) ?? 0, low: deviation(low), high: deviation(high) };
    });
  return {
    title: "How the test error varies between networks",
    x: "examples of the test set",
    y: "standard deviation of the error, percentage points",
    series: [
      { name: "on a test set", points: points("variance") },
      { name: "the networks' part", points: points("ofNetworks") },
      { name: "on a test set, if calibrated", points: points("calibrated") },
    ],
  };
}

const JIANG = { paper: "Jiang, Nagarajan, Baek, Kolter 2022, arXiv 2106.13799" };

export const jordan2024: Experiment = {
  name: "jordan-2024",
  summary: "What the variance of the test error is made of",
  paper: {
    authors: "Jordan",
    title: "On the Variance of Neural Network Training with respect to Test Sets and Distributions",
    venue: "ICLR 2024",
    url: "https://arxiv.org/abs/2304.01910",
  },
  ours: [
    "Small networks (4-16-16-1) that memorize 200 labels of a random teacher stand for the paper's image models, and 20 test sets of one draw for the distribution.",
    '"Mostly" means more than half, "is" means within 10%; both were fixed in advance.',
    "That the identities fail where labels are coins, however well networks are trained, is a claim of ours.",
  ],
  seconds: 20,
  replicas: { default: 64, least: 3, what: "data sets" },
  lines: [
    {
      id: "J1",
      claim: "The variance of the test error is mostly that of the test set, and not of the networks",
      measured: `Certain labels, test sets of ${SIZE}: the covariance of errors on different test sets, over the variance on one`,
      by: "paper",
      nullWorld: `test sets of ${LARGE}, on which little but the networks varies`,
    },
    {
      id: "J2",
      claim: "One test set shows how much of its variance comes from the networks",
      measured: `n / (n - 1) (Var(err) - sum of Var(err of an example) / n^2), n = ${SIZE}, against the covariance between test sets`,
      by: "paper",
      nullWorld: "the variance on a test set as it is",
    },
    {
      id: "J3",
      claim:
        "With two classes the variance is err / (2 n) + (1 - 1 / n) of the networks' part, where ensembles are calibrated",
      measured: `Certain labels, n = ${SIZE}: the variance on a test set over that formula`,
      by: "paper",
      nullWorld: "labels of which a fifth are wrong",
    },
    {
      id: "J4",
      claim: "Two networks disagree as often as one errs",
      measured: "Certain labels: disagreement over error",
      by: JIANG,
      nullWorld: "labels of which a fifth are wrong",
    },
    {
      id: "J5",
      claim: "With noisy labels they disagree less often than they err",
      measured: `Labels of which ${100 * COINS}% are coins: disagreement over error`,
      by: "ours",
      nullWorld: "the labels are decisions of other networks of the kind, so that these are calibrated",
    },
  ],
  observe,
};
