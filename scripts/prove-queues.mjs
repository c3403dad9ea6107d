/**
 * Faults of workers and servers in 20 rounds at Redis and 20 at PostgreSQL, or as many as are asked for, and those of
 * Slurm and GNU parallel: `npm run prove:queues [-- ROUNDS]`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asked } from "./asked.mjs";

const [ROUNDS = "20"] = asked(import.meta.url).words;

const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-prove-"));
const table = join(scratch, "table.jsonl");
const env = { ...process.env, QUEUE_ROUNDS: ROUNDS, QUEUE_TABLE: table };
const { status } = spawnSync("npx", ["vitest", "run", "tests/queue"], { env, stdio: "inherit" });
if (status !== 0) process.exitCode = 1;
const rows = readFileSync(table, "utf8").trim().split("\n");
console.table(rows.map((row) => JSON.parse(row)));
rmSync(scratch, { recursive: true });
