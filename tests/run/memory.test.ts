import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { prepare } from "../../src/run/prepare.js";
import { run } from "../../src/run/run.js";
import { memoryOf } from "../../src/study/plan.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";

/** Most bytes that a process of its own had while it ran a study. */
function peakOf(study: object, workers: number): number {
  const program = `const { run } = await import(${JSON.stringify(new URL("../../dist/index.js", import.meta.url).href)});
    await run(${JSON.stringify(study)}, { workers: ${workers} });
    console.log(process.resourceUsage().maxRSS * 1024);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return Number(stdout);
}

test("the memory that is accounted is that which a run takes beside the engine", async () => {
  const study = {
    data: { name: "vee", train: 32, test: 6000 },
    hidden: [8],
    epochs: 1,
    replicas: 4000,
  } satisfies StudyInput;
  const { study: resolved, plan, dataset } = await prepare(study);
  const accounted = memoryOf(resolved, plan, { train: dataset.train.count, test: dataset.test.count }, 1);
  const taken = peakOf(study, 1) - peakOf({ ...study, replicas: 4 }, 1);
  // Garbage that has not yet been collected comes on top; what has not been touched does not count.
  expect(taken).toBeGreaterThan(0.6 * accounted);
  expect(taken).toBeLessThan(1.7 * accounted);
});

test("more than 4 GiB is refused with the figure", async () => {
  await expect(run({ data: { name: "vee", test: 2 }, hidden: [300, 300], replicas: 100000 })).rejects.toThrow(
    refusal("wrong-value", "study", /a study that needs about \d{2}\.\d GiB/, { expected: /4 GiB/ }),
  );
});

test("predictions that must be in the result and are too many to keep are refused before any training", async () => {
  const study = { data: { name: "vee", train: 100, test: 20000 }, replicas: 10000 } satisfies StudyInput;
  await expect(run(study, { predictions: true })).rejects.toThrow(
    refusal("wrong-value", "predictions and logits", /study/, { expected: /1 GiB/ }),
  );
});

test("measuring is told of and can be aborted", async () => {
  const study = {
    data: { name: "vee", train: 32, test: 4000 },
    hidden: [],
    epochs: 1,
    replicas: 1000,
  } satisfies StudyInput;
  const stop = new AbortController();
  const reason = new Error("enough");
  const told: number[] = [];
  const running = run(study, {
    signal: stop.signal,
    onMeasuring({ done, total }) {
      expect(total).toBe(4000);
      told.push(done);
      if (told.length === 2) stop.abort(reason);
    },
  });
  await expect(running).rejects.toBe(reason);
  expect(told).toHaveLength(2);
  expect(told[1]).toBeGreaterThan(told[0]!);
});
