/**
 * From the arguments of `run` to a study: a preset, a study or result in JSON, or a file of data; then --data, --label
 * and --groups, then every --set.
 */
import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fileBeside } from "../data/beside.js";
import { contentFields, readingFile } from "../data/files.js";
import { familyNames } from "../data/sources.js";
import { headText } from "../exchange/decoding.js";
import { bytePieces, type FileRequest, readText } from "../exchange/text-file.js";
import { shown, suggestion, visible, wrongType, wrongValue } from "../study/errors.js";
import { isInitialFile } from "../study/initial.js";
import { studyFields, writtenFields } from "../study/resolve.js";
import type { StudyInput } from "../study/study.js";
import { assignAll } from "./assign.js";
import { assignments } from "./assignments.js";
import { interrupted } from "./interrupt.js";
import { namedFiles } from "./named-file.js";
import { holding, isStandardInput, readStandardInput } from "./standard-input.js";

export interface StudyArguments {
  set: string[];
  data?: string;
  label?: string;
  groups?: string;
}

/** @throws InputError for a file that is no study, and for words that say nothing of one */
export async function studyFrom(name: string | undefined, options: StudyArguments): Promise<StudyInput> {
  const set = assignments(name, options);
  return studyFromStart(name === undefined ? { start: {}, folder: null } : await startFrom(name), options, set);
}

/**
 * The study that begins with this and has the fields of the options.
 * @param set the assignments of these
 */
export async function studyFromStart(
  { start, folder }: Start,
  { data, ...columns }: StudyArguments,
  set: readonly string[],
): Promise<StudyInput> {
  writtenFields(start);
  const study: Record<string, unknown> = { ...start };
  if (data !== undefined) study.data = await dataFrom(study.data, data);
  const isSet = (...fields: string[]) =>
    set.some((assignment) => fields.includes(assignment.split("=", 1)[0]!.replace(/\s/g, "")));
  if (folder !== null && !isSet("data")) study.data = await dataBeside(study.data, folder, data !== undefined, isSet);
  if (folder !== null && !isSet("initial", "initial.file")) study.initial = await initialBeside(study.initial, folder);
  for (const name of ["label", "groups"] as const) {
    const column = columns[name];
    if (column === undefined) continue;
    const source = study.data as { name?: unknown } | undefined;
    if (contentFields(source?.name).length === 0)
      throw wrongType(`--${name}`, "a file in --data or in the study", shown(column));
    study.data = { ...source, [name]: column };
  }
  assignAll(study, set);
  return study;
}

/**
 * Data as a JSON document writes them; the files that it names are those in its folder, but for those that the user
 * names.
 * @throws InputError for any other
 */
async function dataBeside(
  data: unknown,
  folder: string,
  isGiven: boolean,
  isSet: (field: string) => boolean,
): Promise<unknown> {
  const { path, test } = Object(data) as { path?: string; test?: unknown };
  const named = { ...Object(data), test: isSet("data.test") ? null : test };
  const files = await namedFiles(named, folder, isGiven || isSet("data.path") ? path : undefined);
  return files === null ? data : { ...Object(data), ...files };
}

/**
 * Initial parameters as a JSON document writes them; a file that it names is one in its folder.
 * @throws InputError for any other
 */
async function initialBeside(initial: unknown, folder: string): Promise<unknown> {
  if (!isInitialFile(initial) || !("file" in initial) || typeof initial.file !== "string") return initial;
  const file = await fileBeside(folder, initial.file);
  if (file !== null) return { ...initial, file };
  throw wrongValue(
    "study.initial.file",
    "a file in the folder of the JSON that names it",
    shown(initial.file),
    "Other files are opened only if you name them: --set initial.file=FILE.",
  );
}

/**
 * The data that a family or a file is. A study that reads a file reads this one as it reads its own.
 */
async function dataFrom(data: unknown, name: string): Promise<unknown> {
  const isPath = isStandardInput(name) || /[./\\]/.test(name) || existsSync(name);
  if (familyNames.some((family) => family === name) || !isPath) return name;
  const own = data as { name: string } | undefined;
  const reading = contentFields(own?.name).length > 0 ? own! : FILE;
  return isStandardInput(name) ? holding(reading, await readStandardInput("--data")) : readingFile(reading, name);
}

const FILE = { name: "file" };

/** What a study begins with, and the folder of the document in which it stands: of a preset, or of data, null. */
export interface Start {
  start: StudyInput;
  folder: string | null;
}

/** The study of a preset; null where there is none of the name. */
export function familyStart(name: string): StudyInput | null {
  const family = familyNames.find((each) => each === name);
  return family ? { data: family } : null;
}

/** A preset, a study or a result in JSON, or a file of data. */
async function startFrom(name: string): Promise<Start> {
  const family = familyStart(name);
  if (family) return { start: family, folder: null };
  if (isStandardInput(name)) {
    const content = await readStandardInput("STUDY");
    const isStudy = content.text !== undefined && looksLikeStudy(content.text, name);
    const start = isStudy
      ? studyIn(parseJson(content.text!, name))
      : { data: holding(FILE, content) as StudyInput["data"] };
    return { start, folder: isStudy ? "." : null };
  }
  const request = {
    field: "STUDY",
    what: `a preset (${familyNames.join(", ")}), a JSON file or a file of data`,
    remedy: suggestion(name, familyNames),
    signal: interrupted,
  };
  // A pipe is read once, so it is a study; so is what is not there, for the reason to be said.
  const isRegular = existsSync(name) && statSync(name).isFile();
  if (isRegular && !looksLikeStudy(await headOf(name, request), name))
    return { start: { data: { name: "file", path: name } }, folder: null };
  const value = parseJson(await readText(name, request), name);
  if (isRegular && isTable(value)) return { start: { data: { name: "file", path: name } }, folder: null };
  return { start: studyIn(value), folder: dirname(name) };
}

/** Columns of several values, none of which is called as a field of a study. */
function isTable(value: unknown): boolean {
  const entries = Object.entries(Object(value) as object);
  const isKnown = entries.some(([name]) => studyFields().includes(name));
  const isColumn = (each: unknown) => Array.isArray(each) && each.length > 1;
  return !isKnown && entries.length > 1 && entries.every(([, each]) => isColumn(each));
}

/** A result can be run again: its study stands in it. */
function studyIn(value: unknown): StudyInput {
  const { study, fingerprint } = Object(value) as { study?: StudyInput; fingerprint?: unknown };
  return study && fingerprint ? study : (value as StudyInput);
}

async function headOf(path: string, request: FileRequest): Promise<string> {
  for await (const piece of bytePieces(path, request)) return headText(piece.subarray(0, HEAD));
  return "";
}

/** Whether a text is one object of JSON, or should be by its name: not rows, one a line or in an array. */
function looksLikeStudy(text: string, name: string): boolean {
  const [first, second] = text.trim().split("\n");
  const isJson = first!.startsWith("{") || (/\.json$/i.test(name) && !first!.startsWith("["));
  return isJson && !(second?.startsWith("{") && first!.endsWith("}"));
}

/** Bytes that show what a file is. */
const HEAD = 4096;
/** Levels of arrays and objects in a file; a result has seven. */
export const MOST_LEVELS = 64;

/** @throws InputError that names the file */
export function parseJson(text: string, path: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw wrongType(visible(path), "JSON", `text that is not JSON (${visible((error as Error).message)})`);
  }
  if (isDeeper(value, MOST_LEVELS))
    throw wrongValue(visible(path), `at most ${MOST_LEVELS} levels of arrays and objects`, "more");
  return value;
}

/** Whether a value has more levels; whatever is built upon may then walk it. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
