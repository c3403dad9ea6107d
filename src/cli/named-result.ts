/** A result where a command takes a study as well: its JSON, or its folder. */
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Claimed } from "../run/claimed.js";
import { type NamedFiles, namedFiles } from "./named-file.js";
import { readDocument } from "./result-file.js";
import { storedParameters } from "./stored-numbers.js";

/** A result as it was read, and the path of its JSON. */
export interface NamedResult {
  claimed: Claimed;
  path: string;
}

/** The result that a file or a folder holds; null for whatever else has the name. */
export async function resultIn(name: string): Promise<NamedResult | null> {
  const isFolder = await stat(name).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder && !/\.json$/i.test(name)) return null;
  const { json, path } = await readDocument(name);
  return isFolder || Object(json).fingerprint !== undefined ? { claimed: json as Claimed, path } : null;
}

/**
 * The result with the parameters that its folder has, and the data files that it names.
 * @param name the file or the folder
 * @param given the file of --data
 * @throws InputError for a data file that is not in its folder where none is given
 */
export async function wholeResult(
  name: string,
  { claimed, path }: NamedResult,
  given: string | undefined,
): Promise<{ result: Claimed; data?: NamedFiles }> {
  const files = await namedFiles(Object(claimed.study).data, dirname(path), given);
  const parameters = claimed.parameters === undefined ? await storedParameters(name, claimed) : null;
  return { result: { ...claimed, ...(parameters && { parameters }) }, ...(files && { data: files }) };
}
