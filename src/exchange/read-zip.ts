/**
 * The reader of zip: arrays as numpy.savez writes them (.npz), or one table of another form.
 */
import { shown, wrongValue } from "../study/errors.js";
import { type Content, contentOfPieces, inPieces } from "./content.js";
import { arraysTable } from "./npz-table.js";
import { openTable } from "./open-table.js";
import type { Dialect, Table } from "./table.js";
import { unzipped } from "./unzipped.js";

/** What programs add to a zip: folders, and files of their own. */
const ADDED = /\/$|^__MACOSX\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/;

export async function read({ source, bytes }: Content, dialect: Dialect): Promise<Table> {
  const files = unzipped(await bytes(), source);
  if (files.has("[Content_Types].xml")) {
    const what = "one table, or the arrays of numpy.savez";
    throw wrongValue(source, what, "a workbook of Excel, or another document of Office", "Save it as CSV.");
  }
  const names = [...files.keys()].filter((name) => !ADDED.test(name));
  if (names.length > 0 && names.every((name) => name.endsWith(".npy"))) {
    return arraysTable(new Map(names.map((name) => [name.slice(0, -4), files.get(name)!])), source);
  }
  if (names.length !== 1) {
    const got = names.length === 0 ? "an empty zip" : `${names.length} files, ${shown(names[0])} first`;
    throw wrongValue(source, "one table in the zip", got, names.length === 0 ? "" : "Unpack it, and name one of them.");
  }
  const inner = `${source}, ${shown(names[0])}`;
  const content = files.get(names[0]!)!;
  const table = await openTable(
    contentOfPieces(inPieces(content), inner, async () => content.length),
    dialect,
    true,
  );
  return { ...table, form: `${table.form}, zip` };
}
