/**
 * The first difference of a step in numbers: the element, what made it on either side, and what the contract says.
 */
import { type ShownNumber, shownNumber, ulpsBetween } from "./bits.js";
import { type Operation, operationOf } from "./operation.js";
import { arrayElement, partingOf, type StepArray, type StepRecord } from "./record.js";
import { type Replayer, recordedStep } from "./replayer.js";
import { type OtherRounding, otherRounding } from "./roundings.js";
import type { Sides } from "./search.js";

/** What one side has at the first difference. */
export interface DifferenceSide extends ShownNumber {
  /** What the contract makes of the same operands; null where what came before is not of the contract, or none is asked for. */
  contract: ShownNumber | null;
  /** Whether it is that; null where that is. */
  keeps: boolean | null;
  /** A way to add that gives it, where it is not that of the contract. */
  rounding: OtherRounding | null;
}

/** An operand of the operation at which two trainings part. */
export interface DifferenceOperand {
  /** "b[3]", "x[0,1]", "optimizer.momentum". */
  name: string;
  /** Of the first side; null where it has none. */
  a: ShownNumber | null;
  /** Of the second. */
  b: ShownNumber | null;
}

/** The first element that differs, in the order of the arithmetic. */
export interface FirstDifference {
  /** The array by its name in docs/arithmetic.md: "z", "dW", "p". */
  array: string;
  /** Counted from 1; null for what belongs to no layer, or to all. */
  layer: number | null;
  /** "layer 2, z[3,1]"; "an array" where one side has none such. */
  element: string;
  /** Of the first side; null where it has no such array. */
  a: DifferenceSide | null;
  /** Of the second. */
  b: DifferenceSide | null;
  /** Floating-point numbers from a to b; null for NaN and integers. */
  ulps: number | null;
  /** The operation that made it: "db[o] = sum over n of dz[n,o], n ascending". */
  formula: string;
  /** What it took, in its order. */
  operands: DifferenceOperand[];
}

/** Of the records of one step, which part. */
export function differenceOf(pair: Sides<Replayer>, records: Sides<StepRecord>, replica: number): FirstDifference {
  const parting = partingOf(...records)!;
  const [a, b] = records;
  const [left, right] = [a.arrays[parting.array], b.arrays[parting.array]];
  if (parting.index === null) return unshared(left, right);
  const operations = [operationOf(a, left!, parting.index), operationOf(b, right!, parting.index)] as const;
  const side = (which: 0 | 1) =>
    sideOf(pair[which], records[which], replica, parting.array, parting.index!, operations[which]);
  return {
    array: left!.name,
    layer: left!.layer,
    element: arrayElement(left!, parting.index, a.layers),
    a: side(0),
    b: side(1),
    ulps: ulpsBetween(left!.values, right!.values, parting.index),
    formula: formulaOf(operations[0].formula, operations[1].formula),
    operands: operandsOf(operations),
  };
}

function formulaOf(a: string, b: string): string {
  return a === b ? a : `A: ${a}; B: ${b}`;
}

function unshared(a: StepArray | undefined, b: StepArray | undefined): FirstDifference {
  const called = (array: StepArray | undefined) =>
    array === undefined
      ? "nothing more"
      : `${array.layer === null ? "" : `layer ${array.layer}, `}${array.name} of ${array.shape.join(" x ")}`;
  const { name, layer } = (a ?? b)!;
  const formula = `A makes ${called(a)}, B ${called(b)}`;
  return { array: name, layer, element: "an array", a: null, b: null, ulps: null, formula, operands: [] };
}

function sideOf(
  { setting }: Replayer,
  record: StepRecord,
  replica: number,
  array: number,
  index: number,
  { sum }: Operation,
): DifferenceSide {
  const { values } = record.arrays[array]!;
  const own = shownNumber(values, index);
  const normative = recordedStep(setting, replica, record.t, record.before);
  const parting = partingOf(normative, record);
  const isOfContract = parting === null || parting.array >= array;
  const contract = isOfContract ? shownNumber(normative.arrays[array]!.values, index) : null;
  const keeps = contract && (contract.hex === own.hex || (contract.decimal === "NaN" && own.decimal === "NaN"));
  return { ...own, contract, keeps, rounding: keeps === false && sum ? otherRounding(sum, values[index]!) : null };
}

function operandsOf([a, b]: readonly [Operation, Operation]): DifferenceOperand[] {
  const names = [...new Set([...a.operands, ...b.operands].map(({ name }) => name))];
  const shownIn = ({ operands }: Operation, name: string) => {
    const operand = operands.find((each) => each.name === name);
    return operand ? shownOperand(operand.value) : null;
  };
  return names.map((name) => ({ name, a: shownIn(a, name), b: shownIn(b, name) }));
}

/** A float32, or a number of the study that is none. */
function shownOperand(value: number): ShownNumber {
  const single = Float32Array.of(value);
  return Object.is(single[0], value) ? shownNumber(single, 0) : shownNumber(Float64Array.of(value), 0);
}
