import { expect, test } from "vitest";
import { flopsOfStep, NETWORKS } from "../../bench/networks.js";
import { prepare } from "../../src/run/prepare.js";
import { layersOf } from "../../src/study/layers.js";

test("a step has two flops for each multiply-add of forward, dW and, above the first layer, dX", () => {
  const flops = (sizes: number[], batch: number) => flopsOfStep(layersOf(sizes, []), batch);
  expect(flops([1, 1], 1)).toBe(4);
  expect(flops([2, 8, 1], 1)).toBe(2 * (2 * 16 + 3 * 8));
  expect(flops([10, 32, 32, 1], 32)).toBe(64 * (2 * 320 + 3 * 1024 + 3 * 32));
  const counted = (sizes: number[], batch: number) => {
    let count = 0;
    for (let n = 0; n < batch; n++)
      for (let l = 1; l < sizes.length; l++)
        for (let i = 0; i < sizes[l - 1]!; i++) for (let o = 0; o < sizes[l]!; o++) count += l === 1 ? 4 : 6;
    return count;
  };
  expect(flops([3, 5, 7, 2], 4)).toBe(counted([3, 5, 7, 2], 4));
});

test("the networks are what their names say", async () => {
  expect(new Set(NETWORKS.map(({ name }) => name)).size).toBe(NETWORKS.length);
  for (const { name, study } of NETWORKS) {
    const { study: resolved, plan } = await prepare(study);
    expect(name).toContain([plan.inputs, ...plan.layers.map(({ outputs }) => outputs)].join("-"));
    expect(name).toContain(`batch ${resolved.batchSize}`);
    expect(name.split(/[ ,]+/)).toEqual(expect.arrayContaining([resolved.activation.name, resolved.optimizer.name]));
  }
});
