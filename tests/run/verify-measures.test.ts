/**
 * A result says nothing of its measures that verify does not compare: every one of them changed, and every field of one
 * left out.
 */
import { expect, test } from "vitest";
import { MEASURE_NAMES, MEASURE_SINCE } from "../../src/measure/names.js";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { type Claimed, verify } from "../../src/run/verify.js";
import type { StudyInput } from "../../src/study/study.js";
import { older } from "./older.js";

const study = {
  data: { name: "vee", train: 40, test: 10 },
  hidden: [3],
  batchSize: 8,
  replicas: 5,
} satisfies StudyInput;
const honest = JSON.stringify(toJson(await run(study, { workers: 0 })));
type Estimates = Record<string, Record<string, unknown>>;

/** Whether a result that has been changed still verifies. */
async function passes(change: (measures: Estimates) => void): Promise<boolean> {
  const result = JSON.parse(honest) as Claimed;
  change(result.measures as Estimates);
  return verify(result, { workers: 0, backend: "scalar" }).then(
    ({ same }) => same,
    () => false,
  );
}

test("an honest result passes", async () => expect(await passes(() => undefined)).toBe(true));

test.each(MEASURE_NAMES)("%s", async (name) => {
  for (const value of [0.123, null])
    expect(await passes((measures) => (measures[name]!.value = measures[name]!.value === null ? 0.123 : value))).toBe(
      false,
    );
  expect(await passes((measures) => delete measures[name])).toBe(false);
});

test("a result of earlier statistics is without the measures that came later, and verify says so", async () => {
  const later = Object.keys(MEASURE_SINCE);
  const without = (forget: readonly string[]) => {
    const result = older(JSON.parse(honest) as Claimed);
    for (const name of forget) delete (result.measures as Estimates)[name];
    return verify(result, { workers: 0, backend: "scalar" });
  };
  expect(later.length).toBeGreaterThan(0);
  const { same, notCompared, message } = await without(later);
  expect(same).toBe(true);
  expect(notCompared).toContain(
    `${later.map((name) => `measures.${name}`).join(", ")}, which statistics 1 did not have`,
  );
  expect(message).toContain(`the values of ${MEASURE_NAMES.length - later.length} measures are`);
  expect((await without(["churn"])).same).toBe(false);
});

test.each(["value", "low", "high", "form"])("a measure without its %s, or with another", async (field) => {
  expect(await passes((measures) => delete measures.predictionDifference![field])).toBe(false);
  expect(
    await passes((measures) => (measures.predictionDifference![field] = field === "form" ? "about the mean" : 0.5)),
  ).toBe(false);
});

test("a measure that there is not", async () =>
  expect(await passes((measures) => (measures.beauty = { ...measures.churn }))).toBe(false));
