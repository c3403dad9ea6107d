import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diff } from "../../src/compare/diff.js";
import { refusal } from "../refusal.js";
import { doppelgrad, expectRefused, scratchFolder } from "./command-line.js";

const tiny = ["--set", "data.train=80", "--set", "data.test=40", "--replicas", "5"];

test("two results: trained again where they have no predictions, and that is said", async () => {
  const folder = scratchFolder();
  const parts = ["--with", "predictions,logits"];
  await doppelgrad(["run", "vee", ...tiny, "--out", "relu", ...parts], folder);
  await doppelgrad(["run", "vee", ...tiny, "--activation", "smelu", "--out", "smelu", ...parts], folder);
  await doppelgrad(["run", "vee", ...tiny, "--activation", "smelu", "--out", "bare"], folder);
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name, "result.json"), "utf8"));
  const { stdout, code } = await doppelgrad(["diff", "relu", "smelu", "--json"], folder);
  expect(code).toBe(0);
  const { a, b, notes, ...found } = JSON.parse(stdout);
  expect([a, b, notes]).toEqual(["relu", "smelu", []]);
  expect(found).toEqual(JSON.parse(JSON.stringify(await diff(read("relu"), read("smelu")))));
  const again = await doppelgrad(["diff", "relu", "bare"], folder);
  expect(again.stdout).toMatch(/^A relu: 5 replicas; B bare: 5 replicas; 40 examples, replicas paired by number\n/);
  expect(again.stdout).toMatch(/^B: bare was trained again, .*--with predictions/m);
  expect(again.stdout).toContain(`\n${found.message}\n`);
  const apart = JSON.parse((await doppelgrad(["diff", "relu", "smelu", "--no-paired", "--json"], folder)).stdout);
  expect(apart.paired).toBe(false);
});

test("two sets of predictions: a file of all models, or a folder with one file a model", async () => {
  const folder = scratchFolder();
  const rows = (r: number, spread: number) =>
    Array.from({ length: 6 }, (_, n) => 0.3 + spread * ((r * 5 + n * 3) % 7) * 0.1);
  for (const [name, spread] of [
    ["a", 0.9],
    ["b", 0.2],
  ] as const) {
    mkdirSync(join(folder, name));
    const tables = Array.from({ length: 4 }, (_, r) => rows(r, spread).map((p, n) => `m${r},${n},${p},${n % 2}\n`));
    tables.forEach((lines, r) => writeFileSync(join(folder, name, `${r}.csv`), `model,id,p,label\n${lines.join("")}`));
    writeFileSync(join(folder, `${name}.csv`), `model,id,p,label\n${tables.flat().join("")}`);
  }
  const input = (spread: number) => ({
    predictions: Array.from({ length: 4 }, (_, r) => rows(r, spread)),
    labels: [0, 1, 0, 1, 0, 1],
  });
  const expected = JSON.parse(JSON.stringify(await diff(input(0.9), input(0.2))));
  for (const sides of [
    ["a", "b"],
    ["a.csv", "b.csv"],
    ["a", "b.csv"],
  ]) {
    const { stdout } = await doppelgrad(["diff", ...sides, "--json"], folder);
    expect(JSON.parse(stdout)).toMatchObject(expected);
  }
  mkdirSync(join(folder, "empty"));
  await expectRefused(["diff", "a", "empty"], folder, refusal("wrong-value", "B", /"empty"/));
  await doppelgrad(["run", "vee", ...tiny, "--out", "r"], folder);
  await expectRefused(["diff", "a", "r"], folder, refusal("misplaced-field", "B", "one of each"));
  await expectRefused(["diff", "r", "a", "--task", "binary"], folder, refusal("misplaced-field", "--task", '"binary"'));
});
