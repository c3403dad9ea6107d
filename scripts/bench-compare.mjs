/**
 * Two commits, measured in turns: `npm run bench:compare BASE [-- --pairs 10] [--quick]`.
 *
 * Builds the kernels of BASE and of the working tree, each in a folder of its own outside of the repository, and
 * bundles this tree's bench/steps.ts with the sources of each. Processes of both then take turns, the first of a pair
 * changing from pair to pair, and the ratios of their least times are printed with intervals. The exit code does not
 * depend on them.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: "string", default: "10" }, quick: { type: "boolean", default: false } },
});
const pairs = Number(values.pairs);
if (positionals.length !== 1)
  fail(`bench:compare: expected one commit; got ${positionals.length}. For example: npm run bench:compare HEAD~1`);
if (!Number.isInteger(pairs) || pairs < 2 || pairs > 1000)
  fail(`--pairs: expected an integer from 2 to 1000; got ${values.pairs}.`);
const base =
  git("rev-parse", "--verify", "--quiet", `${positionals[0]}^{commit}`) ||
  fail(`bench:compare: expected a commit; got ${positionals[0]}.`);

const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-compare-"));
const trees = { before: join(scratch, "before"), after: join(scratch, "after") };
process.on("SIGINT", () => process.exit(130));
process.on("exit", () => {
  git("worktree", "remove", "--force", trees.before);
  rmSync(scratch, { recursive: true, force: true });
});

git("worktree", "add", "--detach", trees.before, base);
for (const file of git("ls-files", "--cached", "--others", "--exclude-standard", "-z")
  .split("\0")
  .filter((name) => name !== "node_modules" && existsSync(name))) {
  mkdirSync(dirname(join(trees.after, file)), { recursive: true });
  cpSync(file, join(trees.after, file));
}
rmSync(join(trees.before, "bench"), { recursive: true, force: true });
cpSync(join(trees.after, "bench"), join(trees.before, "bench"), { recursive: true });
const bundles = Object.fromEntries(Object.entries(trees).map(([name, tree]) => [name, built(tree)]));

const measured = [];
for (let pair = 0; pair < pairs; pair++) {
  const order = pair % 2 === 0 ? ["before", "after"] : ["after", "before"];
  measured.push(Object.fromEntries(order.map((name) => [name, measure(bundles[name])])));
  process.stderr.write(`pair ${pair + 1} of ${pairs}\n`);
}
const { changes, changesText } = await import(bundled(trees.after, "compare"));
console.log(`before ${git("log", "-1", "--format=%h %s", base)}\nafter  the working tree\n`);
console.log(changesText(changes(measured), pairs));

/** Builds the kernels of a tree and bundles what measures them; the address of the bundle. */
function built(tree) {
  symlinkSync(resolve("node_modules"), join(tree, "node_modules"), "dir");
  const { targets } = JSON.parse(readFileSync(join(tree, "asconfig.json"), "utf8"));
  for (const target of Object.keys(targets)) {
    // The others are for benches and witnesses.
    if (existsSync(join(tree, `assembly/${target}.ts`)))
      node(tree, "assemblyscript/bin/asc.js", `assembly/${target}.ts`, "--target", target);
  }
  return bundled(tree, "steps");
}

/** Bundles a file of bench/ with the sources of a tree; the address of the bundle. */
function bundled(tree, name) {
  const how = "--no-config --silent --format esm --target es2022 --loader .wasm=binary --out-dir compared";
  node(tree, "tsup/dist/cli-default.js", `bench/${name}.ts`, ...how.split(" "));
  const file = [`${name}.mjs`, `${name}.js`]
    .map((written) => join(tree, "compared", written))
    .find((written) => existsSync(written));
  return pathToFileURL(file).href;
}

function node(tree, script, ...args) {
  execFileSync(process.execPath, [join("node_modules", script), ...args], {
    cwd: tree,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** The times of one process. */
function measure(bundle) {
  const script = `const { measureSteps } = await import(${JSON.stringify(bundle)}); console.log(JSON.stringify(await measureSteps(${values.quick})));`;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" }));
}

/** What git says; nothing where it fails. */
function git(...args) {
  try {
    return execFileSync("git", args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 1 << 26,
    }).trim();
  } catch {
    return "";
  }
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
