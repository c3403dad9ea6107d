/**
 * What an engine is given, whichever it is: the store of a study, the parts of it that are not there, and how they are
 * trained. Whatever it does with them, the store alone says what is there in the end.
 */
import { join, resolve } from "node:path";
import { fileNamedIn } from "../run/given-file.js";
import type { Part } from "../run/parts.js";
import type { StudyPart } from "../store/parts.js";
import { STUDY, type Store } from "../store/store.js";

/** How the parts are dealt to machines. */
export interface Dealing {
  /** Tasks among which the parts are dealt. */
  tasks: number;
  /** Worker threads of each, and processors that are asked for. */
  workers: number;
  /** What the result has beside the rest: the words of --with. */
  parts: readonly Part[];
}

/** The store of a study, and what is missing in it. */
export interface WorkPlan extends Dealing {
  store: Store;
  missing: readonly StudyPart[];
}

/** The files that an engine is given, by their names, and the words of the command that starts it. */
export interface JobFiles {
  files: Record<string, string>;
  start: readonly string[];
}

/** The folder of these files, in that of the store. */
export const SUBMITTED = "submit";

export function submittedFolder({ store }: WorkPlan): string {
  return resolve(store.folder, SUBMITTED);
}

/** The words behind `doppelgrad` that go on with the store: the study is the one in it. */
export function runWords({ store, workers, parts }: WorkPlan): string[] {
  const folder = resolve(store.folder);
  return ["run", ...studyWords(store, folder), "--out", folder, ...commonWords(workers, parts)];
}

/** Words of every task, wherever its study and its folder are. */
export function commonWords(workers: number, parts: readonly Part[]): string[] {
  return ["--workers", String(workers), ...(parts.length > 0 ? ["--with", parts.join()] : []), "--quiet"];
}

/** A path in a study is opened only where a command names it. */
function studyWords({ prepared }: Store, folder: string): string[] {
  const { data } = prepared.study;
  return fileNamedIn(data) === null ? [] : [join(folder, STUDY), ...dataWords(data)];
}

/** The words that name the files of data. */
export function dataWords(data: unknown): string[] {
  const path = fileNamedIn(data);
  if (path === null) return [];
  const { test } = data as { test?: unknown };
  return ["--data", path, ...(typeof test === "string" ? ["--set", `data.test=${test}`] : [])];
}
