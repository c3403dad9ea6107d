/**
 * The table of a file in any form that is read: found by its content, never by its name.
 */
import { joinedBytes } from "../host/joined.js";
import { shown, wrongValue } from "../study/errors.js";
import { type Content, contentOfPieces } from "./content.js";
import { formatOf, HEAD } from "./formats.js";
import type { Dialect, Table } from "./table.js";

export interface OpenedTable extends Table {
  /** How it was read: "CSV", `text with ";", decimal comma`, "Parquet". */
  form: string;
}

/**
 * The table of a file.
 * @param isInside whether it stands in a file of another format
 * @throws InputError for a file that no reader takes; it names the file, and the row or the column
 */
export async function openTable(content: Content, dialect: Dialect, isInside = false): Promise<OpenedTable> {
  const { head, pieces } = await begun(content.pieces());
  const format = formatOf(head, content.source, isInside);
  const { read } = await format.load();
  const table = await read(contentOfPieces(pieces, content.source, content.size), dialect);
  return { ...table, form: table.form ?? format.name, names: sameForm(table) };
}

/** Names, trimmed and in one form of Unicode. */
function sameForm({ source, names }: Table): string[] {
  const before = new Set<string>();
  return names.map((given) => {
    const name = given.trim().normalize("NFC");
    if (before.has(name)) throw wrongValue(source, "a different name for each column", `${shown(name)} twice`);
    before.add(name);
    return name;
  });
}

/** The first bytes, and all of them in pieces. */
async function begun(
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; pieces: AsyncIterable<Uint8Array> }> {
  const rest = pieces[Symbol.asyncIterator]();
  let head = new Uint8Array(0);
  let isDone = false;
  while (!isDone && head.length < HEAD) {
    const { value, done } = await rest.next();
    isDone = done === true;
    if (!isDone) head = joinedBytes([head, value as Uint8Array]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    if (!isDone) yield* { [Symbol.asyncIterator]: () => rest };
  }
  return { head, pieces: all() };
}
