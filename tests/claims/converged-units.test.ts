/**
 * The rule of C1 on worlds where the answer is known: a unit that is a line, and a V whose data are their own mirror
 * image.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { plansOf, sizesOf } from "../../src/claims/arms.js";
import { convergenceOf } from "../../src/claims/convergence.js";
import { judge } from "../../src/claims/rules.js";
import { type ConvergedSummary, convergedSummary } from "../../src/claims/summary.js";
import { openTrials } from "../../src/claims/trials.js";
import { openPool, type Pool } from "../../src/pool/pool.js";
import { dataset } from "../../src/run/dataset.js";
import { run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";
import type { DataInput } from "../../src/study/variants/data.js";
import { armOf, evidenceOf } from "./invented.js";

let pool: Pool;
beforeAll(async () => void (pool = await openPool()));
afterAll(() => pool.close());

const [, , UNIT, LINE] = plansOf(sizesOf(1024), 6000).C1.arms;

test("a unit without a nonlinearity is a line: the rule does not hold", async () => {
  const trials = await openTrials("vee", {
    pool,
    backend: "simd",
    signal: new AbortController().signal,
    onWork: () => {},
  });
  const draws = (study: StudyInput) =>
    Promise.all(
      [1, 2, 3].map((seed) =>
        trials.train(
          { study: { ...study, seed, replicas: 16 }, dataSeed: 100 + seed, examples: 1000 },
          convergedSummary,
        ),
      ),
    ) as Promise<ConvergedSummary[]>;
  const [unit, line] = await Promise.all([draws({ ...UNIT!.study, activation: "identity" }), draws(LINE!.study)]);
  const convergence = convergenceOf([{ epochs: 400, unit, line }], 0.01);
  // On a V a line learns nothing, and so does this unit: none is eligible.
  expect(convergence.lengths[0]!.eligible).toEqual([0, 0, 0]);
  expect(Math.max(...convergence.lengths[0]!.unit)).toBeLessThan(0.01);
  expect(judge({ ...evidenceOf("C1", [armOf("single unit")]), convergence }).verdict).not.toBe("holds");
});

test("data that are their own mirror image: two equally good units, each the other's image, and nothing in between", async () => {
  const { train, test: held } = await dataset({ name: "vee", train: 500, test: 500 }, { seed: 5 });
  const mirrored = (x: Float32Array) =>
    Array.from({ length: 2 * (x.length / 2) }, (_, n) => {
      const sign = n < x.length / 2 ? 1 : -1;
      const at = 2 * (n % (x.length / 2));
      return [sign * x[at]!, sign * x[at + 1]!];
    });
  const labels = [...train.y, ...train.y];
  const data = {
    name: "given",
    x: mirrored(train.x),
    y: labels,
    task: "binary",
    test: { x: mirrored(held.x), y: [...held.y, ...held.y] },
  } satisfies DataInput;
  const result = await run({ ...UNIT!.study, data, loss: "logistic", replicas: 64, seed: 3 });
  const N = 2 * held.count;
  const of = (r: number) => result.predictions!.subarray(r * N, (r + 1) * N);
  const distance = (a: Float32Array, b: Float32Array) => a.reduce((sum, p, n) => sum + Math.abs(p - b[n]!), 0) / N;
  const imageOf = (p: Float32Array) => Float32Array.from(p, (_, n) => p[(n + N / 2) % N]!);
  const best = Math.min(...result.replicas.map(({ loss }) => loss));
  const good = result.replicas.filter(({ loss }) => loss < best + 0.002).map(({ index }) => index);
  expect(good.length).toBeGreaterThan(16);
  const first = of(good[0]!);
  const [same, other] = [
    good.filter((r) => distance(of(r), first) < 0.01),
    good.filter((r) => distance(of(r), imageOf(first)) < 0.01),
  ];
  expect(same.length + other.length).toBe(good.length);
  // Equal by symmetry: each share of n is within four standard errors of a half.
  expect(Math.abs(same.length - other.length)).toBeLessThan(4 * Math.sqrt(good.length));
  const floor = distance(first, imageOf(first));
  expect(floor).toBeGreaterThan(0.1);
  const pairs = good.flatMap((a, at) => good.slice(0, at).map((b) => distance(of(a), of(b))));
  const mean = pairs.reduce((sum, one) => sum + one, 0) / pairs.length;
  expect(mean).toBeCloseTo((same.length * other.length * floor) / pairs.length, 2);
});
