/** The loss of the best constant, by its own formula; and what is said of replicas that are no better. */
import { describe, expect, test } from "vitest";
import { learnedNothing, scaledTargets } from "../../src/report/format.js";
import { run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";

const x = [[0], [1], [2], [3]];
const given = (y: number[] | number[][], tested: typeof y, task: string, more: StudyInput = {}): StudyInput =>
  ({
    data: { name: "given", task, x, y, test: { x: x.slice(0, tested.length), y: tested } },
    hidden: [2],
    replicas: 3,
    ...more,
  }) as StudyInput;
const constantOf = async (study: StudyInput) => (await run(study, { workers: 0 })).data.constantLoss;

describe("the loss of the best constant", () => {
  test.each([
    ["two classes", given([0, 1, 1, 1], [1, 0], "binary"), -(Math.log(0.75) + Math.log(0.25)) / 2],
    ["three classes", given([0, 1, 1, 2], [2, 1], "classes"), -(Math.log(0.25) + Math.log(0.5)) / 2],
    ["targets", given([0, 1, 2, 5], [1, 4], "regression"), (1 + 4) / 2],
    [
      "rows of targets",
      given(
        [
          [0, 1],
          [2, 1],
          [0, 1],
          [2, 1],
        ],
        [[1, 3]],
        "regression",
      ),
      (0 + 4) / 2,
    ],
    ["squared on classes", given([0, 1, 1, 1], [1, 0], "binary", { loss: "squared" }), (0.25 ** 2 + 0.75 ** 2) / 2],
    ["a class that training never has", given([0, 1, 1, 0], [2], "classes"), null],
  ])("%s", async (_, study, loss) => {
    const found = await constantOf(study);
    if (loss === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(loss, 12);
  });

  test("on synthetic classes it is an expectation, as the loss of the replicas is", async () => {
    const { data, measures } = await run(
      { data: "vee", replicas: 4, optimizer: { learningRate: 1e-9 } },
      { workers: 0 },
    );
    expect(data.constantLoss).toBeCloseTo(Math.LN2, 2);
    expect(learnedNothing(data.constantLoss, measures)).toMatch(/^No better than the best constant prediction/);
    const trained = await run({ data: "vee", replicas: 4 }, { workers: 0 });
    expect(trained.data.constantLoss).toBe(data.constantLoss);
    expect(learnedNothing(trained.data.constantLoss, trained.measures)).toBeNull();
  });
});

test("scaled targets are told in the units of the file", async () => {
  const rows = Array.from({ length: 60 }, (_, n) => `${n % 9},${1000 * ((n * 7) % 60) + 0.5}`).join("\n");
  const study = (standardize: boolean): StudyInput => ({
    data: { name: "file", text: `a,price\n${rows}`, standardize },
    replicas: 3,
    epochs: 1,
  });
  const { preprocessing, measures, data } = await run(study(true), { workers: 0 });
  const { sd } = preprocessing!.target!;
  const said = scaledTargets(preprocessing, measures)!;
  expect(Number(/difference is (\d+)/.exec(said)![1])).toBeCloseTo(measures.predictionDifference.value! * sd, -1);
  expect(said).toContain("price");
  expect(data.decided).toMatch(/^label "price": targets, scaled/);
  const raw = await run(study(false), { workers: 0 });
  expect(scaledTargets(raw.preprocessing, raw.measures)).toBeNull();
});
