/** `doppelgrad submit` */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { shellLine } from "../queue/shell-words.js";
import { submit } from "../queue/submit.js";
import { checkParts } from "../run/json.js";
import { checkStore, STUDY } from "../store/store.js";
import { misplaced, shown, visible, wrongValue } from "../study/errors.js";
import { type HandOverArguments, handOverFrom, sayHandedOver } from "./hand-over.js";
import { integerOption } from "./options.js";
import { studyInto } from "./run-into.js";
import type { StudyArguments } from "./study-input.js";

interface SubmitArguments extends StudyArguments, HandOverArguments {
  out?: string;
  to: string;
  partSize?: string;
  receipts?: string;
  replace?: boolean;
  with?: string;
}

export async function submitCommand(
  name: string | undefined,
  options: SubmitArguments,
  signal: AbortSignal,
): Promise<void> {
  const { folder, study } = await placeOf(name, options);
  const input = await studyInto(folder, study, options);
  const submitted = await submit(folder, input, {
    ...handOverFrom(options, signal),
    replace: options.replace,
    partSize: integerOption("--part-size", options.partSize, 1),
    receipts: integerOption("--receipts", options.receipts, 0, 65_536),
    with: checkParts(options.with?.split(",").map((part) => part.trim()) ?? [], "--with"),
  });
  const then = "its result: nothing is left to do";
  const watch = `doppelgrad status ${visible(shellLine([folder]))} shows how far it is`;
  await sayHandedOver(submitted, { folder, units: "parts", then, watch }, options);
}

/** The folder of the store, and the study that is named beside it. */
async function placeOf(
  name: string | undefined,
  { out }: SubmitArguments,
): Promise<{ folder: string; study: string | undefined }> {
  const isFolder = name !== undefined && (await stat(name).catch(() => null))?.isDirectory() === true;
  if (isFolder) {
    if (out !== undefined) throw misplaced("--out", "nothing with a folder that was already started", shown(out));
    await checkStore(name);
    return { folder: name, study: join(name, STUDY) };
  }
  if (out === undefined) throw wrongValue("--out", "the folder that all machines share", "nothing");
  return { folder: out, study: name };
}
