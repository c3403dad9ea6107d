/**
 * Mutants of the kernels: `npm run prove:mutants [-- WORD ...]`, all of tests/mutants/mutants.json or those whose names have a word.
 *
 * A mutant is one exact replacement in assembly/ that changes a number somewhere. In a copy of the tree it is applied, the builds whose bytes it
 * changes are built, and the fast tests that load them run, the quickest first, up to the first that fails. A mutant that no test fails on has
 * survived: the exit code is 1. Each run writes its rows of docs/mutants.md. (The SHA-256 of the builds would catch every mutant; it is not asked.)
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const COPIED = ["assembly", "build", "src", "tests", "scripts", "asconfig.json", "package.json", "tsconfig.json", "vitest.config.ts"];
const AT_ONCE = 2;
const DOCUMENT = "docs/mutants.md";
const SURVIVES = "**survives**";
const NOT_RUN = "not run";
/** A mutant may never end; the slowest stage takes half a minute. */
const LIMIT_MS = 180_000;

/** Ends with the tool's exit code and output; code null where it was stopped. */
function tool(folder, args) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: folder, timeout: LIMIT_MS, killSignal: "SIGKILL" });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
    child.on("close", (code) => done({ code, output }));
  });
}

/** Builds one target; whether its bytes are others than before. */
async function build(folder, target) {
  const file = join(folder, `build/${target}.wasm`);
  const before = readFileSync(file);
  const { code, output } = await tool(folder, ["node_modules/assemblyscript/bin/asc.js", `assembly/${target}.ts`, "--target", target]);
  if (code !== 0) throw new Error(`${target} does not compile:\n${output}`);
  return !readFileSync(file).equals(before);
}

/** The name of the first test that fails, or null. */
async function vitest(folder, args) {
  const report = join(folder, "report.json");
  rmSync(report, { force: true });
  const options = ["--bail=1", "--maxWorkers=1", "--no-isolate", "--reporter=json", `--outputFile=${report}`];
  const { code, output } = await tool(folder, ["node_modules/vitest/vitest.mjs", "run", ...args, ...options]);
  if (code === 0) return null;
  if (!existsSync(report)) return code === null ? "does not end" : Promise.reject(new Error(output));
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === "failed");
    if (failed) return `${name.slice(name.indexOf("/tests/") + 7)}: ${failed.fullName}`;
  }
  throw new Error(output);
}

async function asPect(folder) {
  const { code, output } = await tool(folder, ["scripts/test-assembly.mjs"]);
  return code === 0 ? null : `as-pect: ${output.trim().split("\n").at(-1)}`;
}

const OF_A_BUILD = ["tests/golden", "tests/kernel", "tests/mutants"];

/** The first test that fails on a tree, or null. */
async function caughtBy(folder) {
  let changed = false;
  for (const target of ["scalar", "simd"]) {
    if (!(await build(folder, target))) continue;
    changed = true;
    const failed = await vitest(folder, [...OF_A_BUILD, "--testNamePattern", `^${target} `]);
    if (failed) return failed;
  }
  if (!changed) throw new Error("no byte of either build changes");
  return (await vitest(folder, ["tests/train/kernels.test.ts", "tests/pytorch"])) ?? asPect(folder);
}

/** Applies a mutant, asks the tests, and puts everything back. */
async function judge(folder, { file, find, replace }) {
  const source = readFileSync(join(folder, file), "utf8");
  if (source.split(find).length !== 2) throw new Error(`${file}: expected its text exactly once; got ${source.split(find).length - 1} times.`);
  writeFileSync(join(folder, file), source.replace(find, () => replace));
  try {
    return await caughtBy(folder);
  } finally {
    writeFileSync(join(folder, file), source);
    cpSync("build", join(folder, "build"), { recursive: true });
  }
}

function copyTree(parent, name) {
  const folder = join(parent, name);
  for (const path of COPIED) cpSync(path, join(folder, path), { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "dir");
  return folder;
}

/** The untouched tree must build to the bytes that are there, and pass. */
async function control(folder) {
  for (const target of ["scalar", "simd"]) {
    if (await build(folder, target)) throw new Error(`build/${target}.wasm is not what the sources give: npm run build first.`);
  }
  const failed = await vitest(folder, [...OF_A_BUILD, "--testNamePattern", "^(scalar|simd) "]);
  if (failed) throw new Error(`the tests fail without a mutant: ${failed}`);
}

/** Who caught a mutant in an earlier run, by its name. */
function earlierResults() {
  if (!existsSync(DOCUMENT)) return new Map();
  const rows = readFileSync(DOCUMENT, "utf8").matchAll(/^\| (.+) \| \S+\.ts \| (.+) \|$/gm);
  return new Map(Array.from(rows, ([, name, by]) => [name, by]));
}

function document(rows) {
  const caught = rows.filter(({ by }) => by !== SURVIVES && by !== NOT_RUN).length;
  return `# Mutants

Each row is a small numeric fault put into the kernels by \`npm run prove:mutants\`, and the first test that failed on it. Tests run from the fast to
the slow: those that load the scalar build, those that load the SIMD build, then the properties and the trajectories of PyTorch, then as-pect.
**${caught} of ${rows.length} are caught.** The replacements are in \`tests/mutants/mutants.json\`; this file is written by the run.

A fault that no input can show is no mutant: \`norm >= limit\` in clipping scales by exactly 1, one f32 operation computed in f64 and rounded is the
same operation, and a late coefficient of an elementary function may be off by one unit in the last place of its f64 without changing the f32 of any
of the 2^32 arguments (\`npm run prove:math\` decides).

| mutant | file of assembly/ | caught by |
|---|---|---|
${rows.map(({ name, file, by }) => `| ${name} | ${file.slice("assembly/".length)} | ${by} |`).join("\n")}
`;
}

const all = JSON.parse(readFileSync("tests/mutants/mutants.json", "utf8"));
const words = process.argv.slice(2);
const mutants = words.length ? all.filter(({ name, file }) => words.some((word) => `${file} ${name}`.includes(word))) : all;
if (mutants.length === 0) throw new Error(`expected a word in the name of a mutant; got ${words.join(" ")}.`);

const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-mutants-"));
const started = performance.now();
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const results = mutants.map((mutant) => ({ ...mutant, by: null }));
let next = 0;

async function work(name) {
  const folder = copyTree(scratch, name);
  if (name === "0") await control(folder);
  while (next < results.length) {
    const result = results[next++];
    const since = performance.now();
    const error = await judge(folder, result).then((by) => void (result.by = by), ({ message }) => message);
    const verdict = error ? "INVALID " : result.by ? "caught  " : "SURVIVES";
    console.log(`${verdict} ${seconds(since).padStart(7)}  ${result.name}: ${error ?? result.by ?? "no test fails"}`);
  }
}

try {
  await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => work(String(worker))));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const survivors = results.filter(({ by }) => !by);
const before = earlierResults();
const now = new Map(results.map(({ name, by }) => [name, by ?? SURVIVES]));
writeFileSync(DOCUMENT, document(all.map((mutant) => ({ ...mutant, by: now.get(mutant.name) ?? before.get(mutant.name) ?? NOT_RUN }))));
console.log(`${results.length - survivors.length} of ${results.length} mutants caught, ${seconds(started)}`);
process.exitCode = survivors.length > 0 ? 1 : 0;
