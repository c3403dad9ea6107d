/** Each sentence of the chapters that says how large something is, for five seeds. */
import { run, type StudyInput } from "doppelgrad";
import { expect, test } from "vitest";
import { CHAPTERS } from "../../playground/src/chapters.js";

const seeds = [0, 1, 2, 3, 4];
const studyOf = (id: string): StudyInput => CHAPTERS.find((chapter) => chapter.id === id)!.study;
const train = (study: StudyInput) => Promise.all(seeds.map((seed) => run({ ...study, seed }, { workers: 0 })));
const differences = async (study: StudyInput) => (await train(study)).map(({ predictionDifference }) => predictionDifference.value!);
const each = (a: number[], holds: (value: number, seed: number) => boolean): boolean => a.every(holds);

const [deep, init, order] = [await train(studyOf("depth")), await differences(studyOf("init")), await differences(studyOf("order"))];
const four = deep.map(({ predictionDifference }) => predictionDifference.value!);

test("one unit: less than half a percent", async () => {
  expect(each(await differences(studyOf("unit")), (value) => value < 0.005)).toBe(true);
});

test("initialization: five percent or more", () => expect(each(init, (value) => value >= 0.05)).toBe(true));

test("order: about as much as initialization", () => expect(each(order, (value, seed) => value > 0.8 * init[seed]! && value < 1.5 * init[seed]!)).toBe(true));

test("window: more than half remains of 3 examples, and nothing of 1", async () => {
  expect(each(await differences(studyOf("window")), (value, seed) => value > 0.5 * order[seed]!)).toBe(true);
  expect(await differences({ ...studyOf("window"), shuffleWindow: 1 })).toEqual([0, 0, 0, 0, 0]);
});

test("activation: smelu comes closer together and fits less well", async () => {
  const [smooth, kinked] = [await train(studyOf("activation")), await train({ ...studyOf("activation"), activation: "relu" })];
  for (const seed of seeds) {
    expect(smooth[seed]!.predictionDifference.value!).toBeLessThan(kinked[seed]!.predictionDifference.value!);
    expect(smooth[seed]!.loss.value!).toBeGreaterThan(kinked[seed]!.loss.value!);
  }
});

test("depth: four layers fit better than two, and agree less; more than twice as much as one", async () => {
  const two = await train({ ...studyOf("depth"), hidden: [16, 16] });
  const one = await differences({ ...studyOf("depth"), hidden: [16] });
  for (const seed of seeds) {
    expect(deep[seed]!.loss.value!).toBeLessThan(two[seed]!.loss.value!);
    expect(four[seed]!).toBeGreaterThan(two[seed]!.predictionDifference.value!);
    expect(four[seed]!).toBeGreaterThan(2 * one[seed]!);
  }
});

test("all off: 0", async () => expect(await differences(studyOf("off"))).toEqual([0, 0, 0, 0, 0]));
