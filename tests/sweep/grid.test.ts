import { describe, expect, test } from "vitest";
import { gridOf, type SweepAxes } from "../../src/sweep/grid.js";
import { betweenCommas, labelOf } from "../../src/sweep/labels.js";
import { rangeValues } from "../../src/sweep/range.js";
import { refusal } from "../refusal.js";

const namesOf = (...given: Parameters<typeof gridOf>) => gridOf(...given).settings.map(({ name }) => name);
const AXES: SweepAxes = { activation: ["relu", "smelu"], shuffleWindow: "1..16*4" };

describe("ranges", () => {
  test.each([
    ["1..6000*4", [1, 4, 16, 64, 256, 1024, 4096]],
    ["0..10+2", [0, 2, 4, 6, 8, 10]],
    ["0..3", [0, 1, 2, 3]],
    ["-1..1+.5", [-1, -0.5, 0, 0.5, 1]],
    ["0.1..0.5+0.1", [0.1, 0.2, 0.3, 0.4, 0.5]],
    ["1e-3..1*10", [0.001, 0.01, 0.1, 1]],
    ["7..7*2", [7]],
  ])("%s", (text, values) => expect(rangeValues(text, "axes.x")).toEqual(values));

  test.each(["5..1*4", "0..10*2", "1..10*1", "1..10+0", "1..10*-2", "3..1", "1..x", "1..2*3*4"])(
    "%s is none",
    (text) => {
      const expected = "a range as 1..6000*4 (each 4 times the one before) or 0..10+2 (each 2 more), ascending";
      expect(() => rangeValues(text, "axes.x")).toThrow(
        refusal("wrong-value", "axes.x", JSON.stringify(text), { expected }),
      );
    },
  );

  test.each(["0..1e9", "0..1+1e-9", "1..1e300*1.0000000001", "1e20..2e20+1"])("%s has too many", (text) => {
    const expected = "a range of at most 10000 values";
    expect(() => rangeValues(text, "axes.x")).toThrow(refusal("wrong-value", "axes.x", undefined, { expected }));
  });
});

test("labels: words, numbers, lists, variants with their parameters; parts of a list keep what is in brackets", () => {
  const values = ["relu", 0.1, true, null, [16, 16], { name: "smelu", beta: 0.5 }, { name: "gelu" }, { a: "b" }];
  expect(values.map(labelOf)).toEqual(["relu", "0.1", "true", "null", "[16,16]", "smelu(beta=0.5)", "gelu", "{a:b}"]);
  expect(betweenCommas("relu, [16,16],smelu(beta=1,x=2),")).toEqual(["relu", "[16,16]", "smelu(beta=1,x=2)", ""]);
});

describe("the grid", () => {
  test("the last axis is the fastest; names have what all readers guess left out", () => {
    expect(namesOf({ "optimizer.learningRate": [0.1, 0.3], hidden: [[8], [16, 16]] })).toEqual([
      "learningRate=0.1, hidden=[8]",
      "learningRate=0.1, hidden=[16,16]",
      "learningRate=0.3, hidden=[8]",
      "learningRate=0.3, hidden=[16,16]",
    ]);
    expect(namesOf({ "data.train": [9], "x.train": [1] })).toEqual(["data.train=9, x.train=1"]);
    expect(namesOf({ epochs: [1, "2..4*2", 9] })).toEqual(["epochs=1", "epochs=2", "epochs=4", "epochs=9"]);
  });

  test("zip: axes in step, by path or by name", () => {
    const axes = { hidden: [[4], [8]], activation: ["relu", "gelu"], "optimizer.learningRate": [0.1, 0.3] };
    expect(namesOf(axes, { zip: true })).toEqual([
      "hidden=[4], activation=relu, learningRate=0.1",
      "hidden=[8], activation=gelu, learningRate=0.3",
    ]);
    expect(namesOf(axes, { zip: [["learningRate", "hidden"]] })).toEqual([
      "hidden=[4], activation=relu, learningRate=0.1",
      "hidden=[4], activation=gelu, learningRate=0.1",
      "hidden=[8], activation=relu, learningRate=0.3",
      "hidden=[8], activation=gelu, learningRate=0.3",
    ]);
  });

  test("where: equal to one of several, not equal, less, more, a function", () => {
    const windows = (...where: string[]) => namesOf(AXES, { where }).map((name) => name.replace(/\w+=/g, ""));
    expect(windows("shuffleWindow<16", "activation=relu")).toEqual(["relu, 1", "relu, 4"]);
    expect(windows("activation != relu", "shuffleWindow>=4")).toEqual(["smelu, 4", "smelu, 16"]);
    expect(windows("shuffleWindow=1,16", "activation=relu,smelu")).toHaveLength(4);
    expect(windows("shuffleWindow>4")).toEqual(["relu, 16", "smelu, 16"]);
    expect(windows("shuffleWindow<=1")).toEqual(["relu, 1", "smelu, 1"]);
    expect(namesOf(AXES, { where: ({ shuffleWindow }) => shuffleWindow === 4 })).toHaveLength(2);
    expect(namesOf({ hidden: [[8], [16, 16]] }, { where: ["hidden=[16,16]"] })).toEqual(["hidden=[16,16]"]);
  });

  test("baselines: the first setting; one for all; one for each value of the axes that it leaves out", () => {
    const of = (...given: Parameters<typeof gridOf>) => gridOf(...given).settings.map(({ baseline }) => baseline);
    expect(of(AXES)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(of(AXES, { baseline: "activation=smelu,shuffleWindow=4" })).toEqual([4, 4, 4, 4, 4, 4]);
    expect(of(AXES, { baseline: { activation: "relu" } })).toEqual([0, 1, 2, 0, 1, 2]);
    expect(of(AXES, { baseline: "shuffleWindow=16" })).toEqual([2, 2, 2, 5, 5, 5]);
    const where = ["shuffleWindow<16"];
    expect(of(AXES, { baseline: "activation=smelu", where })).toEqual([2, 3, 2, 3]);
    const lacking = ({ activation, shuffleWindow }: Readonly<Record<string, unknown>>) =>
      activation !== "relu" || shuffleWindow === 1;
    expect(of(AXES, { baseline: "activation=relu", where: lacking })).toEqual([0, 0, null, null]);
    const zipped = { hidden: [[4], [8]], activation: ["relu", "gelu"] };
    expect(of(zipped, { zip: true, baseline: "activation=gelu" })).toEqual([1, 1]);
  });
});

describe("what is refused", () => {
  const cases: [what: string, given: [unknown, object?], says: object][] = [
    ["no axes", [{}], { path: "axes", expected: "at least one axis" }],
    ["a list of axes", [[["epochs", [1]]]], { kind: "wrong-type", path: "axes" }],
    ["no values", [{ epochs: [] }], { path: "axes.epochs", expected: "at least one value" }],
    ["a bare value", [{ epochs: 4 }], { path: "axes.epochs", expected: "a list of values, or a range", got: "4" }],
    ["a value twice", [{ epochs: [1, 2, 1] }], { path: "axes.epochs", got: '"1" twice' }],
    ["no value of JSON", [{ epochs: [() => 1] }], { path: "axes.epochs", expected: "values as in JSON" }],
    ["a path with holes", [{ "optimizer..x": [1] }], { path: "axes", got: '"optimizer..x"' }],
    ["a path to what all objects have", [{ "optimizer.__proto__": [1] }], { path: "axes" }],
    ["too many settings", [{ a: "1..200", b: "1..200" }], { expected: "at most 10000 settings", got: "40000" }],
    [
      "zip of one axis",
      [AXES, { zip: [["activation"]] }],
      { path: "zip", expected: "two or more axes to vary together" },
    ],
    ["zip of other lengths", [AXES, { zip: true }], { path: "zip", got: "2 of activation and 3 of shuffleWindow" }],
    ["zip of no axis", [AXES, { zip: [["activation", "epochs"]] }], { path: "zip[0]", got: '"epochs"' }],
    [
      "zip twice",
      [
        { a: [1], b: [1], c: [1] },
        {
          zip: [
            ["a", "b"],
            ["b", "c"],
          ],
        },
      ],
      { path: "zip", got: "b twice" },
    ],
    ["zip as a word", [AXES, { zip: "all" }], { kind: "wrong-type", path: "zip" }],
    ["a condition on no axis", [AXES, { where: ["epochs=1"] }], { path: "where", got: '"epochs"' }],
    ["no condition", [AXES, { where: ["activation"] }], { path: "where", got: '"activation"' }],
    ["less than a word", [AXES, { where: ["shuffleWindow<x"] }], { path: "where" }],
    ["a word less than", [AXES, { where: ["activation<3"] }], { path: "where" }],
    [
      "conditions that nothing fulfils",
      [AXES, { where: ["activation=gelu"] }],
      { path: "where", got: "none that does" },
    ],
    ["conditions in one text", [AXES, { where: "activation=relu" }], { kind: "wrong-type", path: "where" }],
    ["a baseline that is no setting", [AXES, { baseline: "activation=gelu" }], { path: "baseline" }],
    ["a baseline of several", [AXES, { baseline: "activation=relu,smelu" }], { path: "baseline" }],
    ["a baseline of no axis", [AXES, { baseline: { epochs: 1 } }], { path: "baseline", got: '"epochs"' }],
    ["a baseline that is no text", [AXES, { baseline: 4 }], { kind: "wrong-type", path: "baseline" }],
  ];
  test.each(cases)("%s", (_, given, says) => {
    const sweepOf = () => gridOf(...(given as Parameters<typeof gridOf>));
    expect(sweepOf).toThrow(expect.objectContaining({ name: "InputError", ...says }));
  });
});
