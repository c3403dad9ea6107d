import { describe, expect, test } from "vitest";
import type { Arm, ClaimId, Contrast, Evidence, Verdict } from "../../src/claims/claim.js";
import { judge, judgeContrast } from "../../src/claims/rules.js";
import { armOf, contrastOf, drawsWith, evidenceOf, MARGIN, noInterval } from "./invented.js";

const exactly0 = { form: "pairwise", value: 0, low: null, high: null };
const nothing = { form: "pairwise", value: null, low: null, high: null };

const controlArm = (change: Partial<Arm> = {}) =>
  armOf("nothing varies", { predictionDifference: exactly0, churn: exactly0, distinctReplicas: 1, ...change });
const linearArm = (value: number, gradientNorm: number | null, change: Partial<Arm> = {}) =>
  armOf("linear", { hidden: [], gradientNorm, predictionDifference: { form: "pairwise", value, low: value * 0.9, high: value * 1.1 }, ...change });
const unit = (change: Partial<Arm> = {}) => armOf("single unit", { hidden: [1], excess: 0.12, excessKept: 0.1, kept: 0.4, ...change });
const line = armOf("linear", { hidden: [], excess: 0.159 });
const C1 = (estimate: number, change: Partial<Arm> = {}) =>
  evidenceOf("C1", [unit(change), line], [contrastOf(estimate, 0.1, { needed: Math.log(2) }), contrastOf(-9, 0.1, { decides: false })]);
const matched = (name: string) => armOf(name, { matched: true });
const omnibus = (id: "C4" | "C5", ...contrasts: Contrast[]) => evidenceOf(id, [matched("a"), matched("b"), matched("c")], contrasts);

/** For every claim, evidence for each of the three verdicts. */
const EVERY: Record<ClaimId, Record<Verdict, Evidence>> = {
  control: {
    holds: evidenceOf("control", [controlArm()]),
    "does not hold": evidenceOf("control", [controlArm({ predictionDifference: { ...exactly0, value: 1e-12 } })]),
    "not resolved": evidenceOf("control", [controlArm({ predictionDifference: nothing, distinctReplicas: null, failed: "replica 0 diverged at step 3" })]),
  },
  linear: {
    holds: evidenceOf("linear", [linearArm(1e-7, 1e-6)]),
    "does not hold": evidenceOf("linear", [linearArm(1e-2, 1e-6)]),
    "not resolved": evidenceOf("linear", [linearArm(1e-2, 1e-3)]),
  },
  C1: { holds: C1(2), "does not hold": C1(-0.1), "not resolved": C1(0.5) },
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
    const apart = (above: number) => Array.from({ length: 8 }, (_, draw) => (draw < above ? 0.4 : (-0.4 * above) / (8 - above)));
    expect(judgeContrast(contrastOf(0, 0.01, { byDraw: apart(2) })).verdict).toBe("does not hold");
    expect(judgeContrast(contrastOf(0, 0.01, { byDraw: apart(3) })).verdict).toBe("not resolved");
  });

  test("no true difference can be found equal: draws on both sides of 0 do not stand against it", () => {
    expect(judgeContrast(contrastOf(0, 0.03, { byDraw: [0.02, -0.02, 0.02, -0.02, 0.02, -0.02, 0.02, -0.02] })).verdict).toBe("does not hold");
  });
});

describe("learned, kept, matched", () => {
  const few = { excess: 0.09 };
  test("a network must remove half of what there is to learn", () => {
    for (const id of ["C2", "C3", "C4", "C5"] as const) {
      const evidence = EVERY[id].holds;
      expect(judge({ ...evidence, arms: evidence.arms.map((arm) => ({ ...arm, ...few })) })).toMatchObject({
        verdict: "not resolved", reason: expect.stringContaining("not learned"),
      });
    }
  });

  test("one arm that learned is enough, but a linear one does not count", () => {
    const { contrasts } = EVERY.C2.holds;
    expect(judge(evidenceOf("C2", [armOf("a", few), armOf("b")], contrasts)).verdict).toBe("holds");
    expect(judge(evidenceOf("C2", [armOf("a", few), armOf("b", { hidden: [] })], contrasts)).verdict).toBe("not resolved");
  });

  test("a single unit must remove 15%", () => {
    expect(judge(C1(2, { excess: 0.86 * 0.16 })).reason).toContain("not learned");
    expect(judge(C1(2, { excess: 0.84 * 0.16 })).verdict).toBe("holds");
  });

  test("C1 needs a quarter of the replicas, and these better than the line", () => {
    expect(judge(C1(2, { kept: 0.24 })).reason).toContain("24%");
    expect(judge(C1(2, { kept: 0.25 })).verdict).toBe("holds");
    expect(judge(C1(2, { excessKept: 0.16 })).reason).toContain("no better");
  });

  test("C1 needs twice the linear PD; more than the margin but less than that is not resolved", () => {
    expect(judge(C1(0.5)).reason).toContain("above the margin but not x2");
    expect(judge(C1(0.75)).verdict).toBe("not resolved");
  });

  test("pairs with an arm that is not matched do not count", () => {
    const arms = [matched("a"), matched("b"), armOf("c", { matched: false })];
    const far = contrastOf(0.5, 0.1, { a: "c" });
    const near = contrastOf(0, 0.05);
    expect(judge(evidenceOf("C4", arms, [far, near])).verdict).toBe("does not hold");
    expect(judge(evidenceOf("C4", arms, [far])).verdict).toBe("not resolved");
  });

  test("a pair beyond the margin whose direction changes between draws does not count", () => {
    expect(judge(omnibus("C4", contrastOf(0.3, 0.1, { byDraw: drawsWith(3, 0.3) }))).verdict).toBe("not resolved");
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
  expect(judge(evidenceOf("control", [controlArm({ churn: { ...exactly0, value: 0.001 } })])).verdict).toBe("does not hold");
});
