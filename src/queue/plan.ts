/**
 * What an engine is given, whichever it is: the command that goes on with a folder, and how it is dealt to machines.
 * Whatever the engine does with it, the folder alone says what is there in the end.
 */
import { join, resolve } from "node:path";
import { fileNamedIn } from "../run/given-file.js";
import type { Part } from "../run/parts.js";
import type { Recorded } from "../train/train-group.js";

/** How the work is dealt to machines. */
export interface Dealing {
  /** Tasks among which it is dealt. */
  tasks: number;
  /** Worker threads of each, and processors that are asked for. */
  workers: number;
}

/** Where a task finds what it works on. */
export interface Place {
  /** The folder that all share. */
  folder: string;
  /** The document of the plan; where there is none, no file. */
  document: string;
  /** Whether the folder has nothing yet: then the words say all. */
  isNew: boolean;
}

export interface WorkPlan extends Dealing {
  folder: string;
  /** SHA-256 of what is trained, in hexadecimal: jobs are named by it. */
  identity: string;
  /** What the words name: its path in the folder, and its text. Default: nothing. */
  document?: { path: string; text: string };
  /**
   * The words behind `doppelgrad` that train all that the folder lacks, and write the result. With `--shard` they train a
   * share.
   */
  words(place: Place): readonly string[];
}

/** The files that an engine is given, by their names, and the words of the command that starts it. */
export interface JobFiles {
  files: Record<string, string>;
  start: readonly string[];
}

/** The folder of these files, in that of the plan. */
export const SUBMITTED = "submit";

export function submittedFolder({ folder }: Pick<WorkPlan, "folder">): string {
  return resolve(folder, SUBMITTED);
}

/** The words of a task that is started where the folder is. */
export function wordsHere({ folder, document, words }: WorkPlan): readonly string[] {
  const place = resolve(folder);
  return words({ folder: place, document: join(place, document?.path ?? ""), isNew: false });
}

/** Words of every task, wherever its study and its folder are. */
export function commonWords({ workers }: Dealing, parts: readonly Part[] = []): string[] {
  return ["--workers", String(workers), ...(parts.length > 0 ? ["--with", parts.join()] : []), "--quiet"];
}

/** The parts of a result's JSON that a store records. */
export function recordedParts({ withTrail, withCurves }: Recorded): Part[] {
  return [...(withTrail ? ["trail" as const] : []), ...(withCurves ? ["curves" as const] : [])];
}

/** The words that name the files of data: a path in a document is opened only where a command names it. */
export function dataWords(data: unknown): string[] {
  const path = fileNamedIn(data);
  if (path === null) return [];
  const { test } = data as { test?: unknown };
  return ["--data", path, ...(typeof test === "string" ? ["--set", `data.test=${test}`] : [])];
}
