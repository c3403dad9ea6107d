/** Differences that no step makes: of the initial parameters, and of what the final ones give for the test examples. */
import { initialParameters } from "../reference/initial.js";
import { initialState } from "../reference/optimizer.js";
import { evaluateReplica, type LabelledExamples, type Snapshot } from "../reference/trainer.js";
import { elementName, indicesOf } from "../study/element-name.js";
import { endOf } from "../study/layers.js";
import { keysOf } from "../train/keys.js";
import type { Setting } from "../train/setting.js";
import type { Outcome } from "../train/train-group.js";
import { firstDiffering, type StepNumbers, shownNumber, ulpsBetween } from "./bits.js";
import type { DifferenceSide, FirstDifference } from "./difference.js";
import { stateNames } from "./record.js";
import { besideOf, type Replayer } from "./replayer.js";
import { ofBoth, type Sides } from "./search.js";

/** An element of an array that both sides have, and what the contract says of it on either. */
function differenceAt(
  place: Pick<FirstDifference, "array" | "element" | "formula">,
  values: Sides<StepNumbers>,
  contracts: Sides<StepNumbers>,
  index: number,
): FirstDifference {
  const side = (which: 0 | 1): DifferenceSide => {
    const [own, contract] = [shownNumber(values[which], index), shownNumber(contracts[which], index)];
    return { ...own, contract, keeps: own.hex === contract.hex, rounding: null };
  };
  return { ...place, layer: null, a: side(0), b: side(1), ulps: ulpsBetween(...values, index), operands: [] };
}

/** Of the states of a replica before the first step. */
export function startDifference(pair: Sides<Replayer>, states: Sides<Snapshot>, replica: number): FirstDifference {
  const [a, b] = states;
  const [{ setting }] = pair;
  const { layers } = setting.plan;
  const at = firstDiffering(a.parameters, b.parameters);
  if (at >= 0) {
    const contracts = ofBoth(pair, ({ setting: { study, plan } }) =>
      initialParameters(plan.layers, study.initial, keysOf(study, replica).init),
    );
    const drawn = ofBoth(pair, (each) => drawnBy(each.setting, at));
    const formula = drawn[0] === drawn[1] ? drawn[0] : `A: ${drawn[0]}; B: ${drawn[1]}`;
    return differenceAt(
      { array: "p", element: elementName(at, layers), formula },
      [a.parameters, b.parameters],
      contracts,
      at,
    );
  }
  const s = a.state.findIndex((values, k) => firstDiffering(values, b.state[k]!) >= 0);
  const values = [a.state[s]!, b.state[s]!] as const;
  const index = firstDiffering(...values);
  const contracts = ofBoth(pair, (each) => initialState(each.setting.study.optimizer, values[0].length)[s]!);
  const name = stateNames(setting.study.optimizer)[s]!;
  const formula = "the state of the optimizer before the first step";
  return differenceAt(
    { array: name, element: `${name} of ${elementName(index, layers)}`, formula },
    values,
    contracts,
    index,
  );
}

function drawnBy({ plan }: Setting, position: number): string {
  const { scheme } = plan.layers.flatMap((layer) => layer.parameters).find((run) => position < endOf(run))!;
  return scheme === null ? "given by the study" : `drawn by ${scheme.name} from block ${position} of the init stream`;
}

/** Of what the same parameters give: a logit, or the loss of an example. */
export function testDifference(pair: Sides<Replayer>, outcomes: Sides<Outcome>, replica: number): FirstDifference {
  const [a, b] = outcomes;
  const [{ setting }] = pair;
  const { outputs } = setting.plan;
  if (a.logits.length !== b.logits.length) {
    const [left, right] = ofBoth(outcomes, ({ logits }) => logits.length / outputs);
    const formula = `A is tested on ${left} examples, B on ${right}`;
    return { array: "logits", layer: null, element: "an array", a: null, b: null, ulps: null, formula, operands: [] };
  }
  const at = firstDiffering(a.logits, b.logits);
  if (at >= 0) {
    const [n, c] = indicesOf([a.logits.length / outputs, outputs], at) as [number, number];
    const place = { array: "logits", element: `logits[${n},${c}]`, formula: `the forward pass of test example ${n}` };
    const contracts = ofBoth(pair, (each, side) => evaluatedExample(each, outcomes[side], replica, n).logits);
    const own = ofBoth(outcomes, ({ logits }) => logits.subarray(at - c, at - c + outputs));
    return differenceAt(place, own, contracts, c);
  }
  for (let n = 0; n < setting.test.count; n++) {
    const losses = ofBoth(pair, (each, side) => lossOf(each, outcomes[side], n));
    if (Object.is(...losses)) continue;
    const place = { array: "test loss", element: `loss of test example ${n}`, formula: `${setting.study.loss} loss` };
    const contracts = ofBoth(pair, (each, side) =>
      Float64Array.of(evaluatedExample(each, outcomes[side], replica, n).loss),
    );
    return differenceAt(
      place,
      ofBoth(losses, (loss) => Float64Array.of(loss)),
      contracts,
      0,
    );
  }
  const formula = "the losses of all examples, added in double precision and divided by their number";
  const losses = ofBoth(outcomes, ({ loss }) => Float64Array.of(loss));
  return differenceAt({ array: "test loss", element: "test loss", formula }, losses, losses, 0);
}

/** What the reference makes of one test example. */
function evaluatedExample({ setting }: Replayer, { parameters }: Outcome, replica: number, n: number) {
  const { study, plan, test } = setting;
  const { layers, steps, stepsPerEpoch } = plan;
  const { x, y } = exampleOf(setting, test, n);
  const spec = { study, layers, steps, stepsPerEpoch, keys: keysOf(study, replica) };
  return evaluateReplica(spec, parameters, x, y, 1);
}

function lossOf(replayer: Replayer, { index, parameters }: Outcome, n: number): number {
  const { group, setting } = replayer;
  const members = besideOf(replayer, index);
  const snapshot = { parameters, state: initialState(setting.study.optimizer, parameters.length) };
  group.start(members);
  group.restore(
    setting.plan.steps,
    members.map(() => snapshot),
  );
  return group.evaluate(exampleOf(setting, setting.test, n))[members.indexOf(index)]!.loss;
}

function exampleOf({ plan }: Setting, { x, y }: LabelledExamples, n: number): LabelledExamples {
  const { inputs, targets } = plan;
  return { count: 1, x: x.subarray(n * inputs, (n + 1) * inputs), y: y.subarray(n * targets, (n + 1) * targets) };
}
