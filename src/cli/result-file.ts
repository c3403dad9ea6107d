/** The JSON of a run or of claims, as a command names it: a file, or the folder that --out has written. */
import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readText } from "../exchange/text-file.js";
import type { Claimed } from "../run/claimed.js";
import type { GivenFile } from "../run/given-file.js";
import { isStore } from "../store/store.js";
import { shown, visible, wrongType, wrongValue } from "../study/errors.js";
import { interrupted } from "./interrupt.js";
import { namedFiles } from "./named-file.js";
import { repeatedKey } from "./repeated-key.js";
import { storedParameters, storedPredictions } from "./stored-numbers.js";
import { parseJson } from "./study-input.js";

const PROVED = ["result.json", "claims.json"];
const RESULT = "a JSON file of a run or of claims, or the folder it is in";
const ANY_RESULT = "a JSON file that a command has written, or the folder it is in";

/**
 * A JSON file; or that of a folder, with the page beside it.
 * @param options whether a folder may have none, whose JSON is then null; the names that the JSON of a folder may have
 */
export async function readDocument(
  what: string,
  { isOptional = false, names = PROVED } = {},
): Promise<{ json: unknown; path: string; page: string | null }> {
  const isFolder = await stat(what).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const expected = names === PROVED ? RESULT : ANY_RESULT;
  if (!isFolder) return { json: jsonOf(await textOf(what, expected), what), path: what, page: null };
  const isThere = (name: string) =>
    stat(join(what, name)).then(
      () => true,
      () => false,
    );
  const there = (await Promise.all(names.map(isThere))).flatMap((found, i) => (found ? [names[i]!] : []));
  if (there.length > 1)
    throw wrongValue(
      "RESULT",
      `a folder with one of ${names.join(", ")}`,
      `${shown(what)} with ${there.join(" and ")}`,
      "Name the file.",
    );
  if (there.length === 0 && isOptional) return { json: null, path: what, page: null };
  if (there.length === 0 && (await isStore(what)))
    throw wrongValue("RESULT", expected, shown(what), `It has parts and no ${names[0]}: doppelgrad run --out goes on.`);
  if (there.length === 0) throw wrongValue("RESULT", expected, shown(what), await remedyIn(what, names));
  const path = join(what, there[0]!);
  return {
    json: jsonOf(await textOf(path, expected), path),
    path,
    page: (await isThere("report.html")) ? await textOf(join(what, "report.html"), expected) : null,
  };
}

/** A sweep has the folder of a study for each of its settings. */
async function remedyIn(folder: string, names: readonly string[]): Promise<string> {
  const settings = join(folder, "settings");
  const [first] = await readdir(settings).catch(() => []);
  return first === undefined
    ? `It has no ${names.join(" and no ")}.`
    : `It is a sweep: name the folder of a setting, ${shown(join(settings, first))}.`;
}

/** What stands twice in a result would be compared once. */
function jsonOf(text: string, path: string): unknown {
  const json = parseJson(text, path);
  const key = repeatedKey(text);
  if (key !== null) throw wrongType(visible(path), "JSON without duplicate keys", `${shown(key)} twice`);
  return json;
}

function textOf(path: string, what: string): Promise<string> {
  return readText(path, { field: "RESULT", what, signal: interrupted });
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
  const has = Object(claimed)[part] !== undefined;
  const filesOf = async () => (await namedFiles(spec, dirname(path), data)) ?? undefined;
  if (!has && part === "predictions" && (await isStore(what))) {
    const file = await filesOf();
    const stored = await storedPredictions(what, claimed, file);
    return { claimed: { ...claimed, ...stored }, file: file ? { data: file } : {} };
  }
  const parameters = has || part === "predictions" ? null : await storedParameters(what, claimed);
  const isWanted = !(has || parameters) || (spec?.name === "file" && !preprocessing);
  const file = isWanted || data !== undefined ? await filesOf() : undefined;
  return { claimed: { ...claimed, ...(parameters && { parameters }) }, file: file ? { data: file } : {} };
}
