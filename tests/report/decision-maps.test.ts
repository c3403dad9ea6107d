import { expect, test } from "vitest";
import { decisionMaps, mappedStudy } from "../../src/report/decision-maps.js";
import { run } from "../../src/run/run.js";
import { inventedClaims, studyOf } from "./fixture.js";

const SMALL = studyOf({ data: { name: "vee", train: 40, test: 30, dimension: 2 }, shuffleWindow: 40, replicas: 3 });

test("replicas 0 and 1 are the same nets whatever the number of replicas", async () => {
  const maps = (await decisionMaps(SMALL, { kernels: "reference" }))!;
  const again = (await decisionMaps({ ...SMALL, replicas: 64 }, { kernels: "reference" }))!;
  expect(maps.replicas.map(({ probabilities }) => probabilities.length)).toEqual([96 * 96, 96 * 96]);
  expect(again).toEqual(maps);
  expect(maps.replicas[0].probabilities).not.toEqual(maps.replicas[1].probabilities);
  const [x0, x1, y0, y1] = maps.domain;
  expect(x0 < x1 && y0 < y1).toBe(true);
});

test("nothing varies: the two maps are one", async () => {
  const { replicas } = (await decisionMaps({ ...SMALL, vary: [] }, { kernels: "reference" }))!;
  expect(replicas[0].probabilities).toEqual(replicas[1].probabilities);
});

test("no picture without a plane, for one replica, and for a crossed design", async () => {
  const deep = { ...SMALL, data: { ...SMALL.data, dimension: 3 } };
  expect(await decisionMaps(deep)).toBeNull();
  expect(await decisionMaps({ ...SMALL, replicas: 1 })).toBeNull();
  expect(await decisionMaps({ ...SMALL, design: { init: 2, shuffle: 2 } })).toBeNull();
});

test("a study as run resolves it can be drawn", async () => {
  const { study } = await run({ data: { name: "moons", train: 20, test: 10 }, replicas: 2 }, { kernels: "reference", workers: 0 });
  expect((await decisionMaps(study, { kernels: "reference" }))!.title).toBe("moons, hidden [8], relu");
});

test("the claims are pictured by their default network", () => {
  expect(mappedStudy(inventedClaims())).toMatchObject({ hidden: [8], vary: ["init", "shuffle"] });
  expect(mappedStudy({ claims: [] })).toBeNull();
});
