/** Maps: each point against a trainer's answers there; the two that differ most against all pairs. */
import { describe, expect, test } from "vitest";
import { explain } from "../../src/explain/explain.js";
import { mostApart } from "../../src/explain/maps.js";
import { finish } from "../../src/host/slices.js";
import { run } from "../../src/run/run.js";
import { openTrainer } from "../../src/run/trainer.js";

const only = { workers: 0, examples: 0, twins: false, side: 5 };
const VEE = { data: { name: "vee", train: 60, test: 20 }, hidden: [4], replicas: 4 } as const;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const pairs = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].flatMap((b) => (a < b ? [[a, b] as const] : [])));

/** The middles of the cells of a box, row by row. */
function grid([x0, x1, y0, y1]: readonly number[], side: number): [number, number][] {
  return Array.from({ length: side * side }, (_, at) => [
    x0! + (((at % side) + 0.5) / side) * (x1! - x0!),
    y0! + ((Math.floor(at / side) + 0.5) / side) * (y1! - y0!),
  ]);
}

test("of one probability: mean, difference, churn, and the two replicas with their hinges", async () => {
  const { maps } = await explain(VEE, only);
  const trainer = await openTrainer(VEE);
  trainer.advance(trainer.steps);
  const { train, test: tested } = trainer.dataset;
  const range = (column: number) => {
    const values = [train, tested].flatMap(({ x }) => Array.from(x).filter((_, i) => i % 2 === column));
    return [Math.min(...values), Math.max(...values)];
  };
  expect(maps!.domain).toEqual([...range(0), ...range(1)]);
  expect([maps!.side, maps!.columns, maps!.classes]).toEqual([5, ["x1", "x2"], null]);
  const answers = trainer.predict(Float32Array.from(grid(maps!.domain, 5).flat()));
  for (let n = 0; n < 25; n++) {
    const values = answers.map(({ predictions }) => predictions[n]!);
    expect(maps!.mean[n]).toBeCloseTo(mean(values), 12);
    expect(maps!.difference[n]).toBeCloseTo(mean(pairs.map(([a, b]) => Math.abs(values[a]! - values[b]!))), 12);
    expect(maps!.churn![n]).toBeCloseTo(mean(pairs.map(([a, b]) => Number(values[a]! > 0.5 !== values[b]! > 0.5))), 12);
  }
  const result = await run(VEE, { workers: 0 });
  const apart = (a: number, b: number) =>
    mean(
      Array.from({ length: 20 }, (_, n) =>
        Math.abs(result.predictions![a * 20 + n]! - result.predictions![b * 20 + n]!),
      ),
    );
  const [a, b] = [...pairs].sort(([a, b], [c, d]) => apart(c, d) - apart(a, b))[0]!;
  expect(maps!.replicas.map(({ replica }) => replica)).toEqual([a, b]);
  expect(maps!.pair.difference).toBeCloseTo(apart(a, b), 12);
  expect(maps!.pair.among).toBe(4);
  for (const { replica, predictions, classes, hinges } of maps!.replicas) {
    expect(predictions).toEqual(Array.from(answers[replica]!.predictions));
    expect(classes).toBeNull();
    const p = result.parameters[replica]!;
    expect(hinges!.map(({ weights, bias }) => [...weights, bias])).toEqual(
      [0, 1, 2, 3].map((j) => [p[j], p[4 + j], p[8 + j]]),
    );
  }
});

test("of several classes: the likeliest of the mean, and what each decides", async () => {
  const study = { data: { name: "gaussians", classes: 3, train: 60, test: 20 }, hidden: [4], replicas: 4 } as const;
  const { maps } = await explain(study, only);
  const trainer = await openTrainer(study);
  trainer.advance(trainer.steps);
  const answers = trainer.predict(Float32Array.from(grid(maps!.domain, 5).flat()));
  for (let n = 0; n < 25; n++) {
    const means = [0, 1, 2].map((c) => mean(answers.map(({ predictions }) => predictions[3 * n + c]!)));
    expect(means[maps!.classes![n]!]).toBeCloseTo(Math.max(...means), 12);
    expect(maps!.mean[n]).toBeCloseTo(Math.max(...means), 12);
    for (const { replica, predictions, classes } of maps!.replicas) {
      expect(classes![n]).toBe(answers[replica]!.classes![n]);
      expect(predictions[n]).toBe(answers[replica]!.predictions[3 * n + classes![n]!]);
    }
  }
});

test("of a file of two columns: in its units, for values too", async () => {
  const lines = Array.from({ length: 40 }, (_, n) => `${1000 + 10 * (n % 8)},${n % 5},${n * 50 + 0.5}`);
  const text = `a,b,price\n${lines.join("\n")}\n`;
  const study = { data: { name: "file", text }, hidden: [3], replicas: 4, epochs: 2 } as const;
  const { maps } = await explain(study, only);
  const [x0, x1, y0, y1] = maps!.domain;
  expect(x0).toBeCloseTo(1000, 3);
  expect(x1).toBeCloseTo(1070, 3);
  expect([y0, y1].map((y) => Math.round(1e4 * y!) / 1e4 + 0)).toEqual([0, 4]);
  expect([maps!.columns, maps!.churn]).toEqual([["a", "b"], null]);
  const trainer = await openTrainer(study);
  trainer.advance(trainer.steps);
  const answers = trainer.predict(grid(maps!.domain, 5));
  for (let n = 0; n < 25; n++) {
    const values = answers.map(({ predictions }) => predictions[n]!);
    expect(Math.abs(maps!.mean[n]! - mean(values))).toBeLessThan(0.01);
    expect(
      Math.abs(maps!.difference[n]! - mean(pairs.map(([a, b]) => Math.abs(values[a]! - values[b]!)))),
    ).toBeLessThan(0.01);
  }
  for (const { hinges } of maps!.replicas)
    for (const { weights, bias, lines } of hinges!)
      for (const [x, y] of lines.flatMap(({ from, to }) => [from, to])) {
        const { preprocessing } = trainer.dataset;
        const scaled = [x, y].map(
          (value, i) => (value - preprocessing!.inputs[i]!.mean) / preprocessing!.inputs[i]!.sd,
        );
        expect(Math.abs(weights[0] * scaled[0]! + weights[1] * scaled[1]! + bias)).toBeLessThan(1e-4);
        expect(x).toBeGreaterThan(x0! - 1e-6);
      }
});

describe("there are none", () => {
  test.each([
    ["of other than two inputs", { data: { name: "vee", dimension: 3, train: 60, test: 20 } }, 5],
    ["where none are wanted", VEE, 0],
  ] as const)("%s", async (_, study, side) => {
    expect((await explain({ ...VEE, ...study }, { ...only, side })).maps).toBeNull();
  });

  test("of several values, and that is said", async () => {
    const given = {
      name: "given",
      x: [
        [0, 0],
        [1, 1],
        [2, 0],
      ],
      y: [
        [0, 1],
        [1, 0],
        [1, 1],
      ],
      test: { x: [[1, 0]], y: [[0, 0]] },
    };
    const { maps, notes, explained } = await explain({ data: given, hidden: [3], replicas: 2 } as never, {
      ...only,
      examples: 1,
    });
    expect(maps).toBeNull();
    expect(notes).toEqual(["There are no maps of several values."]);
    expect(explained[0]!.label).toEqual([0, 0]);
  });
});

test("without a hidden layer there are no hinges", async () => {
  const { maps } = await explain({ ...VEE, hidden: [] }, only);
  expect(maps!.replicas.map(({ hinges }) => hinges)).toEqual([null, null]);
});

test("of very many numbers the two are looked for among the first replicas", () => {
  const values = Float32Array.of(0, 0, 1, 1, 5, 5, 9, 9);
  const p = { values, replicas: 4, examples: 2, columns: 1, kind: "value" } as const;
  expect(finish(mostApart(p))).toEqual({ a: 0, b: 3, difference: 9, among: 4 });
  expect(finish(mostApart(p, 9))).toEqual({ a: 0, b: 2, difference: 5, among: 3 });
  expect(finish(mostApart(p, 0)).among).toBe(2);
  const even = { ...p, values: Float32Array.of(0, 0, 1, 1, 0, 0, 1, 1) };
  expect(finish(mostApart(even))).toEqual({ a: 0, b: 1, difference: 1, among: 4 });
});
