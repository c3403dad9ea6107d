/** What holds follows from intervals alone. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type DecidingQuantity, lineVerdict, type Rule, verdictOf } from "../../src/experiments/rule.js";
import { intervalText, reasonOf, ruleText } from "../../src/experiments/wording.js";

const quantity = (low: number | null, high: number | null, rule: Rule): DecidingQuantity => ({
  name: "share",
  value: low === null || high === null ? null : (low + high) / 2,
  low,
  high,
  level: 0.98,
  method: "t",
  over: "8 data sets",
  rule,
});

test.each([
  [1.1, 2, { above: 1 }, "holds"],
  [1, 2, { above: 1 }, "not resolved"],
  [0.5, 1, { above: 1 }, "not resolved"],
  [0.5, 0.9, { above: 1 }, "does not hold"],
  [0.5, 0.9, { below: 1 }, "holds"],
  [0.5, 1, { below: 1 }, "not resolved"],
  [1.1, 2, { below: 1 }, "does not hold"],
  [0.98, 1.02, { from: 0.97, to: 1.03 }, "holds"],
  [0.96, 1.02, { from: 0.97, to: 1.03 }, "not resolved"],
  [0.9, 0.96, { from: 0.97, to: 1.03 }, "does not hold"],
  [1.04, 1.1, { from: 0.97, to: 1.03 }, "does not hold"],
  [null, null, { above: 1 }, "not resolved"],
] as const)("[%d, %d] and %j: %s", (low, high, rule, verdict) => {
  expect(verdictOf(quantity(low, high, rule))).toBe(verdict);
});

test("a line holds where all of its quantities do, and fails with one", () => {
  const verdicts = {
    holds: quantity(2, 3, { above: 1 }),
    fails: quantity(0, 0.5, { above: 1 }),
    open: quantity(0, 3, { above: 1 }),
  };
  const kinds = fc.array(fc.constantFrom<keyof typeof verdicts>("holds", "fails", "open"), { maxLength: 5 });
  fc.assert(
    fc.property(kinds, (kind) => {
      const all = kind.map((each) => verdicts[each]);
      const expected = kind.includes("fails")
        ? "does not hold"
        : kind.includes("open") || kind.length === 0
          ? "not resolved"
          : "holds";
      expect(lineVerdict(all)).toBe(expected);
      if (all.length > 0) expect(reasonOf(expected, all)).toMatch(/^share: .* over 8 data sets; must lie above 1$/);
    }),
  );
});

test("numbers and rules in words", () => {
  expect(intervalText(quantity(0.5, 1.5, { above: 0 }))).toBe("1 [0.5, 1.5]");
  expect(intervalText(quantity(null, null, { above: 0 }))).toBe("no value (t)");
  expect(ruleText({ below: 0.01 })).toBe("must lie below 0.01");
  expect(ruleText({ from: 0.97, to: 1.03 })).toBe("must lie from 0.97 to 1.03");
  expect(reasonOf("not resolved", [])).toBe("nothing was measured");
});
