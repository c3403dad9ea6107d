/** The reference with faults in a step of one replica, in an element of an array each, with which the step goes on. */
import type { StepNumbers } from "../../src/bisect/bits.js";
import type { SeeArray, StepRecord } from "../../src/bisect/record.js";
import { type Replayer, recordedStep, referenceReplayer } from "../../src/bisect/replayer.js";
import type { Group } from "../../src/train/group.js";
import type { Setting } from "../../src/train/setting.js";

export interface Fault {
  replica: number;
  /** Counted from 0. */
  t: number;
  /** Which array of the record, and which element. */
  array: number;
  index: number;
}

/** The next number; of examples, the next example. */
export function nudge(values: StepNumbers, index: number, examples: number): void {
  if (values instanceof Uint32Array) values[index] = (values[index]! + 1) % examples;
  else if (values instanceof Float64Array) new BigUint64Array(values.buffer, values.byteOffset)[index]! += 1n;
  else new Uint32Array(values.buffer, values.byteOffset)[index]! += 1;
}

/** Changes each element when its array has been made. */
export function seeWith(faults: readonly Fault[], examples: number): SeeArray {
  let made = 0;
  return ({ values }) => {
    for (const { array, index } of faults) if (made === array) nudge(values, index, examples);
    made++;
  };
}

export function faultyReplayer(setting: Setting, ...faults: readonly Fault[]): Replayer {
  const inner = referenceReplayer(setting);
  const { group: plain } = inner;
  let replica = 0;
  let loss: number | null = null;
  const record = (t: number, before: StepRecord["before"]) => {
    const now = faults.filter((fault) => fault.replica === replica && fault.t === t);
    return recordedStep(setting, replica, t, before, seeWith(now, setting.train.count));
  };
  const advance = (steps: number) => {
    const end = Math.min(plain.step + steps, setting.plan.steps);
    while (plain.step < end) {
      const made = record(plain.step, plain.snapshot(0));
      const own = (name: string) => made.arrays.find((array) => array.name === name)!.values;
      const states = made.arrays.slice(made.arrays.findIndex(({ name }) => name === "rates") + 1, -1);
      loss = own("loss")[0]!;
      plain.restore(made.t + 1, [
        { parameters: own("p") as Float32Array, state: states.map(({ values }) => values as Float32Array) },
      ]);
    }
  };
  const group: Group = Object.create(plain, {
    start: {
      value: (replicas: readonly number[]) => {
        [replica] = replicas as [number];
        plain.start(replicas);
      },
    },
    advance: { value: advance },
    batchLoss: { value: () => loss ?? NaN },
  });
  return {
    setting,
    group,
    record([r], _lane, t, [before]) {
      replica = r!;
      return record(t, before!);
    },
  };
}
