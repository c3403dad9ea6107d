/** Two studies against each other, a sweep, fields and numbers, on the page in Chromium. */
import { diff, run } from "doppelgrad";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { shortNumber, shortPercent, sized } from "../../playground/src/format.js";
import { address, go, headline, stepOf, visit } from "./in-chromium.js";

const SMALL = { data: { name: "moons", train: 60, test: 40 }, hidden: [6], epochs: 4, replicas: 5 } as const;
const at = (study: object): string => `${address}#study=${encodeURIComponent(JSON.stringify(study))}`;
const rests = (page: Page) => expect.poll(() => page.locator(".print code").innerText()).toMatch(/^[0-9a-f]{64}$/);

test("a pinned study and the one that is shown are compared as diff compares them", async (context) => {
  const { page, complaints } = await visit(context, at(SMALL), { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Play again" }).waitFor();
  await page.getByRole("button", { name: "Pin this study" }).click();
  await page.getByText("Now change something").waitFor();
  await page.getByLabel("Activation").selectOption("tanh");
  const [a, b] = [await run(SMALL), await run({ ...SMALL, activation: "tanh" })];
  const { measures, verdict, paired } = await diff(a, b);
  const { ratio } = measures.predictionDifference;
  const row = page.locator(".compare tbody tr").first();
  await expect
    .poll(() => row.locator("td").allInnerTexts())
    .toEqual([
      shortPercent(measures.predictionDifference.a.value!),
      shortPercent(measures.predictionDifference.b.value!),
      `${shortNumber(ratio.value!)} [${shortNumber(ratio.low!)}, ${shortNumber(ratio.high!)}]`,
      expect.stringMatching(/%.*\[.*%, .*%\]/),
    ]);
  const said = await page.locator(".compare").innerText();
  expect(paired).toBe(true);
  expect(said).toContain("have the same seeds");
  expect(said).toContain(verdict === "not resolved" ? "Not resolved" : verdict);
  expect(said).toMatch(/activation was .*relu.*, now .*tanh/);

  // At another step, and backwards.
  await go(page, 3);
  await rests(page);
  await expect.poll(() => page.locator(".compare").innerText()).toContain("This one is at step 3.");
  await row.waitFor();

  // Other seeds are no pairs; other test examples are nothing to compare.
  await page.getByRole("button", { name: "Initial weights: throw the dice" }).click();
  await expect.poll(() => page.locator(".compare").innerText()).toContain("independent");
  await page.getByLabel("Family").selectOption("spirals");
  await expect.poll(() => page.locator(".compare").innerText()).toContain("different test examples");
  await page.getByRole("button", { name: "Take the pin away" }).click();
  expect(await page.locator(".compare [role=status]").innerText()).toBe("");
  expect(complaints).toEqual([]);
});

test("two replicas have no interval, and the page says what to do", async (context) => {
  const { page } = await visit(context, at({ ...SMALL, replicas: 2 }), { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Play again" }).waitFor();
  await page.getByRole("button", { name: "Pin this study" }).click();
  await page.getByText("Now change something").waitFor();
  await page.getByLabel("Activation").selectOption("tanh");
  await expect
    .poll(() => page.locator(".compare [role=status]").innerText())
    .toMatch(/^Not resolved.* at least 3 replicas/);
});

test("a sweep fills in, opens its points, and stops", async (context) => {
  const { page, complaints } = await visit(context, at(SMALL), { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Play again" }).waitFor();
  await page.getByText("Sweep one setting").click();
  await page.getByRole("button", { name: "Train the sweep" }).click();
  await page.getByText("4 values are trained.").waitFor();
  expect(await page.locator(".chart .point").count()).toBe(4);
  const rows = await page.locator(".sweep tbody tr").allInnerTexts();
  const { predictionDifference } = (await run({ ...SMALL, replicas: 16, shuffleWindow: 16 })).measures;
  const [value, low, high] = [predictionDifference.value, predictionDifference.low, predictionDifference.high].map(
    (share) => shortPercent(share!),
  );
  expect(rows[2]).toMatch(/^16\s/);
  expect(rows[2]).toContain(`${value} [${low}, ${high}]`);
  await page.locator(".chart .point").nth(2).locator(".target").click();
  await expect.poll(() => headline(page)).toContain(value);
  expect(await page.locator(".all canvas").count()).toBe(16);
  // The curve of which it is a point stays; another study takes it away.
  expect(await page.locator(".chart .point").count()).toBe(4);
  await page.getByRole("button", { name: "Open Shuffle window 1", exact: true }).click();
  await expect.poll(() => page.locator(".controls").innerText()).toContain("1, file order");
  await page.getByLabel("Activation").selectOption("tanh");
  await expect.poll(() => page.locator(".chart").count()).toBe(0);

  await page.getByRole("slider", { name: /^Epochs/ }).fill("200");
  await page.getByRole("slider", { name: /^Training examples/ }).fill("200");
  await expect.poll(() => page.locator(".scrub input").getAttribute("max")).not.toBe("240");
  await page.locator(".sweep select").selectOption("Beta of smelu");
  await page.getByRole("button", { name: "Train the sweep" }).click();
  await page.getByRole("button", { name: /^Stop/ }).click();
  await page.getByText("Stopped.").waitFor();
  await page.getByRole("button", { name: "Train the sweep" }).waitFor();
  expect(complaints).toEqual([]);
});

test("a width that no layer has is said beside its field, and nothing is lost", async (context) => {
  const { page } = await visit(context, at(SMALL), { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Play again" }).waitFor();
  const field = page.getByLabel("Width of hidden layer 1");
  for (const text of ["999", "0", "", "257", "2.5", "-3"]) {
    await field.fill(text);
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.locator(".wrong").allInnerTexts())
      .toEqual(["A layer has from 1 to 256 units; layer 1 keeps its 6."]);
    expect(await field.inputValue()).toBe(text);
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator(".problem").count()).toBe(0);
    expect(await stepOf(page)).toBe(240);
    await field.fill("6");
    await page.keyboard.press("Tab");
    await expect.poll(() => page.locator(".wrong").count()).toBe(0);
  }
  await field.fill("256");
  await page.keyboard.press("Tab");
  await expect.poll(() => page.locator(".controls").innerText()).toContain("1,025 parameters");
  expect(await page.locator(".wrong").count()).toBe(0);
});

/** As the page writes numbers, and the longest ones of each kind. */
const NUMBERS = [
  "0",
  "–",
  "100%",
  "0.0012%",
  "1.2e−5%",
  "1.2e−10%",
  "12.3%",
  "5%",
  "123,456",
  "123,000",
  "0.00123",
  "1.2e−38",
  "3.4e38",
  "−∞",
];

test.for([360, 900, 1280, 1600])(
  "the number fits its card and the bar at any value, %i wide",
  async (width, context) => {
    for (const value of [0, 1, 1.2e-5, 1.2e-7, 1.2e-12, 0.123, 0.9996])
      expect(NUMBERS.map((text) => text.length)).toContain(shortPercent(value).length);
    const { page } = await visit(context, at(SMALL), { viewport: { width, height: 800 }, reducedMotion: "reduce" });
    await page.getByRole("button", { name: "Play again" }).waitFor();
    const told = NUMBERS.map((text) => ({ text, inCard: sized("number", text), inBar: sized("pd", text) }));
    const wide = await page.evaluate((told) => {
      const [number, bar] = [document.querySelector(".number")!, document.querySelector(".pd")!];
      const widthOf = (element: Element): number => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return range.getBoundingClientRect().right;
      };
      const before = document.querySelector(".transport")!.getBoundingClientRect().height;
      return told.flatMap(({ text, inCard, inBar }) => {
        number.textContent = bar.textContent = text;
        number.className = inCard;
        bar.className = inBar;
        const room =
          innerWidth > 576 ? document.querySelector(".headline")!.getBoundingClientRect().right - 8 : innerWidth;
        const height = document.querySelector(".transport")!.getBoundingClientRect().height;
        const out = [];
        if (widthOf(number) > room) out.push(`${text}: ${widthOf(number)} of ${room} in the card`);
        if (number.getBoundingClientRect().height > 60) out.push(`${text}: two lines in the card`);
        const scrub = document.querySelector(".scrub")!.getBoundingClientRect();
        const own = bar.getBoundingClientRect();
        const isBeside = own.top >= scrub.bottom || own.left >= scrub.right || widthOf(bar) <= scrub.left;
        if (!isBeside) out.push(`${text}: below the slider`);
        if (widthOf(bar) > innerWidth) out.push(`${text}: ${widthOf(bar)} in the bar`);
        if (height !== before) out.push(`${text}: the bar grows from ${before} to ${height}`);
        return out;
      });
    }, told);
    expect(wide).toEqual([]);
  },
);
