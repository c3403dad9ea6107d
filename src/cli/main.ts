/**
 * The command line: its commands, their options and their help.
 */
import { Command, Option } from "commander";
import packageJson from "../../package.json";
import { READERS } from "../data/readers.js";
import { FAMILIES } from "../data/sources.js";
import { MEASURES } from "../measure/all.js";
import { BACKENDS } from "../run/backend.js";
import { PARTS } from "../run/json.js";
import { FACTORS } from "../study/levels.js";
import { variantNames } from "../study/variants/names.js";
import { BENCH_LIST, benchCommand } from "./bench.js";
import { claimsCommand } from "./claims.js";
import { hostCommand } from "./host.js";
import { interrupted } from "./interrupt.js";
import { linkCommand } from "./link.js";
import { runCommand } from "./run.js";
import { verifyCommand } from "./verify.js";
import { witnessCommand } from "./witness.js";

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** Lines of `name   text`, names padded to one width. */
function list(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n");
}

export const program = new Command("doppelgrad")
  .description(
    "Trains many replicas of a small neural network, bit for bit the same everywhere, and measures how differently they predict.",
  )
  .version(packageJson.version)
  .configureHelp({ helpWidth: 100 })
  .showHelpAfterError("(--help lists what there is)")
  .addHelpText(
    "after",
    `
Exit codes: 0 done; 1 a difference, or a run that failed; 2 bad input; 130, 143 and 129 ended by Ctrl-C, SIGTERM and SIGHUP.
Files are written before anything is printed, whole or not at all.`,
  )
  .exitOverride();

const backend = () =>
  new Option("--backend <name>", "what trains; every backend gives the same bits").choices(BACKENDS);
const workers = () => new Option("--workers <n>", "worker threads; 0 trains in this one (default: the processors)");
const replicas = () => new Option("--replicas <n>", "the same as --set replicas=<n>");
const seed = () => new Option("--seed <n>", "the same as --set seed=<n>");
const json = () => new Option("--json", "print one JSON document on stdout and nothing else");

const DATA = `a data family, or a file (${READERS.flatMap(({ extensions }) => extensions.map((end) => `.${end}`)).join(", ")})`;

program
  .command("claims")
  .summary("test the claims of the paper, each with a verdict and an interval")
  .description(
    'Tests the claims of the abstract of "Synthesizing Irreproducibility in Deep Networks" (Snapp and Shamir 2021) on independently designed synthetic data, and writes a report.',
  )
  .option("--replicas <n>", "replicas of an arm on 16 data draws (default: 1024, for larger networks 512)")
  .option("--draws <n>", "data draws, each with as many replicas (default: 16); time grows with them")
  .option("--seed <n>", "seed of every stream", "0")
  .option("--seeds <range>", "several seeds, 0..4 or 0,3,17: how many of them hold; a folder for each")
  .option("--data <family>", "only this data family (default: vee and teacher); may be repeated", collect, [])
  .option("--margin <ratio>", "the least ratio of prediction differences that counts", "1.1")
  .option(
    "--floor <difference>",
    "C1: equally good single units differ if their prediction difference lies above this",
    "0.01",
  )
  .option("--out <folder>", "folder of the report", "doppelgrad-report")
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .action((options) => claimsCommand(options, interrupted));

program
  .command("run")
  .summary("train a study and measure how differently its replicas predict")
  .description("Trains the replicas of a study and measures how differently they predict.")
  .argument("[study]", "a preset's name or a JSON file; may be left out")
  .option(
    "--set <key=value>",
    "set a field of the study, e.g. hidden=16,16 or optimizer.learningRate=0.03; may be repeated",
    collect,
    [],
  )
  .addOption(replicas())
  .addOption(seed())
  .option("--data <source>", DATA)
  .option("--label <column>", "the label column of the file (default: the last)")
  .option("--out <folder>", "also write result.json and report.html there")
  .option("--with <parts>", `with --json or --out: also ${PARTS.join(",")}`)
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    () => `
Presets and data families:
${list(FAMILIES.map(({ name, summary }) => [name, summary]))}

Fields of a study and their defaults (docs/study.md):
${list([
  ["hidden", "widths of the hidden layers: [8]"],
  ["activation", variantNames.activation.join(", ")],
  ["loss", variantNames.loss.join(", ")],
  ["optimizer", variantNames.optimizer.join(", ")],
  ["schedule", variantNames.schedule.join(", ")],
  ["initial.weights", variantNames.scheme.join(", ")],
  ["vary", `noise factors that differ between replicas: ${FACTORS.join(", ")}; [] is the control`],
  ["...", "batchSize, epochs, shuffleWindow, shuffleForm, reshuffle, clipNorm, replicas, seed, seeds"],
])}

Measures:
${list(Object.entries(MEASURES))}

Examples:
  doppelgrad run vee
  doppelgrad run vee --set activation=smelu --set replicas=64
  doppelgrad run --data examples/data/iris.csv --label species --json`,
  )
  .action((study, options) => runCommand(study, options, interrupted));

program
  .command("verify")
  .summary("prove a result, claims or a link: train again, another way, and compare")
  .description(`Trains the study of a result again with another backend and compares every field of it but the host; that of a link with the scalar backend. Of claims it computes the verdicts again from the evidence beside them. In a folder the report is made again too. It says what it compared and what not.

Exit code 0 where all that was compared is the same, 1 where not, with the first difference, 2 for what is no result.`)
  .argument("<result>", "a JSON file of `run` or `claims`, or the folder that --out wrote; or a link")
  .option(
    "--data <file>",
    "the file of a result that names one; a file in the result's own folder is found, no other is opened",
  )
  .option("--train", "of claims: train them all again too, and compare every number")
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad verify result
  doppelgrad verify result.json --data measured.csv
  doppelgrad verify doppelgrad-report --train
  doppelgrad verify 'https://example.org/play/#1.eJ...'`,
  )
  .action((what, options) => verifyCommand(what, options, interrupted));

program
  .command("link")
  .summary("train a study and print a link that anybody can check")
  .description(
    "Trains a study up to a step and prints an address that holds the study and what it found: a page opens it, `doppelgrad verify` checks it.",
  )
  .argument("[study]", "a preset's name or a JSON file; may be left out")
  .requiredOption("--page <url>", "the address of the page that opens it, http, https or file")
  .option("--step <n>", "the step that is shown (default: the last)")
  .option("--set <key=value>", "set a field of the study; may be repeated", collect, [])
  .addOption(replicas())
  .addOption(seed())
  .option("--data <source>", "a data family")
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad link vee --set replicas=4 --page https://example.org/play/
  doppelgrad link study.json --step 1000 --page https://example.org/play/`,
  )
  .action((study, options) => linkCommand(study, options, interrupted));

program
  .command("witness")
  .summary("what relaxed arithmetic does to a study, on this engine")
  .description(
    "Trains a study with strict and with relaxed multiply-add, which each engine may fuse or not: where they part, and how far the predictions move compared with a change of seed. Never a result.",
  )
  .argument("[study]", "a preset's name or a JSON file; may be left out")
  .option("--set <key=value>", "set a field of the study; may be repeated", collect, [])
  .addOption(replicas())
  .addOption(seed())
  .option("--data <source>", DATA)
  .option("--label <column>", "the label column of the file (default: the last)")
  .addOption(json())
  .action((study, options) => witnessCommand(study, options, interrupted));

program
  .command("bench")
  .summary("how fast it is here, as ratios and fractions of the peak")
  .description(`Times one of these; bits are compared first, and the exit code is 1 where they differ.

${BENCH_LIST.map(([name, summary]) => `  ${name.padEnd(9)} ${summary}`).join("\n")}`)
  .argument("[what]", "what to time", "kernels")
  .option("--quick", "everything shortly, to see that it works; the numbers measure nothing")
  .option("--workers <n>", "bench peers: two or more workers against each peer in as many processes, by wall time")
  .option("--rounds <n>", "bench peers: every peer so often, and the best counts (default 3)")
  .option("--peers <names>", "bench peers: these only, such as doppelgrad,numpy-batched")
  .option("--jobs <names>", "bench peers: these only, such as S1,S32")
  .option("--out <folder>", "write the numbers and a page of plots into this folder")
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad bench
  doppelgrad bench math --json
  doppelgrad bench replicas --out bench-report
  doppelgrad bench peers --peers doppelgrad,numpy-batched --jobs S1,M-tanh`,
  )
  .action((what, options) => benchCommand(what, options, interrupted));

program
  .command("host")
  .summary("what this engine can keep")
  .description("Trains one tiny study with each backend and compares its bits with those of the contract.")
  .addOption(json())
  .action((options) => hostCommand(options));
