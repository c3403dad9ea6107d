/** The claims as an experiment: the same numbers and verdicts as `claims` gives, its progress, and what ends it. */
import { beforeAll, expect, test } from "vitest";
import { verdictsFrom } from "../../src/claims/audit.js";
import type { Claims } from "../../src/claims/claim.js";
import { settingsOf } from "../../src/claims/claims.js";
import { TITLES } from "../../src/claims/experiments.js";
import type { ExperimentResult } from "../../src/experiments/experiment.js";
import { EXPERIMENT_NAMES } from "../../src/experiments/list.js";
import { experiment } from "../../src/experiments/run-experiment.js";
import { snapp2021 } from "../../src/experiments/snapp-2021.js";
import { report } from "../../src/report/report.js";
import { refusal } from "../refusal.js";

const NAME = "snapp-2021";
const OPTIONS = { replicas: 32, seed: 3, data: ["vee"] };
let found: ExperimentResult;
let evidence: Claims;
const shares: number[] = [];
beforeAll(async () => {
  found = await experiment(NAME, {
    ...OPTIONS,
    workers: 2,
    onProgress: ({ done, total }) => shares.push(done / total),
  });
  evidence = JSON.parse(JSON.stringify(found.evidence));
});

test("it rests on what claims resolves to with these options, from which its verdicts are found again", async () => {
  expect(evidence.options).toEqual(await settingsOf(OPTIONS));
  const verdicts = verdictsFrom(evidence).map(({ id, data, verdict, reason, agrees }) => {
    expect(agrees).toBe(true);
    return [`${id} on ${data}`, verdict, reason];
  });
  expect(found.lines.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual(verdicts);
  expect(found.options).toEqual({ ...OPTIONS, nullOf: null });
});

test("it declares each claim under its title, and trained what the claims name", () => {
  expect(snapp2021.lines.map(({ claim }) => claim)).toEqual(Object.values(TITLES));
  const arms = evidence.claims.flatMap((claim) => claim.arms);
  expect(found.trained.map(({ fingerprint, replicas }) => [fingerprint, replicas])).toEqual(
    arms.filter(({ failed }) => failed === null).map(({ fingerprint, replicas }) => [fingerprint, replicas]),
  );
  // Ratios, where the claims have their logarithms.
  const deciding = evidence.claims.flatMap(({ contrasts }) => contrasts.filter(({ decides }) => decides));
  expect(found.tables[0]!.rows).toHaveLength(deciding.length);
  for (const [at, { estimate }] of deciding.entries()) {
    const ratio = found.tables[0]!.rows[at]![4];
    if (estimate === null) expect(ratio).toBeNull();
    else expect(ratio).toBeCloseTo(Math.exp(estimate), 12);
  }
  expect(deciding.some(({ estimate }) => estimate !== null && estimate !== 0)).toBe(true);
  const [series] = found.figure.series;
  // Of so few replicas not every width has a kept pair.
  const drawn = series!.points.map(({ x }) => x);
  expect(drawn).toEqual([1, 2, 4, 8, 16, 32].filter((width) => drawn.includes(width)));
  expect(drawn.length).toBeGreaterThan(2);
});

test("progress goes up to the end", () => {
  expect(shares.at(-1)).toBe(1);
  expect(shares.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(3);
  expect([...shares].sort((a, b) => a - b)).toEqual(shares);
});

test("its page gives each reason", async () => {
  const page = await report(found);
  for (const { id } of found.lines) expect(page).toContain(`<h3>${id}: `);
  expect(page).toContain("Every prediction difference and churn is exactly 0");
});

test("what a callback throws ends it, and so does a signal", async () => {
  const thrown = new Error("enough");
  const running = experiment(NAME, {
    ...OPTIONS,
    workers: 0,
    onProgress() {
      throw thrown;
    },
  });
  await expect(running).rejects.toBe(thrown);
  const stop = new AbortController();
  const stopped = experiment(NAME, {
    ...OPTIONS,
    workers: 0,
    signal: stop.signal,
    onProgress: () => stop.abort(thrown),
  });
  await expect(stopped).rejects.toBe(thrown);
});

test("families that are none, and those of an experiment with data of its own, are refused", async () => {
  await expect(experiment(NAME, { data: ["digits"] })).rejects.toThrow(
    refusal("wrong-value", "options.data", '"digits"'),
  );
  await expect(experiment(NAME, { nullOf: "C1" })).rejects.toThrow(
    refusal("misplaced-field", "options.nullOf", '"C1"'),
  );
  await expect(experiment("summers-2021", { data: ["vee"] })).rejects.toThrow(
    refusal("misplaced-field", "options.data", '"vee"'),
  );
  expect(EXPERIMENT_NAMES[0]).toBe(NAME);
});
