/** `doppelgrad run` */

import { learnedNothing, roughness, scaledTargets, stopsText } from "../report/format.js";
import { groupLines } from "../report/groups.js";
import { report } from "../report/lazy.js";
import { measureTable } from "../report/table.js";
import { checkParts, toJson } from "../run/json.js";
import type { RunResult } from "../run/result.js";
import { type RunOptions, run } from "../run/run.js";
import { visible } from "../study/errors.js";
import type { StudyInput } from "../study/study.js";
import { commandLine } from "./command-line.js";
import { inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { jsonPieces } from "./json-pieces.js";
import { type ExecutionArguments, executionFrom } from "./options.js";
import { COLOR, print, printJson, WIDTH } from "./output.js";
import { progressLine } from "./progress.js";
import { type StudyArguments, studyFrom } from "./study-input.js";

const RESULT = "result.json";
const REPORT = "report.html";

interface RunArguments extends StudyArguments, ExecutionArguments {
  out?: string;
  with?: string;
  json?: boolean;
}

export async function runCommand(name: string | undefined, options: RunArguments, signal: AbortSignal): Promise<void> {
  const parts = checkParts(options.with?.split(",").map((part) => part.trim()) ?? [], "--with");
  const input = await studyFrom(name, options);
  const execution = executionFrom(options);
  const { out } = options;
  const work = async () => {
    const { result, seconds } = await trained(input, {
      ...execution,
      signal,
      trail: parts.includes("trail"),
      curves: parts.includes("curves"),
      predictions: parts.includes("predictions") || parts.includes("logits"),
    });
    const document = toJson(result, parts);
    const say = (written: readonly string[]) =>
      options.json
        ? printJson(document)
        : print(
            [summary(result, seconds), ...(written.length > 0 ? [`wrote ${written.join(" and ")}`] : [])].join("\n"),
          );
    if (out === undefined) return say([]);
    await writtenThenSaid(say, async () => {
      const page = await report(result, { command: commandLine(), seconds, host: result.host, ...execution, signal });
      return writeFiles(out, { [RESULT]: jsonPieces(document), [REPORT]: page }, signal);
    });
  };
  await (out === undefined ? work() : inFolder(out, [RESULT, REPORT], work));
}

async function trained(input: StudyInput, options: RunOptions): Promise<{ result: RunResult; seconds: number }> {
  const progress = progressLine("steps");
  const started = performance.now();
  try {
    const result = await run(input, {
      ...options,
      onProgress: ({ done, total }) => progress.update(done, total, "training"),
      onMeasuring: ({ done, total }) => progress.update(done, total, "measuring"),
    });
    return { result, seconds: (performance.now() - started) / 1000 };
  } finally {
    progress.stop();
  }
}

function summary(result: RunResult, seconds: number): string {
  const { study, data, host, fingerprint, ties } = result;
  const network = study.hidden.length === 0 ? "linear" : `[${study.hidden.join(", ")}] ${study.activation.name}`;
  const varies = study.vary.length === 0 ? "nothing varies (the control)" : `${study.vary.join(" and ")} vary`;
  const epochs = stopsText(result.replicas, study.epochs);
  const { measures, preprocessing } = result;
  const said = [
    learnedNothing(data.constantLoss, measures),
    scaledTargets(preprocessing, measures),
    roughness(study.replicas, measures),
  ].filter((line) => line !== null);
  return [
    `${visible(String(("path" in study.data && study.data.path) || study.data.name))}: ${data.train} training and ${data.test} test examples, ${data.inputs} inputs; ${network}, ${study.optimizer.name}, batch ${study.batchSize}`,
    ...(data.decided === null ? [] : [visible(data.decided)]),
    `${study.replicas} ${study.replicas === 1 ? "replica" : "replicas"}, ${varies}; given this training and test set`,
    ...(epochs === null ? [] : [`stopped after epoch ${epochs}`]),
    "",
    measureTable(result, { width: WIDTH, color: COLOR }),
    ...said,
    ...(result.groups ? ["", ...groupLines(result.groups)] : []),
    "",
    ...(ties ? [`${ties} decisions broke a tie`] : []),
    `fingerprint ${fingerprint}`,
    `${seconds.toFixed(1)} s, ${host.backend} backend, ${host.workers} workers, ${host.engine}${host.reason ? ` (${host.reason})` : ""}`,
  ].join("\n");
}
