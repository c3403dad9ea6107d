/** What an explanation found, in words: for the page and for the terminal. */
import type { ExampleLabel, ExplainedExample, Explanation, NearExample } from "../explain/explanation.js";
import type { HingeKind } from "../explain/hinges.js";
import type { ExplainedMap, ExplainedMaps } from "../explain/maps.js";
import type { Twins, TwinsTrace } from "../explain/twins.js";
import { visible } from "../study/errors.js";
import type { Activation } from "../study/variants/activations.js";
import { count, number, percent } from "./format.js";

/** How much the replicas differ, in a sentence. */
export function differSay({ replicas, examples, predictionDifference, churn, differing }: Explanation): string {
  const whole = `${count(replicas)} replicas, ${count(examples)} test examples`;
  if (differing === 0) return `${whole}: all are predicted exactly alike.`;
  const churned = churn === null ? "" : `, churn ${percent(churn)}`;
  const on = differing === examples ? "" : `; ${count(differing)} are not predicted alike`;
  return `${whole}: prediction difference ${number(predictionDifference)}${churned}${on}.`;
}

/** What those that are listed have of it; null where none is. */
export function shareSays({ explained }: Explanation): string | null {
  if (explained.length === 0) return null;
  const share = explained.reduce((sum, each) => sum + each.share, 0);
  if (explained.length === 1)
    return `The example on which they differ most carries ${percent(share)} of the prediction difference.`;
  return `The ${count(explained.length)} examples on which they differ most carry ${percent(share)} of the prediction difference.`;
}

/** By what an example is known. */
export function explainedName({ example, row, id }: Pick<NearExample, "example" | "row" | "id">): string {
  return visible(id ?? (row === null ? `example ${example}` : `row ${row}`));
}

/** A class by its name, a value in digits. */
export function labelWords(label: ExampleLabel, { task }: Pick<Explanation, "task">): string {
  if (typeof label === "string") return visible(label);
  const isClass = task !== "regression";
  return [label]
    .flat()
    .map((value) => (isClass ? String(value) : number(value)))
    .join(" ");
}

/** `x1 0.25, x2 −1.5`: the first columns, and how many more there are. */
export function inputsSay({ inputs }: ExplainedExample, columns: readonly string[], most: number): string {
  const shown = inputs.slice(0, most).map((value, c) => `${visible(columns[c]!)} ${inputText(value)}`);
  const more = inputs.length > most ? [`and ${count(inputs.length - most)} more`] : [];
  return [...shown, ...more].join(", ");
}

/** A cell of a row of the data. */
export function inputText(value: number | string | null): string {
  if (value === null) return "another value";
  return typeof value === "string" ? visible(value) : String(Number(value.toPrecision(6))).replace("-", "−");
}

/** `no: 7, yes: 9`; nothing of values. */
export function decisionsSay({ decisions }: ExplainedExample): string {
  return (decisions ?? []).map((each) => `${visible(String(each.class))}: ${count(each.replicas)}`).join(", ");
}

/** Which output the numbers of an example are of, where there are several: " of versicolor". */
export function ofOutput(
  { output }: ExplainedExample,
  { outputs, classNames, task }: Pick<Explanation, "outputs" | "classNames" | "task">,
): string {
  if (outputs === 1) return "";
  return ` of ${visible(classNames?.[output] ?? `${task === "regression" ? "target" : "class"} ${output}`)}`;
}

/** `smelu (beta 1)`. */
export function activationName({ name, ...parameters }: Activation): string {
  const said = Object.entries(parameters).map(([parameter, value]) => `${parameter} ${value}`);
  return said.length === 0 ? name : `${name} (${said.join(", ")})`;
}

/** Which replicas differ most, in a sentence. */
export function pairSays({ replicas: [a, b], pair }: ExplainedMaps, replicas: number): string {
  const among = pair.among < replicas ? `, of the first ${count(pair.among)}` : "";
  return `Replicas ${a.replica} and ${b.replica} differ most${among}: by ${number(pair.difference)} on average.`;
}

const KINDS: Record<HingeKind, string> = {
  kink: "the lines on which its activation has a kink",
  edge: "the edges of the band in which its activation bends",
  zero: "the line on which its pre-activation is 0, for its activation is smooth",
};

/** What the lines are; null where there are none. */
export function hingeKindSays({ replicas }: ExplainedMaps): string | null {
  const first = replicas.flatMap(({ hinges }) => hinges ?? []).flatMap(({ lines }) => lines)[0];
  return first ? KINDS[first.kind] : null;
}

/** How many units of the first layer bend in the box; null without a hidden layer. */
export function hingesSay({ replica, hinges }: ExplainedMap): string | null {
  if (hinges === null) return null;
  const inside = hinges.filter(({ lines }) => lines.length > 0).length;
  return `replica ${replica}: ${inside} of ${hinges.length} ${hinges.length === 1 ? "unit" : "units"}`;
}

/** What is moved, in a sentence. */
export function movedSays({ moved }: Twins): string {
  return `Replica 0 and its twin, of which one parameter (${moved.element}) is moved by one unit in the last place before the first step, from ${shortestFloat(moved.from)} to ${shortestFloat(moved.to)}.`;
}

/** The shortest decimal of a float32 number. */
function shortestFloat(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return String(decimal).replaceAll("-", "−");
  }
  return value.toPrecision(9).replaceAll("-", "−");
}

/** How far apart two twins are in the end, in a sentence. */
export function traceSays({ activation, points, diverged }: TwinsTrace): string {
  const name = activationName(activation);
  const last = points.at(-1);
  if (diverged !== null) return `With ${name} a replica left the finite numbers by step ${count(diverged)}.`;
  if (last!.differing === 0) {
    let same = points.length - 1;
    while (same > 0 && points[same - 1]!.differing === 0) same--;
    return `With ${name} rounding has taken the difference away by step ${count(points[same]!.step)}: the twins end with the same bits.`;
  }
  return `With ${name} the twins end ${number(last!.predictions)} apart in their predictions and ${number(last!.weights)} in their parameters.`;
}
