import { describe, expect, test } from "vitest";
import { type DataFacts, outputCount, resolveStudy } from "../../src/study/resolve.js";
import type { StudyInput } from "../../src/study/study.js";

const FACTS: DataFacts = { task: "binary", inputs: 2, classes: 2, targets: 1, train: 45 };
const resolved = (input: unknown, facts: Partial<DataFacts> = {}) =>
  resolveStudy(input as StudyInput, { name: "vee" }, { ...FACTS, ...facts });
const refusal = (input: unknown, facts: Partial<DataFacts> = {}): string => {
  try {
    resolved(input, facts);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

test("outputs: one for two classes, one a class or a target otherwise", () => {
  const of = (loss: "logistic" | "squared" | "softmax", task: DataFacts["task"], classes: number, targets = 1) =>
    outputCount(loss, { task, classes, targets });
  expect([of("logistic", "binary", 2), of("squared", "binary", 2), of("softmax", "binary", 2)]).toEqual([1, 1, 2]);
  expect([of("softmax", "classes", 5), of("squared", "classes", 5), of("squared", "regression", 0, 3)]).toEqual([
    5, 5, 3,
  ]);
});

describe("limits that the data set are met, and not passed", () => {
  test("batch, window and order", () => {
    expect(resolved({ batchSize: 45, shuffleWindow: 45, order: null })).toMatchObject({
      batchSize: 45,
      shuffleWindow: 45,
    });
    expect(refusal({ batchSize: 46 })).toBe(
      "study.batchSize: expected an integer from 1 to 45, the number of training examples; got 46.",
    );
    expect(refusal({ shuffleWindow: 46 })).toBe(
      "study.shuffleWindow: expected an integer from 1 to 45, the number of training examples; got 46.",
    );
    expect(refusal({ shuffleWindow: 0 })).toContain("study.shuffleWindow: expected an integer from 1 to 45");
    expect(resolved({ order: [[0, 44]] }).order).toEqual([[0, 44]]);
    expect(refusal({ order: [[0], [3, 45]] })).toBe("study.order[1][1]: expected an example from 0 to 44; got 45.");
    expect(refusal({ order: [[0], []] })).toBe("study.order[1]: expected at least one example; got none.");
  });

  test("the window of a study without one is a full shuffle; a csv file has its own defaults", () => {
    expect(resolved({})).toMatchObject({
      shuffleWindow: 45,
      batchSize: 1,
      epochs: 1,
      hidden: [8],
      optimizer: { name: "adagrad", learningRate: 0.1 },
    });
    const csv = resolveStudy({}, { name: "csv" }, FACTS, "file");
    expect(csv).toMatchObject({
      batchSize: 32,
      epochs: 30,
      hidden: [16],
      optimizer: { name: "adam", learningRate: 0.01 },
    });
    expect(resolveStudy({}, { name: "csv" }, { ...FACTS, train: 20 }, "file").batchSize).toBe(20);
  });

  test("uniform: the low end is not above the high end", () => {
    const weights = (low: number, high: number) => ({ initial: { weights: { name: "uniform", low, high } } });
    expect(resolved(weights(-1, 2)).initial).toMatchObject({ weights: { low: -1, high: 2 } });
    expect(resolved(weights(1, 1)).initial).toMatchObject({ weights: { low: 1, high: 1 } });
    expect(refusal(weights(2, 1))).toBe("study.initial.weights.high: expected a number from 2, the low end; got 1.");
  });
});

describe("what varies", () => {
  const layers = [{ W: [[1], [1]], b: [0] }];

  test("a factor that is given does not vary, whichever it is", () => {
    expect(resolved({})).toMatchObject({ vary: ["init", "shuffle"], replicas: 16 });
    expect(resolved({ hidden: [], initial: layers }).vary).toEqual(["shuffle"]);
    expect(resolved({ order: [[0]] }).vary).toEqual(["init"]);
    expect(resolved({ hidden: [], initial: layers, order: [[0]] }).vary).toEqual([]);
    expect(refusal({ order: [[0]], vary: ["shuffle"] })).toContain(
      'study.vary: expected no "shuffle", because study.order gives the order; got ["shuffle"].',
    );
    expect(refusal({ hidden: [], initial: layers, vary: ["init"] })).toContain(
      'study.vary: expected no "init", because study.initial gives the weights',
    );
    expect(refusal({ order: [[0]], design: { init: 2, shuffle: 2 } })).toContain('study.design: expected no "shuffle"');
  });

  test("a factor is named once, and in one order", () => {
    expect(resolved({ vary: ["shuffle", "init"] }).vary).toEqual(["init", "shuffle"]);
    expect(refusal({ vary: ["init", "init"] })).toBe('study.vary: expected each factor once; got ["init","init"].');
  });

  test("a crossed design has its own replicas and factors", () => {
    expect(resolved({ design: { init: 3, shuffle: 4 } })).toMatchObject({ vary: ["init", "shuffle"], replicas: 12 });
    expect(resolved({ design: { shuffle: 4 } })).toMatchObject({ vary: ["shuffle"], replicas: 4 });
    expect(refusal({ design: { init: 3, shuffle: 4 }, replicas: 11 })).toContain(
      "study.replicas: expected 12, the cells of study.design; got 11.",
    );
    expect(refusal({ design: { init: 3 }, vary: ["shuffle"] })).toContain(
      "study.vary: expected the factors of study.design (init)",
    );
    expect(refusal({ design: {} })).toBe("study.design: expected at least one factor; got none.");
  });
});

test("the nearest name is suggested", () => {
  expect(refusal({ activation: "rlu" })).toContain('Did you mean "relu"?');
  expect(refusal({ epoch: 3 })).toContain('Did you mean "epochs"?');
  expect(refusal({ learningRate: 3 })).toContain("Did you mean optimizer.learningRate?");
});
