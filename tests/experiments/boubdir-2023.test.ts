/** The experiment on Elo, with few data sets: its lines, its null worlds, the same bits however it is run. */
import { beforeAll, describe, expect, test } from "vitest";
import type { ExperimentResult } from "../../src/experiments/experiment.js";
import { lineVerdict } from "../../src/experiments/rule.js";
import { experiment } from "../../src/experiments/run-experiment.js";
import { refusal } from "../refusal.js";

const NAME = "boubdir-2023";
let found: ExperimentResult;
const shares: number[] = [];
beforeAll(async () => {
  found = await experiment(NAME, {
    replicas: 40,
    workers: 0,
    onProgress: ({ done, total }) => shares.push(done / total),
  });
});

const line = (result: ExperimentResult, id: string) => result.lines.find((each) => each.id === id)!;

test("each verdict follows from the numbers beside it, and each number from no other place", () => {
  for (const { verdict, quantities, reason } of JSON.parse(JSON.stringify(found)).lines) {
    expect(lineVerdict(quantities)).toBe(verdict);
    expect(reason).toContain(quantities[0].name.slice(0, 10));
  }
  expect(found.lines.map(({ id }) => id)).toEqual(["E1", "E2", "E3", "T", "O1"]);
  expect(found.options).toEqual({ replicas: 40, seed: 0, nullOf: null });
});

test("one order contradicts the record, a hundred hardly, and the spread is that of the theory", () => {
  expect(line(found, "E1").verdict).toBe("holds");
  const [orders] = found.tables;
  const byOrders = orders!.rows.map(([, share]) => share as number);
  expect(byOrders[0]).toBeGreaterThan(0.1);
  expect(byOrders.at(-1)).toBeLessThan(0.05);
  for (const { value } of line(found, "T").quantities) expect(Math.abs(value! - 1)).toBeLessThan(0.05);
});

test("distances from the truth grow with the root of K for one order, and hardly for the mean of many", () => {
  const rows = found.tables[1]!.rows.filter(([p]) => p === 0.6).map((row) => row.map(Number));
  const [at4, at16] = [rows.find(([, k]) => k === 4)!, rows.find(([, k]) => k === 16)!];
  expect(at16[2]! / at4[2]!).toBeGreaterThan(1.6);
  expect(at16[2]! / at4[2]!).toBeLessThan(2.4);
  expect(at16[3]!).toBeLessThan(at16[2]! / 2);
});

test("shares of the seeds, of the order and of both add up to 1", () => {
  expect(found.shown).toHaveLength(3);
  expect(found.shown.reduce((sum, { value }) => sum + value!, 0)).toBeCloseTo(1, 10);
});

test("the bits do not depend on who trains; another seed has others", async () => {
  const again = await experiment(NAME, { replicas: 40, workers: 1, backend: "scalar" });
  expect(again).toEqual(found);
  const other = await experiment(NAME, { replicas: 40, workers: 0, seed: 1 });
  // The fingerprint has the options too: what is found must differ.
  expect(other.lines).not.toEqual(found.lines);
  expect(other.tables).not.toEqual(found.tables);
  expect(other.trained).not.toEqual(found.trained);
  expect(found.fingerprint).toBe("da4ab0a296155a086154c3121d0dc2b745d966bfbca99c400318f3021e5af9e2");
});

test("progress goes up to the end", () => {
  expect(shares.at(-1)).toBe(1);
  expect([...shares].sort((a, b) => a - b)).toEqual(shares);
});

describe("where a claim is false, its rule does not say that it holds", () => {
  test.each(["E1", "E2", "E3", "O1"])("%s", async (id) => {
    const result = await experiment(NAME, { replicas: 40, workers: 0, nullOf: id });
    expect(line(result, id).verdict).not.toBe("holds");
    expect(line(result, id).quantities).not.toEqual(line(found, id).quantities);
    expect(line(result, "T")).toEqual(line(found, "T"));
  });
});

test("what is asked wrongly is refused before any work", async () => {
  await expect(experiment("elo")).rejects.toThrow(refusal("wrong-value", "experiment", '"elo"'));
  await expect(experiment(NAME, { replicas: 39 })).rejects.toThrow(refusal("wrong-value", "options.replicas", "39"));
  await expect(experiment(NAME, { nullOf: "T" })).rejects.toThrow(refusal("wrong-value", "options.nullOf", '"T"'));
});

test("an abort is heard within the long loops", async () => {
  const stop = new AbortController();
  const running = experiment(NAME, {
    workers: 0,
    signal: stop.signal,
    onProgress: () => stop.abort(new Error("enough")),
  });
  await expect(running).rejects.toThrow("enough");
});
