/** Runs into folders that are killed, 1,000 times or as often as is asked for: `npm run prove:kills [-- KILLS]`. */
import { spawnSync } from "node:child_process";

const env = { ...process.env, KILLS: process.argv[2] ?? "1000" };
const { status } = spawnSync("npx", ["vitest", "run", "tests/store/kills.test.ts"], { env, stdio: "inherit" });
process.exitCode = status ?? 1;
