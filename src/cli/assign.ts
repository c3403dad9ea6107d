/**
 * `--set key=value`: sets fields of a study that is being written. Beside JSON a value may have the forms that people
 * write elsewhere.
 */
import { assignField } from "../study/assigned.js";
import { shown, unknownField, visible, wrongType } from "../study/errors.js";
import { familiarField, fieldOf } from "./familiar.js";

/** Fields that are lists, which may be written as one word or separated by commas: hidden=16,16 or vary=[init]. */
const LISTS = ["hidden", "data.hidden", "vary"];
/** Fields that are lists where there is a comma: classWeights=1,5, and classWeights=balanced. */
const LISTS_BY_COMMA = ["classWeights", "dropout.hidden", "arithmetic", "arithmetic.profiles"];
/** Fields that are lists of column names, which may hold spaces: data.ignore=city,postal code. */
const COLUMNS = ["data.inputs", "data.ignore"];
/** Brackets in brackets; a study has four levels of them. */
const MOST_LEVELS = 16;
/** Fields that are text, whatever it looks like. */
const TEXTS = ["data.path", "data.text", "data.bytes", "data.label", "data.delimiter", "initial.file"];

/**
 * Names first, then their parameters: `optimizer.learningRate=1 optimizer=sgd` means the same in any order. Of two
 * values for one key the last counts.
 * @throws InputError for what is no assignment
 */
export function assignAll(study: Record<string, unknown>, assignments: readonly string[]): void {
  const parsed = assignments.map(parseAssignment);
  parsed.sort((a, b) => a.keys.length - b.keys.length);
  for (const { keys, value } of parsed) assignField(study, keys, value);
}

function parseAssignment(written: string): { keys: string[]; value: unknown } {
  const { path, text } = fieldOfAssignment(written, "--set", "epochs=5");
  return { keys: path.split("."), value: valueFrom(path, text) };
}

/**
 * The field that an assignment names, and the text behind its =.
 * @param option where it was written
 * @param example what may be written there
 * @throws InputError for what is no assignment, and for a field by a name that it has elsewhere
 */
export function fieldOfAssignment(written: string, option: string, example: string): { path: string; text: string } {
  const assignment = unquoted(written.trim());
  const at = assignment.indexOf("=");
  if (at < 1) throw wrongType(option, "key=value", shown(assignment), `For example: ${option} ${example}.`);
  const path = fieldOf(assignment.slice(0, at).trim());
  const keys = path.split(".");
  const strange = keys.findIndex((key) => key === "" || key in Object.prototype);
  if (strange >= 0) throw unknownField(["study", ...keys.slice(0, strange)].join("."), keys[strange]!, []);
  const text = assignment.slice(at + 1);
  const field = familiarField(path);
  if (keys.length === 1 && field !== undefined && field !== path)
    throw unknownField("study", path, [], `Did you mean ${option} ${visible(`${field}=${text}`)}?`);
  return { path, text };
}

/** What a text means as the value of a field. */
export function valueFrom(path: string, text: string): unknown {
  const json = parsed(text);
  if (TEXTS.includes(path)) return typeof json === "string" || json === null ? json : text;
  if (LISTS.includes(path)) return typeof json === "object" && json !== null ? json : listOf(path, text);
  if (COLUMNS.includes(path) && !/^\s*[[({]/.test(text))
    return typeof json === "string" ? [json] : text.split(",").map((name) => unquoted(name.trim()));
  if (json !== undefined) return json;
  if (LISTS_BY_COMMA.includes(path) && text.includes(",")) return listOf(path, text);
  return /^\s*[[({]/.test(text) ? looseValue(path, text) : wordOf(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `[init, shuffle]`, `16,16`, `(16,)`, `16` or `None`. */
function listOf(path: string, written: string): unknown {
  const text = unquoted(written.trim());
  if (/^(none|null)?$/i.test(text)) return [];
  return looseValue(path, /^[[(]/.test(text) ? text : `[${text}]`);
}

/**
 * A list or an object whose words need no quotes, which shells take away: [init, shuffle], (16, 16), {init: 4}.
 * @throws InputError for brackets that do not match
 */
function looseValue(path: string, text: string): unknown {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[[\](){},:]|[^\s[\](){},:]+/g) ?? [];
  let at = 0;
  const refuse = (): never => {
    const remedy = "For example: --set hidden=16,16 or --set 'design={\"init\":4}'.";
    throw wrongType(`--set ${path}`, "a value as in JSON, with or without quotes", shown(text), remedy);
  };
  const value = (depth = 0): unknown => {
    const token = (depth < MOST_LEVELS ? tokens[at++] : undefined) ?? refuse();
    if (token === "[") return items("]", () => value(depth + 1));
    if (token === "(") return items(")", () => value(depth + 1));
    if (token === "{") return Object.fromEntries(items("}", () => entry(depth + 1)));
    if (/^[\](){},:]$/.test(token)) refuse();
    return parsed(token) ?? wordOf(token);
  };
  const entry = (depth: number): [string, unknown] => {
    const key = value(depth);
    if (tokens[at++] !== ":") refuse();
    return [String(key), value(depth)];
  };
  /** Items up to a bracket, with commas or spaces between, and one at the end as in Python's (16,). */
  const items = <Item>(end: string, item: () => Item): Item[] => {
    const found: Item[] = [];
    while (tokens[at] !== end) {
      found.push(item());
      if (tokens[at] === ",") at++;
    }
    at++;
    return found;
  };
  const all = value();
  return at === tokens.length ? all : refuse();
}

const WORDS: Record<string, unknown> = { true: true, false: false, none: null, null: null };

/**
 * A number as other languages write it (.05, 5., +5), True, False and None; else the text itself, as in
 * activation=tanh.
 */
function wordOf(text: string): unknown {
  const word = unquoted(text.trim());
  if (/^[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(word)) return Number(word);
  const lower = word.toLowerCase();
  return Object.hasOwn(WORDS, lower) ? WORDS[lower] : word;
}

/** Without the single quotes that shells of Windows leave. */
function unquoted(text: string): string {
  return /^'[^']*'$/.test(text) ? text.slice(1, -1) : text;
}
