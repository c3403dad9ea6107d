/** What bisect has found, in words. */
import { visible } from "../study/errors.js";
import type { Bisection } from "./bisect.js";
import type { ShownNumber } from "./bits.js";
import type { ClaimDifference } from "./claimed.js";
import type { DifferenceSide, FirstDifference } from "./difference.js";
import type { DifferingArray } from "./record.js";
import type { Divide, Sides } from "./search.js";
import type { OpenedSide } from "./side.js";

/** Operands that are written out. */
const MOST_OPERANDS = 20;
/** Beyond these nobody thinks of roundings. */
const MOST_ULPS = 9999;

/** Lines for people. */
export function bisectWords(found: Omit<Bisection, "message">, divide: Divide, sides: Sides<OpenedSide>): string[] {
  const { first, arrays, claims, trainedBy } = found;
  return [
    `A: ${trainedBy.a}; B: ${trainedBy.b}`,
    ...placeLines(found, divide, sides),
    ...(first ? differenceLines(first) : []),
    ...(arrays.length > 0 ? [`arrays of this step that differ: ${arrays.map(arrayWords).join(", ")}`] : []),
    ...claims.flatMap(claimLines),
  ];
}

function placeLines(
  { replays, claims }: Omit<Bisection, "message">,
  divide: Divide,
  sides: Sides<OpenedSide>,
): string[] {
  const looked = `${replays} ${replays === 1 ? "replay" : "replays"}`;
  switch (divide.where) {
    case "nowhere": {
      if (divide.replicas === 0) return [`no difference: in this step all numbers have the same bits (${looked})`];
      const all = everything(divide.replicas, sides);
      return [
        claims.length > 0
          ? `trained here, ${all} have the same bits`
          : `no difference: ${all} have the same bits (${looked})`,
      ];
    }
    case "start":
      return [`replica ${divide.replica}: the initial parameters differ, before the first step (${looked})`];
    case "step":
      return [
        `replica ${divide.replica}, step ${divide.step}: everything is the same before it, but not after it (${looked} of ${stepsOf(sides)} steps)`,
      ];
    case "earlier":
      return [
        `replica ${divide.replica}: the two differ before step ${divide.step} begins. Leave out the step to search for the first difference.`,
      ];
    case "unrepeatable":
      return [
        `replica ${divide.replica}, step ${divide.step}: the two differed after it, and when the step was taken again they did not.`,
        "This machine does not repeat itself, or what trains has a memory of its own.",
      ];
    case "end":
      return [
        `replica ${divide.replica}: the same up to step ${divide.step}; ${
          divide.ends[0] === divide.ends[1]
            ? `both end there, and A keeps what it was after epoch ${divide.best[0]}, B after epoch ${divide.best[1]}`
            : `A ends after ${divide.ends[0]} steps, B after ${divide.ends[1]}`
        }`,
      ];
    case "test":
      return [
        `replica ${divide.replica}: the final parameters are the same, and not what they give for the test examples (${looked})`,
      ];
  }
}

function stepsOf(sides: Sides<OpenedSide>): number {
  return Math.min(...sides.map(({ prepared }) => prepared.plan.steps));
}

function everything(replicas: number, sides: Sides<OpenedSide>): string {
  const [a, b] = sides.map(({ prepared }) => prepared.study.replicas);
  const those = replicas === 1 ? "the replica" : `all ${replicas} replicas${a === b ? "" : " that both have"}`;
  return `the final parameters and the test logits of ${those}`;
}

function differenceLines({ element, a, b, ulps, formula, operands }: FirstDifference): string[] {
  const size = Math.abs(ulps ?? 0);
  const apart = size === 0 || size > MOST_ULPS ? "" : `, ${size} ulp${size === 1 ? "" : "s"} apart`;
  if (!a || !b) return [`first difference: ${formula}`];
  const rows = operands.slice(0, MOST_OPERANDS).map((operand) => {
    const [left, right] = [operand.a, operand.b];
    const isOne = left?.hex === right?.hex;
    return [operand.name, isOne ? written(left) : `A ${written(left)}`, isOne ? "" : `B ${written(right)}`];
  });
  const wide = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return [
    `first difference: ${element}${apart}`,
    `  A ${written(a)}${standing(a)}`,
    `  B ${written(b)}${standing(b)}`,
    `made by: ${formula}`,
    ...rows.map((row) => `  ${row[0]!.padEnd(wide[0]!)}  ${row[1]!.padEnd(wide[1]!)}  ${row[2]}`.trimEnd()),
    ...(operands.length > MOST_OPERANDS ? [`  and ${operands.length - MOST_OPERANDS} more operands`] : []),
  ];
}

function written(shown: ShownNumber | null): string {
  return shown === null ? "none" : `${shown.hex} (${shown.decimal})`;
}

function standing({ contract, keeps, rounding }: DifferenceSide): string {
  if (keeps === null) return "";
  if (keeps) return ", as the contract says";
  const how = rounding ? `; ${rounding.how}${rounding.from === null ? "" : `, from ${rounding.from} on`}` : "";
  return `, by the contract ${written(contract)}${how}`;
}

function arrayWords({ name, layer, differ, of }: DifferingArray): string {
  return `${layer === null ? "" : `layer ${layer} `}${name} (${differ} of ${of})`;
}

function claimLines({ side, what, replica, steps, parameter, claimed, trained }: ClaimDifference): string[] {
  const whose = { data: "of other data", replica: `otherwise of replica ${replica}`, logits: "of other test logits" }[
    what
  ];
  const since =
    steps === null
      ? ""
      : steps.same === null
        ? ", from step 0 on"
        : `, after step ${steps.same} and up to step ${steps.other} of its trail`;
  return [
    `the result of ${side} tells ${whose}${since}: ${visible(claimed)}, trained here ${trained}`,
    ...(parameter
      ? [
          `  its final ${parameter.element} is ${written(parameter.claimed)}, trained here ${written(parameter.trained)}`,
        ]
      : []),
  ];
}
