/** Loss barriers against losses that the SDK gives, and where there can be none. */
import { expect, test } from "vitest";
import { lossBarrier, meanLoss } from "../../src/further/barrier.js";
import { prepare } from "../../src/run/prepare.js";
import { run } from "../../src/run/run.js";

const STUDY = {
  data: { name: "vee", train: 40, test: 1 },
  hidden: [3],
  activation: "tanh",
  optimizer: { name: "momentum", learningRate: 0.1 },
  epochs: 40,
  replicas: 2,
} as const;

test("the mean loss is that of the loss curve", async () => {
  const prepared = await prepare(STUDY);
  const { parameters, replicas } = await run(STUDY, { workers: 0, curves: true });
  // Without validation examples the curve has those of the test set beside the training ones.
  for (const [r, own] of parameters.entries())
    expect(meanLoss(prepared, own)).toBeCloseTo(replicas[r]!.curves!.train.at(-1)!, 6);
});

test("the largest rise over three places between the two, of either order, and none from a network to itself", async () => {
  const prepared = await prepare(STUDY);
  const { parameters } = await run(STUDY, { workers: 0 });
  const [a, b] = parameters as [Float32Array, Float32Array];
  const rises = [0.25, 0.5, 0.75].map((share) => {
    const between = a.map((value, p) => value + share * (b[p]! - value));
    return (
      meanLoss(prepared, between) - meanLoss(prepared, a) - share * (meanLoss(prepared, b) - meanLoss(prepared, a))
    );
  });
  expect(Math.max(...rises)).toBeGreaterThan(0.01);
  expect(lossBarrier(prepared, a, b)).toBeCloseTo(Math.max(...rises), 5);
  expect(lossBarrier(prepared, b, a)).toBeCloseTo(lossBarrier(prepared, a, b), 6);
  expect(lossBarrier(prepared, a, a)).toBeLessThan(1e-12);
});

test("a convex loss has no barrier", async () => {
  const convex = { ...STUDY, hidden: [] };
  const prepared = await prepare(convex);
  expect(lossBarrier(prepared, Float32Array.of(3, -2, 1), Float32Array.of(-1, 4, 0))).toBe(0);
});
