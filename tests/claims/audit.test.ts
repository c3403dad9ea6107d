import { expect, test } from "vitest";
import { verdictsFrom } from "../../src/claims/audit.js";
import type { Claim, Evidence } from "../../src/claims/claim.js";
import { judge } from "../../src/claims/rules.js";
import { armOf, contrastOf, evidenceOf } from "./invented.js";

function decided(evidence: Evidence): Claim {
  return { ...evidence, ...judge(evidence) };
}

const C2 = decided(evidenceOf("C2", [armOf("grid")], [contrastOf(0.3, 0.1)]));
const C4 = decided(evidenceOf("C4", [armOf("a", { matched: true }), armOf("b", { matched: true })], [contrastOf(0.3, 0.1)]));

test("what was decided by the rules passes", () => {
  expect(verdictsFrom({ claims: [C2, C4] })).toMatchObject([{ id: "C2", verdict: "holds", agrees: true }, { id: "C4", verdict: "holds", agrees: true }]);
});

test("a verdict that does not follow is found", () => {
  expect(verdictsFrom({ claims: [{ ...C2, verdict: "does not hold" }] })[0]).toMatchObject({ verdict: "holds", agrees: false });
});

test("an interval that is not estimate -+ critical * error is found", () => {
  const wide = C2.contrasts.map((contrast) => ({ ...contrast, standardError: 0.2 }));
  expect(verdictsFrom({ claims: [{ ...C2, contrasts: wide }] })[0]).toMatchObject({ verdict: "not resolved", agrees: false });
});

test("an arm that is marked as matched but is not is found", () => {
  const arms = [C4.arms[0]!, { ...C4.arms[1]!, excessKept: 0.1 }];
  expect(verdictsFrom({ claims: [{ ...C4, arms }] })[0]).toMatchObject({ verdict: "not resolved", agrees: false });
});
