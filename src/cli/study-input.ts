/**
 * From the arguments of `run` to a study: a preset or a file, then --data and --label, then every --set.
 */
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { familyNames } from "../data/sources.js";
import { expected, shown, suggestion } from "../study/errors.js";
import { checkStudyFields, type StudyInput } from "../study/resolve.js";
import { namedFile } from "./named-file.js";

export interface StudyArguments {
  set: string[];
  data?: string;
  label?: string;
}

export async function studyFrom(name: string | undefined, { set, data, label }: StudyArguments): Promise<StudyInput> {
  const start = name === undefined ? {} : await presetOrFile(name);
  checkStudyFields(start);
  const study: Record<string, unknown> = { ...start };
  if (data !== undefined) study.data = /\.(csv|tsv|txt)$/i.test(data) ? csvIn(study.data, data) : data;
  else if (name !== undefined && !set.some((assignment) => /^data(\.path)?=/.test(assignment))) {
    const path = await namedFile(study.data, dirname(name));
    if (path !== null) study.data = { ...(study.data as object), path };
  }
  if (label !== undefined) {
    const source = study.data as { name?: unknown } | undefined;
    if (source?.name !== "csv") throw new TypeError(expected("--label", "a CSV file in --data or in the study", shown(label)));
    study.data = { ...source, label };
  }
  for (const assignment of set) assign(study, assignment);
  return study;
}

/** A study that reads a CSV file reads this one as it reads its own. */
function csvIn(data: unknown, path: string): object {
  const isCsv = (data as { name?: unknown } | undefined)?.name === "csv";
  return isCsv ? { ...(data as object), path, text: null } : { name: "csv", path };
}

async function presetOrFile(name: string): Promise<StudyInput> {
  if (familyNames.includes(name)) return { data: name };
  let text: string;
  try {
    text = await readFile(name, "utf8");
  } catch {
    const remedy = suggestion(name, familyNames) || " There is no such file.";
    throw new RangeError(expected("STUDY", `a preset (${familyNames.join(", ")}) or a JSON file`, shown(name), remedy));
  }
  const value = parseJson(text, name);
  // A result can be run again: its study stands in it.
  const { study, fingerprint } = Object(value) as { study?: StudyInput; fingerprint?: unknown };
  return study && fingerprint ? study : (value as StudyInput);
}

/** @throws TypeError that names the file */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new TypeError(expected(path, "JSON", `text that is none (${(error as Error).message})`));
  }
}

/** `optimizer.learningRate=0.03`: the value is JSON, or text where it is none. A bare name on the way becomes `{ name }`. */
function assign(study: Record<string, unknown>, assignment: string): void {
  const at = assignment.indexOf("=");
  if (at < 1) throw new TypeError(expected("--set", "key=value", shown(assignment), "For example: --set epochs=5."));
  const keys = assignment.slice(0, at).split(".");
  const text = assignment.slice(at + 1);
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: the text itself, as in activation=tanh.
  }
  let place = study;
  for (const key of keys.slice(0, -1)) {
    const inner = place[key];
    place[key] = typeof inner === "string" ? { name: inner } : { ...(inner as object | undefined) };
    place = place[key] as Record<string, unknown>;
  }
  place[keys.at(-1)!] = value;
}
