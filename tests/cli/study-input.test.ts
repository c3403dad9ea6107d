import { describe, expect, test } from "vitest";
import { integerOption } from "../../src/cli/options.js";
import { studyFrom } from "../../src/cli/study-input.js";
import { refusal } from "../refusal.js";

const withSet = (...set: string[]) => studyFrom("vee", { set });

describe("--set", () => {
  test("the value is JSON, or text where it is none", async () => {
    expect(await withSet("epochs=5", "hidden=[4,2]", "clipNorm=null", "activation=tanh", 'loss="squared"')).toEqual({
      data: "vee",
      epochs: 5,
      hidden: [4, 2],
      clipNorm: null,
      activation: "tanh",
      loss: "squared",
    });
  });

  test("the key ends at the first =, whatever the value holds", async () => {
    expect(await withSet("data.label=a=b", 'data.text="x,y\\n1=1,2"')).toEqual({
      data: { name: "vee", label: "a=b", text: "x,y\n1=1,2" },
    });
  });

  test("a later one leaves what an earlier one has set beside it", async () => {
    expect(
      await withSet(
        "optimizer=adam",
        "optimizer.learningRate=0.5",
        "optimizer.beta1=0.8",
        "seeds.data=3",
        "seeds.init=4",
      ),
    ).toEqual({
      data: "vee",
      optimizer: { name: "adam", learningRate: 0.5, beta1: 0.8 },
      seeds: { data: 3, init: 4 },
    });
  });

  test("what has no key is refused", async () => {
    await expect(withSet("epochs")).rejects.toThrow(refusal("wrong-type", "--set", '"epochs"', { remedy: /example/ }));
    await expect(withSet("=5")).rejects.toThrow(refusal("wrong-type", "--set", '"=5"'));
  });
});

test("an integer option is met at both ends, and an empty one is none", () => {
  expect([
    integerOption("--n", "0", 0, 8),
    integerOption("--n", "8", 0, 8),
    integerOption("--n", undefined, 0, 8),
  ]).toEqual([0, 8, undefined]);
  for (const text of ["-1", "9", "1.5", "", " ", "x"])
    expect(() => integerOption("--n", text, 0, 8), text).toThrow(
      refusal("wrong-value", "--n", `"${text}"`, { expected: /0 to 8$/ }),
    );
});
