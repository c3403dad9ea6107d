/** The experiment on one ulp, with few data sets; its rules on invented evidence; its null worlds. */
import { beforeAll, describe, expect, test } from "vitest";
import type { ExperimentResult } from "../../src/experiments/experiment.js";
import { lineVerdict } from "../../src/experiments/rule.js";
import { experiment } from "../../src/experiments/run-experiment.js";
import { decidingArms, summers2021, type UlpArm, ulpQuantities } from "../../src/experiments/summers-2021.js";
import { derivedSeed } from "../../src/reference/derived-seed.js";
import { run } from "../../src/run/run.js";

const NAME = "summers-2021";
let found: ExperimentResult;
beforeAll(async () => {
  found = await experiment(NAME, { replicas: 3, workers: 0 });
});

const line = (result: ExperimentResult, id: string) => result.lines.find((each) => each.id === id)!;

test("each verdict follows from the numbers beside it", () => {
  for (const { verdict, quantities } of JSON.parse(JSON.stringify(found)).lines)
    expect(lineVerdict(quantities)).toBe(verdict);
  expect(found.lines.map(({ id }) => id)).toEqual(["U1", "U2", "U3", "U4", "U5", "U6"]);
});

test("one ulp has not grown after 4 epochs, and has after 256", () => {
  const table = found.tables[0]!.rows.filter(([activation]) => activation === "relu").map((row) => row.map(Number));
  expect(table.map(([, epochs]) => epochs)).toEqual([4, 16, 64, 256]);
  for (const share of table[0]!.slice(3)) expect(share).toBeLessThan(1e-5);
  for (const share of table[3]!.slice(3)) expect(share).toBeGreaterThan(0.1);
  expect(line(found, "U3").verdict).toBe("holds");
});

test("an arm is what the SDK trains: the difference of new seeds over three data sets", async () => {
  const [, , row] = found.tables[0]!.rows.find(([activation, epochs]) => activation === "tanh" && epochs === 4)!;
  const { trained } = found;
  expect(trained.find(({ name }) => name === "tanh, 4 epochs, new seeds")!.replicas).toBe(12);
  const alone = await Promise.all(
    [0, 1, 2].map(async (repetition) => {
      const { measures } = await run(
        {
          data: { name: "teacher", train: 200, test: 500, dimension: 4 },
          hidden: [16, 16],
          activation: "tanh",
          optimizer: { name: "momentum", learningRate: 0.1 },
          batchSize: 8,
          epochs: 4,
          replicas: 4,
          seed: derivedSeed(0, 0x62757474, repetition),
        },
        { workers: 0 },
      );
      return measures.predictionDifference.value!;
    }),
  );
  expect(row).toBeCloseTo((alone[0]! + alone[1]! + alone[2]!) / 3, 12);
});

test("the bits do not depend on who trains", async () => {
  expect(await experiment(NAME, { replicas: 3, workers: 2 })).toEqual(found);
  expect(found.fingerprint).toBe("199e89881624e892fd2ef8898bc49fd90442079566ae2b512a84d7b0e5389e24");
});

describe("rules on invented evidence", () => {
  /** Prediction differences of eight data sets about a mean. */
  const draws = (mean: number, spread: number) =>
    [-1.5, -1, -0.6, -0.2, 0.2, 0.6, 1, 1.5].map((z) => mean * (1 + spread * z));
  /** What a world is like: the share of new seeds that an arm reaches, how it varies, and its barrier. */
  const verdicts = (
    share: (arm: UlpArm) => number,
    { spread = 0.01, barrier = 0.2, nullOf = null as string | null } = {},
  ) => {
    const evidence = (arm: UlpArm) => {
      const values = draws(0.1 * share(arm), move(arm) === null ? 0.01 : spread);
      // Arms do not share their chance.
      return { difference: isStart(arm) ? values.reverse() : values, barrier: draws(barrier, spread) };
    };
    const quantities = ulpQuantities(evidence, nullOf, "8 data sets");
    return Object.fromEntries(Object.entries(quantities).map(([id, each]) => [id, lineVerdict(each)]));
  };
  const isStart = (arm: UlpArm) => move(arm) === 0 && arm.epochs === 256 && arm.activation === "relu";
  const move = ({ source }: UlpArm) => (typeof source === "string" ? null : source.move);

  test("a world in which every claim is true", () => {
    const share = (arm: UlpArm) => {
      if (move(arm) === null) return 1;
      if (arm.epochs < 256) return 1e-7;
      if (arm.activation !== "relu") return 0.3;
      return move(arm) === 0 ? 1 : 0.5;
    };
    expect(Object.values(verdicts(share))).toEqual(Array(6).fill("holds"));
  });

  test("a world in which one ulp does as much wherever it falls, and stays small", () => {
    const found = verdicts((arm) => (move(arm) === null ? 1 : 0.01), { barrier: 0.001 });
    expect(Object.values(found)).toEqual(Array(6).fill("does not hold"));
  });

  test("a world in which chance is as large as what is asked", () => {
    const share = (arm: UlpArm) => (move(arm) === null ? 1 : isStart(arm) ? 0.1 : 0.09);
    const { U2, ...found } = verdicts(share, { spread: 0.5, barrier: 0.05 });
    expect(Object.values(found)).toEqual(Array(5).fill("not resolved"));
    expect(U2).toBe("does not hold");
    expect(verdicts(() => 1, { spread: 0.5 }).U2).toBe("not resolved");
  });

  test("one source that differs is enough for sources not to be similar", () => {
    for (const other of ["init", "shuffle"] as const)
      expect(verdicts((arm) => (arm.source === other ? 0.7 : 1)).U2).toBe("does not hold");
    expect(verdicts((arm) => (move(arm) === null ? 1 : 1.4)).U2).toBe("does not hold");
  });
});

test("a null world replaces the arms of its own line and of no other", () => {
  const claims = decidingArms(null);
  const fields = {
    U1: ["vastly"],
    U2: ["similar", "similarTo"],
    U3: ["short"],
    U4: ["late"],
    U5: ["smooth"],
    U6: ["basins"],
  };
  expect(summers2021.lines.map(({ id }) => id)).toEqual(Object.keys(fields));
  for (const [id, own] of Object.entries(fields)) {
    const world = decidingArms(id);
    const changed = Object.keys(claims).filter(
      (field) => JSON.stringify(world[field as never]) !== JSON.stringify(claims[field as never]),
    );
    expect(changed, id).toEqual(own);
  }
});

test.each(["U1", "U4", "U6"])("where %s is false, its rule does not say that it holds", async (id) => {
  const result = await experiment(NAME, { replicas: 3, workers: 0, nullOf: id });
  expect(line(result, id).verdict).not.toBe("holds");
  expect(line(result, id).quantities).not.toEqual(line(found, id).quantities);
  expect(line(result, "U3")).toEqual(line(found, "U3"));
});
