/** The bytes of a checkpoint: what is written is read, the numbers for which JSON has no word too. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { prepare } from "../../src/run/prepare.js";
import { checkpointRecord, readKept, writeKept } from "../../src/store/checkpoint-file.js";
import type { StudyInput } from "../../src/study/study.js";
import type { KeptReplica } from "../../src/train/keeper.js";

const study: StudyInput = {
  data: { name: "vee", train: 10, test: 4 },
  hidden: [2],
  optimizer: { name: "momentum" },
  epochs: 6,
  replicas: 8,
};
const prepared = await prepare(study);
const { parameterCount, steps } = prepared.plan;
const IDENTITY = "0".repeat(64);

const anyNumber = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 0));
const snapshot = fc
  .array(fc.float(), { minLength: 2 * parameterCount, maxLength: 2 * parameterCount })
  .map((values) => ({
    parameters: Float32Array.from(values.slice(0, parameterCount)),
    state: [Float32Array.from(values.slice(parameterCount))],
  }));
const replica: fc.Arbitrary<KeptReplica> = fc.record({
  epochs: fc.record({ best: fc.nat(9), last: fc.nat(9) }),
  least: anyNumber,
  best: fc.option(snapshot),
  hasStopped: fc.boolean(),
  curves: fc.option(fc.record({ train: fc.array(anyNumber), test: fc.array(anyNumber) })) as fc.Arbitrary<never>,
  trail: fc.option(fc.array(fc.constantFrom("00c0ffee", "deadbeef"))),
  diverged: fc.constant(null),
  now: snapshot,
});

test("what is written is read, to the bit", () => {
  fc.assert(
    fc.property(
      fc.array(replica, { minLength: 1, maxLength: 4 }),
      fc.nat(3),
      fc.integer({ min: 0, max: steps }),
      (replicas, first, step) => {
        const bytes = writeKept(IDENTITY, prepared, { first, step, replicas });
        const last = first + replicas.length - 1;
        expect(readKept(bytes, IDENTITY, prepared, { first, last, step })).toEqual({ first, step, replicas });
        expect(checkpointRecord(bytes)).toMatchObject({ first, last, step, steps, identity: IDENTITY });
      },
    ),
    { numRuns: 200 },
  );
});
