/**
 * The plan of the claims: every arm, fixed before anything is trained. A study here lacks the data, the seeds and the
 * number of replicas; what it leaves out has the defaults of every study (hidden [8], relu, adagrad 0.1, batch 1, 1
 * epoch, full shuffle).
 */

import type { Relation } from "../statistics/crossed-contrasts.js";
import type { Factor } from "../study/factors.js";
import type { StudyInput } from "../study/study.js";
import type { Arm, ClaimId } from "./claim.js";
import { DRAWS, FIRST_DRAWS, type WorldName } from "./seeds.js";

/** An arm whose replicas differ in what `study.vary` says (default: init and shuffle). */
export interface PlannedArm {
  name: string;
  group: Arm["group"];
  at: number | null;
  study: StudyInput;
  /** Training examples of a draw, where they are not the family's default. */
  examples?: number;
  /** Replicas of one draw. */
  replicas: number;
}

/** A crossed grid; each relation of its cells that is shown is an arm. */
export interface PlannedGrid {
  group: "grid" | "window";
  at: number | null;
  study: StudyInput;
  /** Levels of each factor. */
  side: number;
  /** On so many of the draws, where not on all. */
  draws?: number;
  names: Partial<Record<Relation, string>>;
}

/** Sizes that follow from R, the replicas of an arm in all draws together. */
export interface Sizes {
  /** Replicas a draw for networks up to 16 wide and one layer deep, and for larger ones. */
  small: number;
  large: number;
  /** Levels of each factor of a headline grid, one draw, of the grids of windows, and of those that are only shown. */
  grid: number;
  repeated: number;
  shown: number;
  /** Replicas a draw while tuning, and of the linear control, where a step is a pass through the data. */
  few: number;
  /** Replicas a draw of C1, of the same in the default setting, and of the first rule of C1. */
  converged: number;
  ordinary: number;
  first: number;
}

/** Fewest replicas of a draw, and levels of a grid, that leave a jackknife. */
const FEWEST = 4;

/**
 * Replicas of all draws together are R, R/2 for large networks and for C1; the cells of a grid in all draws 6 R, and R
 * for those of windows.
 */
export function sizesOf(replicas: number): Sizes {
  const least = (size: number) => Math.max(FEWEST, Math.round(size));
  return {
    small: least(replicas / DRAWS),
    large: least(replicas / (2 * DRAWS)),
    grid: least(Math.sqrt((6 * replicas) / DRAWS)),
    repeated: least(Math.sqrt(replicas / DRAWS)),
    shown: least(Math.sqrt(replicas / (2 * DRAWS))),
    few: least(replicas / (16 * DRAWS)),
    converged: least(replicas / (2 * DRAWS)),
    ordinary: least(replicas / (8 * DRAWS)),
    first: least(replicas / FIRST_DRAWS),
  };
}

/**
 * What a claim trains, and on which draws. Where it is tuned, each arm is first trained at each of RATES on other seeds
 * and data.
 */
export interface ClaimPlan {
  world: WorldName;
  arms: PlannedArm[];
  grids: PlannedGrid[];
  isTuned: boolean;
}

/** Every arm of every claim, in the order in which they are trained. `examples`: training examples of a draw. */
export function plansOf(sizes: Sizes, examples: number): Record<ClaimId, ClaimPlan> {
  const grids = crossedGrids(sizes);
  const main: ClaimPlan = { world: "main", arms: [], grids: [], isTuned: false };
  return {
    control: { ...main, arms: [controlArm(sizes)] },
    linear: { ...main, arms: [convergedLinearArm(sizes, examples)] },
    negative: { ...main, world: "converged", arms: convergedArms({ ...sizes, converged: sizes.few * 4 }) },
    C1: { ...main, world: "converged", arms: [...convergedArms(sizes), ...ordinaryArms(sizes)] },
    "C1-first": { ...main, world: "first", arms: firstArms(sizes) },
    C2: { ...main, arms: factorArms(sizes), grids },
    C3: { ...main, grids: [...grids, ...windowGrids(sizes, examples)] },
    C4: { ...main, arms: activationArms(sizes), isTuned: true },
    C5: { ...main, arms: sizeArms(sizes), isTuned: true },
  };
}

/** Rates among which C4 and C5 choose, for each arm. */
export const RATES = [0.03, 0.1, 0.3, 1] as const;

/** Nothing varies. */
function controlArm({ large }: Sizes): PlannedArm {
  return { name: "nothing varies", group: "control", at: null, study: { vary: [] }, replicas: large };
}

/** A linear logit with log loss, full batch, trained until the gradient vanishes; only the initial weights vary. */
function convergedLinearArm({ few }: Sizes, examples: number): PlannedArm {
  const optimizer: StudyInput["optimizer"] = { name: "nesterov", learningRate: 4, momentum: 0.5 };
  const study: StudyInput = { hidden: [], vary: ["init"], batchSize: examples, epochs: 100, optimizer };
  return { name: "linear, converged", group: "linear", at: null, study, replicas: few };
}

/** Training examples of a draw of C1, all of them in every step: a training that converges. */
const CONVERGED_EXAMPLES = 1000;
/** Lengths of C1 in epochs, ascending: what is a floor does not change between them. */
export const LENGTHS = [100, 400] as const;
/** Numbers of training examples of C1 in the default setting, one pass through each. */
const ORDINARY_EXAMPLES = [1000, 4000, 16000, 64000] as const;
const UNIT: StudyInput = { hidden: [1] };
const LINE: StudyInput = { hidden: [] };

/** C1: one hidden unit and a line, each trained until the rate has fallen to 0; only the initial weights vary. */
function convergedArms({ converged }: Sizes): PlannedArm[] {
  return LENGTHS.flatMap((epochs) => {
    const training: StudyInput = {
      vary: ["init"],
      batchSize: CONVERGED_EXAMPLES,
      shuffleWindow: 1,
      reshuffle: false,
      epochs,
      optimizer: { name: "momentum", learningRate: 1, momentum: 0.9 },
      schedule: { name: "linear", final: 0 },
    };
    const arm = (name: string, study: StudyInput, replicas: number): PlannedArm => ({
      name: `${name}, ${epochs} epochs`,
      group: "converged",
      at: epochs,
      examples: CONVERGED_EXAMPLES,
      study: { ...study, ...training },
      replicas,
    });
    // The lines of a draw become one and the same, which a few of them show.
    return [arm("single unit", UNIT, converged), arm("line", LINE, Math.max(FEWEST, converged / 4))];
  });
}

/** C1 in the default setting, over the number of examples of its one pass: shown, never deciding. */
function ordinaryArms({ ordinary }: Sizes): PlannedArm[] {
  return ORDINARY_EXAMPLES.flatMap((examples) => {
    const arm = (name: string, study: StudyInput): PlannedArm => ({
      name: `${name}, one pass of ${examples}`,
      group: "ordinary",
      at: examples,
      examples,
      study,
      replicas: ordinary,
    });
    return [arm("single unit", UNIT), arm("line", LINE)];
  });
}

/** The first rule of C1: the same under the study's own short training. */
function firstArms({ first }: Sizes): PlannedArm[] {
  return [
    { name: "single unit", group: "single unit", at: null, study: UNIT, replicas: first },
    { name: "linear", group: "single unit", at: null, study: LINE, replicas: first },
  ];
}

/**
 * One noise factor at a time, at level 0 of the other: a picture, no verdict, because one fixed level is a lottery
 * ticket.
 */
function factorArms({ large }: Sizes): PlannedArm[] {
  const factors: Record<string, Factor[]> = {
    "nothing varies": [],
    "init varies": ["init"],
    "order varies": ["shuffle"],
    "init and order vary": ["init", "shuffle"],
  };
  return Object.entries(factors).map(([name, vary]) => ({
    name,
    group: "factor",
    at: null,
    study: { vary },
    replicas: large,
  }));
}

/** Settings in which the crossed grid is shown; the first is the headline, and the default of every study. */
const GRID_SETTINGS = [
  { name: "1 epoch", study: {} },
  { name: "1 epoch, decay", study: { schedule: { name: "linear", final: 0 } } },
  { name: "20 epochs", study: { epochs: 20 } },
  { name: "20 epochs, decay", study: { epochs: 20, schedule: { name: "linear", final: 0 } } },
] as const satisfies readonly { name: string; study: StudyInput }[];

export const HEADLINE = "1 epoch, constant learning rate: the defaults of every study";

/**
 * The crossed grids of C2 and C3, headline first; the others are smaller and on a quarter of the draws, and decide
 * nothing.
 */
function crossedGrids({ grid, shown }: Sizes): PlannedGrid[] {
  return GRID_SETTINGS.map(({ name, study }, at) => ({
    group: "grid",
    at: null,
    study,
    ...(at === 0 ? { side: grid } : { side: shown, draws: DRAWS / 4 }),
    names: {
      both: `init and order (${name})`,
      sameRow: `order, same init (${name})`,
      sameColumn: `init, same order (${name})`,
    },
  }));
}

/** The windows of C3, ascending, the last one the full shuffle of `examples` examples. */
function windowsOf(examples: number): number[] {
  return [...[1, 2, 10, 100, 1000].filter((window) => window < examples), examples];
}

/**
 * Grids at each window; the arm is the prediction difference between orders at the same initialization, averaged over
 * initializations.
 */
function windowGrids({ repeated }: Sizes, examples: number): PlannedGrid[] {
  return windowsOf(examples).map((window) => ({
    group: "window",
    at: window,
    study: { shuffleWindow: window },
    side: repeated,
    names: { sameRow: windowName(window) },
  }));
}

export function windowName(window: number): string {
  return `window ${window}`;
}

/**
 * The activations of C4 on the default network. The arms of C4 and C5 write their studies alike, so that the one that
 * they share, relu of width 8, is trained once.
 */
function activationArms({ small }: Sizes): PlannedArm[] {
  const smelu = [0.25, 0.5, 1, 2].map((beta) => ({ name: "smelu", beta }) as const);
  return (["relu", ...smelu, "swish", "gelu", "softplus", "tanh"] as const).map((activation) => ({
    name: typeof activation === "string" ? activation : `${activation.name}(${activation.beta})`,
    group: "activation",
    at: typeof activation === "string" ? null : activation.beta,
    study: { hidden: [8], activation },
    replicas: small,
  }));
}

/** The sizes of C5: widths of one hidden layer, and depths of width 16. `at` is the number of hidden units. */
function sizeArms({ small, large }: Sizes): PlannedArm[] {
  const widths = [1, 2, 4, 8, 16, 32].map((width) => [width]);
  return [...widths, [16, 16], [16, 16, 16, 16]].map((hidden) => ({
    name: hidden.length === 1 ? `width ${hidden[0]}` : `depth ${hidden.length}, width ${hidden[0]}`,
    group: "size",
    at: hidden.reduce((sum, width) => sum + width, 0),
    study: { hidden, activation: "relu" },
    replicas: hidden.length === 1 && hidden[0]! <= 16 ? small : large,
  }));
}
