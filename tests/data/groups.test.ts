import { expect, test } from "vitest";
import { makeDataset } from "../../src/data/dataset.js";
import { findSource } from "../../src/data/sources.js";
import { resolveData } from "../../src/data/spec.js";
import { dataKey } from "../../src/data/synthetic.js";
import { uniform, word } from "../../src/reference/random.js";
import { run } from "../../src/run/run.js";
import type { DataInput } from "../../src/study/variants/data.js";
import { refusal } from "../refusal.js";

const make = async (parameters: object = {}, seed = 0) =>
  makeDataset(await resolveData({ name: "groups", train: 400, test: 301, ...parameters }), seed);

test("the last input is the group: a share of the training examples, every second of all others", async () => {
  const spec = await resolveData({ name: "groups", minority: 0.3, train: 4000, test: 301 });
  const { inputs, train, test: held } = await makeDataset(spec, 2);
  const rare = (x: Float32Array, count: number) =>
    Array.from({ length: count }, (_, n) => ({ "-1": false, "1": true })[String(x[n * inputs + inputs - 1]!)]);
  const trained = rare(train.x, train.count);
  for (let n = 0; n < train.count; n++) expect(trained[n]).toBe(uniform(word(dataKey(2), 0, n * inputs + 4)) < 0.3);
  // 5 standard errors of a share of 4,000.
  expect(Math.abs(trained.filter(Boolean).length / 4000 - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / 4000));
  const apart = (await findSource("groups"))!.evaluation!(spec, 2, 51);
  for (const split of [held, apart])
    expect(rare(split.x, split.count)).toEqual(Array.from({ length: split.count }, (_, n) => n % 2 === 1));
  for (const split of [train, held])
    expect(split.groups).toEqual(rare(split.x, split.count).map((is) => (is ? "minority" : "majority")));
});

test.each([0, 60, -135, 90])("the minority has the truth of the majority, turned by %i degrees", async (rotation) => {
  const { inputs, test: held } = await make({ rotation, scale: 3, noise: 0.1, minorityNoise: 0.4 }, 1);
  for (let n = 0; n < held.count; n++) {
    const [a, b] = [held.x[n * inputs]!, held.x[n * inputs + 1]!];
    const isOfMinority = n % 2 === 1;
    const [reach, angle] = [Math.hypot(a, b), Math.atan2(b, a) - (isOfMinority ? (rotation * Math.PI) / 180 : 0)];
    const f = Math.abs(reach * Math.cos(angle) + (reach * Math.sin(angle)) / 2) - 0.5;
    const noise = isOfMinority ? 0.4 : 0.1;
    // Against the host's functions, through a dozen f64 operations.
    expect(held.truth![n]).toBeCloseTo((1 - noise) / (1 + Math.exp(-3 * f)) + noise / 2, 12);
  }
});

test("noise is that of both groups, unless the minority has its own", async () => {
  expect(await resolveData({ name: "groups", noise: 0.2 })).toMatchObject({ noise: 0.2, minorityNoise: 0.2 });
  expect(await resolveData({ name: "groups", minorityNoise: 0.2 })).toMatchObject({ noise: 0, minorityNoise: 0.2 });
  const refused = (parameters: object) => expect(resolveData({ name: "groups", ...parameters })).rejects;
  await refused({ noise: "some" }).toThrow(refusal("wrong-type", "study.data.noise", '"some"'));
  await refused({ minority: 0.6 }).toThrow(refusal("wrong-value", "study.data.minority", "0.6"));
  await refused({ dimension: 2 }).toThrow(refusal("wrong-value", "study.data.dimension", "2"));
});

test("each group is measured by itself, as those of a file's column", async () => {
  const data: DataInput = { name: "groups", train: 200, test: 41 };
  const study = { data, hidden: [6], batchSize: 8, epochs: 2, replicas: 3 };
  const { groups, measures, examples } = await run(study, { workers: 0 });
  expect(groups!.map(({ group, examples: count }) => [group, count])).toEqual([
    ["majority", 21],
    ["minority", 20],
  ]);
  expect(examples.groups).toEqual(Array.from({ length: 41 }, (_, n) => (n % 2 === 1 ? "minority" : "majority")));
  const [majority, minority] = groups!.map((group) => group.measures.churn!.value!);
  expect((21 * majority! + 20 * minority!) / 41).toBeCloseTo(measures.churn!.value!, 12);
});
