/** `doppelgrad sweep` */

import { shellLine } from "../queue/shell-words.js";
import { submitSweep } from "../queue/submit-sweep.js";
import { count } from "../report/format.js";
import { report } from "../report/lazy.js";
import { axesSay, fewReplicasSay, foundSays, methodSays, settingCells, tunedText } from "../report/sweep-words.js";
import { shardFrom } from "../store/shard.js";
import { misplaced, shown, visible } from "../study/errors.js";
import { type PlannedSweep, planSweep } from "../sweep/plan.js";
import { type SweepOptions, sweep } from "../sweep/sweep.js";
import { sweepCsv } from "../sweep/sweep-csv.js";
import { type SweepIntoOptions, sweepInto } from "../sweep/sweep-into.js";
import { type SweepTable, sweepTable } from "../sweep/table.js";
import { type SweptSetting, withoutArrays } from "../sweep/train-settings.js";
import { commandLine } from "./command-line.js";
import { inFolder, noteKept, writeFiles, writtenThenSaid } from "./files.js";
import { checkHandOver, handOverFrom, sayHandedOver } from "./hand-over.js";
import { jsonPieces } from "./json-pieces.js";
import { executionFrom, secondsOption } from "./options.js";
import { print, printJson } from "./output.js";
import { progressLine } from "./progress.js";
import { type SweepArguments, sweepFrom, type WantedSweep } from "./sweep-input.js";

const [JSON_FILE, CSV_FILE, REPORT] = ["sweep.json", "sweep.csv", "report.html"] as const;

export async function sweepCommand(
  name: string | undefined,
  options: SweepArguments,
  signal: AbortSignal,
): Promise<void> {
  const wanted = await sweepFrom(name, options);
  const execution = { ...executionFrom(options), signal };
  const { out } = options;
  const checkpointEvery = secondsOption("--checkpoint-every", options.checkpointEvery);
  if (checkpointEvery !== undefined && out === undefined)
    throw misplaced("--checkpoint-every", "--out FOLDER beside it", shown(options.checkpointEvery));
  const { to, replace, shard: written } = options;
  checkHandOver(options, { shard: written, replace, backend: options.backend, "checkpoint-every": checkpointEvery });
  for (const [name, value] of Object.entries({ to, shard: written }))
    if (value !== undefined && out === undefined) throw misplaced(`--${name}`, "--out FOLDER beside it", shown(value));
  if (to !== undefined) return handedOver(wanted, out!, { ...options, to }, signal);
  const shard = written === undefined ? undefined : shardFrom(written, process.env);
  if (shard && replace)
    throw misplaced("--replace", "no --shard with it: the other shards would lose their settings", written!);
  if (options.dryRun) {
    const { study, over, measures: _, halving: __, ...grid } = wanted;
    const planned = await planSweep(study, over, grid, execution);
    return options.json ? printJson(workOf(planned)) : print(planLines(planned));
  }
  const work = async () => {
    const table = await trained(wanted, { ...execution, checkpointEvery, shard, replace }, out);
    const document = { study: wanted.study, ...table };
    const say = (written: readonly string[]) =>
      options.json
        ? printJson(document)
        : print([...tableLines(table), ...(written.length > 0 ? [`wrote ${written.join(", ")}`] : [])].join("\n"));
    if (out === undefined) return say([]);
    await writtenThenSaid(say, async () => {
      // Neither time nor host: a sweep that was continued has the same page.
      const page = await report(table, { command: commandLine(), signal });
      return writeFiles(
        out,
        { [JSON_FILE]: jsonPieces(document), [CSV_FILE]: sweepCsv(table), [REPORT]: page },
        signal,
      );
    });
  };
  await (out === undefined ? work() : inFolder(out, [JSON_FILE, CSV_FILE, REPORT], work));
}

async function handedOver(
  { study, over, measures, ...grid }: WantedSweep,
  folder: string,
  options: SweepArguments & { to: string },
  signal: AbortSignal,
): Promise<void> {
  const submitted = await submitSweep(folder, study, over, { ...handOverFrom(options, signal), ...grid, measures });
  const place = visible(shellLine([folder]));
  const table = `doppelgrad sweep ${place}/submit/sweep.json --out ${place} writes the table`;
  const then = "the same command without --to writes the table";
  await sayHandedOver(
    submitted,
    { folder, units: "settings", then, watchQueue: `when all are there: ${table}` },
    options,
  );
}

/** Trains all settings, with their progress on stderr. */
async function trained(
  { study, over, measures, ...grid }: WantedSweep,
  { checkpointEvery, shard, replace, ...execution }: SweepIntoOptions,
  out: string | undefined,
): Promise<SweepTable> {
  const progress = progressLine("steps");
  const settings: SweptSetting[] = [];
  let last = "";
  const options: SweepOptions = {
    ...grid,
    ...execution,
    onProgress: ({ done, total }) => progress.update(done, total, last),
  };
  const onDamaged = (message: string) => progress.say(visible(message));
  try {
    const swept =
      out === undefined
        ? sweep(study, over, options)
        : sweepInto(out, study, over, { ...options, checkpointEvery, shard, ...(replace && { replace }), onDamaged });
    for await (const setting of swept) {
      settings.push(withoutArrays(setting));
      last = `${settings.length} settings done`;
      if (setting.failed) progress.say(visible(`${setting.name}: ${setting.failed.reason}`));
    }
    // A shard trains them in an order of its own.
    settings.sort((a, b) => a.index - b.index);
    return sweepTable(settings, measures);
  } catch (error) {
    if (execution.signal?.aborted && out !== undefined && settings.length > 0)
      noteKept(`${settings.length} settings of ${visible(out)}`);
    throw error;
  } finally {
    progress.stop();
  }
}

function workOf({ axes, settings }: PlannedSweep) {
  return {
    axes,
    settings: settings.map(({ name, values, study, refused, steps, updates, candidates }) => ({
      name,
      values,
      replicas: study?.replicas ?? null,
      steps,
      updates,
      refused: refused?.message ?? null,
      candidates: candidates.length,
    })),
    steps: sumOf(settings, "steps"),
    updates: sumOf(settings, "updates"),
  };
}

/** Of the settings and of what tunes them. */
function sumOf(settings: PlannedSweep["settings"], unit: "steps" | "updates"): number {
  return settings.reduce(
    (sum, setting) => setting.candidates.reduce((all, { trial }) => all + trial[unit], sum + setting[unit]),
    0,
  );
}

function planLines(planned: PlannedSweep): string {
  const { settings, steps, updates } = workOf(planned);
  const rows = settings.map(({ name, replicas, steps: own, refused, candidates }) => [
    name,
    refused ?? `${replicas} replicas, ${count(own)} steps${candidates > 0 ? `, after ${candidates} candidates` : ""}`,
  ]);
  return [
    axesSay(planned),
    "",
    ...aligned(rows),
    "",
    `${count(steps)} steps of replicas, ${count(updates)} updates of parameters`,
  ].join("\n");
}

function tableLines(table: SweepTable): string[] {
  const { settings, columns } = table;
  const isTuned = settings.some(({ tuned }) => tuned);
  const rows = settings.map((row) => [
    `${row.front ? "*" : " "} ${row.name}`,
    ...(isTuned ? [tunedText(row)] : []),
    ...settingCells(row, columns),
  ]);
  const few = fewReplicasSay(table);
  const hasFront = settings.some(({ front }) => front);
  return [
    axesSay(table),
    "",
    ...aligned([["", ...(isTuned ? ["tuned"] : []), ...columns, "PD / baseline", ""], ...rows]),
    "",
    ...(hasFront ? ["* no other setting has both less prediction difference and less loss"] : []),
    methodSays(table),
    ...(few === null ? [] : [few]),
    foundSays(table),
  ];
}

/** Rows as lines of columns of one width each. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const last = rows[0]!.length - 1;
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => visible(column === last ? cell : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
}
