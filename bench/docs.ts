/**
 * The measured blocks of docs/benchmarks.md and the line on speed of the README, out of docs/benchmarks.json, which
 * `npm run bench:docs` writes.
 */
import { type KernelsReport, kernelSheets } from "./kernels.js";
import { machineText } from "./machine.js";
import { type MathReport, mathSheets } from "./math.js";
import { type PeerReport, peersTable } from "./peers.js";
import { type ReplicasReport, replicasSheets } from "./replicas.js";
import { type Sheet, sheetText, short } from "./sheet.js";

/** A report with its day and the command that made it. */
export interface Dated<Report> {
  date: string;
  command: string;
  report: Report;
}

/** What docs/benchmarks.json holds. */
export interface Measured {
  /** By the major version of Node; the first is the one of the other reports. */
  kernels: Record<string, Dated<KernelsReport>>;
  math: Dated<MathReport>;
  replicas: Dated<ReplicasReport>;
  peers: Dated<PeerReport>;
}

/** The blocks of docs/benchmarks.md by name. */
export function blocksOf(measured: Measured): Record<string, string> {
  const { kernels, math, replicas, peers } = measured;
  const [first] = Object.values(kernels) as [Dated<KernelsReport>];
  const sheets = (machine: Parameters<typeof machineText>[0], all: readonly Sheet[]) =>
    [machineText(machine), ...all.map(sheetText)].join("\n\n");
  return {
    kernels: block(first, sheets(first.report.machine, kernelSheets(first.report))),
    engines: block({ ...first, command: "npm run bench:docs -- kernels" }, sheetText(enginesSheet(kernels))),
    math: block(math, sheets(math.report.machine, mathSheets(math.report))),
    replicas: block(replicas, sheets(replicas.report.machine, replicasSheets(replicas.report))),
    peers: block(peers, peersTable(peers.report)),
    aims: aimsTable(measured),
  };
}

function block({ command, date }: Omit<Dated<unknown>, "report">, text: string): string {
  return `\`${command}\`, ${date}\n\n\`\`\`text\n${text}\n\`\`\``;
}

/** The same rows in each Node: least times, and how many times as fast the last one is as the first. */
export function enginesSheet(kernels: Measured["kernels"]): Sheet {
  const versions = Object.keys(kernels);
  const reports = versions.map((version) => timesOf(kernels[version]!.report));
  const engines = versions.map((version) => kernels[version]!.report.machine.engine);
  return {
    title: "the same rows in other versions of Node, least ns a step and replica, or a prediction",
    note: `${engines.join("; ")}. The last column: the first time over the last.`,
    heads: ["row", ...versions.map((version) => `Node ${version}`), `${versions[0]} / ${versions.at(-1)}`],
    rows: Object.keys(reports[0]!).map((row) => {
      const times = reports.map((report) => report[row] ?? null);
      const [first, last] = [times[0]!, times.at(-1)!];
      return [row, ...times.map(short), last === null ? "-" : (first! / last).toFixed(2)];
    }),
  };
}

/** Least times by row. */
function timesOf({ rows, together, parts, measures }: KernelsReport): Record<string, number> {
  return Object.fromEntries([
    ...rows.map(({ network, four }) => [network, four.least] as const),
    ...together.map(({ network, sixteen }) => [`${network}, sixteen replicas`, sixteen.least] as const),
    ...parts.rows.map(({ part, four }) => [`${part} of ${parts.network}`, four.least] as const),
    ...measures.map(({ what, replicas, kernels }) => [`${what}, ${replicas} replicas`, kernels.least] as const),
  ]);
}

/** What is aimed at, what is there, and whether that is enough. */
function aimsTable({ kernels, math, replicas, peers }: Measured): string {
  const { together, measures, overheads } = (Object.values(kernels)[0] as Dated<KernelsReport>).report;
  const found = <Row>(rows: readonly Row[], is: (row: Row) => boolean): Row => {
    const row = rows.find(is);
    if (!row) throw new Error("docs/benchmarks.json: a row that is aimed at is missing.");
    return row;
  };
  const step = (network: string) => found(together, (row) => row.network === `${network}, batch 1`).sixteen.least;
  const ofMeasures = (what: string) => {
    return found(measures, (row) => row.what === what && row.replicas === 64).kernels.least;
  };
  const rate = (peer: string, job: string) =>
    found(peers.report.rows, (row) => row.peer === peer && row.job === job).most ?? NaN;
  const times = (peer: string, job = "S1") => rate("doppelgrad", job) / rate(peer, job);
  const start = (name: string) => found(replicas.report.start, (row) => row.name === name).least;
  const plainRatios = together
    .filter(({ network }) => network.includes("squared"))
    .map(({ scalar, sixteen }) => scalar.least / sixteen.least);
  const aims: readonly (readonly [what: string, value: number, "at most" | "at least", aim: number, unit: string])[] = [
    ["2-8-1 relu squared sgd, batch 1, sixteen replicas", step("2-8-1 relu squared sgd"), "at most", 15, "ns"],
    ["2-8-1 relu adagrad, the same", step("2-8-1 relu adagrad"), "at most", 42, "ns"],
    ["2-8-1 relu squared adam", step("2-8-1 relu squared adam"), "at most", 52, "ns"],
    ["2-8-1 tanh sgd", step("2-8-1 tanh sgd"), "at most", 50, "ns"],
    ["SIMD over scalar in the squared rows, the least", Math.min(...plainRatios), "at least", 3, "x"],
    ["S1 beside NumPy batched", times("numpy-batched"), "at least", 20, "x"],
    ["S1 beside plain C++", times("native"), "at least", 6, "x"],
    ["S1 beside brain.js", times("brain"), "at least", 35, "x"],
    ["S1 beside convnetjs", times("convnetjs"), "at least", 100, "x"],
    ["prediction difference, 64 replicas, a prediction", ofMeasures("prediction difference"), "at most", 8, "ns"],
    ["all measures with intervals, 64 replicas, a prediction", ofMeasures("all measures"), "at most", 70, "ns"],
    [
      "all but the steps, 2-8-1 relu adagrad, batch 32",
      found(overheads, ({ name }) => name === "all but the steps, 2-8-1 relu adagrad, batch 32").least,
      "at most",
      0.25,
      "",
    ],
    [
      "tanh, an element",
      found(math.report.rows, ({ kind, name }) => kind === "function" && name === "tanh").simd.least,
      "at most",
      2.6,
      "ns",
    ],
    ["a first run to its first step", start("a first run to its first step, no worker"), "at most", 40, "ms"],
    ["doppelgrad --help", start("doppelgrad --help"), "at most", 100, "ms"],
  ];
  return [
    "| aim | measured | |",
    "|---|---|---|",
    ...aims.map(([what, value, bound, aim, unit]) => {
      const isMet = bound === "at most" ? value <= aim : value >= aim;
      return `| ${what}: ${bound} ${[aim, unit].join(" ").trim()} | ${short(value)} | ${isMet ? "met" : "missed"} |`;
    }),
  ].join("\n");
}

/** A document with its blocks, each between `<!-- bench NAME -->` and `<!-- end -->`. */
export function withBlocks(document: string, blocks: Readonly<Record<string, string>>): string {
  return document.replace(
    /(<!-- bench (\w+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_, begin: string, name: string, end: string) => {
      const text = blocks[name];
      if (text === undefined) throw new Error(`docs/benchmarks.md: no block is called ${name}.`);
      return begin + text + end;
    },
  );
}

/** The one line of the README. */
export function speedLine({ peers: { report } }: Pick<Measured, "peers">): string {
  const job = "S1-default";
  const rateOf = (peer: string) => report.rows.find((row) => row.peer === peer && row.job === job)!.most!;
  const times = (peer: string) => short(rateOf("doppelgrad") / rateOf(peer));
  const { replicas, epochs } = report.jobs.find(({ name }) => name === job)!;
  const { processor, engine } = report.machine;
  const rate = Math.round(rateOf("doppelgrad"));
  return `Speed: the default network (2-8-1, adagrad, one example at a time; 1,000 of them, ${epochs} epochs, ${replicas} replicas) trains at ${rate} replicas a second of one core, ${times("numpy-batched")} times as fast as NumPy batched over replicas and ${times("native")} times as fast as plain C++ ([docs/benchmarks.md](docs/benchmarks.md); ${processor}, ${engine.split(" (")[0]}).`;
}

/** The README with its line. */
export function withSpeed(readme: string, measured: Pick<Measured, "peers">): string {
  return readme.replace(/^Speed: .*$/m, () => speedLine(measured));
}
