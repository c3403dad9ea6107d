import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { notRun } from "../not-run.js";
import { consoleMessages, dumpDom, findChromium, printToPdf, screenshot } from "./chromium.js";

const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-browser-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const page = join(scratch, "page.html");
const style = "body { background: #fff } @media (prefers-color-scheme: dark) { body { background: #000 } }";
const script = 'document.querySelector("p").textContent = "ran"; missing();';
writeFileSync(page, `<!doctype html><style>${style}</style><p></p><script>${script}</script>`);

test("a page is opened, drawn in both schemes and printed, and its errors are heard", (context) => {
  if (!findChromium()) notRun(context, "chromium: a page that is drawn, printed and listened to");
  const light = join(scratch, "light.png");
  const dark = join(scratch, "dark.png");
  const pdf = join(scratch, "page.pdf");
  screenshot(page, light, { width: 300, height: 200 });
  screenshot(page, dark, { width: 300, height: 200, dark: true });
  printToPdf(page, pdf);
  const size = readFileSync(light).subarray(16, 24);
  expect([size.readUInt32BE(0), size.readUInt32BE(4)]).toEqual([300, 200]);
  expect(readFileSync(dark).equals(readFileSync(light))).toBe(false);
  expect(readFileSync(pdf, "latin1")).toMatch(/^%PDF-/);
  expect(dumpDom(page)).toContain("<p>ran</p>");
  expect(consoleMessages(page)).toEqual([expect.stringContaining("missing is not defined")]);
});
