/** `doppelgrad claims` */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Claims } from "../claims/claim.js";
import type { ClaimsOptions } from "../claims/claims.js";
import { CLAIMS_FILE, type ClaimsIntoOptions, claimsInto } from "../claims/claims-into.js";
import { repeatedVerdicts } from "../claims/repeated.js";
import { MOST_DRAWS } from "../claims/seeds.js";
import { TRIALS } from "../claims/trials-in-folder.js";
import { hostOf } from "../host/machine.js";
import { submitClaims } from "../queue/submit-claims.js";
import { report } from "../report/lazy.js";
import { drawsTable, repeatedTable, verdictTable } from "../report/table.js";
import { shardFrom } from "../store/shard.js";
import { misplaced, shown, visible, wrongValue } from "../study/errors.js";
import { commandLine } from "./command-line.js";
import { inFolder, noteKept, writeFiles, writtenThenSaid } from "./files.js";
import { checkHandOver, type HandOverArguments, handOverFrom, sayHandedOver } from "./hand-over.js";
import { jsonPieces } from "./json-pieces.js";
import { type ExecutionArguments, executionFrom, integerOption, numberOption } from "./options.js";
import { COLOR, print, printJson, WIDTH } from "./output.js";
import { progressLine } from "./progress.js";

const REPORT = "report.html";
const SEEDS = "seeds.json";

interface ClaimsArguments extends ExecutionArguments, Omit<HandOverArguments, "audit"> {
  replicas?: string;
  draws?: string;
  seed: string;
  seeds?: string;
  margin: string;
  floor: string;
  data: string[];
  out: string;
  shard?: string;
  replace?: boolean;
}

export async function claimsCommand(options: ClaimsArguments, signal: AbortSignal): Promise<void> {
  const replicas = integerOption("--replicas", options.replicas, 32, 65536);
  const draws = integerOption("--draws", options.draws, 3, MOST_DRAWS);
  const limits = { margin: numberOption("--margin", options.margin), floor: numberOption("--floor", options.floor) };
  const execution = { ...executionFrom(options), signal };
  const shard = options.shard === undefined ? undefined : shardFrom(options.shard, process.env);
  const { replace } = options;
  if (shard && replace)
    throw misplaced("--replace", "no --shard with it: each shard would train everything", options.shard!);
  const { to, seeds, backend } = options;
  checkHandOver(options, { shard: options.shard, replace, seeds, backend });
  if (options.dryRun && to === undefined) throw misplaced("--dry-run", "--to ENGINE beside it", shown(true));
  const tests = {
    ...limits,
    ...(replicas !== undefined && { replicas }),
    ...(draws !== undefined && { draws }),
    ...(options.data.length > 0 && { data: options.data }),
  };
  if (to !== undefined) {
    const seed = integerOption("--seed", options.seed, 0)!;
    const submitted = await submitClaims(options.out, { ...tests, seed, ...handOverFrom({ ...options, to }, signal) });
    const then = "the verdicts: nothing is left to do";
    return sayHandedOver(submitted, { folder: options.out, units: "shares", then }, options);
  }
  const requested = {
    ...execution,
    ...tests,
    ...(shard && { shard }),
    ...(replace && { replace }),
  };
  if (seeds !== undefined) return severalSeeds(seedsFrom(seeds), requested, execution, options);
  const seed = integerOption("--seed", options.seed, 0)!;
  await oneSeed({ ...requested, seed }, execution, options.out, async (result, seconds, written) => {
    const took = `${seconds.toFixed(0)} s${written.length > 0 ? `; wrote ${written.join(" and ")}` : ""}`;
    await (options.json
      ? printJson(result)
      : print([verdictTable(result, LOOK), drawsTable(result, LOOK), took].join("\n\n")));
  });
}

const LOOK = { width: WIDTH, color: COLOR };

type Say = (result: Claims, seconds: number, written: readonly string[]) => Promise<void>;

/** Tests the claims with one seed, writes JSON and report into a folder, then says what was found. */
async function oneSeed(options: ClaimsIntoOptions, execution: Execution, out: string, say: Say): Promise<void> {
  await inFolder(out, [CLAIMS_FILE, REPORT], async () => {
    const { result, seconds } = await tested(out, options);
    await writtenThenSaid(
      (written) => say(result, seconds, written),
      () => writeClaimsFiles(out, result, { command: commandLine(), seconds, ...execution }),
    );
  });
}

/** JSON and report. */
export async function writeClaimsFiles(
  out: string,
  result: Claims,
  how: Execution & { command: string; seconds: number },
): Promise<string[]> {
  const page = await report(result, { ...how, host: hostOf() });
  return writeFiles(out, { [CLAIMS_FILE]: jsonPieces(result), [REPORT]: page }, how.signal);
}

type Execution = Pick<ClaimsOptions, "workers" | "backend" | "signal">;

/** One seed after the other, each in a folder of its own, then the table of their verdicts. */
async function severalSeeds(
  seeds: readonly number[],
  options: ClaimsIntoOptions,
  execution: Execution,
  { out, json }: ClaimsArguments,
): Promise<void> {
  const results: Claims[] = [];
  await inFolder(out, [SEEDS], async () => {
    for (const seed of seeds)
      await oneSeed(
        { ...options, seed },
        execution,
        join(out, `seed-${seed}`),
        async (result) => void results.push(result),
      );
    const verdicts = repeatedVerdicts(results);
    const say = async (written: readonly string[]) => {
      const table = repeatedTable(seeds, verdicts, LOOK);
      const wrote =
        written.length > 0 ? `\n\nwrote ${written[0]}, and a folder with JSON and report for each seed` : "";
      await (json ? printJson({ seeds, verdicts, results }) : print(`${table}${wrote}`));
    };
    await writtenThenSaid(say, () =>
      writeFiles(out, { [SEEDS]: `${JSON.stringify({ seeds, verdicts }, null, 2)}\n` }, execution.signal),
    );
  });
}

/** `0..4`, or `0,3,17`: at most 1,000 different seeds. */
function seedsFrom(text: string): number[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(text.trim());
  const [first, last] = range ? [Number(range[1]), Number(range[2])] : [0, -1];
  const seeds = range
    ? Array.from({ length: Math.max(0, Math.min(last - first + 1, 1001)) }, (_, at) => first + at)
    : text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  const isGood =
    seeds.length > 0 &&
    seeds.length <= 1000 &&
    seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0) &&
    new Set(seeds).size === seeds.length;
  if (!isGood)
    throw wrongValue(
      "--seeds",
      "a range like 0..4, or distinct integers separated by commas, at most 1000",
      shown(text),
    );
  return seeds;
}

async function tested(out: string, options: ClaimsIntoOptions): Promise<{ result: Claims; seconds: number }> {
  const progress = progressLine("parameter updates");
  const started = performance.now();
  let found = 0;
  try {
    const result = await claimsInto(out, {
      ...options,
      onResult: ({ id, data, verdict, title }) => progress.say(`${id} on ${data}: ${verdict}. ${title}`),
      onProgress: ({ done, total, data }) => progress.update(done, total, `training on ${data}`),
      onDamaged: (message) => progress.say(message),
      onFound: () => found++,
    });
    if (found > 0) progress.say(`${found} trained ${found === 1 ? "study" : "studies"} found in ${visible(out)}`);
    return { result, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    const trials = join(out, TRIALS);
    if (options.signal!.aborted && existsSync(trials)) noteKept(`the studies in ${visible(trials)}`);
    throw error;
  } finally {
    progress.stop();
  }
}
