/**
 * JSON that is held as UTF-8 and gone through piece by piece: an array or an object gives some of its elements at a
 * time, each run of them parsed by itself, so that a document takes the memory of its text and not that of its values.
 */
import { type InputError, shown, visible, wrongValue } from "../study/errors.js";
import { MOST_COLUMNS } from "./table.js";

/** A document, in blocks. */
export interface JsonText {
  /** The file, as it is named in messages. */
  source: string;
  /** Bytes. */
  length: number;
  /** The byte there; NaN behind the end. */
  byteAt(at: number): number;
  /** Some bytes, with room before and behind them; what was given before is gone. */
  bytes(start: number, end: number, margin?: number): Uint8Array;
}

/** Bytes of a block, as a power of two. */
const BITS = 20;
const BLOCK = 1 << BITS;
/** Bytes of a document: 1 GiB, as of all that is held as a whole. */
const MOST_BYTES = 1073741824;
/** Bytes of one element that is parsed, and values in it: a row has no more of them than columns. */
const LONGEST = 16777216;
const MOST_VALUES = 2 * MOST_COLUMNS;
/** How deep values may be nested; those of a table are at a depth of three. */
const MOST_DEPTH = 1000;

/** @throws InputError for more than is held */
export async function holdJson(pieces: AsyncIterable<string>, source: string): Promise<JsonText> {
  const blocks: Uint8Array[] = [];
  let [length, room] = [0, new Uint8Array(0)];
  const roomFor = (size: number) => {
    if (room.length < size) room = new Uint8Array(2 * size);
    return room.subarray(0, size);
  };
  for await (const piece of pieces) {
    const bytes = roomFor(3 * piece.length);
    const { written } = new TextEncoder().encodeInto(piece, bytes);
    for (let from = 0; from < written; ) {
      if (length === blocks.length * BLOCK) blocks.push(new Uint8Array(BLOCK));
      const at = length % BLOCK;
      const some = bytes.subarray(from, Math.min(written, from + BLOCK - at));
      blocks.at(-1)!.set(some, at);
      length += some.length;
      from += some.length;
    }
    if (length > MOST_BYTES) {
      const remedy = "Write JSON lines, which are read piece by piece.";
      throw wrongValue(source, `a document of at most ${MOST_BYTES} bytes`, "more", remedy);
    }
  }
  return {
    source,
    length,
    byteAt: (at) => (at < length ? blocks[at >>> BITS]![at & (BLOCK - 1)]! : NaN),
    bytes(start, end, margin = 0) {
      const bytes = roomFor(end - start + 2 * margin);
      for (let at = start; at < end; ) {
        const some = blocks[at >>> BITS]!.subarray(at & (BLOCK - 1)).subarray(0, end - at);
        bytes.set(some, margin + at - start);
        at += some.length;
      }
      return bytes;
    },
  };
}

const [SPACE, QUOTE, COMMA, COLON, BACKSLASH] = [0x20, 0x22, 0x2c, 0x3a, 0x5c];
const [BRACKET, BRACKET_END, BRACE, BRACE_END] = [0x5b, 0x5d, 0x7b, 0x7d];

const isBlank = (byte: number): boolean => byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
/** Whether an array or an object begins with this byte. */
export const isOpening = (byte: number): boolean => byte === BRACKET || byte === BRACE;

/** The place of the next byte that is no blank, or the end. */
export function skipBlanks(text: JsonText, start: number): number {
  let at = start;
  while (isBlank(text.byteAt(at))) at++;
  return at;
}

/** What does not belong there. */
export function unexpectedAt(text: JsonText, at: number): InputError {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  let [line, character] = [1, 1];
  for (let from = 0; from < at; from += BLOCK) {
    const lines = utf8.decode(text.bytes(from, Math.min(at, from + BLOCK)), { stream: true }).split("\n");
    line += lines.length - 1;
    character = (lines.length > 1 ? 1 : character) + lines.at(-1)!.length;
  }
  // A character has four bytes at most.
  const [next = ""] = new TextDecoder().decode(text.bytes(at, Math.min(text.length, at + 4)));
  const what = next === "" ? "it ends" : shown(next);
  return wrongValue(text.source, "JSON", `text that is not JSON: ${what} in line ${line}, character ${character}`);
}

/** The value that stands there. */
export function valueAt(text: JsonText, start: number, end: number, place: string): unknown {
  return parsedJson(new TextDecoder().decode(text.bytes(start, end)), place);
}

/** @throws InputError for what is no JSON */
export function parsedJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const remedy = /\b(NaN|Infinity)\b/.test(text) ? "Write null for a number that is missing." : "";
    throw wrongValue(place, "JSON", `text that is not JSON (${visible((cause as Error).message)})`, remedy, { cause });
  }
}

/** @throws InputError for text with more values than a row has */
export function checkValues(text: string, place: string): void {
  if (text.length <= MOST_VALUES) return;
  let values = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === BACKSLASH) at++;
    else if (character === QUOTE) isQuoted = !isQuoted;
    else if (!isQuoted && (character === COMMA || character === BRACKET || character === BRACE)) values++;
  }
  if (values > MOST_VALUES) refuseValues(place, values);
}

function refuseValues(place: string, values: number): never {
  throw wrongValue(place, `at most ${MOST_VALUES} values in a row`, String(values));
}

/** Where somebody reads, and how many values have gone by since he last set that to 0. */
interface Reading {
  at: number;
  values: number;
}

/** What stands before a byte: a mark; a word that may go on, as true or 1.5; or the end of a value. */
const [MARK, WORD, VALUE] = [0, 1, 2];

/**
 * Goes on to the next comma, colon or closing bracket that is neither quoted nor inside an array or object. What words
 * are is left to who parses them.
 */
function toMark(text: JsonText, reading: Reading): number {
  const open: number[] = [];
  let [before, isQuoted] = [MARK, false];
  for (; reading.at < text.length; reading.at++) {
    const byte = text.byteAt(reading.at);
    if (isQuoted) {
      if (byte === BACKSLASH) reading.at++;
      else if (byte === QUOTE) isQuoted = false;
      else if (byte < SPACE) throw unexpectedAt(text, reading.at);
    } else if (byte === COMMA || byte === COLON) {
      reading.values++;
      if (open.length === 0) return byte;
      before = MARK;
    } else if (byte === BRACKET_END || byte === BRACE_END) {
      if (open.length === 0) return byte;
      if (open.pop() !== byte) throw unexpectedAt(text, reading.at);
      before = VALUE;
    } else if (isBlank(byte)) before = before === WORD ? VALUE : before;
    else if (byte !== QUOTE && !isOpening(byte)) {
      if (before === VALUE) throw unexpectedAt(text, reading.at);
      before = WORD;
    } else {
      if (before !== MARK) throw unexpectedAt(text, reading.at);
      isQuoted = byte === QUOTE;
      before = isQuoted ? VALUE : MARK;
      if (isQuoted) continue;
      reading.values++;
      if (open.push(closing(byte)) > MOST_DEPTH)
        throw wrongValue(text.source, `values nested at most ${MOST_DEPTH} deep`, "deeper ones");
    }
  }
  throw unexpectedAt(text, text.length);
}

/** The byte that closes what this one opens: it stands two behind it in ASCII. */
const closing = (byte: number): number => byte + 2;

/** Some elements of an array, or of an object with their keys, in the order of the file. */
export interface Elements {
  keys: string[] | null;
  values: unknown[];
}

export interface ElementReader {
  /** The next ones: at most so many, and about so many bytes; null behind the last. */
  take(count: number, bytes: number): Elements | null;
  /** Behind the closing bracket, once the last have been taken. */
  readonly at: number;
}

/**
 * The elements of the array or object that begins there.
 * @param place of an element by its index, for messages
 */
export function elementsAt(text: JsonText, start: number, place: (n: number) => string): ElementReader {
  const end = closing(text.byteAt(start));
  const isKeyed = end === BRACE_END;
  const reading: Reading = { at: start + 1, values: 0 };
  let [taken, isDone] = [0, false];

  function take(count: number, bytes: number): Elements | null {
    const [from, before] = [reading.at, taken];
    /** For each element its end, and in an object the colon behind its key. */
    const [ends, colons]: [number[], number[]] = [[], []];
    while (!isDone && ends.length < count && reading.at - from < bytes) {
      const begin = skipBlanks(text, reading.at);
      reading.values = 0;
      let mark = toMark(text, reading);
      if (isKeyed && mark === COLON) {
        colons.push(reading.at++);
        mark = toMark(text, reading);
      }
      const isEmpty = begin === reading.at;
      isDone = mark !== COMMA;
      if (isEmpty && taken === 0 && mark === end) {
        reading.at++;
        break;
      }
      if (isEmpty || (isDone && mark !== end) || (isKeyed && colons.length === ends.length))
        throw unexpectedAt(text, reading.at);
      if (reading.at - begin > LONGEST)
        throw wrongValue(place(taken), `at most ${LONGEST} bytes in a row`, String(reading.at - begin));
      if (reading.values > MOST_VALUES) refuseValues(place(taken), reading.values);
      ends.push(reading.at++);
      taken++;
    }
    return ends.length === 0 ? null : together(from, before, ends, colons);
  }

  /** A run of them as one array: of an object, keys and values in turn. */
  function together(from: number, before: number, ends: readonly number[], colons: readonly number[]): Elements {
    const bytes = text.bytes(from, ends.at(-1)!, 1);
    bytes[0] = BRACKET;
    bytes[bytes.length - 1] = BRACKET_END;
    for (const at of colons) bytes[1 + at - from] = COMMA;
    try {
      const values = JSON.parse(new TextDecoder().decode(bytes)) as unknown[];
      if (!isKeyed) return { keys: null, values };
      const keys = values.filter((_, n) => n % 2 === 0);
      if (keys.every((key) => typeof key === "string"))
        return { keys: keys as string[], values: values.filter((_, n) => n % 2 === 1) };
    } catch {
      // Which one it is, and what is wrong with it, is found below.
    }
    for (const [n, end] of ends.entries()) {
      const own = new TextDecoder().decode(text.bytes(n === 0 ? from : ends[n - 1]! + 1, end));
      parsedJson(isKeyed ? `{${own}}` : own, place(before + n));
    }
    throw unexpectedAt(text, from);
  }

  return {
    take,
    get at() {
      return reading.at;
    },
  };
}

/** A member of an object, and where its value stands. */
export interface Member {
  key: string;
  start: number;
  end: number;
  /** Elements of the value, where it is an array or an object; else null. */
  count: number | null;
}

/** The members of the object that begins there, in the order of the file; their values are gone through, not parsed. */
export function* membersAt(text: JsonText, object: number): Generator<Member, number> {
  const reading: Reading = { at: object + 1, values: 0 };
  for (let n = 0; ; n++) {
    const begin = skipBlanks(text, reading.at);
    let mark = toMark(text, reading);
    if (n === 0 && mark === BRACE_END && begin === reading.at) return reading.at + 1;
    if (mark !== COLON || reading.at - begin > LONGEST) throw unexpectedAt(text, reading.at);
    const key = keyAt(text, begin, reading.at);
    const start = skipBlanks(text, reading.at + 1);
    const inner = isOpening(text.byteAt(start)) ? through(text, start) : null;
    reading.at = inner?.end ?? start;
    const behind = skipBlanks(text, reading.at);
    mark = toMark(text, reading);
    // A value, and only one, stands before the mark.
    if (inner ? behind !== reading.at : start === reading.at) throw unexpectedAt(text, behind);
    if (mark !== COMMA && mark !== BRACE_END) throw unexpectedAt(text, reading.at);
    yield { key, start, end: inner?.end ?? reading.at, count: inner?.count ?? null };
    reading.at++;
    if (mark === BRACE_END) return reading.at;
  }
}

function keyAt(text: JsonText, start: number, end: number): string {
  const key = text.byteAt(start) === QUOTE ? valueAt(text, start, end, text.source) : null;
  if (typeof key !== "string") throw unexpectedAt(text, start);
  return key;
}

/** Goes through an array or object: how many elements it has, and where it ends. */
function through(text: JsonText, start: number): { count: number; end: number } {
  const reading: Reading = { at: start + 1, values: 0 };
  const isEmpty = text.byteAt(skipBlanks(text, start + 1)) === closing(text.byteAt(start));
  for (let count = isEmpty ? 0 : 1; ; reading.at++) {
    const mark = toMark(text, reading);
    if (mark === COMMA) count++;
    else if (mark !== COLON) {
      if (mark !== closing(text.byteAt(start))) throw unexpectedAt(text, reading.at);
      return { count, end: reading.at + 1 };
    }
  }
}
