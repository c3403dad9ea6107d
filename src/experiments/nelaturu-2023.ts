/**
 * Simulated machines and groups: Nelaturu, Ravichandran, Tran, Hooker, Fioretto 2023. In each repetition one data set is
 * drawn with a majority and a minority of equally hard truth, and the same networks learn from it in the arithmetic of
 * the contract and in simulated ones; beside them stand networks with new seeds.
 */

import { derivedSeed } from "../reference/derived-seed.js";
import { exp64, log1p64 } from "../reference/float64.js";
import { normal, streamKey, words } from "../reference/random.js";
import { keptData } from "../run/kept-data.js";
import { meanOverDraws, type OverDraws, ratioOverDraws } from "../statistics/over-draws.js";
import { meanOf } from "../statistics/sample.js";
import type { StudyInput } from "../study/study.js";
import type { Context, Experiment, Observed } from "./experiment.js";
import { type GroupExamples, largestCurvature, normOf, riskAt } from "./group-risk.js";
import type { DecidingQuantity, Quantity, Rule } from "./rule.js";
import { type ArmTraining, armOver, trainArms } from "./training.js";

/** One-sided 99%. */
const LEVEL = 0.98;
/** "More", "less", "larger". */
const MARGIN = 1.1;
/** A bound tells a size if it is no more than so many times that. */
const TELLING = 10;

/** Simulated ones, each by the profile of `arithmetic` that it has. */
const MACHINES = ["tree", "lanes:8", "split-k:4", "tf32", "bf16"] as const;
/** Those that decide, and are trained at every share: another order of sums, and coarser products. */
const DECIDING = ["tree", "bf16"] as const;
/** Shares of the training examples that are the minority's: the one that decides, and others. */
const [RARE, EQUAL] = [0.1, 0.5];
const SHARES = [0.05, RARE, 0.2, EQUAL];
const [LONG, SHORT] = [64, 4];

const GROUPS = ["majority", "minority"] as const;
type Group = (typeof GROUPS)[number];

/** Of an arm in one repetition. */
const TOGETHER = 4;
const OWN: StudyInput = {
  hidden: [16, 16],
  activation: "tanh",
  optimizer: { name: "momentum", learningRate: 0.1 },
  batchSize: 8,
  replicas: TOGETHER,
};
/** "chip": of the seeds of the repetitions, "seed": of other networks on the same data; parts of the lots of null worlds. */
const [REPETITION, OTHER] = [0x63686970, 0x73656564];
const LOTS = { machines: 1, direction: 2 };

/** What trains an arm: the contract, a simulated machine, the contract with new seeds; or nothing, as null worlds ask. */
export type Machine =
  | "reference"
  | (typeof MACHINES)[number]
  | "new seeds"
  | "other new seeds"
  | "tree, another direction";
export interface HardwareArm {
  machine: Machine;
  /** Share of the training examples that are the minority's. */
  minority: number;
  epochs: number;
}

type ByGroup = Record<Group, number[]>;
/** What was seen of an arm: a number for each repetition, a mean over its networks. */
export interface MachineNumbers {
  loss: ByGroup;
  accuracy: ByGroup;
  /** Delta: by how much the loss differs from that of the same network on the reference, in either direction. */
  sensitivity: ByGroup;
  accuracySensitivity: ByGroup;
  /** Share of the test examples that are decided otherwise. */
  flipped: ByGroup;
  /** xi: the largest sensitivity less the smallest. */
  violation: number[];
  /** Of the parameters from those on the reference, Euclidean. */
  distance: number[];
  /** The bound of the sensitivity by gradient and Hessian; empty where it is not looked at, as all below. */
  bound: ByGroup;
  /** 1 where the group with the larger bound is that with the larger sensitivity, else 0. */
  ranked: number[];
  /** Of a reference: norm of the gradient, and largest eigenvalue of the Hessian. */
  gradient: ByGroup;
  curvature: ByGroup;
}

/** What was seen. */
export interface HardwareEvidence {
  of(arm: HardwareArm): MachineNumbers;
  /** Loss of the minority less that of the majority: of each repetition, on the reference and each of MACHINES. */
  gaps: readonly (readonly number[])[];
}

const arm = (machine: Machine, minority = RARE, epochs = LONG): HardwareArm => ({ machine, minority, epochs });

/** The arms on which the lines rest, in the world of the claims or where one is false. */
export function hardwareArms(nullOf: string | null) {
  const is = (id: string) => nullOf === id;
  return {
    moved: DECIDING.map((machine) => arm(machine, is("H1") ? EQUAL : RARE)),
    local: arm("reference", is("H3") ? EQUAL : RARE),
    asSeeds: is("H4") ? [arm("other new seeds")] : DECIDING.map((machine) => arm(machine)),
    bounded: arm(is("H5") ? "tree, another direction" : "tree"),
  };
}

/** What is compared with one reference. */
interface Block {
  minority: number;
  epochs: number;
  machines: Machine[];
  /** Whether gradient and Hessian are looked at. */
  isLocal: boolean;
}

function blocksOf(nullOf: string | null): Block[] {
  const { local } = hardwareArms(nullOf);
  const seeds: Machine[] = ["new seeds", ...(nullOf === "H4" ? (["other new seeds"] as const) : [])];
  return [
    ...SHARES.map((minority): Block => {
      const machines = minority === RARE ? [...MACHINES, ...seeds] : [...DECIDING, "new seeds" as const];
      return { minority, epochs: LONG, machines, isLocal: minority === RARE || minority === local.minority };
    }),
    { minority: RARE, epochs: SHORT, machines: [...DECIDING], isLocal: true },
  ];
}

/** "simulated tree, 10% minority, 64 epochs" */
function nameOf({ machine, minority, epochs }: HardwareArm): string {
  return `${shownName(machine)}, ${Math.round(100 * minority)}% minority, ${epochs} epochs`;
}

function shownName(machine: Machine): string {
  return isSimulated(machine) ? `simulated ${machine}` : machine;
}

function isSimulated(machine: Machine): machine is (typeof MACHINES)[number] {
  return (MACHINES as readonly string[]).includes(machine);
}

function studyOf({ machine, minority, epochs }: HardwareArm, seed: number): StudyInput {
  const data = { name: "groups", train: 500, test: 1000, dimension: 3, minority, rotation: 90, scale: 30 } as const;
  const study: StudyInput = { ...OWN, data, epochs, seed };
  if (isSimulated(machine)) return { ...study, arithmetic: machine };
  if (machine === "reference") return study;
  return { ...study, seed: derivedSeed(seed, OTHER, machine === "new seeds" ? 0 : 1), seeds: { data: seed } };
}

/** The test examples of each group. */
type Rows = Record<Group, number[]>;

function rowsOf({ prepared: { dataset } }: ArmTraining): Rows {
  const rows: Rows = { majority: [], minority: [] };
  for (const [n, group] of dataset.test.groups!.entries()) rows[group as Group].push(n);
  return rows;
}

/** A network on the test examples. */
interface Tested {
  parameters: Float32Array;
  loss: Record<Group, number>;
  accuracy: Record<Group, number>;
  /** Of each test example. */
  decisions: boolean[];
}

function testedOf({ prepared, outcomes }: ArmTraining, rows: Rows): Tested[] {
  const { y } = prepared.test;
  return outcomes.map(({ parameters, logits }) => ({
    parameters,
    loss: byGroup((group) => meanOf(rows[group].map((n) => logisticLoss(logits[n]!, y[n]!)))),
    accuracy: byGroup((group) => meanOf(rows[group].map((n) => (logits[n]! > 0 === (y[n] === 1) ? 1 : 0)))),
    decisions: Array.from(logits, (logit) => logit > 0),
  }));
}

function logisticLoss(z: number, y: number): number {
  return Math.max(z, 0) - y * z + log1p64(exp64(-Math.abs(z)));
}

function byGroup<Value>(of: (group: Group) => Value): Record<Group, Value> {
  return { majority: of("majority"), minority: of("minority") };
}

/** The loss of each group about a network: norm of the gradient, largest eigenvalue of the Hessian. */
type Local = Record<Group, { gradient: number; curvature: number }>;

function localOf({ prepared }: ArmTraining, { parameters }: Tested, rows: Rows): Local {
  return byGroup((group) => {
    const risk = riskAt(prepared.plan.layers, parameters, examplesOf(prepared, rows[group]));
    return { gradient: normOf(risk.gradient), curvature: largestCurvature(risk) };
  });
}

function examplesOf({ dataset, test }: ArmTraining["prepared"], rows: readonly number[]): GroupExamples {
  const { inputs } = dataset;
  return {
    count: rows.length,
    x: rows.flatMap((n) => [...test.x.subarray(n * inputs, (n + 1) * inputs)]),
    y: rows.map((n) => test.y[n]!),
  };
}

/** Adds what one repetition says of an arm. */
function add(
  numbers: MachineNumbers,
  found: readonly Tested[],
  references: readonly Tested[],
  locals: readonly Local[] | null,
  rows: Rows,
): void {
  const pairs = found.map((own, at) => ({ own, reference: references[at]!, local: locals?.[at] }));
  const mean = (of: (pair: (typeof pairs)[number]) => number) => meanOf(pairs.map(of));
  const sensitivity = ({ own, reference }: (typeof pairs)[number], group: Group) =>
    Math.abs(own.loss[group] - reference.loss[group]);
  const distance = ({ own, reference }: (typeof pairs)[number]) =>
    normOf(Float64Array.from(own.parameters, (value, p) => value - reference.parameters[p]!));
  const bound = (pair: (typeof pairs)[number], group: Group) => {
    const { gradient, curvature } = pair.local![group];
    return gradient * distance(pair) + (curvature / 2) * distance(pair) ** 2;
  };
  for (const group of GROUPS) {
    numbers.loss[group].push(mean(({ own }) => own.loss[group]));
    numbers.accuracy[group].push(mean(({ own }) => own.accuracy[group]));
    numbers.sensitivity[group].push(mean((pair) => sensitivity(pair, group)));
    numbers.accuracySensitivity[group].push(
      mean(({ own, reference }) => Math.abs(own.accuracy[group] - reference.accuracy[group])),
    );
    const flips = ({ own, reference }: (typeof pairs)[number]) =>
      meanOf(rows[group].map((n) => (own.decisions[n] === reference.decisions[n] ? 0 : 1)));
    numbers.flipped[group].push(mean(flips));
    if (locals) {
      numbers.bound[group].push(mean((pair) => bound(pair, group)));
      numbers.gradient[group].push(mean(({ local }) => local![group].gradient));
      numbers.curvature[group].push(mean(({ local }) => local![group].curvature));
    }
  }
  numbers.violation.push(mean((pair) => Math.abs(sensitivity(pair, "minority") - sensitivity(pair, "majority"))));
  numbers.distance.push(mean(distance));
  const isMinority = (of: (group: Group) => number) => of("minority") > of("majority");
  if (locals)
    numbers.ranked.push(
      mean((pair) =>
        isMinority((group) => bound(pair, group)) === isMinority((group) => sensitivity(pair, group)) ? 1 : 0,
      ),
    );
}

function nothing(): MachineNumbers {
  const empty = () => byGroup<number[]>(() => []);
  return {
    loss: empty(),
    accuracy: empty(),
    sensitivity: empty(),
    accuracySensitivity: empty(),
    flipped: empty(),
    violation: [],
    distance: [],
    bound: empty(),
    ranked: [],
    gradient: empty(),
    curvature: empty(),
  };
}

/** Networks as far from the reference as those of a machine, in directions that are drawn: trained by none. */
function elsewhere(
  { prepared }: ArmTraining,
  found: readonly Tested[],
  references: readonly Tested[],
  rows: Rows,
  seed: number,
): Tested[] {
  const key = streamKey(seed, "data", 0);
  return references.map((reference, at) => {
    const { length } = reference.parameters;
    const drawn = words(key, LOTS.direction, 2 * at * length, 2 * length);
    const direction = Float64Array.from({ length }, (_, p) => normal(drawn[2 * p]!, drawn[2 * p + 1]!));
    const far = normOf(Float64Array.from(reference.parameters, (value, p) => found[at]!.parameters[p]! - value));
    const step = far / normOf(direction);
    const parameters = reference.parameters.map((value, p) => value + step * direction[p]!);
    const risks = byGroup((group) => riskAt(prepared.plan.layers, parameters, examplesOf(prepared, rows[group])));
    return { ...reference, parameters, loss: byGroup((group) => risks[group].loss) };
  });
}

async function* observe(context: Context): AsyncGenerator<number, Observed> {
  const { replicas, seed, nullOf } = context;
  const blocks = blocksOf(nullOf);
  const armsOf = ({ minority, epochs, machines }: Block) =>
    (["reference", ...machines] as const).map((machine) => arm(machine, minority, epochs));
  const arms = blocks.flatMap(armsOf);
  const seen = new Map([...arms, hardwareArms("H5").bounded].map((each) => [nameOf(each), nothing()]));
  const of = (each: HardwareArm) => seen.get(nameOf(each))!;
  const fingerprints = new Map<string, string[]>(arms.map((each) => [nameOf(each), []]));
  const gaps: number[][] = [];
  for (let repetition = 0; repetition < replicas; repetition++) {
    const own = derivedSeed(seed, REPETITION, repetition);
    const trainings = await trainArms(
      context,
      arms.map((each) => studyOf(each, own)),
      keptData(),
    );
    for (const [at, { fingerprint }] of trainings.entries()) fingerprints.get(nameOf(arms[at]!))!.push(fingerprint);
    const trainingOf = (each: HardwareArm) => trainings[arms.findIndex((other) => nameOf(other) === nameOf(each))]!;
    for (const block of blocks) {
      const reference = trainingOf(armsOf(block)[0]!);
      const rows = rowsOf(reference);
      const references = testedOf(reference, rows);
      const locals = block.isLocal ? references.map((each) => localOf(reference, each, rows)) : null;
      for (const each of armsOf(block)) {
        const found = testedOf(trainingOf(each), rows);
        add(of(each), found, references, locals, rows);
        if (nullOf === "H5" && nameOf(each) === nameOf(arm("tree")))
          add(
            of(hardwareArms(nullOf).bounded),
            elsewhere(reference, found, references, rows, own),
            references,
            locals,
            rows,
          );
      }
    }
    const gapsOf = (["reference", ...MACHINES] as const).map((machine) => {
      const { minority, majority } = of(arm(machine)).loss;
      return minority[repetition]! - majority[repetition]!;
    });
    gaps.push(nullOf === "H2" ? byLot(gapsOf, own) : gapsOf);
    yield (repetition + 1) / replicas;
  }
  const evidence = { of, gaps };
  const over = `${replicas} data sets`;
  return {
    quantities: hardwareQuantities(evidence, nullOf, over),
    shown: shownBeside(evidence, over),
    tables: tablesOf(evidence),
    figure: figureOf(evidence),
    trained: arms.map((each) =>
      armOver(
        nameOf(each),
        fingerprints.get(nameOf(each))!.map((fingerprint) => ({ fingerprint, replicas: TOGETHER })),
      ),
    ),
  };
}

/** In an order that is drawn. */
function byLot(values: readonly number[], seed: number): number[] {
  const drawn = words(streamKey(seed, "data", 0), LOTS.machines, 0, values.length);
  const order = Array.from(drawn.keys()).sort((a, b) => drawn[a]! - drawn[b]! || a - b);
  return order.map((at) => values[at]!);
}

/** Ratio of minority to majority. */
function unevenness({ minority, majority }: ByGroup): OverDraws {
  return ratioOverDraws(minority, majority, LEVEL);
}

const RATIO = "jackknife over data sets, of the log of the ratio of means";
const SENSITIVITY = "change of the loss on";

/** The gap of the machine with the largest one over that of the reference: chosen on some data sets, judged on others. */
function worstGap(
  gaps: HardwareEvidence["gaps"],
  isChoosing: (at: number) => boolean,
  isJudging: (at: number) => boolean,
) {
  const choosing = gaps.filter((_, at) => isChoosing(at));
  const judging = gaps.filter((_, at) => isJudging(at));
  const means = MACHINES.map((_, m) => meanOf(choosing.map((own) => own[m + 1]!)));
  const worst = means.indexOf(Math.max(...means));
  const ratio = ratioOverDraws(
    judging.map((own) => own[worst + 1]!),
    judging.map((own) => own[0]!),
    LEVEL,
  );
  return { machine: MACHINES[worst]!, ratio, sets: judging.length };
}

/** What decides, from what was seen: nothing else is known here. */
export function hardwareQuantities(
  { of, gaps }: HardwareEvidence,
  nullOf: string | null,
  over: string,
): Record<string, DecidingQuantity[]> {
  const { moved, local, asSeeds, bounded } = hardwareArms(nullOf);
  const quantity = (name: string, found: OverDraws, rule: Rule, own = over): DecidingQuantity => ({
    name,
    ...found,
    level: LEVEL,
    method: RATIO,
    over: own,
    rule,
  });
  const more = { above: MARGIN };
  const { ratio, sets } = worstGap(
    gaps,
    (at) => at % 2 === 0,
    (at) => at % 2 === 1,
  );
  return {
    H1: moved.map((each) =>
      quantity(
        `${SENSITIVITY} ${shownName(each.machine)}: minority over majority`,
        unevenness(of(each).sensitivity),
        more,
      ),
    ),
    H2: [
      quantity(
        "gap between the groups on the simulated machine with the largest, chosen on other data sets, over that of the reference",
        ratio,
        more,
        `${sets} data sets`,
      ),
    ],
    H3: [
      quantity("norm of the gradient: minority over majority", unevenness(of(local).gradient), more),
      quantity("largest eigenvalue of the Hessian: minority over majority", unevenness(of(local).curvature), more),
    ],
    H4: asSeeds.map((each) =>
      quantity(
        `${SENSITIVITY} ${shownName(each.machine)}, of the minority, over that by new seeds`,
        ratioOverDraws(of(each).sensitivity.minority, of(arm("new seeds")).sensitivity.minority, LEVEL),
        { below: 1 / MARGIN },
      ),
    ),
    H5: GROUPS.map((group) =>
      quantity(
        `bound by gradient and Hessian over the change of the loss on simulated tree, ${group}`,
        ratioOverDraws(of(bounded).bound[group], of(bounded).sensitivity[group], LEVEL),
        { below: TELLING },
      ),
    ),
  };
}

function shownBeside({ of, gaps }: HardwareEvidence, over: string): Quantity[] {
  const quantity = (name: string, found: OverDraws, method = RATIO): Quantity => ({
    name,
    ...found,
    level: LEVEL,
    method,
    over,
  });
  const all = () => true;
  const { machine, ratio } = worstGap(gaps, all, all);
  return [
    ...DECIDING.map((each) =>
      quantity(
        `${SENSITIVITY} ${shownName(each)} where half of the training examples are the minority's: minority over majority`,
        unevenness(of(arm(each, EQUAL)).sensitivity),
      ),
    ),
    quantity(
      `gap on the simulated machine with the largest, ${machine}, over that of the reference, chosen and judged on the same data sets`,
      ratio,
    ),
    quantity(
      "share of the networks on simulated tree whose group with the larger bound is that with the larger change",
      meanOverDraws(of(arm("tree")).ranked, LEVEL),
      "t over data sets",
    ),
  ];
}

function tablesOf({ of }: HardwareEvidence): Observed["tables"] {
  const both = (values: ByGroup, factor = 1) => GROUPS.map((group) => factor * meanOf(values[group]));
  const ratio = (each: HardwareArm) => unevenness(of(each).sensitivity);
  return [
    {
      title: `Change against the reference, ${100 * RARE}% minority, ${LONG} epochs: of the loss (Delta, and its unevenness xi), of the accuracy in points, of decisions as a share`,
      columns: [
        "trained on",
        "Delta, majority",
        "Delta, minority",
        "ratio",
        "low",
        "high",
        "xi",
        "accuracy, majority",
        "accuracy, minority",
        "decisions, majority",
        "decisions, minority",
        "gap of losses",
      ],
      rows: (["reference", ...MACHINES, "new seeds"] as const).map((machine) => {
        const { sensitivity, violation, accuracySensitivity, flipped, loss } = of(arm(machine));
        const gap = meanOf(loss.minority) - meanOf(loss.majority);
        const isReference = machine === "reference";
        const { value, low, high } = ratio(arm(machine));
        return [
          shownName(machine),
          ...(isReference
            ? Array<null>(10).fill(null)
            : [
                ...both(sensitivity),
                value,
                low,
                high,
                meanOf(violation),
                ...both(accuracySensitivity, 100),
                ...both(flipped),
              ]),
          gap,
        ];
      }),
    },
    {
      title: `By the minority's share of the training examples, ${LONG} epochs: the reference, and Delta of the minority over that of the majority`,
      columns: [
        "share",
        "loss, majority",
        "loss, minority",
        "accuracy, majority",
        "accuracy, minority",
        ...FIGURE.map(shownName),
      ],
      rows: SHARES.map((share) => {
        const { loss, accuracy } = of(arm("reference", share));
        return [share, ...both(loss), ...both(accuracy), ...FIGURE.map((machine) => ratio(arm(machine, share)).value)];
      }),
    },
    {
      title: `The bound: gradient times distance, and half the eigenvalue times its square; ${100 * RARE}% minority`,
      columns: [
        "epochs",
        "trained on",
        "group",
        "gradient",
        "eigenvalue",
        "distance",
        "bound",
        "Delta",
        "bound over Delta",
      ],
      rows: [SHORT, LONG].flatMap((epochs) =>
        DECIDING.flatMap((machine) =>
          GROUPS.map((group) => {
            const { gradient, curvature, distance, bound, sensitivity } = of(arm(machine, RARE, epochs));
            const numbers = [gradient[group], curvature[group], distance, bound[group], sensitivity[group]].map(meanOf);
            return [
              epochs,
              shownName(machine),
              group,
              ...numbers,
              ratioOverDraws(bound[group], sensitivity[group], LEVEL).value,
            ];
          }),
        ),
      ),
    },
  ];
}

/** What the figure compares. */
const FIGURE = [...DECIDING, "new seeds"] as const;

function figureOf({ of }: HardwareEvidence): Observed["figure"] {
  return {
    title: "How much more the loss of the minority changes, on simulated machines and by new seeds",
    x: "share of the training examples that are the minority's",
    y: "change of the loss, minority over majority",
    series: FIGURE.map((machine) => ({
      name: shownName(machine),
      points: SHARES.map((share) => {
        const { value, low, high } = unevenness(of(arm(machine, share)).sensitivity);
        return { x: share, y: value ?? 0, low, high };
      }),
    })),
  };
}

const HALF = "half of the training examples are the minority's";

export const nelaturu2023: Experiment = {
  name: "nelaturu-2023",
  summary: "A different (simulated) machine moves a rare group more",
  paper: {
    authors: "Nelaturu, Ravichandran, Tran, Hooker, Fioretto",
    title: "On the Fairness Impacts of Hardware Selection in Machine Learning",
    venue: "ICML 2024",
    url: "https://arxiv.org/abs/2312.03886",
  },
  ours: [
    "The machines are simulated: the arithmetic of the contract, and others that add in another order or multiply with fewer digits, worked out to the bit. No other hardware took part.",
    "Data with two groups of equally hard truth stand in for people: they differ only in how many training examples they have. Both are tested on equally many.",
    "The paper's formulas could not be read. Delta is the absolute difference of a group's loss between a machine and the reference, xi that between the groups; the bound is Theorem 1 of Tran, Fioretto, Kim, Naidu 2022 (arXiv 2205.13574), by two of the authors, on pruning.",
    '"More" means by a factor of 1.1, and a bound "tells" a size within a factor of 10; both were fixed in advance.',
  ],
  seconds: 70,
  replicas: { default: 64, least: 3, what: "data sets" },
  lines: [
    {
      id: "H1",
      claim: "Another machine changes the loss of one group more than that of the other",
      measured: `Networks with the same seeds, trained on a simulated machine and on the reference; ${100 * RARE}% of the training examples are the minority's`,
      by: "paper",
      nullWorld: HALF,
    },
    {
      id: "H2",
      claim: "The choice of hardware can exacerbate disparities",
      measured:
        "Loss of the minority less that of the majority: the simulated machine that has the largest on every second data set, judged on the others",
      by: "paper",
      nullWorld: "machines are shuffled within each data set",
    },
    {
      id: "H3",
      claim: "The more sensitive group has larger gradients and a more curved loss",
      measured:
        "The loss of each group about the networks of the reference: norm of its gradient, largest eigenvalue of its Hessian",
      by: "paper",
      nullWorld: HALF,
    },
    {
      id: "H4",
      claim: "Another machine changes the loss of a rare group less than new seeds",
      measured: "Change of the loss of the minority on a simulated machine, and by new seeds on the reference",
      by: "ours",
      nullWorld: "other new seeds in place of the machine",
    },
    {
      id: "H5",
      claim: "Gradient and curvature tell how large the change is",
      measured:
        "The bound: gradient times the distance of the parameters, and half the largest eigenvalue times its square",
      by: "ours",
      nullWorld: "the parameters move equally far in a random direction",
    },
  ],
  observe,
};
