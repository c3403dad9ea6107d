/** The JSON of claims at the smallest size, honest and tampered with. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Claim, Claims } from "../../src/claims/claim.js";
import { claims } from "../../src/claims/claims.js";
import { claimsDifference, verifyClaims } from "../../src/claims/verify.js";
import { STATISTICS_VERSION } from "../../src/statistics/estimate.js";
import { InputError, type Refusal } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";
import { tamperings } from "../tampering.js";

let honest: Claims;
beforeAll(async () => {
  honest = JSON.parse(JSON.stringify(await claims({ replicas: 32, data: ["vee"] }))) as Claims;
});

/** What verifyClaims says of a copy that was changed, or the error that refuses it. */
async function verdict(change: (copy: any) => void): Promise<unknown> {
  const copy = structuredClone(honest);
  change(copy);
  try {
    const { same, message } = await verifyClaims(copy);
    return same ? "same" : message;
  } catch (error) {
    expect(error instanceof InputError, String((error as Error).stack)).toBe(true);
    return error;
  }
}

describe("without training", () => {
  test("honest claims: the verdicts follow, and what was not compared is said", async () => {
    expect(await verifyClaims(honest)).toEqual({
      same: true,
      backend: null,
      notCompared: ["the evidence itself (arms, contrasts, which claims there are), for nothing was trained again"],
      message: `the ${honest.claims.length} verdicts follow from their evidence. Not compared: the evidence itself (arms, contrasts, which claims there are), for nothing was trained again.`,
    });
  });

  test.each<[name: string, change: (copy: any) => void, says: RegExp | Refusal]>([
    [
      "a verdict",
      (copy) => (copy.claims.find((claim: Claim) => claim.verdict !== "holds").verdict = "holds"),
      /^the verdict of \w+ on "vee" does not follow from its evidence: it is ".*; claimed "holds", /,
    ],
    [
      "a reason",
      (copy) => (copy.claims[1].reason = "because"),
      /^the verdict of \w+ on "vee" does not follow .*; claimed ".*", "because"\.$/,
    ],
    ["a side", (copy) => (copy.claims[0].reversed = true), /does not follow/],
    ["no bits", (copy) => delete copy.bits, refusal("wrong-value", "claims.bits", "nothing")],
    [
      "a field that nobody knows",
      (copy) => (copy.claims[0].arms[0].note = "best"),
      refusal("unknown-field", "claims.claims[0].arms[0]", "note"),
    ],
    [
      "a field that is missing",
      (copy) => delete copy.claims[5].contrasts[0].pairs,
      refusal("wrong-type", "claims.claims[5].contrasts[0]", "no pairs"),
    ],
    [
      "an interval",
      (copy) => (copy.claims[5].contrasts[0].low += 1e-6),
      /^contrasts\[0\]\.low of C2 on "vee" does not follow from the values of the data draws\.$/,
    ],
    [
      "a draw of C1",
      (copy) => (copy.claims[3].convergence.lengths[1].equal[0] = 0.5),
      /^convergence\..* of C1 on "vee" does not follow from the values of the data draws\.$/,
    ],
    [
      "a field of C1 that is missing",
      (copy) => delete copy.claims[3].convergence.bands,
      refusal("wrong-type", "claims.claims[3].convergence", "no bands"),
    ],
    ["no claim", (copy) => (copy.claims = []), refusal("wrong-value", "claims.claims", "none")],
    [
      "no list of claims",
      (copy) => (copy.claims = {}),
      refusal("wrong-type", "claims", undefined, { expected: /JSON/ }),
    ],
    [
      "earlier statistics",
      (copy) => delete copy.statistics,
      refusal("wrong-value", "claims.statistics", "1", { remedy: /version that made it/ }),
    ],
    [
      "newer statistics",
      (copy) => (copy.statistics = STATISTICS_VERSION + 1),
      refusal("wrong-value", "claims.statistics", String(STATISTICS_VERSION + 1), { remedy: /newer/ }),
    ],
    [
      "a file",
      (copy) => (copy.claims[3].arms[0].study.data = { name: "csv", path: "/etc/passwd" }),
      refusal("wrong-type", "claims.claims[3].arms[0].study.data", '{"name":"csv","path":"/etc/passwd"}'),
    ],
    [
      "a script that is to train it",
      (copy) => (copy.options.worker = "https://example.org/worker.js"),
      refusal("unknown-field", "claims.options", "worker"),
    ],
    ["a list that is none", (copy) => (copy.claims[0].arms = 4), refusal("wrong-type", "claims.claims[0].arms", "4")],
  ])("forged: %s", async (_, change, says) => {
    expect(await verdict(change)).toEqual(says instanceof RegExp ? expect.stringMatching(says) : says);
  });

  test("a key that is missing or added in the claims, an arm or a contrast", async () => {
    const shallow = tamperings(honest).filter(
      ({ at, kind }) =>
        kind !== "changed" &&
        kind !== "nudged" &&
        /^(\w+|claims\.\d+\.\w+|claims\.\d+\.(arms|contrasts)\.\d+\.\w+)$/.test(at) &&
        !/(arms|contrasts)\.\w+$/.test(at),
    );
    const keys = shallow.filter(({ at }) => !/^claims\.(\d+|extra)$/.test(at));
    expect(keys.length).toBeGreaterThan(500);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), async ({ at, kind, apply }) => {
        expect(await verdict(apply), `${kind} ${at}`).not.toBe("same");
      }),
      { numRuns: 150 },
    );
  });

  test("evidence of any shape is judged or refused, in one sentence", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tamperings(honest)), async ({ apply }) => void (await verdict(apply))),
      { numRuns: 300 },
    );
    await expect(verifyClaims(4 as never)).rejects.toThrow(refusal("wrong-type", "claims", "4"));
    await expect(verifyClaims(honest, { train: 1 as never })).rejects.toThrow(
      refusal("wrong-type", "options.train", "1"),
    );
    await expect(verifyClaims(honest, { tran: true } as never)).rejects.toThrow(
      refusal("unknown-field", "options", "tran"),
    );
  });
});

describe("trained again", () => {
  test("honest claims are the same in every number", async () => {
    const { same, message, notCompared } = await verifyClaims(honest, { train: true, backend: "simd" });
    expect({ same, message, notCompared }).toEqual({
      same: true,
      message: `every number and verdict of the ${honest.claims.length} claims is the same, trained again with the simd backend.`,
      notCompared: [],
    });
    expect((await verifyClaims({ ...honest, options: { ...honest.options, margin: 1 } })).same).toBe(true);
    await expect(
      verifyClaims({ ...honest, options: { ...honest.options, margin: 1 } }, { train: true }),
    ).rejects.toThrow(refusal("wrong-value", "options.margin", "1"));
  });

  test("any leaf that is changed, any key that is missing or added, anywhere", () => {
    fc.assert(
      fc.property(fc.constantFrom(...tamperings(honest)), ({ at, kind, apply }) => {
        const copy = structuredClone(honest);
        apply(copy);
        expect(claimsDifference(copy, honest), `${kind} ${at}`).toMatch(/^not the same: /);
      }),
      { numRuns: 500 },
    );
    expect(claimsDifference(honest, honest)).toBeNull();
    const { learnable } = honest.claims[0]!;
    const forged = {
      ...honest,
      claims: honest.claims.map((claim, c) => (c === 0 ? { ...claim, learnable: learnable + 1e-9 } : claim)),
    };
    expect(claimsDifference(forged, honest)).toBe(
      `not the same: claims[0].learnable: ${learnable}, claimed ${learnable + 1e-9}.`,
    );
  });
});
