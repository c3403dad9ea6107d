import { expect, test } from "vitest";
import { verdictsFrom } from "../../src/claims/audit.js";
import type { Claim, Contrast, Convergence, Evidence } from "../../src/claims/claim.js";
import { judge } from "../../src/claims/rules.js";
import { intervalOf } from "../../src/statistics/over-draws.js";
import { armOf, contrastOf, convergenceFrom, evidenceOf } from "./invented.js";

function decided(evidence: Evidence): Claim {
  return { ...evidence, ...judge(evidence) };
}

/** A contrast whose fields follow from its draws. */
function contrast(): Contrast {
  const byDraw = [0.25, 0.35, 0.28, 0.32, 0.3, 0.3, 0.27, 0.33];
  return { ...contrastOf(0, 0), ...intervalOf(Float64Array.from(byDraw), 3.5, contrastOf(0, 0).margin) };
}

const C2 = decided(evidenceOf("C2", [armOf("grid")], [contrast()]));
const C4 = decided(evidenceOf("C4", [armOf("a", { matched: true }), armOf("b", { matched: true })], [contrast()]));
const C1 = decided({
  ...evidenceOf("C1", [armOf("single unit")]),
  convergence: convergenceFrom([0.08, 0.09, 0.07, 0.08, 0.08, 0.085, 0.075, 0.08]),
});

test("what was decided by the rules passes", () => {
  expect(verdictsFrom({ claims: JSON.parse(JSON.stringify([C1, C2, C4])) as Claim[] })).toMatchObject([
    { id: "C1", verdict: "holds", agrees: true },
    { id: "C2", verdict: "holds", agrees: true },
    { id: "C4", verdict: "holds", agrees: true },
  ]);
});

test("a verdict that does not follow is found", () => {
  expect(verdictsFrom({ claims: [{ ...C2, verdict: "does not hold" }] })[0]).toMatchObject({
    verdict: "holds",
    agrees: false,
  });
});

test("a number of a contrast that does not follow from its draws is found", () => {
  for (const key of [
    "estimate",
    "low",
    "high",
    "standardError",
    "halfWidth",
    "smallestDetectableRatio",
    "betweenDraws",
    "degreesOfFreedom",
  ] as const) {
    const contrasts = [{ ...C2.contrasts[0]!, [key]: C2.contrasts[0]![key]! + 1e-9 }];
    expect(verdictsFrom({ claims: [{ ...C2, contrasts }] })[0], key).toMatchObject({ verdict: "holds", agrees: false });
  }
  const draws = C2.contrasts[0]!.byDraw.map((draw, d) => (d === 0 ? draw + 1 : draw));
  expect(verdictsFrom({ claims: [{ ...C2, contrasts: [{ ...C2.contrasts[0]!, byDraw: draws }] }] })[0]!.agrees).toBe(
    false,
  );
});

test("a number of C1 that does not follow from its draws is found", () => {
  const { lengths, ...rest } = C1.convergence!;
  const wrong = (change: Partial<Convergence>) =>
    verdictsFrom({ claims: [{ ...C1, convergence: { ...C1.convergence!, ...change } }] })[0]!;
  expect(
    wrong({ lengths: lengths.map((length) => ({ ...length, equalMean: { ...length.equalMean, low: 0.02 } })) }).agrees,
  ).toBe(false);
  expect(wrong({ lasting: { ...rest.lasting, low: 0.95 } }).agrees).toBe(false);
  expect(wrong({ above: { ...rest.above, count: 7 } }).agrees).toBe(false);
  expect(
    wrong({ lengths: lengths.map((length) => ({ ...length, equal: length.equal.map(() => 0.001) })) }),
  ).toMatchObject({ verdict: "does not hold", agrees: false });
});

test("an estimate that is not the mean of the draws decides nothing", () => {
  const forged = (estimate: number) => ({
    ...C2,
    contrasts: C2.contrasts.map((contrast) => ({ ...contrast, estimate })),
  });
  expect(verdictsFrom({ claims: [forged(0), forged(9)] })).toMatchObject([
    { verdict: "holds" },
    { verdict: "holds", reason: C2.reason },
  ]);
});

test("an arm that is marked as matched but is not is found", () => {
  const arms = [C4.arms[0]!, { ...C4.arms[1]!, excessKept: 0.1 }];
  expect(verdictsFrom({ claims: [{ ...C4, arms }] })[0]).toMatchObject({ verdict: "not resolved", agrees: false });
});
