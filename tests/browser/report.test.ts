import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claims } from "../../src/claims/claims.js";
import { report } from "../../src/report/report.js";
import { run } from "../../src/run/run.js";
import { notRun } from "../not-run.js";
import { consoleMessages, dumpDom, findChromium, printToPdf, screenshot } from "./chromium.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const made = {
  run: async () => report(await run({ data: { name: "vee", train: 500, test: 200 }, replicas: 8 }, { workers: 0 })),
  claims: async () => report(await claims({ replicas: 32, data: ["vee"] })),
};

describe.each(["run", "claims"] as const)("the report of %s in Chromium", (name) => {
  const page = join(folder, `${name}.html`);
  beforeAll(async () => writeFileSync(page, await made[name]()), 120_000);

  test("opens without a word on the console, in light and dark, wide and narrow, and prints", (context) => {
    if (!findChromium()) notRun(context, "chromium: the reports in a browser");
    expect(consoleMessages(page)).toEqual([]);
    expect(dumpDom(page)).toContain("<svg");
    const picture = (width: number, dark: boolean) => {
      const png = join(folder, `${name}-${width}-${dark}.png`);
      screenshot(page, png, { width, height: 1200, dark });
      return readFileSync(png);
    };
    expect(picture(1200, true).equals(picture(1200, false))).toBe(false);
    // A page without content compresses to some thousand bytes.
    expect(picture(390, false).length).toBeGreaterThan(20_000);
    const pdf = join(folder, `${name}.pdf`);
    printToPdf(page, pdf);
    expect(readFileSync(pdf, "latin1")).toMatch(/^%PDF-/);
  });
});
