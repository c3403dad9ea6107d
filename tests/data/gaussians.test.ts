import { expect, test } from "vitest";
import { makeDataset } from "../../src/data/dataset.js";
import { drawMeans } from "../../src/data/gaussians.js";
import { resolveData } from "../../src/data/spec.js";
import { dataKey } from "../../src/data/synthetic.js";

const make = async (parameters: object, seed = 0) =>
  makeDataset(await resolveData({ name: "gaussians", train: 300, test: 1, ...parameters }), seed);

test.each([2, 3, 5])("the truth for %i classes is Bayes on the densities", async (classes) => {
  const { inputs, task, train } = await make({ classes, spread: 0.7, dimension: 3, noise: 0.2 }, 4);
  expect(task).toBe(classes === 2 ? "binary" : "classes");
  const means = drawMeans(dataKey(4), classes, 3);
  for (let n = 0; n < train.count; n++) {
    const x = train.x.subarray(n * inputs, (n + 1) * inputs);
    const density = means.map((mean) =>
      mean.reduce(
        (product, m, k) => (product * Math.exp(-((x[k]! - m) ** 2) / (2 * 0.49))) / Math.sqrt(2 * Math.PI * 0.49),
        1,
      ),
    );
    const total = density.reduce((a, b) => a + b, 0);
    const posterior = density.map((d) => (0.8 * d) / total + 0.2 / classes);
    const truth =
      classes === 2
        ? [1 - train.truth![n]!, train.truth![n]!]
        : [...train.truth!.subarray(n * classes, (n + 1) * classes)];
    // Against the host's exp, through a dozen f64 operations.
    truth.forEach((p, c) => expect(p).toBeCloseTo(posterior[c]!, 12));
  }
});

test("points scatter about the means with the spread: per column, the variance is that of the means plus its square", async () => {
  const { train } = await make({ classes: 4, spread: 0.3, train: 8000 }, 1);
  const means = drawMeans(dataKey(1), 4, 2);
  for (const k of [0, 1]) {
    const column = [...train.x].filter((_, index) => index % 2 === k);
    const centre = means.reduce((sum, mean) => sum + mean[k]! / 4, 0);
    const second = means.reduce((sum, mean) => sum + (mean[k]! - centre) ** 2 / 4, 0) + 0.09;
    // 5 standard errors; the fourth moment is at most 3 times the squared second.
    expect(Math.abs(column.reduce((a, b) => a + b, 0) / 8000 - centre)).toBeLessThan(5 * Math.sqrt(second / 8000));
    expect(Math.abs(column.reduce((a, b) => a + (b - centre) ** 2, 0) / 8000 / second - 1)).toBeLessThan(
      5 * Math.sqrt(2 / 8000),
    );
  }
});

test("one more class or column moves no other mean", () => {
  const key = dataKey(0);
  expect(
    drawMeans(key, 4, 3)
      .slice(0, 2)
      .map((mean) => mean.slice(0, 2)),
  ).toEqual(drawMeans(key, 2, 2));
});

const uneven = async (parameters: object, seed = 0) =>
  makeDataset(await resolveData({ name: "uneven_gaussians", train: 300, test: 1, ...parameters }), seed);

test.each([2, 3, 12])("uneven: the truth for %i classes is Bayes on densities of their own weight", async (classes) => {
  const parameters = { classes, spread: 0.2, spreadStep: 0.1, oddWeight: 0.3, noise: 0.2 };
  const { inputs, task, train } = await uneven(parameters, 4);
  expect([inputs, task]).toEqual([3, classes === 2 ? "binary" : "classes"]);
  const clouds = drawMeans(dataKey(4), classes, 3).map((mean, c) => ({
    mean,
    spread: 0.2 + 0.1 * c,
    weight: c % 2 ? 0.3 : 1,
  }));
  for (let n = 0; n < train.count; n++) {
    const x = train.x.subarray(n * inputs, (n + 1) * inputs);
    const density = clouds.map(({ mean, spread, weight }) =>
      mean.reduce(
        (product, m, k) =>
          (product * Math.exp(-((x[k]! - m) ** 2) / (2 * spread ** 2))) / (spread * Math.sqrt(Math.PI)),
        weight,
      ),
    );
    const total = density.reduce((a, b) => a + b, 0);
    const truth =
      classes === 2
        ? [1 - train.truth![n]!, train.truth![n]!]
        : [...train.truth!.subarray(n * classes, (n + 1) * classes)];
    // Against the host's exp, through some dozen f64 operations.
    truth.forEach((p, c) => expect(p).toBeCloseTo((0.8 * density[c]!) / total + 0.2 / classes, 11));
  }
});

test("uneven: classes occur by their weights, and scatter by their spreads", async () => {
  // So far apart that the nearest mean is the cloud's.
  const { train } = await uneven({ classes: 4, spread: 0.001, spreadStep: 0.001, oddWeight: 0.5, train: 6000 }, 1);
  const means = drawMeans(dataKey(1), 4, 3);
  means.forEach((mean, c) => {
    const own = [...train.y.keys()].filter((n) => train.y[n] === c);
    const share = [1 / 3, 1 / 6][c % 2]!;
    // 5 standard errors of a share, and of a variance of normals.
    expect(Math.abs(own.length / 6000 - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / 6000));
    const squares = own.flatMap((n) => mean.map((m, k) => (train.x[3 * n + k]! - m) ** 2));
    const variance = squares.reduce((sum, square) => sum + square, 0) / squares.length;
    expect(Math.abs(variance / (0.001 * (c + 1)) ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / squares.length));
  });
});
