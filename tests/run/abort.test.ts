/**
 * An abort is obeyed at every stage: work rests after counted pieces, and a turn of the event loop that comes between
 * ends it.
 */
import { describe, expect, test } from "vitest";
import { findSource } from "../../src/data/sources.js";
import { resolveData } from "../../src/data/spec.js";
import { exampleRows } from "../../src/measure/by-example.js";
import { report } from "../../src/report/report.js";
import { prepare } from "../../src/run/prepare.js";
import { type RunOptions, run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";
import type { DataInput } from "../../src/study/variants/data.js";
import { openGroup } from "../../src/train/setting.js";

/** Pieces of some work. */
function pieces(work: Generator<unknown, unknown>): number {
  let count = 0;
  for (let next = work.next(); !next.done; next = work.next()) count++;
  return count;
}

const step = { order: [[0]], vary: ["init"], replicas: 1 } satisfies StudyInput;

describe("pieces of work", () => {
  test.each([
    ["drawing inputs", { name: "vee", train: 100_000, test: 1 }, 9],
    ["many columns", { name: "linear", train: 1000, dimension: 1000, test: 1 }, 30],
    ["many classes", { name: "gaussians", train: 1000, classes: 100, dimension: 10, test: 1 }, 300],
    ["a wide teacher", { name: "teacher", train: 60, hidden: [200, 100], test: 1 }, 300],
  ])("%s", async (_, spec, least) => {
    const source = (await findSource(spec.name))!;
    expect(pieces(source.make(await resolveData(spec), 0) as Generator)).toBeGreaterThanOrEqual(least);
  });

  test.each(["simd", "scalar", "reference"] as const)("an evaluation with the %s backend", async (backend) => {
    const setting = await prepare({
      ...step,
      data: { name: "vee", train: 1000, test: 4000 },
      hidden: [64, 64],
      batchSize: 1000,
      order: null,
      epochs: 1,
    });
    const group = await openGroup(setting, backend);
    group.start([0]);
    expect(pieces(group.evaluation(setting.test))).toBeGreaterThanOrEqual(2);
  });

  test("the examples of a report", () => {
    const grid = {
      values: new Float32Array(1000 * 1000),
      replicas: 1000,
      examples: 1000,
      columns: 1,
      kind: "probability",
    } as const;
    expect(pieces(exampleRows(grid, null))).toBeGreaterThanOrEqual(30);
  });
});

const enough = new Error("enough");

/**
 * What some work ends with if it is aborted after so many turns of the event loop, none of which it can skip by
 * waiting.
 */
async function afterTurns(turns: number, work: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const stop = new AbortController();
  let left = turns;
  const turn = () => (left-- > 0 ? setImmediate(turn) : stop.abort(enough));
  setImmediate(turn);
  return work(stop.signal).then(
    () => "it went on to its end",
    (error: unknown) => error,
  );
}

const run1 =
  (study: StudyInput, options: RunOptions = {}) =>
  (signal: AbortSignal) =>
    run(study, { workers: 0, ...options, signal });

test("while data are drawn, before any training", async () => {
  let told = 0;
  const data = { name: "teacher", train: 100_000 } satisfies DataInput;
  for (const turns of [0, 3])
    expect(await afterTurns(turns, run1({ ...step, data }, { onProgress: () => told++ }))).toBe(enough);
  expect(told).toBe(0);
});

test.each(["simd", "reference"] as const)("while the %s backend trains in the calling thread", async (backend) => {
  expect(await afterTurns(20, run1({ data: { name: "vee", train: 5000 }, epochs: 100 }, { backend }))).toBe(enough);
});

test("while replicas are measured", async () => {
  const stop = new AbortController();
  const training = run(
    { data: { name: "vee", train: 10, test: 3000 }, replicas: 300 },
    { workers: 0, signal: stop.signal, onMeasuring: () => stop.abort(enough) },
  );
  await expect(training).rejects.toBe(enough);
});

test("while a report is drawn", async () => {
  const result = await run({ data: { name: "vee", train: 10, test: 1500 }, replicas: 1000 }, { workers: 0 });
  // The report's own module is there before turns are counted.
  await report({ ...result, predictions: null }, { maps: null });
  expect(await afterTurns(1, (signal) => report(result, { maps: null, signal }))).toBe(enough);
});

test("while its maps are trained", async () => {
  const study = { data: { name: "vee", train: 2000 }, epochs: 1000, replicas: 2 } satisfies StudyInput;
  const { study: resolved } = await prepare(study);
  const result = { ...(await run({ ...study, epochs: 1 }, { workers: 0 })), study: resolved };
  expect(await afterTurns(5, (signal) => report(result, { workers: 0, signal }))).toBe(enough);
});
