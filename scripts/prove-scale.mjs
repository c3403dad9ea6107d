/**
 * Large studies and sweeps on this machine, each as a command of its own into an empty folder: `npm run prove:scale [--
 * --quick]` writes the tables of docs/scale.md between its marks. What 1,000 and 10,000 replicas predict for 100,000
 * stands beside what these took.
 */
import { spawnSync } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { asked } from "./asked.mjs";

const DOCUMENT = "docs/scale.md";
const { quick: isQuick } = asked(import.meta.url, ["quick"]);
const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-scale-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** Says at its end how much memory the process ever had, on a line of its own. */
const PEAK = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => process.stderr.write("\\npeak " + process.resourceUsage().maxRSS + "\\n"));',
)}`;

/** Runs a command into a folder: seconds, MB of memory, files, MB of files. */
function measured(args) {
  const out = join(scratch, "out");
  rmSync(out, { recursive: true, force: true });
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--import", PEAK, "dist/cli.js", ...args, "--out", out], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`doppelgrad ${args.join(" ")}: ${stderr}`);
  return {
    seconds,
    memory: Number(/^peak (\d+)$/m.exec(stderr)[1]) / 1024,
    ...sizeOf(out),
  };
}

function sizeOf(folder) {
  let [files, bytes] = [0, 0];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files++;
    bytes += lstatSync(join(entry.parentPath ?? entry.path, entry.name)).size;
  }
  return { files, megabytes: bytes / 1e6 };
}

const number = (value) => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(2));

/** What a line through two sizes says of a third. */
function predicted(a, b, size, key) {
  const slope = (b[key] - a[key]) / (b.size - a.size);
  return b[key] + slope * (size - b.size);
}

function table(unit, rows) {
  const [small, middle, large] = rows;
  const keys = { seconds: "s", memory: "memory, MB", files: "files", megabytes: "MB on disk" };
  const line = (values) => `| ${values.join(" | ")} |`;
  return [
    line([unit, ...Object.values(keys)]),
    line([unit, ...Object.values(keys)].map(() => "---")),
    ...rows.map((row) => line([row.size.toLocaleString("en"), ...Object.keys(keys).map((key) => number(row[key]))])),
    line([
      `${large.size.toLocaleString("en")}, predicted`,
      ...Object.keys(keys).map((key) => number(predicted(small, middle, large.size, key))),
    ]),
  ].join("\n");
}

/** The default study, with fewer examples to test on. */
const REPLICAS = isQuick ? [10, 100, 1000] : [1000, 10_000, 100_000];
const replicas = REPLICAS.map((size) => {
  console.error(`run of ${size} replicas`);
  return { size, ...measured(["run", "vee", "--set", "data.test=200", "--replicas", String(size)]) };
});

/** 5 activations, 4 widths, and rates. */
const RATES = isQuick ? [1, 2, 3] : [1, 5, 50];
const settings = RATES.map((rates) => {
  const size = 20 * rates;
  console.error(`sweep of ${size} settings`);
  const values = Array.from({ length: rates }, (_, at) => (0.02 + at * 0.005).toFixed(3)).join(",");
  const grid = ["activation=relu,smelu,swish,gelu,tanh", "hidden=2,4,8,16", `optimizer.learningRate=${values}`];
  const args = ["sweep", "vee", "--set", "data.train=1000", "--set", "data.test=200", "--replicas", "16"];
  return { size, ...measured([...args, ...grid.flatMap((axis) => ["--over", axis])]) };
});

const block = [
  `<!-- written by npm run prove:scale -->`,
  "",
  `${new Date().toISOString().slice(0, 10)}, ${cpus()[0].model.trim()}, ${cpus().length} processors, Node ${process.version}.`,
  "",
  table("replicas", replicas),
  "",
  table("settings", settings),
  "",
  `<!-- end of what it writes -->`,
].join("\n");
console.log(block);
if (!isQuick) {
  const page = readFileSync(DOCUMENT, "utf8");
  const marks = /<!-- written by npm run prove:scale -->.*?<!-- end of what it writes -->/s;
  writeFileSync(
    DOCUMENT,
    page.replace(marks, () => block),
  );
}
