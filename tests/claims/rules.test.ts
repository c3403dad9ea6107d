import { describe, expect, test } from "vitest";
import type { Arm, ClaimId, Contrast, Evidence, Verdict } from "../../src/claims/claim.js";
import { judge, judgeContrast } from "../../src/claims/rules.js";
import { armOf, contrastOf, convergenceFrom, drawsWith, evidenceOf, MARGIN, noInterval } from "./invented.js";

const exactly0 = { form: "pairwise", value: 0, low: null, high: null };
const nothing = { form: "pairwise", value: null, low: null, high: null };

const controlArm = (change: Partial<Arm> = {}) =>
  armOf("nothing varies", { predictionDifference: exactly0, churn: exactly0, distinctReplicas: 1, ...change });
const linearArm = (value: number, gradientNorm: number | null, change: Partial<Arm> = {}) =>
  armOf("linear", {
    hidden: [],
    gradientNorm,
    predictionDifference: { form: "pairwise", value, low: value * 0.9, high: value * 1.1 },
    ...change,
  });
const unit = (change: Partial<Arm> = {}) =>
  armOf("single unit", { hidden: [1], excess: 0.12, excessKept: 0.1, kept: 0.4, ...change });
const line = armOf("linear", { hidden: [], excess: 0.159 });
const first = (estimate: number, change: Partial<Arm> = {}) =>
  evidenceOf("C1-first", [unit(change), line], [contrastOf(estimate, 0.1), contrastOf(-9, 0.1, { decides: false })]);
const singleUnit = (...given: Parameters<typeof convergenceFrom>) => ({
  ...evidenceOf("C1", [unit(), line]),
  convergence: convergenceFrom(...given),
});
/** Eight draws, about as far apart on average as said. */
const around = (mean: number, spread = 0.05 * mean) =>
  Array.from({ length: 8 }, (_, draw) => mean + (draw % 2 ? spread : -spread));
const matched = (name: string, excessKept = 0.008) => armOf(name, { matched: true, excessKept });
const omnibus = (id: "C4" | "C5", ...contrasts: Contrast[]) =>
  evidenceOf(id, [matched("a"), matched("b"), matched("c")], contrasts);

/** For every claim, evidence for each of the three verdicts. */
const EVERY: Record<ClaimId, Record<Verdict, Evidence>> = {
  control: {
    holds: evidenceOf("control", [controlArm()]),
    "does not hold": evidenceOf("control", [controlArm({ predictionDifference: { ...exactly0, value: 1e-12 } })]),
    "not resolved": evidenceOf("control", [
      controlArm({ predictionDifference: nothing, distinctReplicas: null, failed: "replica 0 diverged at step 3" }),
    ]),
  },
  linear: {
    holds: evidenceOf("linear", [linearArm(1e-7, 1e-6)]),
    "does not hold": evidenceOf("linear", [linearArm(1e-2, 1e-6)]),
    "not resolved": evidenceOf("linear", [linearArm(1e-2, 1e-3)]),
  },
  negative: {
    holds: { ...singleUnit(around(0.002)), id: "negative" },
    "does not hold": { ...singleUnit(around(0.08)), id: "negative" },
    "not resolved": evidenceOf("negative", [armOf("single unit", { failed: "replica 0 diverged at step 3" })]),
  },
  C1: {
    holds: singleUnit(around(0.08)),
    "does not hold": singleUnit(around(0.002)),
    "not resolved": singleUnit(around(0.02, 0.018)),
  },
  "C1-first": { holds: first(2), "does not hold": first(-0.1), "not resolved": first(0.5) },
  C2: {
    holds: evidenceOf("C2", [armOf("grid")], [contrastOf(0.3, 0.1)]),
    "does not hold": evidenceOf("C2", [armOf("grid")], [contrastOf(0.02, 0.05)]),
    "not resolved": evidenceOf("C2", [armOf("grid")], [contrastOf(0.1, 0.05)]),
  },
  C3: {
    holds: evidenceOf("C3", [armOf("grid")], [contrastOf(0.3, 0.1), contrastOf(1.5, 0.2)]),
    "does not hold": evidenceOf("C3", [armOf("grid")], [contrastOf(0.1, 0.05), contrastOf(0.02, 0.05)]),
    "not resolved": evidenceOf("C3", [armOf("grid")], [contrastOf(0.3, 0.1), contrastOf(0.1, 0.05)]),
  },
  C4: {
    holds: omnibus("C4", contrastOf(0, 0.05), contrastOf(-0.3, 0.1)),
    "does not hold": omnibus("C4", contrastOf(0, 0.05), contrastOf(-0.04, 0.05)),
    "not resolved": omnibus("C4", contrastOf(0, 0.05), contrastOf(-0.1, 0.05)),
  },
  C5: {
    holds: omnibus("C5", contrastOf(0.3, 0.1), noInterval),
    "does not hold": omnibus("C5", contrastOf(0.03, 0.05)),
    "not resolved": omnibus("C5", contrastOf(0.03, 0.05), noInterval),
  },
};

describe("every claim can come out in every way", () => {
  for (const [id, cases] of Object.entries(EVERY)) {
    for (const [verdict, evidence] of Object.entries(cases)) {
      test(`${id}: ${verdict}`, () => {
        const judgement = judge(evidence);
        expect(judgement.verdict).toBe(verdict);
        expect(judgement.reason).not.toBe("");
      });
    }
  }
});

describe("one contrast", () => {
  test("the ends of the interval decide, strictly", () => {
    expect(judgeContrast(contrastOf(0.2, 0.2 - MARGIN, { low: MARGIN })).verdict).toBe("not resolved");
    expect(judgeContrast(contrastOf(0, 0.1, { high: MARGIN })).verdict).toBe("not resolved");
  });

  test("wholly below 0 is reversed", () => {
    expect(judgeContrast(contrastOf(-0.3, 0.1))).toMatchObject({ verdict: "does not hold", reversed: true });
    expect(judgeContrast(contrastOf(-0.3, 0.31))).toMatchObject({ verdict: "does not hold", reversed: false });
  });

  test("no interval decides nothing, and the verdict says why there is none", () => {
    const reason = "a against b: no interval (b keeps 2 of 4 replicas)";
    expect(judgeContrast(noInterval)).toEqual({ verdict: "not resolved", reversed: false, reason });
    expect(judge(EVERY.C5["not resolved"]).reason).toContain(reason);
  });

  test("two draws may point the other way, three may not", () => {
    expect(judgeContrast(contrastOf(0.3, 0.1, { byDraw: drawsWith(2, 0.3) })).verdict).toBe("holds");
    expect(judgeContrast(contrastOf(0.3, 0.1, { byDraw: drawsWith(3, 0.3) })).verdict).toBe("not resolved");
  });

  test("equality is not resolved where three draws lie above the margin, however narrow the interval of the mean", () => {
    const apart = (above: number) =>
      Array.from({ length: 8 }, (_, draw) => (draw < above ? 0.4 : (-0.4 * above) / (8 - above)));
    expect(judgeContrast(contrastOf(0, 0.01, { byDraw: apart(2) })).verdict).toBe("does not hold");
    expect(judgeContrast(contrastOf(0, 0.01, { byDraw: apart(3) })).verdict).toBe("not resolved");
  });

  test("no true difference can be found equal: draws on both sides of 0 do not stand against it", () => {
    expect(
      judgeContrast(contrastOf(0, 0.03, { byDraw: [0.02, -0.02, 0.02, -0.02, 0.02, -0.02, 0.02, -0.02] })).verdict,
    ).toBe("does not hold");
  });
});

describe("C1: equally good units that stay apart", () => {
  const says = (...given: Parameters<typeof convergenceFrom>) => judge(singleUnit(...given));

  test("both controls of the line come first: it must have converged, to one solution", () => {
    expect(says(around(0.08), { gradientNorm: 1e-3 })).toMatchObject({
      verdict: "not resolved",
      reason: expect.stringContaining("a line has not converged: its gradient norm is 0.001"),
    });
    expect(says(around(0.08), { line: 2e-4 })).toMatchObject({
      verdict: "not resolved",
      reason: expect.stringContaining("the lines differ by 0.0002"),
    });
    expect(says(around(0.002), { line: 2e-4 }).verdict).toBe("not resolved");
  });

  test("a difference that falls with training is no floor", () => {
    expect(says(around(0.08), { first: around(0.1) })).toMatchObject({
      verdict: "not resolved",
      reason: expect.stringContaining("may still be falling: from 100 to 400 epochs"),
    });
    expect(says(around(0.08), { first: around(0.083) }).verdict).toBe("holds");
  });

  test("a quarter of the draws may lack two equally good solutions, no more", () => {
    const lacking = (count: number, value: number | null) =>
      around(0.08).map((each, draw) => (draw < count ? value : each));
    expect(says(lacking(2, null)).verdict).toBe("holds");
    expect(says(lacking(3, null))).toMatchObject({
      verdict: "not resolved",
      reason: expect.stringContaining("several equally good solutions in 5 of 8 worlds"),
    });
    expect(says(lacking(2, 0.009)).verdict).toBe("holds");
    expect(says(lacking(3, 0.009)).verdict).toBe("not resolved");
  });

  test("worlds that differ are said to, with the share of those that have twins", () => {
    expect(says([0.06, 0.05, 0.07, 0.06, 0.001, 0.002, 0.001, null]).reason).toMatch(
      /4 of 8 data draws .* The world decides, not the number of replicas: 16\.3% to 83\.7% of worlds/,
    );
  });

  test("no pair of equally good units, or too few draws with one, decide nothing", () => {
    expect(says(Array(8).fill(null)).reason).toContain("no data draw has two equally good units");
    expect(says([0.08, 0.08, ...Array(6).fill(null)]).reason).toContain("only 2 of 8 data draws");
  });

  test("an arm that diverged is named", () => {
    expect(judge(evidenceOf("C1", [unit({ failed: "replica 3 diverged at step 12" }), line])).reason).toBe(
      "replica 3 diverged at step 12",
    );
  });
});

test("what is open says what would resolve it", () => {
  // Below equality a ratio is further from the margin than its size says.
  expect(judgeContrast(contrastOf(-0.05, 0.2)).reason).toContain("About 16 data draws");
  expect(judge(EVERY.C2["not resolved"]).reason).toContain("x1.11 [1.05, 1.16], not clear of the margin x1.1. ");
  expect(judgeContrast(contrastOf(0.2, 0.12)).reason).toContain(
    "About 16 data draws in place of 8 would tell (--draws)",
  );
  expect(judgeContrast(contrastOf(MARGIN + 1e-4, 0.12)).reason).toContain(
    "so near the margin that 512 data draws would not tell",
  );
  expect(judge(EVERY.C4["not resolved"]).reason).toContain("nearest is a against b");
});

describe("learned, kept, matched", () => {
  const few = { excess: 0.09 };
  test("a network must remove half of what there is to learn", () => {
    for (const id of ["C2", "C3", "C4", "C5"] as const) {
      const evidence = EVERY[id].holds;
      expect(judge({ ...evidence, arms: evidence.arms.map((arm) => ({ ...arm, ...few })) })).toMatchObject({
        verdict: "not resolved",
        reason: expect.stringContaining("not learned"),
      });
    }
  });

  test("one arm that learned is enough, but a linear one does not count", () => {
    const { contrasts } = EVERY.C2.holds;
    expect(judge(evidenceOf("C2", [armOf("a", few), armOf("b")], contrasts)).verdict).toBe("holds");
    expect(judge(evidenceOf("C2", [armOf("a", few), armOf("b", { hidden: [] })], contrasts)).verdict).toBe(
      "not resolved",
    );
  });

  test("a single unit must remove 15%", () => {
    expect(judge(first(2, { excess: 0.86 * 0.16 })).reason).toContain("not learned");
    expect(judge(first(2, { excess: 0.84 * 0.16 })).verdict).toBe("holds");
  });

  test("C1 needs a quarter of the replicas, and these better than the line", () => {
    expect(judge(first(2, { kept: 0.24 })).reason).toContain("24%");
    expect(judge(first(2, { kept: 0.25 })).verdict).toBe("holds");
    expect(judge(first(2, { excessKept: 0.16 })).reason).toContain("no better");
  });

  test("C1 needs twice the linear PD; more than the margin but less than that is not resolved", () => {
    expect(judge(first(0.5)).reason).toContain("above the margin but not x2");
    expect(judge(first(0.75)).verdict).toBe("not resolved");
  });

  test("pairs of arms that do not match in loss do not count", () => {
    const arms = [matched("a"), matched("b"), matched("c", 0.008 + 0.051 * 0.16)];
    const far = contrastOf(0.5, 0.1, { a: "c" });
    const near = contrastOf(0, 0.05);
    expect(judge(evidenceOf("C4", arms, [far, near])).verdict).toBe("does not hold");
    expect(judge(evidenceOf("C4", arms, [far])).reason).toContain("no two arms match in loss");
    expect(
      judge(evidenceOf("C4", [matched("a"), matched("b"), matched("c", 0.008 + 0.049 * 0.16)], [far, near])).verdict,
    ).toBe("holds");
  });

  test("a pair beyond the margin whose direction changes between draws does not count", () => {
    expect(judge(omnibus("C4", contrastOf(0.3, 0.1, { byDraw: drawsWith(3, 0.3) }))).verdict).toBe("not resolved");
  });
});

describe("ends and draws that lie exactly at a limit", () => {
  const zeros = (count: number, mean: number) =>
    Array.from({ length: 8 }, (_, draw) => (draw < count ? 0 : (8 * mean) / (8 - count)));

  test("a draw at exactly 0 is no draw for a difference, of one contrast and of an omnibus pair", () => {
    expect(judgeContrast(contrastOf(0.3, 0.1, { byDraw: zeros(2, 0.3) })).verdict).toBe("holds");
    expect(judgeContrast(contrastOf(0.3, 0.1, { byDraw: zeros(3, 0.3) })).verdict).toBe("not resolved");
    expect(judge(omnibus("C4", contrastOf(0.3, 0.1, { byDraw: zeros(2, 0.3) }))).verdict).toBe("holds");
    expect(judge(omnibus("C4", contrastOf(0.3, 0.1, { byDraw: zeros(3, 0.3) }))).verdict).toBe("not resolved");
    expect(judgeContrast(contrastOf(-0.3, 0.1, { byDraw: zeros(3, -0.3) }))).toMatchObject({
      verdict: "does not hold",
      reversed: false,
    });
  });

  test("a draw at exactly the margin is no draw for equality", () => {
    const at = (count: number) =>
      Array.from({ length: 8 }, (_, draw) => (draw < count ? MARGIN : (-count * MARGIN) / (8 - count)));
    expect(judgeContrast(contrastOf(0, 0.05, { byDraw: at(2) })).verdict).toBe("does not hold");
    expect(judgeContrast(contrastOf(0, 0.05, { byDraw: at(3) })).verdict).toBe("not resolved");
    expect(judge(omnibus("C5", contrastOf(0, 0.05, { byDraw: at(3) }))).verdict).toBe("not resolved");
    expect(judge(omnibus("C5", contrastOf(0, 0.05, { byDraw: at(3).map((draw) => -draw) }))).verdict).toBe(
      "not resolved",
    );
  });

  test("a pair is inside only with both ends, and beyond with either", () => {
    for (const sign of [1, -1]) {
      const pair = (low: number, high: number) =>
        judge(omnibus("C4", contrastOf(0, 0.05, sign > 0 ? { low, high } : { low: -high, high: -low }))).verdict;
      expect(pair(-0.05, 0.05)).toBe("does not hold");
      expect(pair(-0.05, MARGIN)).toBe("not resolved");
      expect(pair(-0.05, MARGIN + 0.01)).toBe("not resolved");
      const far = (low: number) =>
        judge(omnibus("C4", contrastOf(0.3 * sign, 0.1, sign > 0 ? { low } : { high: -low }))).verdict;
      expect(far(MARGIN)).toBe("not resolved");
      expect(far(MARGIN + 0.001)).toBe("holds");
    }
  });

  test("the linear control is open where its interval reaches the limit, refuted where all of it lies there", () => {
    const at = (low: number | null, high: number | null) =>
      judge(
        evidenceOf("linear", [
          linearArm(1e-4, 1e-6, { predictionDifference: { form: "pairwise", value: 0.99e-4, low, high } }),
        ]),
      ).verdict;
    expect([at(0.9e-4, 0.999e-4), at(0.9e-4, 1e-4), at(1e-4, 1.1e-4), at(null, null)]).toEqual([
      "holds",
      "not resolved",
      "does not hold",
      "holds",
    ]);
    expect(judge(evidenceOf("linear", [linearArm(1e-7, 1e-4)])).reason).toContain("not converged");
  });
});

test("C3 is refuted by either of its contrasts", () => {
  const arms = [armOf("grid")];
  expect(judge(evidenceOf("C3", arms, [contrastOf(0.02, 0.05), contrastOf(1.5, 0.2)])).verdict).toBe("does not hold");
  expect(judge(evidenceOf("C3", arms, [contrastOf(0.3, 0.1), contrastOf(0.02, 0.05)])).verdict).toBe("does not hold");
});

test("contrasts that do not decide change nothing", () => {
  const shown = contrastOf(-1, 0.1, { decides: false });
  expect(judge(evidenceOf("C2", [armOf("grid")], [contrastOf(0.3, 0.1), shown])).verdict).toBe("holds");
});

test("the control needs one fingerprint and churn 0 as well", () => {
  expect(judge(evidenceOf("control", [controlArm({ distinctReplicas: 2 })])).verdict).toBe("does not hold");
  expect(judge(evidenceOf("control", [controlArm({ churn: { ...exactly0, value: 0.001 } })])).verdict).toBe(
    "does not hold",
  );
});

test("the first rule of C1 shows the ratio of each of its draws", () => {
  expect(judge(first(2)).reason).toMatch(/; by data draw x7\.39(, x7\.39){7}$/);
});
