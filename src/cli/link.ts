/** `doppelgrad link` */
import { makeLink } from "../link/train.js";
import { writeLink } from "../link/url.js";
import type { Backend } from "../train/group.js";
import { integerOption } from "./options.js";
import { print, printJson } from "./output.js";
import { progressLine } from "./progress.js";
import { type StudyArguments, studyFrom } from "./study-input.js";

interface LinkArguments extends StudyArguments {
  page: string;
  step?: string;
  backend?: Backend;
  json?: boolean;
}

export async function linkCommand(
  name: string | undefined,
  { page, step, backend, json, ...study }: LinkArguments,
  signal: AbortSignal,
): Promise<void> {
  const input = await studyFrom(name, study);
  const at = integerOption("--step", step, 0);
  const progress = progressLine("steps");
  try {
    const watch = {
      signal,
      onProgress: ({ done, total }: { done: number; total: number }) => progress.update(done, total, "training"),
    };
    const link = await makeLink(input, at, { ...(backend && { backend }), ...watch });
    const url = await writeLink(link, page);
    progress.stop();
    if (json) await printJson({ url, ...link });
    else await print(url);
  } finally {
    progress.stop();
  }
}
