/**
 * Compiles kernels and runs tests of the tree in which it is started, for scripts/prove-mutants.mjs, again and again:
 * compiler and test runner stay warm, which saves nine tenths of the time of short tests.
 *
 * Orders: { compile: target } -> { error }; { changed: [path, ...], tests: [path, ...], pattern } -> { failed }, which is
 * null where all pass, or else { file, name } of the first test that fails, or { file, error } of a file that cannot run.
 */
import { writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createVitest } from "vitest/node";
import { compile } from "./compile.mjs";

let failed = null;
/** What was changed for the tests before these: it has been changed back. */
let changedBefore = [];

const reporter = {
  onTestCaseResult(test) {
    if (test.result().state !== "failed") return;
    const names = [test.name];
    for (let above = test.parent; above.type === "suite"; above = above.parent) names.unshift(above.name);
    end({ file: pathOf(test.module), name: names.join(" ") });
  },
  onTestSuiteResult: (suite) => endWhereBroken(suite, suite.module),
  onTestModuleEnd: (module) => endWhereBroken(module, module),
};
const setupFiles = [fileURLToPath(new URL("no-shrinking.mjs", import.meta.url))];
const vitest = await createVitest("test", { watch: false, maxWorkers: 1, reporters: [reporter], setupFiles });

function pathOf(module) {
  return relative(process.cwd(), module.moduleId);
}

/** Of a file or a group of tests that cannot be loaded or prepared. */
function endWhereBroken(group, module) {
  const [error] = group.errors();
  if (error) end({ file: pathOf(module), error: error.message.split("\n")[0] || "cannot be loaded" });
}

/** What is asked is whether a test fails: the first is enough. */
function end(failure) {
  failed ??= failure;
  void vitest.cancelCurrentRun("test-failure");
}

async function runTests({ changed, tests, pattern }) {
  for (const path of [...changedBefore, ...changed]) vitest.invalidateFile(resolve(path));
  changedBefore = changed;
  failed = null;
  if (pattern) vitest.setGlobalTestNamePattern(new RegExp(pattern));
  else vitest.resetGlobalTestNamePattern();
  const { unhandledErrors } = await vitest.runTestSpecifications(await vitest.globTestSpecifications(tests));
  if (!failed && unhandledErrors.length > 0) throw unhandledErrors[0];
  return failed;
}

process.on("message", async (order) => {
  try {
    if (order.compile) writeFileSync(`build/${order.compile}.wasm`, await compile(order.compile));
    process.send(order.compile ? {} : { failed: await runTests(order) });
  } catch ({ message }) {
    process.send({ error: message });
  }
});
process.on("disconnect", () => process.exit());
process.send({});
