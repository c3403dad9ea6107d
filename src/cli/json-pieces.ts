/**
 * JSON of any length in pieces: the text of a result with all its predictions may be longer than any string can be.
 */

/** Characters after which a piece is given away. */
const PIECE = 1 << 16;

/** The pieces of `JSON.stringify(value, null, 2)` and a line end. */
export function* jsonPieces(value: unknown): Generator<string> {
  let piece = "";
  for (const part of parts(value, "\n")) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}\n`;
}

/** @param line a line end and the indent of what holds the value */
function* parts(value: unknown, line: string): Generator<string> {
  const plain = hasToJson(value) ? value.toJSON() : value;
  if (isShort(plain)) return yield (JSON.stringify(plain, null, 2) ?? "null").replaceAll("\n", line);
  const inner = `${line}  `;
  const isArray = Array.isArray(plain);
  let before = isArray ? "[" : "{";
  for (const [key, item] of isArray ? plain.entries() : Object.entries(plain)) {
    if (!isArray && isLeftOut(item)) continue;
    yield `${before}${inner}${isArray ? "" : `${JSON.stringify(key)}: `}`;
    yield* parts(item, inner);
    before = ",";
  }
  if (before !== ",") yield isArray ? "[]" : "{}";
  else yield `${line}${isArray ? "]" : "}"}`;
}

function hasToJson(value: unknown): value is { toJSON(): unknown } {
  return typeof (value as { toJSON?: unknown } | null | undefined)?.toJSON === "function";
}

/** What the engine writes at once: no object, or an array that holds none and is not long. */
function isShort(value: unknown): value is string | number | boolean | null | undefined | unknown[] {
  if (!Array.isArray(value)) return typeof value !== "object" || value === null;
  return value.length <= 1024 && value.every((item) => typeof item !== "object" || item === null);
}

/** JSON has no word for these. */
function isLeftOut(value: unknown): boolean {
  return value === undefined || typeof value === "function" || typeof value === "symbol";
}
