/** The JSON of a run or of claims, as a command names it: a file, or the folder that --out has written. */
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readText } from "../exchange/text-file.js";
import type { Claimed } from "../run/claimed.js";
import type { GivenFile } from "../run/given-file.js";
import { shown, visible, wrongType, wrongValue } from "../study/errors.js";
import { interrupted } from "./interrupt.js";
import { namedFiles } from "./named-file.js";
import { repeatedKey } from "./repeated-key.js";
import { parseJson } from "./study-input.js";

const NAMES = ["result.json", "claims.json"];
const RESULT = "a JSON file of a run or of claims, or the folder it is in";

/** A JSON file; or that of a folder, with the page beside it. */
export async function readDocument(what: string): Promise<{ json: unknown; path: string; page: string | null }> {
  const isFolder = await stat(what).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return { json: jsonOf(await textOf(what), what), path: what, page: null };
  const isThere = (name: string) =>
    stat(join(what, name)).then(
      () => true,
      () => false,
    );
  const there = (await Promise.all(NAMES.map(isThere))).flatMap((found, i) => (found ? [NAMES[i]!] : []));
  if (there.length > 1)
    throw wrongValue("RESULT", `a folder with ${NAMES.join(" or ")}`, `${shown(what)} with both`, "Name the file.");
  if (there.length === 0) throw wrongValue("RESULT", RESULT, shown(what), `It has no ${NAMES.join(" and no ")}.`);
  const path = join(what, there[0]!);
  return {
    json: jsonOf(await textOf(path), path),
    path,
    page: (await isThere("report.html")) ? await textOf(join(what, "report.html")) : null,
  };
}

/** What stands twice in a result would be compared once. */
function jsonOf(text: string, path: string): unknown {
  const json = parseJson(text, path);
  const key = repeatedKey(text);
  if (key !== null) throw wrongType(visible(path), "JSON with each key of an object once", `${shown(key)} twice`);
  return json;
}

function textOf(path: string): Promise<string> {
  return readText(path, { field: "RESULT", what: RESULT, signal: interrupted });
}

/** A result, and the data file that it names: the given one, or the one in its folder. */
export interface ResultFile {
  claimed: Claimed;
  file: { data?: GivenFile };
}

/**
 * The result of a run.
 * @param data the file of --data
 * @param part what is wanted of it: without, it is trained again
 * @throws InputError for what is none, and for a data file that is not in its folder where none is given
 */
export async function readResult(
  what: string,
  data: string | undefined,
  part: "parameters" | "predictions" = "parameters",
): Promise<ResultFile> {
  const { json, path } = await readDocument(what);
  const claimed = json as Claimed;
  const { study, preprocessing } = Object(claimed) as Partial<Claimed>;
  const spec = Object(study).data as { name?: unknown } | undefined;
  const isWanted = Object(claimed)[part] === undefined || (spec?.name === "file" && !preprocessing);
  const found = isWanted || data !== undefined ? await namedFiles(spec, dirname(path), data) : null;
  return { claimed, file: found === null ? {} : { data: found } };
}
