import { describe, expect, test } from "vitest";
import { checkParts, toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { refusal } from "../refusal.js";

const result = await run(
  { data: { name: "gaussians", train: 12, test: 5, classes: 4 }, hidden: [3], replicas: 3 },
  { workers: 0, backend: "reference", trail: true },
);
type Nested = number[][][];

describe("the long parts", () => {
  const all = toJson(result, ["predictions", "logits", "parameters"]);

  test("predictions and logits are [replica][example][class], each its own numbers", () => {
    for (const part of ["predictions", "logits"] as const) {
      const nested = all[part] as Nested;
      expect([nested.length, nested[0]!.length, nested[0]![0]!.length]).toEqual([3, 5, 4]);
      expect(nested.flat(2)).toEqual([...result[part]!]);
    }
    // A row of probabilities is the softmax of its row of logits.
    const [row, logits] = [(all.predictions as Nested)[2]![4]!, (all.logits as Nested)[2]![4]!];
    const sum = logits.reduce((total, z) => total + Math.exp(z), 0);
    logits.forEach((z, c) => expect(row[c]).toBeCloseTo(Math.exp(z) / sum, 6));
  });

  test("parameters are [replica][position]", () => {
    expect(all.parameters).toEqual(result.parameters.map((flat) => [...flat]));
  });

  test("examples are the labels of the test set, as plain lists; no file gave them rows, ids or groups", () => {
    const { examples } = toJson(result, ["examples"]);
    expect(examples).toEqual({ labels: [...result.examples.labels], rows: null, ids: null, groups: null });
    const { labels } = result.examples;
    const filed = { ...result, examples: { labels, rows: Int32Array.of(7, 2, 9, 4, 5), ids: ["a"], groups: null } };
    expect(toJson(filed, ["examples"]).examples).toMatchObject({ rows: [7, 2, 9, 4, 5], ids: ["a"] });
  });

  test("are left out unless asked for, and all the rest stays as it is", () => {
    const { predictions, logits, parameters, examples, ...rest } = result;
    expect(toJson(result)).toEqual(rest);
    expect(Object.keys(toJson(result, ["logits"]))).toEqual([...Object.keys(rest), "logits"]);
  });

  test("that are not those of the examples are refused", () => {
    for (const test of [3, -1, 2 ** 53, NaN, "x"] as number[]) {
      const other = { ...result, data: { ...result.data, test } };
      expect(() => toJson(other, ["logits"])).toThrow(refusal("wrong-value", "result", /Float32Array/));
    }
  });

  test("that are too many to keep are refused", () => {
    expect(() => toJson({ ...result, predictions: null, logits: null }, ["logits"])).toThrow(
      refusal("wrong-value", "result", /many/),
    );
  });
});

test("one column is a list of one number an example", async () => {
  const binary = await run(
    { data: { name: "vee", train: 12, test: 5 }, replicas: 2 },
    { workers: 0, backend: "reference" },
  );
  const { predictions } = toJson(binary, ["predictions"]) as { predictions: Nested };
  expect(predictions.map((replica) => replica.map((row) => row.length))).toEqual([Array(5).fill(1), Array(5).fill(1)]);
});

test("a part that there is not is refused by its name", () => {
  expect(checkParts(["trail", "logits"], "--with")).toEqual(["trail", "logits"]);
  expect(() => checkParts(["logits", "losses"], "--with")).toThrow(refusal("wrong-value", "--with", '"losses"'));
});
