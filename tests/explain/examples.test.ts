/** What is said of each example, against predictions one by one, the flips of `compare`, and the file itself. */
import { describe, expect, test } from "vitest";
import { compare } from "../../src/compare/compare.js";
import { explain } from "../../src/explain/explain.js";
import type { Explanation } from "../../src/explain/explanation.js";
import { run } from "../../src/run/run.js";

const only = { workers: 0, side: 0, twins: false };
const VEE = { data: { name: "vee", train: 60, test: 20 }, hidden: [4], replicas: 5 } as const;
const IRIS = { data: { name: "file", path: "examples/data/iris.csv" }, replicas: 4, epochs: 2 } as const;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const pairs = (count: number) =>
  Array.from({ length: count }, (_, a) => Array.from({ length: a }, (_, b) => [a, b] as const)).flat();

/** PD and churn of one example, pair by pair. */
function differenceOf(rows: readonly (readonly number[])[]): number {
  const weight = rows[0]!.length === 1 ? 1 : 0.5;
  return mean(
    pairs(rows.length).map(([a, b]) => weight * rows[a]!.reduce((sum, p, c) => sum + Math.abs(p - rows[b]![c]!), 0)),
  );
}

describe("two classes", async () => {
  const result = await run(VEE, { workers: 0 });
  const { test: examples } = result.data;
  const found = await explain(VEE, { ...only, examples: 20 });
  const predicted = (n: number) => Array.from({ length: 5 }, (_, r) => result.predictions![r * examples + n]!);

  test("every example that differs is there, the largest difference first", () => {
    expect(found.explained.map(({ example }) => example).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n).filter((n) => new Set(predicted(n)).size > 1),
    );
    expect(found.differing).toBe(found.explained.length);
    const differences = found.explained.map(({ difference }) => difference);
    expect(differences).toEqual([...differences].sort((a, b) => b - a));
  });

  test("each says what the replicas predict: all of them, the ends, quantiles, and what they decide", () => {
    for (const each of found.explained) {
      const values = predicted(each.example);
      const sorted = [...values].sort((a, b) => a - b);
      expect(each.predictions).toEqual(values);
      expect(each.difference).toBeCloseTo(differenceOf(values.map((p) => [p])), 12);
      expect(each.mean[0]).toBeCloseTo(mean(values), 12);
      expect(each.margin).toBeCloseTo(Math.abs(2 * mean(values) - 1), 12);
      expect(each.decided).toBe(mean(values) > 0.5 ? 1 : 0);
      expect(each.least).toEqual({ replica: values.indexOf(sorted[0]!), value: sorted[0] });
      expect(each.largest).toEqual({ replica: values.indexOf(sorted[4]!), value: sorted[4] });
      expect(each.quantiles[2]).toBe(sorted[2]);
      expect([each.quantiles[1], each.quantiles[3]]).toEqual([sorted[1], sorted[3]]);
      expect(each.quantiles[0]).toBeCloseTo(sorted[0]! + 0.2 * (sorted[1]! - sorted[0]!), 12);
      const ones = values.filter((p) => p > 0.5).length;
      const counts = [5 - ones, ones].flatMap((replicas, c) => (replicas > 0 ? [{ class: c, replicas }] : []));
      expect(each.decisions).toEqual(counts);
      expect(each.churn).toBeCloseTo((ones * (5 - ones)) / 10, 12);
      expect(each.label).toBe(result.examples.labels[each.example]);
      expect([each.row, each.id, each.group]).toEqual([null, null, null]);
    }
  });

  test("the means are the measures of the run, and shares add up to 1", () => {
    expect(found.predictionDifference).toBeCloseTo(result.measures.predictionDifference.value!, 12);
    expect(found.churn).toBeCloseTo(result.measures.churn.value!, 12);
    expect(found.explained.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(found.resultFingerprint).toBe(result.fingerprint);
  });

  test("fewer are the first of them, and neighbours the first of theirs", async () => {
    const few = await explain(VEE, { ...only, examples: 3, neighbours: 2 });
    const cut = ({ nearest, ...rest }: Explanation["explained"][number]) => ({ ...rest, nearest: nearest.slice(0, 2) });
    expect(few.explained).toEqual(found.explained.slice(0, 3).map(cut));
    expect((await explain(VEE, { ...only, examples: 0 })).explained).toEqual([]);
  });
});

test("of a file: cells as they stand there, names of classes, rows; the nearest by standardized inputs", async () => {
  const { readFileSync } = await import("node:fs");
  const [head, ...lines] = readFileSync(IRIS.data.path, "utf8").trim().split(/\r?\n/);
  const cells = (row: number) => lines[row - 2]!.split(",");
  const found = await explain(IRIS, { ...only, examples: 40 });
  const result = await run(IRIS, { workers: 0 });
  expect(found.columns).toEqual(head!.split(",").slice(0, -1));
  expect(found.classNames).toHaveLength(3);
  const scaled = (row: number) =>
    result.preprocessing!.inputs.map((input, c) => (Number(cells(row)[c]) - input.mean) / input.sd);
  const rows = new Set(result.examples.rows);
  const training = lines.map((_, at) => at + 2).filter((row) => !rows.has(row));
  expect(found.training).toBe(training.length);
  for (const each of found.explained) {
    const own = scaled(each.row!);
    expect(each.inputs.map(String)).toEqual(
      cells(each.row!)
        .slice(0, -1)
        .map((cell) => String(Number(cell))),
    );
    expect(each.label).toBe(cells(each.row!).at(-1));
    const distances = training.map((row) => Math.hypot(...scaled(row).map((x, c) => x - own[c]!)));
    const nearest = [...distances].sort((a, b) => a - b).slice(0, 5);
    expect(each.nearest).toHaveLength(5);
    each.nearest.forEach(({ distance, row, label }, k) => {
      expect(distance).toBeCloseTo(nearest[k]!, 5);
      expect(distances[training.indexOf(row!)]).toBeCloseTo(distance, 5);
      expect(label).toBe(cells(row!).at(-1));
    });
  }
});

test("of three classes: the class in which they differ most, margins between classes; the same flips as compare", async () => {
  const found = await explain(IRIS, { ...only, examples: 40 });
  const result = await run(IRIS, { workers: 0 });
  const { flips } = await compare({
    predictions: Array.from({ length: 4 }, (_, r) =>
      Array.from({ length: result.data.test }, (_, n) =>
        Array.from(result.predictions!.subarray((r * result.data.test + n) * 3, (r * result.data.test + n + 1) * 3)),
      ),
    ),
  });
  for (const flip of flips) {
    const each = found.explained.find(({ example }) => example === flip.row)!;
    expect([each.churn, each.difference]).toEqual([flip.disagreement, flip.difference]);
  }
  for (const each of found.explained) {
    const rows = each.predictions as number[][];
    const column = (c: number) => rows.map((row) => row[c]!);
    const spread = [0, 1, 2].map((c) => differenceOf(column(c).map((p) => [p])));
    expect(each.difference).toBeCloseTo(differenceOf(rows), 12);
    expect(spread[each.output]).toBeCloseTo(Math.max(...spread), 12);
    expect(each.least.value).toBe(Math.min(...column(each.output)));
    const [first, second] = each.mean.map((_, c) => mean(column(c))).sort((a, b) => b - a);
    expect(each.margin).toBeCloseTo(first! - second!, 12);
    expect(each.decided).toBe(found.classNames![each.mean.indexOf(Math.max(...each.mean))]);
    expect(each.decisions!.reduce((sum, { replicas }) => sum + replicas, 0)).toBe(4);
  }
});

test("values are in the units of the file; texts, dates and gaps are told as they were read", async () => {
  const kinds = ["red", "green", "blue"];
  const lines = Array.from({ length: 40 }, (_, n) => {
    const size = n === 3 ? "" : String(n * 0.1 + 1000);
    return [kinds[n % 3], `2020-01-${String((n % 28) + 1).padStart(2, "0")}`, size, n * 50 + 0.5].join(",");
  });
  const text = `colour,day,size,price\n${lines.join("\n")}\n`;
  const study = { data: { name: "file", text, missing: "mean", dates: "days" }, replicas: 3, epochs: 2 } as const;
  const found = await explain(study, { ...only, examples: 40 });
  const result = await run(study, { workers: 0 });
  expect(found.columns).toEqual(["colour", "day", "size"]);
  expect([found.task, found.churn, found.classNames]).toEqual(["regression", null, null]);
  const { mean: middle, sd } = result.preprocessing!.target!;
  for (const each of found.explained) {
    const [colour, day, size, price] = lines[each.row! - 2]!.split(",");
    expect(each.inputs.slice(0, 2)).toEqual([colour, day]);
    if (size !== "") expect(each.inputs[2]).toBeCloseTo(Number(size), 3);
    expect(each.label).toBeCloseTo(Number(price), 2);
    const values = Array.from(
      { length: 3 },
      (_, r) => middle + sd * result.predictions![r * result.data.test + each.example]!,
    );
    expect(each.predictions).toEqual(values);
    expect(each.difference).toBeCloseTo(differenceOf(values.map((value) => [value])), 8);
    expect([each.margin, each.decided, each.decisions, each.churn]).toEqual([null, null, null, null]);
  }
});

test("with early stopping neighbours are not among the examples for validation", async () => {
  const study = { ...IRIS, earlyStopping: { share: 0.5, patience: 1 } } as const;
  const [all, kept] = [await explain(IRIS, only), await explain(study, only)];
  expect(kept.training).toBe(all.training / 2);
  for (const { nearest } of kept.explained)
    for (const { row, label } of nearest) {
      expect(row).toBeGreaterThan(1);
      expect(kept.classNames).toContain(label);
    }
  expect((await explain(study, { ...only, twins: true })).notes).toEqual([
    "Twins train all epochs: early stopping does not end them.",
  ]);
});

test("replicas that predict exactly alike leave nothing to explain", async () => {
  const found = await explain({ ...VEE, vary: [] }, only);
  expect([found.explained, found.differing, found.predictionDifference, found.churn]).toEqual([[], 0, 0, 0]);
});

test("of more than 1,024 replicas the distribution is told, not each", async () => {
  const found = await explain(
    { ...VEE, data: { name: "vee", train: 4, test: 2 }, replicas: 1025 },
    { ...only, examples: 1 },
  );
  expect(found.explained[0]!.predictions).toBeNull();
  expect(found.explained[0]!.quantiles).toHaveLength(5);
});
