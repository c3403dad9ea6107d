/**
 * The experiments: for each claim, the arms that are trained and the contrasts that are made of them. No verdict is
 * known here.
 */

import { type Pair, type PairedContrast, pairedContrasts } from "../statistics/contrasts.js";
import { crossedContrast } from "../statistics/crossed-contrasts.js";
import type { StudyInput } from "../study/study.js";
import { type ClaimPlan, HEADLINE, type PlannedArm, type PlannedGrid, RATES, type Sizes, windowName } from "./arms.js";
import type { Claim, ClaimId, Contrast, Convergence, Evidence } from "./claim.js";
import { convergenceOf } from "./convergence.js";
import { type MeasuredArm, measuredArm, measuredGrid } from "./evidence.js";
import { firstContrast } from "./first-rule.js";
import type { World, WorldName } from "./seeds.js";
import { isMatched, LEVEL, matchedArms } from "./selection.js";
import {
  type ArmSummary,
  armSummary,
  type ConvergedSummary,
  convergedSummary,
  type FailedDraw,
  firstSummary,
  gridSummary,
  plainSummary,
  type Summary,
  tuningSummary,
} from "./summary.js";
import type { Trials } from "./trials.js";

/** What the experiments on one family share. */
export interface ExperimentContext {
  trials: Trials;
  sizes: Sizes;
  /** What there is to learn on the inputs for evaluation, mean over the draws of a world. */
  learnable(world: WorldName): number;
  worlds: Record<WorldName, World>;
  /** The margin as a log. */
  margin: number;
  /** Below this prediction difference equally good units are one solution. */
  floor: number;
}

/** What an experiment adds to the evidence. */
type Findings = Pick<Evidence, "arms" | "contrasts"> & {
  headline?: string;
  convergence?: Convergence | null;
  learnable?: number | null;
};

export const TITLES: Record<ClaimId, Claim["title"]> = {
  control: "Control: where nothing varies, nothing differs",
  linear: "Linear control: a convex problem, trained to convergence, has one answer",
  negative: "Negative control: where the truth is linear, C1 must not hold",
  C1: "A single nonlinearity is enough for irreproducibility",
  "C1-first": "The same by its first rule, shown for one release",
  C2: "Randomness in the initialization makes it worse",
  C3: "Randomness in the order of the examples makes it worse, and the shuffle window matters",
  C4: "The choice of activation matters",
  C5: "The complexity of the model matters",
};

export const EXPERIMENTS: Record<ClaimId, (context: ExperimentContext, plan: ClaimPlan) => Promise<Findings>> = {
  control: onlyArms,
  linear: onlyArms,
  negative: singleUnit,
  C1: singleUnit,
  "C1-first": firstRule,
  C2: initialization,
  C3: order,
  C4: tuned,
  C5: tuned,
};

async function onlyArms(context: ExperimentContext, plan: ClaimPlan): Promise<Findings> {
  const measured = await trainArms(context, plan.arms, plan.world);
  return { arms: measured.map(({ arm }) => arm), contrasts: [] };
}

/** C1: units and lines until they have converged; the same in the default setting is shown beside. */
async function singleUnit(context: ExperimentContext, { arms, world }: ClaimPlan): Promise<Findings> {
  const measured = await Promise.all(
    arms.map(async (plan) => {
      const draws = await trainDraws(context, plan, world, plan.group === "converged" ? convergedSummary : armSummary);
      return { plan, draws, ...measuredArm(plan, draws) };
    }),
  );
  const converged = measured.filter(({ plan }) => plan.group === "converged");
  const finished = converged.map(({ draws }) => draws.filter((draw): draw is ConvergedSummary => draw.failed === null));
  const isWhole = finished.every((draws) => draws.length === context.worlds[world].data.length);
  // The plan has a unit and a line of each length, in this order.
  const lengths = converged.flatMap(({ plan }, at) =>
    at % 2 === 0 ? [{ epochs: plan.at!, unit: finished[at]!, line: finished[at + 1]! }] : [],
  );
  return {
    arms: measured.map(({ arm }) => arm),
    contrasts: [],
    convergence: isWhole ? convergenceOf(lengths, context.floor) : null,
  };
}

/** The first rule of C1: kept replicas of the single unit decide; all of them are shown beside. */
async function firstRule(context: ExperimentContext, plan: ClaimPlan): Promise<Findings> {
  const [unit, line] = (await Promise.all(
    plan.arms.map(async (arm) => measuredArm(arm, await trainDraws(context, arm, plan.world, firstSummary))),
  )) as [MeasuredArm, MeasuredArm];
  const setting = { seeds: context.sizes.first, margin: context.margin };
  const contrasts = [
    firstContrast(unit.kept, line.all, { ...setting, replicas: "kept", decides: true }),
    firstContrast(unit.all, line.all, { ...setting, replicas: "all", decides: false }),
  ];
  return { arms: [unit.arm, line.arm], contrasts, learnable: unit.learnable ?? line.learnable };
}

/** C2: both factors against the order alone. */
async function initialization(context: ExperimentContext, plan: ClaimPlan): Promise<Findings> {
  const [grids, factors] = await Promise.all([
    trainGrids(context, plan.grids, plan.world),
    trainArms(context, plan.arms, plan.world),
  ]);
  return {
    headline: HEADLINE,
    arms: [...grids.flatMap(({ both, sameRow }) => [both!.arm, sameRow!.arm]), ...factors.map(({ arm }) => arm)],
    contrasts: grids.map(({ both, sameRow }, at) =>
      decidedBy(
        at === 0,
        "all",
        crossedContrast(both!.side, sameRow!.side, { level: LEVEL, margin: context.margin, together: 1 }),
      ),
    ),
  };
}

/**
 * C3: both factors against the initialization alone, and the full shuffle against the window of 2; the two share the
 * level.
 */
async function order(context: ExperimentContext, plan: ClaimPlan): Promise<Findings> {
  const of = (group: PlannedGrid["group"]) =>
    trainGrids(
      context,
      plan.grids.filter((grid) => grid.group === group),
      plan.world,
    );
  const [grids, windows] = await Promise.all([of("grid"), of("window")]);
  const setting = { level: LEVEL, margin: context.margin, together: 2 };
  const sides = windows.map(({ sameRow }) => sameRow!);
  const smallest = sides.find(({ arm }) => arm.name === windowName(2))!;
  return {
    headline: HEADLINE,
    arms: [...grids.flatMap(({ both, sameColumn }) => [both!.arm, sameColumn!.arm]), ...sides.map(({ arm }) => arm)],
    contrasts: [
      ...grids.map(({ both, sameColumn }, at) =>
        decidedBy(at === 0, "all", crossedContrast(both!.side, sameColumn!.side, setting)),
      ),
      decidedBy(true, "all", crossedContrast(sides.at(-1)!.side, smallest.side, setting)),
    ],
  };
}

/** C4 and C5: each arm at its own learning rate; all pairs of arms that match in loss, on kept replicas. */
async function tuned(context: ExperimentContext, plan: ClaimPlan): Promise<Findings> {
  const measured = await Promise.all(
    plan.arms.map(async (arm) => trainArm(context, { ...arm, study: await atBestRate(context, arm) }, plan.world)),
  );
  const learnable = context.learnable(plan.world);
  const matched = matchedArms(
    measured.map(({ arm }) => arm.excessKept),
    learnable,
  );
  const arms = measured.map(({ arm }, index) => ({ ...arm, matched: matched[index]! }));
  const setting = { seeds: context.sizes.small, level: LEVEL, margin: context.margin };
  const contrasts = pairedContrasts(matchedPairs(measured, learnable), setting);
  return { arms, contrasts: contrasts.map((contrast) => decidedBy(true, "kept", contrast)) };
}

/** A contrast with whether the verdict rests on it, and the replicas that it is about. */
function decidedBy(decides: boolean, replicas: Contrast["replicas"], { a, b, ...numbers }: PairedContrast): Contrast {
  return { a, b, replicas, decides, ...numbers };
}

/** Every matched pair once, the later arm against the earlier. An arm that is exactly 0 is never compared. */
function matchedPairs(measured: readonly MeasuredArm[], learnable: number): Pair[] {
  const comparable = measured.filter(({ arm }) => arm.predictionDifferenceKept?.value !== 0);
  return comparable.flatMap((b, index) =>
    comparable
      .slice(index + 1)
      .flatMap((a) => (isMatched(a.arm.excessKept, b.arm.excessKept, learnable) ? [{ a: a.kept, b: b.kept }] : [])),
  );
}

/** One summary a draw, or the reason why it has none. */
function trainDraws<T>(
  { trials, worlds }: ExperimentContext,
  plan: PlannedArm,
  world: WorldName,
  summary: Summary<T>,
): Promise<T[]> {
  const { data, replicas: seeds } = worlds[world];
  const { study, replicas, examples } = plan;
  return Promise.all(
    data.map((dataSeed, draw) =>
      trials.train({ study: { ...study, seed: seeds[draw]!, replicas }, dataSeed, examples }, summary),
    ),
  );
}

/** Arms of which no replica is chosen. */
const SUMMARIES: Partial<Record<PlannedArm["group"], Summary<ArmSummary | FailedDraw>>> = {
  control: plainSummary,
  factor: plainSummary,
  linear: convergedSummary,
};

async function trainArm(context: ExperimentContext, plan: PlannedArm, world: WorldName): Promise<MeasuredArm> {
  const summary: Summary<ArmSummary | FailedDraw> = SUMMARIES[plan.group] ?? armSummary;
  return measuredArm(plan, await trainDraws(context, plan, world, summary));
}

function trainArms(context: ExperimentContext, plans: readonly PlannedArm[], world: WorldName): Promise<MeasuredArm[]> {
  return Promise.all(plans.map((plan) => trainArm(context, plan, world)));
}

function trainGrids({ trials, worlds }: ExperimentContext, plans: readonly PlannedGrid[], world: WorldName) {
  const { data, replicas: seeds } = worlds[world];
  return Promise.all(
    plans.map(async (plan) => {
      const study = { ...plan.study, design: { init: plan.side, shuffle: plan.side } };
      const summary = gridSummary(plan.side);
      return measuredGrid(
        plan,
        await Promise.all(
          data
            .slice(0, plan.draws)
            .map((dataSeed, draw) => trials.train({ study: { ...study, seed: seeds[draw]! }, dataSeed }, summary)),
        ),
      );
    }),
  );
}

/** A plan at each rate, with the replicas that serve for tuning. */
export function candidatesOf({ study }: PlannedArm, sizes: Sizes): StudyInput[] {
  return RATES.map((learningRate) => ({ ...study, optimizer: { name: "adagrad", learningRate }, replicas: sizes.few }));
}

/** The study of a plan with the rate of the least mean loss; a rate at which a replica diverges is out. */
async function atBestRate(
  { trials, sizes, worlds: { tuning } }: ExperimentContext,
  plan: PlannedArm,
): Promise<StudyInput> {
  const losses = await Promise.all(
    candidatesOf(plan, sizes).map(async (study) => {
      const excess = await Promise.all(
        tuning.data.map((dataSeed, draw) =>
          trials.train({ study: { ...study, seed: tuning.replicas[draw]! }, dataSeed }, tuningSummary),
        ),
      );
      return excess.reduce<number>((sum, each) => sum + (each ?? Infinity), 0);
    }),
  );
  // Where every rate diverges, the least one is trained, and the arm says itself that it failed.
  const learningRate = RATES[losses.indexOf(Math.min(...losses))]!;
  return { ...plan.study, optimizer: { name: "adagrad", learningRate } };
}
