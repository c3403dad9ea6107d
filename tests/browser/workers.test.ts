/**
 * The SDK from a script tag in three browsers: with workers of its own and without, it gives the golden fingerprints.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerOf, browsers } from "../engines/pages.js";
import fingerprints from "../golden/fingerprints.json" with { type: "json" };
import studies from "../golden/studies.json" with { type: "json" };

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-sdk-"));
beforeAll(() => {
  cpSync("dist/browser", folder, { recursive: true });
  writeFileSync(
    join(folder, "index.html"),
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>doppelgrad</title></head><body></body></html>',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Row {
  workers: number;
  used: number;
  fingerprint: string;
}

/** Runs in the page; it knows nothing of this file. */
async function trainAll(
  load: () => Promise<typeof import("doppelgrad")>,
  some: readonly { name: string; study: object }[],
  report: (line: string) => unknown,
): Promise<void> {
  try {
    const { run } = await load();
    const rows: Row[] = [];
    for (const workers of [2, 0]) {
      for (const { study } of some) {
        const { fingerprint, host } = await run(study, { workers });
        rows.push({ workers, used: host.workers, fingerprint });
      }
    }
    report(JSON.stringify({ rows }));
  } catch (error) {
    report(JSON.stringify({ message: String(error) }));
  }
}

test.for(browsers)("$name", async (browser, context) => {
  const some = studies.filter((_, index) => index % 6 === 0);
  const { rows, message } = await answerOf<{ rows: Row[]; message?: string }>(
    context,
    browser,
    "the SDK from a script tag",
    folder,
    (report) => `(${trainAll})(() => import("/index.js"), ${JSON.stringify(some)}, ${report})`,
  );
  expect(message).toBeUndefined();
  const golden: Record<string, string> = fingerprints;
  expect(rows.map(({ fingerprint }) => fingerprint)).toEqual([...some, ...some].map(({ name }) => golden[name]));
  expect(rows.some(({ workers, used }) => workers === 2 && used > 0)).toBe(true);
  expect(rows.every(({ workers, used }) => workers === 2 || used === 0)).toBe(true);
});
