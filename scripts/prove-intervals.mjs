/**
 * Coverage of the intervals: `npm run prove:intervals [-- REPEATS [POOL ...]]`, 4,000 repeats of all pools unless said.
 *
 * Pools of replicas whose measures are known (tests/measure/pools.ts), from fixed keys: the same table on every machine. Each row is printed when it is done. A run of
 * everything writes the table of docs/measures.md. The exit code is 1 where a promise of that document is not kept.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { build } from "esbuild";

const REPEATS = 4000;
/** At most so many where nothing is promised. */
const UNPROMISED = 1000;
const REPLICAS = [16, 32, 64, 128];
/** Replicas of which the document promises something. */
const PROMISED = 64;
const COLUMNS = ["predictionDifference", "churn", "predictionDifferenceStandardDeviation", "contrast"];
const HEAD = ["pool", "noise", "R", "prediction difference", "churn", "standard deviation", "contrast of two arms"];
const DOCUMENT = "docs/measures.md";
const [BEGIN, END] = ["<!-- written by npm run prove:intervals -->", "<!-- end of what it writes -->"];

const share = (x) => x.toFixed(3).replace(/^0/, "");
const width = (x) => x.toFixed(2).replace(/^0/, "");
const written = (c) => `${share(c.covered)} (${share(c.below)}, ${share(c.above)}${c.none > 0 ? `, none ${share(c.none)}` : ""}) ${width(c.width)} : ${width(c.ideal)}`;
const line = (cells) => `| ${cells.join(" | ")} |`;
const rowOf = ({ pool, noise, replicas }, cells) => line([pool.name, noise, replicas, ...COLUMNS.map((name) => written(cells[name]))]);

/** The least coverage that docs/measures.md promises of a cell, or null. */
function promised({ pool, noise, replicas }) {
  if (replicas < PROMISED || (pool.shares.length === 1 && noise < 0.3)) return null;
  return pool.heavy && replicas < 128 ? 0.87 : 0.92;
}

async function main() {
  const [asked, ...names] = process.argv.slice(2);
  const repeats = asked === undefined ? REPEATS : Number(asked);
  if (!Number.isInteger(repeats) || repeats < 1) throw new RangeError(`prove:intervals: expected a number of repeats; got ${asked}.`);
  const folder = mkdtempSync(join(tmpdir(), "doppelgrad-intervals-"));
  try {
    const file = join(folder, "simulated.mjs");
    const contents = 'export { POOLS } from "./tests/measure/pools.ts"; export { simulate } from "./tests/measure/simulated.ts";';
    await build({ stdin: { contents, resolveDir: "." }, bundle: true, format: "esm", platform: "node", outfile: file, logLevel: "error" });
    const { POOLS } = await import(file);
    const pools = POOLS.filter(({ name }) => names.length === 0 || names.includes(name));
    const cells = pools.flatMap((pool) => pool.noises.flatMap((noise) => REPLICAS.map((replicas) => ({ pool, noise, replicas }))));
    const rows = await all(file, cells, repeats);
    const broken = cells.flatMap((cell, i) =>
      COLUMNS.filter((column) => rows[i][column].covered < promised(cell)).map((column) => `${cell.pool.name}, noise ${cell.noise}, R = ${cell.replicas}: ${column} ${share(rows[i][column].covered)}`),
    );
    for (const text of broken) console.error(`not kept: ${text}`);
    process.exitCode = broken.length > 0 ? 1 : 0;
    if (repeats === REPEATS && names.length === 0) writeTable(cells.map((cell, i) => rowOf(cell, rows[i])));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What each cell's simulation says, in order; two workers at most. */
async function all(file, cells, repeats) {
  const rows = [];
  // What is promised comes first.
  const order = cells.map((_, at) => at).sort((a, b) => Number(cells[b].replicas >= PROMISED) - Number(cells[a].replicas >= PROMISED));
  console.log(line(HEAD));
  const work = async () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { file } });
    try {
      for (let at = order.shift(); at !== undefined; at = order.shift()) {
        const limit = cells[at].replicas >= PROMISED ? repeats : Math.min(repeats, UNPROMISED);
        rows[at] = await new Promise((done, failed) => {
          worker.on("error", failed);
          worker.once("message", (row) => {
            worker.off("error", failed);
            done(row);
          });
          worker.postMessage({ cell: cells[at], repeats: limit });
        });
        console.log(rowOf(cells[at], rows[at]));
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all([work(), work()]);
  return rows;
}

function writeTable(rows) {
  const text = readFileSync(DOCUMENT, "utf8");
  const [before, after] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  if (before < BEGIN.length || after < before) throw new Error(`${DOCUMENT} has no place for the table.`);
  const table = [line(HEAD), line(HEAD.map(() => "---")), ...rows].join("\n");
  writeFileSync(DOCUMENT, `${text.slice(0, before)}\n\n${table}\n\n${text.slice(after)}`);
  console.log(`wrote the table of ${DOCUMENT}`);
}

if (isMainThread) await main();
else {
  const { simulate } = await import(workerData.file);
  parentPort.on("message", ({ cell, repeats }) => parentPort.postMessage(simulate(cell, repeats)));
}
