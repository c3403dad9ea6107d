/**
 * The claims from end to end, at the smallest size on one family: nothing here depends on how the verdicts come out.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { verdictsFrom } from "../../src/claims/audit.js";
import type { Claim, Claims } from "../../src/claims/claim.js";
import { type ClaimsProgress, claims } from "../../src/claims/claims.js";
import { worldsOf } from "../../src/claims/seeds.js";
import { run } from "../../src/run/run.js";
import { refusal } from "../refusal.js";

describe("32 replicas on vee", () => {
  let result: Claims;
  const heard: Claim[] = [];
  const progress: ClaimsProgress[] = [];
  const of = (id: Claim["id"]) => result.claims.find((claim) => claim.id === id)!;
  const { main, converged, first } = worldsOf(0);

  beforeAll(async () => {
    result = await claims({
      replicas: 32,
      data: ["vee"],
      onResult: (claim) => heard.push(claim),
      onProgress: (now) => progress.push(now),
    });
  });

  test("every claim is decided and heard of once", () => {
    expect(result.claims.map(({ id }) => id)).toEqual([
      "control",
      "linear",
      "negative",
      "C1",
      "C1-first",
      "C2",
      "C3",
      "C4",
      "C5",
    ]);
    expect(new Set(heard)).toEqual(new Set(result.claims));
    expect(result.options).toEqual({ replicas: 32, draws: 16, seed: 0, data: ["vee"], margin: 1.1, floor: 0.01 });
  });

  test("the audit finds the same verdicts in the JSON alone", () => {
    const audited = verdictsFrom(JSON.parse(JSON.stringify(result)) as Claims);
    expect(audited.map(({ verdict }) => verdict)).toEqual(result.claims.map(({ verdict }) => verdict));
    expect(audited.every(({ agrees }) => agrees)).toBe(true);
  });

  test("JSON loses nothing: every number is finite", () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test("the controls come out as they must", () => {
    expect(of("control")).toMatchObject({
      verdict: "holds",
      arms: [{ predictionDifference: { value: 0 }, churn: { value: 0 }, distinctReplicas: 1 }],
    });
    expect(of("linear").verdict).toBe("holds");
    expect(of("linear").arms[0]!.gradientNorm).toBeLessThan(1e-4);
    expect(of("C3").arms.find(({ name }) => name === "window 1")!.predictionDifference.value).toBe(0);
  });

  test("an arm that is exactly 0 is in no contrast", () => {
    for (const { arms, contrasts } of result.claims) {
      const zero = new Set(arms.filter((arm) => arm.predictionDifference.value === 0).map(({ name }) => name));
      expect(contrasts.filter(({ a, b }) => zero.has(a) || zero.has(b))).toEqual([]);
    }
  });

  test("a contrast has an interval, or the reason why it has none", () => {
    const contrasts = result.claims.flatMap((claim) => claim.contrasts);
    expect(contrasts.filter(({ low, noInterval }) => (low === null) !== (noInterval !== null))).toEqual([]);
    // Four replicas a draw are so few that some arm keeps fewer than three on one of its draws.
    expect(
      contrasts.some(({ noInterval }) =>
        / keeps [12] of 4 replicas on a data draw, 3 are needed/.test(noInterval ?? ""),
      ),
    ).toBe(true);
  });

  test("every contrast names arms of its claim, and every arm has a fingerprint and the draws of its world", () => {
    for (const { id, arms, contrasts } of result.claims) {
      const names = new Set(arms.map(({ name }) => name));
      expect(contrasts.every(({ a, b }) => names.has(a) && names.has(b))).toBe(true);
      const { data, replicas } = id === "C1" || id === "negative" ? converged : id === "C1-first" ? first : main;
      for (const arm of arms)
        expect(arm).toMatchObject({
          draws: data.slice(0, arm.draws.length),
          seeds: replicas.slice(0, arm.draws.length),
          fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
          failed: null,
        });
    }
  });

  test("an arm's study can be run by itself and gives the arm's numbers on each draw", async () => {
    const arm = of("C4").arms[0]!;
    for (const draw of [0, 9]) {
      const alone = await run({ ...arm.study, seed: arm.seeds[draw]!, seeds: { data: arm.draws[draw]! } });
      expect(alone.measures.predictionDifference.value).toBe(arm.predictionDifferenceByDraw[draw]);
    }
  });

  test("C1 rests on converged units and lines, its negative control on a linear truth, the first rule on the seeds it always had", () => {
    expect(
      of("C1").convergence!.lengths.map(({ epochs, equal, line }) => [epochs, equal.length, Math.max(...line) < 1e-4]),
    ).toEqual([
      [100, 16, false],
      [400, 16, true],
    ]);
    expect(of("negative")).toMatchObject({ data: "linear", contrasts: [], convergence: { floor: 0.01 } });
    expect(of("C1-first")).toMatchObject({
      arms: [{ seeds: Array(8).fill(0) }, {}],
      contrasts: [{ replicas: "kept", withinDraws: null }, { byDraw: expect.objectContaining({ length: 8 }) }],
    });
    expect(of("C2").contrasts[0]!.byDraw).toHaveLength(16);
  });

  test("progress rises to the whole", () => {
    expect(progress.every(({ done }, i) => i === 0 || done > progress[i - 1]!.done)).toBe(true);
    expect(progress.at(-1)!.done).toBe(progress.at(-1)!.total);
  });
});

test("bad options are refused before any training", async () => {
  await expect(claims({ replicas: 31 })).rejects.toThrow(
    refusal("wrong-value", "options.replicas", "31", { expected: /32 to 65536$/ }),
  );
  await expect(claims({ seed: -1 })).rejects.toThrow(refusal("wrong-value", "options.seed", "-1"));
  await expect(claims({ data: ["vea"] })).rejects.toThrow(
    refusal("wrong-value", "options.data", '"vea"', { remedy: 'Did you mean "vee"?' }),
  );
  await expect(claims({ data: ["gaussians"] })).rejects.toThrow(
    refusal("wrong-value", "options.data", undefined, { expected: /two classes/ }),
  );
  await expect(claims({ data: [] })).rejects.toThrow(refusal("wrong-type", "options.data", "[]"));
  await expect(claims({ floor: 0 })).rejects.toThrow(
    refusal("wrong-value", "options.floor", "0", { expected: /0 and below 1$/ }),
  );
  await expect(claims({ floor: "0.1" as never })).rejects.toThrow(refusal("wrong-type", "options.floor", '"0.1"'));
  await expect(claims({ margin: 1 })).rejects.toThrow(
    refusal("wrong-value", "options.margin", "1", { expected: /1$/ }),
  );
});

test("an abort ends it with its reason", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const running = claims({
    replicas: 32,
    data: ["vee"],
    workers: 0,
    signal: stop.signal,
    onProgress: () => stop.abort(reason),
  });
  await expect(running).rejects.toBe(reason);
});
