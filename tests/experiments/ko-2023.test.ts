import { beforeAll, expect, test } from "vitest";
import type { ExperimentResult } from "../../src/experiments/experiment.js";
import { lineVerdict } from "../../src/experiments/rule.js";
import { experiment } from "../../src/experiments/run-experiment.js";
import { refusal } from "../refusal.js";

const NAME = "ko-2023";
const shares: number[] = [];
let found: ExperimentResult;
beforeAll(async () => {
  const onProgress = ({ done, total }: { done: number; total: number }) => shares.push(done / total);
  found = await experiment(NAME, { replicas: 4, workers: 0, onProgress });
});

const line = (result: ExperimentResult, id: string) => result.lines.find((each) => each.id === id)!;

test("each verdict follows from the numbers beside it", () => {
  for (const { verdict, quantities, reason } of JSON.parse(JSON.stringify(found)).lines) {
    expect(lineVerdict(quantities)).toBe(verdict);
    expect(reason).toContain(quantities[0].name.slice(0, 10));
  }
  expect(found.lines.map(({ id }) => id)).toEqual(["F1", "F2", "F3"]);
  expect(found.options).toEqual({ replicas: 4, seed: 0, nullOf: null });
  expect(shares.at(-1)).toBe(1);
});

test("the worst classes gain more points, and have more error; none is better than the truth", () => {
  expect(line(found, "F1").quantities[0]!.value).toBeGreaterThan(0.02);
  const [curves, groups] = found.tables;
  for (const [, worst, all, best] of curves!.rows as number[][]) {
    expect(worst!).toBeLessThan(all!);
    expect(all!).toBeLessThan(best!);
  }
  for (const [, rows, error, floor, gain, models] of groups!.rows as number[][]) {
    expect(rows!).toBeGreaterThan(50);
    expect(error! - gain!).toBeGreaterThan(floor! - 0.01);
    expect(models!).toBeGreaterThan(1);
    expect(models!).toBeLessThan(20);
  }
  const byName = Object.fromEntries(groups!.rows.map(([name, rows]) => [name, rows]));
  expect(byName.all).toBe(2000);
});

test("the bits do not depend on who trains, and groups by lot are no worst group", async () => {
  const null1 = await experiment(NAME, { replicas: 4, workers: 1, nullOf: "F1" });
  expect(line(null1, "F1").verdict).not.toBe("holds");
  // The same replicas as in the world of the claims: only who is in which group differs.
  expect(null1.trained).toEqual(found.trained);
  expect(null1.tables[0]!.rows.map(([, , all]) => all)).toEqual(found.tables[0]!.rows.map(([, , all]) => all));
  const worst = ({ tables }: ExperimentResult) => tables[0]!.rows[0]![1] as number;
  expect(worst(null1)).toBeGreaterThan(worst(found) + 0.05);
});

test("the bits", () => {
  expect(found.fingerprint).toBe("483f888be4794e25bdf90e86742c26e5424d7a732c50150e49c772dc7370cb3a");
});

test("what is asked wrongly is refused before any work", async () => {
  await expect(experiment(NAME, { replicas: 3 })).rejects.toThrow(refusal("wrong-value", "options.replicas", "3"));
  await expect(experiment(NAME, { nullOf: "E1" })).rejects.toThrow(refusal("wrong-value", "options.nullOf", '"E1"'));
});
