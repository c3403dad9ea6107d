/**
 * Errors as data: what was refused, where, and why. The sentence that people read is made of it here, and nowhere else:
 * `path: expected X; got Y. Remedy.`
 */

/**
 * How an input is bad: of another type (a text for a number, a field that is missing), of the right type with a value
 * that does not do, a field that nobody knows, or one that has no meaning where it stands.
 */
export type InputErrorKind = "wrong-type" | "wrong-value" | "unknown-field" | "misplaced-field";

/** What an InputError says, as plain data. */
export interface Refusal {
  /** How the input is bad. */
  kind: InputErrorKind;
  /** Where: "study.hidden[0]", "options.workers", "wine.csv line 18", "--seeds"; for an unknown field, its parent. */
  path: string;
  /** What is expected there: "an integer from 1 to 1000". */
  expected: string;
  /** What was given, as the sentence shows it: "0", '"much"', "none"; for an unknown field, its name. */
  got: string;
  /** What to do: whole sentences, or empty. */
  remedy: string;
}

/**
 * What was given cannot be used: an option, a field of a study, a file, an argument. It is thrown before any training.
 * Exit code 2 on the command line.
 *
 * Its own fields are plain data, which pass structured cloning where errors with fields do not:
 * `postMessage({ ...error })` here, `new InputError(data)` there.
 */
export class InputError extends Error implements Refusal {
  /** "InputError", in every bundle. */
  override name = "InputError";
  /** How the input is bad. */
  declare readonly kind: InputErrorKind;
  /** Where: "study.hidden[0]", "options.workers". */
  declare readonly path: string;
  /** What is expected there. */
  declare readonly expected: string;
  /** What was given, as the sentence shows it. */
  declare readonly got: string;
  /** What to do: whole sentences, or empty. */
  declare readonly remedy: string;
  constructor({ kind, path, expected, got, remedy }: Refusal, options?: ErrorOptions) {
    const what = kind === "unknown-field" ? `unknown field "${got}"` : `expected ${expected}; got ${got}`;
    super(`${path}: ${what}.${remedy && ` ${remedy}`}`, options);
    Object.assign(this, { kind, path, expected, got, remedy });
  }
}

type Refuse = (path: string, what: string, got: string, remedy?: string, options?: ErrorOptions) => InputError;

const refusing =
  (kind: InputErrorKind): Refuse =>
  (path, expected, got, remedy = "", options) =>
    new InputError({ kind, path, expected, got, remedy }, options);

/** Refuses what is of another type than `path` takes. */
export const wrongType: Refuse = /* @__PURE__ */ refusing("wrong-type");
/** Refuses a value that `path` does not take. */
export const wrongValue: Refuse = /* @__PURE__ */ refusing("wrong-value");
/** Refuses what has no meaning at `path`. */
export const misplaced: Refuse = /* @__PURE__ */ refusing("misplaced-field");

/** Names that a refusal lists even where one of them is near: more would hide the suggestion. */
const FEW = 10;

/** Refuses what is none of some names, with the nearest. */
export function notOneOf(path: string, given: unknown, names: readonly string[]): InputError {
  const near = typeof given === "string" ? suggestion(given, names) : "";
  const what = `one of ${near && names.length > FEW ? `${names.length} names` : names.join(", ")}`;
  return (typeof given === "string" ? wrongValue : wrongType)(path, what, shown(given), near);
}

/** Fields by the names that they had in an earlier release. */
export const RENAMED: ReadonlyMap<string, string> = new Map([["kernels", "backend"]]);

/** Refuses a field that is none of those which `path` has. */
export function unknownField(path: string, field: string, fields: readonly string[], remedy?: string): InputError {
  const known = fields.join(", ");
  return new InputError({
    kind: "unknown-field",
    path,
    expected: known ? `one of ${known}` : "nothing",
    got: cut(visible(field)),
    remedy:
      suggestion(RENAMED.get(field) ?? field, fields) ||
      (remedy ?? (known ? `Its fields are ${known}.` : "Take it out.")),
  });
}

/** The same, as a sentence begins. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Characters that a terminal obeys instead of showing them, or that turn the direction of what follows. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** The text with such characters written out, as in \u001b: names of files and of columns come from strangers. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * The value as it stands in a message: JSON, cut to a readable length; a NaN or an infinity by name, a long list and an
 * object with a class by what it is. Whatever is given, showing it raises nothing.
 */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  if (typeof value === "bigint" || typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  try {
    if (Array.isArray(value) && value.length > LONG) return `an array of ${value.length}`;
    const maker =
      typeof value === "object" && value !== null && !Object.hasOwn(value, "constructor")
        ? value.constructor?.name
        : undefined;
    if (maker && maker !== "Object" && maker !== "Array") return `an instance of ${maker}`;
    let left = MOST;
    const bounded = (_: string, inner: unknown) => (typeof inner !== "object" || left-- > 0 ? inner : null);
    return cut(visible(JSON.stringify(value, bounded) ?? String(value)));
  } catch {
    return `a value of type ${typeof value}`;
  }
}

/** Characters of a value in a message. Each object in it writes one at least, so no more of them are looked into. */
const MOST = 60;

function cut(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST - 3)}...` : text;
}

/** Elements of a list that is not written out. */
const LONG = 1000;

/** `Did you mean "x"?` for the nearest of the names, or nothing where none is near. */
export function suggestion(name: string, names: readonly string[]): string {
  const most = Math.max(name.length < 4 ? 1 : 2, Math.floor(name.length / 3));
  // As many edits as the lengths differ by are needed at least.
  const near = names.filter((candidate) => Math.abs(candidate.length - name.length) <= most);
  const ranked = near
    .map((candidate) => ({ candidate, edits: editsBetween(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best && best.edits <= most ? `Did you mean "${visible(best.candidate)}"?` : "";
}

/**
 * Characters to be inserted, deleted or replaced to make one word of the other (Levenshtein 1966): the last number of a
 * table of which one row is kept.
 */
export function editsBetween(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    let corner = i - 1;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = corner + (a[i - 1] === b[j - 1] ? 0 : 1);
      corner = row[j]!;
      row[j] = Math.min(replaced, corner + 1, row[j - 1]! + 1);
    }
  }
  return row[b.length]!;
}

/**
 * What `work` makes of something deep that was given, such as the JSON of a result. Where it has not the shape that the
 * work relies on, the engine raises a TypeError (so it does for a revoked proxy and most getters that throw), and the
 * error refuses what was given. It also refuses what is nested too deeply for the engine's stack. Any other RangeError
 * goes through: the machine has no room left, whatever was given.
 */
export function readOrRefuse<Result>(path: string, what: string, given: unknown, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TypeError || (error instanceof RangeError && isDeep(given)))) throw error;
    throw wrongType(path, what, shown(given), "", { cause: error });
  }
}

/** Whether it is nested more deeply than any input of doppelgrad, or cannot be read. */
function isDeep(given: unknown): boolean {
  let row = new Set([given]);
  try {
    for (let level = 0; level < 99; level++)
      row = new Set([...row].flatMap((value) => (typeof value === "object" && value ? Object.values(value) : [])));
  } catch {}
  return row.size > 0;
}

const LEFT = {
  logit: "a logit is out of range",
  loss: "the loss is not finite",
  parameter: "a parameter is not finite",
};

/** A replica diverged: a number in its training ceased to be finite. Exit code 1 on the command line. */
export class DivergedError extends Error {
  /** "DivergedError", in every bundle. */
  override name = "DivergedError";
  constructor(
    /** The lowest-numbered replica that diverged. */
    readonly replica: number,
    /** The first step at which it did. */
    readonly step: number,
    /** What was not finite. */
    readonly quantity: "logit" | "loss" | "parameter",
    remedy: string,
  ) {
    super(`replica ${replica} diverged at step ${step}: ${LEFT[quantity]}. ${remedy}`);
  }
}
