/** `doppelgrad run --out`: into a folder, part by part. */
import { join } from "node:path";
import { report } from "../report/lazy.js";
import { toJson } from "../run/json.js";
import type { Part } from "../run/parts.js";
import type { RunOptions } from "../run/run.js";
import { runInto, trainInto } from "../store/run-into.js";
import { shardFrom } from "../store/shard.js";
import { isStore, partsIn, RESULT_FILE, STUDY } from "../store/store.js";
import { misplaced, visible } from "../study/errors.js";
import type { StudyInput } from "../study/study.js";
import { assignments } from "./assignments.js";
import { commandLine } from "./command-line.js";
import { inFolder, noteKept, writeFiles, writtenThenSaid } from "./files.js";
import { jsonPieces } from "./json-pieces.js";
import { executionFrom, integerOption, secondsOption } from "./options.js";
import { type RunArguments, say, summary, watched } from "./run.js";
import { type StudyArguments, studyFrom } from "./study-input.js";

export const REPORT_FILE = "report.html";

/**
 * @param parts what the JSON of the result has beside the rest
 * @param wanted the options of the run
 */
export async function runIntoCommand(
  name: string | undefined,
  options: RunArguments & { out: string },
  parts: readonly Part[],
  wanted: RunOptions,
): Promise<void> {
  const { out, replace } = options;
  const signal = wanted.signal!;
  const shard = options.shard === undefined ? undefined : shardFrom(options.shard, process.env);
  if (shard && replace)
    throw misplaced("--replace", "no --shard with it: the other shards would lose their parts", options.shard!);
  const { predictions, further, ...rest } = wanted;
  const training = {
    ...rest,
    partSize: integerOption("--part-size", options.partSize, 1),
    checkpointEvery: secondsOption("--checkpoint-every", options.checkpointEvery),
    receipts: integerOption("--receipts", options.receipts, 0, 65_536),
  };
  const input = await studyInto(out, name, options);
  const work = async () => {
    if (shard) {
      const { result: there } = await watched(({ onMeasuring: _, ...watch }) =>
        trainInto(out, input, { ...training, ...watch, shard }),
      );
      const { done, parts: all } = there;
      const line = `shard ${shard.index} of ${shard.of} is done; ${done} of ${all} parts are in ${visible(out)}`;
      if (done < all) return say({ shard, done, parts: all }, () => line, options);
    }
    const { result, seconds } = await watched((watch) =>
      runInto(out, input, { ...training, ...watch, predictions, further, replace }),
    );
    const document = toJson(result, parts);
    const told = (written: readonly string[]) =>
      say(document, () => [summary(result, seconds), ...wroteLines(written)].join("\n"), options);
    await writtenThenSaid(told, async () => {
      const page = await report(result, {
        command: commandLine(),
        seconds,
        host: result.host,
        ...executionFrom(options),
        signal,
      });
      return writeFiles(out, { [RESULT_FILE]: jsonPieces(document), [REPORT_FILE]: page }, signal);
    });
  };
  try {
    await inFolder(out, [RESULT_FILE, REPORT_FILE], work);
  } catch (error) {
    if (signal.aborted) await noteKeptIn(out, out);
    throw error;
  }
}

/**
 * Notes what an interrupt leaves in a store.
 * @param named the folder by which the user knows it
 */
export async function noteKeptIn(store: string, named: string): Promise<void> {
  const kept = await partsIn(store).catch(() => null);
  if (!kept) return;
  const { done, parts, begun } = kept;
  const states = begun > 0 ? ` and checkpoints of ${begun} ${begun === 1 ? "replica" : "replicas"}` : "";
  noteKept(`${done} of ${parts} parts of ${visible(named)}${states}`);
}

/** The line that says what was written. */
export function wroteLines(written: readonly string[]): string[] {
  return written.length > 0 ? [`wrote ${written.join(" and ")}`] : [];
}

/** The study of a command, or where it says nothing of one, that of the folder. */
export async function studyInto(out: string, name: string | undefined, options: StudyArguments): Promise<StudyInput> {
  return studyFrom(saysNothing(name, options) && (await isStore(out)) ? join(out, STUDY) : name, options);
}

/** Whether a command names no study, and nothing of one. */
function saysNothing(name: string | undefined, options: StudyArguments): boolean {
  const { data, label, groups } = options;
  return [name, data, label, groups].every((word) => word === undefined) && assignments(name, options).length === 0;
}
