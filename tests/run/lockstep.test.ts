/**
 * Two backends of one host that part: one of them is made to, in one bit of one parameter of one replica, from a step
 * on.
 */
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { type Claimed, verify } from "../../src/run/verify.js";
import type { StudyInput } from "../../src/study/study.js";
import type { Group } from "../../src/train/group.js";

const odd = vi.hoisted(() => ({ from: Infinity, replica: 1, position: 5 }));

function parting(group: Group): Group {
  let members: readonly number[] = [];
  return {
    ...group,
    get lanes() {
      return group.lanes;
    },
    get step() {
      return group.step;
    },
    start(replicas) {
      members = replicas;
      group.start(replicas);
    },
    snapshot(lane) {
      const { parameters, state } = group.snapshot(lane);
      if (members[lane] === odd.replica && group.step >= odd.from)
        new Uint32Array(parameters.buffer, parameters.byteOffset)[odd.position]! ^= 1;
      return { parameters, state };
    },
  };
}

vi.mock("../../src/train/setting.js", async (original) => {
  const real = await original<typeof import("../../src/train/setting.js")>();
  const openGroup: typeof real.openGroup = async (setting, backend, ...lanes) => {
    const group = await real.openGroup(setting, backend, ...lanes);
    return backend === "scalar" ? parting(group) : group;
  };
  return { ...real, openGroup };
});

const study = {
  data: { name: "vee", train: 40, test: 10 },
  hidden: [3],
  batchSize: 8,
  epochs: 1,
  replicas: 3,
} satisfies StudyInput;

// While both still agree: the probe would refuse the backend that parts.
beforeAll(async () => void (await run(study, { workers: 0, backend: "scalar" })));
beforeEach(() => void (odd.from = Infinity));

async function said(from: number): Promise<string> {
  const claimed = JSON.parse(JSON.stringify(toJson(await run(study, { workers: 0, backend: "simd" })))) as Claimed;
  odd.from = from;
  const { same, message } = await verify(claimed, { workers: 0 });
  expect(same).toBe(false);
  return message;
}

test("the first step and element are named, from the initial weights to the last step", async () => {
  const hex = "0x[0-9a-f]{8}";
  expect(await said(0)).toMatch(
    new RegExp(`^fingerprints differ at replica 1, step 0, layer 1, W\\[1,2\\]: simd ${hex}, scalar ${hex}\\.$`),
  );
  expect(await said(3)).toMatch(
    new RegExp(
      `^fingerprints differ at replica 1, step 3, layer 1, W\\[1,2\\]: simd ${hex}, scalar ${hex}\\. Steps 0 to 2 agree\\.$`,
    ),
  );
  expect(await said(5)).toMatch(
    new RegExp(
      `^fingerprints differ at replica 1, step 5, layer 1, W\\[1,2\\]: simd ${hex}, scalar ${hex}\\. Steps 0 to 4 agree\\.$`,
    ),
  );
});

test("backends that agree find nothing", async () => {
  const claimed = JSON.parse(JSON.stringify(toJson(await run(study, { workers: 0, backend: "simd" })))) as Claimed;
  expect((await verify(claimed, { workers: 0 })).same).toBe(true);
});
