/** Many trainings at a time listen to one signal, and Node does not take that for a leak. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openPool } from "../../src/pool/pool.js";
import { runInto } from "../../src/store/run-into.js";
import { sweep } from "../../src/sweep/sweep.js";

const above = mkdtempSync(join(tmpdir(), "doppelgrad-many-"));
afterAll(() => rmSync(above, { recursive: true, force: true }));

const study = { data: { name: "vee", train: 20, test: 8 }, epochs: 1 } as const;
const { signal } = new AbortController();

test("many small parts, and many small settings, without a warning", async () => {
  const warnings: string[] = [];
  const hear = (warning: Error) => warnings.push(warning.name);
  process.on("warning", hear);
  try {
    await using pool = await openPool({ workers: 1 });
    await runInto(join(above, "parts"), { ...study, replicas: 40 }, { partSize: 1, pool, signal });
    const axes = { "optimizer.learningRate": Array.from({ length: 20 }, (_, n) => 0.01 * (n + 1)) };
    let count = 0;
    for await (const { failed } of sweep({ ...study, replicas: 2 }, axes, { pool, signal })) count += failed ? 0 : 1;
    expect(count).toBe(20);
    // They are said in the next turn of the loop.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off("warning", hear);
  }
  expect(warnings).toEqual([]);
});
