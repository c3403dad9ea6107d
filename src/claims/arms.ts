/**
 * The plan of the claims: every arm, fixed before anything is trained. A study here lacks the data, the seeds and the number of
 * replicas; what it leaves out has the defaults of every study (hidden [8], relu, adagrad 0.1, batch 1, 1 epoch, full shuffle).
 */
import type { StudyInput } from "../study/resolve.js";
import type { Relation } from "./crossed.js";
import type { Arm, ClaimId } from "./claim.js";

/** An arm whose replicas differ in what `study.vary` says (default: init and shuffle). */
export interface PlannedArm {
  name: string;
  group: Arm["group"];
  at: number | null;
  study: StudyInput;
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
  names: Partial<Record<Relation, string>>;
}

/** Sizes that follow from R, the replicas of an arm in all draws together. */
export interface Sizes {
  /** Replicas a draw for networks up to 16 wide and one layer deep, and for larger ones. */
  small: number;
  large: number;
  /** Levels of each factor of the headline grid, one draw, and of the grids that are repeated for windows and for 20 epochs. */
  grid: number;
  repeated: number;
  /** Replicas a draw while tuning, and of the linear control, where a step is a pass through the data. */
  tuning: number;
}

/** Fewest replicas of a draw, and levels of a grid, that leave a jackknife. */
const FEWEST = 4;

/** R/8 and R/16 replicas a draw; sqrt(R) and sqrt(R/8) levels; R/64 replicas for tuning and the linear control. */
export function sizesOf(replicas: number): Sizes {
  const least = (size: number) => Math.max(FEWEST, Math.round(size));
  return {
    small: least(replicas / 8),
    large: least(replicas / 16),
    grid: least(Math.sqrt(replicas)),
    repeated: least(Math.sqrt(replicas / 8)),
    tuning: least(replicas / 64),
  };
}

/** What a claim trains. Where it is tuned, each arm is first trained at each of RATES on other seeds and data. */
export interface Plan {
  arms: PlannedArm[];
  grids: PlannedGrid[];
  isTuned: boolean;
}

/** Every arm of every claim, in the order in which they are trained. `examples`: training examples of a draw. */
export function plansOf(sizes: Sizes, examples: number): Record<ClaimId, Plan> {
  const grids = crossedGrids(sizes);
  return {
    control: { arms: [controlArm(sizes)], grids: [], isTuned: false },
    linear: { arms: [convergedLinearArm(sizes, examples)], grids: [], isTuned: false },
    C1: { arms: singleUnitArms(sizes), grids: [], isTuned: false },
    C2: { arms: factorArms(sizes), grids, isTuned: false },
    C3: { arms: [], grids: [...grids, ...windowGrids(sizes, examples)], isTuned: false },
    C4: { arms: activationArms(sizes), grids: [], isTuned: true },
    C5: { arms: sizeArms(sizes), grids: [], isTuned: true },
  };
}

/** Rates among which C4 and C5 choose, for each arm. */
export const RATES = [0.03, 0.1, 0.3, 1] as const;

/** Nothing varies. */
function controlArm({ small }: Sizes): PlannedArm {
  return { name: "nothing varies", group: "control", at: null, study: { vary: [] }, replicas: small };
}

/** A linear logit with log loss, full batch, trained until the gradient vanishes; only the initial weights vary. */
function convergedLinearArm({ tuning }: Sizes, examples: number): PlannedArm {
  const optimizer = { name: "nesterov", learningRate: 4, momentum: 0.5 };
  const study = { hidden: [], vary: ["init"], batchSize: examples, epochs: 100, optimizer };
  return { name: "linear, converged", group: "linear", at: null, study, replicas: tuning };
}

/** C1: one hidden nonlinearity, and a line under the same training. */
function singleUnitArms({ small }: Sizes): PlannedArm[] {
  return [
    { name: "single unit", group: "single unit", at: null, study: { hidden: [1] }, replicas: small },
    { name: "linear", group: "linear", at: null, study: { hidden: [] }, replicas: small },
  ];
}

/** One noise factor at a time, at level 0 of the other: a picture, no verdict, because one fixed level is a lottery ticket. */
function factorArms({ small }: Sizes): PlannedArm[] {
  const factors = { "nothing varies": [], "init varies": ["init"], "order varies": ["shuffle"], "init and order vary": ["init", "shuffle"] };
  return Object.entries(factors).map(([name, vary]) => ({ name, group: "factor", at: null, study: { vary }, replicas: small }));
}

/** Settings in which the crossed grid is shown; the first is the headline, and the default of every study. */
const GRID_SETTINGS = [
  { name: "1 epoch", study: {} },
  { name: "1 epoch, decay", study: { schedule: { name: "linear", final: 0 } } },
  { name: "20 epochs", study: { epochs: 20 } },
  { name: "20 epochs, decay", study: { epochs: 20, schedule: { name: "linear", final: 0 } } },
] as const satisfies readonly { name: string; study: StudyInput }[];

export const HEADLINE = "1 epoch, constant learning rate: the defaults of every study";

/** The crossed grids of C2 and C3, headline first. */
function crossedGrids({ grid, repeated }: Sizes): PlannedGrid[] {
  return GRID_SETTINGS.map(({ name, study }) => ({
    group: "grid",
    at: null,
    study,
    side: "epochs" in study ? repeated : grid,
    names: { both: `init and order (${name})`, sameRow: `order, same init (${name})`, sameColumn: `init, same order (${name})` },
  }));
}

/** The windows of C3, ascending, the last one the full shuffle of `examples` examples. */
function windowsOf(examples: number): number[] {
  return [...[1, 2, 10, 100, 1000].filter((window) => window < examples), examples];
}

/** Grids at each window; the arm is the prediction difference between orders at the same initialization, averaged over initializations. */
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

/** The activations of C4 on the default network. */
function activationArms({ small }: Sizes): PlannedArm[] {
  const smelu = [0.25, 0.5, 1, 2].map((beta) => ({ name: "smelu", beta }));
  return ["relu", ...smelu, "swish", "gelu", "softplus", "tanh"].map((activation) => ({
    name: typeof activation === "string" ? activation : `${activation.name}(${activation.beta})`,
    group: "activation",
    at: typeof activation === "string" ? null : activation.beta,
    study: { activation },
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
    study: { hidden },
    replicas: hidden.length === 1 && hidden[0]! <= 16 ? small : large,
  }));
}
