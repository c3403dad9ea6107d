/** Twins: what they say in the end against two runs, one with the noise `ulp`; where they start, and with which activations. */
import { expect, test } from "vitest";
import { explain } from "../../src/explain/explain.js";
import { stepsToTell } from "../../src/explain/twins.js";
import { run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";

const STUDY = {
  data: { name: "vee", train: 60, test: 20 },
  hidden: [12],
  replicas: 3,
  epochs: 2,
  optimizer: "adam",
  seed: 2,
} as const;
const options = { workers: 0, examples: 0, side: 0 };

const bits = (value: number) => new Int32Array(Float32Array.of(value).buffer)[0]!;
/** The place of a float32 number among all. */
const rank = (value: number) => (bits(value) < 0 ? -(bits(value) & 0x7fffffff) - 1 : bits(value));

/** How far two runs of one replica are apart, computed anew. */
async function apart(study: StudyInput) {
  const one = { ...study, replicas: 1, vary: [], ulp: null } satisfies StudyInput;
  const [a, b] = [await run(one, { workers: 0 }), await run({ ...one, ulp: {} }, { workers: 0 })];
  const [p, q] = [a.parameters[0]!, b.parameters[0]!];
  const places = Array.from(p.keys()).filter((k) => bits(p[k]!) !== bits(q[k]!));
  const gaps = Array.from(a.predictions!, (value, k) => Math.abs(value - b.predictions![k]!));
  return {
    step: expect.any(Number),
    differing: places.length,
    weights: Math.sqrt(places.reduce((sum, k) => sum + (p[k]! - q[k]!) ** 2, 0)),
    ulps: Math.max(0, ...places.map((k) => Math.abs(rank(p[k]!) - rank(q[k]!)))),
    predictions: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
  };
}

test("end as far apart as a run and the same run with one parameter moved; relu and smelu stand beside", async () => {
  const { twins } = await explain({ ...STUDY, activation: "tanh" }, options);
  expect(twins!.traces.map(({ activation, isOwn }) => [activation, isOwn])).toEqual([
    [{ name: "tanh" }, true],
    [{ name: "relu" }, false],
    [{ name: "smelu", beta: 1 }, false],
  ]);
  expect(twins!.steps).toBe(120);
  for (const { activation, points, diverged } of twins!.traces) {
    expect(diverged).toBeNull();
    expect(points.map(({ step }) => step)).toEqual([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 120]);
    expect(points.at(-1)).toEqual(await apart({ ...STUDY, activation }));
  }
  expect(twins!.traces.some(({ points }) => points.at(-1)!.differing > 1)).toBe(true);
});

test("what is moved is a neighbour of what the replica starts with", async () => {
  const { twins } = await explain(STUDY, options);
  const { parameter, from, to, element } = twins!.moved;
  expect(Math.abs(rank(from) - rank(to))).toBe(1);
  const still = { ...STUDY, order: [[0]], optimizer: { name: "sgd", learningRate: 1e-44 } } as const;
  const [start] = (await run({ ...still, replicas: 1 }, { workers: 0 })).parameters;
  expect(start![parameter]).toBe(from);
  expect(element).toMatch(/^layer [12], [Wb]\[/);
});

test("a study of relu has smelu beside it, and one that moves a parameter itself is told without that", async () => {
  const plain = await explain({ ...STUDY, activation: "relu" }, options);
  expect(plain.twins!.traces.map(({ activation }) => activation.name)).toEqual(["relu", "smelu"]);
  expect(plain.notes).toEqual([]);
  const moved = await explain({ ...STUDY, activation: "relu", ulp: { ulps: 64 } }, options);
  expect(moved.twins).toEqual(plain.twins);
  expect(moved.notes).toEqual(["Twins train without the ulp of the study: the move of the twin is in its place."]);
});

test("without a hidden layer there is one trace; distances of values are in the units of the file", async () => {
  const linear = await explain({ ...STUDY, hidden: [] }, options);
  expect(linear.twins!.traces.map(({ isOwn }) => isOwn)).toEqual([true]);
  const text = `x,y\n${Array.from({ length: 30 }, (_, n) => `${n % 7},${n * 100 + 0.5}`).join("\n")}\n`;
  const scaled = { data: { name: "file", text }, hidden: [3], epochs: 2, replicas: 2 } as const;
  const { twins } = await explain(scaled, options);
  const { preprocessing } = await run(scaled, { workers: 0 });
  const { predictions } = await apart(scaled);
  expect(twins!.traces[0]!.points.at(-1)!.predictions).toBeCloseTo(predictions * preprocessing!.target!.sd, 12);
});

test("a trace ends where a replica leaves the finite numbers", async () => {
  const study = {
    ...STUDY,
    loss: "squared",
    activation: "sigmoid",
    optimizer: { name: "sgd", learningRate: 0.05 },
  } as const;
  const { twins } = await explain({ ...study, initial: { weights: { name: "normal", stddev: 50 } } }, options);
  const [own, relu] = twins!.traces;
  expect(own!.diverged).toBeNull();
  expect(relu!.diverged).not.toBeNull();
  expect(relu!.points.every(({ step }) => step < relu!.diverged!)).toBe(true);
});

test("the steps are 1, 1.5 and 2 times the powers of 2, and the last", () => {
  expect(stepsToTell(1)).toEqual([1]);
  expect(stepsToTell(2)).toEqual([1, 2]);
  expect(stepsToTell(12)).toEqual([1, 2, 3, 4, 6, 8, 12]);
  expect(stepsToTell(13)).toEqual([1, 2, 3, 4, 6, 8, 12, 13]);
});
