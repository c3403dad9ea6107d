/**
 * Files and folders that are whole or not there, also after the power failed: each is written under another name and
 * synced, then renamed, and the folder that names it is synced. Nothing is locked, and nothing is assumed but that a
 * rename within a folder is atomic.
 */
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { because, codeOf } from "../host/system-error.js";
import { shown } from "../study/errors.js";

const HOST = hostname().replace(/[^\w-]/g, "-");

/** A name for a file or a folder until it is whole: it says which process of which host writes it. */
export function unfinishedName(name: string): string {
  return `.${name}.${process.pid}@${HOST}.part`;
}

/** What this process writes now, and how many names it has given: it may write one thing twice at a time. */
const unfinished = new Set<string>();
let names = 0;

const UNFINISHED = /^\.(.+)\.(\d+)@([\w-]+)\.part$/;

/** What a process of this host that is no more has left in a folder is removed. */
export async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, , pid, host] = UNFINISHED.exec(name) ?? [];
    if (host === HOST && !isWritten(name, Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** What has the number of this process, and is not of it, is of another, before it. */
function isWritten(name: string, pid: number): boolean {
  if (pid === process.pid) return unfinished.has(name);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
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
    await mkdir(other);
    for (const [name, content] of Object.entries(files)) await writeSynced(join(other, name), content);
    await syncFolder(other);
    try {
      await rename(other, path);
      return true;
    } catch (error) {
      if (await has(path)) return false;
      throw error;
    }
  });
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
    throw new Error(`${shown(path)} could not be written: ${because(cause)}.`, { cause });
  } finally {
    await rm(other, { recursive: true, force: true }).catch(() => undefined);
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

/** Some systems cannot open folders, and keep renames in order without. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
