/** The address of the page in Chromium: a reload, another tab, an article, and one file without a host. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "doppelgrad";
import type { Page } from "playwright-core";
import { build } from "vite";
import { expect, test, vi } from "vitest";
import { CHAPTERS, FIRST } from "../../playground/src/chapters.js";
import { readPlace } from "../../playground/src/place.js";
import { config } from "./built.js";
import { address, folder, go, headline, stepOf, visit } from "./in-chromium.js";

const printOf = async (page: Page): Promise<string> => {
  await expect.poll(() => page.locator(".print code").innerText()).toMatch(/^[0-9a-f]{64}$/);
  return page.locator(".print code").innerText();
};
const placeOf = (page: Page) => readPlace(new URL(page.url()).hash);

test("a reload shows the same study at the same step with the same bits", async (context) => {
  const { page, complaints } = await visit(context, address, { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Initialization" }).click();
  await page.getByRole("button", { name: "Replica 7", exact: true }).click();
  await page.getByLabel("Activation").selectOption("tanh");
  await expect.poll(() => page.getByLabel("Activation").inputValue()).toBe("tanh");
  await page.getByRole("button", { name: "Play again" }).waitFor();
  await go(page, 140);
  const print = await printOf(page);
  await expect.poll(() => placeOf(page)?.step).toBe(140);
  expect(placeOf(page)).toEqual({
    study: { ...CHAPTERS[1]!.study, activation: { name: "tanh" } },
    step: 140,
    pair: [0, 7],
    axes: null,
    chapter: "init",
    kept: null,
  });
  const seen = await headline(page);
  await page.reload();
  expect(await printOf(page)).toBe(print);
  expect([await stepOf(page), await headline(page)]).toEqual([140, seen]);
  expect(await page.locator(".stage figcaption b").allInnerTexts()).toContain("Replica 7");
  expect(await page.getByRole("button", { name: "Initialization" }).getAttribute("aria-current")).toBe("step");

  // Another address in the same page, and back.
  const { hash } = new URL(page.url());
  await page.evaluate(
    () => void (location.hash = `study=${encodeURIComponent('{"data":"moons","epochs":1}')}&step=99999`),
  );
  await expect.poll(() => page.getByLabel("Family").inputValue()).toBe("moons");
  await printOf(page);
  await page.goBack();
  await expect.poll(() => page.locator(".print code").innerText()).toBe(print);
  expect(new URL(page.url()).hash).toBe(hash);

  // While it plays there is no step to rest at.
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.getByLabel("Speed").selectOption("0.1");
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect.poll(() => placeOf(page)!.step).toBeNull();
  expect(complaints).toEqual([]);
});

test("an address that nobody should train is a sentence, and trains nothing", async (context) => {
  for (const [study, sentence] of [
    [`{"replicas":65}`, /replicas: .* 64 .* 65/],
    [`{"data":{"name":"moons","train":1000000000}}`, /^study\.data\.train: .* 1000000000/],
    [`{"data":{"name":"file","path":"x.csv"}}`, /path/],
    [`{`, /^The address holds no study/],
  ] as const) {
    const { page } = await visit(context, `${address}#study=${encodeURIComponent(study)}`);
    await expect.poll(() => page.getByRole("alert").innerText()).toMatch(sentence);
    expect(await page.locator("canvas").count()).toBe(0);
    await page.getByRole("button", { name: "Start anew" }).click();
    await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
    expect(new URL(page.url()).hash).not.toContain("65");
  }
});

test("a file stays in its tab: a reload has it, another tab asks for it", async (context) => {
  const { page } = await visit(context, address, { reducedMotion: "reduce" });
  const file = { name: "iris.csv", mimeType: "text/csv", buffer: readFileSync("examples/data/iris.csv") };
  await page.getByLabel("Choose a file").setInputFiles(file);
  await page.getByText("iris.csv").first().waitFor();
  await page.getByRole("button", { name: "Play again" }).waitFor();
  await page.getByLabel("Activation").selectOption("smelu");
  await expect.poll(() => page.getByLabel("Activation").inputValue()).toBe("smelu");
  await page.getByRole("button", { name: "Play again" }).waitFor();
  await page.locator(".shown select").first().selectOption("plane");
  await page.getByLabel("Across").selectOption("2");
  const print = await printOf(page);
  await expect.poll(() => placeOf(page)?.axes).toEqual([2, 1]);
  await expect.poll(() => placeOf(page)?.step).toBeGreaterThan(0);
  expect(page.url()).not.toContain("setosa");
  await page.reload();
  expect(await printOf(page)).toBe(print);
  expect(await page.locator(".decided").innerText()).toContain("iris.csv");
  expect(await page.getByLabel("Across").inputValue()).toBe("2");

  const { page: other } = await visit(context, page.url(), { reducedMotion: "reduce" });
  await expect.poll(() => other.getByRole("alert").innerText()).toMatch(/“iris.csv”, which is not in this tab/);
  expect(await other.locator("canvas").count()).toBe(0);
  await other.getByLabel("Choose a file").setInputFiles(file);
  expect(await printOf(other)).toBe(print);
});

test("in an article it is maps, number and transport, and leads to the page", async (context) => {
  const { page, complaints } = await visit(context, address, { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "One unit" }).click();
  await expect.poll(() => placeOf(page)?.chapter).toBe("unit");
  await go(page, 40);
  const print = await printOf(page);
  await page.getByText("Copy as code").click();
  const code = page.locator(".code pre").last();
  await expect.poll(() => code.innerText()).toContain("step=40");
  const snippet = await code.innerText();
  for (const width of [360, 500, 700]) {
    await page.setViewportSize({ width: width + 40, height: 900 });
    // The article is of the same host, which its policy lets frame the page.
    writeFileSync(
      join(folder, "article.html"),
      `<!doctype html><link rel="icon" href="icon.svg"><body style="margin: 0 20px">${snippet}`,
    );
    await page.goto(`${address}article.html`);
    const frame = page.frameLocator("iframe");
    await frame.locator(".number").filter({ hasText: "%" }).waitFor();
    await expect.poll(() => frame.locator(".transport output").innerText()).toMatch(/step 40 of/);
    const inside = page.frames()[1]!;
    expect(await inside.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const part of [".story", ".controls", ".mixer", ".share", ".chapter"])
      expect(await frame.locator(part).count(), part).toBe(0);
    for (const part of [".map", ".number", ".transport button"])
      expect(await frame.locator(part).first().isVisible()).toBe(true);
    const link = frame.getByRole("link", { name: "Open in doppelgrad" });
    const box = await link.boundingBox();
    expect(box!.y + box!.height, `${width}`).toBeLessThanOrEqual(720 + 8);
    if (width !== 700) continue;
    const { page: whole } = await visit(context, new URL((await link.getAttribute("href"))!, address).href);
    expect(await printOf(whole)).toBe(print);
    expect(await whole.locator(".controls").count()).toBe(1);
  }
  expect(complaints).toEqual([]);
});

test("one file trains without a host, to the bits of Node", async (context) => {
  const out = mkdtempSync(join(tmpdir(), "doppelgrad-one-file-"));
  context.onTestFinished(() => rmSync(out, { recursive: true, force: true, maxRetries: 5 }));
  vi.stubEnv("NODE_ENV", "production");
  await build({ ...config, configFile: join(config.root, "one-file.config.ts"), build: { outDir: out } });
  vi.unstubAllEnvs();
  const file = pathToFileURL(join(out, "index.html")).href;
  const { page, complaints } = await visit(context, address, { reducedMotion: "reduce" });
  await page.goto(file);
  await page.getByRole("button", { name: "Play again" }).waitFor();
  expect(await printOf(page)).toBe((await run(FIRST)).fingerprint);
  await page.getByText("Sweep one setting").click();
  await page.getByRole("button", { name: "Train the sweep" }).click();
  await page.locator(".sweep tbody tr").first().waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Play again" }).waitFor();
  // Only the file itself was asked for.
  expect(complaints.filter((said) => said !== file && !said.startsWith("blob:"))).toEqual([]);
});
