/**
 * Unit tests of the assembly sources by as-pect: `node scripts/test-assembly.mjs [SPEC ...]`, by default all of
 * tests/assembly.
 *
 * Each spec is compiled with the sources that it imports, with SIMD on, so that it can test both kinds of lane. (What
 * is shipped is tested by vitest, on the built modules.) A spec must hold as many cases as as-pect finds in it, and at
 * least one.
 */

import { readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { SummaryReporter, TestContext } from "@as-pect/core";
import { instantiate } from "@assemblyscript/loader";
import { main as compile } from "assemblyscript/asc";
import AspectTransform from "./as-pect-transform.mjs";

const FRAMEWORK = "node_modules/@as-pect/assembly/assembly/index.ts";
const OPTIONS = [
  "--config",
  "none",
  "--outFile",
  "spec.wasm",
  "--enable",
  "simd",
  "--runtime",
  "incremental",
  "--exportRuntime",
  "--exportTable",
  "--exportStart",
  "_start",
  "--bindings",
  "raw",
  "--debug",
  "--use",
  "RTRACE=1",
];

/** The compiled spec; an error with the compiler's words where it does not compile. */
async function compileSpec(spec) {
  let binary = null;
  const writeFile = (name, contents) => {
    if (name === "spec.wasm") binary = contents;
  };
  const { error, stderr } = await compile([spec, FRAMEWORK, ...OPTIONS], { transforms: [AspectTransform], writeFile });
  if (error) throw new Error(`${spec} does not compile:\n${stderr}`, { cause: error });
  return binary;
}

/** Runs one spec and prints its outcome. */
async function runSpec(spec) {
  const binary = await compileSpec(spec);
  const reporter = Object.assign(new SummaryReporter(), { stdout: process.stdout, stderr: process.stderr });
  const context = new TestContext({ fileName: spec, binary, reporter });
  context.run(await instantiate(binary, context.createImports({})));
  const written = readFileSync(spec, "utf8").match(/^\s*(test|it)\(/gm)?.length ?? 0;
  if (context.testCount !== written || written === 0) {
    throw new Error(
      `${spec}: expected as many cases as are written, at least 1; got ${context.testCount} of ${written}.`,
    );
  }
  const passed = context.testPassCount;
  return { passed, failed: Math.max(context.testCount - passed, context.pass ? 0 : 1) };
}

/** Runs the specs one after the other; a spec that cannot run, or none at all, counts as one failure. */
export async function testAssembly(specs = allSpecs()) {
  const total = { passed: 0, failed: specs.length === 0 ? 1 : 0 };
  for (const spec of specs) {
    const { passed, failed } = await runSpec(spec).catch((error) => {
      console.error(error.message);
      return { passed: 0, failed: 1 };
    });
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

function allSpecs() {
  const specs = readdirSync("tests/assembly").filter((name) => name.endsWith(".spec.ts"));
  return specs.sort().map((name) => `tests/assembly/${name}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { passed, failed } = await testAssembly(process.argv.length > 2 ? process.argv.slice(2) : undefined);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
