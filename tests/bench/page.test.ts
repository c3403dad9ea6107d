/** The bench in a browser: the page is written, opened from disk, and must find the same bits in both builds. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { KernelsReport } from "../../bench/kernels.js";
import type { MathReport } from "../../bench/math.js";
import { findChromium } from "../browser/chromium.js";
import { notRun } from "../not-run.js";

/** What the page of `#quick` says on its console: two lines of JSON. */
function reportsOf(program: string, page: string, profile: string): Promise<string[]> {
  const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--remote-debugging-port=0",
    "--enable-logging=stderr",
    `--user-data-dir=${profile}`,
  ];
  const child = spawn(program, [...flags, `${pathToFileURL(page).href}#quick`], {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  let said = "";
  let reports: string[] = [];
  return new Promise((resolve, reject) => {
    child.stderr.on("data", (data: Buffer) => {
      said += data.toString();
      reports = [...said.matchAll(/CONSOLE[^\n]*?"(\{"bench":.*\})", source:/g)].map(([, json]) => json!);
      // With all of its processes: one that lived on would write into the profile while it is removed.
      if (reports.length === 2) process.kill(-child.pid!, "SIGKILL");
    });
    child.on("error", reject);
    child.on("exit", () =>
      reports.length === 2 ? resolve(reports) : reject(new Error(`chromium ended: ${said.slice(-2000)}`)),
    );
  });
}

test("the page compares and times both builds in Chromium", async (context) => {
  const chromium = findChromium();
  if (chromium === null) return notRun(context, "chromium: the bench in a browser");
  const folder = mkdtempSync(join(tmpdir(), "doppelgrad-bench-"));
  const page = join(folder, "bench.html");
  execFileSync(process.execPath, ["scripts/bench-page.mjs", page]);
  const [kernels, math] = (await reportsOf(chromium, page, join(folder, "profile"))).map(
    (json) => JSON.parse(json) as object,
  ) as [KernelsReport, MathReport];
  expect(kernels.rows.map(({ same }) => same)).toEqual(kernels.rows.map(() => true));
  expect(kernels.machine.engine).toContain("Chrome");
  expect(math.rows.length).toBeGreaterThan(10);
  expect(math.rows.filter(({ same }) => !same)).toEqual([]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});
