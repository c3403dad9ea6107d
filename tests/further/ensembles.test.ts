/** Ensembles one by one: the mean of the predictions of disjoint groups of replicas, measured as replicas are. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askedFor } from "../../src/further/asked.js";
import { ensembleSizes } from "../../src/further/ensembles.js";
import { type FurtherMeasures, furtherMeasures } from "../../src/further/further.js";
import { finish } from "../../src/host/slices.js";
import type { Known } from "../../src/measure/input.js";
import { measureAll } from "../../src/measure/measure.js";
import { type Block, type Predictions, wholeBlock } from "../../src/measure/predictions.js";
import { predictions, uniforms } from "../measure/slowly.js";

function measured(p: Predictions, known: Known, logits: Float32Array | null = null, blocks?: Block[]): FurtherMeasures {
  const input = { shape: p, known, fromLogits: logits !== null, groups: null, classes: null, networks: null };
  const asked = askedFor({ measures: ["ensembleDifference"] }, "options");
  return finish(furtherMeasures(blocks ?? [wholeBlock(p, logits)], input, asked));
}

/** The ensembles of a size as replicas, by the plain formula. */
function together(p: Predictions, size: number): Predictions {
  const replicas = Math.floor(p.replicas / size);
  const row = p.examples * p.columns;
  const values = Float64Array.from({ length: replicas * row }, (_, at) => {
    const [e, i] = [Math.floor(at / row), at % row];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += p.values[(e * size + k) * row + i]!;
    return sum / size;
  });
  return { ...p, replicas, values };
}

const known = (p: Predictions, labels: number[]): Known =>
  p.kind === "value" ? { labels, task: "regression", loss: "squared" } : { labels, task: "classes", loss: "softmax" };

/** Replicas around one model, of `columns` classes. */
function around(seed: number, replicas: number, examples: number, columns: number): Predictions {
  const uniform = uniforms(seed);
  const base = Array.from({ length: examples * columns }, uniform);
  const values = new Float64Array(replicas * examples * columns);
  for (let n = 0; n < replicas * examples; n++) {
    const row = Array.from({ length: columns }, (_, c) => base[(n % examples) * columns + c]! + uniform());
    const sum = columns === 1 ? 2 : row.reduce((total, each) => total + each, 0);
    row.forEach((each, c) => void (values[n * columns + c] = each / sum));
  }
  return { values, replicas, examples, columns, kind: "probability" };
}

test.each([1, 3])("each size is measured as replicas are, %d columns", (columns) => {
  const p = around(1, 70, 25, columns);
  const labels = Array.from({ length: 25 }, (_, n) => (n * 7) % Math.max(2, columns));
  const { ensembles, measures } = measured(p, known(p, labels));
  expect(ensembles!.map(({ size, ensembles }) => [size, ensembles])).toEqual([
    [1, 70],
    [2, 35],
    [4, 17],
    [8, 8],
  ]);
  for (const { size, measures: found } of ensembles!) {
    const { predictionDifference, churn, loss, accuracy } = measureAll({
      ...known(p, labels),
      predictions: together(p, size),
    }).measures;
    expect(found).toEqual({ predictionDifference, churn, loss, accuracy });
    expect(found.predictionDifference.low).not.toBeNull();
  }
  const values = ensembles!.map(({ measures }) => measures.predictionDifference.value!);
  expect([...values].sort((a, b) => b - a)).toEqual(values);
  const { form, reason, ...numbers } = measures.ensembleDifference as { form: string; reason: null };
  expect({ form, reason }).toEqual({ form: "pairwise, ensembles of 8", reason: null });
  expect(ensembles![3]!.measures.predictionDifference).toEqual({ form: "pairwise", ...numbers });
});

test("one replica is an ensemble of itself, with its logits", () => {
  const p = around(2, 6, 20, 1);
  const logits = Float32Array.from(p.values, (x) => Math.log(x / (1 - x)));
  // A logit decides where the probability is exactly one half.
  [p.values[0], logits[0]] = [0.5, 1e-9];
  const ofLogits: Known = { labels: Array<number>(20).fill(1), task: "binary", loss: "logistic" };
  const { ensembles } = measured(p, ofLogits, logits);
  const { predictionDifference, churn, loss, accuracy } = measureAll({ ...ofLogits, predictions: p, logits }).measures;
  expect(ensembles).toEqual([{ size: 1, ensembles: 6, measures: { predictionDifference, churn, loss, accuracy } }]);
  expect(accuracy.value).not.toBe(measureAll({ ...ofLogits, predictions: p }).measures.accuracy.value);
});

test("however the examples are cut, and of values, too", () => {
  fc.assert(
    fc.property(predictions({ kind: "value" }), fc.integer({ min: 1, max: 4 }), (p, most) => {
      const labels = Array.from({ length: p.examples * p.columns }, (_, i) => i % 3);
      const blocks: Block[] = [];
      for (let first = 0; first < p.examples; first += most)
        blocks.push({
          ...wholeBlock(p, null),
          first,
          examples: Math.min(most, p.examples - first),
          offset: first * p.columns,
        });
      const whole = measured(p, known(p, labels));
      expect(measured(p, known(p, labels), null, blocks)).toEqual(whole);
      expect(whole.ensembles![0]!.measures.churn.value).toBeNull();
    }),
    { numRuns: 60 },
  );
});

describe("sizes", () => {
  test("double as long as eight ensembles are left", () => {
    expect(ensembleSizes(1)).toEqual([1]);
    expect(ensembleSizes(15)).toEqual([1]);
    expect(ensembleSizes(16)).toEqual([1, 2]);
    expect(ensembleSizes(128)).toEqual([1, 2, 4, 8, 16]);
  });

  test("fewer than two ensembles of 8 have no difference, and two no interval", () => {
    const of = (replicas: number) => {
      const p = around(3, replicas, 10, 2);
      return measured(p, known(p, Array<number>(10).fill(0))).measures.ensembleDifference;
    };
    expect(of(15)).toMatchObject({ value: null, reason: "fewer than 16 replicas" });
    expect(of(16)).toMatchObject({ low: null, reason: "fewer than three ensembles of 8 replicas" });
    expect(of(24)).toMatchObject({ reason: null });
    expect(of(1)).toMatchObject({ value: null, reason: "there is one replica" });
  });
});
