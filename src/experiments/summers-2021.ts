/**
 * One bit at the start and new seeds: Summers, Dinneen 2021, and what Jordan 2024 and Altintas, Kwok, Raffel, Rolnick
 * 2025 add to it. In each repetition one teacher is drawn, and networks learn from it whose parameters differ at one
 * step by one float32 number; beside them stand networks with new seeds.
 */
import { lossBarrier } from "../further/barrier.js";
import { pairwiseDistances } from "../measure/pairwise.js";
import { derivedSeed } from "../reference/derived-seed.js";
import { keptData } from "../run/kept-data.js";
import { meanOverDraws, type OverDraws, ratioOfProducts, ratioOverDraws } from "../statistics/over-draws.js";
import { meanOf } from "../statistics/sample.js";
import type { StudyInput } from "../study/study.js";
import { joined } from "../train/joined.js";
import type { Context, Experiment, Observed } from "./experiment.js";
import type { DecidingQuantity, Rule } from "./rule.js";
import { type ArmTraining, armOver, trainArms } from "./training.js";

/** One-sided 99%. */
const LEVEL = 0.98;
/** "As much as", "less than". */
const MARGIN = 1.1;
/** What is "vastly different" at least, as a share of what new seeds do. */
const VASTLY = 0.1;
/** Nats of the mean training loss above which a barrier parts two basins: guessing costs .69. */
const BASINS = 0.05;

const ACTIVATIONS = ["relu", "smelu", "tanh"] as const;
const LENGTHS = [4, 16, 64, 256] as const;
/** Where a parameter moves, as a share of the steps. */
const MOVES = [0, 1 / 16, 1 / 4, 1 / 2] as const;
const MOVE_NAMES = ["0", "T/16", "T/4", "T/2"];
/** The setting that decides. */
const [DECIDING, SHORT, LONG] = ["relu", LENGTHS[0], LENGTHS.at(-1)!] as const;

const TRAIN = 200;
const BATCH = 8;
/** Of an arm in one repetition: all pairs of them are looked at. */
const TOGETHER = 4;
const OWN: StudyInput = {
  data: { name: "teacher", train: TRAIN, test: 500, dimension: 4 },
  hidden: [16, 16],
  optimizer: { name: "momentum", learningRate: 0.1 },
  batchSize: BATCH,
  replicas: TOGETHER,
};
/** "butt": of the seeds of the repetitions, and "wing" of other moves in null worlds. */
const [REPETITION, OTHER] = [0x62757474, 0x77696e67];

/** What differs between the replicas of an arm. */
type Source = "both" | "init" | "shuffle" | { move: number; isOther?: boolean };
export interface UlpArm {
  activation: (typeof ACTIVATIONS)[number];
  epochs: number;
  source: Source;
}

/** What was seen of an arm: a number for each repetition. */
interface ArmNumbers {
  /** Prediction difference. */
  difference: number[];
  /** Mean loss barrier of two pairs; none where it is not looked at. */
  barrier: number[];
}

/** What was seen of an arm of the experiment. */
export type UlpEvidence = (arm: UlpArm) => ArmNumbers;

const arm = (source: Source, epochs: number = LONG, activation: UlpArm["activation"] = DECIDING): UlpArm => ({
  activation,
  epochs,
  source,
});
const START = { move: 0 };
const HALF = { move: 1 / 2 };
/** Steps of a training. */
const stepsOf = (epochs: number) => (epochs * TRAIN) / BATCH;
/** A move that no step follows but one. */
const AT_END = { move: 1 - 1 / stepsOf(LONG) };
/** Moves at the start that are drawn by another seed. */
const AGAIN = { move: 0, isOther: true };

/** The arms on which the lines rest, in the world of the claims or where one is false. */
export function decidingArms(nullOf: string | null) {
  const is = (id: string) => nullOf === id;
  return {
    vastly: arm(is("U1") ? AT_END : START),
    similar: (["init", "shuffle", START] as const).map((source) => arm(source, is("U2") ? SHORT : LONG)),
    similarTo: arm("both", is("U2") ? SHORT : LONG),
    short: is("U3") ? [arm(AGAIN), arm("both")] : [arm(START, SHORT), arm("both", SHORT)],
    late: arm(is("U4") ? AGAIN : HALF),
    smooth: (["smelu", "tanh"] as const).map((activation) =>
      is("U5") ? [arm(AGAIN), arm("both")] : [arm(START, LONG, activation), arm("both", LONG, activation)],
    ),
    basins: arm(is("U6") ? AT_END : START),
  };
}

/** All arms, those of the table first, without repetitions. */
function armsOf(nullOf: string | null): UlpArm[] {
  const { vastly, similar, short, late, smooth, basins } = decidingArms(nullOf);
  const tabled = ACTIVATIONS.flatMap((activation) =>
    LENGTHS.flatMap((epochs) =>
      (["both", ...MOVES.map((move) => ({ move }))] as const).map((source) => arm(source, epochs, activation)),
    ),
  );
  const sources = [arm("init"), arm("shuffle")];
  const all = [...tabled, ...sources, vastly, ...similar, ...short, late, ...smooth.flat(), basins];
  return [...new Map(all.map((each) => [nameOf(each), each])).values()];
}

/** "relu, 256 epochs, one ulp at step 0" */
function nameOf({ activation, epochs, source }: UlpArm): string {
  const what = { both: "new seeds", init: "new initialization", shuffle: "new order" };
  const differs =
    typeof source === "string"
      ? what[source]
      : `${source.isOther ? "another" : "one"} ulp at step ${stepOf(source, epochs)}`;
  return `${activation}, ${epochs} epochs, ${differs}`;
}

function stepOf({ move }: { move: number }, epochs: number): number {
  return Math.floor(move * stepsOf(epochs));
}

function studyOf({ activation, epochs, source }: UlpArm, seed: number): StudyInput {
  const study = { ...OWN, activation, epochs, seed };
  if (source === "both") return { ...study, vary: ["init", "shuffle"] };
  if (typeof source === "string") return { ...study, vary: [source] };
  return {
    ...study,
    ulp: { step: stepOf(source, epochs) },
    vary: ["ulp"],
    ...(source.isOther && { seeds: { ulp: derivedSeed(seed, OTHER, 0) } }),
  };
}

/** Whether the barrier of an arm is looked at: where the lines rest, and what stands beside them in the table. */
function hasBarrier({ activation, epochs }: UlpArm): boolean {
  return activation === DECIDING && epochs === LONG;
}

function differenceOf({ prepared, outcomes }: ArmTraining): number {
  const values = joined(outcomes, "predictions");
  const shape = { replicas: outcomes.length, examples: prepared.test.count, columns: 1, kind: "probability" } as const;
  return pairwiseDistances({ ...shape, values }).value;
}

/** Of pairs that share no replica. */
function barrierOf({ prepared, outcomes }: ArmTraining): number {
  const [a, b, c, d] = outcomes.map(({ parameters }) => parameters) as Parameters<typeof lossBarrier>[1][];
  return (lossBarrier(prepared, a!, b!) + lossBarrier(prepared, c!, d!)) / 2;
}

async function* observe(context: Context): AsyncGenerator<number, Observed> {
  const { replicas, seed, nullOf } = context;
  const arms = armsOf(nullOf);
  const seen = new Map<string, ArmNumbers>(arms.map((each) => [nameOf(each), { difference: [], barrier: [] }]));
  const fingerprints = arms.map((): string[] => []);
  for (let repetition = 0; repetition < replicas; repetition++) {
    const make = keptData();
    const own = derivedSeed(seed, REPETITION, repetition);
    const trainings = await trainArms(
      context,
      arms.map((each) => studyOf(each, own)),
      make,
    );
    for (const [at, training] of trainings.entries()) {
      const { difference, barrier } = seen.get(nameOf(arms[at]!))!;
      difference.push(differenceOf(training));
      if (hasBarrier(arms[at]!)) barrier.push(barrierOf(training));
      fingerprints[at]!.push(training.fingerprint);
    }
    yield (repetition + 1) / replicas;
  }
  const evidence: UlpEvidence = (each) => seen.get(nameOf(each))!;
  const over = `${replicas} data sets`;
  return {
    quantities: ulpQuantities(evidence, nullOf, over),
    shown: [],
    tables: tablesOf(evidence),
    figure: {
      title: "One ulp at the start against new seeds",
      x: "epochs",
      y: "share of the prediction difference of new seeds",
      series: ACTIVATIONS.map((activation) => ({
        name: activation,
        points: LENGTHS.map((epochs) => {
          const { value, low, high } = shareOf(evidence, arm(START, epochs, activation));
          return { x: epochs, y: value ?? 0, low, high };
        }),
      })),
    },
    trained: arms.map((each, at) =>
      armOver(
        nameOf(each),
        fingerprints[at]!.map((fingerprint) => ({ fingerprint, replicas: TOGETHER })),
      ),
    ),
  };
}

/** The prediction difference of an arm as a share of that of new seeds at the same length and activation. */
function shareOf(evidence: UlpEvidence, { source, ...setting }: UlpArm): OverDraws {
  return ratioOverDraws(
    evidence({ ...setting, source }).difference,
    evidence({ ...setting, source: "both" }).difference,
    LEVEL,
  );
}

const RATIO = "jackknife over data sets, of the log of the ratio of means";

/** What decides, from what was seen: nothing else is known here. */
export function ulpQuantities(
  evidence: UlpEvidence,
  nullOf: string | null,
  over: string,
): Record<string, DecidingQuantity[]> {
  const { vastly, similar, similarTo, short, late, smooth, basins } = decidingArms(nullOf);
  const of = (each: UlpArm) => evidence(each).difference;
  const quantity = (name: string, found: OverDraws, rule: Rule, method = RATIO): DecidingQuantity => ({
    name,
    ...found,
    level: LEVEL,
    method,
    over,
    rule,
  });
  const alike = { from: 1 / MARGIN, to: MARGIN };
  const less = { below: 1 / MARGIN };
  const whole = arm("both");
  const [shortOne, shortAll] = short as [UlpArm, UlpArm];
  return {
    U1: [
      quantity(
        "prediction difference by one ulp over that of new seeds",
        ratioOverDraws(of(vastly), of(whole), LEVEL),
        { above: VASTLY },
      ),
    ],
    U2: similar.map((each, at) =>
      quantity(
        `prediction difference by ${["initialization", "order", "one ulp"][at]} alone over that of new seeds`,
        ratioOverDraws(of(each), of(similarTo), LEVEL),
        alike,
      ),
    ),
    U3: [
      quantity(
        `share of new seeds that one ulp reaches: ${SHORT} epochs over ${LONG}`,
        ratioOfProducts([of(shortOne), of(whole)], [of(shortAll), of(arm(START))], LEVEL),
        less,
      ),
    ],
    U4: [
      quantity(
        "prediction difference by one ulp: halfway over at the start",
        ratioOverDraws(of(late), of(arm(START)), LEVEL),
        less,
      ),
    ],
    U5: smooth.map(([one, all], at) =>
      quantity(
        `share of new seeds that one ulp reaches: ${["smelu", "tanh"][at]} over relu`,
        ratioOfProducts([of(one!), of(whole)], [of(all!), of(arm(START))], LEVEL),
        less,
      ),
    ),
    U6: [
      quantity(
        "loss barrier between networks that part by one ulp at the start, in nats",
        meanOverDraws(evidence(basins).barrier, LEVEL),
        { above: BASINS },
        "t over data sets",
      ),
    ],
  };
}

function tablesOf(evidence: UlpEvidence): Observed["tables"] {
  const barrier = (each: UlpArm) => meanOf(evidence(each).barrier);
  const sources = [
    ["initialization and order", "both"],
    ["initialization", "init"],
    ["order", "shuffle"],
    ...MOVES.map((move, at) => [`one ulp at step ${MOVE_NAMES[at]}`, { move }] as const),
  ] as const;
  return [
    {
      title: "Prediction difference: by new seeds, and by one ulp as a share of that",
      columns: ["activation", "epochs", "new seeds", ...MOVE_NAMES.map((name) => `ulp at ${name}`)],
      rows: ACTIVATIONS.flatMap((activation) =>
        LENGTHS.map((epochs) => [
          activation,
          epochs,
          meanOf(evidence(arm("both", epochs, activation)).difference),
          ...MOVES.map((move) => shareOf(evidence, arm({ move }, epochs, activation)).value),
        ]),
      ),
    },
    {
      title: `Sources alone: ${DECIDING}, ${LONG} epochs`,
      columns: ["what differs", "prediction difference", "share", "low", "high", "loss barrier"],
      rows: sources.map(([name, source]) => {
        const { value, low, high } = shareOf(evidence, arm(source));
        return [name, meanOf(evidence(arm(source)).difference), value, low, high, barrier(arm(source))];
      }),
    },
  ];
}

const JORDAN = { paper: "Jordan 2024, arXiv 2304.01910" };
const ALTINTAS = { paper: "Altintas, Kwok, Raffel, Rolnick 2025, arXiv 2506.13234" };

export const summers2021: Experiment = {
  name: "summers-2021",
  summary: "One bit at the start changes what a network learns",
  paper: {
    authors: "Summers, Dinneen",
    title: "Nondeterminism and Instability in Neural Network Optimization",
    venue: "ICML 2021",
    url: "https://arxiv.org/abs/2103.04514",
  },
  ours: [
    `Small networks (4-16-16-1) that learn ${TRAIN} noisy labels of a random teacher, trained by momentum at a constant rate, stand for the paper's image models.`,
    `Its measures of diversity are those of images; here it is the prediction difference on other inputs. "Vastly different" means a tenth of what new seeds do, "similar" means within 10%; both were fixed in advance.`,
    "The setting was found with another seed, for which one ulp made a difference.",
  ],
  seconds: 60,
  replicas: { default: 64, least: 3, what: "data sets" },
  lines: [
    {
      id: "U1",
      claim: "One-bit changes in initial parameters lead to vastly different models",
      measured: `${DECIDING}, ${LONG} epochs: one parameter moves by one float32 number before the first step`,
      by: "paper",
      nullWorld: "the parameter moves before the last step",
    },
    {
      id: "U2",
      claim: "All sources have similar effects",
      measured: `${DECIDING}, ${LONG} epochs: initialization, order and one ulp, each alone, against initialization and order together`,
      by: "paper",
      nullWorld: `${SHORT} epochs, in which one ulp has not grown`,
    },
    {
      id: "U3",
      claim: "The shorter the training, the less one ulp does",
      measured: `${DECIDING}: what one ulp at the start does as a share of what new seeds do, after ${SHORT} epochs and after ${LONG}`,
      by: JORDAN,
      nullWorld: `${LONG} epochs both times, with two draws of the ulp`,
    },
    {
      id: "U4",
      claim: "The later one parameter moves, the less it does",
      measured: `${DECIDING}, ${LONG} epochs: one ulp halfway, and at the start`,
      by: ALTINTAS,
      nullWorld: "at the start both times, with two draws of the ulp",
    },
    {
      id: "U5",
      claim: "With smooth activations one ulp does less",
      measured: `${LONG} epochs: what one ulp at the start does as a share of what new seeds do, with smelu and tanh, against relu`,
      by: "ours",
      nullWorld: "relu both times, with two draws of the ulp",
    },
    {
      id: "U6",
      claim: "Networks that start one ulp apart end in different basins",
      measured: `${DECIDING}, ${LONG} epochs: the training loss on the line between two of them, above the line between their losses`,
      by: ALTINTAS,
      nullWorld: "the parameter moves before the last step",
    },
  ],
  observe,
};
