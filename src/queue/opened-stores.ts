/** The stores in which a worker trains: opened when a job names them, and closed when they are whole. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import { TRIALS } from "../claims/trials-in-folder.js";
import { addressOf } from "../store/part-files.js";
import type { StudyPart } from "../store/parts.js";
import { shown, visible, wrongValue } from "../study/errors.js";
import { type OpenedStore, openedStore } from "./opened-store.js";
import type { WorkData } from "./work-data.js";
import type { WorkOptions } from "./work-from.js";

/** What a job is about: a part, or without one the whole study. */
export interface WorkPlace {
  study: OpenedStore;
  part: StudyPart | null;
}

export interface OpenedStores {
  /**
   * Where a job has its place; null where its folder has another study by now.
   * @throws InputError for a folder that this machine does not have, or whose data it does not have
   */
  placeOf(data: WorkData): Promise<WorkPlace | null>;
  /** Where on this machine the folder is that was submitted. */
  folderOf(data: WorkData): string;
  /** Those that are open, by their folders. */
  all(): [string, Promise<OpenedStore>][];
  close(folder: string): Promise<void>;
}

/** @param options the folder on this machine, where that is the only one, and the file of its data */
export async function openStores(
  { folder: given, data: file }: Pick<WorkOptions, "folder" | "data">,
  signal: AbortSignal,
): Promise<OpenedStores> {
  const stores = new Map<string, Promise<OpenedStore>>();
  const opened = (folder: string): Promise<OpenedStore> => {
    let opening = stores.get(folder);
    if (!opening) {
      opening = openedStore(folder, file, signal);
      stores.set(folder, opening);
      // Whoever comes next tries again.
      opening.catch(() => stores.delete(folder));
    }
    return opening;
  };
  const close = async (folder: string) => {
    const opening = stores.get(folder);
    stores.delete(folder);
    await (await opening?.catch(() => undefined))?.close();
  };
  if (given !== undefined && !(await isOfMany(given))) await opened(given);
  return {
    folderOf: ({ folder }) => given ?? folder,
    async placeOf(data) {
      const folder = join(given ?? data.folder, data.inside ?? "");
      for (const isAgain of [false, true]) {
        // Somebody may have replaced the study in it.
        if (isAgain) await close(folder);
        const study = await opened(folder);
        const part = partIn(study, data);
        if (part !== undefined) {
          const { folder: submitted, inside, with: parts } = data;
          study.queuedAs = { folder: submitted, ...(inside !== undefined && { inside }), with: parts };
          return { study, part };
        }
      }
      if (given === undefined) return null;
      const what = `the folder of the study in ${visible(data.folder)}, which is queued`;
      throw wrongValue(
        "options.folder",
        what,
        shown(given),
        "For a study in another folder, use a queue with another name.",
      );
    },
    all: () => [...stores],
    close,
  };
}

/** Whether a folder is that of a sweep, or of claims: no store itself. */
async function isOfMany(folder: string): Promise<boolean> {
  const found = await Promise.allSettled(["settings", TRIALS].map((name) => access(join(folder, name))));
  return found.some(({ status }) => status === "fulfilled");
}

/** The part of a job, or null where it is about the study; undefined where it is about another study. */
function partIn({ store }: OpenedStore, { part: name, address }: WorkData): StudyPart | null | undefined {
  if (name === "") return address === store.owner.identity ? null : undefined;
  return store.parts.find((part) => part.name === name && addressOf(store.owner.identity, part) === address);
}
