/**
 * What comes through stdin as data of a study: its content becomes a part of the study, so that whoever has the result
 * can prove it.
 */
import { contentFields } from "../data/files.js";
import { toBase64 } from "../host/base64.js";
import { shown, wrongValue } from "../study/errors.js";
import { interrupted } from "./interrupt.js";

/** Bytes that a study holds. */
const MOST_BYTES = 67108864;

/** Whether a name of a file means stdin. */
export function isStandardInput(name: string): boolean {
  return name === "-" || name === "/dev/stdin";
}

/** What came through stdin: text where it is UTF-8, else bytes. */
export type StandardInput = { text: string; bytes?: never } | { bytes: Uint8Array; text?: never };

/**
 * All of stdin.
 * @param option where stdin is named, for messages
 * @throws InputError for a terminal, nothing and too much
 */
export async function readStandardInput(option: string): Promise<StandardInput> {
  const bytes = await allBytes(option);
  const text = asText(bytes);
  return text === null ? { bytes } : { text };
}

/** Data of a file format that hold such content, in place of a file. */
export function holding(data: { name: string }, { text, bytes }: StandardInput): object {
  const fields = contentFields(data.name);
  const field = text !== undefined && fields.includes("text") ? "text" : fields.at(-1)!;
  const content =
    field === "text" ? (text ?? new TextDecoder().decode(bytes)) : toBase64(bytes ?? new TextEncoder().encode(text));
  return { ...data, path: null, ...Object.fromEntries(fields.map((each) => [each, null])), [field]: content };
}

async function allBytes(option: string): Promise<Uint8Array> {
  const { stdin } = process;
  const refused = (got: string, remedy: string) => wrongValue(option, "a file through stdin", got, remedy);
  if (stdin.isTTY) throw refused("a terminal", `Write doppelgrad run ${shown("-")} < FILE, or name the file.`);
  const end = () => stdin.destroy(interrupted.reason as Error);
  interrupted.addEventListener("abort", end);
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of stdin as AsyncIterable<Uint8Array>) {
      length += piece.length;
      if (length > MOST_BYTES) throw refused(`more than ${MOST_BYTES} bytes`, "Save it as a file, and name that.");
      pieces.push(piece);
    }
  } finally {
    interrupted.removeEventListener("abort", end);
  }
  if (length === 0) throw refused("nothing", "");
  return Buffer.concat(pieces);
}

/** Text in UTF-8, or null. */
function asText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
