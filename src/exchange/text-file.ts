/**
 * Bytes and text from a file, where the host has files: a regular one or a pipe, never without end.
 */

import { nodeModule } from "../host/node.js";
import { shown, visible, wrongValue } from "../study/errors.js";

/** Bytes of text that is read as a table of the first releases: 1 GiB. */
const MOST_TEXT = 1073741824;
/** Bytes of a file that is read in pieces: 16 GiB. */
const MOST_IN_PIECES = 17179869184;
/** Bytes that become one string: no engine holds a much longer one. */
const MOST_IN_ONE = 500000000;
/** Bytes that are read at a time. */
const PIECE = 1 << 20;

export interface FileRequest {
  /** For messages: `field: expected what; got path.` */
  field: string;
  what: string;
  /** What to say where there is no such file. */
  remedy?: string;
  signal?: AbortSignal;
}

const REASONS: Record<string, string> = {
  ENOENT: "There is no such file.",
  ENOTDIR: "There is no such file.",
  EACCES: "You have no permission to read it.",
  EPERM: "You have no permission to read it.",
  ENAMETOOLONG: "The name is too long.",
  ELOOP: "It is a link to itself.",
  ERR_ACCESS_DENIED: "Node was started with permissions that forbid it: add --allow-fs-read.",
  ERR_INVALID_ARG_VALUE: "No file can have such a name.",
};

/**
 * All of a file.
 * @throws InputError that says why it cannot be read, or that it is no UTF-8; the signal's reason
 */
export async function readText(path: string, request: FileRequest): Promise<string> {
  let text = "";
  for await (const piece of textPieces(path, request, MOST_IN_ONE)) text += piece;
  return text;
}

/**
 * The text of a file in pieces; a byte order mark is left out.
 * @throws InputError that says why it cannot be read, or that it is no UTF-8; the signal's reason
 */
export async function* textPieces(path: string, request: FileRequest, most = MOST_TEXT): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decoded = (piece?: Uint8Array) => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch (cause) {
      throw wrongValue(visible(path), "text in UTF-8", "bytes that are not", "Save it as text in UTF-8.", { cause });
    }
  };
  for await (const piece of bytePieces(path, request, most)) yield decoded(piece);
  yield decoded();
}

/**
 * The bytes of a file in pieces.
 * @throws InputError that says why it cannot be read; the signal's reason
 */
export async function* bytePieces(
  path: string,
  request: FileRequest,
  most = MOST_IN_PIECES,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of piecesOf(path, request, most)) {
    request.signal?.throwIfAborted();
    bytes += piece.length;
    if (bytes > most) throw wrongValue(visible(path), `at most ${most} bytes`, "more", "Use a part of it.");
    yield piece;
  }
}

/** Bytes of a file; null for what is no regular one. */
export async function fileSize(path: string): Promise<number | null> {
  try {
    const kind = await nodeModule("node:fs")!.promises.stat(path);
    return kind.isFile() ? kind.size : null;
  } catch {
    // Reading says why.
    return null;
  }
}

async function* piecesOf(
  path: string,
  { field, what, remedy, signal }: FileRequest,
  most: number,
): AsyncGenerator<Uint8Array> {
  const refused = (reason: string, cause?: unknown) => wrongValue(field, what, shown(path), reason, { cause });
  const fs = nodeModule("node:fs");
  if (!fs) throw refused("Where there are no files, give its content: text or bytes.");
  try {
    const kind = await fs.promises.stat(path);
    if (kind.isFile() && kind.size > most)
      throw wrongValue(visible(path), `at most ${most} bytes`, String(kind.size), "Use a part of it.");
    if (kind.isFile()) yield* filePieces(await fs.promises.open(path, "r"));
    else if (kind.isFIFO())
      yield* pipePieces(fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK), signal);
    else
      throw refused(
        kind.isDirectory() ? "It is a folder." : "It is a device or a socket; only a file or a pipe is read.",
      );
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code !== "string") throw cause;
    const isMissing = code === "ENOENT" || code === "ENOTDIR";
    throw refused((isMissing && remedy) || REASONS[code] || `It cannot be read (${code}).`, cause);
  }
}

async function* filePieces(
  file: Awaited<ReturnType<typeof import("node:fs").promises.open>>,
): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(PIECE), 0, PIECE);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Opened so that neither that nor reading waits in a place where no signal is heard. */
async function* pipePieces(fd: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const { Socket } = nodeModule("node:net")!;
  const socket = new Socket({ fd, readable: true, writable: false });
  const end = () => socket.destroy(signal!.reason as Error);
  signal?.addEventListener("abort", end);
  try {
    yield* socket as AsyncIterable<Uint8Array>;
  } finally {
    signal?.removeEventListener("abort", end);
  }
}
