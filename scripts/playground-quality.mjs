/**
 * What the page costs: bytes, first paint, frames a second and long tasks with 16 and 64 replicas of 2-16-16-1. Ends
 * with 1 where what is loaded before a click is beyond 150 kB.
 *
 *     npm run playground:quality [-- FOLDER]     pictures of three widths and two themes go to FOLDER
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { preview } from "vite";

const LIMIT = 150_000;
const root = fileURLToPath(new URL("../playground", import.meta.url));
const built = fileURLToPath(new URL("../build/playground", import.meta.url));
const kB = (bytes) => (bytes / 1000).toFixed(1).padStart(8);

const server = await preview({
  root,
  configFile: join(root, "vite.config.ts"),
  preview: { host: "127.0.0.1", port: 0 },
  logLevel: "error",
});
const address = server.resolvedUrls.local[0];
const browser = await chromium.launch({
  executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
  args: ["--no-sandbox"],
});

/** Files that are loaded before anybody clicks: all others come when they are asked for, or for use without a network. */
async function loadedAtOnce() {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  const files = new Set();
  page.on("request", (request) => files.add(new URL(request.url()).pathname.slice(1) || "index.html"));
  await page.goto(address);
  await page.getByText("Play again").waitFor({ timeout: 60_000 });
  await context.close();
  return files;
}

// Everything that the page keeps for offline use is everything that it can ask for.
const atOnce = await loadedAtOnce();
const kept = JSON.parse(readFileSync(join(built, "offline.js"), "utf8").match(/= (\[.*?\]\]);/)[1])[1].map((file) =>
  file === "./" ? "index.html" : file.replace("./", ""),
);
let [first, all] = [0, 0];
for (const file of [...kept, "offline.js"]) {
  const bytes = readFileSync(join(built, file));
  const compressed = gzipSync(bytes, { level: 9 }).length;
  all += compressed;
  if (atOnce.has(file)) first += compressed;
  console.log(`${kB(bytes.length)} kB ${kB(compressed)} kB gzip  ${file}${atOnce.has(file) ? ", at once" : ""}`);
}
console.log(`at once ${kB(first)} kB gzip, of at most ${LIMIT / 1000}; in all ${kB(all)}`);

const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.addInitScript(() => {
  globalThis.tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: "longtask",
    buffered: true,
  });
});
await page.goto(address);
const paint = await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
console.log(`first paint ${Math.round(await paint.jsonValue())} ms`);
await page.getByRole("button", { name: "Initialization" }).click();
for (const replicas of [16, 64]) {
  // The slider counts from 2.
  await page.getByRole("slider", { name: /^Replicas/ }).fill(String(replicas - 2));
  await page.waitForTimeout(1500);
  const { frames, shown, steps, tasks } = await page.evaluate(watchFrames);
  console.log(
    `${replicas} replicas of 2-16-16-1: ${frames.toFixed(1)} frames a second, ${shown.toFixed(1)} of them with new steps (${steps.toFixed(0)} steps a second)`,
  );
  console.log(
    `  tasks over 50 ms: ${tasks.length}${tasks.length ? `, longest ${Math.round(Math.max(...tasks))} ms` : ""}`,
  );
}

/** Runs in the page. */
async function watchFrames() {
  tasks.length = 0;
  const step = () =>
    Number(
      document
        .querySelector(".transport output")
        .textContent.match(/step ([\d,]+)/)[1]
        .replaceAll(",", ""),
    );
  const [from, started] = [step(), performance.now()];
  let [frames, shown, last] = [0, 0, from];
  while (performance.now() - started < 5000) {
    await new Promise(requestAnimationFrame);
    frames++;
    if (step() !== last) [shown, last] = [shown + 1, step()];
  }
  const seconds = (performance.now() - started) / 1000;
  return { frames: frames / seconds, shown: shown / seconds, steps: (last - from) / seconds, tasks };
}

const folder = process.argv[2];
for (const width of folder ? [360, 900, 1600] : []) {
  for (const colorScheme of ["light", "dark"]) {
    const view = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme });
    await view.goto(address);
    await view.getByRole("button", { name: "Order", exact: true }).click();
    await view.waitForTimeout(4000);
    await view.screenshot({ path: join(folder, `page-${width}-${colorScheme}.png`), fullPage: true });
    await view.close();
  }
}
await browser.close();
await server.close();
process.exitCode = first <= LIMIT ? 0 : 1;
