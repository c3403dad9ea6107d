/**
 * The page in three browsers, as a visitor has it: it trains, finds 0 with all switches off, makes a link and checks
 * it; Node trains the same bits.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkLink, openTrainer, readLink } from "doppelgrad";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FIRST } from "../../playground/src/chapters.js";
import { shortPercent } from "../../playground/src/format.js";
import { answerOf, browsers } from "../engines/pages.js";
import { buildPage } from "./built.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-page-"));

beforeAll(() => buildPage(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));

/** What a visitor saw. */
interface Seen {
  fingerprint: string;
  difference: string;
  off: string;
  url: string;
  claim: string;
  corpus: string;
  problem: string;
}

/** Runs in the page; it knows nothing of this file. */
async function visit(report: (line: string) => unknown): Promise<void> {
  const $ = <Kind extends HTMLElement>(selector: string): Kind => document.querySelector<Kind>(selector)!;
  const text = (selector: string): string => $(selector)?.textContent ?? "";
  const complaints: string[] = [];
  addEventListener("error", ({ message }) => complaints.push(message));
  addEventListener("unhandledrejection", ({ reason }) => complaints.push(String(reason)));
  const until = async (what: string, holds: () => unknown): Promise<void> => {
    for (const end = Date.now() + 60_000; !holds(); ) {
      if (Date.now() > end)
        throw new Error(`${what} did not come. ${complaints.join("; ")}\n${document.body.innerText}`);
      await new Promise((wait) => setTimeout(wait, 20));
    }
  };
  const button = (name: string): HTMLElement =>
    [...document.querySelectorAll("button")].find((each) => each.textContent!.includes(name))!;
  const atRest = (): boolean => text(".print code").length === 64;
  try {
    await until("the page", () => $(".scrub input:enabled"));
    $<HTMLSelectElement>(".speed select").value = "10";
    $(".speed select").dispatchEvent(new Event("change", { bubbles: true }));
    await until("the end", () => button("Play again") && atRest());
    const seen: Partial<Seen> = { fingerprint: text(".print code"), difference: text(".number") };
    for (const each of document.querySelectorAll<HTMLElement>("[role=switch]:checked")) each.click();
    await until("all off", () => text(".headline").includes("Exactly") && button("Play again") && atRest());
    seen.off = text(".number");
    button("Copy a link").click();
    await until("the link", () => $("a.url"));
    seen.url = location.href;
    history.replaceState(null, "", "#");
    location.hash = new URL(seen.url).hash;
    await until("the claim", () => text(".claim").includes("MATCH"));
    seen.claim = text(".claim");
    button("Check this browser").click();
    await until("the corpus", () => $(".same .claim"));
    report(
      JSON.stringify({ ...seen, corpus: text(".same .claim"), problem: text("[role=alert]") + complaints.join("; ") }),
    );
  } catch (error) {
    report(JSON.stringify({ problem: (error as Error).message }));
  }
}

test.for(browsers)("$name", async (browser, context) => {
  const seen = await answerOf<Seen>(context, browser, "the page", folder, (report) => `(${visit})(${report})`);
  expect(seen.problem).toBe("");
  const trainer = await openTrainer(FIRST);
  trainer.advance(trainer.steps);
  expect(seen.fingerprint).toBe(trainer.fingerprint());
  const { value } = trainer.measure(["predictionDifference"]).predictionDifference;
  expect(seen.difference).toBe(shortPercent(value!));
  expect(seen.off).toBe("0");
  expect(seen.claim).toMatch(/^MATCH/);
  expect(seen.corpus).toMatch(
    /^Same bits\. (Chrome|Firefox|WebKitGTK) \d[\d.]* \(\w+\) trained (\d+) of \2 \(simd\) and \2 of \2 \(scalar\)/,
  );
  expect(await checkLink(await readLink(seen.url))).toMatchObject({ same: true });
});
