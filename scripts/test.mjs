/**
 * All tests: the build, the types, as-pect on the assembly sources, vitest on the rest. The last line is `N passed, N
 * failed`.
 *
 * What needs an engine that is not installed is listed as `not run: ...`. With DOPPELGRAD_STRICT=1, as in .ci/run, it
 * counts as failed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testAssembly } from "./test-assembly.mjs";

const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-test-"));
const notRunList = join(scratch, "not-run.txt");
const report = join(scratch, "vitest.json");

/** Runs a tool of node_modules, or npm, in the open; whether it ended well. */
function succeeds(command, args) {
  const { status } = spawnSync(command, args, {
    stdio: "inherit",
    env: { ...process.env, DOPPELGRAD_NOT_RUN: notRunList },
  });
  return status === 0;
}

function one(name, passed) {
  console.log(`${passed ? "passed" : "FAILED"}: ${name}`);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

function build() {
  return one("the build", succeeds("npm", ["run", "--silent", "build"]));
}

function checkTypes() {
  return one("the types", succeeds(process.execPath, ["node_modules/typescript/bin/tsc", "--project", "."]));
}

/** Vitest's own counts. What it cannot count (a file that does not load, an error between tests) is one failure. */
function vitest() {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const good = succeeds(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...reporters]);
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, "utf8"));
  const skipped = numPendingTests + numTodoTests - readNotRun().length;
  if (skipped !== 0) console.log(`FAILED: ${skipped} tests are switched off without saying why they are not run`);
  const uncounted = (!good && numFailedTests === 0) || numPassedTests === 0 || skipped !== 0;
  return { passed: numPassedTests, failed: numFailedTests + (uncounted ? 1 : 0) };
}

function readNotRun() {
  return existsSync(notRunList) ? readFileSync(notRunList, "utf8").trim().split("\n") : [];
}

const total = { passed: 0, failed: 0 };
for (const stage of [build, checkTypes, testAssembly, vitest]) {
  const { passed, failed } = await stage();
  total.passed += passed;
  total.failed += failed;
  if (stage === build && failed > 0) break;
}

const notRun = readNotRun();
for (const what of new Set(notRun)) console.log(`not run: ${what}, see npm run setup:engines`);
if (process.env.DOPPELGRAD_STRICT === "1") total.failed += notRun.length;
rmSync(scratch, { recursive: true });
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
