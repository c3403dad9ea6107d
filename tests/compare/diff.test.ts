import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare } from "../../src/compare/compare.js";
import { diff } from "../../src/compare/diff.js";
import { countedAnswers, diffFlipsCsv } from "../../src/compare/diff-flips.js";
import type { CompareInput } from "../../src/compare/input.js";
import { flips } from "../../src/compare/result-flips.js";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { predictions } from "../measure/slowly.js";
import { refusal } from "../refusal.js";

const study = { data: { name: "vee", train: 100, test: 60 }, replicas: 8, hidden: [6] } as const;
const options = { workers: 0 } as const;
const relu = await run({ ...study, activation: "relu" }, options);
const smelu = await run({ ...study, activation: "smelu" }, options);

describe("two results", () => {
  test("the measures are those of run; the ratio of losses and their difference are paired by seed", async () => {
    const found = await diff(relu, smelu);
    expect(found).toMatchObject({ replicas: [8, 8], examples: 60, paired: true });
    for (const name of ["predictionDifference", "churn"] as const) {
      expect(found.measures[name].a).toEqual(relu.measures[name]);
      expect(found.measures[name].b).toEqual(smelu.measures[name]);
    }
    const differences = smelu.replicas.map(({ loss }, r) => loss - relu.replicas[r]!.loss);
    const mean = differences.reduce((sum, x) => sum + x, 0) / 8;
    const error = Math.sqrt(differences.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 56);
    const { difference, ratio, a, b } = found.measures.loss;
    expect(difference.value).toBeCloseTo(mean, 12);
    expect(difference.high! - difference.value!).toBeCloseTo(studentQuantile(0.975, 7) * error, 12);
    expect(ratio.value).toBeCloseTo(b.value! / a.value!, 12);
  });

  test("the interval of the ratio of prediction differences is a jackknife that deletes a seed from both", async () => {
    const found = await diff(relu, smelu);
    const log = async (without: number | null) => {
      const rows = (result: typeof relu) =>
        Array.from({ length: 8 }, (_, r) => result.predictions!.subarray(60 * r, 60 * (r + 1))).filter(
          (_, r) => r !== without,
        );
      const [a, b] = await Promise.all([compare({ predictions: rows(relu) }), compare({ predictions: rows(smelu) })]);
      return Math.log(b.measures.predictionDifference.value! / a.measures.predictionDifference.value!);
    };
    const whole = await log(null);
    const left = await Promise.all(Array.from({ length: 8 }, (_, r) => log(r)));
    const mean = left.reduce((sum, x) => sum + x, 0) / 8;
    const error = Math.sqrt((left.reduce((sum, x) => sum + (x - mean) ** 2, 0) * 7) / 8);
    const { ratio, difference } = found.measures.predictionDifference;
    expect(Math.log(ratio.value!)).toBeCloseTo(whole, 10);
    // Both bend, so the interval is at least about as wide as that of first order.
    expect(Math.log(ratio.high! / ratio.low!)).toBeGreaterThan(1.6 * studentQuantile(0.975, 7) * error);
    expect(Math.log(ratio.high! / ratio.low!)).toBeLessThan(4 * studentQuantile(0.975, 7) * error);
    const [of, against] = [smelu, relu].map(({ measures }) => measures.predictionDifference.value!);
    expect(difference.value).toBeCloseTo(of! - against!, 12);
  });

  test("as JSON they say the same; B against A is A against B turned round", async () => {
    const [a, b] = [relu, smelu].map((result) =>
      JSON.parse(JSON.stringify(toJson(result, ["predictions", "logits", "examples"]))),
    );
    const found = await diff(relu, smelu);
    expect(await diff(a, b)).toEqual(found);
    const turned = await diff(smelu, relu);
    for (const name of ["predictionDifference", "churn", "loss"] as const) {
      const [{ ratio, difference }, other] = [found.measures[name], turned.measures[name]];
      expect(other.ratio).toEqual({
        value: expect.closeTo(1 / ratio.value!, 9),
        low: expect.closeTo(1 / ratio.high!, 9),
        high: expect.closeTo(1 / ratio.low!, 9),
      });
      expect(other.difference.value).toBeCloseTo(-difference.value!, 12);
      expect(other.difference.low).toBeCloseTo(-difference.high!, 12);
    }
  });

  test("other seeds share nothing: not paired", async () => {
    const other = await run(
      { ...study, activation: "smelu", seed: 5, data: { ...study.data }, seeds: { data: 0 } },
      options,
    );
    const found = await diff(relu, other);
    expect(found.paired).toBe(false);
    expect((await diff(relu, smelu, { paired: false })).paired).toBe(false);
  });

  test("other data are refused, but for drawn ones with the same test set", async () => {
    const more = await run({ ...study, data: { ...study.data, train: 150 } }, options);
    const elsewhere = await run({ ...study, data: { ...study.data, test: 61 } }, options);
    expect(more.data.sha256).not.toBe(relu.data.sha256);
    expect((await diff(relu, more)).examples).toBe(60);
    await expect(diff(relu, elsewhere)).rejects.toThrow(
      refusal("wrong-value", "b", undefined, { expected: /data of A/ }),
    );
    const seeded = await run({ ...study, seed: 9 }, options);
    await expect(diff(relu, seeded)).rejects.toThrow(refusal("wrong-value", "b", undefined));
  });

  test("a result without predictions says how they are stored; a crossed design has no pairs", async () => {
    await expect(diff(relu, toJson(smelu) as never)).rejects.toThrow(
      refusal("wrong-value", "b.predictions", "none", { remedy: /--with predictions/ }),
    );
    const { replicas: _, ...grid } = study;
    const crossed = await run({ ...grid, design: { init: 2, shuffle: 2 } }, options);
    await expect(diff(crossed, relu)).rejects.toThrow(refusal("wrong-value", "a.study.design", undefined, {}));
  });
});

describe("the verdict", () => {
  const around = (spread: number, replicas = 8): CompareInput => ({
    predictions: Array.from({ length: replicas }, (_, r) =>
      Array.from({ length: 20 }, (_, n) => 0.4 + spread * (((r * 7 + n * 3) % 11) / 11)),
    ),
    labels: Array.from({ length: 20 }, (_, n) => n % 2),
  });

  test("more, less, equally reproducible, or not resolved, in one sentence with the loss", async () => {
    const [wide, narrow] = [around(0.5), around(0.1)];
    const more = await diff(wide, narrow);
    expect(more.verdict).toBe("more reproducible");
    expect(more.message).toMatch(
      /^B is more reproducible than A: .* a ratio of 0\.2 \[.*\], at a loss of 0\.\d+ against 0\.\d+ \(difference /,
    );
    expect((await diff(narrow, wide)).verdict).toBe("less reproducible");
    const alike = await diff(wide, wide);
    expect([alike.verdict, alike.measures.loss.difference]).toEqual([
      "equally reproducible",
      { value: 0, low: null, high: null },
    ]);
    const still = await diff(around(0), around(0));
    expect([still.verdict, still.measures.predictionDifference.ratio.value]).toEqual(["equally reproducible", null]);
    const stops = await diff(wide, around(0));
    expect([stops.verdict, stops.measures.predictionDifference.ratio.value]).toEqual(["more reproducible", null]);
    expect(stops.message).toContain("a difference of -0.");
    const two = await diff(around(0.5, 2), around(0.1, 2));
    expect([two.verdict, two.measures.predictionDifference.ratio.low]).toEqual(["not resolved", null]);
    expect(two.message).toMatch(/^Which of A and B is more reproducible is not resolved/);
  });

  test("without labels no loss is spoken of", async () => {
    const { labels: _, ...wide } = around(0.5);
    const { message, measures } = await diff(wide, wide);
    expect(measures.loss.a.value).toBeNull();
    expect(message).not.toContain("loss");
  });
});

describe("two sets of predictions", () => {
  test("every measure is that of compare, for any predictions; ids bring B into the order of A", async () => {
    await fc.assert(
      fc.asyncProperty(predictions({ minReplicas: 2 }), fc.infiniteStream(fc.nat()), async (p, drawn) => {
        const task = p.kind === "value" ? "regression" : p.columns === 1 ? "binary" : "classes";
        const rows = Array.from({ length: p.replicas }, (_, r) =>
          Array.from({ length: p.examples }, (_, n) => {
            const at = (r * p.examples + n) * p.columns;
            return [...p.values.subarray(at, at + p.columns)];
          }),
        );
        const order = Array.from({ length: p.examples }, (_, n) => ({ n, by: drawn.next().value }))
          .sort((x, y) => x.by - y.by)
          .map(({ n }) => n);
        const a: CompareInput = { predictions: rows, task, ids: order.map((_, n) => n) };
        const b: CompareInput = { predictions: rows.map((row) => order.map((n) => row[n]!)), task, ids: order };
        const found = await diff(a, b);
        const { measures } = await compare(a);
        for (const name of ["predictionDifference", "churn"] as const)
          for (const side of ["a", "b"] as const) expect(found.measures[name][side]).toEqual(measures[name]);
        expect(found.measures.predictionDifference.difference.value).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  test("other examples, columns, tasks and ids are refused", async () => {
    const a: CompareInput = { predictions: [[0.1, 0.2]] };
    const wrong = (b: CompareInput, of = a) => expect(diff(of, b)).rejects;
    await wrong({ predictions: [[0.1]] }).toThrow(refusal("wrong-value", "b", "1", { expected: /2 examples/ }));
    await wrong({
      predictions: [
        [
          [0.1, 0.9],
          [0.1, 0.9],
        ],
      ],
    }).toThrow(refusal("wrong-value", "b", "2", { expected: /1 columns/ }));
    await wrong({ ...a, task: "regression" }).toThrow(refusal("wrong-value", "b", "regression"));
    await wrong({ ...a, ids: ["x", "y"] }).toThrow(refusal("wrong-value", "b", "ids"));
    await wrong({ ...a, ids: ["x", "y"] }, { ...a, ids: ["x", "z"] }).toThrow(
      refusal("wrong-value", "b", "no such id", { expected: /"z"/ }),
    );
    await expect(diff(a, relu)).rejects.toThrow(refusal("misplaced-field", "b", "one of each"));
  });
});

describe("the examples that flip in one recipe alone", () => {
  test("with those of both they are the examples that flip, with what every replica answers", async () => {
    const found = (await diff(relu, smelu, { flips: 1000 })).flips!;
    const [ofA, ofB] = [await flips(relu), await flips(smelu)];
    expect([found.both + found.onlyA, found.both + found.onlyB]).toEqual([ofA.flipping, ofB.flipping]);
    expect(found.examples.length).toBe(found.onlyA + found.onlyB);
    expect(found.onlyA + found.onlyB).toBeGreaterThan(1);
    for (const { row, label, flips: name, disagreement, a, b } of found.examples) {
      const [own, other, answers, alike] = name === "A" ? [ofA, ofB, a, b] : [ofB, ofA, b, a];
      expect(own.flips.find((flip) => flip.row === row)).toMatchObject({ label, disagreement, answers });
      expect(other.flips.some((flip) => flip.row === row)).toBe(false);
      expect(new Set(alike).size).toBe(1);
    }
    const order = found.examples.map(({ flips: name, disagreement }) => [name === "A" ? 0 : 1, -disagreement]);
    expect(order).toEqual([...order].sort(([s, d], [t, e]) => s! - t! || d! - e!));
    const { examples } = (await diff(relu, smelu, { flips: 1 })).flips!;
    expect(examples).toEqual(["A", "B"].flatMap((name) => found.examples.find(({ flips }) => flips === name) ?? []));
  });

  test("in the order of A and by its names, whatever the order of B", async () => {
    const a = {
      predictions: [
        [0.9, 0.1, 0.6],
        [0.9, 0.2, 0.4],
      ],
      ids: ["x", "y", "z"],
      rows: [4, 5, 6],
      labels: [1, 0, 1],
    };
    const b = {
      predictions: [
        [0.9, 0.9, 0.1],
        [0.9, 0.8, 0.9],
      ],
      ids: ["z", "x", "y"],
      rows: [1, 2, 3],
      labels: [1, 1, 0],
    };
    const found = (await diff({ ...a, classNames: ["no", "yes"] }, { ...b, classNames: ["no", "yes"] })).flips!;
    expect(found).toEqual({
      both: 0,
      onlyA: 1,
      onlyB: 1,
      classNames: [
        ["no", "yes"],
        ["no", "yes"],
      ],
      examples: [
        { row: 6, id: "z", group: null, label: 1, flips: "A", disagreement: 1, a: [1, 0], b: [1, 1] },
        { row: 5, id: "y", group: null, label: 0, flips: "B", disagreement: 1, a: [0, 0], b: [0, 1] },
      ],
    });
    expect(diffFlipsCsv(found, [2, 2])).toBe(
      "row,id,group,label,flips,disagreement,A replica 0,A replica 1,B replica 0,B replica 1\n" +
        "6,z,,yes,A,1,yes,no,yes,yes\n5,y,,no,B,1,no,no,no,yes\n",
    );
    expect(found.examples.map((flip) => countedAnswers(flip.a, found.classNames[0]))).toEqual([
      "yes (1), no (1)",
      "no (all 2)",
    ]);
  });

  test("of several labels the sets count; of a regression there are none", async () => {
    const sets = (...rows: number[][]) => ({ predictions: rows.map((row) => [row]), task: "multilabel" as const });
    const { flips: found } = await diff(sets([0.9, 0.1], [0.9, 0.9]), sets([0.1, 0.2], [0.3, 0.4]));
    expect(found!.examples).toMatchObject([{ flips: "A", a: [[0], [0, 1]], b: [[], []] }]);
    expect(countedAnswers(found!.examples[0]!.b, null)).toBe("none (all 2)");
    const values = { predictions: [[1], [2]], task: "regression" as const };
    expect((await diff(values, values)).flips).toBeNull();
  });
});
