/**
 * Coverage of the intervals: `npm run prove:intervals [-- REPEATS [POOL ...]]`, all pools unless some are said; or
 * `npm run prove:intervals -- TABLE`: measures, further, claims or shares alone, whole.
 *
 * Pools of replicas whose measures are known (tests/measure/pools.ts), from fixed keys: the same tables on every
 * machine. The first is of the measures, with 4,000 repeats unless said; the second of the further measures, with 400; the
 * third of the contrasts of a claim, which hold together, with 1,000; the fourth of the shares of factors, with 2,000.
 * Each row is printed when it is done. A table that is run whole is written into docs/measures.md, docs/claims.md or
 * docs/attribution.md. The exit code is 1 where a promise of these documents is not kept.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { build } from "esbuild";
import { asked } from "./asked.mjs";

const [BEGIN, END] = ["<!-- written by npm run prove:intervals -->", "<!-- end of what it writes -->"];

const share = (x) => x.toFixed(3).replace(/^0/, "");
const width = (x) => x.toFixed(2).replace(/^0/, "");
const line = (cells) => `| ${cells.join(" | ")} |`;

/**
 * Replicas of which docs/measures.md promises something; the same pools with fewer are shown with at most so many
 * repeats.
 */
const PROMISED = 64;
const UNPROMISED = 1000;
const COLUMNS = ["predictionDifference", "churn", "predictionDifferenceStandardDeviation", "contrast"];

const measures = {
  document: "docs/measures.md",
  simulation: "simulate",
  head: ["pool", "noise", "R", "prediction difference", "churn", "standard deviation", "contrast of two arms"],
  repeats: 4000,
  rows: (pools) =>
    pools.flatMap((pool) =>
      pool.noises.flatMap((noise) => [16, 32, 64, 128].map((replicas) => ({ pool, noise, replicas }))),
    ),
  limit: ({ replicas }) => (replicas < PROMISED ? UNPROMISED : Infinity),
  cells: ({ pool, noise, replicas }, of) => [pool.name, noise, replicas, ...COLUMNS.map((name) => coverage(of[name]))],
  broken: (row, of) =>
    COLUMNS.filter((name) => of[name].covered < promised(row)).map(
      (name) => `R = ${row.replicas}: ${name} ${share(of[name].covered)}`,
    ),
};

/** Further measures: those of replicas or pairs are promised from 64 of them on, those of groups of 16 and of ensembles nothing (docs/measures.md). */
const FURTHER_POOLS = ["50/50", "30/70", "20/80", "5/95", "three equal basins", "smooth", "heavy tails"];
const OF_GROUPS = ["ambiguity", "discrepancy", "viablePredictionRange", "rashomonCapacity", "accuracyRange"];
const isOfGroups = (name) => OF_GROUPS.includes(name) || name.startsWith("ensemble");
/** A loss barrier is that of a pair, and no replica is in two of them. */
const unitsOf = (name, replicas) => (name === "lossBarrier" ? replicas / 2 : replicas);
const OF_FURTHER = 0.9;

const further = {
  document: "docs/measures.md",
  place: "further",
  simulation: "simulateFurther",
  head: null,
  repeats: 400,
  rows: (pools) =>
    pools
      .filter(({ name }) => FURTHER_POOLS.includes(name))
      .flatMap((pool) => [64, 128].map((replicas) => ({ pool, noise: 0.7, replicas }))),
  limit: () => Infinity,
  cells: ({ pool, replicas }, of) => [pool.name, replicas, ...Object.values(of).map(brief)],
  broken: ({ pool, replicas }, of) =>
    Object.entries(of).flatMap(([name, { covered }]) =>
      isOfGroups(name) ||
      unitsOf(name, replicas) < PROMISED ||
      pool.heavy ||
      pool.name === "5/95" ||
      covered >= OF_FURTHER
        ? []
        : [`R = ${replicas}: ${name} ${share(covered)}`],
    ),
};

const brief = ({ covered, none, width: mean, ideal }) =>
  `${share(covered)}${none > 0 ? ` (none ${share(none)})` : ""} ${(mean / ideal).toFixed(2)}`;

function coverage({ covered, below, above, none, width: mean, ideal }) {
  return `${share(covered)} (${share(below)}, ${share(above)}${none > 0 ? `, none ${share(none)}` : ""}) ${width(mean)} : ${width(ideal)}`;
}

/** The least coverage that docs/measures.md promises, or null. */
function promised({ pool, noise, replicas }) {
  if (replicas < PROMISED || (pool.shares.length === 1 && noise < 0.3)) return null;
  return pool.heavy && replicas < 128 ? 0.87 : 0.92;
}

/** Of the nominal .99 that all contrasts of a claim hold. */
const TOGETHER = 0.96;
const CLAIM_POOLS = ["50/50", "20/80", "5/95", "three equal basins", "smooth", "heavy tails"];

const claims = {
  document: "docs/claims.md",
  simulation: "simulateClaims",
  head: [
    "pool",
    "noise",
    "data draws",
    "replicas of a draw",
    "all contrasts hold",
    "each at .99 for itself",
    "width : ideal",
  ],
  repeats: 1000,
  rows: (pools) =>
    pools
      .filter(({ name }) => CLAIM_POOLS.includes(name))
      .flatMap((pool) => [
        ...pool.noises.map((noise) => ({ pool, noise, draws: 16, replicas: 64 })),
        ...[4, 8, 16].map((draws) => ({ pool, noise: 0.7, draws, replicas: 16 })),
      ]),
  limit: () => Infinity,
  cells: ({ pool, noise, draws, replicas }, { covered, alone, none, width: mean, ideal }) => [
    pool.name,
    noise,
    draws,
    replicas,
    share(covered) + (none > 0 ? ` (none ${share(none)})` : ""),
    share(alone),
    `${width(mean)} : ${width(ideal)}`,
  ],
  broken: ({ draws, replicas }, { covered }) =>
    covered < TOGETHER ? [`${draws} draws of ${replicas}: ${share(covered)}`] : [],
};

/** The least coverage that docs/attribution.md promises, of 32 levels in these pools. */
const OF_SHARES = 0.9;
const PROMISED_LEVELS = ["normal", "50/50", "20/80"];
const SHARE_NAMES = ["first factor .6", "second factor .3", "interaction .1"];

const shares = {
  document: "docs/attribution.md",
  simulation: "simulateComponents",
  head: ["levels", "interaction", "design", ...SHARE_NAMES],
  repeats: 2000,
  rows: (_, { LEVEL_POOLS, INTERACTIONS }, names) =>
    LEVEL_POOLS.filter(({ name }) => names.length === 0 || names.includes(name)).flatMap((pool) =>
      INTERACTIONS.flatMap((interaction) =>
        [
          [8, 8],
          [32, 32],
          [64, 16],
        ].map((levels) => ({ pool, interaction, noise: interaction, levels })),
      ),
    ),
  limit: () => Infinity,
  cells: ({ pool, interaction, levels }, of) => [pool.name, interaction, levels.join(" x "), ...of.map(coverage)],
  broken: ({ pool, levels }, of) =>
    PROMISED_LEVELS.includes(pool.name) && Math.min(...levels) >= 32
      ? of.flatMap(({ covered }, at) => (covered < OF_SHARES ? [`${SHARE_NAMES[at]}: ${share(covered)}`] : []))
      : [],
};

async function main() {
  const [first, ...names] = asked(import.meta.url).words;
  const all = { measures, further, claims, shares };
  const isTable = Object.hasOwn(all, first ?? "");
  const repeats = first === undefined || isTable ? null : Number(first);
  if (repeats !== null && (!Number.isInteger(repeats) || repeats < 1))
    throw new RangeError(
      `prove:intervals: expected a number of repeats, or ${Object.keys(all).join(", ")}; got ${first}.`,
    );
  const folder = mkdtempSync(join(tmpdir(), "doppelgrad-intervals-"));
  try {
    const file = join(folder, "simulated.mjs");
    const contents = [
      "measure/pools",
      "measure/simulated",
      "further/simulated",
      "claims/simulated",
      "statistics/simulated-components",
    ]
      .map((path) => `export * from "./tests/${path}.ts";`)
      .join("\n");
    await build({
      stdin: { contents, resolveDir: "." },
      bundle: true,
      format: "esm",
      platform: "node",
      loader: { ".wasm": "binary", ".txt": "text" },
      outfile: file,
      logLevel: "error",
    });
    const simulations = await import(file);
    const pools = simulations.POOLS.filter(({ name }) => names.length === 0 || names.includes(name));
    further.head = ["pool", "R", ...simulations.SIMULATED];
    for (const table of isTable ? [all[first]] : Object.values(all)) {
      const rows = table.rows(pools, simulations, names);
      const results = await resultsOf(file, table, rows, repeats ?? table.repeats);
      const broken = rows.flatMap((row, i) =>
        table.broken(row, results[i]).map((what) => `${row.pool.name}, noise ${row.noise}, ${what}`),
      );
      for (const text of broken) console.error(`not kept: ${text}`);
      if (broken.length > 0) process.exitCode = 1;
      if (repeats === null && names.length === 0)
        write(
          table,
          rows.map((row, i) => table.cells(row, results[i])),
        );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What each row's simulation says, in order; two workers at most. */
async function resultsOf(file, { simulation, head, limit, cells }, rows, repeats) {
  const results = [];
  // Those with most repeats come first.
  const order = rows
    .map((_, at) => at)
    .sort((a, b) => Math.min(repeats, limit(rows[b])) - Math.min(repeats, limit(rows[a])));
  console.log(line(head));
  const work = async () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { file, simulation } });
    try {
      for (let at = order.shift(); at !== undefined; at = order.shift()) {
        results[at] = await new Promise((done, failed) => {
          worker.on("error", failed);
          worker.once("message", (result) => {
            worker.off("error", failed);
            done(result);
          });
          worker.postMessage({ row: rows[at], repeats: Math.min(repeats, limit(rows[at])) });
        });
        console.log(line(cells(rows[at], results[at])));
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all([work(), work()]);
  return results;
}

function write({ document, place = "", head }, rows) {
  const text = readFileSync(document, "utf8");
  const begin = place === "" ? BEGIN : BEGIN.replace(" -->", `: ${place} -->`);
  const before = text.indexOf(begin) + begin.length;
  const after = text.indexOf(END, before);
  if (before < begin.length || after < before) throw new Error(`${document} has no place for the table.`);
  const table = [head, head.map(() => "---"), ...rows].map(line).join("\n");
  writeFileSync(document, `${text.slice(0, before)}\n\n${table}\n\n${text.slice(after)}`);
  console.log(`wrote the table of ${document}`);
}

if (isMainThread) await main();
else {
  const { [workerData.simulation]: simulation } = await import(workerData.file);
  parentPort.on("message", ({ row, repeats }) => parentPort.postMessage(simulation(row, repeats)));
}
