/**
 * Files that a command leaves: whole or not there, in a folder that is made for them and taken away again where it
 * stays empty.
 *
 * A file is written as `.<name>.<process>@<host>.part` and renamed when it is whole. Such a file of a process that is
 * no more (killed, or the machine went down) is removed by the next command that writes into the folder. Two commands
 * may write into one folder at a time: each has its own parts, and the last to be ready leaves its files.
 */
import { mkdirSync, rmdirSync, rmSync } from "node:fs";
import { access, constants, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { because, codeOf } from "../host/system-error.js";
import { removeStale, syncFolder, unfinishedName } from "../store/durable.js";
import { capital, shown, visible, wrongValue } from "../study/errors.js";
import { interrupted } from "./interrupt.js";

/** What would have to go if the process ended now, at a second Ctrl-C. */
const parts = new Set<string>();
/** Folders that were made, those above before those in them: what is still empty goes. */
const folders = new Set<string>();
process.on("exit", () => {
  for (const part of parts) rmSync(part, { force: true });
  for (const folder of [...folders].reverse()) removeEmpty(folder, folder);
});

const written: string[] = [];

/** The files that this process has left. */
export function writtenFiles(): readonly string[] {
  return written;
}

const kept: string[] = [];

/** What of unfinished work is kept: "3 of 7 parts of out". */
export function keptWork(): readonly string[] {
  return kept;
}

export function noteKept(what: string): void {
  kept.push(what);
}

/**
 * Makes the folder, then lets `work` fill it: a bad path costs no training, and where the work fails the folders that
 * were made and are still empty are taken away again.
 * @param names the files that will be written
 * @throws InputError where it cannot be made or written, or a name is that of a folder
 */
export async function inFolder<T>(folder: string, names: readonly string[], work: () => Promise<T>): Promise<T> {
  const made = await madeOrRefused(folder, names);
  try {
    return await work();
  } catch (error) {
    if (made !== undefined) removeEmpty(resolve(folder), resolve(made));
    throw error;
  }
}

async function madeOrRefused(folder: string, names: readonly string[]): Promise<string | undefined> {
  let made: string | undefined;
  try {
    made = await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (cause) {
    const remedy = `${capital(because(cause))}.`;
    throw wrongValue("--out", "a folder that can be made and written", shown(folder), remedy, { cause });
  }
  for (const name of names) {
    if (await isFolder(join(folder, name)))
      throw wrongValue("--out", "a folder whose files can be written", shown(folder), `${name} in it is a folder.`);
  }
  await removeStale(folder);
  try {
    for (const name of names) await probe(folder, name);
  } catch (cause) {
    if (made !== undefined) removeEmpty(resolve(folder), resolve(made));
    const remedy = `${capital(because(cause))}.`;
    throw wrongValue("--out", "a folder in which files can be made", shown(folder), remedy, { cause });
  }
  return made;
}

/** Makes the file under the name that it has until it is whole, and takes it away: /proc says yes to all else. */
async function probe(folder: string, name: string): Promise<void> {
  const part = partOf(folder, name);
  parts.add(part);
  try {
    await (await open(part, "w")).close();
  } finally {
    await rm(part, { force: true });
    parts.delete(part);
  }
}

/** The path of a file until it is whole. */
const partOf = (folder: string, name: string): string => join(folder, unfinishedName(name));

/** Makes a folder and those above it. Returns the topmost one that was not there, or undefined. */
async function makeFolder(folder: string): Promise<string | undefined> {
  try {
    makeNoted(folder);
    await syncFolder(dirname(folder));
    return folder;
  } catch (error) {
    if (await isFolder(folder)) return undefined;
    const above = dirname(folder);
    if (codeOf(error) !== "ENOENT" || above === folder) throw error;
    const made = await makeFolder(above);
    try {
      makeNoted(folder);
      await syncFolder(above);
    } catch (last) {
      // Another command may have made it in between. Else that is all: in /proc nothing can be made, and no folder
      // above it is missing.
      if (await isFolder(folder)) return made;
      if (made !== undefined) removeEmpty(resolve(above), resolve(made));
      throw last;
    }
    return made ?? folder;
  }
}

/** At once: no signal is heard between a folder and the note that it must go. */
function makeNoted(folder: string): void {
  mkdirSync(folder);
  folders.add(resolve(folder));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Removes the folder and those above it, up to `last`, as far as they are empty. */
function removeEmpty(folder: string, last: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
  if (folder !== last) removeEmpty(dirname(folder), last);
}

/** What a file holds: bytes, a text, or its pieces. */
type Content = Uint8Array | string | Iterable<string>;

/**
 * Writes files under other names and renames them at the end: no half-written file carries its name.
 * @param files the content of each by its name
 * @returns their paths
 * @throws Error that names the file which cannot be written; the signal's reason where it is aborted before the end
 */
export async function writeFiles(
  folder: string,
  files: Record<string, Content>,
  signal?: AbortSignal,
): Promise<string[]> {
  const names = Object.keys(files);
  const part = (name: string) => partOf(folder, name);
  const paths = names.map((name) => join(folder, name));
  for (const name of names) parts.add(part(name));
  try {
    for (const name of names)
      await orNamed(join(folder, name), signal, () => writePart(folder, part(name), files[name]!, signal));
    signal?.throwIfAborted();
    for (const name of names) await orNamed(join(folder, name), signal, () => rename(part(name), join(folder, name)));
    await syncFolder(folder);
  } finally {
    for (const name of names) {
      await rm(part(name), { force: true });
      parts.delete(part(name));
    }
  }
  written.push(...paths);
  return paths;
}

/**
 * The folder and the name of a file, and what makes the content that its ending asks for.
 * @param contents by the ending of a file
 * @throws InputError for an ending that is none of them
 */
export function fileOfKind<Content>(out: string, contents: Readonly<Record<string, Content>>) {
  const ending = extname(out).slice(1);
  const endings = Object.keys(contents).map((each) => `.${each}`);
  if (!Object.hasOwn(contents, ending)) {
    const known = `${endings.slice(0, -1).join(", ")} or ${endings.at(-1)}`;
    throw wrongValue("--out", `a file name that ends in ${known}`, shown(out));
  }
  return { folder: dirname(out), name: basename(out), content: contents[ending]! };
}

/**
 * Writes first, so that nothing which may happen to stdout costs a file; then says what there is. Where the files
 * cannot be written, the result is said all the same, and then why.
 */
export async function writtenThenSaid(
  say: (written: readonly string[]) => Promise<void>,
  write: () => Promise<string[]>,
): Promise<void> {
  let written: string[];
  try {
    written = await write();
  } catch (error) {
    if (!interrupted.aborted) await say([]);
    throw error;
  }
  await say(written.map(visible));
}

/** Where a command that ended took the empty folder away, it is made again. */
async function writePart(folder: string, path: string, content: Content, signal?: AbortSignal): Promise<void> {
  await makeFolder(folder);
  const file = await open(path, "w");
  try {
    for (const piece of typeof content === "string" || content instanceof Uint8Array ? [content] : content) {
      signal?.throwIfAborted();
      await file.writeFile(piece);
    }
    // A full disk may say so only now.
    await file.sync();
  } finally {
    await file.close();
  }
}

async function orNamed(path: string, signal: AbortSignal | undefined, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (signal?.aborted && error === signal.reason) throw error;
    throw new Error(`${shown(path)} could not be written: ${because(error)}.`, { cause: error });
  }
}
