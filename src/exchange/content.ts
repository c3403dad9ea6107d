/**
 * The content of the file that a spec names or holds, as its reader wants it.
 */
import { rest } from "../host/slices.js";
import { wrongValue } from "../study/errors.js";
import { bytePieces, textPieces } from "./text-file.js";

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
}

/** Characters of a given text that are read at a time. */
const PIECE = 1 << 20;

export function contentOf({ path, text, bytes }: GivenContent, source: string, signal?: AbortSignal): Content {
  const request = { field: "study.data.path", what: "a file that can be read", signal };
  return {
    source,
    text: () => (typeof text === "string" ? cut(text, signal) : textPieces(path!, request)),
    bytes: async () => (typeof bytes === "string" ? fromBase64(bytes) : joined(bytePieces(path!, request))),
  };
}

/** Pieces of a text that is already here. */
async function* cut(text: string, signal?: AbortSignal): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += PIECE) {
    yield text.slice(at, at + PIECE);
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
    throw wrongValue("study.data.bytes", "bytes in base64", "text that is none");
  }
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  const bytes = new Uint8Array(all.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of all) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
