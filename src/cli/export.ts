/** `doppelgrad export` */
import { basename, dirname, extname } from "node:path";
import { type ExportFormat, FORMAT_ENDINGS } from "../model/formats.js";
import { exportModel } from "../model/lazy.js";
import { misplaced, shown, wrongValue } from "../study/errors.js";
import { inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { type ExecutionArguments, executionFrom, integerOption } from "./options.js";
import { print, printJson } from "./output.js";
import { progressLine } from "./progress.js";
import { readResult } from "./result-file.js";

/** Said where a result had no parameters. */
export const RETRAINED = "the result has no parameters: trained again, and the fingerprint is the same";

const TRAINED_TO_PREDICT = "the result has no predictions: trained again, and the fingerprint is the same";

/** The arguments of a command that takes the networks of a result. */
export interface ModelArguments extends ExecutionArguments {
  data?: string;
  replica?: string;
  out?: string;
  json?: boolean;
}

interface ExportArguments extends ModelArguments {
  format: ExportFormat;
  predictions?: boolean;
  all?: boolean;
  ensemble?: boolean;
}

export async function exportCommand(what: string, options: ExportArguments, signal: AbortSignal): Promise<void> {
  const { format, predictions = false } = options;
  const { out = predictions ? "predictions" : "model" } = options;
  const replicas = replicasFrom(options);
  const { folder, name, names } = placeOf(out, format);
  const execution = executionFrom(options);
  const { claimed, file } = await readResult(what, options.data, predictions ? "predictions" : "parameters");
  await inFolder(folder, names, async () => {
    const progress = progressLine("steps");
    const { files, retrained } = await exportModel(claimed, {
      ...execution,
      ...file,
      format,
      ...replicas,
      predictions,
      name,
      signal,
      onProgress: ({ done, total }) => progress.update(done, total, "training again"),
    }).finally(() => progress.stop());
    const contents = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));
    const say = async (written: readonly string[]) => {
      if (options.json) return printJson({ files: written, retrained });
      if (retrained) await print(predictions ? TRAINED_TO_PREDICT : RETRAINED);
      if (written.length > 0) await print(`wrote ${written.join(" and ")}`);
    };
    await writtenThenSaid(say, () => writeFiles(folder, contents, signal));
  });
}

/** One replica, their mean, or all. */
function replicasFrom({ replica, all, ensemble = false }: ExportArguments): { replica?: number; ensemble: boolean } {
  const index = integerOption("--replica", replica, 0);
  const others = [index !== undefined && "--replica", ensemble && "--ensemble"].filter((name) => name !== false);
  if (all && others.length > 0) throw misplaced("--all", "no other option that chooses replicas", others.join(", "));
  return { ...(index !== undefined && { replica: index }), ensemble };
}

/** The folder and the names of the files of --out, with or without the ending of its format. */
function placeOf(out: string, format: ExportFormat): { folder: string; name: string; names: string[] } {
  const endings = FORMAT_ENDINGS[format];
  const ending = extname(out).slice(1);
  if (ending !== "" && !(endings as readonly string[]).includes(ending))
    throw wrongValue("--out", `a file name that ends in .${endings[0]}`, shown(out));
  const name = basename(out, extname(out));
  return { folder: dirname(out), name, names: endings.map((each) => `${name}.${each}`) };
}
