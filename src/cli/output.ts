/**
 * What a command prints. A reader that closes stdout early (`| head`) has what it wanted: nothing fails, and no more is
 * written. A stderr that is closed or full, where only progress goes, is no reason to end anything.
 */

import { fstatSync, writeSync } from "node:fs";
import { rest } from "../host/slices.js";
import { because, codeOf } from "../host/system-error.js";
import { unlessAborted } from "../host/unless-aborted.js";
import { visible } from "../study/errors.js";
import { interrupted } from "./interrupt.js";
import { jsonPieces } from "./json-pieces.js";

/** Colour only for a person who wants it. */
export const COLOR = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
export const WIDTH = Math.max(60, process.stdout.columns ?? 100);

/** Nobody reads any more: a closed pipe, a terminal that is gone. */
const CLOSED = ["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"];

let closed = false;

/** Errors of the two streams come to whoever writes, or to nobody; without this they would end the process. */
export function survivePipes(): void {
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
}

/**
 * Prints a line, or several.
 * @throws Error where stdout cannot be written, as on a full disk; the reason of the interruption where one comes while
 * the reader waits
 */
export async function print(text: string): Promise<void> {
  await write([`${text}\n`]);
}

/** The same bytes as `JSON.stringify(value, null, 2)` and a line end, of any length. */
export async function printJson(value: unknown): Promise<void> {
  await write(jsonPieces(value));
}

/** What a command has found, and in how many seconds. */
export interface Findings {
  value: unknown;
  /** The same in words. */
  lines: () => readonly string[];
  seconds: number;
}

/** Prints findings as one JSON document, or in words with the time and the files that were written. */
export async function printFindings(
  { value, lines, seconds }: Findings,
  isJson: boolean | undefined,
  written: readonly string[],
): Promise<void> {
  if (isJson) return printJson(value);
  const files = written.length > 0 ? [`wrote ${written.join(written.length > 2 ? ", " : " and ")}`] : [];
  await print([...lines(), `${seconds.toFixed(1)} s`, ...files].join("\n"));
}

/** Says lines on stderr, as far as anybody hears them; what a terminal would obey is written out. */
export async function complain(text: string): Promise<void> {
  if (text === "") return;
  const lines = text.split("\n").map(visible).join("\n");
  await new Promise<void>((resolve) => process.stderr.write(lines, () => resolve()));
}

/** The pieces of a text of any length. */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  await write(pieces);
}

async function write(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    if (closed) return;
    try {
      // A pager may keep its pipe full for as long as it likes.
      await unlessAborted(interrupted, writePiece(piece));
    } catch (error) {
      if (interrupted.aborted && error === interrupted.reason) throw error;
      const gone = CLOSED.includes(codeOf(error)) || (codeOf(error) === "EIO" && process.stdout.isTTY);
      if (!gone) throw new Error(`stdout could not be written: ${because(error)}.`, { cause: error });
      closed = true;
    }
  }
}

/** A file is written to the last byte, or the disk is full: the stream would take a short write for a whole one. */
async function writePiece(piece: string): Promise<void> {
  const { fd } = process.stdout;
  if (fstatSync(fd).isFile()) {
    const bytes = Buffer.from(piece);
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    await rest();
  } else {
    await new Promise<void>((resolve, reject) =>
      process.stdout.write(piece, (error) => (error ? reject(error) : resolve())),
    );
  }
}
