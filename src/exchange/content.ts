/**
 * The content of the file that a spec names or holds, as its reader wants it.
 */
import { joinedBytes } from "../host/joined.js";
import { rest } from "../host/slices.js";
import { wrongValue } from "../study/errors.js";
import { decodedPieces } from "./decoding.js";
import { bytePieces, fileSize, textPieces } from "./text-file.js";

/** A file as it is given: by its path, or by its content as text or as bytes in base64; the others are null or absent. */
export interface GivenContent {
  path: string | null;
  text?: string | null;
  bytes?: string | null;
}

export interface Content {
  /** The file, as it is named in messages. */
  source: string;
  /** The text in pieces, cut anywhere. */
  text(): AsyncIterable<string>;
  /** All bytes. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  /** The bytes in pieces. */
  pieces(): AsyncIterable<Uint8Array>;
  /** How many bytes there are, as far as that is known before: room for all of them. */
  size(): Promise<number | null>;
}

/** Characters of a given text that are read at a time. */
const PIECE = 1 << 20;

/** Bytes of a file that is held as a whole: 1 GiB. */
const MOST_AT_ONCE = 1073741824;

export function contentOf({ path, text, bytes }: GivenContent, source: string, signal?: AbortSignal): Content {
  const request = { field: "study.data.path", what: "a file that can be read", signal };
  return {
    source,
    text: () => (typeof text === "string" ? cut(text, signal) : textPieces(path!, request)),
    bytes: async () =>
      typeof bytes === "string" ? fromBase64(bytes) : joined(bytePieces(path!, request), source, await fileSize(path!)),
    pieces: () =>
      typeof text === "string"
        ? encoded(cut(text, signal))
        : typeof bytes === "string"
          ? inPieces(fromBase64(bytes), signal)
          : bytePieces(path!, request),
    size: async () => (typeof path === "string" ? fileSize(path) : null),
  };
}

/**
 * Content that comes in pieces, each of which is read once.
 * @param size how many bytes they are, where that is known
 */
export function contentOfPieces(
  pieces: AsyncIterable<Uint8Array>,
  source: string,
  size: Content["size"] = async () => null,
): Content {
  return {
    source,
    text: () => decodedPieces(pieces, source, "utf-8", () => {}),
    bytes: async () => joined(pieces, source, await size()),
    pieces: () => pieces,
    size,
  };
}

/** Pieces of a text that is already here. */
async function* cut(text: string, signal?: AbortSignal): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += PIECE) {
    yield text.slice(at, at + PIECE);
    await rest(signal);
  }
}

/** Text as UTF-8. */
async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  // A character beyond the first plane is two units, which may stand in two pieces.
  let held = "";
  for await (const piece of pieces) {
    const text = held + piece;
    held = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : "";
    yield new TextEncoder().encode(text.slice(0, text.length - held.length));
  }
  if (held) yield new TextEncoder().encode(held);
}

/** Bytes that are here, in pieces. */
export async function* inPieces(bytes: Uint8Array, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    yield bytes.subarray(at, at + PIECE);
    await rest(signal);
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    const characters = atob(text);
    const bytes = new Uint8Array(characters.length);
    for (let n = 0; n < bytes.length; n++) bytes[n] = characters.charCodeAt(n);
    return bytes;
  } catch {
    throw wrongValue("study.data.bytes", "bytes in base64", "text that is not base64");
  }
}

/** All of them as one array; where their size is known, they are never there twice. */
async function joined(
  pieces: AsyncIterable<Uint8Array>,
  source: string,
  size: number | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const refuse = (got: string) => wrongValue(source, `at most ${MOST_AT_ONCE} bytes`, got, "Use a part of it.");
  if (size !== null && size > MOST_AT_ONCE) throw refuse(String(size));
  const room = new Uint8Array(size ?? 0);
  let filled = 0;
  const others: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > MOST_AT_ONCE) throw refuse("more");
    if (others.length > 0 || length > room.length) others.push(piece);
    else {
      room.set(piece, filled);
      filled = length;
    }
  }
  return length === room.length ? room : joinedBytes([room.subarray(0, filled), ...others]);
}
