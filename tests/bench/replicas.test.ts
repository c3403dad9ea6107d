import { expect, test } from "vitest";
import { benchReplicas, replicasSheets } from "../../bench/replicas.js";

test("a quick bench trains with and without workers to one fingerprint, and times the pool", async () => {
  const report = await benchReplicas({ quick: true });
  expect(report.rows.map(({ same }) => same)).toEqual([true]);
  expect(report.rows[0]!.rates.map(({ workers }) => workers)).toEqual([0, 2]);
  expect(report.pool.map(({ name }) => name)).toContain("cancel");
  expect(report.start.map(({ name }) => name)).toContain("doppelgrad --help");
  for (const { least, median } of [...report.pool, ...report.start]) expect(least).toBeLessThanOrEqual(median);
  for (const { heads, rows } of replicasSheets(report)) for (const row of rows) expect(row).toHaveLength(heads.length);
});
