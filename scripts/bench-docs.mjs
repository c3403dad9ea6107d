/**
 * Measures what docs/benchmarks.md shows, and writes it: `npm run bench:docs [-- kernels math replicas peers]`; by default
 * all four. With --quick everything runs, and the numbers measure nothing.
 *
 * The numbers go to docs/benchmarks.json; out of it the blocks of docs/benchmarks.md and the README's line on speed are
 * made, which tests/bench/docs.test.ts checks. The kernels are measured in this Node and in those of bench/engines/
 * (Linux on x86-64), which `npm ci` there installs first where they are missing.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const ALL = ["kernels", "math", "replicas", "peers"];
const FILES = { numbers: "docs/benchmarks.json", document: "docs/benchmarks.md", readme: "README.md" };
const ENGINES = "bench/engines";
/** Digits that are kept of a number. */
const DIGITS = 5;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: "boolean" } } });
const wanted = positionals.length > 0 ? positionals : ALL;
const unknown = wanted.find((what) => !ALL.includes(what));
if (unknown !== undefined) {
  console.error(`bench:docs: expected some of ${ALL.join(", ")}; got ${unknown}.`);
  process.exit(2);
}

const measured = existsSync(FILES.numbers) ? JSON.parse(readFileSync(FILES.numbers, "utf8")) : {};
for (const what of wanted)
  measured[what] = what === "kernels" ? inEngines() : dated(process.execPath, what, what === "peers" ? "2" : null);
writeFileSync(FILES.numbers, `${JSON.stringify(measured, rounded, 1)}\n`);

const { blocksOf, withBlocks, withSpeed } = await docs();
const numbers = JSON.parse(readFileSync(FILES.numbers, "utf8"));
writeFileSync(FILES.document, withBlocks(readFileSync(FILES.document, "utf8"), blocksOf(numbers)));
writeFileSync(FILES.readme, withSpeed(readFileSync(FILES.readme, "utf8"), numbers));
console.log(`wrote ${Object.values(FILES).join(", ")}`);

/** The kernels by the major version of Node, this one first. */
function inEngines() {
  const { dependencies } = JSON.parse(readFileSync(join(ENGINES, "package.json"), "utf8"));
  const binary = (name) => join(ENGINES, "node_modules", name, "bin/node");
  if (!Object.keys(dependencies).every((name) => existsSync(binary(name))))
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: ENGINES, stdio: "ignore" });
  const nodes = [process.execPath, ...Object.keys(dependencies).map(binary)];
  return Object.fromEntries(nodes.map((node) => [versionOf(node), dated(node, "kernels", null)]));
}

function versionOf(node) {
  return /^v(\d+)/.exec(execFileSync(node, ["--version"], { encoding: "utf8" }))[1];
}

/** The report of one bench in one Node. */
function dated(node, what, rounds) {
  const words = ["bench", what, ...(rounds ? ["--rounds", rounds] : []), ...(values.quick ? ["--quick"] : [])];
  const command = ["doppelgrad", ...words].join(" ");
  console.error(`${command} (Node ${versionOf(node)})`);
  const report = execFileSync(node, ["dist/cli.js", ...words, "--json"], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { date: new Date().toISOString().slice(0, 10), command, report: JSON.parse(report) };
}

function rounded(_, value) {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;
}

/** bench/docs.ts, bundled. */
async function docs() {
  const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-docs-"));
  const outfile = join(scratch, "docs.mjs");
  await build({
    entryPoints: ["bench/docs.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "es2022",
    loader: { ".wasm": "binary", ".txt": "text" },
    logLevel: "warning",
    outfile,
  });
  const found = await import(pathToFileURL(outfile).href);
  rmSync(scratch, { recursive: true });
  return found;
}
