/**
 * From the arguments of `run` to a study: a preset or a file, then --data and --label, then every --set.
 */
import { dirname } from "node:path";
import { contentFields, readingFile } from "../data/files.js";
import { familyNames } from "../data/sources.js";
import { readText } from "../exchange/text-file.js";
import { shown, suggestion, visible, wrongType, wrongValue } from "../study/errors.js";
import { writtenFields } from "../study/resolve.js";
import type { StudyInput } from "../study/study.js";
import { assignAll } from "./assign.js";
import { interrupted } from "./interrupt.js";
import { namedFile } from "./named-file.js";
import { integerOption } from "./options.js";

export interface StudyArguments {
  set: string[];
  data?: string;
  label?: string;
  replicas?: string;
  seed?: string;
}

/** @throws InputError for a file that is no study, and for words that say nothing of one */
export async function studyFrom(
  name: string | undefined,
  { set, data, label, ...short }: StudyArguments,
): Promise<StudyInput> {
  const start = name === undefined ? {} : await presetOrFile(name);
  writtenFields(start);
  const study: Record<string, unknown> = { ...start };
  if (data !== undefined) study.data = fileIn(study.data, data) ?? data;
  else if (name !== undefined && !set.some((assignment) => /^\s*data(\.path)?\s*=/.test(assignment))) {
    const path = await namedFile(study.data, dirname(name));
    if (path !== null) study.data = { ...(study.data as object), path };
  }
  if (label !== undefined) {
    const source = study.data as { name?: unknown } | undefined;
    if (contentFields(source?.name).length === 0)
      throw wrongType("--label", "a file in --data or in the study", shown(label));
    study.data = { ...source, label };
  }
  assignAll(study, [...set, ...shortcuts(short, set)]);
  return study;
}

/**
 * The data of a file; undefined where no reader takes it. A study that reads a file of its format reads this one as it
 * reads its own.
 */
function fileIn(data: unknown, path: string): object | undefined {
  const name = FORMATS[/\.(\w+)$/.exec(path.toLowerCase())?.[1] ?? ""];
  if (!name) return undefined;
  const isAlike = (data as { name?: unknown } | undefined)?.name === name;
  return isAlike ? readingFile(data as object, path) : { name, path };
}

const FORMATS: Record<string, string> = { csv: "csv", tsv: "csv", txt: "csv", parquet: "parquet", npy: "npy" };

/** `--seed 1` is `--set seed=1`. */
function shortcuts({ replicas, seed }: Pick<StudyArguments, "replicas" | "seed">, set: readonly string[]): string[] {
  const given = Object.entries({
    replicas: integerOption("--replicas", replicas, 1, 1e6),
    seed: integerOption("--seed", seed, 0),
  });
  return given
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => {
      if (set.some((assignment) => assignment.startsWith(`${field}=`)))
        throw wrongType(`--${field}`, `either it or --set ${field}`, "both");
      return `${field}=${value}`;
    });
}

async function presetOrFile(name: string): Promise<StudyInput> {
  const family = familyNames.find((each) => each === name);
  if (family) return { data: family };
  const text = await readText(name, {
    field: "STUDY",
    what: `a preset (${familyNames.join(", ")}) or a JSON file`,
    remedy: suggestion(name, familyNames),
    signal: interrupted,
  });
  const value = parseJson(text, name);
  // A result can be run again: its study stands in it.
  const { study, fingerprint } = Object(value) as { study?: StudyInput; fingerprint?: unknown };
  return study && fingerprint ? study : (value as StudyInput);
}

/** Levels of arrays and objects in a file; a result has seven. */
const MOST_LEVELS = 64;

/** @throws InputError that names the file */
export function parseJson(text: string, path: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw wrongType(visible(path), "JSON", `text that is none (${visible((error as Error).message)})`);
  }
  if (isDeeper(value, MOST_LEVELS))
    throw wrongValue(visible(path), `at most ${MOST_LEVELS} levels of arrays and objects`, "more");
  return value;
}

/** Whether a value has more levels; whatever is built upon may then walk it. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
