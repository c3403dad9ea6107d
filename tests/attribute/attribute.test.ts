import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type AttributeOptions, attribute } from "../../src/attribute/attribute.js";
import { attributeInto } from "../../src/attribute/attribute-into.js";
import { attributionCsv } from "../../src/attribute/attribution-csv.js";
import { openEffects } from "../../src/measure/effects.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { openOutputs } from "../../src/run/outputs.js";
import { run } from "../../src/run/run.js";
import { openTrainer } from "../../src/run/trainer.js";
import type { StudyInput } from "../../src/study/study.js";
import { componentsFromPairs, pairMeans } from "../measure/crossed-pairs.js";
import { uniforms } from "../measure/slowly.js";
import { refusal } from "../refusal.js";

const VEE: StudyInput = { data: { name: "vee", train: 60, test: 12 }, hidden: [4], batchSize: 4 };
const here = (levels: AttributeOptions["levels"]): AttributeOptions => ({ levels, workers: 0 });

/** Shares by the names of the factors. */
async function sharesOf(study: StudyInput, options: AttributeOptions) {
  const { components } = await attribute(study, options);
  return Object.fromEntries(components.map(({ factors, share }) => [factors.join(" x "), share.value]));
}

test("vee: the components of all pairs of cells of the crossed run, overall and of each example", async () => {
  const levels = { init: 5, shuffle: 4 };
  const found = await attribute(VEE, here(levels));
  const result = await run({ ...VEE, design: levels }, { workers: 0 });
  expect(found.fingerprint).toBe(result.fingerprint);
  expect(found.study).toEqual(result.study);
  expect([found.replicas, found.budget, found.examples]).toEqual([20, null, 12]);
  expect(found.loss).toBe(result.measures.loss.value);
  const p: Predictions = { values: result.predictions!, replicas: 20, examples: 12, columns: 1, kind: "probability" };
  const means = pairMeans(p, [5, 4]);
  const wanted = componentsFromPairs(means);
  expect(found.variance.value).toBeCloseTo(means[0]! / 12, 12);
  expect(found.components.map(({ factors, residual }) => [factors, residual])).toEqual([
    [["init"], false],
    [["shuffle"], false],
    [["init", "shuffle"], true],
  ]);
  found.components.forEach(({ variance, share, closed }, at) => {
    expect(variance.value).toBeCloseTo(wanted[at + 1]! / 12, 12);
    expect(share.value).toBeCloseTo(wanted[at + 1]! / means[0]!, 10);
    expect(closed.value).toBeCloseTo((means[0]! - means[at + 1]!) / means[0]!, 10);
    expect(share.low).toBeLessThan(share.value!);
    expect(share.high).toBeGreaterThan(share.value!);
  });
  // What is left when shuffle is fixed is the total share of init.
  const [init, shuffle] = found.attributed;
  expect(init).toMatchObject({ factor: "init", levels: 5, main: found.components[0]!.share });
  expect(init!.total.value).toBeCloseTo(means[2]! / means[0]!, 10);
  expect(shuffle!.total.value).toBeCloseTo(means[1]! / means[0]!, 10);
  const closed = found.components[1]!.closed;
  expect([init!.total.low, init!.total.high]).toEqual([1 - closed.high!, 1 - closed.low!]);
  found.byExample.forEach(({ example, row, id, variance, components }, n) => {
    const own = componentsFromPairs(pairMeans(p, [5, 4], undefined, (each) => each === n));
    expect([example, row, id]).toEqual([n, null, null]);
    components.forEach((each, at) => expect(each).toBeCloseTo(own[at + 1]!, 12));
    expect(variance).toBeCloseTo(
      own.reduce((sum, each) => sum + each, 0),
      12,
    );
  });
  const sum = found.byExample.reduce((total, { variance }) => total + variance, 0);
  expect(sum / 12).toBeCloseTo(found.variance.value!, 12);
});

test("several classes: squares are summed over the columns", async () => {
  const study: StudyInput = { data: { name: "gaussians", train: 60, test: 8 }, hidden: [3] };
  const { norm, variance } = await attribute(study, here({ init: 3, shuffle: 3 }));
  const { predictions, data } = await run({ ...study, design: { init: 3, shuffle: 3 } }, { workers: 0 });
  const columns = predictions!.length / 9 / data.test;
  expect(columns).toBeGreaterThan(1);
  expect(norm).toBe(`squared difference, summed over ${columns} classes`);
  const p: Predictions = { values: predictions!, replicas: 9, examples: 8, columns, kind: "probability" };
  expect(variance.value).toBeCloseTo(pairMeans(p, [3, 3])[0]! / 8, 12);
});

test("three factors, one of them noise that the study switches on: all pairs of cells of the crossed run", async () => {
  const study: StudyInput = { ...VEE, labelNoise: 0.2 };
  const levels = { init: 3, shuffle: 4, label: 5 };
  const found = await attribute(study, { ...here(levels), factors: ["label", "shuffle", "init"] });
  const { predictions, fingerprint } = await run({ ...study, design: levels }, { workers: 0 });
  expect(found.fingerprint).toBe(fingerprint);
  const p: Predictions = { values: predictions!, replicas: 60, examples: 12, columns: 1, kind: "probability" };
  const means = pairMeans(p, [3, 4, 5]);
  const wanted = componentsFromPairs(means);
  const sets = [1, 2, 4, 3, 5, 6, 7];
  expect(found.components.map(({ factors }) => factors.join())).toEqual([
    "init",
    "shuffle",
    "label",
    "init,shuffle",
    "init,label",
    "shuffle,label",
    "init,shuffle,label",
  ]);
  found.components.forEach(({ share }, at) => expect(share.value).toBeCloseTo(wanted[sets[at]!]! / means[0]!, 10));
  expect(
    (await attribute(study, { budget: 64, workers: 0 })).attributed.map(({ factor, levels: of }) => [factor, of]),
  ).toEqual([
    ["init", 4],
    ["shuffle", 4],
    ["label", 4],
  ]);
  await expect(attribute(VEE, { ...here(levels), factors: ["init", "label"] })).rejects.toThrow(
    refusal("misplaced-field", "options.levels"),
  );
});

describe("a linear net, squared loss, sgd", () => {
  const linear: StudyInput = {
    data: { name: "vee", train: 30, test: 6 },
    hidden: [],
    loss: "squared",
    optimizer: { name: "sgd", learningRate: 0.05 },
  };

  test("predictions are affine in the initial weights for a fixed order, and so the components are known", async () => {
    const [inits, orders] = [6, 5];
    const found = await attribute(linear, here({ init: inits, shuffle: orders }));
    // For each order: what the net predicts that starts at 0, and at each unit vector.
    const from = async (weights: number[][], biases: number[]) => {
      const initial = [{ W: weights, b: biases }];
      const result = await run({ ...linear, initial, vary: ["shuffle"], replicas: orders }, { workers: 0 });
      return Array.from({ length: orders }, (_, j) =>
        Float64Array.from(result.predictions!.subarray(6 * j, 6 * j + 6)),
      );
    };
    const zero = await from([[0], [0]], [0]);
    const units = [await from([[1], [0]], [0]), await from([[0], [1]], [0])];
    const trainer = await openTrainer({ ...linear, vary: ["init"], replicas: inits });
    const values = new Float64Array(inits * orders * 6);
    trainer.parameters().forEach((weights, i) => {
      expect(weights[2]).toBe(0);
      for (let j = 0; j < orders; j++)
        for (let n = 0; n < 6; n++)
          values[(i * orders + j) * 6 + n] =
            zero[j]![n]! + units.reduce((sum, unit, k) => sum + weights[k]! * (unit[j]![n]! - zero[j]![n]!), 0);
    });
    const p: Predictions = { values, replicas: inits * orders, examples: 6, columns: 1, kind: "value" };
    const means = pairMeans(p, [inits, orders]);
    const wanted = componentsFromPairs(means);
    found.components.forEach(({ share }, at) => expect(share.value).toBeCloseTo(wanted[at + 1]! / means[0]!, 4));
    // Orders change the map from weights to predictions, so the factors interact.
    expect(Math.min(...wanted.slice(1))).toBeGreaterThan(1e-4 * means[0]!);
  });

  test("with all examples in one batch the order is without effect but for rounding: init has everything", async () => {
    const shares = await sharesOf({ ...linear, batchSize: 30, epochs: 3 }, here({ init: 6, shuffle: 4 }));
    expect(shares.init).toBeGreaterThan(1 - 1e-9);
    expect(Math.abs(shares.shuffle!)).toBeLessThan(1e-9);
  });
});

describe("label noise and initial weights of a net without a nonlinearity, squared loss, a fixed order", () => {
  const study: StudyInput = { data: { name: "vee", train: 30, test: 6 }, loss: "squared", labelNoise: 0.3, epochs: 2 };
  const interaction = async (more: StudyInput) =>
    (await sharesOf({ ...study, ...more }, { ...here({ init: 8, label: 8 }), factors: ["init", "label"] }))[
      "init x label"
    ];

  // Each step is an affine map of parameters and labels, so their effects add up.
  test.each([
    { name: "sgd", learningRate: 0.05 },
    { name: "momentum", learningRate: 0.05 },
  ] as const)("$name: the two add up, but for rounding", async (optimizer) => {
    expect(Math.abs((await interaction({ hidden: [], optimizer }))!)).toBeLessThan(1e-9);
  });

  test("adagrad divides by what it has seen, and a hidden layer multiplies weights: neither adds up", async () => {
    const optimizer = { name: "adagrad", learningRate: 0.1 } as const;
    expect(await interaction({ hidden: [], optimizer })).toBeGreaterThan(1e-3);
    const deep = { hidden: [3], activation: "identity", optimizer: { name: "sgd", learningRate: 0.05 } } as const;
    expect(await interaction(deep)).toBeGreaterThan(1e-3);
  });
});

describe("a factor that changes nothing", () => {
  test("has exactly no share, and neither has its interaction", async () => {
    const shares = await sharesOf({ ...VEE, shuffleWindow: 1 }, here({ init: 5, shuffle: 7 }));
    expect(shares).toEqual({ init: 1, shuffle: 0, "init x shuffle": 0 });
  });

  test("two of them leave nothing to share, which is said", async () => {
    const control = { ...VEE, shuffleWindow: 1, initial: { weights: "zeros" } } as StudyInput;
    const { variance, components, notes } = await attribute(control, here({ init: 3, shuffle: 3 }));
    expect(variance).toEqual({ form: "variance", value: 0, low: null, high: null });
    expect(components.map(({ share }) => share.value)).toEqual([null, null, null]);
    expect(notes[0]).toBe("No factor changes any prediction, so there is nothing to share.");
  });
});

describe("the design", () => {
  test("follows what varies in the study, then the budget; the study's replicas give way", async () => {
    const { replicas, budget, attributed, notes } = await attribute(
      { ...VEE, vary: ["shuffle", "init"], replicas: 3 },
      { budget: 30, workers: 0 },
    );
    expect([replicas, budget]).toEqual([25, 30]);
    expect(attributed.map(({ factor, levels }) => [factor, levels])).toEqual([
      ["init", 5],
      ["shuffle", 5],
    ]);
    expect(notes).toContain("Fewer than 8 levels of init, shuffle: the intervals are wide.");
    expect(notes.at(-1)).toBe("With one run per cell, the interaction init x shuffle is also the residual.");
  });

  test("of a study that is crossed is its own", async () => {
    const { replicas, method, notes } = await attribute({ ...VEE, design: { init: 2, shuffle: 8 } }, { workers: 0 });
    expect(replicas).toBe(16);
    expect(method).toBe("no intervals: they need 3 levels of each factor");
    expect(notes).toContain("Fewer than 8 levels of init: the intervals are wide.");
  });

  test("with a factor that is given, and other faults, is refused before any training", async () => {
    let steps = 0;
    const counted = { ...here({ init: 4, shuffle: 4 }), onProgress: () => steps++ };
    const order = Array.from({ length: 6 }, () => [0, 1]);
    const ordered: StudyInput = { ...VEE, order };
    await expect(attribute(ordered, counted)).rejects.toThrow(refusal("wrong-value", "options.factors", "init"));
    await expect(attribute(ordered, { ...counted, factors: ["init", "shuffle"] })).rejects.toThrow(
      refusal("wrong-value", "study.design"),
    );
    await expect(attribute({ ...VEE, vary: ["init"] }, counted)).rejects.toThrow(
      refusal("wrong-value", "options.factors", "init"),
    );
    await expect(attribute(VEE, { ...counted, budget: 3 })).rejects.toThrow(
      refusal("wrong-value", "options.budget", "3"),
    );
    await expect(attribute(VEE, { ...counted, levles: {} } as never)).rejects.toThrow(
      refusal("unknown-field", "options", "levles"),
    );
    expect(steps).toBe(0);
  });
});

describe("where it is done changes no bit", () => {
  const levels = { init: 5, shuffle: 6 };

  test("workers, the backend, and a folder, from which it goes on", async () => {
    const found = await attribute(VEE, here(levels));
    expect(await attribute(VEE, { levels, workers: 2, backend: "scalar" })).toEqual(found);
    const folder = join(mkdtempSync(join(tmpdir(), "doppelgrad-attribute-")), "store");
    expect(await attributeInto(folder, VEE, here(levels))).toEqual(found);
    let steps = 0;
    expect(await attributeInto(folder, VEE, { ...here(levels), onProgress: () => steps++ })).toEqual(found);
    expect(steps).toBeLessThanOrEqual(1);
    await expect(attributeInto(folder, VEE, here({ init: 5, shuffle: 5 }))).rejects.toThrow(
      refusal("wrong-value", "folder"),
    );
    expect((await attributeInto(folder, VEE, { ...here({ init: 2, shuffle: 2 }), replace: true })).replicas).toBe(4);
  });

  test("predictions in memory or in a file", async () => {
    const shape = { replicas: 30, examples: 700, columns: 2, kind: "value" } as const;
    const [kept, spilled] = await Promise.all(
      [Infinity, 0].map(async (inMemory) => {
        const outputs = await openOutputs(shape, inMemory);
        const uniform = uniforms(8);
        for (let r = 0; r < 30; r++) {
          const row = Float32Array.from({ length: 1400 }, uniform);
          outputs.put(r, row, row);
        }
        const effects = openEffects(shape, [5, 6]);
        for (const block of outputs.blocks()) effects.add(block);
        outputs.close();
        return [effects.sums, effects.byExample];
      }),
    );
    expect(spilled).toEqual(kept);
  });

  test("an abort ends it with its reason", async () => {
    const controller = new AbortController();
    const options = {
      levels,
      workers: 1,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    };
    await expect(attribute(VEE, options)).rejects.toThrow("enough");
  });
});

test("as CSV: a row an example, a column a component", async () => {
  const found = await attribute(VEE, here({ init: 3, shuffle: 3 }));
  const [head, first, ...others] = attributionCsv(JSON.parse(JSON.stringify(found)))
    .trimEnd()
    .split("\n");
  expect(head).toBe("example,row,id,variance,init,shuffle,init x shuffle");
  const { variance, components } = found.byExample[0]!;
  expect(first).toBe(`0,,,${variance},${components.join(",")}`);
  expect(others).toHaveLength(11);
  expect(() => attributionCsv({} as never)).toThrow(refusal("wrong-type", "attribution"));
});
