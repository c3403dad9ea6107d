/** `doppelgrad experiments` */

import { allExperiments } from "../experiments/list.js";
import { EXPERIMENT_NAMES, type ExperimentOptions, type ExperimentResult, experiment } from "../experiments/public.js";
import { claimantText, intervalText, ruleText } from "../experiments/wording.js";
import { hostOf } from "../host/machine.js";
import { shownCell, verdictsSay } from "../report/experiment-page.js";
import { report } from "../report/lazy.js";
import { misplaced, notOneOf, shown } from "../study/errors.js";
import { aligned } from "./aligned.js";
import { commandLine } from "./command-line.js";
import { inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { jsonPieces } from "./json-pieces.js";
import { type ExecutionArguments, executionFrom, integerOption } from "./options.js";
import { print, printFindings, printJson } from "./output.js";
import { progressLine } from "./progress.js";

interface ExperimentArguments extends ExecutionArguments {
  replicas?: string;
  seed?: string;
  nullOf?: string;
  data: string[];
  out?: string;
  json?: boolean;
}

const [JSON_FILE, REPORT] = ["experiment.json", "report.html"] as const;

export async function experimentsCommand(
  name: string | undefined,
  options: ExperimentArguments,
  signal: AbortSignal,
): Promise<void> {
  if (name === undefined) return listed(options);
  if (!EXPERIMENT_NAMES.includes(name)) throw notOneOf("experiment", name, EXPERIMENT_NAMES);
  const replicas = integerOption("--replicas", options.replicas, 1);
  const seed = integerOption("--seed", options.seed, 0);
  const wanted: ExperimentOptions = {
    ...executionFrom(options),
    ...(replicas !== undefined && { replicas }),
    ...(seed !== undefined && { seed }),
    ...(options.nullOf !== undefined && { nullOf: options.nullOf }),
    ...(options.data.length > 0 && { data: options.data }),
    signal,
  };
  const { out } = options;
  const work = async () => {
    const { result, seconds } = await watched(name, wanted);
    const findings = { value: result, lines: () => linesOf(result), seconds };
    const say = (written: readonly string[]) => printFindings(findings, options.json, written);
    if (out === undefined) return say([]);
    await writtenThenSaid(say, async () => {
      const page = await report(result, { command: commandLine(), host: hostOf(), signal });
      return writeFiles(out, { [JSON_FILE]: jsonPieces(result), [REPORT]: page }, signal);
    });
  };
  return out === undefined ? work() : inFolder(out, [JSON_FILE, REPORT], work);
}

async function watched(
  name: string,
  options: ExperimentOptions,
): Promise<{ result: ExperimentResult; seconds: number }> {
  const progress = progressLine("thousandths");
  const started = performance.now();
  try {
    const result = await experiment(name, {
      ...options,
      onProgress: ({ done, total }) => progress.update(done, total, name),
    });
    return { result, seconds: (performance.now() - started) / 1000 };
  } finally {
    progress.stop();
  }
}

/** The experiments that there are. */
async function listed({
  json,
  replicas,
  seed,
  nullOf,
  data,
  out,
  workers,
  backend,
}: ExperimentArguments): Promise<void> {
  const of = { replicas, seed, "null-of": nullOf, data: data[0], out, workers, backend };
  const named = Object.entries(of).find(([, value]) => value !== undefined);
  if (named) throw misplaced(`--${named[0]}`, "the name of an experiment with it", shown(named[1]));
  const all = (await allExperiments()).map(({ name, summary, paper, seconds }) => ({
    name,
    summary,
    paper: `${paper.authors}: ${paper.title}, ${paper.venue}`,
    seconds,
  }));
  if (json) return printJson(all);
  return print(
    [
      ...all.flatMap(({ name, summary, paper, seconds }) => [
        `${name.padEnd(14)} ${summary}`,
        `${" ".repeat(14)} ${paper}`,
        `${" ".repeat(14)} about ${seconds} s`,
      ]),
      "",
      "doppelgrad experiments NAME runs one.",
    ].join("\n"),
  );
}

function linesOf(result: ExperimentResult): string[] {
  const { summary, paper, lines, shown: beside, tables, options, fingerprint } = result;
  return [
    `${summary} (${paper.authors}: ${paper.title}, ${paper.venue})`,
    ...(options.nullOf === null
      ? []
      : [
          `in a world in which ${options.nullOf} is false: ${lines.find(({ id }) => id === options.nullOf)!.nullWorld}`,
        ]),
    "",
    ...lines.flatMap(({ id, claim, verdict, reason, by, quantities }) => [
      `${id} ${verdict}: ${claim}${claimantText(by)}`,
      ...(quantities.length === 0 ? [`   ${reason}`] : []),
      ...quantities.map((each) => `   ${each.name}: ${intervalText(each)} over ${each.over}; ${ruleText(each.rule)}`),
    ]),
    ...(beside.length > 0 ? [""] : []),
    ...beside.map((each) => `${each.name}: ${intervalText(each)}`),
    ...tables.flatMap(({ title, columns, rows }) => [
      "",
      title,
      ...aligned([columns, ...rows.map((row) => row.map(shownCell))]),
    ]),
    "",
    verdictsSay(result),
    `fingerprint ${fingerprint}`,
  ];
}
