/**
 * What a command leaves: a document on stdout, files that are whole or not there.
 */
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
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
 * Makes the folder, then lets `work` fill it: a bad path costs no training, and where the work fails what was made is taken away again.
 * @throws RangeError where it cannot be made
 */
export async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  let made: string | undefined;
  try {
    made = await mkdir(folder, { recursive: true });
  } catch {
    throw new RangeError(expected("--out", "a folder that can be made", shown(folder)));
  }
  try {
    return await work();
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true });
    throw error;
  }
}

/** Writes files under other names and renames them at the end: no half-written file carries its name. */
export async function writeFiles(folder: string, files: Record<string, string>): Promise<string[]> {
  const names = Object.keys(files);
  for (const name of names) await writeFile(join(folder, `.${name}.part`), files[name]!);
  for (const name of names) await rename(join(folder, `.${name}.part`), join(folder, name));
  return names.map((name) => join(folder, name));
}
