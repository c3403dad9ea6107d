import { expect, test } from "vitest";
import { compared } from "../../src/compare/compare.js";
import { predictedByResult } from "../../src/compare/result.js";
import { toJson } from "../../src/run/json.js";
import { run } from "../../src/run/run.js";
import { type Claimed, verify } from "../../src/run/verify.js";
import type { StudyInput } from "../../src/study/study.js";
import { refusal } from "../refusal.js";

/** Rows of two sites, 1 in 3 of them in the north, of which all but a few are labelled by the sign of their input. */
function table(rows: number, site: (n: number) => string, label: (x: number, n: number) => unknown): string {
  const lines = Array.from({ length: rows }, (_, n) => {
    const x = ((n * 7919) % 1000) / 500 - 1;
    return `p${n},${x},${site(n)},${label(x, n)}`;
  });
  return `id,x,site,label\n${lines.join("\n")}\n`;
}

const bySite = (n: number) => (n % 3 === 0 ? "north" : "south");
const study = (text: string, data: object = {}): StudyInput => ({
  data: { name: "file", text, label: "label", id: "id", groups: "site", ...data },
  hidden: [3],
  batchSize: 8,
  epochs: 2,
  replicas: 4,
});
const asJson = (value: object) => JSON.parse(JSON.stringify(value)) as Claimed;

test.each<[string, (x: number, n: number) => unknown]>([
  ["two classes", (x, n) => (x > 0 !== (n % 5 === 0) ? "yes" : "no")],
  ["three classes", (x, n) => ["low", "middle", "high"][Math.floor((x + 1) * 1.49 + (n % 4) / 8)]],
  ["a regression", (x, n) => x * x + (n % 10) / 20 + 0.001],
])("the groups of a result are those of a comparison of its predictions: %s", async (_, label) => {
  const result = await run(study(table(120, bySite, label)), { workers: 0 });
  expect(result.groups!.map(({ group }) => group)).toEqual(["north", "south"]);
  const { examples } = result;
  expect(result.groups!.map(({ examples }) => examples)).toEqual(
    ["north", "south"].map((site) => examples.groups!.filter((group) => group === site).length),
  );
  expect(result.groups!.every(({ measures }) => measures.loss.value! > 0)).toBe(true);
  const stored = asJson(toJson(result, ["predictions", "logits", "examples"]));
  const { groups } = await compared(predictedByResult(stored, "result"), 0);
  expect(groups!.map(({ labelSets: _sets, baseline: _baseline, ...group }) => group)).toEqual(asJson(result.groups!));
});

test("they are proved with the result, and cannot be left out", async () => {
  const text = table(60, bySite, (x, n) => (x > 0 !== (n % 5 === 0) ? "yes" : "no"));
  const stored = asJson(toJson(await run(study(text), { workers: 0 })));
  expect((await verify(stored, { workers: 0 })).message).toMatch(/^every bit/);
  const changed = structuredClone(stored) as unknown as { groups?: { measures: { churn: { value: number } } }[] };
  changed.groups![1]!.measures.churn.value += 1e-9;
  expect((await verify(changed as Claimed, { workers: 0 })).message).toContain("groups[1].measures.churn.value");
  delete changed.groups;
  expect((await verify(changed as Claimed, { workers: 0 })).message).toContain("not groups: ");
});

test("without a column of groups a result has no such field", async () => {
  const text = table(60, bySite, (x) => (x > 0 ? "yes" : "no"));
  const result = await run(study(text, { groups: null, ignore: ["site"] }), { workers: 0 });
  expect(Object.hasOwn(result, "groups")).toBe(false);
});

test("a column of as many groups as rows is refused before any training", async () => {
  const text = table(
    6000,
    (n) => `p${n}`,
    (x) => (x > 0 ? "yes" : "no"),
  );
  await expect(run(study(text, { id: null, ignore: ["id"] }), { workers: 0 })).rejects.toThrow(
    refusal("wrong-value", "study.data.groups", "1200"),
  );
});
