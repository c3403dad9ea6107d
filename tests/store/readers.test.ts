/**
 * What others read of a store: the snippets of docs/store.md, "Read it elsewhere", as they stand there, and what they
 * print against result.json. NumPy and pandas are Debian's, DuckDB is of tests/peers (npm run setup:engines).
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunResult } from "../../src/run/result.js";
import { notRun } from "../not-run.js";
import { fillUserFolder, runShellThere } from "../user-folder.js";

const folder = join(mkdtempSync(join(tmpdir(), "doppelgrad-readers-")), "user");
afterAll(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

const section = /^## Read it elsewhere\n([\s\S]*?)(?=^## )/m.exec(readFileSync("docs/store.md", "utf8"))![1]!;
const blocks = (language: string) =>
  [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].flatMap(([, of, code]) => (of === language ? [code!] : []));

let result: RunResult;
beforeAll(() => {
  fillUserFolder(folder);
  for (const lines of blocks("sh")) {
    const { status, stderr } = runShellThere(folder, lines.replaceAll("npx doppelgrad", "doppelgrad"));
    expect(status, stderr).toBe(0);
  }
  result = JSON.parse(readFileSync(join(folder, "crossed/result.json"), "utf8")) as RunResult;
});

const PYTHON = "/usr/bin/python3"; // Debian's own, which finds Debian's libraries whatever else is on the path
const has = (modules: string) => spawnSync(PYTHON, ["-c", `import ${modules}`]).status === 0;

/** The numbers that a snippet prints. */
function printed(code: string): number[] {
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-c", code], { cwd: folder, encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return stdout.trim().split(/\s+/).map(Number);
}

test("every snippet is one of those that are executed here", () => {
  const languages = [...section.matchAll(/^```(\w+)$/gm)].map(([, language]) => language);
  expect(languages).toEqual(["sh", "python", "sql", "python"]);
});

test("NumPy: the arrays of all parts, and the prediction difference", (context) => {
  if (!has("numpy")) notRun(context, "python3-numpy: the arrays of a store");
  const [difference, stated, ...more] = printed(blocks("python")[0]!);
  expect(more).toEqual([]);
  expect(stated).toBe(result.measures.predictionDifference.value);
  // The sums are of 100,000 doubles in another order.
  expect(Math.abs(difference! - stated!)).toBeLessThan(1e-12);
});

test("pandas: the table of predictions, and an array of a part", (context) => {
  if (!has("numpy, pandas")) notRun(context, "python3-pandas: the predictions of a store");
  const [row, spread, ofArray, ofTable, ...more] = printed(blocks("python")[1]!);
  expect(more).toEqual([]);
  const [, ...lines] = readFileSync(join(folder, "crossed/predictions.csv"), "utf8").trim().split("\n");
  const columns = Array.from({ length: 50 }, (_, n) =>
    lines.map((line) => line.split(",").map(Number)).flatMap(([, of, , p]) => (of === n ? [p!] : [])),
  );
  const spreads = columns.map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
    return Math.sqrt(squares / (values.length - 1));
  });
  expect(row).toBe(spreads.indexOf(Math.max(...spreads)));
  expect(spread).toBeCloseTo(spreads[row!]!, 12);
  // NumPy prints float32 by its shortest digits; the table has those of the double.
  expect(Math.fround(ofArray!)).toBe(Math.fround(ofTable!));
});

interface DuckDb {
  DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<{ runAndReadAll(sql: string): Promise<Rows> }> }>;
  };
}
interface Rows {
  getRows(): unknown[][];
}

test("DuckDB: the tables of all parts, joined by their names", async (context) => {
  if (!existsSync(resolve("tests/peers/node_modules/@duckdb"))) notRun(context, "DuckDB: the tables of a store");
  const { DuckDBInstance } = createRequire(resolve("tests/peers/package.json"))("@duckdb/node-api") as DuckDb;
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();
  const query = blocks("sql")[0]!.replaceAll("crossed/", `${folder}/crossed/`);
  const found = await rows(query);
  expect(found.map(([level, replicas]) => [level, replicas])).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((n) => [n, 8n]));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  found.forEach(([level, , loss, spread]) => {
    const losses = result.replicas.slice(8 * Number(level), 8 * Number(level) + 8).map((replica) => replica.loss);
    expect(loss).toBeCloseTo(mean(losses), 14);
    const squares = losses.map((each) => (each - mean(losses)) * (each - mean(losses)));
    expect(spread).toBeCloseTo(Math.sqrt((8 / 7) * mean(squares)), 12);
  });
  const all = await rows(
    `SELECT replica, loss, fingerprint FROM '${folder}/crossed/parts/*/replicas.parquet' ORDER BY replica`,
  );
  expect(all).toEqual(result.replicas.map(({ index, loss, fingerprint }) => [index, loss, fingerprint]));
});
