/**
 * Simulated arithmetic: SIMD, scalar and the reference give the same bits of random studies in any of it, each profile
 * moves the bits where it should, and an order that is drawn alone makes replicas differ.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prepare } from "../../src/run/prepare.js";
import { run } from "../../src/run/run.js";
import type { ArithmeticProfile } from "../../src/study/arithmetic.js";
import { FACTORS } from "../../src/study/levels.js";
import type { StudyInput } from "../../src/study/study.js";
import type { Group } from "../../src/train/group.js";
import { openGroup } from "../../src/train/setting.js";
import { arithmetic, noise, study, traces } from "./small-studies.js";

async function expectAgreement(input: StudyInput): Promise<void> {
  const setting = await prepare(input);
  const reference = await traces(setting, "reference");
  expect(await traces(setting, "scalar")).toEqual(reference);
  for (const lanes of [1, 4]) expect(await traces(setting, "simd", lanes, [1, 2])).toEqual(reference);
}

test("SIMD, scalar and reference agree in every bit of every study in simulated arithmetic", async () => {
  await fc.assert(
    fc.asyncProperty(study, fc.option(noise, { nil: {} }), arithmetic, ({ vary: _, ...input }, added, arithmetic) =>
      expectAgreement({ ...input, epochs: 2, ...added, arithmetic } as StudyInput),
    ),
    { numRuns: 120 },
  );
});

test("and of wide layers, whose columns a register of one replica has side by side", async () => {
  const width = fc.constantFrom(1, 3, 4, 15, 16, 17, 37);
  const shapes = fc.record({
    dimension: width,
    hidden: fc.array(width, { maxLength: 2 }),
    batchSize: fc.constantFrom(1, 4, 5, 16),
    replicas: fc.constantFrom(1, 3),
  });
  await fc.assert(
    fc.asyncProperty(shapes, arithmetic, ({ dimension, ...shape }, arithmetic) =>
      expectAgreement({ data: { name: "vee", train: 16, test: 8, dimension }, ...shape, arithmetic } as StudyInput),
    ),
    { numRuns: 80 },
  );
});

test("numbers below the normal range are flushed alike, or alike are not", async () => {
  const tiny = fc.constantFrom(1e-20, 3e-38, -2e-39, 1e-41, -1e-22, 1, 0, -0);
  const rows = fc.array(fc.tuple(tiny, tiny), { minLength: 4, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(rows, arithmetic, (x, arithmetic) =>
      expectAgreement({
        data: { name: "given", task: "regression", x, y: x.map(([one]) => one), test: { x: [[1, 1e-39]], y: [0] } },
        hidden: [5],
        activation: "identity",
        initial: { weights: "he_normal", biases: { name: "constant", value: 1e-39 } },
        optimizer: { name: "sgd", learningRate: 0.5 },
        batchSize: 3,
        epochs: 2,
        replicas: 2,
        arithmetic,
      }),
    ),
    { numRuns: 80 },
  );
});

test.each([1, 4])("a product below the normal range is a zero before it is added: %i examples", async (batchSize) => {
  // The least normal number and a sixteenth of it: their sum is normal, and 17/16 of it.
  const x = Array.from({ length: batchSize }, () => [2 ** -70]);
  const input = {
    data: { name: "given", task: "regression", x, y: x.map(() => 0), test: { x: [[0]], y: [0] } },
    hidden: [],
    initial: [{ W: [[2 ** -60]], b: [2 ** -126] }],
    optimizer: { name: "sgd", learningRate: 0.25 },
    batchSize,
    epochs: 1,
    replicas: 2,
    arithmetic: { profiles: "flush-subnormals", on: "forward" },
  } satisfies StudyInput;
  await expectAgreement(input);
  const biasOf = async (on: StudyInput): Promise<number> =>
    (await run({ ...input, ...on }, { workers: 0 })).logits![0]!;
  const ofProduct = await biasOf({ arithmetic: null });
  const moved = (2 ** -126 - (await biasOf({}))) / (2 ** -126 - ofProduct);
  expect(moved).toBe(16 / 17);
});

const SMALL = {
  data: { name: "vee", train: 60, test: 30, dimension: 5 },
  hidden: [6, 5],
  batchSize: 12,
  epochs: 3,
  replicas: 6,
} as const;
const fingerprintOf = async (input: StudyInput) => (await run({ ...SMALL, ...input }, { workers: 0 })).fingerprint;

test("every profile moves the bits, each to others, forward and backward", async () => {
  const profiles: (ArithmeticProfile | ArithmeticProfile[])[] = [
    "reverse",
    "tree",
    "lanes:2",
    "lanes:3",
    "split-k:2",
    "permuted",
    "bf16",
    "tf32",
    "fma",
    "f64-accumulate",
    ["tree", "fma"],
    ["tree", "bf16"],
  ];
  const found: Record<string, string> = { contract: await fingerprintOf({ vary: [] }) };
  for (const each of profiles)
    for (const on of ["forward", "backward", "both"] as const)
      found[`${each} ${on}`] = await fingerprintOf({ vary: [], arithmetic: { profiles: each, on } });
  const names = Object.keys(found);
  expect(names.filter((name, k) => names.findIndex((other) => found[other] === found[name]) < k)).toEqual([]);
});

test("f16 is tf32 while no operand is beyond its exponents", async () => {
  const [tf32, f16] = [{ vary: [], arithmetic: "tf32" } as const, { vary: [], arithmetic: "f16" } as const];
  expect(await fingerprintOf(f16)).toBe(await fingerprintOf(tf32));
  const small = { initial: { weights: { name: "normal", stddev: 0.00001 } } } as const;
  expect(await fingerprintOf({ ...f16, ...small })).not.toBe(await fingerprintOf({ ...tf32, ...small }));
});

test("what comes to the contract is the contract, to the bit", async () => {
  const plain = await fingerprintOf({ vary: [] });
  // No number here is below the normal range.
  expect(await fingerprintOf({ vary: [], arithmetic: "flush-subnormals" })).toBe(plain);
  // One example at a time, one input, one unit: no sum has two terms, so no order is another.
  const single = { data: { name: "vee", train: 60, test: 30, dimension: 1 }, hidden: [1], batchSize: 1 } as const;
  const alone = await fingerprintOf({ ...single, vary: [] });
  for (const profile of ["reverse", "tree", "lanes:4", "split-k:4", "permuted"] as const)
    expect(await fingerprintOf({ ...single, vary: [], arithmetic: profile })).toBe(alone);
});

describe("an order that is drawn", () => {
  const alone = { ...SMALL, arithmetic: "permuted", vary: ["arithmetic"] } as const;

  test("alone makes replicas predict differently; fixed, exactly alike", async () => {
    const varied = await run(alone, { workers: 0 });
    expect(varied.measures.predictionDifference.value).toBeGreaterThan(0);
    expect(new Set(varied.replicas.map(({ fingerprint }) => fingerprint)).size).toBe(SMALL.replicas);
    const fixed = await run({ ...alone, vary: [] }, { workers: 0 });
    expect(fixed.measures.predictionDifference.value).toBe(0);
    expect(new Set(fixed.replicas.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(fixed.replicas[0]!.fingerprint).toBe(varied.replicas[0]!.fingerprint);
  });

  test.each(["forward", "backward"] as const)("%s alone does", async (on) => {
    const { measures } = await run({ ...alone, arithmetic: { profiles: "permuted", on } }, { workers: 0 });
    expect(measures.predictionDifference.value).toBeGreaterThan(0);
  });

  test("is the same for any workers, backends and groups, and moves with its own seed alone", async () => {
    const { fingerprint } = await run(alone, { workers: 0 });
    for (const backend of ["scalar", "simd", "reference"] as const)
      expect((await run(alone, { backend, workers: 2 })).fingerprint).toBe(fingerprint);
    const others = FACTORS.filter((other) => !["arithmetic", "init", "shuffle"].includes(other));
    const seeds = Object.fromEntries(others.map((other) => [other, 5]));
    expect(await fingerprintOf({ ...alone, seeds })).toBe(fingerprint);
    expect(await fingerprintOf({ ...alone, seeds: { arithmetic: 5 } })).not.toBe(fingerprint);
  });

  test("goes on to the same bits where a training is saved in the middle and restored elsewhere", async () => {
    const setting = await prepare({ ...alone, arithmetic: ["permuted", "fma", "bf16"] });
    const [whole, other] = (await Promise.all([openGroup(setting, "simd"), openGroup(setting, "scalar", 1)])) as [
      Group,
      Group,
    ];
    whole.start([0, 1, 2]);
    other.start([1]);
    whole.advance(5);
    other.restore(whole.step, [whole.snapshot(1)]);
    for (const group of [whole, other]) group.advance(setting.plan.steps);
    expect(other.snapshot(0)).toEqual(whole.snapshot(1));
  });
});
