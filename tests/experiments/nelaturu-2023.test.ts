/** The experiment on simulated machines, with few data sets; its rules on invented evidence; its null worlds. */
import { beforeAll, describe, expect, test } from "vitest";
import type { ExperimentResult } from "../../src/experiments/experiment.js";
import {
  type HardwareArm,
  type HardwareEvidence,
  hardwareArms,
  hardwareQuantities,
  type MachineNumbers,
  nelaturu2023,
} from "../../src/experiments/nelaturu-2023.js";
import { lineVerdict } from "../../src/experiments/rule.js";
import { experiment } from "../../src/experiments/run-experiment.js";
import { derivedSeed } from "../../src/reference/derived-seed.js";
import { dataset } from "../../src/run/dataset.js";
import { run } from "../../src/run/run.js";

const NAME = "nelaturu-2023";
const LINES = nelaturu2023.lines.map(({ id }) => id);
let found: ExperimentResult;
beforeAll(async () => {
  found = await experiment(NAME, { replicas: 3, workers: 0 });
});

const line = (result: ExperimentResult, id: string) => result.lines.find((each) => each.id === id)!;
const rowOf = (table: number, ...begin: (string | number)[]) =>
  found.tables[table]!.rows.find((row) => begin.every((cell, at) => row[at] === cell))!;

test("each verdict follows from the numbers beside it, and all that was trained elsewhere is called simulated", () => {
  for (const { verdict, quantities } of JSON.parse(JSON.stringify(found)).lines)
    expect(lineVerdict(quantities)).toBe(verdict);
  for (const { name } of found.trained) expect(name).toMatch(/^(reference|new seeds|simulated [a-z])/);
  expect(found.summary).toContain("simulated");
  expect(found.figure.title).toContain("simulated");
});

test("an arm is what the SDK trains: changes of the loss of a group on simulated bf16, over three data sets", async () => {
  const changes = { majority: 0, minority: 0 };
  for (const repetition of [0, 1, 2]) {
    const seed = derivedSeed(0, 0x63686970, repetition);
    const data = {
      name: "groups",
      train: 500,
      test: 1000,
      dimension: 3,
      minority: 0.1,
      rotation: 90,
      scale: 30,
    } as const;
    const study = {
      data,
      hidden: [16, 16],
      activation: "tanh",
      optimizer: { name: "momentum", learningRate: 0.1 },
      batchSize: 8,
      epochs: 64,
      replicas: 4,
      seed,
    } as const;
    const { y, groups } = (await dataset(data, { seed })).test;
    const [reference, machine] = await Promise.all(
      [study, { ...study, arithmetic: "bf16" as const }].map((each) => run(each, { workers: 0 })),
    );
    const loss = ({ predictions }: { predictions: Float32Array | null }, r: number, group: string) => {
      const own = groups!.flatMap((each, n) => (each === group ? [n] : []));
      return own.reduce((sum, n) => {
        const p = predictions![r * 1000 + n]!;
        return sum - Math.log(y[n] === 1 ? p : 1 - p) / own.length;
      }, 0);
    };
    for (const group of ["majority", "minority"] as const)
      for (let r = 0; r < 4; r++)
        changes[group] += Math.abs(loss(machine!, r, group) - loss(reference!, r, group)) / 12;
  }
  const [, majority, minority] = rowOf(0, "simulated bf16").map(Number);
  expect(majority! / changes.majority).toBeCloseTo(1, 3);
  expect(minority! / changes.minority).toBeCloseTo(1, 3);
});

test("a bound is gradient times distance, and half the eigenvalue times its square; nothing changes by more", () => {
  for (const [, , , gradient, eigenvalue, distance, bound, change] of found.tables[2]!.rows.map((row) =>
    row.map(Number),
  )) {
    const about = gradient! * distance! + (eigenvalue! / 2) * distance! ** 2;
    expect(bound! / about).toBeGreaterThan(0.7);
    expect(bound! / about).toBeLessThan(1.5);
    expect(change!).toBeLessThan(bound!);
  }
});

test("the bits do not depend on who trains", async () => {
  expect(await experiment(NAME, { replicas: 3, workers: 2 })).toEqual(found);
  expect(found.fingerprint).toBe("abfde269e917a0d176de822d8179f0b13738c7e3ab7fced29f7c89f2f1943a61");
});

describe("rules on invented evidence", () => {
  const SPREAD = [-1.5, -1, -0.6, -0.2, 0.2, 0.6, 1, 1.5];
  /** What a world is like: minority over majority of what is measured, machines over seeds, bounds over changes. */
  interface World {
    uneven?: (arm: HardwareArm) => number;
    local?: (arm: HardwareArm) => number;
    asSeeds?: number;
    bound?: (arm: HardwareArm) => number;
    gap?: number;
    spread?: number;
    nullOf?: string;
  }
  const evidenceOf = ({
    uneven = () => 3,
    local = () => 2,
    asSeeds = 0.5,
    bound = () => 3,
    gap = 1.5,
    spread = 0.01,
  }: World): HardwareEvidence => {
    const draws = (mean: number, sign: number) => SPREAD.map((z) => mean * (1 + sign * spread * z));
    const both = (mean: number, ratio: number) => ({ majority: draws(mean, -1), minority: draws(mean * ratio, 1) });
    const of = (arm: HardwareArm) => {
      const size = arm.machine.endsWith("seeds") ? 1 : asSeeds;
      const minority = arm.machine === "new seeds" ? draws(size, -1) : draws(size, 1);
      const sensitivity = { majority: draws(size / uneven(arm), -1), minority };
      const times = (values: number[]) => values.map((value, at) => bound(arm) * value * (1 + spread * SPREAD[at]!));
      return {
        sensitivity,
        bound: { majority: times(sensitivity.majority), minority: times(minority) },
        gradient: both(1, local(arm)),
        curvature: both(1, local(arm)),
      } as unknown as MachineNumbers;
    };
    // The third machine has the largest gap, on all data sets alike.
    const gaps = SPREAD.map((_, at) => [1, 1, 1, gap * (1 + (at % 4 < 2 ? spread : -spread)), 0.9, 0.9]);
    return { of, gaps };
  };
  const verdicts = ({ nullOf, ...world }: World) => {
    const quantities = hardwareQuantities(evidenceOf(world), nullOf ?? null, "8 data sets");
    return Object.fromEntries(Object.entries(quantities).map(([id, each]) => [id, lineVerdict(each)]));
  };
  const all = (verdict: string) => Object.fromEntries(LINES.map((id) => [id, verdict]));

  test("a world in which every claim is true", () => {
    expect(verdicts({})).toEqual(all("holds"));
  });

  test("a world in which groups, machines and seeds are alike, and bounds are far off", () => {
    const same = { uneven: () => 1, local: () => 1, asSeeds: 1, bound: () => 100, gap: 1 };
    expect(verdicts(same)).toEqual(all("does not hold"));
  });

  test("a world in which chance is as large as what is asked", () => {
    const near = { uneven: () => 1.1, local: () => 1.1, asSeeds: 0.91, bound: () => 10, gap: 1.1, spread: 0.3 };
    expect(verdicts(near)).toEqual(all("not resolved"));
  });

  test("one machine that moves groups alike is enough for the line not to hold", () => {
    for (const machine of ["tree", "bf16"])
      expect(verdicts({ uneven: (arm) => (arm.machine === machine ? 1 : 3) }).H1).toBe("does not hold");
  });

  test("the machine with the largest gap is judged on data sets that did not choose it", () => {
    const { of } = evidenceOf({});
    // Each data set has a machine of its own that is far off: the choosing ones say nothing about the others.
    const gaps = SPREAD.map((_, at) => [1, 1, 1, 1, 1, 1].map((one, m) => (m === 1 && at % 2 === 0 ? 5 : one)));
    const { H2 } = hardwareQuantities({ of, gaps }, null, "8 data sets");
    expect(H2![0]).toMatchObject({ over: "4 data sets" });
    expect(H2![0]!.value).toBeCloseTo(1, 12);
  });

  test("null worlds put another arm in the place of that of the line", () => {
    const equal = { uneven: (arm: HardwareArm) => (arm.minority === 0.5 ? 1 : 3) };
    expect(verdicts({ ...equal, nullOf: "H1" })).toEqual({ ...all("holds"), H1: "does not hold" });
    const local = { local: (arm: HardwareArm) => (arm.minority === 0.5 ? 1 : 3) };
    expect(verdicts({ ...local, nullOf: "H3" })).toEqual({ ...all("holds"), H3: "does not hold" });
    expect(verdicts({ nullOf: "H4" })).toEqual({ ...all("holds"), H4: "does not hold" });
    const elsewhere = { bound: (arm: HardwareArm) => (arm.machine === "tree" ? 3 : 300) };
    expect(verdicts({ ...elsewhere, nullOf: "H5" })).toEqual({ ...all("holds"), H5: "does not hold" });
    expect(hardwareArms("H2")).toEqual(hardwareArms(null));
  });
});

describe("null worlds leave the other lines as they are", () => {
  test.each(["H2", "H5"])("%s", async (id) => {
    const result = await experiment(NAME, { replicas: 3, workers: 0, nullOf: id });
    expect(line(result, id).verdict).not.toBe("holds");
    const [own, other] = [result, found].map((each) => [line(each, id).quantities, each.shown]);
    expect(own).not.toEqual(other);
    for (const each of LINES.filter((each) => each !== id)) expect(line(result, each)).toEqual(line(found, each));
  });
});
