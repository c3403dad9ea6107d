/**
 * What a command leaves: a document on stdout, files that are whole or not there.
 */
import { access, constants, mkdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { expected, shown } from "../study/errors.js";

/** Colour only for a person who wants it. */
export const COLOR = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
export const WIDTH = Math.max(60, process.stdout.columns ?? 100);

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/**
 * Makes the folder, then lets `work` fill it: a bad path costs no training, and where the work fails the folders that were made and are still
 * empty are taken away again.
 * @throws RangeError where it cannot be made or written
 */
export async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  let made: string | undefined;
  try {
    made = await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch {
    throw new RangeError(expected("--out", "a folder that can be made and written", shown(folder)));
  }
  try {
    return await work();
  } catch (error) {
    if (made !== undefined) await removeEmpty(resolve(folder), resolve(made));
    throw error;
  }
}

/** Removes the folder and those above it, up to `last`, as far as they are empty. */
async function removeEmpty(folder: string, last: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch {
    return;
  }
  if (folder !== last) await removeEmpty(dirname(folder), last);
}

/**
 * Writes files under other names and renames them at the end: no half-written file carries its name.
 * @throws the signal's reason where it is aborted before the end
 */
export async function writeFiles(folder: string, files: Record<string, string>, signal?: AbortSignal): Promise<string[]> {
  const names = Object.keys(files);
  const part = (name: string) => join(folder, `.${name}.${process.pid}.part`);
  try {
    for (const name of names) await writeFile(part(name), files[name]!);
    signal?.throwIfAborted();
    for (const name of names) await rename(part(name), join(folder, name));
  } finally {
    for (const name of names) await rm(part(name), { force: true });
  }
  return names.map((name) => join(folder, name));
}
