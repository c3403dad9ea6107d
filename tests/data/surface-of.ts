/**
 * The function of a family on its training inputs, for tests: rows of inputs and the value of f there.
 */
import { makeDataset } from "../../src/data/dataset.js";
import { resolveData } from "../../src/data/spec.js";

/** f at 200 drawn points: the noiseless target of the regression with scale 1. */
export async function surfaceOf(
  name: string,
  parameters: object = {},
  seed = 0,
): Promise<{ x: number[]; f: number }[]> {
  const { inputs, train } = await makeDataset(
    await resolveData({ name, train: 200, test: 1, task: "regression", ...parameters }),
    seed,
  );
  return [...train.truth!].map((f, n) => ({ x: [...train.x.subarray(n * inputs, (n + 1) * inputs)], f }));
}
