/**
 * Runs into folders that are killed at 1,000 instants, or as many as are asked for, then at each of their operations:
 * `npm run prove:kills [-- KILLS]`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asked } from "./asked.mjs";

const KILLS = Number(asked(import.meta.url).words[0] ?? 1000);
/** Kills of a process of the tests: what was shown before is not lost where one fails. */
const LOT = 100;

const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-prove-"));
const table = join(scratch, "table.json");
const total = {};

function prove(name, env) {
  const args = ["vitest", "run", "tests/store/kills.test.ts", "-t", name];
  const { status } = spawnSync("npx", args, { env: { ...process.env, ...env }, stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
  return status === 0;
}

for (let done = 0, lot = 1; done < KILLS; done += LOT, lot++) {
  const env = { KILLS: String(Math.min(LOT, KILLS - done)), KILLS_LOT: String(lot), KILLS_TABLE: table };
  if (!prove("at any instant", env)) break;
  for (const [row, count] of Object.entries(JSON.parse(readFileSync(table, "utf8"))))
    total[row] = (total[row] ?? 0) + count;
  console.table(total);
}
prove("at its operations", { KILLS: String(KILLS) });
rmSync(scratch, { recursive: true });
