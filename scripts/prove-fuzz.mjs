/** Every reader of files on 10^6 files that went wrong, or as many as are asked for: `npm run prove:fuzz [-- CASES]`. */
import { spawnSync } from "node:child_process";
import { asked } from "./asked.mjs";

const [cases = "1000000"] = asked(import.meta.url).words;
const env = { ...process.env, FUZZ_CASES: cases };
// Ten times as many cases as in CI: the limit that ends what hangs there would end what works here.
const { status } = spawnSync("npx", ["vitest", "run", "tests/fuzz", "--testTimeout=0"], { env, stdio: "inherit" });
process.exitCode = status ?? 1;
