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
  const again = await doppelgrad(["diff", "relu", "bare/result.json"], folder);
  expect(again.stdout).toMatch(
    /^A relu: 5 replicas; B bare\/result\.json: 5 replicas; 40 examples, replicas paired by number\n/,
  );
  expect(again.stdout).toMatch(/^B: bare\/result\.json was trained again, .*--with predictions/m);
  const ofParts = await doppelgrad(["diff", "relu", "bare"], folder);
  expect(ofParts.stdout).not.toContain("trained again");
  expect(ofParts.stdout).toContain(`\n${found.message}\n`);
  expect(again.stdout).toContain(`\n${found.message}\n`);
  const apart = JSON.parse((await doppelgrad(["diff", "relu", "smelu", "--no-paired", "--json"], folder)).stdout);
  expect(apart.paired).toBe(false);
});

test("--out: the JSON, the table of examples by class names, and the page", async () => {
  const folder = scratchFolder();
  const table = (shift: number) =>
    [0, 1, 2]
      .flatMap((r) =>
        ["x", "y", "z"].map((id, n) => `m${r},${id},${n === shift && r ? 0.8 : 0.3},${n % 2 ? "yes" : "no"}\n`),
      )
      .join("");
  for (const [name, shift] of Object.entries({ a: 0, b: 1 }))
    writeFileSync(join(folder, `${name}.csv`), `model,id,p_yes,label\n${table(shift)}`);
  const { code, stdout } = await doppelgrad(["diff", "a.csv", "b.csv", "--out", "out"], folder);
  expect(code).toBe(0);
  expect(stdout).toContain("Of 3 examples 0 flip in both, 1 in A alone, 1 in B alone, 1 in neither.\n");
  expect(stdout).toContain("  A alone, x (row 2): A yes (2), no (1); B no (all 3); label no\n");
  expect(stdout).toContain("  B alone, y (row 3): A no (all 3); B yes (2), no (1); label yes\n");
  expect(stdout).toContain("wrote out/diff.json, out/flips.csv, out/report.html\n");
  expect(readFileSync(join(folder, "out/flips.csv"), "utf8").split("\n").slice(0, 2)).toEqual([
    "row,id,group,label,flips,disagreement,A replica 0,A replica 1,A replica 2,B replica 0,B replica 1,B replica 2",
    `2,x,,no,A,${2 / 3},no,yes,yes,no,no,no`,
  ]);
  const { a, b, notes: _notes, ...found } = JSON.parse(readFileSync(join(folder, "out/diff.json"), "utf8"));
  const { stdout: printed } = await doppelgrad(["diff", "a.csv", "b.csv", "--json"], folder);
  expect(JSON.parse(printed)).toMatchObject({ a, b, ...found });
  const page = readFileSync(join(folder, "out/report.html"), "utf8");
  expect(page).toContain("doppelgrad diff a.csv b.csv --out out");
  const { stdout: none } = await doppelgrad(["diff", "a.csv", "b.csv", "--flips", "0"], folder);
  expect(none).not.toContain("A alone,  ");
  expect(none).not.toContain("(row");
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
    ids: ["0", "1", "2", "3", "4", "5"],
    rows: [2, 3, 4, 5, 6, 7],
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
