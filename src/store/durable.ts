/**
 * Files and folders that are whole or not there, also after the power failed: each is written under another name and
 * synced, then renamed, and the folder that names it is synced. Nothing is locked, and nothing is assumed but that a
 * rename within a folder is atomic.
 */
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { because, codeOf } from "../host/system-error.js";
import { visible } from "../study/errors.js";

/** The name of this machine as it may stand in the name of a file. */
export const HOST_NAME = hostname().replace(/[^\w-]/g, "-");

/** A name for a file or a folder until it is whole: it says which process of which host writes it. */
export function unfinishedName(name: string): string {
  return `.${name}.${process.pid}@${HOST_NAME}.part`;
}

/** What this process writes now, and how many names it has given: it may write one thing twice at a time. */
const unfinished = new Set<string>();
let names = 0;

const UNFINISHED = /^\.(.+?)(?:\.\d+)?\.(\d+)@([\w-]+)\.part$/;

/**
 * What a process of this host that is no more has left in a folder is removed, and a folder that somebody else has
 * written meanwhile, whoever writes it. Where that fails, it stays: nobody reads it.
 */
export async function removeStale(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const there = new Set(entries.map(({ name }) => name));
  for (const entry of entries) {
    const [, target, pid, host] = UNFINISHED.exec(entry.name) ?? [];
    if (target === undefined || unfinished.has(entry.name)) continue;
    const isSuperfluous = entry.isDirectory() && there.has(target);
    // What has the number of this process, and is not of it, is of another, before it.
    const isLeft = host === HOST_NAME && (Number(pid) === process.pid || !isAlive(Number(pid)));
    if (isSuperfluous || isLeft) await removed(join(folder, entry.name));
  }
}

/** Takes away what nobody reads, as far as that can be done. */
async function removed(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/** Whether a process of this machine has that number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/** What the system refused, in one sentence. */
export function couldNot(be: "be made" | "be read" | "be removed" | "be written", path: string, cause: unknown): Error {
  return new Error(`"${visible(path)}" could not ${be}: ${because(cause)}.`, { cause });
}

type Content = Uint8Array | string;

/** Writes a file in place of the one of its name. */
export async function writeDurably(path: string, content: Content): Promise<void> {
  await underAnotherName(path, async (other) => {
    await writeSynced(other, content);
    await rename(other, path);
  });
}

/**
 * Writes a folder of files, unless there is one of its name: whoever was there first has written the same.
 * @returns whether this one is the one that is there
 */
export async function writeFolderDurably(path: string, files: Readonly<Record<string, Content>>): Promise<boolean> {
  return underAnotherName(path, async (other) => {
    try {
      await mkdir(other);
      for (const [name, content] of Object.entries(files)) await writeSynced(join(other, name), content);
      await syncFolder(other);
      await rename(other, path);
      return true;
    } catch (error) {
      if (await has(path)) return false;
      throw error;
    }
  });
}

/**
 * Takes a folder away at once, and then what was in it.
 * @param isWhole looks at it when nobody else can any more: one that is, another has put there, and it goes back
 */
export async function removeFolder(path: string, isWhole: (other: string) => Promise<boolean>): Promise<void> {
  await underAnotherName(path, async (other) => {
    try {
      await rename(path, other);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return;
      throw error;
    }
    if (await isWhole(other)) await rename(other, path).catch(() => undefined);
  });
}

/** Makes a folder and those above it that are not there, and syncs those that name them. */
export async function makeFolder(path: string): Promise<void> {
  try {
    const made = await mkdir(path, { recursive: true });
    if (made === undefined) return;
    for (let folder = resolve(path); ; folder = dirname(folder)) {
      await syncFolder(dirname(folder));
      // The system may write a name otherwise than it was given: half a character becomes another.
      if (folder === resolve(made) || folder === dirname(folder)) return;
    }
  } catch (cause) {
    throw couldNot("be made", path, cause);
  }
}

/** Takes away some files and folders, and syncs the folder that named them. */
export async function removeDurably(folder: string, names: readonly string[]): Promise<void> {
  try {
    for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
    await syncFolder(folder);
  } catch (cause) {
    throw couldNot("be removed", folder, cause);
  }
}

/** What is not renamed in the end is taken away. */
async function underAnotherName<Result>(path: string, write: (other: string) => Promise<Result>): Promise<Result> {
  const name = unfinishedName(`${basename(path)}.${names++}`);
  const other = join(dirname(path), name);
  unfinished.add(name);
  try {
    const result = await write(other);
    await syncFolder(dirname(path));
    return result;
  } catch (cause) {
    throw couldNot("be written", path, cause);
  } finally {
    await removed(other);
    unfinished.delete(name);
  }
}

async function has(path: string): Promise<boolean> {
  return (await readdir(path).catch(() => [])).length > 0;
}

async function writeSynced(path: string, content: Content): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What systems say that sync no folders, or none that may not be read; those keep renames in order without. */
const UNSYNCED = ["EACCES", "EBADF", "EINVAL", "EISDIR", "ENOTSUP", "EPERM"];

/** So that what the folder names is there after the power failed. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!UNSYNCED.includes(codeOf(error))) throw error;
  }
}
