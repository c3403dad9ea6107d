/** `doppelgrad run` */
import {
  learnedNothing,
  list,
  roughness,
  scaledTargets,
  sharedLevels,
  stopsText,
  workersText,
} from "../report/format.js";
import { furtherLines } from "../report/further-lines.js";
import { groupLines } from "../report/groups.js";
import { simulatedText } from "../report/study-text.js";
import { measureTable } from "../report/table.js";
import { checkParts, toJson } from "../run/json.js";
import type { RunResult } from "../run/result.js";
import { type RunOptions, run } from "../run/run.js";
import type { RunIntoOptions } from "../store/run-into.js";
import { misplaced, shown, visible } from "../study/errors.js";
import { type FurtherArguments, furtherFrom } from "./further.js";
import { type ExecutionArguments, executionFrom } from "./options.js";
import { COLOR, print, printJson, WIDTH } from "./output.js";
import { progressLine } from "./progress.js";
import { type StudyArguments, studyFrom } from "./study-input.js";

export interface RunArguments extends StudyArguments, ExecutionArguments, FurtherArguments {
  out?: string;
  shard?: string;
  partSize?: string;
  checkpointEvery?: string;
  receipts?: string;
  replace?: boolean;
  with?: string;
  json?: boolean;
}

export async function runCommand(name: string | undefined, options: RunArguments, signal: AbortSignal): Promise<void> {
  const parts = checkParts(options.with?.split(",").map((part) => part.trim()) ?? [], "--with");
  const execution = executionFrom(options);
  // What is not named, a folder may record: then it goes on doing so.
  const recorded = {
    ...(parts.includes("trail") && { trail: true }),
    ...(parts.includes("curves") && { curves: true }),
  };
  const wanted: RunOptions = {
    ...execution,
    ...recorded,
    signal,
    predictions: parts.includes("predictions") || parts.includes("logits"),
    further: furtherFrom(options),
  };
  const { out } = options;
  if (out === undefined) {
    for (const [field, value] of Object.entries({
      shard: options.shard,
      "part-size": options.partSize,
      "checkpoint-every": options.checkpointEvery,
      receipts: options.receipts,
      replace: options.replace,
    }))
      if (value !== undefined) throw misplaced(`--${field}`, "--out FOLDER beside it", shown(value));
    const input = await studyFrom(name, options);
    const { result, seconds } = await watched(({ onDamaged: _, ...watch }) => run(input, { ...wanted, ...watch }));
    return say(toJson(result, parts), () => summary(result, seconds), options);
  }
  return (await import("./run-into.js")).runIntoCommand(name, { ...options, out }, parts, wanted);
}

/** Prints a document as --json wants it, or words. */
export async function say(document: object, text: () => string, { json }: RunArguments): Promise<void> {
  await (json ? printJson(document) : print(text()));
}

type Watch = Required<Pick<RunIntoOptions, "onProgress" | "onMeasuring" | "onDamaged">>;

/** Does some work with its progress on stderr, and measures its time. */
export async function watched<Result>(
  work: (watch: Watch) => Promise<Result>,
): Promise<{ result: Result; seconds: number }> {
  const progress = progressLine("steps");
  const started = performance.now();
  try {
    const result = await work({
      onProgress: ({ done, total }) => progress.update(done, total, "training"),
      onMeasuring: ({ done, total }) => progress.update(done, total, "measuring"),
      onDamaged: (message) => progress.say(visible(message)),
    });
    return { result, seconds: (performance.now() - started) / 1000 };
  } finally {
    progress.stop();
  }
}

/** The words of a result. */
export function summary(result: RunResult, seconds: number): string {
  const { study, data, host, fingerprint, ties } = result;
  const network = study.hidden.length === 0 ? "linear" : `[${study.hidden.join(", ")}] ${study.activation.name}`;
  const varies =
    study.vary.length === 0
      ? "nothing varies (the control)"
      : `${list(study.vary)} ${study.vary.length === 1 ? "varies" : "vary"}`;
  const epochs = stopsText(result.replicas, study.epochs);
  const { measures, preprocessing } = result;
  const said = [
    learnedNothing(data.constantLoss, measures),
    scaledTargets(preprocessing, measures),
    roughness(study.replicas, measures),
    sharedLevels(study),
  ].filter((line) => line !== null);
  return [
    `${visible(String(("path" in study.data && study.data.path) || study.data.name))}: ${data.train} training and ${data.test} test examples, ${data.inputs} inputs; ${network}, ${study.optimizer.name}, batch ${study.batchSize}${simulatedText(study)}`,
    ...(data.decided === null ? [] : [visible(data.decided)]),
    `${study.replicas} ${study.replicas === 1 ? "replica" : "replicas"}, ${varies}; given this training and test set`,
    ...(epochs === null ? [] : [`stopped after epoch ${epochs}`]),
    "",
    measureTable(result, { width: WIDTH, color: COLOR }),
    ...said,
    ...(result.groups ? ["", ...groupLines(result.groups)] : []),
    ...(result.further ? ["", ...furtherLines(result.further, { width: WIDTH, color: COLOR })] : []),
    "",
    ...(ties ? [`${ties} decisions broke a tie`] : []),
    `fingerprint ${fingerprint}`,
    `${seconds.toFixed(1)} s, ${host.backend} backend, ${workersText(host.workers)}, ${host.engine}${host.reason ? ` (${host.reason})` : ""}`,
  ].join("\n");
}
