/**
 * What others train with and evaluate with: the examples in PyTorch and scikit-learn write their files, and NumPy, SciPy
 * and scikit-learn find in them what `compare` and `diff` find.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, type TestContext, test } from "vitest";
import { compared } from "../../src/compare/compare.js";
import { diffOf, sideOfPredictions } from "../../src/compare/diff.js";
import { type PredictionFiles, readPredictions } from "../../src/compare/files.js";
import { furtherOf } from "../../src/compare/measure-further.js";
import { askedFor, OF_PREDICTIONS } from "../../src/further/asked.js";
import type { Estimate } from "../../src/statistics/estimate.js";
import { notRun } from "../not-run.js";

const PYTHON = "/usr/bin/python3"; // Debian's own, which finds Debian's libraries whatever else is on the path
const LIBRARIES = ["numpy", "scipy", "pandas", "sklearn", "torch"];
const folder = mkdtempSync(join(tmpdir(), "doppelgrad-python-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function printed(context: TestContext, script: string, ...args: string[]): string {
  const missing = LIBRARIES.filter((name) => !existsSync(`/usr/lib/python3/dist-packages/${name}`));
  if (missing.length > 0) notRun(context, `python3-${missing.join(", python3-")}: comparisons of what they train`);
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-B", path, ...args], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return stdout;
}

/** A value, or one with its interval. */
type Found = number | [value: number, low: number | null, high: number | null];

/** NumPy adds in another order, and a t quantile of SciPy may differ in the last digits. */
function expectEach(estimates: object, found: Record<string, Found>): void {
  for (const [name, expected] of Object.entries(found)) {
    const { value, low, high } = (estimates as Record<string, Estimate>)[name]!;
    const [mean, from, to] = [expected].flat();
    expect(value, name).toBeCloseTo(mean!, 10);
    if (from === undefined || to === undefined) continue;
    // A share ends at 0 and at 1.
    const largest = /^loss|Ratio$/.test(name) ? Number.POSITIVE_INFINITY : 1;
    if (from === null || to === null) expect([low, high], name).toEqual([null, null]);
    else {
      expect(low, `${name}: low`).toBeCloseTo(Math.max(0, from), 9);
      expect(high, `${name}: high`).toBeCloseTo(Math.min(largest, to), 9);
    }
  }
}

const read = async (given: PredictionFiles) => compared((await readPredictions(given)).predicted, 1000);

test("NumPy, SciPy and scikit-learn find in the files of both examples what compare and diff find", {
  timeout: 120_000,
}, async (context) => {
  printed(context, "examples/train_pytorch.py", join(folder, "pytorch"));
  printed(context, "examples/train_sklearn.py", join(folder, "forests.csv"));
  const found = JSON.parse(printed(context, "tests/compare/check.py", folder));
  const files = readdirSync(join(folder, "pytorch"))
    .filter((name) => name.startsWith("model-"))
    .map((name) => join(folder, "pytorch", name));
  const labels = join(folder, "pytorch", "labels.npy");

  const torch = await read({ files, labels });
  expect([torch.replicas, torch.examples, torch.task]).toEqual([5, 50, "classes"]);
  expect(torch.measures.predictionDifference.value).toBeGreaterThan(0.01);
  expectEach(torch.measures, found.torch);

  const forests = await read({ files: [join(folder, "forests.csv")], group: "size" });
  expect(forests.classNames).toEqual(["setosa", "versicolor", "virginica"]);
  const { loss: _, ...finite } = found.forests;
  expectEach(forests.measures, finite);
  expect(forests.groups!.map(({ group }) => group)).toEqual(["large", "small"]);
  for (const { group, measures } of forests.groups!) {
    const { loss: _, ...each } = found.sizes[group];
    expectEach(measures, each);
  }
  expect(forests.flipping).toBeGreaterThan(0);
  expect(forests.flips.map(({ id }) => id).sort()).toEqual(found.flips);

  const { predicted } = await readPredictions({ files: [join(folder, "forests.csv")], group: "size" });
  const { predictions } = predicted;
  const size = predictions.examples * predictions.columns;
  const others = { ...predictions, replicas: 4, values: predictions.values.subarray(size) };
  const baseline = Float64Array.from(predictions.values.subarray(0, size));
  expectEach((await compared({ ...predicted, predictions: others, baseline }, 0)).baseline!, found.baseline);

  const tags = { files: [join(folder, "tags.npy")], labels: join(folder, "marks.npy"), task: "multilabel" };
  const several = await read(tags);
  const { "churn of sets": churn, "accuracy of sets": accuracy, ...each } = found.several;
  expectEach(several.measures, each);
  expectEach(several.labelSets!, { churn, accuracy });

  const sides = [{ files }, { files: [join(folder, "other.npy")] }].map(async (given) =>
    sideOfPredictions((await readPredictions({ ...given, labels })).predicted),
  );
  const [a, b] = (await Promise.all(sides)) as [Awaited<(typeof sides)[0]>, Awaited<(typeof sides)[0]>];
  for (const [isPaired, expected] of [
    [true, found.difference.paired],
    [false, found.difference.welch],
  ] as const) {
    const { value, low, high } = (await diffOf(a, b, { paired: isPaired })).measures.loss.difference;
    [value, low, high].forEach((number, i) => expect(number).toBeCloseTo(expected[i], 9));
  }

  // Further measures, of random tensors.
  const tensor = async (name: string, of = name) => {
    const given = { files: [join(folder, `${name}.npy`)], labels: join(folder, `${of}-labels.npy`) };
    return (await readPredictions(given)).predicted;
  };
  const asked = askedFor({}, "options", OF_PREDICTIONS);
  const { auc: gained, ...tensors } = found.tensors;
  for (const name of ["binary", "pair", "classes"])
    expectEach(
      (await furtherOf(await tensor(name), asked)).measures,
      name === "pair" ? values(tensors[name]) : tensors[name],
    );
  const many = await furtherOf(await tensor("many"), askedFor({ measures: ["ensembleDifference"] }, "options"));
  expect(many.ensembles!.map(({ size, ensembles }) => [size, ensembles])).toEqual([
    [1, 37],
    [2, 18],
    [4, 9],
  ]);
  many.ensembles!.forEach(({ measures }, k) => expectEach(measures, found.ensembles[k][2]));
  const [before, after] = [
    sideOfPredictions(await tensor("binary")),
    sideOfPredictions(await tensor("moved", "binary")),
  ];
  const { further } = await diffOf(before, after, { paired: true, measures: ["auc", "kappa"] });
  const { value, low, high } = further!.auc!.difference;
  [value, low, high].forEach((number, i) => expect(number).toBeCloseTo(gained[i], 9));
});

/** Without intervals: two replicas have none. */
function values(found: Record<string, Found>): Record<string, number> {
  return Object.fromEntries(Object.entries(found).map(([name, each]) => [name, [each].flat()[0]!]));
}
