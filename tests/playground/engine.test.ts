import { compare, dataset, flips, flipsCsv, openTrainer, run } from "doppelgrad";
import fc from "fast-check";
import { expect, test } from "vitest";
import { disagreementMap } from "../../playground/src/engine/disagreement.js";
import { trainEpochs } from "../../playground/src/engine/epochs.js";
import { openHistory } from "../../playground/src/engine/history.js";
import type { Frame, PlaneView, View } from "../../playground/src/engine/protocol.js";
import { openSession, type Session } from "../../playground/src/engine/session.js";
import { varyingOf, viewOf } from "../../playground/src/view.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";

const study = {
  data: { name: "moons", train: 300, test: 100 },
  hidden: [4, 4],
  activation: "tanh",
  optimizer: "adam",
  batchSize: 3,
  epochs: 2,
  replicas: 5,
} satisfies StudyInput;
const view: PlaneView = {
  of: "plane",
  grid: 6,
  axes: [0, 1],
  ranges: [
    [-1, 1],
    [-1, 1],
  ],
  fixed: [0, 0],
  maps: [0, 3],
};

/** Goes to a step, as often as it takes. */
function reach(session: Session, step: number, of: View = view): Frame {
  for (;;) {
    const frame = session.seek(step, of);
    if (frame.step === Math.max(0, Math.min(session.active.steps, step))) return frame;
  }
}

test("any step is reached exactly, forwards and backwards", async () => {
  const session = await openSession(study);
  expect(session.active).toMatchObject({
    steps: 200,
    stepsPerEpoch: 100,
    task: "binary",
    inputs: 2,
    columns: 1,
    replicas: 5,
    parameterCount: 37,
  });
  const straight = await openSession(study);
  const fingerprints = new Map<number, string>([[0, straight.fingerprint()]]);
  for (let step = 1; step <= 200; step++) {
    straight.advance(1, view);
    fingerprints.set(step, straight.fingerprint());
  }
  for (const step of [7, 200, 0, 199, 100, 3, 4, 1000, -5, 63, 65]) {
    reach(session, step);
    const at = Math.max(0, Math.min(200, step));
    expect(session.fingerprint(), `step ${step}`).toBe(fingerprints.get(at));
  }
});

test("a frame is what the SDK says of that step", async () => {
  const session = await openSession(study);
  const {
    step,
    losses,
    maps,
    disagreement: between,
    predictionDifference,
    interval,
    identical,
    diverged,
  } = reach(session, 50);
  expect([step, losses.length, maps.length, between.length, identical, diverged]).toEqual([50, 5, 72, 36, false, []]);
  const replicas = Array.from({ length: 36 }, (_, i) =>
    session.predict([-1 + (2 * (i % 6) + 1) / 6, 1 - (2 * Math.floor(i / 6) + 1) / 6]).map(([p]) => p!),
  );
  replicas.forEach((p, i) => expect([maps[i], maps[36 + i]]).toEqual([p[0], p[3]]));
  const { test: examples } = await dataset(study.data);
  const predictions = [0, 1, 2, 3, 4].map((r) =>
    Array.from(
      { length: examples.count },
      (_, n) => session.predict([...examples.x.subarray(2 * n, 2 * n + 2)])[r]![0]!,
    ),
  );
  const { measures } = await compare({ predictions, labels: [...examples.y] });
  const { value, low, high } = measures.predictionDifference;
  expect([predictionDifference, interval]).toEqual([value, [low, high]]);
});

test("with every factor off all replicas are one, exactly", async () => {
  const session = await openSession({ ...study, vary: [] });
  const frame = reach(session, 200);
  expect([frame.identical, frame.predictionDifference, frame.churn]).toEqual([true, 0, 0]);
  expect(frame.disagreement.every((value) => value === 0)).toBe(true);
});

test("no ask takes long: the way to a far step, and many steps at once, come in parts", async () => {
  const heavy = await openSession({
    data: { name: "moons", train: 5000, test: 20 },
    hidden: [128, 128],
    batchSize: 1000,
    epochs: 200,
    replicas: 16,
  });
  expect(heavy.seek(1000, view).step).toBeLessThanOrEqual(20);
  expect(heavy.advance(1000, view).step).toBeLessThan(1000);
  const light = await openSession(study);
  expect(light.seek(200, view).step).toBeLessThanOrEqual(4);
});

test("diverged replicas are named from their steps on, the earliest first, also after going back", async () => {
  const session = await openSession({ ...study, optimizer: { name: "sgd", learningRate: 1e9 } });
  const { diverged } = reach(session, 200);
  expect(diverged.length).toBeGreaterThan(0);
  expect(diverged.map(({ step }) => step)).toEqual(diverged.map(({ step }) => step).sort((a, b) => a - b));
  expect(new Set(diverged.map(({ replica }) => replica)).size).toBe(diverged.length);
  const trainer = await openTrainer(session.active.study);
  trainer.advance(200);
  const expected = trainer.diverged().map((at) => at?.step ?? null);
  expect(expected.map((_, r) => diverged.find(({ replica }) => replica === r)?.step ?? null)).toEqual(expected);
  expect(session.seek(0, view).diverged).toEqual([]);
  const again = reach(session, 150);
  expect(again.diverged).toEqual(diverged);
  expect(again.predictionDifference).toBeNull();
});

test("one input is one row, and classes have a column each", async () => {
  const line = await openSession({ data: { name: "linear", dimension: 1, train: 50, test: 20 }, replicas: 2 });
  expect(line.advance(1, { ...view, axes: [0, 0], fixed: [0], maps: [0, 1] }).maps.length).toBe(12);
  const clouds = await openSession({ data: { name: "gaussians", train: 50, test: 20 }, replicas: 2, epochs: 1 });
  expect(clouds.active.columns).toBe(3);
  expect(clouds.advance(1, { ...view, maps: [1] }).maps.length).toBe(108);
});

test("what cannot be trained is one sentence", async () => {
  await expect(openSession({ data: "mons" as "moons" })).rejects.toThrow(
    refusal("wrong-value", "study.data.name", '"mons"', { remedy: 'Did you mean "moons"?' }),
  );
  await expect(openSession({ hidden: [1000, 1000, 1000, 1000], replicas: 100000 })).rejects.toThrow(
    refusal("wrong-value", "study"),
  );
});

test("disagreement is the mean over pairs", () => {
  const size = fc.record({
    replicas: fc.integer({ min: 1, max: 9 }),
    columns: fc.integer({ min: 1, max: 3 }),
    regression: fc.boolean(),
  });
  fc.assert(
    fc.property(
      size,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 54, maxLength: 54 }),
      ({ replicas, columns, regression }, numbers) => {
        const predictions = Array.from({ length: replicas }, (_, r) =>
          Float32Array.from(numbers.slice(6 * r, 6 * r + 6)),
        );
        const points = 6 / columns;
        const map = disagreementMap(predictions, points, columns, regression);
        for (let point = 0; point < points; point++) {
          let [sum, pairs] = [0, 0];
          for (let a = 0; a < replicas; a++) {
            for (let b = 0; b < a; b++, pairs++) {
              for (let c = 0; c < columns; c++)
                sum += Math.abs(predictions[a]![point * columns + c]! - predictions[b]![point * columns + c]!);
            }
          }
          const weight = regression ? 1 / columns : columns === 1 ? 1 : 0.5;
          // Float32 storage of the map, and another order of addition.
          expect(map[point]).toBeCloseTo(pairs ? (weight * sum) / pairs : 0, 6);
        }
      },
    ),
  );
});

test("the history keeps few checkpoints, and one near every step", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 1 << 24 }), (steps, size) => {
      const history = openHistory(steps, { byteLength: size } as Uint8Array);
      let kept = 1;
      for (let step = 0; step < steps; ) {
        step = Math.min(steps, history.due(step));
        if (!history.lacks(step)) continue;
        history.keep(step, { byteLength: size } as Uint8Array);
        kept++;
        expect(history.before(step).step).toBe(step);
      }
      expect(kept).toBeLessThanOrEqual(65);
      expect(kept * size).toBeLessThanOrEqual(128 * 1024 * 1024 + size);
      expect(steps - history.before(steps).step).toBeLessThanOrEqual(
        Math.ceil(steps / Math.min(64, Math.max(1, Math.floor((1 << 27) / size)))),
      );
    }),
  );
});

test("cells are the test examples in the order of their labels, and their mean is the number", async () => {
  for (const data of [
    { name: "gaussians", dimension: 5, train: 60, test: 37 },
    { name: "teacher", dimension: 4, train: 60, test: 37 },
  ] as const) {
    const session = await openSession({ data, replicas: 4, epochs: 3 });
    const { cells, testCount, columns, inputs } = session.active;
    const { test: examples } = await dataset(data);
    expect([cells.count, testCount, [...cells.index].sort((a, b) => a - b)]).toEqual([
      37,
      37,
      Array.from({ length: 37 }, (_, n) => n),
    ]);
    expect([...cells.y]).toEqual([...cells.y].sort((a, b) => a - b));
    const frame = reach(session, 90, { of: "cells", maps: [2] });
    cells.index.forEach((n, cell) => {
      expect([...cells.x.subarray(cell * inputs, (cell + 1) * inputs), cells.y[cell]]).toEqual([
        ...examples.x.subarray(n * inputs, (n + 1) * inputs),
        examples.y[n],
      ]);
      if (cell % 9 === 0)
        expect([...frame.maps.subarray(cell * columns, (cell + 1) * columns)]).toEqual(
          session.predict([...examples.x.subarray(n * inputs, (n + 1) * inputs)])[2],
        );
    });
    // The map is of float32.
    expect(frame.disagreement.reduce((sum, d) => sum + d, 0) / 37).toBeCloseTo(frame.predictionDifference!, 6);
  }
});

test("where test examples are more than can be drawn, cells are some of all labels", async () => {
  const { active } = await openSession({ data: { name: "moons", train: 20, test: 10_000 }, replicas: 2, epochs: 1 });
  expect([active.cells.count, active.testCount, new Set(active.cells.index).size]).toEqual([2304, 10_000, 2304]);
  expect(Math.abs(active.cells.y.reduce((sum, y) => sum + y, 0) / 2304 - 0.5)).toBeLessThan(0.05);
});

test("constant inputs are on no plane, and stay what they are", async () => {
  const x = Array.from({ length: 12 }, (_, i) => [i / 6 - 1, 0.7, ((i * 5) % 12) / 6 - 1]);
  const y = x.map(([a]) => (a! > 0 ? 1 : 0));
  const session = await openSession({ data: { name: "given", x, y, test: { x, y } }, replicas: 2, epochs: 2 });
  expect(varyingOf(session.active)).toEqual([0, 2]);
  const plane = viewOf(session.active, [0, 2], null) as PlaneView;
  expect([plane.of, plane.axes, plane.fixed[1]]).toEqual(["plane", [0, 2], Math.fround(0.7)]);
  const frame = session.seek(0, plane);
  const centre = (at: number, axis: 0 | 1): number =>
    plane.ranges[axis][0] + ((at + 0.5) / plane.grid) * (plane.ranges[axis][1] - plane.ranges[axis][0]);
  expect(frame.maps[0]).toBe(session.predict([centre(0, 0), 0.7, centre(plane.grid - 1, 1)])[0]![0]);
  // One that varies is a line; more than two are no plane, unless one is asked for.
  expect(viewOf(session.active, [2], null)).toMatchObject({ axes: [2, 2] });
  expect(viewOf(session.active, [0, 1, 2], null).of).toBe("cells");
  expect(viewOf(session.active, [0, 1, 2], [2, 0])).toMatchObject({ of: "plane", axes: [2, 0] });
});

test("the drawn networks predict what the replicas do, bit for bit, and have their parameters", async () => {
  const clouds = { data: { name: "gaussians", dimension: 5, train: 60, test: 37 }, hidden: [30, 3] } as const;
  for (const [input, of] of [
    [study, view],
    [
      { ...clouds, replicas: 4, epochs: 1 },
      { of: "cells", maps: [] },
    ],
  ] as [StudyInput, View][]) {
    const session = await openSession(input);
    const frame = reach(session, 5, { ...of, networks: [3, 1] });
    const { inputs, columns, study: whole } = session.active;
    const trainer = await openTrainer(input);
    trainer.advance(5);
    expect(frame.networks.map(({ replica }) => replica)).toEqual([3, 1]);
    for (const { replica, layers, values, before, predictions, points, across, down } of frame.networks) {
      expect(layers.flatMap(({ weights, biases }) => [...weights, ...biases])).toEqual([
        ...trainer.parameters()[replica]!,
      ]);
      expect([across * down >= points, across * (down - 1) < points]).toEqual([true, true]);
      // Of the 30 units the first 24.
      expect(values.map(({ length }) => length / points)).toEqual([
        inputs,
        ...whole.hidden.map((w) => Math.min(24, w)),
      ]);
      expect(before.map(({ length }) => length)).toEqual(values.slice(1).map(({ length }) => length));
      for (let at = 0; at < points; at += 11) {
        const x = Float32Array.from({ length: inputs }, (_, input) => values[0]![input * points + at]!);
        expect([...predictions.subarray(at * columns, (at + 1) * columns)]).toEqual([
          ...trainer.predict(x)[replica]!.predictions,
        ]);
        const [{ weights, biases, outputs }] = layers as [(typeof layers)[0]];
        const z = x.reduce((sum, value, input) => sum + value * weights[input * outputs]!, biases[0]!);
        expect(before[0]![at]).toBeCloseTo(z, 4);
      }
    }
  }
  expect(reach(await openSession(study), 1).networks).toEqual([]);
});

test("the truth on a view, and how far apart replicas are on each example", async () => {
  const session = await openSession({ ...study, data: { name: "spirals", train: 300, test: 100 } });
  const trainer = await openTrainer({ ...study, data: { name: "spirals", train: 300, test: 100 } });
  const truth = session.truth(view)!;
  const corner = trainer.truth([[-1 + 1 / 6, 1 - 1 / 6]])!;
  expect([truth.length, truth[0]]).toEqual([36, Math.fround(corner[0]!)]);
  const atCells = session.truth({ of: "cells", maps: [] })!;
  expect([...atCells]).toEqual(
    [...session.active.cells.index].map((n) => Math.fround(trainer.dataset.test.truth![n]!)),
  );
  expect([session.active.hasTruth, session.advance(0, view).differences]).toEqual([true, null]);
  const { differences, predictionDifference } = reach(session, 50, { ...view, differences: true });
  expect(differences!.reduce((sum, each) => sum + each, 0) / 100).toBeCloseTo(predictionDifference!, 6);
  const cells = session.advance(0, { of: "cells", maps: [], differences: true });
  expect([cells.differences, cells.disagreement]).toEqual([differences, differences]);

  const x = [[0], [1], [2], [3]];
  const given = await openSession({
    data: { name: "given", x, y: [0, 1, 0, 1], test: { x, y: [0, 1, 0, 1] } },
    batchSize: 1,
  });
  expect([given.active.hasTruth, given.truth({ of: "cells", maps: [] })]).toEqual([false, null]);
});

test("what flips at the last step is what flips of a run, with rows, ids and groups of a file", async () => {
  const lines = Array.from(
    { length: 200 },
    (_, n) => `r${n},${"ab"[n % 2]},${(n * 7) % 31}.5,${(n * 11) % 29}.5,${(n * 13) % 17 > 8 ? "yes" : "no"}`,
  );
  const ofFile = {
    data: { name: "file", text: ["name,sex,u,v,sold", ...lines].join("\n"), id: "name", groups: "sex", test: 0.5 },
    hidden: [4],
    epochs: 2,
    replicas: 5,
  } satisfies StudyInput;
  for (const input of [study, ofFile, { data: { name: "teacher", task: "regression" }, replicas: 3 }] as StudyInput[]) {
    const session = await openSession(input);
    reach(session, session.active.steps, { of: "cells", maps: [0] });
    const expected = await flips(await run(input, { workers: 0 }));
    const { table, csv, byRow } = await session.flips();
    expect(expected.flipping).toBeGreaterThan(0);
    expect(table).toEqual({ ...expected, flips: expected.flips.slice(0, 50) });
    expect([csv, byRow]).toEqual([await flipsCsv(expected), input === ofFile]);
  }
});

test("replicas that have learned nothing are told from others, after the last step", async () => {
  const lazy = await openSession({
    ...study,
    data: { name: "vee", train: 300 },
    optimizer: { name: "sgd", learningRate: 1e-9 },
  });
  expect(reach(lazy, 199).nothingLearned).toBeNull();
  expect(reach(lazy, 200).nothingLearned).toMatch(/^No better than the best constant prediction \(loss 0\./);
  const session = await openSession(study);
  expect(reach(session, 200).nothingLearned).toBeNull();
});

test("loss curves and kept epochs are those of a run", async () => {
  const early = { ...study, epochs: 30, earlyStopping: { share: 0.3, patience: 1, minDelta: 0 } } satisfies StudyInput;
  for (const input of [study, early]) {
    const seen: number[] = [];
    const { curves, epochs, predictionDifference } = await trainEpochs(input, ({ done, total }) =>
      seen.push(done / total),
    );
    const { replicas, measures } = await run(input, { curves: true, workers: 0 });
    expect(curves).toEqual(replicas.map((replica) => replica.curves));
    expect(epochs).toEqual(input === early ? replicas.map((replica) => replica.epochs) : null);
    expect(predictionDifference).toBe(measures.predictionDifference.value);
    expect(seen.at(-1)).toBe(1);
  }
});
