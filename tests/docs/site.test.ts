/**
 * The documentation site as it is deployed, in Chromium: built once from what is there, served as plain files, with
 * every link followed by the build itself. No request leaves its server, and no page complains.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, type TestContext, test } from "vitest";
import { findChromium } from "../browser/chromium.js";
import { notRun } from "../not-run.js";

const FOLDER = "build/site";
const GOLDEN = "d180ef4447bb37c70479f9dd7136ef56bb2eb1694e5caebd7aa3941d1feb194f";
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".png": "image/png",
  ".svg": "image/svg+xml",
};
const isInstalled = existsSync("site/node_modules/vitepress");

let server: Server | undefined;
let browser: Browser | undefined;
let origin = "";
let built = { status: null as number | null, stdout: "", stderr: "" };
/** What the pages say on their console, and whom they ask beside their server. */
const complaints: string[] = [];

beforeAll(async () => {
  if (!isInstalled) return;
  built = spawnSync(process.execPath, ["scripts/docs.mjs"], {
    encoding: "utf8",
    // The tests' own environment would make it a development build.
    env: { ...process.env, NODE_ENV: "production" },
  });
  const program = findChromium();
  if (!program || built.status !== 0) return;
  server = createServer((request, response) => {
    const path = join(FOLDER, new URL(request.url!, "http://any").pathname.replace(/\/$/, "/index.html"));
    if (!existsSync(path) || !statSync(path).isFile()) return response.writeHead(404).end();
    response.setHeader("content-type", TYPES[extname(path)] ?? "text/plain").end(readFileSync(path));
  });
  await new Promise<void>((resume) => server!.listen(0, "127.0.0.1", resume));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** Opens a page of the site, and waits until its scripts have taken over. */
async function open(
  context: TestContext,
  path: string,
  { scheme = "light" as "light" | "dark", width = 1280 } = {},
): Promise<Page> {
  if (!isInstalled) notRun(context, "the packages of site/: the documentation site");
  if (!findChromium()) notRun(context, "chromium: the documentation site");
  expect(built.status, built.stderr).toBe(0);
  const page = await browser!.newPage({ colorScheme: scheme, viewport: { width, height: 800 } });
  page.setDefaultTimeout(200_000);
  complaints.length = 0;
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin)) complaints.push(request.url());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(origin + path, { waitUntil: "networkidle" });
  return page;
}

test("it builds, and every link leads somewhere", (context) => {
  if (!isInstalled) notRun(context, "the packages of site/: the documentation site");
  expect(built.status, built.stderr).toBe(0);
  expect(built.stdout).toMatch(/build\/site: \d\d+ pages, \d{3,} links and anchors followed/);
});

test("the home page leads to the first tutorial", async (context) => {
  const page = await open(context, "/");
  await page.getByRole("link", { name: "Your first study" }).first().click();
  await page.getByRole("heading", { level: 1, name: "Your first study" }).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

test("search finds the shuffle window, without a server's help", async (context) => {
  const page = await open(context, "/");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("searchbox").fill("shuffle window");
  await page.locator(".result").first().waitFor();
  expect((await page.locator(".results").innerText()).toLowerCase()).toContain("shuffle window");
  expect(complaints).toEqual([]);
  await page.close();
});

test("it is dark where the reader's system is, and the switch changes that", async (context) => {
  const page = await open(context, "/study.html", { scheme: "dark" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await page.getByRole("switch", { name: /light/i }).first().click();
  await expect.poll(background).not.toBe(dark);
  expect(complaints).toEqual([]);
  await page.close();
});

test("the first tutorial trains in the browser to the bits that it prints", async (context) => {
  const page = await open(context, "/tutorials/first-study.html");
  const study = page.getByRole("region", { name: "Train this study here" });
  const train = study.getByRole("button");
  await train.click();
  await study.getByText("bit for bit").waitFor();
  expect(await study.locator("code").innerText()).toBe(GOLDEN);
  expect(await study.innerText()).toMatch(/Prediction difference 0\.0397\s*, 95% interval from 0\.0328 to 0\.0463/);
  for (const box of await study.getByRole("checkbox").all()) await box.uncheck();
  await train.click();
  await study.getByText("exactly 0").waitFor();
  expect(await study.innerText()).toContain("Another study");
  expect(complaints).toEqual([]);
  await page.close();
});

test.for(["/", "/tutorials/first-study.html", "/study.html", "/reference/api/main.html"])(
  "%s fits a phone: nothing of it moves sideways",
  async (path, context) => {
    const page = await open(context, path, { width: 360 });
    const beyond = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await beyond()).toBeLessThanOrEqual(0);
    await page.close();
  },
);
