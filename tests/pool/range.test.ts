import { expect, test } from "vitest";
import { openPool } from "../../src/pool/pool.js";
import { prepare } from "../../src/run/prepare.js";

test("ranges of the replicas are trained to the outcomes that they have among all", async () => {
  const setting = await prepare({ data: { name: "vee", train: 64, test: 16 }, hidden: [3], replicas: 41, epochs: 2 });
  for (const workers of [0, 2]) {
    await using pool = await openPool({ workers });
    const all = await pool.train(setting, { backend: "scalar" });
    const steps: number[] = [];
    const onProgress = ({ total }: { total: number }) => steps.push(total);
    const ranges = await Promise.all(
      [
        [0, 16],
        [16, 17],
        [17, 41],
      ].map(([first, end]) => pool.train(setting, { backend: "scalar", first, end, onProgress })),
    );
    expect(ranges.flat()).toEqual(all);
    expect([...new Set(steps)].sort((a, b) => a - b)).toEqual([1, 16, 24].map((count) => count * setting.plan.steps));
  }
});
