/**
 * Mutants: `npm run prove:mutants [-- --rest] [WORD ...]`, all of tests/mutants/list/ or those with a word in their
 * name, file or function; with --rest those that docs/mutants.md does not have as caught; with --write none, and
 * docs/mutants.md says of new ones that they were not run.
 *
 * A mutant is one small fault, put where scripts/locate-mutant.mjs finds it, in a copy of the tree. Then the test that
 * caught it in an earlier run is asked first, and then the fast tests of what the mutant touches, the nearest first, up
 * to the first that fails. Of a mutant in assembly/ the builds whose bytes it changes are built before; of one in
 * src/cli/ the command line. A mutant that no test fails on has survived: the exit code is 1. Each run writes its rows of docs/mutants.md. (The SHA-256 of the builds would catch every mutant
 * of the kernels; it is not asked.)
 */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build as bundle } from "esbuild";
import { asked } from "./asked.mjs";
import { KERNELS } from "./kernels.mjs";
import { mutated } from "./locate-mutant.mjs";

const LIST = "tests/mutants/list";
const COPIED = [
  "assembly",
  "bench",
  "build",
  "dist",
  "docs",
  "examples",
  "playground",
  "src",
  "tests",
  "scripts",
  "asconfig.json",
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
  "README.md",
  "CHANGELOG.md",
];
const AT_ONCE = 2;
const DOCUMENT = "docs/mutants.md";
const SURVIVES = "**survives**";
const NOT_RUN = "not run";
/** A mutant may never end; the slowest stages, all tests of the store or of the command line, take minutes. */
const LIMIT_MS = 900_000;
/** All tests that caught a mutant. */
const CONTROL_LIMIT_MS = 1_200_000;

const running = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
process.on("exit", () => running.forEach(stop));

/** Kills a process and every one that it started: an endless mutant runs in one of those. */
function stop({ pid }) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Ends with the tool's exit code and output; code null where it was stopped. */
function tool(folder, args) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: folder, detached: true });
    running.add(child);
    const timer = setTimeout(() => stop(child), LIMIT_MS);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
    child.on("close", (code) => {
      clearTimeout(timer);
      running.delete(child);
      done({ code, output });
    });
  });
}

/** The process of scripts/warm-tests.mjs of each folder. */
const warm = new Map();

/** Its answer to an order, or null where there is none within a time: then it is ended. */
async function ask(folder, order, limit = LIMIT_MS) {
  let child = warm.get(folder);
  if (!child) {
    child = fork("scripts/warm-tests.mjs", {
      cwd: folder,
      detached: true,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    running.add(child);
    warm.set(folder, child);
    await once(child, "message");
  }
  const answer = new Promise((done) => {
    const timer = setTimeout(() => done(null), limit);
    child.once("message", (message) => {
      clearTimeout(timer);
      done(message);
    });
  });
  child.send(order);
  const given = await answer;
  if (!given) {
    stop(child);
    running.delete(child);
    warm.delete(folder);
  }
  return given;
}

/** Builds one target; whether its bytes are others than before. */
async function build(folder, target) {
  const file = join(folder, `build/${target}.wasm`);
  const before = readFileSync(file);
  const answer = await ask(folder, { compile: target });
  if (answer?.error !== undefined) throw new Error(answer.error);
  if (!answer) throw new Error(`${target} does not compile within ${LIMIT_MS / 1000} s`);
  return !readFileSync(file).equals(before);
}

/** The command line alone, as tsup.config.ts bundles it. */
async function buildCommandLine(folder) {
  const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const [, cli] = /entry: \{ cli: "(\S+)" \}/.exec(readFileSync("tsup.config.ts", "utf8"));
  await bundle({
    absWorkingDir: folder,
    entryPoints: { cli },
    outdir: "dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "es2022",
    external: Object.keys(dependencies),
    loader: { ".wasm": "binary", ".txt": "text", ".bash": "text", ".fish": "text", ".zsh": "text" },
    mainFields: ["module", "main"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "error",
  });
}

/** The builds of the kernels, which tests load as they do sources. */
const BUILDS = KERNELS.map((target) => `build/${target}.wasm`);

/** The name of the first test that fails, or null. `file` is what the mutant is in. */
async function failing(folder, file, tests, pattern, limit = LIMIT_MS) {
  const changed = [...(file ? [file] : []), ...BUILDS];
  const answer = await ask(folder, { changed, tests, pattern }, limit);
  if (!answer) return "does not end";
  if (answer.error !== undefined) throw new Error(answer.error);
  const { failed } = answer;
  return failed && `${failed.file.replace(/^tests\//, "")}: ${failed.name ?? failed.error}`;
}

/** The file and the name of a test from what `vitest` says; null where that is no test of today. */
function testOf(by) {
  const [, path, name] = /^(\S+\.test\.ts): (.+)$/.exec(by ?? "") ?? [];
  const file = `tests/${path}`;
  return path && existsSync(file) ? { file, name } : null;
}

/** A text as a regular expression. */
function escaped(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** The test that caught a mutant in an earlier run; null where no single test did. */
function earlierTest(mutant) {
  return testOf(before.get(rowOf(mutant)));
}

/** The name of the test that caught a mutant before if it fails again, or null. */
async function failsAgain(folder, { file }, earlier) {
  return earlier && failing(folder, file, [earlier.file], `^${escaped(earlier.name)}$`);
}

async function asPect(folder) {
  const { code, output } = await tool(folder, ["scripts/test-assembly.mjs"]);
  return code === 0 ? null : `as-pect: ${output.trim().split("\n").at(-1)}`;
}

const OF_A_BUILD = ["tests/golden", "tests/kernel", "tests/mutants"];
/** What no other build has. */
const OF_SIMULATED = ["assembly/dense-simulated.ts", "assembly/rounding.ts", "assembly/sums.ts"];
const OF_MEASURES = ["tests/measure/kernel.test.ts"];

/** The first test that fails on a tree with a mutant in assembly/, or null. */
async function caughtInKernels(folder, mutant, earlier) {
  const { file } = mutant;
  let changed = false;
  const targets = earlier?.name.startsWith("simd ") ? ["simd", "scalar"] : ["scalar", "simd"];
  for (const target of targets) {
    // Most faults show in the ordinary steps: the other builds are made for those that do not.
    const all = OF_SIMULATED.includes(file) ? [["-simulated"]] : [[""], ["-fused", "-noise", "-simulated"]];
    for (const kinds of all) {
      const built = [];
      for (const kind of kinds) built.push(await build(folder, `${target}${kind}`));
      if (!built.includes(true)) continue;
      changed = true;
      const failed =
        (await failsAgain(folder, mutant, earlier)) ?? (await failing(folder, file, OF_A_BUILD, `^${target} `));
      if (failed) return failed;
    }
  }
  if (!changed) throw new Error("no byte of any build changes");
  const behind = [
    "tests/train/kernels.test.ts",
    "tests/train/fused.test.ts",
    "tests/train/noise.test.ts",
    "tests/train/arithmetic.test.ts",
    "tests/kernel/rounding.test.ts",
    "tests/pytorch",
  ];
  return (await failing(folder, file, behind)) ?? asPect(folder);
}

/** The same in assembly/measures/, which is of one build. */
async function caughtInMeasures(folder, { file }) {
  if (!(await build(folder, "measures"))) throw new Error("no byte of the build changes");
  return failing(folder, file, OF_MEASURES);
}

/** Where what a folder of src/ does shows too: the folders of tests that are asked when its own find nothing. */
const ALSO = {
  host: ["tests/run", "tests/pool", "tests/link"],
  statistics: ["tests/measure", "tests/claims"],
  study: [
    "tests/train/probe.test.ts",
    "tests/train/noise.test.ts",
    "tests/train/arithmetic.test.ts",
    "tests/run",
    "tests/compare",
    "tests/link",
    "tests/house/errors.test.ts",
    "tests/house/options.test.ts",
  ],
  exchange: ["tests/data"],
  data: ["tests/golden", "tests/run"],
  train: ["tests/golden", "tests/run", "tests/link", "tests/store/checkpoints.test.ts", "tests/store/receipts.test.ts"],
  pool: ["tests/run"],
  measure: ["tests/claims", "tests/run"],
  further: ["tests/compare"],
  compare: [
    "tests/further/networks.test.ts",
    "tests/run/further.test.ts",
    "tests/report",
    "tests/cli/compare.test.ts",
    "tests/cli/diff.test.ts",
  ],
  model: ["tests/cli"],
  run: ["tests/report"],
  link: [],
  store: [],
  bisect: [],
  queue: [],
  sweep: [],
  attribute: [],
  explain: ["tests/report/explain-page.test.ts"],
  experiments: [],
  claims: ["tests/report"],
  report: [],
  cli: [],
};

/** The stages of tests for a file of the page: those without a browser first. */
const OF_PLAYGROUND = [["tests/playground/place.test.ts"], ["tests/playground/address.test.ts"]];

/**
 * The stages of tests for a file of src/, of those that there are: its own test, those of its folder, those of the
 * folders behind.
 */
function stagesOf(file) {
  if (file.startsWith("playground/")) return OF_PLAYGROUND;
  const [, folder] = file.split("/");
  const own = file.replace(/^src/, "tests").replace(/\.ts$/, ".test.ts");
  return [[own], [`tests/${folder}`], ALSO[folder]]
    .map((stage) => stage.filter((path) => existsSync(path)))
    .filter((stage) => stage.length > 0);
}

function isOfCommandLine(file) {
  return file.startsWith("src/cli/");
}

/** The first test that fails on a tree with a mutant in a file of src/ or of the page, or null. */
async function caughtInSource(folder, mutant, earlier) {
  const { file } = mutant;
  if (isOfCommandLine(file)) await buildCommandLine(folder);
  const again = await failsAgain(folder, mutant, earlier);
  if (again) return again;
  for (const stage of stagesOf(file)) {
    const failed = await failing(folder, file, stage);
    if (failed) return failed;
  }
  return null;
}

function isOfKernels(file) {
  return file.startsWith("assembly/");
}

/** Applies a mutant, asks the tests, and puts everything back. */
async function judge(folder, mutant) {
  const { file } = mutant;
  const path = join(folder, file);
  const source = readFileSync(path, "utf8");
  writeFileSync(path, mutated(mutant, source));
  try {
    if (file.startsWith("assembly/measures/")) return await caughtInMeasures(folder, mutant);
    const earlier = earlierTest(mutant);
    return await (isOfKernels(file) ? caughtInKernels : caughtInSource)(folder, mutant, earlier);
  } finally {
    writeFileSync(path, source);
    if (isOfKernels(file)) cpSync("build", join(folder, "build"), { recursive: true });
    if (isOfCommandLine(file)) await buildCommandLine(folder);
  }
}

/** Where packages are installed: for the project, and for some of its tests. */
const INSTALLED = [".", "tests/peers", "tests/jest", "bench/engines"].map((path) => join(path, "node_modules"));

function copyTree(parent, name) {
  const folder = join(parent, name);
  const filter = (path) => !path.endsWith("node_modules");
  for (const path of COPIED) cpSync(path, join(folder, path), { recursive: true, filter });
  for (const path of INSTALLED.filter(existsSync)) symlinkSync(resolve(path), join(folder, path), "dir");
  return folder;
}

/** The kernels must build to the bytes that are there, so that a mutant is all that differs. */
async function checkBuilds(folder) {
  for (const target of KERNELS) {
    if (await build(folder, target))
      throw new Error(`build/${target}.wasm is not what the sources give: npm run build first.`);
  }
}

/** The tests that caught mutants must pass without one. */
async function control(folder, caught) {
  const tests = caught.flatMap((by) => testOf(by) ?? []);
  if (tests.length === 0) return;
  const files = [...new Set(tests.map(({ file }) => file))];
  const names = [...new Set(tests.map(({ name }) => escaped(name)))];
  const failed = await failing(folder, null, files, `^(${names.join("|")})$`, CONTROL_LIMIT_MS);
  if (failed) throw new Error(`a test fails without a mutant: ${failed}`);
}

/** How a mutant stands in the document: one that has moved is another. */
function rowOf({ name, file, in: path }) {
  return `| ${name} | ${file} | ${path} |`;
}

/** Who caught a mutant in an earlier run, by its row. */
function earlierResults() {
  if (!existsSync(DOCUMENT)) return new Map();
  const rows = readFileSync(DOCUMENT, "utf8").matchAll(/^(\| .+ \| \S+\.ts \| \S+ \|) (.+) \|$/gm);
  return new Map(Array.from(rows, ([, row, by]) => [row, by]));
}

function document(rows) {
  const caught = rows.filter(({ by }) => by !== SURVIVES && by !== NOT_RUN).length;
  return `# Mutants

Each row is a small fault put into the sources by \`npm run prove:mutants\`, and the first test that failed on it. **${caught} of ${rows.length} are
caught.** A mutant is a file, a function in it, and an expression or statements in that with what stands in their place, in
\`tests/mutants/list/\`; this file is written by the run, and a quick test finds every mutant in the sources of the day.

Tests run from the near to the far. Kernels: those that load the scalar build, those that load the SIMD build, then the properties and the
trajectories of PyTorch, then as-pect. TypeScript: the file's own test, the tests of its folder, those of the folders behind it.

A fault that no input can show is no mutant: \`norm >= limit\` in clipping scales by exactly 1, one f32 operation computed in f64 and rounded is the
same operation, and a late coefficient of an elementary function may be off by one unit in the last place of its f64 without changing the f32 of any
of the 2^32 arguments (\`npm run prove:math\` decides).

| mutant | file | in | caught by |
|---|---|---|---|
${rows.map((row) => `${rowOf(row)} ${row.by} |`).join("\n")}
`;
}

const all = readdirSync(LIST)
  .sort()
  .flatMap((name) => JSON.parse(readFileSync(join(LIST, name), "utf8")));
const before = earlierResults();
const { words, rest: isRest, write: isWritten } = asked(import.meta.url, ["rest", "write"]);
const isAsked = (mutant) =>
  (words.length === 0 || words.some((word) => `${mutant.file} ${mutant.in} ${mutant.name}`.includes(word))) &&
  !(isRest && ![undefined, NOT_RUN, SURVIVES].includes(before.get(rowOf(mutant))));
const mutants = isWritten ? [] : all.filter(isAsked);
if (mutants.length === 0 && !isWritten)
  throw new Error(
    `expected a word in the name, file or function of a mutant${isRest ? " that is not caught yet" : ""}; got ${words.join(" ")}.`,
  );

const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-mutants-"));
const started = performance.now();
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const results = mutants.map((mutant) => ({ ...mutant, by: null }));
let next = 0;

async function work(folder) {
  while (next < results.length) {
    const result = results[next++];
    const since = performance.now();
    const error = await judge(folder, result).then(
      (by) => void (result.by = by),
      ({ message }) => message,
    );
    result.isInvalid = error !== undefined;
    result.isJudged = true;
    writeRows();
    const verdict = error ? "INVALID " : result.by ? "caught  " : "SURVIVES";
    console.log(`${verdict} ${seconds(since).padStart(7)}  ${result.name}: ${error ?? result.by ?? "no test fails"}`);
  }
}

/** The document with the rows of those that are judged: a run that is interrupted has not run in vain. */
function writeRows() {
  const judged = results.filter(({ isJudged }) => isJudged);
  const now = new Map(judged.map((result) => [rowOf(result), result.isInvalid ? NOT_RUN : (result.by ?? SURVIVES)]));
  const byOf = (row) => now.get(row) ?? before.get(row) ?? NOT_RUN;
  writeFileSync(DOCUMENT, document(all.map((mutant) => ({ ...mutant, by: byOf(rowOf(mutant)) }))));
}

/** Judges them all, in copies of the tree. */
async function judgeAll() {
  const folders = Array.from({ length: AT_ONCE }, (_, worker) => copyTree(scratch, String(worker)));
  const [first] = folders;
  if (mutants.some(({ file }) => isOfCommandLine(file))) await Promise.all(folders.map(buildCommandLine));
  if (mutants.some(({ file }) => isOfKernels(file))) await checkBuilds(first);
  await Promise.all(folders.map(work));
  await control(
    first,
    results.map(({ by }) => by),
  );
}

try {
  if (mutants.length > 0) await judgeAll();
} finally {
  running.forEach(stop);
  rmSync(scratch, { recursive: true, force: true });
}
const uncaught = results.filter(({ by }) => !by);
writeRows();
console.log(`${results.length - uncaught.length} of ${results.length} mutants caught, ${seconds(started)}`);
process.exit(uncaught.length > 0 ? 1 : 0);
