import { describe, expect, test } from "vitest";
import { type DataFacts, outputCount, resolveStudy } from "../../src/study/resolve.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";

const FACTS: DataFacts = { task: "binary", inputs: 2, classes: 2, targets: 1, train: 45 };
const resolved = (input: unknown, facts: Partial<DataFacts> = {}) =>
  resolveStudy(input as StudyInput, { name: "vee" }, { ...FACTS, ...facts });
/** What a study is refused with. */
const refused = (input: unknown, facts: Partial<DataFacts> = {}): unknown => {
  try {
    return resolved(input, facts);
  } catch (error) {
    return error;
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
    expect(refused({ batchSize: 46 })).toEqual(
      refusal("wrong-value", "study.batchSize", "46", { expected: /1 to 45/ }),
    );
    expect(refused({ shuffleWindow: 46 })).toEqual(
      refusal("wrong-value", "study.shuffleWindow", "46", { expected: /1 to 45/ }),
    );
    expect(refused({ shuffleWindow: 0 })).toEqual(
      refusal("wrong-value", "study.shuffleWindow", undefined, { expected: /1 to 45,/ }),
    );
    expect(resolved({ order: [[0, 44]] }).order).toEqual([[0, 44]]);
    expect(refused({ order: [[0], [3, 45]] })).toEqual(
      refusal("wrong-value", "study.order[1][1]", "45", { expected: /0 to 44$/ }),
    );
    expect(refused({ order: [[0], []] })).toEqual(refusal("wrong-value", "study.order[1]", "none"));
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
    expect(refused(weights(2, 1))).toEqual(
      refusal("wrong-value", "study.initial.weights.high", "1", { expected: /2/ }),
    );
  });
});

describe("what varies", () => {
  const layers = [{ W: [[1], [1]], b: [0] }];

  test("a factor that is given does not vary, whichever it is", () => {
    expect(resolved({})).toMatchObject({ vary: ["init", "shuffle"], replicas: 16 });
    expect(resolved({ hidden: [], initial: layers }).vary).toEqual(["shuffle"]);
    expect(resolved({ order: [[0]] }).vary).toEqual(["init"]);
    expect(resolved({ hidden: [], initial: layers, order: [[0]] }).vary).toEqual([]);
    expect(refused({ order: [[0]], vary: ["shuffle"] })).toEqual(
      refusal("wrong-value", "study.vary", '["shuffle"]', { expected: /shuffle/ }),
    );
    expect(refused({ hidden: [], initial: layers, vary: ["init"] })).toEqual(
      refusal("wrong-value", "study.vary", undefined, { expected: /initial/ }),
    );
    expect(refused({ order: [[0]], design: { init: 2, shuffle: 2 } })).toEqual(
      refusal("wrong-value", "study.design", undefined, { expected: /shuffle/ }),
    );
  });

  test("a factor is named once, and in one order", () => {
    expect(resolved({ vary: ["shuffle", "init"] }).vary).toEqual(["init", "shuffle"]);
    expect(refused({ vary: ["init", "init"] })).toEqual(
      refusal("wrong-value", "study.vary", '["init","init"]', { expected: /factor/ }),
    );
  });

  test("a crossed design has its own replicas and factors", () => {
    expect(resolved({ design: { init: 3, shuffle: 4 } })).toMatchObject({ vary: ["init", "shuffle"], replicas: 12 });
    expect(resolved({ design: { shuffle: 4 } })).toMatchObject({ vary: ["shuffle"], replicas: 4 });
    expect(refused({ design: { init: 3, shuffle: 4 }, replicas: 11 })).toEqual(
      refusal("wrong-value", "study.replicas", "11", { expected: /^12/ }),
    );
    expect(refused({ design: { init: 3 }, vary: ["shuffle"] })).toEqual(
      refusal("wrong-value", "study.vary", undefined, { expected: /factors/ }),
    );
    expect(refused({ design: {} })).toEqual(refusal("wrong-value", "study.design", "none", { expected: /factor/ }));
  });
});

test("the nearest name is suggested", () => {
  expect(refused({ activation: "rlu" })).toEqual(
    refusal("wrong-value", "study.activation", '"rlu"', { remedy: 'Did you mean "relu"?' }),
  );
  expect(refused({ epoch: 3 })).toEqual(
    refusal("unknown-field", "study", "epoch", { remedy: 'Did you mean "epochs"?' }),
  );
  expect(refused({ learningRate: 3 })).toEqual(
    refusal("unknown-field", "study", "learningRate", { remedy: "Did you mean optimizer.learningRate?" }),
  );
});
