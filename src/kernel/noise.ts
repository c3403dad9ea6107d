/**
 * What the kernels with noise read of a study (`Noise` of assembly/model.ts); made where a study is prepared that has
 * any, and sent with its plan.
 */

import { ADDITIONS, type Arithmetic, arithmeticParts, OPERANDS, ORDERS } from "../study/arithmetic.js";
import { wrongValue } from "../study/errors.js";
import { NOISE_FIELDS } from "../study/levels.js";
import type { Plan, PlannedNoise } from "../study/plan.js";
import type { Study } from "../study/study.js";

const ORACLES = { start: 1, gradient: 2, stochastic: 3 };
/** Multiplications that take as long as a draw of a normal number, and as a word of dropout, about. */
const DRAW = 50;
const WORD = 5;
/** Multiplications that take as long as a term of the order of a sum, about. */
const ORDER = 40;
/** Words of a part of a stream. */
const WORDS = 4294967296;
/** Fields of `Noise` of assembly/model.ts, words each. */
const FIELDS = 16;
/** Cells of the sums that wait in a tree: 2048 bytes (assembly/sums.ts), where a cell is one float. */
const WAITING = 512;

/**
 * @param data classes of the labels, 0 where they are targets; and the test set
 * @returns undefined where none is on
 * @throws InputError for a step and a parameter that the study does not have, and for more units than passes have words
 */
export function plannedNoise(
  study: Study,
  { inputs, outputs, targets, parameterCount, work, steps, stepsPerEpoch, layers }: Plan,
  { classes, test }: { classes: number; test: { count: number } },
): PlannedNoise | undefined {
  if (NOISE_FIELDS.every((name) => study[name] === undefined)) return undefined;
  const {
    labelNoise = 0,
    inputNoise = 0,
    augment = 0,
    resample,
    dropout,
    mcPasses = 0,
    ulp,
    oracle,
    arithmetic,
  } = study;
  if (ulp && ulp.step >= steps)
    throw wrongValue("study.ulp.step", `a step of the study, from 0 to ${steps - 1}`, String(ulp.step));
  if (ulp?.parameter != null && ulp.parameter >= parameterCount)
    throw wrongValue(
      "study.ulp.parameter",
      `null or the position of a parameter, from 0 to ${parameterCount - 1}`,
      String(ulp.parameter),
    );
  const hidden = layers.slice(1).reduce((sum, layer) => sum + layer.inputs, 0);
  if (mcPasses > 0 && test.count * (inputs + hidden) > WORDS)
    throw wrongValue(
      "study.mcPasses",
      `0 for more than ${WORDS} units and inputs of all test examples together`,
      String(mcPasses),
      "Use fewer test examples.",
    );
  const draws = (inputNoise ? inputs : 0) + (augment ? inputs : 0) + (labelNoise ? targets : 0) + (resample ? 1 : 0);
  const drops = dropout ? [dropout.inputs, ...dropout.hidden].flatMap((rate) => [rate, 1 / (1 - rate)]) : [];
  const simulated = arithmetic ? arithmeticWords(arithmetic) : [];
  const widest = Math.max(inputs, ...layers.map(({ outputs }) => outputs));
  return {
    classes,
    words: Int32Array.of(
      ...wordsOfDouble(lengthOf(oracle, parameterCount)),
      oracle ? ORACLES[oracle.name] : 0,
      stepsPerEpoch,
      classes,
      ...wordsOf(labelNoise, inputNoise, augment),
      ulp?.step ?? -1,
      ulp?.ulps ?? 0,
      ulp?.parameter ?? -1,
      dropout ? 4 * (FIELDS + simulated.length) : 0,
      mcPasses,
      -1,
      ...simulated,
      ...wordsOf(...drops),
    ),
    build: arithmetic ? "simulated" : "noise",
    cells: (oracle?.name === "gradient" ? parameterCount : 0) + (arithmetic ? WAITING + 2 * widest + 2 : 0),
    cellsOfExample:
      (dropout || arithmetic ? 2 * hidden : 0) + Math.max(arithmetic ? widest + 2 : 0, mcPasses > 0 ? 2 * outputs : 0),
    workOfExample:
      DRAW * draws +
      (dropout ? WORD * (inputs + hidden) : 0) +
      (arithmetic ? 3 * work * (slownessOf(arithmetic) - 1) + ORDER * layers.length : 0),
    workOfStep:
      (oracle?.name === "stochastic" ? DRAW * parameterCount : 0) +
      (arithmetic ? layers.reduce((sum, layer) => sum + ORDER * (layer.inputs + layer.outputs), 0) : 0),
  };
}

/** How many times as long as in the kernels of the contract a multiplication takes, about. */
function slownessOf({ profiles }: Arithmetic): number {
  const { additions, flushes } = arithmeticParts({ profiles });
  return (additions === "fma" ? 45 : additions === "f64-accumulate" ? 8 : 4) + (flushes ? 12 : 0);
}

/** The fields of `Simulated` of assembly/model.ts. */
function arithmeticWords({ profiles, on }: Arithmetic): number[] {
  const { order, count, operands, additions, flushes } = arithmeticParts({ profiles });
  return [
    ORDERS.indexOf(order),
    count,
    OPERANDS.indexOf(operands),
    ADDITIONS.indexOf(additions),
    flushes ? 1 : 0,
    on === "backward" ? 0 : 1,
    on === "forward" ? 0 : 1,
    0,
  ];
}

/** The norm of the error; of a stochastic oracle that of one parameter. */
function lengthOf(oracle: Study["oracle"], parameterCount: number): number {
  if (!oracle) return 0;
  const { name, delta } = oracle;
  return name === "start" ? delta / 2 : name === "gradient" ? delta : delta / Math.sqrt(parameterCount);
}

function wordsOf(...values: number[]): Int32Array {
  return new Int32Array(Float32Array.from(values).buffer);
}

/** The lower word first. */
function wordsOfDouble(value: number): [number, number] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return [view.getInt32(0, true), view.getInt32(4, true)];
}
