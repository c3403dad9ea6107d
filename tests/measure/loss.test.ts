import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bestConstantExcess } from "../../src/measure/best-constant.js";
import type { MeasureInput } from "../../src/measure/input.js";
import { lossOfTruth, lossSums, meanEntropy, replicaExcess } from "../../src/measure/loss.js";
import { measureAll } from "../../src/measure/measure.js";
import { wholeBlock } from "../../src/measure/predictions.js";

describe("loss", () => {
  const loss = (e: MeasureInput) => measureAll(e).measures.loss;
  const excessLoss = (e: MeasureInput) => measureAll(e).measures.excessLoss;

  function replicaLosses(e: MeasureInput): Float64Array | null {
    const sums = lossSums(e.predictions, e, Boolean(e.logits));
    sums.add(wholeBlock(e.predictions, e.logits));
    return sums.losses();
  }

  /** Two classes from logits, R x N, with or without truth and labels. */
  function binary(logits: number[], replicas: number, rest: Partial<MeasureInput> = {}): MeasureInput {
    const z = Float32Array.from(logits);
    const values = z.map((each) => 1 / (1 + Math.exp(-each)));
    const predictions = { values, replicas, examples: z.length / replicas, columns: 1, kind: "probability" as const };
    return { predictions, logits: z, task: "binary", loss: "logistic", ...rest };
  }

  const kl = (q: number, p: number) =>
    (q > 0 ? q * Math.log(q / p) : 0) + (q < 1 ? (1 - q) * Math.log((1 - q) / (1 - p)) : 0);

  describe("two classes", () => {
    test("excess is the mean divergence of the prediction from the truth", () => {
      const e = binary([0, 1, -2, 3], 2, { truth: new Float64Array([0.25, 0.8]) });
      const p = [...e.logits!].map((z) => 1 / (1 + Math.exp(-z)));
      expect(replicaExcess(e)![0]).toBeCloseTo((kl(0.25, p[0]!) + kl(0.8, p[1]!)) / 2, 14);
      expect(replicaExcess(e)![1]).toBeCloseTo((kl(0.25, p[2]!) + kl(0.8, p[3]!)) / 2, 14);
      expect(excessLoss(e).value).toBeCloseTo((replicaExcess(e)![0]! + replicaExcess(e)![1]!) / 2, 15);
    });

    test("logits keep what probabilities of 0 and 1 have lost", () => {
      const truth = new Float64Array([0.5, 1]);
      const e = binary([200, -200], 1, { truth });
      expect(excessLoss(e).value).toBeCloseTo((100 - Math.log(2) + 200) / 2, 10);
      expect(excessLoss({ ...e, logits: null }).value).toBeNull();
      expect(excessLoss(binary([200, 200], 1, { truth: new Float64Array([1, 1]) })).value).toBeLessThan(1e-86);
    });

    test("excess is never negative and is 0 only at the truth", () => {
      fc.assert(
        fc.property(
          fc.array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 8 }),
          (logits) => {
            const atTruth = new Float64Array(logits.map((z) => 1 / (1 + Math.exp(-z))));
            expect(excessLoss(binary(logits, 1, { truth: atTruth })).value).toBeLessThan(1e-14);
            expect(
              excessLoss(binary(logits, 1, { truth: new Float64Array(logits.length).fill(0.3) })).value,
            ).toBeGreaterThanOrEqual(0);
          },
        ),
      );
    });

    test("loss under the truth is excess plus the loss of the truth, and says so", () => {
      const truth = new Float64Array([0.25, 0.8]);
      const e = binary([0, 1, -2, 3], 2, { truth, labels: [0, 1] });
      expect(loss(e).form).toBe("expected under the true probabilities");
      expect(loss(e).value).toBeCloseTo(excessLoss(e).value! + lossOfTruth(truth, 2, "logistic"), 15);
    });

    test("loss on labels, from logits and from probabilities", () => {
      const e = binary([0, 1, -2, 3], 2, { labels: [0, 1] });
      const wanted =
        (Math.log(2) + Math.log(1 + Math.exp(-1)) + Math.log(1 + Math.exp(-2)) + Math.log(1 + Math.exp(-3))) / 4;
      expect(loss(e)).toMatchObject({ form: "on the labels", low: null, high: null });
      expect(loss(e).value).toBeCloseTo(wanted, 15);
      // The probabilities have been rounded to f32: 6e-8 of their size.
      expect(loss({ ...e, logits: null }).value).toBeCloseTo(wanted, 6);
      expect(loss({ ...e, labels: null }).value).toBeNull();
    });
  });

  test("several classes: softmax of the logits, a class that never occurs costs nothing", () => {
    const logits = new Float32Array([1, 2, -500, 0, 0, 0]);
    const predictions = {
      values: new Float32Array(6).fill(1 / 3),
      replicas: 1,
      examples: 2,
      columns: 3,
      kind: "probability" as const,
    };
    const truth = new Float64Array([0.5, 0.5, 0, 0.2, 0.3, 0.5]);
    const e: MeasureInput = { predictions, logits, truth, labels: [1, 2], task: "classes", loss: "softmax" };
    const p1 = 1 / (1 + Math.exp(1));
    const first = 0.5 * Math.log(0.5 / p1) + 0.5 * Math.log(0.5 / (1 - p1));
    const second = [0.2, 0.3, 0.5].reduce((sum, q) => sum + q * Math.log(q * 3), 0);
    expect(excessLoss(e).value).toBeCloseTo((first + second) / 2, 14);
    expect(loss({ ...e, truth: null }).value).toBeCloseTo((-Math.log(1 - p1) + Math.log(3)) / 2, 14);
  });

  test("two softmax columns take the truth of a binary task, and agree with one logistic column", () => {
    const truth = new Float64Array([0.25, 0.8]);
    const one = binary([0.5, -1.5], 1, { truth });
    const predictions = { ...one.predictions, values: new Float32Array([0.4, 0.6, 0.8, 0.2]), columns: 2 };
    const two: MeasureInput = {
      predictions,
      logits: new Float32Array([0, 0.5, 1, -0.5]),
      truth,
      task: "binary",
      loss: "softmax",
    };
    expect(excessLoss(two).value).toBeCloseTo(excessLoss(one).value!, 14);
  });

  test("a class that never occurs costs nothing, even at probability 0; the truth itself has no excess, and nothing has less", () => {
    const certain = {
      values: new Float32Array([1, 0, 0, 0.5, 0, 0.5]),
      replicas: 1,
      examples: 2,
      columns: 3,
      kind: "probability" as const,
    };
    const e: MeasureInput = { predictions: certain, labels: [0, 2], task: "classes", loss: "softmax" };
    expect(loss(e).value).toBeCloseTo(Math.log(2) / 2, 15);
    expect(excessLoss({ ...e, truth: new Float64Array([1, 0, 0, 0.5, 0, 0.5]) }).value).toBe(0);
    expect(
      loss({
        predictions: { ...certain, values: new Float32Array([0, 1]), columns: 1 },
        labels: [0, 1],
        task: "binary",
        loss: "logistic",
      }).value,
    ).toBe(0);
    const logits = Array.from({ length: 400 }, (_, k) => Math.fround((k - 200) / 29));
    for (const z of logits) {
      const [excess] = replicaExcess(binary([z], 1, { truth: Float64Array.of(1 / (1 + Math.exp(-z))) }))!;
      expect(excess).toBeGreaterThanOrEqual(0);
      expect(excess).toBeLessThan(1e-15);
    }
  });

  describe("squared", () => {
    const predictions = {
      values: new Float32Array([1, 2, 3, 5]),
      replicas: 2,
      examples: 2,
      columns: 1,
      kind: "value" as const,
    };

    test("regression: the loss is on the labels, the excess against the noiseless target", () => {
      const e: MeasureInput = {
        predictions,
        labels: [1, 4],
        truth: new Float64Array([0, 2]),
        task: "regression",
        loss: "squared",
      };
      expect([...replicaLosses(e)!]).toEqual([2, 2.5]);
      expect([...replicaExcess(e)!]).toEqual([0.5, 9]);
      expect(loss(e)).toMatchObject({ form: "on the labels", value: 2.25 });
    });

    test("classes: one column per class, target 1 for the label's", () => {
      const p = {
        values: new Float32Array([0.5, 0.5, 0, 0, 1, 0]),
        replicas: 1,
        examples: 2,
        columns: 3,
        kind: "value" as const,
      };
      expect(loss({ predictions: p, labels: [0, 1], task: "classes", loss: "squared" }).value).toBeCloseTo(0.5 / 6, 15);
    });
  });

  test("the interval is that of t over the replicas", () => {
    const predictions = {
      values: new Float32Array([1, 2, 3]),
      replicas: 3,
      examples: 1,
      columns: 1,
      kind: "value" as const,
    };
    const { value, low, high } = loss({ predictions, labels: [0], task: "regression", loss: "squared" });
    expect(value).toBeCloseTo(14 / 3, 14);
    // Losses 1, 4, 9: standard error sqrt(49 / 9); 4.302652729749462 is the 97.5% quantile of t with 2 degrees of
    // freedom. A loss is not below 0.
    expect(low).toBe(0);
    expect(high).toBeCloseTo(14 / 3 + (4.302652729749462 * 7) / 3, 10);
  });
});

describe("truth", () => {
  const entropy = (...q: number[]) => -q.reduce((sum, each) => sum + (each > 0 ? each * Math.log(each) : 0), 0);

  describe("best constant", () => {
    test("two classes: entropy of the mean minus mean entropy", () => {
      const wanted = entropy(0.5, 0.5) - (entropy(0.2, 0.8) + entropy(0.8, 0.2)) / 2;
      expect(bestConstantExcess(new Float64Array([0.2, 0.8]), 2, "logistic")).toBeCloseTo(wanted, 14);
      expect(bestConstantExcess(new Float64Array([0.2, 0.8]), 2, "softmax")).toBeCloseTo(wanted, 14);
      expect(bestConstantExcess(new Float64Array([0, 1]), 2, "logistic")).toBeCloseTo(Math.log(2), 14);
    });

    test("no constant is better: a scan over constants", () => {
      const truth = new Float64Array([0.1, 0.35, 0.9, 0.95]);
      const excess = (p: number) =>
        truth.reduce((sum, q) => sum + q * Math.log(q / p) + (1 - q) * Math.log((1 - q) / (1 - p)), 0) / truth.length;
      const scanned = Math.min(...Array.from({ length: 999 }, (_, i) => excess((i + 1) / 1000)));
      expect(bestConstantExcess(truth, 4, "logistic")).toBeCloseTo(scanned, 8);
    });

    test("several classes", () => {
      const wanted = entropy(0.45, 0.45, 0.1) - (entropy(0.8, 0.1, 0.1) + entropy(0.1, 0.8, 0.1)) / 2;
      expect(bestConstantExcess(new Float64Array([0.8, 0.1, 0.1, 0.1, 0.8, 0.1]), 2, "softmax")).toBeCloseTo(
        wanted,
        14,
      );
    });

    test("squared: the variance over examples, mean over columns", () => {
      expect(bestConstantExcess(new Float64Array([1, 3]), 2, "squared")).toBe(1);
      expect(bestConstantExcess(new Float64Array([1, 0, 3, 0]), 2, "squared")).toBe(0.5);
    });

    test("nothing to learn where the truth is constant", () => {
      expect(bestConstantExcess(new Float64Array([0.3, 0.3]), 2, "logistic")).toBeCloseTo(0, 15);
      expect(bestConstantExcess(new Float64Array([7, 7]), 2, "squared")).toBe(0);
    });
  });

  test("the loss of the truth", () => {
    expect(lossOfTruth(new Float64Array([0.25, 1]), 2, "logistic")).toBeCloseTo(entropy(0.25, 0.75) / 2, 15);
    expect(lossOfTruth(new Float64Array([0.25, 1]), 2, "squared")).toBeCloseTo(0.1875 / 2, 15);
    expect(lossOfTruth(new Float64Array([0.25, 0.75, 0, 1]), 2, "squared")).toBeCloseTo(0.1875 / 2, 15);
    expect(meanEntropy(new Float64Array([0.2, 0.3, 0.5]), 1)).toBeCloseTo(entropy(0.2, 0.3, 0.5), 15);
  });
});
