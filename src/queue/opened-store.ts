/** A store in which a worker trains, found in a folder: its study, and who says what it does there. */
import { fileBeside } from "../data/beside.js";
import { fileNamedIn, type GivenFile } from "../run/given-file.js";
import { preparedFor } from "../store/prepared-for.js";
import { announced, type Doing } from "../store/running.js";
import { checkStore, openStore, type Store, storedStudy } from "../store/store.js";
import { recordedParts } from "./plan.js";
import type { WorkData } from "./work-data.js";

export interface OpenedStore {
  store: Store;
  /** Its folder, and what its result has beside the rest, as the last job said; before one came, as it is here. */
  queuedAs: Pick<WorkData, "folder" | "inside" | "with">;
  /** The file of its data on this machine, if it names one. */
  data?: GivenFile;
  /** Says what this worker does with a part; null when that is over. */
  tell(part: string, doing: Doing | null): void;
  /** It no longer trains here. */
  close(): Promise<void>;
}

/**
 * @param data the file that the study names; by default the one of that name in the folder
 * @throws InputError for a folder that is no store, and for data that are not there
 */
export async function openedStore(
  folder: string,
  data: GivenFile | undefined,
  signal: AbortSignal,
): Promise<OpenedStore> {
  await checkStore(folder);
  const given = data ?? (await filesBeside(folder));
  const prepared = await preparedFor(folder, undefined, { signal, ...(given && { data: given }) });
  const store = await openStore(folder, prepared, {});
  const now = new Map<string, Doing>();
  let before = { done: 0, total: 0 };
  let say: (doing: Doing) => void = () => undefined;
  let end: () => void = () => undefined;
  const over = announced(folder, (tell) => {
    say = tell;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  return {
    store,
    queuedAs: { folder, with: recordedParts(store.recorded) },
    ...(given && { data: given }),
    tell(part, doing) {
      const last = now.get(part);
      if (doing) now.set(part, doing);
      else if (last) before = { done: before.done + last.done, total: before.total + last.total };
      if (!doing) now.delete(part);
      const all = [before, ...now.values()];
      const sum = (field: "done" | "total") => all.reduce((total, each) => total + each[field], 0);
      say({ parts: [...now.keys()], done: sum("done"), total: sum("total") });
    },
    async close() {
      end();
      await over;
    },
  };
}

/** The files of data that are in the folder itself. */
async function filesBeside(folder: string): Promise<GivenFile | undefined> {
  const { data } = Object(await storedStudy(folder)) as { data?: unknown };
  const named = fileNamedIn(data);
  const path = named === null ? null : await fileBeside(folder, named);
  if (path === null) return undefined;
  const { test } = data as { test?: unknown };
  const rows = typeof test === "string" ? await fileBeside(folder, test) : null;
  return { path, ...(rows !== null && { test: rows }) };
}
