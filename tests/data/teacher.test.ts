import { expect, test } from "vitest";
import { makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";
import { boxInputs, dataKey } from "../../src/data/synthetic.js";
import { normal, word } from "../../src/reference/random.js";
import { refusal } from "../refusal.js";
import { surfaceOf } from "./surface-of.js";

test.each(["tanh", "relu"])(
  "a %s teacher is the network of the words of part 4, of mean 0 and deviation 1/2 over 1,024 points of part 6",
  async (activation) => {
    const key = dataKey(7);
    const n = (p: number) => normal(word(key, 4, 2 * p), word(key, 4, 2 * p + 1));
    const squash = activation === "tanh" ? Math.tanh : (z: number) => (z > 0 ? z : 0);
    const net = (x: number[]) => {
      // 2 - 3 - 1: W1 at positions 0 to 5 as two rows of three, b1 at 6 to 8, W2 at 9 to 11, b2 at 12.
      const hidden = [0, 1, 2].map((o) => squash(n(6 + o) + Math.sqrt(12 / 2) * (x[0]! * n(o) + x[1]! * n(3 + o))));
      return (
        n(12) + Math.sqrt((activation === "tanh" ? 1 : 2) / 3) * hidden.reduce((sum, a, i) => sum + a * n(9 + i), 0)
      );
    };
    const points = await surfaceOf("teacher", { hidden: [3], activation }, 7);
    const probes = boxInputs(key, 6, 0, 1024, 2);
    const outputs = Array.from({ length: 1024 }, (_, k) => net([probes[2 * k]!, probes[2 * k + 1]!]));
    const mean = outputs.reduce((sum, output) => sum + output, 0) / 1024;
    const deviation = Math.sqrt(outputs.reduce((sum, output) => sum + (output - mean) ** 2, 0) / 1024);
    // A handful of f64 roundings, and the host's tanh.
    for (const { x, f } of points) expect(f).toBeCloseTo((net(x) - mean) / (2 * deviation), 11);
  },
);

test.each([[[]], [[1]], [[16, 16]], [[8, 8, 8, 8, 8, 8, 8, 8]]])(
  "hidden %j: mean 0 and standard deviation 1/2 over the box",
  async (hidden) => {
    const values = (await surfaceOf("teacher", { hidden, train: 4000, dimension: 3 }, 5)).map(({ f }) => f);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const sd = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    // The mean over 1,024 points has a standard deviation of 1/64, and so, at most about, has their deviation.
    expect(Math.abs(mean)).toBeLessThan(5 / 64);
    expect(Math.abs(sd - 0.5)).toBeLessThan(5 / 64);
  },
);

test("a relu teacher that is constant is refused, not divided by zero", async () => {
  const outcomes = [];
  for (let seed = 0; seed < 40; seed++) {
    const study = await resolveData({
      name: "teacher",
      hidden: [1],
      activation: "relu",
      dimension: 1,
      train: 5,
      test: 1,
    });
    outcomes.push(
      await makeDataset(study, seed).then(
        ({ train }) => train.truth!.every(Number.isFinite),
        (error: unknown) => error,
      ),
    );
  }
  expect(outcomes).toContain(true);
  const refused = outcomes.filter((outcome) => outcome !== true);
  expect(refused.length).toBeGreaterThan(0);
  for (const error of refused) expect(error).toEqual(refusal("wrong-value", "study.data", /inactive/));
});
