/**
 * From bytes to text: UTF-8, UTF-16 by its mark or its zeros, or the encoding that the user names.
 */
import { shown, wrongValue } from "../study/errors.js";

/** The encoding that the first bytes of a file show. */
export function encodingOf(head: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  // Without a mark, every other byte of plain letters and digits is zero.
  const isZero = (at: number) => head.length > at && head[at] === 0;
  if (isZero(1) && isZero(3) && !isZero(0) && !isZero(2)) return "utf-16le";
  if (isZero(0) && isZero(2) && !isZero(1) && !isZero(3)) return "utf-16be";
  return "utf-8";
}

/** The text that the first bytes of a file hold, as far as it is text. */
export function headText(head: Uint8Array): string {
  return new TextDecoder(encodingOf(head)).decode(head);
}

/**
 * The text of a file in pieces, without a byte order mark.
 * @param encoding a name of the Encoding Standard; null finds UTF-8 and UTF-16
 * @param onEncoding is told which it is, before the first text
 * @throws InputError for bytes that are no such text
 */
export async function* decodedPieces(
  pieces: AsyncIterable<Uint8Array>,
  source: string,
  encoding: string | null,
  onEncoding: (name: string) => void,
): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  const decoded = (piece?: Uint8Array) => {
    try {
      return decoder!.decode(piece, { stream: piece !== undefined });
    } catch (cause) {
      const remedy =
        encoding === null
          ? 'Save it as text in UTF-8, or set data.encoding="windows-1252" (older files of Windows) or what it is.'
          : "Set data.encoding to what it is.";
      throw wrongValue(source, `text in ${decoder!.encoding.toUpperCase()}`, "bytes that are not", remedy, { cause });
    }
  };
  for await (const piece of pieces) {
    if (decoder === null) {
      decoder = decoderOf(encoding ?? encodingOf(piece));
      onEncoding(decoder.encoding);
    }
    yield decoded(piece);
  }
  if (decoder) yield decoded();
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    const what = "an encoding, such as utf-8, utf-16le or windows-1252";
    throw wrongValue("study.data.encoding", what, shown(encoding), "", { cause });
  }
}
