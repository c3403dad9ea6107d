import { describe, expect, test } from "vitest";
import { memoryOf, planOf } from "../../src/study/plan.js";
import { type DataFacts, resolveStudy } from "../../src/study/resolve.js";
import type { StudyInput } from "../../src/study/study.js";

const FACTS: DataFacts = { task: "binary", inputs: 2, classes: 2, targets: 1, train: 45 };
const studyOf = (input: StudyInput, facts: Partial<DataFacts> = {}) =>
  resolveStudy(input, { name: "vee" }, { ...FACTS, ...facts });
const plan = (input: StudyInput, facts: Partial<DataFacts> = {}) =>
  planOf(studyOf(input, facts), { ...FACTS, ...facts });

const dense = (inputs: number, outputs: number) => ({ kind: "dense", inputs, outputs });

describe("the plan", () => {
  test("sizes, parameters with their biases, targets of the loss", () => {
    expect(plan({ hidden: [3, 5] })).toMatchObject({
      inputs: 2,
      outputs: 1,
      layers: [dense(2, 3), dense(3, 5), dense(5, 1)],
      work: 2 * 3 + 3 * 5 + 5,
      parameterCount: 2 * 3 + 3 + 3 * 5 + 5 + 5 + 1,
      targets: 1,
    });
    expect(plan({ hidden: [] }, { task: "classes", classes: 4 })).toMatchObject({
      layers: [dense(2, 4)],
      parameterCount: 12,
      targets: 1,
    });
    expect(plan({ hidden: [], loss: "squared" }, { task: "classes", classes: 4 })).toMatchObject({
      layers: [dense(2, 4)],
      targets: 4,
    });
    expect(plan({ hidden: [] }, { task: "regression", classes: 0, targets: 3 })).toMatchObject({
      layers: [dense(2, 3)],
      targets: 3,
    });
    expect(plan({ loss: "squared" })).toMatchObject({ layers: [dense(2, 8), dense(8, 1)], outputs: 1, targets: 1 });
  });

  test("the last, smaller batch of an epoch is a step; a given order has its own steps", () => {
    expect(plan({ batchSize: 16, epochs: 2 })).toMatchObject({ stepsPerEpoch: 3, steps: 6 });
    expect(plan({ batchSize: 15, epochs: 2 })).toMatchObject({ stepsPerEpoch: 3, steps: 6 });
    expect(plan({ batchSize: 45 })).toMatchObject({ stepsPerEpoch: 1, steps: 1 });
    expect(plan({ order: [[0], [1, 2], [3], [4]], epochs: 9 })).toMatchObject({ steps: 4 });
  });
});

test("memory grows with replicas, examples and workers, and the calling thread needs as much as a worker", () => {
  const bytes = (input: StudyInput, test = 100, workers = 1) => {
    const study = studyOf(input);
    return memoryOf(study, planOf(study, FACTS), { train: FACTS.train, test }, workers);
  };
  expect(bytes({}, 100, 0)).toBe(bytes({}, 100, 1));
  const [one, two, three] = [1, 2, 3].map((workers) => bytes({}, 100, workers)) as [number, number, number];
  expect(two - one).toBeGreaterThan(0);
  expect(three - two).toBe(two - one);
  expect(bytes({ replicas: 64 })).toBeGreaterThan(bytes({ replicas: 32 }));
  // A prediction and a logit of 4 bytes for each replica and example that is held, and again in the job that brings
  // them.
  expect(bytes({ replicas: 16 }, 200) - bytes({ replicas: 16 }, 100)).toBe(2 * 16 * 8 * 100);
  // A given order is as wide as its widest step.
  expect(bytes({ order: [[0], [1, 2, 3]] })).toBe(bytes({ batchSize: 3 }));
});
