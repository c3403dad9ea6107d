import { expect, test } from "vitest";
import type { Claims } from "../../src/claims/claim.js";
import { repeatedVerdicts } from "../../src/claims/repeated.js";
import { repeatedTable } from "../../src/report/table.js";
import { refusal } from "../refusal.js";

const resultOf = (...verdicts: string[]) =>
  ({
    claims: verdicts.map((verdict, at) => ({ id: `C${at + 1}`, data: "vee", title: `title ${at}`, verdict })),
  }) as unknown as Pick<Claims, "claims">;

test("how many hold, and the verdict of each seed", () => {
  const repeated = repeatedVerdicts([
    resultOf("holds", "not resolved"),
    resultOf("holds", "holds"),
    resultOf("does not hold", "holds"),
  ]);
  expect(repeated.map(({ id, holds, verdicts }) => [id, holds, verdicts])).toEqual([
    ["C1", 2, ["holds", "holds", "does not hold"]],
    ["C2", 2, ["not resolved", "holds", "holds"]],
  ]);
  expect(repeatedTable([0, 1, 7], repeated)).toBe(
    [
      "claim     data  holds    seed 0         seed 1         seed 7",
      "C1        vee   2 of 3   holds          holds          does not hold",
      "C2        vee   2 of 3   not resolved   holds          holds",
    ].join("\n"),
  );
});

test("results on other claims are refused", () => {
  expect(() => repeatedVerdicts([])).toThrow(refusal("wrong-value", "results", "none"));
  expect(() => repeatedVerdicts([resultOf("holds", "holds"), resultOf("holds")])).toThrow(
    refusal("wrong-value", "results[1]", undefined, { expected: /C2 with vee/ }),
  );
});
