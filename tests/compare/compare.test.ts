import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare } from "../../src/compare/compare.js";
import { flipsCsv } from "../../src/compare/flips-csv.js";
import type { CompareInput } from "../../src/compare/input.js";
import { flips } from "../../src/compare/result-flips.js";
import { measureAll } from "../../src/measure/measure.js";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import type { Refusal } from "../../src/study/errors.js";
import type { Rows } from "../../src/study/numbers.js";
import { predictions as anyPredictions } from "../measure/slowly.js";
import { refusal } from "../refusal.js";

describe("compare", () => {
  test("two replicas that anybody made", async () => {
    const { measures, replicas, examples } = await compare({
      predictions: [
        [0.9, 0.2, 0.6],
        [0.7, 0.2, 0.4],
      ],
      labels: [1, 0, 1],
    });
    expect([replicas, examples]).toEqual([2, 3]);
    expect(measures.predictionDifference.value).toBeCloseTo(0.4 / 3, 15);
    expect(measures.churn.value).toBeCloseTo(1 / 3, 15);
    expect(measures.accuracy.value).toBeCloseTo(5 / 6, 15);
    expect(measures.predictionDifference.low).toBeNull();
  });

  test("classes in columns, and a regression", async () => {
    const classes = await compare({ predictions: [[[0.5, 0.25, 0.25]], [[0.25, 0.5, 0.25]]] });
    expect(classes.measures.predictionDifference.value).toBe(0.25);
    expect(classes.measures.churn.value).toBe(1);
    const values = await compare({
      predictions: [
        [10, 20],
        [11, 22],
      ],
      task: "regression",
    });
    expect(values.measures.predictionDifference.value).toBe(1.5);
    expect(values.measures.churn.value).toBeNull();
    const several = await compare({
      predictions: [[[1, 2]], [[2, 4]]],
      labels: [[1, 2]],
      truth: [[2, 4]],
      task: "regression",
    });
    expect([
      several.measures.predictionDifference.value,
      several.measures.loss.value,
      several.measures.excessLoss.value,
    ]).toEqual([1.5, 1.25, 1.25]);
  });

  test("nothing is rounded: predictions differ as far as they are given", async () => {
    const near = await compare({ predictions: [[0.50000001], [0.4]] });
    expect([near.measures.churn.value, near.ties]).toEqual([1, 0]);
    const apart = async (predictions: number[][]) =>
      (await compare({ predictions, task: "regression" })).measures.predictionDifference.value;
    expect(await apart([[16777217], [16777216]])).toBe(1);
    expect(await apart([[20240000500], [20240000000]])).toBe(500);
    const sure = await compare({ predictions: [[1 - 1e-9], [1 - 1e-9]], labels: [0] });
    expect(sure.measures.loss).toMatchObject({ value: expect.closeTo(20.723, 3), low: null });
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(probability, probability, async (p, q) => {
        const { measures, ties } = await compare({ predictions: [[p], [q]] });
        expect(measures.predictionDifference.value).toBe(Math.abs(p - q));
        expect(measures.churn.value).toBe(Number(p > 0.5 !== q > 0.5));
        expect(ties).toBe(Number(p === 0.5) + Number(q === 0.5));
      }),
    );
  });

  test("lists and typed arrays of the same numbers give the same bits, in single precision those of a run", async () => {
    await fc.assert(
      fc.asyncProperty(anyPredictions({ minReplicas: 1 }), fc.boolean(), async (p, flat) => {
        const task = p.kind === "value" ? "regression" : p.columns === 1 ? "binary" : "classes";
        const replica = (r: number) => p.values.subarray(r * p.examples * p.columns, (r + 1) * p.examples * p.columns);
        const rows = (r: number) =>
          Array.from({ length: p.examples }, (_, n) => replica(r).subarray(n * p.columns, (n + 1) * p.columns));
        const each = <T>(of: (r: number) => T): T[] => Array.from({ length: p.replicas }, (_, r) => of(r));
        const labels = p.kind === "value" ? rows(0) : Uint8Array.from({ length: p.examples }, (_, n) => n % 2);
        const typed = await compare({
          predictions: each((r): Rows => (p.columns === 1 && flat ? replica(r) : rows(r))),
          task,
          labels,
        });
        const lists = await compare({
          predictions: each((r) => rows(r).map((row) => [...row])),
          task,
          labels: [...labels].map((row) => (typeof row === "number" ? row : [...row])),
        });
        expect(lists).toEqual(typed);
        const loss = p.kind === "value" ? "squared" : p.columns === 1 ? "logistic" : "softmax";
        const { measures } = measureAll({
          predictions: p,
          task,
          loss,
          labels: p.kind === "value" ? replica(0) : (labels as Uint8Array),
        });
        expect(typed.measures).toEqual(measures);
      }),
    );
  });
});

describe("several labels an example", () => {
  const predictions = [
    [
      [0.9, 0.2, 0.6],
      [0.1, 0.1, 0.1],
    ],
    [
      [0.8, 0.7, 0.4],
      [0.2, 0.1, 0.1],
    ],
  ];
  const labels = [
    [1, 0, 1],
    [0, 0, 0],
  ];

  test("each label is one decision; sets of them are compared whole", async () => {
    const { task, measures, labelSets, examples, columns, flips } = await compare({
      predictions,
      labels,
      task: "multilabel",
    });
    expect([task, examples, columns]).toEqual(["multilabel", 2, 3]);
    // Two of six decisions differ, on one of two examples.
    expect([measures.churn.value, labelSets!.churn.value]).toEqual([2 / 6, 1 / 2]);
    expect([measures.accuracy.value, labelSets!.accuracy.value]).toEqual([(1 + 4 / 6) / 2, (1 + 1 / 2) / 2]);
    expect(measures.predictionDifference.value).toBeCloseTo((0.1 + 0.5 + 0.2 + 0.1) / 6, 12);
    const losses = predictions.flat(2).map((p, i) => -Math.log(labels.flat()[i % 6] === 1 ? p : 1 - p));
    expect(measures.loss.value).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / 12, 12);
    expect(flips).toEqual([
      {
        row: 0,
        id: null,
        group: null,
        label: [0, 2],
        disagreement: 1,
        difference: expect.closeTo(0.8 / 3, 12),
        answers: [
          [0, 2],
          [0, 1],
        ],
        baseline: null,
      },
    ]);
  });

  test("rows need not add up to 1, and one label is one column", async () => {
    const { measures } = await compare({ predictions: [[[1, 1, 1]], [[0, 0, 0]]], task: "multilabel" });
    expect(measures.predictionDifference.value).toBe(1);
    const [one, column] = await Promise.all([
      compare({ predictions: [[0.9], [0.2]], labels: [1], task: "multilabel" }),
      compare({ predictions: [[0.9], [0.2]], labels: [1] }),
    ]);
    expect(one.measures).toEqual(column.measures);
  });
});

describe("groups", () => {
  test("each is measured as if it were alone, in the order of numbers or of code units", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyPredictions({ minReplicas: 1 }),
        fc.infiniteStream(fc.nat(2)),
        fc.boolean(),
        async (p, drawn, named) => {
          const task = p.kind === "value" ? "regression" : p.columns === 1 ? "binary" : "classes";
          const row = (r: number, n: number) => {
            const at = (r * p.examples + n) * p.columns;
            return [...p.values.subarray(at, at + p.columns)];
          };
          const all = Array.from({ length: p.examples }, (_, n) => n);
          const of = Array.from(all, () => drawn.next().value);
          const input = (examples: number[]): CompareInput => ({
            predictions: Array.from({ length: p.replicas }, (_, r) => examples.map((n) => row(r, n))),
            labels: examples.map((n) => (p.kind === "value" ? row(0, n) : n % 2)),
            truth: examples.map((n) => row(p.replicas - 1, n)),
            baseline: examples.map((n) => row(0, n)),
            task,
          });
          const groups = named ? of.map((g) => `g${g}`) : of;
          const found = await compare({ ...input(all), groups });
          expect(found.groups!.map(({ group }) => group)).toEqual([...new Set(groups)].sort());
          for (const { group, ...inGroup } of found.groups!) {
            const alone = await compare(input(all.filter((n) => groups[n] === group)));
            for (const [name, value] of Object.entries(inGroup)) expect(value).toEqual(alone[name as never]);
          }
          expect(found.groups!.reduce((sum, { examples }) => sum + examples, 0)).toBe(p.examples);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("numbers stand before texts, in their own order", async () => {
    const { groups } = await compare({ predictions: [[0.1, 0.2, 0.3]], groups: [10, 9, 10] });
    expect(groups!.map(({ group, examples }) => [group, examples])).toEqual([
      [9, 1],
      [10, 2],
    ]);
  });
});

describe("the examples that flip", () => {
  const predictions = [
    [0.9, 0.2, 0.6, 0.7],
    [0.7, 0.4, 0.4, 0.6],
    [0.8, 0.6, 0.45, 0.8],
  ];

  test("the most disagreement first, then the largest difference, with what each replica answers", async () => {
    const table = await compare({
      predictions,
      labels: [1, 0, 1, 1],
      ids: ["a", "b", "c", "d"],
      groups: [1, 1, 2, 2],
      rows: [11, 12, 13, 14],
      baseline: [0.4, 0.4, 0.6, 0.6],
      classNames: ["no", "yes"],
    });
    expect(table.flipping).toBe(2);
    const shared = { disagreement: 2 / 3, baseline: expect.any(Number) };
    expect(table.flips).toEqual([
      { ...shared, row: 12, id: "b", group: 1, label: 0, difference: expect.closeTo(0.8 / 3), answers: [0, 0, 1] },
      { ...shared, row: 13, id: "c", group: 2, label: 1, difference: expect.closeTo(0.4 / 3), answers: [1, 0, 0] },
    ]);
    expect(table.flips.map(({ baseline }) => baseline)).toEqual([0, 1]);
    expect(await flipsCsv(table)).toBe(
      [
        "row,id,group,label,disagreement,difference,baseline,replica 0,replica 1,replica 2",
        ...table.flips.map(({ difference: d }, i) =>
          [`12,b,1,no,${2 / 3},${d},no,no,no,yes`, `13,c,2,yes,${2 / 3},${d},yes,yes,no,no`].at(i),
        ),
        "",
      ].join("\n"),
    );
  });

  test("values flip where they are not equal, and are listed up to the number asked for", async () => {
    const table = await compare({
      predictions: [
        [1, 2, 3],
        [1, 5, 4],
      ],
      task: "regression",
      flips: 1,
    });
    expect([table.flipping, table.flips.length]).toEqual([2, 1]);
    expect(table.flips[0]).toMatchObject({ row: 1, disagreement: null, difference: 3, answers: [2, 5], label: null });
    expect((await compare({ predictions, flips: 0 })).flips).toEqual([]);
  });

  test("CSV quotes what would break a line", async () => {
    const ids = ['say "a", b', "line\nend", "c", "d"];
    const text = await flipsCsv(
      await compare({
        predictions: [
          [0, 0, 0, 0],
          [1, 1, 0, 0],
        ],
        ids,
      }),
    );
    expect(text).toContain('\n0,"say ""a"", b",,,1,1,,0,1\n1,"line\nend",,,1,1,,0,1\n');
  });

  test("a table is the same whatever it was made of: churn is the mean disagreement", async () => {
    await fc.assert(
      fc.asyncProperty(anyPredictions({ kind: "probability", minReplicas: 2 }), async (p) => {
        const rows = Array.from({ length: p.replicas }, (_, r) =>
          Array.from({ length: p.examples }, (_, n) => {
            const at = (r * p.examples + n) * p.columns;
            return [...p.values.subarray(at, at + p.columns)];
          }),
        );
        const { flips, flipping, measures, examples } = await compare({ predictions: rows, flips: Infinity });
        expect(flips.length).toBe(flipping);
        const sum = flips.reduce((total, { disagreement }) => total + disagreement!, 0);
        expect(sum / examples).toBeCloseTo(measures.churn.value!, 12);
        const sorted = [...flips].sort((a, b) => b.disagreement! - a.disagreement! || b.difference - a.difference);
        expect(flips).toEqual(sorted);
      }),
    );
  });
});

test("the examples of a result that flip are those of its churn, decided by its logits", async () => {
  const study = { data: { name: "gaussians", train: 60, test: 40, classes: 3 }, hidden: [4], replicas: 5 } as const;
  const result = await run({ ...study, epochs: 3 }, { workers: 0 });
  const table = await flips(result);
  expect(table.flipping).toBeGreaterThan(0);
  expect(table.flips.length).toBe(table.flipping);
  const sum = table.flips.reduce((total, { disagreement }) => total + disagreement!, 0);
  expect(sum / 40).toBeCloseTo(result.measures.churn.value!, 12);
  for (const { row, label } of table.flips) expect(label).toBe(result.examples.labels[row]);
  const stored = JSON.parse(JSON.stringify(toJson(result, ["predictions", "logits", "examples"])));
  expect(await flips(stored)).toEqual(table);
  expect(await flips(result, { most: 2 })).toEqual({ ...table, flips: table.flips.slice(0, 2) });
  const without = JSON.parse(JSON.stringify(toJson(result, ["predictions"])));
  expect((await flips(without)).flips).toEqual(table.flips.map((flip) => ({ ...flip, label: null })));
});

test("a result's rows and ids are those of its file", async () => {
  const result = await run({ data: { name: "vee", train: 20, test: 10 }, replicas: 4 }, { workers: 0 });
  const rows = Int32Array.from({ length: 10 }, (_, n) => 100 - n);
  const ids = Array.from(rows, (row) => `id ${row}`);
  const table = await flips({ ...result, examples: { ...result.examples, rows, ids } });
  expect(table.flips.length).toBeGreaterThan(0);
  for (const { row, id } of table.flips) expect(id).toBe(`id ${row}`);
});

describe("what is no prediction is refused by its path", () => {
  const hole = [, 0.9] as unknown as number[];

  test.each<[unknown, Refusal]>([
    [{ predictions: [] }, refusal("wrong-value", "predictions", "0 x 0")],
    [{ predictions: [[]] }, refusal("wrong-value", "predictions", "1 x 0")],
    [{ predictions: [[0.5, 0.5], [0.5]] }, refusal("wrong-value", "predictions[1]", "1", { expected: /^2 example/ })],
    [{ predictions: [[0.5], , [0.5]] }, refusal("wrong-type", "predictions[1]", "nothing", { expected: /^1 example/ })],
    [{ predictions: [, [0.5]] }, refusal("wrong-type", "predictions[0]", "nothing")],
    [{ predictions: [0.5, 0.4] }, refusal("wrong-type", "predictions[0]", "0.5")],
    [{ predictions: ["ab"] }, refusal("wrong-type", "predictions[0]", '"ab"')],
    [
      { predictions: [[0.5, [0.5, 0.5]]] },
      refusal("wrong-value", "predictions[0][1]", "[0.5,0.5]", { expected: /1 number$/ }),
    ],
    [{ predictions: [[[]]] }, refusal("wrong-value", "predictions[0][0]", "none", { expected: /least/ })],
    [
      { predictions: [hole, [0.1, 0.9]] },
      refusal("wrong-type", "predictions[0][0]", "nothing", { expected: /0 to 1$/ }),
    ],
    [
      { predictions: [[hole], [[0.1, 0.9]]] },
      refusal("wrong-type", "predictions[0][0][0]", "nothing", { expected: /0 to 1$/ }),
    ],
    [{ predictions: [[null]] }, refusal("wrong-type", "predictions[0][0]", "null", { expected: /0 to 1$/ })],
    [{ predictions: [["0.5"]] }, refusal("wrong-type", "predictions[0][0]", '"0.5"', { expected: /0 to 1$/ })],
    [
      { predictions: [[NaN]] },
      refusal("wrong-value", "predictions[0][0]", "NaN", { expected: /0 to 1$/, remedy: /sigmoid/ }),
    ],
    [
      { predictions: [[1.5]] },
      refusal("wrong-value", "predictions[0][0]", "1.5", { expected: /0 to 1$/, remedy: /sigmoid/ }),
    ],
    [
      { predictions: [[1e200]], task: "regression" },
      refusal("wrong-value", "predictions[0][0]", "1e+200", { expected: /-1e100 to 1e100$/ }),
    ],
    [
      { predictions: [[[1, 1, 1]], [[0, 0, 0]]] },
      refusal("wrong-value", "predictions[0][0]", "a sum of 3", {
        expected: /1 \(within 0\.001\)$/,
        remedy: /multilabel/,
      }),
    ],
    [
      { predictions: [[[0.4, 0.4, 0.1]]] },
      refusal("wrong-value", "predictions[0][0]", "a sum of 0.9", {
        expected: /1 \(within 0\.001\)$/,
        remedy: /multilabel/,
      }),
    ],
    [{ predictions: [[0.5]], truth: [2, 0] }, refusal("wrong-value", "truth", "2", { expected: /^1 example/ })],
    [
      { predictions: [[0.5, 0.5]], truth: [2, 0] },
      refusal("wrong-value", "truth[0]", "2", { expected: /0 to 1$/, remedy: /sigmoid/ }),
    ],
    [
      { predictions: [[[0.5, 0.5]]], truth: [[0.9, 0.9]] },
      refusal("wrong-value", "truth[0]", "a sum of 1.8", { expected: /1 \(within 0\.001\)$/, remedy: /multilabel/ }),
    ],
    [
      { predictions: [[[0.5, 0.5]]], truth: [0.5] },
      refusal("wrong-type", "truth[0]", "0.5", { expected: /2 numbers$/ }),
    ],
    [{ predictions: [[0.5]], truth: 0 }, refusal("wrong-type", "truth", "0", { expected: /^1 example/ })],
    [{ predictions: [[0.5]], labels: "1" }, refusal("wrong-type", "labels", '"1"', { expected: /1 label/ })],
    [{ predictions: [[0.5]], labels: [2] }, refusal("wrong-value", "labels[0]", "2", { expected: /0 or 1$/ })],
    [{ predictions: [[0.5]], labels: [true] }, refusal("wrong-type", "labels[0]", "true", { expected: /0 or 1$/ })],
    [
      { predictions: [[0.5, 0.5]], labels: [0, ,] },
      refusal("wrong-type", "labels[1]", "nothing", { expected: /0 or 1$/ }),
    ],
    [
      { predictions: [[[0.5, 0.25, 0.25]]], labels: [1.5] },
      refusal("wrong-value", "labels[0]", "1.5", { expected: /0 to 2$/ }),
    ],
    [
      { predictions: [[1, 2]], labels: [1, NaN], task: "regression" },
      refusal("wrong-value", "labels[1]", "NaN", { expected: /-1e100 to 1e100$/ }),
    ],
    [
      { predictions: [[0.5]], label: [1] },
      refusal("unknown-field", "compare", "label", { remedy: 'Did you mean "labels"?' }),
    ],
    [
      { predictions: [[0.5]], task: "foo" },
      refusal("wrong-value", "task", '"foo"', { expected: "one of binary, classes, regression, multilabel" }),
    ],
    [
      { predictions: [[0.5]], task: 3 },
      refusal("wrong-type", "task", "3", { expected: "one of binary, classes, regression, multilabel" }),
    ],
    [{ predictions: [[0.5]], task: "classes" }, refusal("wrong-value", "task", '"classes"', { expected: /column/ })],
    [
      { predictions: [[[0.5, 0.25, 0.25]]], task: "binary" },
      refusal("wrong-value", "task", '"binary"', { expected: /3 columns$/ }),
    ],
    [null, refusal("wrong-type", "compare", "null")],
    [
      { predictions: [[[0.5, 0.5]]], labels: [[1, 2]], task: "multilabel" },
      refusal("wrong-value", "labels[0][1]", "2", { expected: "0 or 1" }),
    ],
    [
      { predictions: [[0.5]], labels: [0.5], task: "multilabel" },
      refusal("wrong-value", "labels[0]", "0.5", { expected: "0 or 1" }),
    ],
    [
      { predictions: [[[0.5, 2]]], task: "multilabel" },
      refusal("wrong-value", "predictions[0][0][1]", "2", { expected: /0 to 1$/ }),
    ],
    [
      { predictions: [[[0.5, 0.5]]], baseline: [[0.5, 0.4]] },
      refusal("wrong-value", "baseline[0]", "a sum of 0.9", { expected: /1 \(within/ }),
    ],
    [{ predictions: [[0.5]], baseline: [0.5, 0.5] }, refusal("wrong-value", "baseline", "2", { expected: /^1 ex/ })],
    [
      { predictions: [[0.5, 0.5]], ids: ["a", "a"] },
      refusal("wrong-value", "ids[1]", '"a", as at ids[0]', { expected: /different id/ }),
    ],
    [{ predictions: [[0.5]], ids: [null] }, refusal("wrong-type", "ids[0]", "null", { expected: /text or a number/ })],
    [{ predictions: [[0.5]], ids: "a" }, refusal("wrong-type", "ids", '"a"', { expected: /^1 example/ })],
    [{ predictions: [[0.5]], groups: [NaN] }, refusal("wrong-type", "groups[0]", "NaN", { expected: /text or/ })],
    [{ predictions: [[0.5]], groups: ["a", "b"] }, refusal("wrong-value", "groups", "2", { expected: /^1 example/ })],
    [
      { predictions: [new Float32Array(1001)], groups: Array.from({ length: 1001 }, (_, n) => n) },
      refusal("wrong-value", "groups", "1001", { expected: "at most 1000 groups" }),
    ],
    [{ predictions: [[0.5]], rows: [0.5] }, refusal("wrong-type", "rows[0]", "0.5", { expected: "an integer" })],
    [{ predictions: [[0.5]], classNames: ["a"] }, refusal("wrong-value", "classNames", "1", { expected: "2 names" })],
    [
      { predictions: [[[0.5, 0.5]]], classNames: ["a", 4] },
      refusal("wrong-type", "classNames[1]", "4", { expected: "a text" }),
    ],
    [{ predictions: [[0.5]], classNames: "ab" }, refusal("wrong-type", "classNames", '"ab"', { expected: "2 names" })],
    [{ predictions: [[0.5]], flips: -1 }, refusal("wrong-value", "flips", "-1", { expected: /0 or more/ })],
    [{ predictions: [[0.5]], flips: "all" }, refusal("wrong-type", "flips", '"all"', { expected: /number of/ })],
  ])("%j", async (input, error) => {
    await expect(compare(input as CompareInput)).rejects.toThrow(error);
  });

  test("rows that add up to 1 as far as printed digits do are taken", async () => {
    const digits = await compare({ predictions: [[[0.333, 0.333, 0.333]], [[0.3333, 0.3333, 0.3333]]] });
    expect(digits.measures.predictionDifference.value).toBeCloseTo(0.00045, 12);
    const single = await compare({ predictions: [[Float32Array.of(0.1, 0.2, 0.7)]], truth: [[0.1, 0.2, 0.7]] });
    expect(single.measures.excessLoss.value).toBeLessThan(1e-8);
  });

  test("one bad thing anywhere", async () => {
    const bad = fc.constantFrom<unknown>(
      undefined,
      null,
      NaN,
      Infinity,
      -Infinity,
      "0.5",
      "",
      true,
      1n,
      {},
      [],
      [0.5, 0.5, 0.5, 0.5, 0.5],
      -1e-9,
      1 + 1e-9,
      () => 0.5,
    );
    const place = fc.tuple(fc.nat(), fc.nat(), fc.nat());
    await fc.assert(
      fc.asyncProperty(
        anyPredictions({ kind: "probability", minReplicas: 1 }),
        place,
        bad,
        fc.boolean(),
        async (p, [first, second, third], wrong, removed) => {
          const [r, n, c] = [first % p.replicas, second % p.examples, third % p.columns];
          const rows = Array.from({ length: p.replicas }, (_, replica) =>
            Array.from(
              { length: p.examples },
              (_, example) =>
                [
                  ...p.values.subarray(
                    (replica * p.examples + example) * p.columns,
                    (replica * p.examples + example + 1) * p.columns,
                  ),
                ] as unknown[],
            ),
          );
          if (removed) delete rows[r]![n]![c];
          else rows[r]![n]![c] = wrong;
          const kind = typeof (removed ? undefined : wrong) === "number" ? "wrong-value" : "wrong-type";
          await expect(compare({ predictions: rows as never })).rejects.toThrow(
            refusal(kind, `predictions[${r}][${n}][${c}]`, undefined, { expected: /probability/ }),
          );
        },
      ),
    );
  });
});

test("the flips of a regression have its values in the units of the file", async () => {
  const price = (n: number) => 240000 + 1000 * (n % 9) + 333.5 * ((n * n) % 5);
  const rows = Array.from({ length: 60 }, (_, n) => `${n % 9},${(n * n) % 5},${price(n)}`);
  const text = `a,b,price\n${rows.join("\n")}`;
  const result = await run({ data: { name: "file", text }, epochs: 40, replicas: 3 }, { workers: 0 });
  const { mean, sd } = result.preprocessing!.target!;
  const table = await flips(result);
  expect(table.flips.length).toBe(result.data.test);
  for (const { row, label, answers, difference } of table.flips) {
    // Lines are counted from 1, and the first holds the names.
    expect(Math.abs((label as number) - price(row - 2))).toBeLessThan(0.01);
    const example = result.examples.rows!.indexOf(row);
    const own = [0, 1, 2].map((r) => mean + sd * result.predictions![r * result.data.test + example]!);
    expect(answers).toEqual(own);
    const [a, b, c] = own as [number, number, number];
    expect(difference).toBeCloseTo((Math.abs(a - b) + Math.abs(a - c) + Math.abs(b - c)) / 3, 6);
  }
  const total = table.flips.reduce((sum, { difference }) => sum + difference, 0);
  expect(total / result.data.test / sd).toBeCloseTo(result.measures.predictionDifference.value!, 10);
  expect((await flipsCsv(table)).split("\n")[1]).toContain(`,${table.flips[0]!.answers.join()}`);
  const stored = JSON.parse(JSON.stringify(toJson(result, ["predictions", "logits", "examples"])));
  expect(await flips(stored)).toEqual(table);
  stored.preprocessing.target = { mean, sd: "1" };
  await expect(flips(stored)).rejects.toThrow(refusal("wrong-type", "result.preprocessing.target.sd", '"1"'));
});

test("the flips of a file's study have the names of its classes", async () => {
  const rows = Array.from({ length: 60 }, (_, n) => `${(n * 7) % 11},${(n * n) % 5},${n % 3 ? "no" : "yes"}`);
  const result = await run(
    { data: { name: "file", text: `a,b,sold\n${rows.join("\n")}` }, epochs: 1, replicas: 6 },
    { workers: 0 },
  );
  const { classNames, flips: found } = await flips(result);
  expect(classNames).toEqual(["no", "yes"]);
  expect(found.length).toBeGreaterThan(0);
  const other = { ...result, preprocessing: { ...result.preprocessing!, classNames: ["no"] } };
  await expect(flips(other)).rejects.toThrow(refusal("wrong-value", "result.preprocessing.classNames", "1"));
});
