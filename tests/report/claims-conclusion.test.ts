import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import type { Claim, Verdict } from "../../src/claims/claim.js";
import { answered, checksSay, conclusionSays } from "../../src/report/claims-conclusion.js";
import { report } from "../../src/report/report.js";
import { inventedClaims } from "./fixture.js";

const { claims, ...rest } = inventedClaims();
const one = (id: Claim["id"], data = "vee"): Claim => claims.find((claim) => claim.id === id && claim.data === data)!;
const says = (claim: Claim) => {
  const [{ answers }] = answered([claim]) as [ReturnType<typeof answered>[number]];
  return `${answers[0]!.word} on ${answers[0]!.data}: ${answers[0]!.says}`;
};
const judged = (claim: Claim, verdict: Verdict, reversed = false): Claim => ({ ...claim, verdict, reversed });

/** Words that only this project has. */
const OURS = /\b(PD|churn|arms?|draws?|kept|excess|replicas?|contrasts?|margin|C\d)\b/;

test("the first sentences say how far two trainings are apart, on each data family", () => {
  expect(conclusionSays(claims)).toBe(
    "Yes. Train one small network twice on the same data, and leave only the random choices free: the two give one and the same case probabilities that are 2.62 percentage points on vee and 1.89 percentage points on teacher apart on average. They decide otherwise on 4.5% of the cases on vee and 3.2% of the cases on teacher.",
  );
  expect(conclusionSays([])).toBe("Nothing was tested, so this page concludes nothing.");
  expect(conclusionSays([one("C4")])).toMatch(/was not measured here/);
  const same = one("C2");
  const none = { form: "pairwise", value: 0, low: null, high: null };
  expect(conclusionSays([{ ...same, arms: same.arms.map((arm) => ({ ...arm, predictionDifference: none })) }])).toMatch(
    /^No\. On vee, two trainings of one small network predicted exactly the same/,
  );
});

describe("each verdict has its words", () => {
  test.each([
    [
      one("C1"),
      "Yes on vee: equally good models with one bend are 8.31 [7.81, 8.82] points apart, models without a bend not at all",
    ],
    [
      one("C1", "teacher"),
      "Open on teacher: equally good models with one bend are 1.76 [−0.56, 4.08] points apart; by more than the 1 that counts in 4 of 8 repetitions",
    ],
    [
      judged(one("C1"), "does not hold"),
      "No on vee: equally good models with one bend are 8.31 [7.81, 8.82] points apart, and less than 1 does not count",
    ],
    [
      { ...one("C1"), verdict: "not resolved", convergence: null },
      "Open on vee: no two equally good trainings could be compared",
    ],
    [one("C2"), "Yes on vee: 1.42 times [1.30, 1.55] as far apart as from one start"],
    [
      one("C2", "teacher"),
      "Open on teacher: 1.12 times [1.02, 1.23] as far apart as from one start; only a range wholly beyond 1.1 times decides",
    ],
    [
      judged(one("C2"), "does not hold"),
      "No on vee: 1.42 times [1.30, 1.55] as far apart as from one start; less than 1.1 times does not count",
    ],
    [
      judged(one("C2"), "does not hold", true),
      "No on vee: on the contrary, 1.42 times [1.30, 1.55] as far apart as from one start",
    ],
    [
      judged(one("C2"), "not resolved"),
      "Open on vee: 1.42 times [1.30, 1.55] as far apart as from one start, but another condition of the test is not met",
    ],
    [{ ...one("C2"), verdict: "not resolved", contrasts: [] }, "Open on vee: too few trainings could be compared"],
    [
      one("C3"),
      "Yes on vee: 1.37 times [1.26, 1.48] as far apart as in one order; 6.40 times [5.91, 6.93] as far apart when shuffled among 6000 examples as among 2",
    ],
    [one("C4"), "Yes on vee: 1.28 times [1.21, 1.36] as far apart with relu as with swish"],
    [
      one("C5"),
      "No on vee: 1.50 times [1.40, 1.61] as far apart with depth 4, width 16 as with width 16; less than 1.1 times does not count",
    ],
  ] as [Claim, string][])("%#", (claim, sentence) => expect(says(claim)).toBe(sentence));

  test("a question a claim, in order; controls and what is shown beside have none", () => {
    expect(answered(claims).map(({ id, answers }) => [id, answers.length])).toEqual(
      ["C1", "C2", "C3", "C4", "C5"].map((id) => [id, 2]),
    );
  });
});

test("checks: all passed, one failed, one not finished, none", () => {
  expect(checksSay(claims)).toMatch(/^Every check has passed/);
  expect(checksSay([judged(one("control"), "does not hold"), one("linear")])).toBe(
    "A check has failed (nothing random, nothing different on vee): do not rely on the other answers.",
  );
  expect(checksSay([one("control"), judged(one("linear"), "not resolved")])).toBe(
    "A check could not be finished (one best answer, always found on vee): the other answers stand without it.",
  );
  expect(checksSay([one("C2")])).toBe("");
});

describe("the first page", async () => {
  const page = await report({ claims, ...rest }, { command: "doppelgrad claims", maps: null });
  const { document } = parseHTML(page);

  test("its conclusion has none of the project's own words", () => {
    const header = document.querySelector("header")!;
    for (const part of header.querySelectorAll(".lead, dt, dd")) expect(part.textContent).not.toMatch(OURS);
  });

  test("a figure of all claims on all data, before any section", () => {
    const figure = document.querySelector(".first #figure-1")!;
    const label = figure.querySelector("svg[role]")!.getAttribute("aria-label")!;
    for (const id of ["C1", "C2", "C3", "C4", "C5"])
      for (const data of ["vee", "teacher"]) expect(label).toMatch(new RegExp(`${id} [^;]* on ${data}: `));
    expect(label).toContain("C1 one bend, equally good on vee: holds, ×8.31 [7.81, 8.82]");
    expect(label).toContain("C2 random start / one start on teacher: not resolved, ×1.12 [1.02, 1.23]");
    expect(figure.querySelectorAll(".legend span").length).toBe(3);
  });

  test.each(["arm", "replica", "draw", "kept", "excess"])("%s is explained where it first stands", (term) => {
    const words = document.body.cloneNode(true) as unknown as Element;
    for (const hidden of words.querySelectorAll("style, svg, .get")) hidden.remove();
    const first = new RegExp(`\\b${term}s?\\b`, "i");
    const text = words.innerHTML;
    const at = text.replace(/<[^>]*>/g, (tag) => "\0".repeat(tag.length)).search(first);
    expect(text.slice(0, at).endsWith("<dfn>")).toBe(true);
  });

  test("claims without any number still say so", async () => {
    const empty = claims.map((claim) => ({
      ...claim,
      contrasts: [],
      convergence: null,
      verdict: "not resolved" as const,
      arms: [],
    }));
    const bare = parseHTML(await report({ ...rest, claims: empty }, { maps: null })).document;
    expect(bare.querySelector(".lead")!.textContent).toMatch(/was not measured here/);
    expect(bare.querySelector("#figure-1 svg[role]")!.getAttribute("aria-label")).toContain(
      "not resolved, no comparison",
    );
    const none = parseHTML(await report({ ...rest, claims: [] }, { maps: null })).document;
    expect(none.querySelector(".lead")!.textContent).toMatch(/^Nothing was tested/);
    expect(none.querySelector("figure")).toBeNull();
  });
});
