/** The page in Chromium as a host would serve it: static files, plain http, a name that is not localhost. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, expect, type TestContext } from "vitest";
import { findChromium } from "../browser/chromium.js";
import { notRun } from "../not-run.js";
import { buildPage, config } from "./built.js";

export const HOST = "doppelgrad.test";
export const folder = mkdtempSync(join(tmpdir(), "doppelgrad-page-"));
let server: PreviewServer | undefined;
let browser: Browser | undefined;
export let address: string;

beforeAll(async () => {
  await buildPage(folder);
  const program = findChromium();
  if (!program) return;
  server = await preview({
    ...config,
    build: { outDir: folder },
    preview: { host: "127.0.0.1", port: 0, allowedHosts: [HOST] },
  });
  address = `http://${HOST}:${new URL(server.resolvedUrls!.local[0]!).port}/`;
  browser = await chromium.launch({
    executablePath: program,
    args: ["--no-sandbox", `--host-resolver-rules=MAP ${HOST} 127.0.0.1`],
  });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

export interface Visit {
  page: Page;
  /** What the console said, and every address asked for that is not the page's. */
  complaints: string[];
}

export async function visit(
  context: TestContext,
  url = address,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Visit> {
  if (!browser) notRun(context, "chromium: the page");
  const visitor: BrowserContext = await browser.newContext(options);
  context.onTestFinished(() => visitor.close());
  visitor.setDefaultTimeout(100_000);
  const page = await visitor.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on(
    "request",
    (request) => new URL(request.url()).host === new URL(address).host || complaints.push(request.url()),
  );
  await page.goto(url, { waitUntil: "commit" });
  // A pointer may be over a map before there is anything to ask. A damaged link has none.
  await page.locator(".map, .problem").first().dispatchEvent("pointermove");
  return { page, complaints };
}

export const headline = (page: Page): Promise<string> => page.locator(".headline").innerText();
export const stepOf = async (page: Page): Promise<number> =>
  Number((await page.locator(".transport output").innerText()).match(/step ([\d,]+)/)![1]!.replaceAll(",", ""));

export async function go(page: Page, step: number): Promise<string> {
  await page.locator(".scrub input").fill(String(step));
  await expect.poll(() => stepOf(page)).toBe(step);
  return `${await headline(page)} ${await page.locator(".stage").innerText()}`;
}
