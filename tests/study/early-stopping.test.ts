import { describe, expect, test } from "vitest";
import { validationCount } from "../../src/study/early-stopping.js";
import { type DataFacts, resolveStudy } from "../../src/study/resolve.js";
import { refusal } from "../refusal.js";

const FACTS: DataFacts = { task: "binary", inputs: 2, classes: 2, targets: 1, train: 40 };
const resolved = (input: object, facts: Partial<DataFacts> = {}) =>
  resolveStudy(input, { name: "vee" }, { ...FACTS, ...facts });

test.each<[number, number, number]>([
  [0.1, 45, 5],
  [0.5, 3, 2],
  [0.01, 20, 1],
  [0.999, 20, 19],
  [0.5, 2, 1],
])("a share of %d of %i is %i", (share, of, kept) => {
  expect(validationCount({ share, patience: 1, minDelta: 0 }, of)).toBe(kept);
  expect(validationCount(null, of)).toBe(0);
});

test("off where nothing is said, and every default where something is", () => {
  expect([resolved({}).earlyStopping, resolved({ earlyStopping: null }).earlyStopping]).toEqual([null, null]);
  expect(resolved({ earlyStopping: {} }).earlyStopping).toEqual({ share: 0.1, patience: 5, minDelta: 0 });
  expect(resolved({ earlyStopping: { minDelta: 0.5, share: 0.25 } }).earlyStopping).toEqual({
    share: 0.25,
    patience: 5,
    minDelta: 0.5,
  });
});

test("batch and window are of the examples that are trained on", () => {
  const earlyStopping = { share: 0.5 };
  expect(resolved({ earlyStopping })).toMatchObject({ shuffleWindow: 20 });
  expect(resolved({ earlyStopping, batchSize: 20, shuffleWindow: 20 })).toMatchObject({ batchSize: 20 });
  expect(resolveStudy({ earlyStopping }, { name: "csv" }, FACTS, "file").batchSize).toBe(20);
});

describe("refused", () => {
  test.each<[object, ReturnType<typeof refusal>, Partial<DataFacts>?]>([
    [{ earlyStopping: true }, refusal("wrong-type", "study.earlyStopping", "true")],
    [
      { earlyStopping: { patiens: 2 } },
      refusal("unknown-field", "study.earlyStopping", "patiens", { remedy: /patience/ }),
    ],
    [
      { earlyStopping: { share: 1 } },
      refusal("wrong-value", "study.earlyStopping.share", "1", { expected: /below 1/ }),
    ],
    [{ earlyStopping: { patience: 0 } }, refusal("wrong-value", "study.earlyStopping.patience", "0")],
    [{ earlyStopping: { minDelta: -1 } }, refusal("wrong-value", "study.earlyStopping.minDelta", "-1")],
    [{ patience: 3 }, refusal("unknown-field", "study", "patience", { remedy: /earlyStopping\.patience/ })],
    [{ earlyStopping: {}, order: [[0]] }, refusal("wrong-value", "study.earlyStopping", "{}", { expected: /order/ })],
    [
      { earlyStopping: {} },
      refusal("wrong-value", "study.earlyStopping", "{}", { expected: /one training example/ }),
      { train: 1 },
    ],
    [
      { earlyStopping: { share: 0.5 }, batchSize: 21 },
      refusal("wrong-value", "study.batchSize", "21", { expected: /1 to 20, .* without the 20 for validation/ }),
    ],
    [
      { earlyStopping: { share: 0.5 }, shuffleWindow: 21 },
      refusal("wrong-value", "study.shuffleWindow", "21", { expected: /1 to 20,/ }),
    ],
  ])("%j", (input, expected, facts) => {
    expect(() => resolved(input, facts)).toThrow(expected);
  });
});
