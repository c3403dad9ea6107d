/** What the pictures of a claim show, in sentences that are computed from its numbers. */
import type { Arm, Claim, Contrast, Convergence } from "../claims/claim.js";
import { FIRST_RULE } from "../claims/first-rule.js";
import type { Estimate } from "../statistics/estimate.js";
import type { OverDraws } from "../statistics/over-draws.js";
import { count, estimate, interval, list, number, percent, ratio, ratioInterval } from "./format.js";

type Known = Arm & { plotted: Estimate & { value: number } };

/** Groups whose verdicts rest on the kept replicas: those are plotted too. */
const ON_KEPT: readonly Arm["group"][] = ["single unit", "activation", "size"];

/**
 * The prediction difference that is plotted for an arm: of the kept replicas where the verdict rests on them, else of
 * all.
 */
export function plottedDifference(arm: Arm): Estimate {
  return ON_KEPT.includes(arm.group) && arm.predictionDifferenceKept
    ? arm.predictionDifferenceKept
    : arm.predictionDifference;
}

/** One sentence or two for each kind of picture that the claim has. */
export function pictureSays(claim: Claim): string {
  const arms = claim.arms.flatMap((arm) => {
    const plotted = plottedDifference(arm);
    return plotted.value === null ? [] : [{ ...arm, plotted: { ...plotted, value: plotted.value } }];
  });
  const of = (...groups: Arm["group"][]) => arms.filter((arm) => groups.includes(arm.group));
  const failed = claim.arms.filter((arm) => arm.failed !== null);
  return [
    windowSays(of("window")),
    activationSays(of("activation")),
    sizeSays(of("size")),
    barsSay(of("linear", "single unit")),
    convergenceSays(claim.convergence),
    ordinarySays(of("ordinary")),
    factorsSay(of("factor")),
    gridsSay(claim.headline, of("grid")),
    failed.length > 0 ? `No numbers for ${list(failed.map((arm) => `${arm.name} (${arm.failed})`))}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/**
 * The contrasts that the verdict rests on: for the omnibus claims the pair furthest from equality, else all that
 * decide.
 */
export function decisive(claim: Claim): Contrast[] {
  const deciding = claim.contrasts.filter((contrast) => contrast.decides && contrast.estimate !== null);
  if (claim.id !== "C4" && claim.id !== "C5") return deciding;
  const beyond = (contrast: Contrast) =>
    Number((contrast.low ?? 0) > contrast.margin || (contrast.high ?? 0) < -contrast.margin);
  return deciding.sort((p, q) => beyond(q) - beyond(p) || Math.abs(q.estimate!) - Math.abs(p.estimate!)).slice(0, 1);
}

/** What the lower end of a contrast must exceed for the claim to hold, in log units. */
export function neededOf({ id }: Pick<Claim, "id">, { margin }: Pick<Contrast, "margin">): number {
  return id === "C1-first" ? FIRST_RULE : margin;
}

/** One thing that a verdict rests on: the contrast of two arms, or the prediction difference of a control. */
export interface Ground {
  about: string;
  value: string;
}

/** What a verdict that holds rests on; of any other verdict, and of C1, the reason. */
export function grounds(claim: Claim): Ground[] {
  if (claim.id === "control" || claim.id === "linear") {
    const values = claim.arms.map((arm) => ({ about: "PD", value: estimate(arm.predictionDifference) }));
    return claim.verdict === "holds" ? values : [...values, { about: sentence(claim.reason), value: "" }];
  }
  if (claim.verdict !== "holds" || claim.convergence !== null || claim.id === "C1-first")
    return [{ about: sentence(claim.reason), value: "" }];
  return decisive(claim).map(({ a, b, estimate, low, high, withinDraws }) => ({
    about: `${a} / ${b}${withinDraws ? `; on these data draws alone ${ratioInterval(withinDraws.low, withinDraws.high)}` : ""}`,
    value: `${ratio(estimate)} ${ratioInterval(low, high)}`.trim(),
  }));
}

/** A reason as a sentence, its ratios with a times sign. */
export function sentence(text: string): string {
  const trimmed = text.trim().replace(/\bx(?=\d)/g, "×");
  return trimmed === "" ? "" : `${trimmed[0]!.toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? "" : "."}`;
}

/** The draws of C1 in rows: a head, then a value a draw. The last column is the mean over draws with its interval. */
export function convergenceRows({
  lengths,
  bands,
  solutions,
  lasting,
}: Convergence): { head: string; cells: string[]; mean: string }[] {
  const perDraw = (
    head: string,
    values: readonly (number | null)[],
    written: (value: number | null) => string,
    mean = "",
  ) => ({ head, cells: values.map((value) => written(value)), mean });
  const last = lengths.at(-1)!;
  return [
    ...lengths.map(({ epochs, equal, equalMean }) =>
      perDraw(`equally good units differ by, after ${epochs} epochs`, equal, number, overDraws(equalMean)),
    ),
    perDraw("pairs that are equally good", last.equalShare, percent),
    perDraw("units that have learned as much as the line", last.eligible, percent),
    perDraw("all units differ by", last.unit, number),
    perDraw("all lines differ by, at most", last.line, number, number(Math.max(...last.line))),
    perDraw(
      "different solutions of the unit",
      solutions.map(({ groups }) => groups.length),
      (groups) => count(groups!),
    ),
    perDraw(
      "of them the two most common",
      solutions.map(({ groups }) => (groups[1] ? Math.min(groups[0]!.share, groups[1].share) : null)),
      percent,
      "share of the second",
    ),
    {
      head: `the same pairs after ${last.epochs} against ${lengths[0]!.epochs} epochs`,
      cells: [],
      mean: `×${overDraws(lasting)}`,
    },
    ...bands.map((band) => ({
      head: `equally good: within ${percent(band.allowance)} of what there is to learn`,
      cells: [],
      mean: `${overDraws(band)}, ${band.draws} draws`,
    })),
  ];
}

function overDraws({ value, low, high }: OverDraws): string {
  return `${number(value)} ${interval(low, high)}`.trim();
}

function windowSays(arms: readonly Known[]): string {
  const sorted = [...arms].sort((a, b) => a.study.shuffleWindow - b.study.shuffleWindow);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (!first || !last || first === last) return "";
  const start = first.plotted.value === 0 ? "exactly 0" : estimate(first.plotted);
  const second = sorted.find((arm) => arm.plotted.value > 0);
  const at = (arm: Arm) =>
    `at w = ${count(arm.study.shuffleWindow)}${arm.study.shuffleWindow === 1 ? " (file order)" : ""}`;
  const growth =
    second && second !== last ? `, ×${number(last.plotted.value / second.plotted.value)} its value ${at(second)}` : "";
  return (
    `With the initial weights fixed, the prediction difference is ${start} ${at(first)} and ${estimate(last.plotted)} ${at(last)}${growth}. ` +
    course(sorted, "window")
  );
}

function activationSays(arms: readonly Known[]): string {
  if (arms.length === 0) return "";
  const matched = arms.filter((arm) => arm.matched).sort((a, b) => a.plotted.value - b.plotted.value);
  const least = matched[0];
  const most = matched.at(-1);
  const others = arms.filter((arm) => !arm.matched).map((arm) => arm.name);
  const left = others.length > 0 ? ` Without a match in loss, so outside the verdict: ${list(others)}.` : "";
  if (!least || !most || least === most) return `No two activations match in loss.${left}`;
  const relu = matched.findIndex((arm) => arm.study.activation.name === "relu");
  const rank = relu >= 0 ? ` relu is number ${relu + 1} of ${matched.length}, counted from the most reproducible.` : "";
  return (
    `Among the ${matched.length} activations that each match some other in loss, ${least.name} has the smallest prediction difference, ` +
    `${estimate(least.plotted)}, and ${most.name} the largest, ${estimate(most.plotted)}.${rank}${left}`
  );
}

function sizeSays(arms: readonly Known[]): string {
  return (["depth", "width"] as const)
    .map((axis) => {
      const sorted = alongSize(arms, axis);
      const first = sorted[0];
      const last = sorted.at(-1);
      if (!first || !last || first === last) return "";
      const size = (arm: Arm) => (axis === "depth" ? layers(arm.study.hidden.length) : `width ${arm.study.hidden[0]}`);
      const values = `from ${estimate(first.plotted)} to ${estimate(last.plotted)}`;
      return `From ${size(first)} to ${size(last)} the prediction difference goes ${values}. ${course(sorted, axis)}`;
    })
    .filter(Boolean)
    .join(" ");
}

function barsSay(arms: readonly Known[]): string {
  if (arms.length === 0) return "";
  const sorted = [...arms].sort((a, b) => a.plotted.value - b.plotted.value);
  const least = sorted[0]!;
  const most = sorted.at(-1)!;
  const norm =
    most.gradientNorm === null ? "" : `; the largest gradient norm at the end is ${number(most.gradientNorm)}`;
  if (least === most) return `The prediction difference of ${most.name} is ${estimate(most.plotted)}${norm}.`;
  const times = least.plotted.value > 0 ? `, ×${number(most.plotted.value / least.plotted.value)} as large` : "";
  const smallest = least.plotted.value === 0 ? "exactly 0" : estimate(least.plotted);
  const largest = `${estimate(most.plotted)}${times}`;
  return `The prediction difference is smallest for ${least.name}, ${smallest}, and largest for ${most.name}, ${largest}.`;
}

/** What C1 says of the world: solutions that are equally good, and how far apart they stay. */
function convergenceSays(convergence: Convergence | null): string {
  if (convergence === null) return "";
  const { lengths, above, floor, solutions } = convergence;
  const counts = solutions.map(({ groups }) => groups.length);
  const range =
    Math.min(...counts) === Math.max(...counts)
      ? String(counts[0])
      : `${Math.min(...counts)} to ${Math.max(...counts)}`;
  const last = lengths.at(-1)!;
  return (
    `Trained until it has converged, the line has one answer on each data draw (it differs by ${number(Math.max(...last.line))} at most), the single unit ${range} solutions. ` +
    `On ${above.count} of ${above.of} draws, units that are equally good differ by more than ${floor}.`
  );
}

/** The default setting over the length of its pass. */
function ordinarySays(arms: readonly Known[]): string {
  const byName = (name: string) => arms.filter((arm) => arm.name.startsWith(name)).sort((a, b) => a.at! - b.at!);
  const [unit, line] = [byName("single unit"), byName("line")];
  if (unit.length < 2 || line.length < 2) return "";
  const course = (of: readonly Known[]) =>
    `${number(of[0]!.plotted.value)} after ${count(of[0]!.at!)} examples and ${number(of.at(-1)!.plotted.value)} after ${count(of.at(-1)!.at!)} examples`;
  return `In the default setting, one pass at a constant rate, the line differs by ${course(line)}, the single unit by ${course(unit)}.`;
}

function factorsSay(arms: readonly Known[]): string {
  if (arms.length === 0) return "";
  return `One factor at a time, the other fixed at one level: ${list(arms.map((arm) => `${arm.name} ${estimate(arm.plotted)}`))}.`;
}

/** The arms of the headline setting, which comes first, and how many settings there are. */
function gridsSay(headline: string | null, arms: readonly Known[]): string {
  if (arms.length === 0) return "";
  const setting = ({ study }: Arm) => `${study.epochs} ${study.schedule.name}`;
  const headlined = arms.filter((arm) => setting(arm) === setting(arms[0]!));
  const others = new Set(arms.map(setting)).size - 1;
  const more = others > 0 ? ` The figure shows ${others} further setting${others > 1 ? "s" : ""}.` : "";
  const values = list(headlined.map((arm) => `${arm.name} ${estimate(arm.plotted)}`));
  return `On the crossed grid${headline ? ` (${headline})` : ""}: ${values}.${more}`;
}

/**
 * The arms on one axis of size, ascending: depth at the width that comes in several depths, width at one hidden layer.
 */
export function alongSize<A extends Arm>(arms: readonly A[], axis: "depth" | "width"): A[] {
  const flat = arms.filter((arm) => arm.study.hidden.length === 1);
  if (axis === "width") return flat.length < 2 ? [] : [...flat].sort((a, b) => a.study.hidden[0]! - b.study.hidden[0]!);
  const widths = new Set(arms.filter((arm) => arm.study.hidden.length > 1).map((arm) => arm.study.hidden[0]!));
  return arms
    .filter((arm) => widths.has(arm.study.hidden[0]!))
    .sort((a, b) => a.study.hidden.length - b.study.hidden.length);
}

function course(sorted: readonly Known[], axis: "window" | "depth" | "width"): string {
  const steps = sorted.slice(1).map((arm, i) => arm.plotted.value - sorted[i]!.plotted.value);
  if (steps.every((step) => step > 0)) return `It grows at every step of the ${axis}.`;
  if (steps.every((step) => step < 0)) return `It falls at every step of the ${axis}.`;
  const peak = sorted.reduce((most, arm) => (arm.plotted.value > most.plotted.value ? arm : most));
  const places = {
    window: `w = ${count(peak.study.shuffleWindow)}`,
    depth: layers(peak.study.hidden.length),
    width: `width ${peak.study.hidden[0]}`,
  };
  return `It is not monotone in the ${axis}: the largest value, ${number(peak.plotted.value)}, stands at ${places[axis]}.`;
}

function layers(n: number): string {
  return n === 1 ? "1 hidden layer" : `${n} hidden layers`;
}

/** The range of the kept shares of the arms whose verdict rests on them, or nothing where there is none. */
export function keptShares(arms: readonly Arm[]): string {
  const shares = arms.flatMap((arm) => (arm.kept === null || !ON_KEPT.includes(arm.group) ? [] : [arm.kept]));
  if (shares.length === 0) return "";
  const least = Math.min(...shares);
  const largest = Math.max(...shares);
  return least === largest ? percent(least) : `${percent(least)} to ${percent(largest)}`;
}
