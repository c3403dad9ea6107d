/**
 * `--set key=value`: sets fields of a study that is being written. Beside JSON a value may have the forms that people
 * write elsewhere.
 */
import { shown, unknownField, wrongType } from "../study/errors.js";

/** Fields that are lists, which may be written as one word or with commas between: hidden=16,16 or vary=[init]. */
const LISTS = ["hidden", "vary"];
/** Fields that are text, whatever it looks like. */
const TEXTS = ["data.path", "data.text", "data.bytes", "data.label", "data.delimiter"];

/**
 * Names first, then their parameters: `optimizer.learningRate=1 optimizer=sgd` means the same in any order. Of two
 * values for one key the last counts. A bare name on the way becomes `{ name }`.
 * @throws InputError for what is no assignment
 */
export function assignAll(study: Record<string, unknown>, assignments: readonly string[]): void {
  const parsed = assignments.map(parseAssignment);
  parsed.sort((a, b) => a.keys.length - b.keys.length);
  for (const { keys, value } of parsed) assign(study, keys, value);
}

function parseAssignment(assignment: string): { keys: string[]; value: unknown } {
  const at = assignment.indexOf("=");
  if (at < 1) throw wrongType("--set", "key=value", shown(assignment), "For example: --set epochs=5.");
  const path = assignment.slice(0, at).trim();
  const keys = path.split(".");
  const strange = keys.findIndex((key) => key === "" || key in Object.prototype);
  if (strange >= 0) throw unknownField(["study", ...keys.slice(0, strange)].join("."), keys[strange]!, []);
  return { keys, value: valueFrom(path, assignment.slice(at + 1)) };
}

function assign(study: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  let place = study;
  for (const key of keys.slice(0, -1)) {
    const inner = place[key];
    place[key] = typeof inner === "string" ? { name: inner } : { ...(inner as object | undefined) };
    place = place[key] as Record<string, unknown>;
  }
  place[keys.at(-1)!] = value;
}

function valueFrom(path: string, text: string): unknown {
  const json = parsed(text);
  if (TEXTS.includes(path)) return typeof json === "string" || json === null ? json : text;
  if (LISTS.includes(path.split(".").at(-1)!)) return typeof json === "object" ? json : listOf(text);
  if (json !== undefined) return json;
  if (/^\s*[[{]/.test(text)) {
    throw wrongType(
      `--set ${path}`,
      "JSON",
      shown(text),
      "Names and text in it are quoted, and all of it for the shell: --set 'design={\"init\":4}'.",
    );
  }
  return wordOf(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `[init, shuffle]`, `16,16` or `16`. */
function listOf(text: string): unknown[] {
  const items = text
    .trim()
    .replace(/^\[(.*)\]$/s, "$1")
    .split(",")
    .map((item) => item.trim());
  // A comma at the end, as in Python's (16,).
  if (items.at(-1) === "") items.pop();
  return items.map((item) => parsed(item) ?? wordOf(item));
}

const WORDS: Record<string, unknown> = { true: true, false: false, none: null, null: null };

/**
 * A number as other languages write it (.05, 5., +5), True, False and None; else the text itself, as in
 * activation=tanh.
 */
function wordOf(text: string): unknown {
  const word = text.trim();
  if (/^[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(word)) return Number(word);
  const lower = word.toLowerCase();
  return Object.hasOwn(WORDS, lower) ? WORDS[lower] : text;
}
