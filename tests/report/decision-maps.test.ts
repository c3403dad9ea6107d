import { expect, test } from "vitest";
import { decisionMaps, mappedStudy } from "../../src/report/decision-maps.js";
import { report } from "../../src/report/report.js";
import { run } from "../../src/run/run.js";
import { openTrainer } from "../../src/run/trainer.js";
import { inventedClaims, studyOf } from "./fixture.js";

const SMALL = studyOf({
  data: { name: "vee", train: 40, test: 30, dimension: 2, task: "binary", scale: 4, noise: 0 },
  shuffleWindow: 40,
  replicas: 3,
});

test("replicas 0 and 1 are the same nets whatever the number of replicas", async () => {
  const maps = (await decisionMaps(SMALL, { backend: "reference" }))!;
  const again = (await decisionMaps({ ...SMALL, replicas: 64 }, { backend: "reference" }))!;
  expect(maps.replicas.map(({ probabilities }) => probabilities.length)).toEqual([96 * 96, 96 * 96]);
  expect(again).toEqual(maps);
  expect(maps.replicas[0].probabilities).not.toEqual(maps.replicas[1].probabilities);
  const [x0, x1, y0, y1] = maps.domain;
  expect(x0 < x1 && y0 < y1).toBe(true);
});

test("they are the nets of the trainer, wherever they are trained", async () => {
  const trainer = await openTrainer({ ...SMALL, replicas: 2 });
  trainer.advance(trainer.steps);
  const maps = (await decisionMaps(SMALL, { workers: 0 }))!;
  const [x0, x1, y0, y1] = maps.domain;
  // The middle of a cell: the columns are the first input, the rows the second.
  for (const [column, row] of [
    [95, 95],
    [90, 3],
    [3, 90],
  ] as const) {
    const middle = Float32Array.of(x0 + ((column + 0.5) / 96) * (x1 - x0), y0 + ((row + 0.5) / 96) * (y1 - y0));
    expect(maps.replicas.map(({ probabilities }) => probabilities[row * 96 + column])).toEqual(
      trainer.predict(middle).map(({ predictions }) => predictions[0]),
    );
  }
  expect(await decisionMaps(SMALL, { workers: 1 })).toEqual(maps);
});

test.each([0, 1])("with %i workers, a signal ends the training of the maps, and so the report", async (workers) => {
  const { study, ...result } = await run({ data: { name: "vee", train: 40, test: 30 }, replicas: 2 }, { workers: 0 });
  const stop = new AbortController();
  const reason = new Error("enough");
  const making = report({ ...result, study: { ...study, epochs: 1_000_000 } }, { workers, signal: stop.signal });
  let stopped = 0;
  setTimeout(() => {
    stopped = performance.now();
    stop.abort(reason);
  }, 200);
  await expect(making).rejects.toBe(reason);
  expect(performance.now() - stopped).toBeLessThan(250);
});

test("nothing varies: the two maps are one", async () => {
  const { replicas } = (await decisionMaps({ ...SMALL, vary: [] }, { backend: "reference" }))!;
  expect(replicas[0].probabilities).toEqual(replicas[1].probabilities);
});

test("no picture without a plane, for one replica, and for a crossed design", async () => {
  const deep = { ...SMALL, data: { ...SMALL.data, dimension: 3 } };
  expect(await decisionMaps(deep)).toBeNull();
  expect(await decisionMaps({ ...SMALL, replicas: 1 })).toBeNull();
  expect(await decisionMaps({ ...SMALL, design: { init: 2, shuffle: 2 } })).toBeNull();
});

test("a study as run resolves it can be drawn", async () => {
  const { study } = await run(
    { data: { name: "moons", train: 20, test: 10 }, replicas: 2 },
    { backend: "reference", workers: 0 },
  );
  expect((await decisionMaps(study, { backend: "reference" }))!.title).toBe("moons, hidden [8], relu");
});

test("the claims are pictured by their default network", () => {
  expect(mappedStudy(inventedClaims())).toMatchObject({ hidden: [8], vary: ["init", "shuffle"] });
  expect(mappedStudy({ claims: [] })).toBeNull();
});
