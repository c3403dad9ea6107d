/**
 * The form of every message: `path: expected X; got Y. Remedy.`
 * Kind is a TypeError, value a RangeError, the rest an Error.
 *
 * The engine raises the same two kinds for a bug, but in words of its own: the form is what tells them apart.
 */
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
  if (typeof value === "number" || value === undefined) return String(value);
  if (typeof value === "bigint" || typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  try {
    if (Array.isArray(value) && value.length > LONG) return `an array of ${value.length}`;
    const maker =
      typeof value === "object" && value !== null && !Object.hasOwn(value, "constructor")
        ? value.constructor?.name
        : undefined;
    if (maker && maker !== "Object" && maker !== "Array") return `an instance of ${maker}`;
    const text = visible(JSON.stringify(value) ?? String(value));
    return text.length > 60 ? `${text.slice(0, 57)}...` : text;
  } catch {
    return `a value of type ${typeof value}`;
  }
}

/** Elements of a list that is not written out. */
const LONG = 1000;

/** ` Did you mean "x"?` for the nearest of the names, or nothing where none is near. */
export function suggestion(name: string, names: readonly string[]): string {
  const most = Math.max(name.length < 4 ? 1 : 2, Math.floor(name.length / 3));
  // As many edits as the lengths differ by are needed at least.
  const near = names.filter((candidate) => Math.abs(candidate.length - name.length) <= most);
  const ranked = near
    .map((candidate) => ({ candidate, edits: editsBetween(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best && best.edits <= most ? ` Did you mean "${visible(best.candidate)}"?` : "";
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

/** The sentence of an error about one value. */
export function expected(path: string, what: string, got: string, remedy = ""): string {
  return `${path}: expected ${what}; got ${got}.${remedy && !remedy.startsWith(" ") ? " " : ""}${remedy}`;
}

/**
 * What `work` makes of something deep that was given, such as the JSON of a result: where it has not the shape that the
 * work relies on, and the engine stumbles, the error refuses what was given.
 */
export function read<Result>(path: string, what: string, given: unknown, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TypeError) || isBadInput(error)) throw error;
    throw new TypeError(expected(path, what, shown(given)), { cause: error });
  }
}

/** Whether an error refuses what was given: a TypeError or RangeError in the form. */
export function isBadInput(error: unknown): error is TypeError | RangeError {
  return (
    (error instanceof TypeError || error instanceof RangeError) &&
    /: (expected .+; got .|unknown field ")/s.test(error.message)
  );
}

const LEFT = {
  logit: "a logit is out of range",
  loss: "the loss is not finite",
  parameter: "a parameter is not finite",
};

/** A training replica left the finite numbers: the study fails. Exit code 1 on the command line. */
export class DivergedError extends Error {
  override name = "DivergedError";
  constructor(
    readonly replica: number,
    readonly step: number,
    readonly quantity: "logit" | "loss" | "parameter",
    remedy: string,
  ) {
    super(`replica ${replica} diverged at step ${step}: ${LEFT[quantity]}. ${remedy}`);
  }
}
