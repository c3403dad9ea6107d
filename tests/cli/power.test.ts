import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { power } from "../../src/compare/power.js";
import { refusal } from "../refusal.js";
import { doppelgrad, here, scratchFolder } from "./command-line.js";

const predictions = [0.1, 0.3, 0.2, 0.4, 0.35].map((p) => [p, 0.9 - p, 0.5 + p / 3]);

function folderOf(): string {
  const folder = scratchFolder();
  const rows = predictions.flatMap((replica, r) => replica.map((p, n) => `m${r},${n},${p}\n`));
  writeFileSync(join(folder, "all.csv"), `model,id,p\n${rows.join("")}`);
  return folder;
}

test("says what power() finds, in a sentence and as JSON", async () => {
  const folder = folderOf();
  const found = await power({ predictions }, null, { ratio: 1.5 });
  const { code, stdout } = await doppelgrad(["power", "all.csv", "--ratio", "1.5"], folder);
  expect(code).toBe(0);
  expect(stdout).toContain(found.message);
  const two = await doppelgrad(["power", "all.csv", "all.csv", "--ratio", "1.5", "--no-paired", "--json"], folder);
  expect(JSON.parse(two.stdout)).toMatchObject({ a: "all.csv", b: "all.csv", needed: found.needed, paired: false });
});

test("refuses a ratio of 1 and words for numbers, before anything is read", async () => {
  const folder = folderOf();
  await expect(here(["power", "none.csv", "--ratio", "1"], folder)).rejects.toEqual(
    refusal("wrong-value", "options.ratio"),
  );
  await expect(here(["power", "none.csv", "--power", "most"], folder)).rejects.toEqual(
    refusal("wrong-value", "--power"),
  );
});
