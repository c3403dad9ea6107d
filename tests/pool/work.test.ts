import { expect, test } from "vitest";
import { openTraining, work } from "../../src/pool/work.js";
import { prepare } from "../../src/run/prepare.js";

test.each([
  [0, 7, 0],
  [0, 7, 1e9],
  [2, 3, 0],
  [6, 1, 0],
])(
  "replicas from %i on, %i of them, told every %i ms: each step and each outcome is told once",
  async (first, count, quiet) => {
    const setting = await prepare({ data: { name: "vee", train: 60, test: 20 }, epochs: 30, replicas: 7 });
    const training = await openTraining({ setting, backend: "simd", lanes: 4, withTrail: false, modules: [] });
    const job = work(training, first, count, quiet);
    const told = [];
    let next = job.next();
    for (; !next.done; next = job.next()) told.push(next.value);
    told.push(next.value);
    expect(told.reduce((sum, { steps }) => sum + steps, 0)).toBe(count * setting.plan.steps);
    expect(told.flatMap(({ outcomes }) => outcomes.map(({ index }) => index))).toEqual(
      Array.from({ length: count }, (_, k) => first + k),
    );
  },
);
