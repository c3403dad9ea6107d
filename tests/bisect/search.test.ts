/** A fault of one ulp, anywhere in a training, is found where it is, in as many replays as there are halves. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differenceOf } from "../../src/bisect/difference.js";
import { areSame, type StepRecord } from "../../src/bisect/record.js";
import { type Replayer, recordedStep, referenceReplayer } from "../../src/bisect/replayer.js";
import { type BisectScope, searchDivide } from "../../src/bisect/search.js";
import { finish } from "../../src/host/slices.js";
import { prepare } from "../../src/run/prepare.js";
import type { Group } from "../../src/train/group.js";
import type { Setting } from "../../src/train/setting.js";
import { study } from "../train/small-studies.js";
import { type Fault, faultyReplayer, seeWith } from "./faulty.js";

const search = (a: Replayer, b: Replayer, comparison: BisectScope = {}) => finish(searchDivide([a, b], comparison));

/** The replica after some steps of the reference, and the step with and without a fault. */
function around(setting: Setting, { replica, t }: Fault, fault?: Fault): { plain: StepRecord; faulty: StepRecord } {
  const { group } = referenceReplayer(setting);
  group.start([replica]);
  group.advance(t);
  const before = group.snapshot(0);
  return {
    plain: recordedStep(setting, replica, t, before),
    faulty: recordedStep(setting, replica, t, before, seeWith(fault ? [fault] : [], setting.train.count)),
  };
}

const stateOf = ({ arrays }: StepRecord) => {
  const states = arrays.slice(arrays.findIndex(({ name }) => name === "rates") + 1);
  const all = states.map(({ values }) => values as Float32Array);
  return { parameters: all.at(-1)!, state: all.slice(0, -1) };
};
const lossOf = ({ arrays }: StepRecord) => arrays.find(({ name }) => name === "loss")!.values[0];

/** A fault somewhere in the training of a study. */
async function faultIn(setting: Setting, [r, s, a, e]: readonly number[]): Promise<Fault> {
  const place = { replica: r! % setting.study.replicas, t: s! % setting.plan.steps, array: 0, index: 0 };
  const { plain } = around(setting, place);
  const array = a! % plain.arrays.length;
  return { ...place, array, index: e! % plain.arrays[array]!.values.length };
}

const anywhere = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat());

describe("a fault of one ulp", () => {
  test("is found in its replica, step, array and element", async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(study, anywhere, async (input, numbers) => {
        const setting = await prepare({ ...input, earlyStopping: null });
        const fault = await faultIn(setting, numbers);
        const { plain, faulty } = around(setting, fault, fault);
        const pair = [referenceReplayer(setting), faultyReplayer(setting, fault)] as const;
        const { divide, replays } = search(...pair);
        const isSeen = !areSame(stateOf(plain), stateOf(faulty));
        if (divide.where === "nowhere") return;
        // What is rounded away in its step leaves no trace.
        expect(isSeen).toBe(true);
        found++;
        expect(divide).toMatchObject({ where: "step", replica: fault.replica, step: fault.t + 1 });
        expect(replays).toBeLessThanOrEqual(fault.replica + 1 + Math.ceil(Math.log2(setting.plan.steps)) + 1);
        if (divide.where !== "step") return;
        const first = differenceOf(pair, divide.records, fault.replica);
        const { name, layer, values } = plain.arrays[fault.array]!;
        expect(first).toMatchObject({ array: name, layer });
        expect(Math.abs(first.ulps ?? 1)).toBe(1);
        expect(first.ulps === null).toBe(values instanceof Uint32Array);
        expect(first.a).toMatchObject({ keeps: true, contract: { hex: first.a!.hex } });
        expect(first.b).toMatchObject({ keeps: false, contract: { hex: first.a!.hex } });
        expect(first.formula).not.toMatch(/undefined|NaN/);
        for (const operand of first.operands) expect(operand.a).toEqual(operand.b);
      }),
      { numRuns: 60 },
    );
    expect(found).toBeGreaterThan(3);
  });

  test("is found by every step also where it leaves no trace in the end", async () => {
    await fc.assert(
      fc.asyncProperty(study, anywhere, async (input, numbers) => {
        const setting = await prepare({ ...input, earlyStopping: null });
        const fault = await faultIn(setting, numbers);
        const { plain, faulty } = around(setting, fault, fault);
        const isSeen = !areSame(stateOf(plain), stateOf(faulty)) || !Object.is(lossOf(plain), lossOf(faulty));
        const { divide } = search(faultyReplayer(setting), faultyReplayer(setting, fault), {
          everyStep: true,
          replica: fault.replica,
        });
        expect(divide).toMatchObject(
          isSeen ? { where: "step", replica: fault.replica, step: fault.t + 1 } : { where: "nowhere" },
        );
      }),
      { numRuns: 40 },
    );
  });
});

test("each replay is of half the steps of the one before, from where both were the same", async () => {
  const setting = await prepare({ data: { name: "vee", train: 128, test: 8 }, replicas: 1, hidden: [2], epochs: 4 });
  const { steps } = setting.plan;
  for (const t of [0, 1, 200, steps - 2, steps - 1]) {
    const plain = referenceReplayer(setting);
    const trained: number[] = [];
    const group: Group = Object.create(plain.group, {
      advance: {
        value: (count: number) => {
          trained.push(Math.min(count, steps - plain.group.step));
          plain.group.advance(count);
        },
      },
    });
    const p = around(setting, { replica: 0, t, array: 0, index: 0 }).plain.arrays.length - 1;
    const found = search({ ...plain, group }, faultyReplayer(setting, { replica: 0, t, array: p, index: 0 }));
    expect(found.divide).toMatchObject({ where: "step", step: t + 1 });
    expect(found.replays).toBeLessThanOrEqual(Math.log2(steps) + 2);
    // Once to the end, and together once more.
    expect(trained.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(2 * steps);
  }
});

test("a step alone: the fault, none, or one before it", async () => {
  const setting = await prepare({ data: { name: "vee", train: 20, test: 8 }, replicas: 2, hidden: [2] });
  const { arrays } = around(setting, { replica: 1, t: 7, array: 0, index: 0 }).plain;
  const fault = { replica: 1, t: 7, array: arrays.length - 1, index: 3 };
  const at = (step: number) => search(referenceReplayer(setting), faultyReplayer(setting, fault), { replica: 1, step });
  expect(at(8).divide).toMatchObject({ where: "step", replica: 1, step: 8 });
  expect(at(7).divide).toEqual({ where: "nowhere", replicas: 0, ended: [[], []] });
  expect(at(0).divide).toEqual({ where: "nowhere", replicas: 0, ended: [[], []] });
  expect(at(9).divide).toEqual({ where: "earlier", replica: 1, step: 9 });
});

test("what is other at one time and not at another is told as such", async () => {
  const setting = await prepare({ data: { name: "vee", train: 20, test: 8 }, replicas: 1, hidden: [2] });
  const plain = referenceReplayer(setting);
  // Where it is trained without a stop, the first number is another.
  const group: Group = Object.create(plain.group, {
    snapshot: {
      value: (lane: number) => {
        const snapshot = plain.group.snapshot(lane);
        if (plain.group.step >= 13) snapshot.parameters[0]! += 1;
        return snapshot;
      },
    },
  });
  const found = search(plain, { ...plain, group });
  expect(found.divide).toEqual({ where: "unrepeatable", replica: 0, step: 13 });
});

test("what is told by the contract is told only where all before it is of the contract", async () => {
  const setting = await prepare({ data: { name: "vee", train: 20, test: 8 }, replicas: 1, hidden: [2] });
  const { arrays } = around(setting, { replica: 0, t: 3, array: 0, index: 0 }).plain;
  const at = (name: string) => ({
    replica: 0,
    t: 3,
    array: arrays.findIndex((array) => array.name === name),
    index: 0,
  });
  const [early, late] = [at("rates"), at("p")];
  const pair = [faultyReplayer(setting, early), faultyReplayer(setting, early, late)] as const;
  const { divide } = search(...pair);
  if (divide.where !== "step") throw new Error(divide.where);
  const { array, a, b } = differenceOf(pair, divide.records, 0);
  expect(array).toBe("p");
  expect([a, b]).toEqual([
    expect.objectContaining({ contract: null, keeps: null }),
    expect.objectContaining({ contract: null, keeps: null }),
  ]);
});
