import { describe, expect, test } from "vitest";
import { levelsOf, seedOf } from "../../src/study/levels.js";
import { type DataFacts, resolveStudy } from "../../src/study/resolve.js";
import type { StudyInput } from "../../src/study/study.js";

const FACTS: DataFacts = { task: "binary", inputs: 2, classes: 2, targets: 1, train: 45 };

describe("levels", () => {
  const levels = (input: StudyInput) => {
    const study = resolveStudy(input, { name: "vee" }, FACTS);
    return (["init", "shuffle"] as const).map((factor) =>
      Array.from({ length: study.replicas }, (_, replica) => levelsOf(study, replica)[factor]),
    );
  };

  test("what varies has a level a replica, what does not stays at 0", () => {
    expect(levels({ replicas: 3 })).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(levels({ replicas: 3, vary: ["init"] })).toEqual([
      [0, 1, 2],
      [0, 0, 0],
    ]);
    expect(levels({ replicas: 3, vary: [] })).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  test("on a crossed grid the initialization is the row, the order the column", () => {
    expect(levels({ design: { init: 2, shuffle: 3 } })).toEqual([
      [0, 0, 0, 1, 1, 1],
      [0, 1, 2, 0, 1, 2],
    ]);
    expect(levels({ design: { init: 3 } })).toEqual([
      [0, 1, 2],
      [0, 0, 0],
    ]);
    expect(levels({ design: { shuffle: 3 } })).toEqual([
      [0, 0, 0],
      [0, 1, 2],
    ]);
  });
});

test("the seed of a stream stands in place of the study's, 0 too", () => {
  const seeds = { seed: 7, seeds: { data: 3, init: 0 } };
  expect([seedOf(seeds, "data"), seedOf(seeds, "init"), seedOf(seeds, "shuffle")]).toEqual([3, 0, 7]);
});
