/**
 * The content of the file that a spec names or holds, as its reader wants it.
 */
import { rest } from "../host/slices.js";
import type { FileParameters } from "./reader.js";
import { textPieces } from "./text-file.js";

export interface Content {
  /** The file, as it is named in messages. */
  source: string;
  /** The text in pieces, cut anywhere. */
  text(): AsyncIterable<string>;
}

/** Characters of a given text that are read at a time. */
const PIECE = 1 << 20;

export function contentOf({ path, text }: FileParameters, source: string, signal?: AbortSignal): Content {
  return {
    source,
    text: () =>
      typeof text === "string"
        ? cut(text, signal)
        : textPieces(path!, { field: "study.data.path", what: "a file that can be read", signal }),
  };
}

/** Pieces of a text that is already here. */
async function* cut(text: string, signal?: AbortSignal): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += PIECE) {
    yield text.slice(at, at + PIECE);
    await rest(signal);
  }
}
