/** The experiments: for each claim, the arms that are trained and the contrasts that are made of them. No verdict is known here. */
import type { StudyInput } from "../study/resolve.js";
import { HEADLINE, RATES, windowName, type Plan, type PlannedArm, type PlannedGrid, type Sizes } from "./arms.js";
import type { Claim, ClaimId, Evidence } from "./claim.js";
import { pairedContrasts, type Pair, type Setting } from "./contrasts.js";
import { crossedContrast } from "./crossed.js";
import { measuredArm, measuredGrid, type MeasuredArm } from "./evidence.js";
import type { Laboratory } from "./laboratory.js";
import { matchedArms } from "./selection.js";
import { armSummary, convergedSummary, gridSummary, tuningSummary } from "./summary.js";

/** What the experiments on one family share. */
export interface Bench {
  laboratory: Laboratory;
  sizes: Sizes;
  /** Training examples of a draw. */
  examples: number;
  /** What there is to learn, mean over draws. */
  learnable: number;
  seed: number;
  /** Seeds of the data draws. */
  draws: readonly number[];
  tuning: { replicas: number; draws: readonly number[] };
  /** Margins as logs. */
  margin: number;
  singleUnitMargin: number;
}

/** What an experiment adds to the evidence. */
type Findings = Pick<Evidence, "arms" | "contrasts"> & { headline?: string };

export const TITLES: Record<ClaimId, Claim["title"]> = {
  control: "Control: where nothing varies, nothing differs",
  linear: "Linear control: a convex problem, trained to convergence, has one answer",
  C1: "A single nonlinearity is enough for irreproducibility",
  C2: "Randomness in the initialization makes it worse",
  C3: "Randomness in the order of the examples makes it worse, and the shuffle window matters",
  C4: "The choice of activation matters",
  C5: "The complexity of the model matters",
};

export const EXPERIMENTS: Record<ClaimId, (bench: Bench, plan: Plan) => Promise<Findings>> = {
  control: onlyArms,
  linear: onlyArms,
  C1: singleUnit,
  C2: initialization,
  C3: order,
  C4: tuned,
  C5: tuned,
};

async function onlyArms(bench: Bench, { arms }: Plan): Promise<Findings> {
  const measured = await trainArms(bench, arms);
  return { arms: measured.map(({ arm }) => arm), contrasts: [] };
}

/** C1: kept replicas of the single unit decide; all of them are shown beside. */
async function singleUnit(bench: Bench, { arms }: Plan): Promise<Findings> {
  const [unit, line] = (await trainArms(bench, arms)) as [MeasuredArm, MeasuredArm];
  const setting = { seeds: bench.sizes.small, margin: bench.margin, needed: bench.singleUnitMargin };
  const contrasts = [
    ...pairedContrasts([{ a: unit.kept, b: line.all }], { ...setting, replicas: "kept", decides: true }),
    ...pairedContrasts([{ a: unit.all, b: line.all }], { ...setting, replicas: "all", decides: false }),
  ];
  return { arms: [unit.arm, line.arm], contrasts };
}

/** C2: both factors against the order alone. */
async function initialization(bench: Bench, plan: Plan): Promise<Findings> {
  const [grids, factors] = await Promise.all([trainGrids(bench, plan.grids), trainArms(bench, plan.arms)]);
  return {
    headline: HEADLINE,
    arms: [...grids.flatMap(({ both, sameRow }) => [both!.arm, sameRow!.arm]), ...factors.map(({ arm }) => arm)],
    contrasts: grids.map(({ both, sameRow }, at) =>
      crossedContrast(both!.side, sameRow!.side, { decides: at === 0, margin: bench.margin, together: 1 }),
    ),
  };
}

/** C3: both factors against the initialization alone, and the full shuffle against the window of 2; the two share the level. */
async function order(bench: Bench, plan: Plan): Promise<Findings> {
  const of = (group: PlannedGrid["group"]) => trainGrids(bench, plan.grids.filter((grid) => grid.group === group));
  const [grids, windows] = await Promise.all([of("grid"), of("window")]);
  const setting = { margin: bench.margin, together: 2 };
  const sides = windows.map(({ sameRow }) => sameRow!);
  const smallest = sides.find(({ arm }) => arm.name === windowName(2))!;
  return {
    headline: HEADLINE,
    arms: [...grids.flatMap(({ both, sameColumn }) => [both!.arm, sameColumn!.arm]), ...sides.map(({ arm }) => arm)],
    contrasts: [
      ...grids.map(({ both, sameColumn }, at) => crossedContrast(both!.side, sameColumn!.side, { ...setting, decides: at === 0 })),
      crossedContrast(sides.at(-1)!.side, smallest.side, { ...setting, decides: true }),
    ],
  };
}

/** C4 and C5: each arm at its own learning rate; all pairs of arms that match in loss, on kept replicas. */
async function tuned(bench: Bench, plan: Plan): Promise<Findings> {
  const measured = await Promise.all(plan.arms.map(async (arm) => trainArm(bench, { ...arm, study: await atBestRate(bench, arm) })));
  const matched = matchedArms(measured.map(({ arm }) => arm.excessKept), bench.learnable);
  const arms = measured.map(({ arm }, index) => ({ ...arm, matched: matched[index]! }));
  const comparable = measured.filter(({ arm }, index) => matched[index] && arm.predictionDifferenceKept?.value !== 0);
  const setting: Setting = { seeds: bench.sizes.small, replicas: "kept", decides: true, margin: bench.margin };
  return { arms, contrasts: pairedContrasts(pairsOf(comparable), setting) };
}

/** Every pair once, the later arm against the earlier. */
function pairsOf(measured: readonly MeasuredArm[]): Pair[] {
  return measured.flatMap(({ kept: b }, index) => measured.slice(index + 1).map(({ kept: a }) => ({ a, b })));
}

async function trainArm({ laboratory, seed, draws }: Bench, plan: PlannedArm): Promise<MeasuredArm> {
  const study = { ...plan.study, seed, replicas: plan.replicas };
  const summary = plan.group === "linear" ? convergedSummary : armSummary;
  return measuredArm(plan, await Promise.all(draws.map((draw) => laboratory.train(study, draw, summary))));
}

function trainArms(bench: Bench, plans: readonly PlannedArm[]): Promise<MeasuredArm[]> {
  return Promise.all(plans.map((plan) => trainArm(bench, plan)));
}

function trainGrids({ laboratory, seed, draws }: Bench, plans: readonly PlannedGrid[]) {
  return Promise.all(
    plans.map(async (plan) => {
      const study = { ...plan.study, seed, design: { init: plan.side, shuffle: plan.side } };
      return measuredGrid(plan, await Promise.all(draws.map((draw) => laboratory.train(study, draw, gridSummary(plan.side)))));
    }),
  );
}

/** A plan at each rate, on the replicas and draws that serve for tuning. */
export function candidatesOf({ study }: PlannedArm, sizes: Sizes, seed: number): StudyInput[] {
  return RATES.map((learningRate) => ({ ...study, optimizer: { name: "adagrad", learningRate }, seed, replicas: sizes.tuning }));
}

/** The study of a plan with the rate of the least mean loss; a rate at which a replica diverges is out. */
async function atBestRate({ laboratory, sizes, tuning }: Bench, plan: PlannedArm): Promise<StudyInput> {
  const losses = await Promise.all(
    candidatesOf(plan, sizes, tuning.replicas).map(async (candidate) => {
      const excess = await Promise.all(tuning.draws.map((draw) => laboratory.train(candidate, draw, tuningSummary)));
      return excess.reduce<number>((sum, each) => sum + (each ?? Infinity), 0);
    }),
  );
  // Where every rate diverges, the least one is trained, and the arm says itself that it failed.
  const learningRate = RATES[losses.indexOf(Math.min(...losses))]!;
  return { ...plan.study, optimizer: { name: "adagrad", learningRate } };
}
