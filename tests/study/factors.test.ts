/** A third factor beside the two that every study has, from what a user writes to the keys in a kernel's memory. */
import { describe, expect, test } from "vitest";
import { layOut } from "../../src/kernel/layout.js";
import { loadKernel } from "../../src/kernel/load.js";
import { readIntegers } from "../../src/kernel/memory.js";
import { type StreamKey, threefry } from "../../src/reference/random.js";
import { prepare } from "../../src/run/prepare.js";
import { run } from "../../src/run/run.js";
import type { Factor } from "../../src/study/factors.js";
import { levelsOf, perFactor } from "../../src/study/levels.js";
import type { StudyInput } from "../../src/study/study.js";
import { keysOf } from "../../src/train/keys.js";
import { wasmGroup } from "../../src/train/wasm-group.js";
import fingerprints from "../golden/fingerprints.json" with { type: "json" };
import golden from "../golden/studies.json" with { type: "json" };
import { refusal } from "../refusal.js";

const SMALL = { data: { train: 20, test: 5 }, hidden: [2] };
/** A study that has the third factor. */
const studyOf = (input: object): StudyInput => ({ ...SMALL, labelNoise: 0.2, ...input });
/** Replica (i * 2 + s) * 3 + l. */
const GRID = { label: 3, init: 2, shuffle: 2 };
const CELLS = [0, 1].flatMap((init) =>
  [0, 1].flatMap((shuffle) => [0, 1, 2].map((label) => ({ init, shuffle, label }))),
);
const STREAM = { init: 1, shuffle: 2, label: 4 };
const THREE = ["init", "shuffle", "label"] as const;
/** Of what each factor has, that of the three. */
const ofThree = (all: Record<Factor, unknown>) => Object.fromEntries(THREE.map((factor) => [factor, all[factor]]));

describe("what is written", () => {
  test("a study without it is what it was", async () => {
    const { study } = await prepare({ ...SMALL, labelNoise: 0 });
    expect(study).toEqual((await prepare(SMALL)).study);
    expect(study).toMatchObject({ vary: ["init", "shuffle"], design: null, seeds: {}, replicas: 16 });
    expect(study).not.toHaveProperty("labelNoise");
  });

  test("one that switches it on varies it too, unless it says what varies", async () => {
    expect((await prepare(studyOf({}))).study.vary).toEqual(THREE);
    expect((await prepare(studyOf({ vary: ["init"] }))).study.vary).toEqual(["init"]);
  });

  test("vary, seeds and design take it, in the order of the rows", async () => {
    const varied = await prepare(studyOf({ vary: ["label", "init"], seeds: { label: 7 } }));
    expect(varied.study).toMatchObject({ vary: ["init", "label"], seeds: { label: 7 } });
    const crossed = await prepare(studyOf({ design: GRID }));
    expect(crossed.study).toMatchObject({ vary: ["init", "shuffle", "label"], design: GRID, replicas: 12 });
  });

  test("what is refused names it", async () => {
    await expect(prepare(studyOf({ vary: ["labels"] }))).rejects.toThrow(
      refusal("wrong-value", "study.vary[0]", '"labels"', { expected: /^one of init, shuffle, label, input, / }),
    );
    await expect(prepare({ ...SMALL, vary: ["label"] })).rejects.toThrow(
      refusal("wrong-value", "study.vary", '["label"]', {
        expected: 'no "label", because study.labelNoise is off',
        remedy: "Switch it on, or take it out.",
      }),
    );
    await expect(prepare(studyOf({ design: { init: 2, label: 0 } }))).rejects.toThrow(
      refusal("wrong-value", "study.design.label", "0"),
    );
    await expect(prepare(studyOf({ seeds: 1 }))).rejects.toThrow(
      refusal("wrong-type", "study.seeds", "1", { expected: /\{ data, init, shuffle, label, / }),
    );
  });
});

describe("levels", () => {
  test("what varies has the replica's number, the others 0", async () => {
    const { study } = await prepare(studyOf({ vary: ["label"] }));
    expect(levelsOf(study, 5)).toEqual({ ...perFactor(() => 0), label: 5 });
  });

  test("a grid of three is counted through, the last factor fastest", async () => {
    const { study } = await prepare(studyOf({ design: GRID }));
    expect(CELLS.map((_, replica) => ofThree(levelsOf(study, replica)))).toEqual(CELLS);
    const two = await prepare(studyOf({ design: { label: 3, init: 2 } }));
    const levels = Array.from({ length: 6 }, (_, replica) => levelsOf(two.study, replica));
    expect(levels.map(({ init }) => init)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(levels.map((each) => each.label)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(levels.every(({ shuffle }) => shuffle === 0)).toBe(true);
  });
});

describe("keys", () => {
  const seeds = { label: 2 ** 32 + 6, init: 3 };
  const expected = (replica: number): Record<string, StreamKey> => {
    const { init, shuffle, label } = CELLS[replica]!;
    return {
      init: threefry(3, 0, STREAM.init, init),
      shuffle: threefry(8, 0, STREAM.shuffle, shuffle),
      label: threefry(6, 1, STREAM.label, label),
    };
  };

  test("each factor's, from its own seed, stream and level", async () => {
    const { study } = await prepare(studyOf({ design: GRID, seed: 8, seeds }));
    CELLS.forEach((_, replica) => expect(ofThree(keysOf(study, replica))).toEqual(expected(replica)));
  });

  test.each([
    ["simd", 4],
    ["simd", 1],
    ["scalar", 1],
  ] as const)("in the memory of a kernel, a lane each: %s, %i", async (build, lanes) => {
    const { study, plan, train } = await prepare(studyOf({ design: GRID, seed: 8, seeds }));
    const kernel = await loadKernel(build, { noise: "noise" });
    const group = wasmGroup(kernel, lanes, study, plan, train);
    const { keys } = layOut(kernel, lanes, study, plan, train, plan.stepsPerEpoch);
    const members = [4, 7, 9].slice(0, lanes);
    group.start(members);
    for (const factor of THREE) {
      const words = new Uint32Array(readIntegers(kernel.memory, keys[factor], 2 * lanes).buffer);
      for (let lane = 0; lane < lanes; lane++) {
        const replica = members[Math.min(lane, members.length - 1)]!;
        expect([words[lane], words[lanes + lane]], factor).toEqual(expected(replica)[factor]);
      }
    }
  });
});

describe("bits", () => {
  test.each(["simd", "scalar", "reference"] as const)("golden studies keep theirs: %s", async (backend) => {
    for (const name of ["only shuffle varies", "crossed grid", "seeds of streams", "given data, weights and order"]) {
      const { study } = golden.find((each) => each.name === name)!;
      const { fingerprint } = await run(study as StudyInput, { backend, workers: 0 });
      expect(fingerprint).toBe((fingerprints as Record<string, string>)[name]);
    }
  });

  test("a factor moves no other: cells that differ in it alone differ, and begin alike", async () => {
    const digests = async (input: object) =>
      (await run(studyOf(input), { workers: 0 })).replicas.map(({ fingerprint }) => fingerprint);
    const three = await digests({ design: GRID, seeds: { label: 5 } });
    expect(new Set(three).size).toBe(12);
    // At level 0 of the third, each cell of two.
    const two = await digests({ design: { init: 2, shuffle: 2 }, seeds: { label: 5 } });
    expect(three.filter((_, cell) => cell % 3 === 0)).toEqual(two);
  });
});
