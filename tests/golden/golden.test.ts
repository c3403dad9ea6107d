import { describe, expect, test } from "vitest";
import { run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";
import fingerprints from "./fingerprints.json" with { type: "json" };
import studies from "./studies.json" with { type: "json" };

const golden = fingerprints as Record<string, string>;

test("every golden study has its fingerprint, and there are at least 30", () => {
  expect(Object.keys(golden)).toEqual(studies.map(({ name }) => name));
  expect(studies.length).toBeGreaterThanOrEqual(30);
});

describe.each(["simd", "scalar", "reference"] as const)("%s", (backend) => {
  test.each(studies)("$name", async ({ name, study }) => {
    const { fingerprint } = await run(study as StudyInput, { backend, workers: 0 });
    expect(fingerprint).toBe(golden[name]);
  });
});
