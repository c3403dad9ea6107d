/** `doppelgrad predict` */
import { type Cells, writeCsv } from "../exchange/write-csv.js";
import type { Answers, ReplicaAnswers } from "../model/answers.js";
import { predict } from "../model/lazy.js";
import { type ModelArguments, RETRAINED } from "./export.js";
import { fileOfKind, inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { jsonPieces } from "./json-pieces.js";
import { executionFrom, integerOption } from "./options.js";
import { complain, print, printJson } from "./output.js";
import { progressLine } from "./progress.js";
import { readResult } from "./result-file.js";

/** Answers to the rows of a file. */
type FileAnswers = Answers & { rows: Int32Array };

export async function predictCommand(
  what: string,
  path: string,
  options: ModelArguments,
  signal: AbortSignal,
): Promise<void> {
  const replica = integerOption("--replica", options.replica, 0);
  const write = options.out === undefined ? null : fileOfKind(options.out, CONTENTS);
  const execution = executionFrom(options);
  const { claimed, file } = await readResult(what, options.data);
  const work = async () => {
    const progress = progressLine("steps");
    const answers = (await predict(
      claimed,
      { path },
      {
        ...execution,
        ...file,
        ...(replica !== undefined && { replica }),
        signal,
        onProgress: ({ done, total }) => progress.update(done, total, "training again"),
      },
    ).finally(() => progress.stop())) as FileAnswers;
    if (!Object.hasOwn(claimed, "parameters")) await complain(`${RETRAINED}\n`);
    const say = (words: string | null) =>
      options.json ? printJson(documentOf(answers)) : print(words ?? writeCsv(tableOf(answers)).trimEnd());
    if (write === null) return say(null);
    const { folder, name } = write;
    await writtenThenSaid(
      (written) => say(written.length > 0 ? `wrote ${written.join(" and ")}` : null),
      () => writeFiles(folder, { [name]: write.content(answers) }, signal),
    );
  };
  await (write === null ? work() : inFolder(write.folder, [write.name], work));
}

const CONTENTS: Readonly<Record<string, (answers: FileAnswers) => string | Iterable<string>>> = {
  csv: (answers) => writeCsv(tableOf(answers)),
  json: (answers) => jsonPieces(documentOf(answers)),
};

/** A row of the file in each: what the mean answers, with its predictions, and what each replica answers. */
function tableOf({ rows, ids, outputs, classNames, mean, replicas }: FileAnswers): Record<string, Cells> {
  const column = (values: ArrayLike<number>, c: number) =>
    Array.from({ length: rows.length }, (_, n) => values[n * outputs + c]!);
  const named = (c: number): string => {
    if (mean.classes === null) return outputs === 1 ? "value" : `value_${c}`;
    const of = outputs === 1 ? 1 : c;
    return `probability_${classNames?.[of] ?? of}`;
  };
  const each = Array.from({ length: outputs }, (_, c) => c);
  const ofReplica = ({ index, classes, predictions }: ReplicaAnswers): [string, Cells][] =>
    classes
      ? [[`replica_${index}`, classes]]
      : each.map((c) => [`replica_${index}${outputs === 1 ? "" : `_${c}`}`, column(predictions, c)]);
  return Object.fromEntries([
    ["row", rows] as [string, Cells],
    ...(ids ? [["id", ids] as [string, Cells]] : []),
    ...(mean.classes ? [["class", mean.classes] as [string, Cells]] : []),
    ...each.map((c): [string, Cells] => [named(c), column(mean.predictions, c)]),
    ...replicas.flatMap(ofReplica),
  ]);
}

/** The same as JSON, a list a row. */
function documentOf({ rows, ids, outputs, classNames, mean, replicas }: FileAnswers): object {
  const nested = (values: ArrayLike<number>) =>
    Array.from({ length: rows.length }, (_, n) => Array.from({ length: outputs }, (_, c) => values[n * outputs + c]!));
  return {
    rows: [...rows],
    ids,
    classNames,
    mean: { predictions: nested(mean.predictions), classes: mean.classes },
    replicas: replicas.map(({ index, logits, predictions, classes }) => ({
      index,
      logits: nested(logits),
      predictions: nested(predictions),
      classes,
    })),
  };
}
