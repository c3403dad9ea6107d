/**
 * The pictures of README and docs: docs/replicas.png, the decision maps in the report on the README's program, and
 * docs/page.png, the page.
 *
 *     npm run pictures        needs Chromium on PATH
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";
import { report, run } from "../dist/index.js";

const docs = (file) => fileURLToPath(new URL(`../docs/${file}`, import.meta.url));
const root = fileURLToPath(new URL("../playground", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "doppelgrad-pictures-"));
const browser = await chromium.launch({
  executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
  args: ["--no-sandbox"],
});
const server = await preview({
  root,
  configFile: join(root, "vite.config.ts"),
  preview: { host: "127.0.0.1", port: 0 },
  logLevel: "error",
});

const result = await run({ data: "vee", hidden: [8], activation: "relu", replicas: 16, vary: ["init", "shuffle"] });
const html = join(folder, "report.html");
writeFileSync(html, await report(result));
const paper = await browser.newPage({
  viewport: { width: 1080, height: 900 },
  deviceScaleFactor: 2,
  colorScheme: "light",
});
await paper.goto(pathToFileURL(html).href);
const maps = paper.locator("figure", { has: paper.locator("svg.ramp") });
// The caption stands in the README, as its alternative text.
await maps.locator("figcaption").evaluate((caption) => caption.remove());
await maps.evaluate(({ style }) => Object.assign(style, { padding: "16px", width: "946px" }));
await maps.screenshot({ path: docs("replicas.png") });

const page = await browser.newPage({
  viewport: { width: 1280, height: 900 },
  colorScheme: "light",
  reducedMotion: "reduce",
});
await page.goto(server.resolvedUrls.local[0]);
await page.getByRole("button", { name: "Depth" }).click();
await page.getByRole("button", { name: "Play again" }).waitFor({ timeout: 60_000 });
await page.locator(".all canvas").last().waitFor();
await page
  .locator(".map")
  .first()
  .hover({ position: { x: 200, y: 95 } });
await page.locator(".strip").waitFor();
await page.screenshot({ path: docs("page.png") });

await browser.close();
await server.close();
rmSync(folder, { recursive: true, force: true });
