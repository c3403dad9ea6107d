/** The experiment on the variance of the test error, with few data sets; its numbers by plain sums; its rules. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { ExperimentResult } from "../../src/experiments/experiment.js";
import {
  againstVotes,
  type ErrorEvidence,
  type ErrorSpread,
  errorQuantities,
  errorSpread,
} from "../../src/experiments/jordan-2024.js";
import { lineVerdict } from "../../src/experiments/rule.js";
import { experiment } from "../../src/experiments/run-experiment.js";

const NAME = "jordan-2024";
let found: ExperimentResult;
beforeAll(async () => {
  found = await experiment(NAME, { replicas: 3, workers: 0 });
});

const line = (result: ExperimentResult, id: string) => result.lines.find((each) => each.id === id)!;

test("each verdict follows from the numbers beside it", () => {
  for (const { verdict, quantities } of JSON.parse(JSON.stringify(found)).lines)
    expect(lineVerdict(quantities)).toBe(verdict);
  expect(found.lines.map(({ id }) => id)).toEqual(["J1", "J2", "J3", "J4", "J5"]);
  expect(found.fingerprint).toBe("2e48426b8c4dffdf143ed6d7be342c293d1a917adb89a371435d7431cfc43bbc");
});

test("errors and disagreement do not depend on the size of the test sets, the variance does", () => {
  const rows = found.tables[0]!.rows.filter(([labels]) => labels === "certain").map((row) => row.map(Number));
  expect(rows).toHaveLength(6);
  for (const row of rows) {
    expect(row[2]).toBeCloseTo(rows[0]![2]!, 10);
    expect(row[3]).toBeCloseTo(rows[0]![3]!, 10);
  }
  expect(rows[0]![4]!).toBeGreaterThan(1.2 * rows.at(-1)![4]!);
});

test("networks are calibrated where labels are decisions of others like them", () => {
  const [labels, , error, disagreement] = found.tables[0]!.rows.at(-1)!;
  expect(labels).toBe("votes of other networks");
  expect((disagreement as number) / (error as number)).toBeGreaterThan(0.9);
  expect((disagreement as number) / (error as number)).toBeLessThan(1.1);
});

test("what is seen, pair by pair and test set by test set", () => {
  const errors = fc
    .record({
      networks: fc.integer({ min: 2, max: 5 }),
      sets: fc.integer({ min: 2, max: 4 }),
      size: fc.integer({ min: 2, max: 6 }),
    })
    .chain(({ networks, sets, size }) =>
      fc.record({
        size: fc.constant(size),
        wrong: fc.array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: sets * size, maxLength: sets * size }), {
          minLength: networks,
          maxLength: networks,
        }),
      }),
    );
  fc.assert(
    fc.property(errors, ({ size, wrong }) => {
      const [R, N] = [wrong.length, wrong[0]!.length];
      const sets = N / size;
      const covariance = (n: number, m: number) => {
        const mean = (at: number) => wrong.reduce((sum, own) => sum + own[at]!, 0) / R;
        return wrong.reduce((sum, own) => sum + (own[n]! - mean(n)) * (own[m]! - mean(m)), 0) / (R - 1);
      };
      let [variance, found, between, apart, error] = [0, 0, 0, 0, 0];
      for (let n = 0; n < N; n++) {
        for (let m = 0; m < N; m++) {
          const isSame = Math.floor(n / size) === Math.floor(m / size);
          if (isSame) variance += covariance(n, m) / (sets * size * size);
          // Without the variances of the examples what is left are covariances of two of one set.
          if (isSame && n !== m) found += covariance(n, m) / (sets * size * (size - 1));
          if (!isSame) between += covariance(n, m) / (size * size * sets * (sets - 1));
        }
        for (const own of wrong) {
          error += own[n]! / (R * N);
          for (const other of wrong) apart += Math.abs(own[n]! - other[n]!) / (R * (R - 1) * N);
        }
      }
      const seen = errorSpread(
        wrong.map((own) => Uint8Array.from(own)),
        size,
      );
      expect(seen.variance).toBeCloseTo(variance, 10);
      expect(seen.found).toBeCloseTo(found, 10);
      expect(seen.ofNetworks).toBeCloseTo(between, 10);
      expect(seen.error).toBeCloseTo(error, 10);
      expect(seen.disagreement).toBeCloseTo(apart, 10);
      expect(seen.calibrated).toBeCloseTo(error / (2 * size) + (1 - 1 / size) * between, 10);
    }),
    { numRuns: 50 },
  );
});

test("labels by vote: half of the networks are judged, by decisions of the other half", () => {
  const [right, wrong] = [new Uint8Array(50), new Uint8Array(50).fill(1)];
  expect(againstVotes([right, wrong, right, right], 1)).toEqual([right, wrong]);
  expect(againstVotes([right, wrong, wrong, wrong], 1)).toEqual([wrong, right]);
  const [mixed] = againstVotes([right, right, right, wrong], 1);
  expect(new Set(mixed)).toEqual(new Set([0, 1]));
});

describe("rules on invented evidence", () => {
  const seen = (world: Partial<ErrorSpread>, spread: number): ErrorSpread[] =>
    [-1.5, -1, -0.6, -0.2, 0.2, 0.6, 1, 1.5].map((z) => {
      const base = { variance: 1, found: 0.2, ofNetworks: 0.2, calibrated: 1, error: 0.1, disagreement: 0.1, ...world };
      const below = 1 + spread * z;
      return {
        ...base,
        variance: base.variance * below,
        found: base.found * below,
        disagreement: base.disagreement * below,
      };
    });
  const verdicts = (
    certain: Partial<ErrorSpread>,
    noisy: Partial<ErrorSpread>,
    spread = 0.01,
    nullOf: string | null = null,
  ) => {
    const evidence: ErrorEvidence = {
      bySize: [500, 5000].map((size) => ({ size, seen: seen(size === 500 ? certain : { ofNetworks: 0.9 }, spread) })),
      coins: seen(noisy, spread),
      voted: seen({}, spread),
    };
    return Object.values(errorQuantities(evidence, nullOf)).map(lineVerdict);
  };
  const coins = { error: 0.2, calibrated: 2 };

  test("a world in which every claim is true", () => {
    expect(verdicts({}, coins)).toEqual(Array(5).fill("holds"));
  });

  test("a world in which none is", () => {
    const none = { ofNetworks: 0.6, found: 0.3, calibrated: 0.7, disagreement: 0.06 };
    expect(verdicts(none, {})).toEqual(Array(5).fill("does not hold"));
  });

  test("a world in which chance is as large as what is asked", () => {
    const near = { ofNetworks: 0.45, found: 0.45 };
    expect(verdicts(near, { error: 0.115 }, 0.5)).toEqual(Array(5).fill("not resolved"));
  });

  test("each null world: its rule does not say that it holds, the others say what they said", () => {
    for (const [at, id] of ["J1", "J2", "J3", "J4", "J5"].entries()) {
      const expected = Array(5).fill("holds");
      expected[at] = "does not hold";
      expect(verdicts({}, coins, 0.01, id), id).toEqual(expected);
    }
  });
});

test("trained again on two workers: the same bits; in the world of calibrated networks J5 does not hold", async () => {
  const again = await experiment(NAME, { replicas: 3, workers: 2, nullOf: "J5" });
  expect(line(again, "J5").verdict).not.toBe("holds");
  expect(again.tables).toEqual(found.tables);
  expect(again.trained).toEqual(found.trained);
});
