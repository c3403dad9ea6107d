/** Every array of every step: by the reference's formulas, one by one, and as each kernel leaves them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partingOf, type StepArray } from "../../src/bisect/record.js";
import { besideOf, kernelReplayer, type Replayer, recordedStep, referenceReplayer } from "../../src/bisect/replayer.js";
import { loadKernel } from "../../src/kernel/load.js";
import { prepare } from "../../src/run/prepare.js";
import type { Backend } from "../../src/train/group.js";
import type { Setting } from "../../src/train/setting.js";
import { study } from "../train/small-studies.js";

const replayerOf = (setting: Setting, backend: Backend): Promise<Replayer> | Replayer =>
  backend === "reference" ? referenceReplayer(setting) : kernelReplayer(setting, () => loadKernel(backend));

/** The record of a step of a replica, and what the replica is after it by the group alone. */
function recordAt(replayer: Replayer, replica: number, t: number) {
  const { group } = replayer;
  const replicas = besideOf(replayer, replica);
  const lane = replicas.indexOf(replica);
  group.start(replicas);
  group.advance(t);
  const before = replicas.map((_, each) => group.snapshot(each));
  group.advance(1);
  const after = group.snapshot(lane);
  return { record: replayer.record(replicas, lane, t, before), after, before: before[lane]! };
}

describe.each(["simd", "scalar", "reference"] as const)("%s", (backend) => {
  test("leaves the arrays of the contract at any step of any study", async () => {
    await fc.assert(
      fc.asyncProperty(study, fc.nat(), fc.nat(), async (input, anyReplica, anyStep) => {
        const setting = await prepare(input);
        const replica = anyReplica % setting.study.replicas;
        const t = anyStep % setting.plan.steps;
        const { record, after, before } = recordAt(await replayerOf(setting, backend), replica, t);
        const contract = recordedStep(setting, replica, t, before);
        expect(partingOf(record, contract)).toBeNull();
        const last = (name: string) => record.arrays.find((array) => array.name === name)!.values;
        expect(last("p")).toEqual(after.parameters);
        const states = record.arrays.slice(record.arrays.findIndex(({ name }) => name === "rates") + 1, -1);
        expect(states.map(({ values }) => values)).toEqual(after.state);
      }),
      { numRuns: 40 },
    );
  });
});

test("what is changed in an array is what the step goes on with", async () => {
  const setting = await prepare({ data: { name: "vee", train: 20, test: 8 }, hidden: [3], replicas: 1, epochs: 1 });
  const { group } = referenceReplayer(setting);
  group.start([0]);
  const before = group.snapshot(0);
  const plain = recordedStep(setting, 0, 0, before);
  for (const [place, { name }] of plain.arrays.entries()) {
    if (name === "examples" || name === "y") continue;
    const see = (array: StepArray) => {
      if (array.name === name && array.layer === plain.arrays[place]!.layer) array.values[0]! += 1;
    };
    expect(partingOf(plain, recordedStep(setting, 0, 0, before, see))).toEqual({ array: place, index: 0 });
  }
});
