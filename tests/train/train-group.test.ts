import { expect, test } from "vitest";
import { prepare } from "../../src/run/prepare.js";
import type { StudyInput } from "../../src/study/study.js";
import { openGroup } from "../../src/train/setting.js";
import { trainAll } from "../../src/train/train-group.js";

/** One input, one step: w = 0 becomes rate / 2 where the label is 1. */
const study = (learningRate: number): StudyInput => ({
  data: { name: "given", task: "binary", x: [[1]], y: [1], test: { x: [[0.5], [1]], y: [1, 0] } },
  hidden: [],
  replicas: 1,
  initial: [{ W: [[0]], b: [0] }],
  order: [[0]],
  optimizer: { name: "sgd", learningRate },
});

test.each(["simd", "scalar", "reference"] as const)(
  "%s: a logit that only the last update has put out of range is a divergence at the last step",
  async (backend) => {
    const diverged = async (learningRate: number) => {
      const setting = await prepare(study(learningRate));
      return trainAll(await openGroup(setting, backend), setting)[0]!.diverged;
    };
    // w and b are rate / 2 each: on x = 1 the logit is the rate.
    expect(await diverged(2 ** 23)).toBeNull();
    expect(await diverged(2 ** 25)).toEqual({ step: 1, quantity: "logit" });
  },
);
