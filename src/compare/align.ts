/**
 * Predictions of several files in one order: of examples, by their ids or by their places; of columns, by their names.
 */
import { isNumber, type TableCell } from "../exchange/table.js";
import { shown, wrongValue } from "../study/errors.js";
import type { FilePart } from "./file-parts.js";

/** As many columns as the first model, of the same names where there are several. */
export function checkLike(part: FilePart, first: FilePart): void {
  if (part.columns !== first.columns) {
    const remedy = [first, part].some(({ source }) => /label|target/i.test(source)) ? "Labels go into --labels." : "";
    throw wrongValue(part.source, `${columnsText(first)}, as in ${first.source}`, columnsText(part), remedy);
  }
  if (part.columns > 1 && part.names && first.names) columnOrder(part, first);
  if (Boolean(part.ids) !== Boolean(first.ids))
    throw wrongValue(part.source, `${first.ids ? "ids" : "no ids"}, as in ${first.source}`, part.ids ? "ids" : "none");
}

export const columnsText = ({ columns, names }: FilePart): string =>
  `${columns} ${columns === 1 ? "column" : "columns"}${names ? ` (${names.join(", ")})` : ""}`;

/** For each column of the first model the place of that name. */
function columnOrder(part: FilePart, first: FilePart): number[] {
  if (part.columns === 1 || !part.names || !first.names) return Array.from({ length: first.columns }, (_, c) => c);
  return first.names.map((name) => {
    const at = part.names!.indexOf(name);
    if (at < 0) throw wrongValue(part.source, `${columnsText(first)}, as in ${first.source}`, columnsText(part));
    return at;
  });
}

/** For each example of the first model the row of this one: by id, or by place. */
export function alignedTo(first: FilePart, part: FilePart): number[] {
  if (!part.ids || !first.ids) return positions(first, part);
  const at = new Map<string, number>();
  part.ids.forEach((id, n) => {
    if (at.has(id)) throw wrongValue(part.place(n), "a different id for each example of a model", `${shown(id)} twice`);
    at.set(id, n);
  });
  const order = first.ids.map((id, n) => {
    const row = at.get(id);
    if (row === undefined) throw wrongValue(part.model, `the id ${shown(id)}, as ${first.place(n)} has`, "no such id");
    return row;
  });
  if (order.length < part.ids.length) {
    const known = new Set(first.ids);
    const other = part.ids.findIndex((id) => !known.has(id));
    throw wrongValue(part.place(other), `an id of ${first.model}`, shown(part.ids[other]));
  }
  return order;
}

function positions(first: FilePart, part: FilePart): number[] {
  if (part.rows.length !== first.rows.length)
    throw wrongValue(part.model, `${first.rows.length} examples, as in ${first.model}`, String(part.rows.length));
  return Array.from({ length: first.rows.length }, (_, n) => n);
}

/** Numbers in the order of the first model's examples and columns. */
export function inOrder(part: FilePart, order: readonly number[], first: FilePart): Float64Array {
  const columns = columnOrder(part, first);
  const values = new Float64Array(order.length * columns.length);
  order.forEach((row, n) =>
    columns.forEach((from, c) => {
      values[n * columns.length + c] = part.values[row * columns.length + from]!;
    }),
  );
  return values;
}

export const reordered = <T>(items: readonly T[], order: readonly number[]): T[] => order.map((row) => items[row]!);

/** What each file says of an example, where any does; all must say the same. */
export function agreeing<Name extends "labels" | "groups">(
  parts: readonly FilePart[],
  aligned: readonly number[][],
  name: Name,
): NonNullable<FilePart[Name]> | null {
  let [said, by, its]: [TableCell[] | null, FilePart | null, readonly number[]] = [null, null, []];
  parts.forEach((part, p) => {
    const own = part[name] as TableCell[] | null;
    if (!own) return;
    const ordered = reordered(own, aligned[p]!);
    if (said) {
      const other = ordered.findIndex((cell, n) => textOf(cell) !== textOf(said![n]!));
      if (other >= 0)
        throw wrongValue(
          `${part.place(aligned[p]![other]!)}, ${name.slice(0, -1)}`,
          `${cellText(said[other]!)}, as ${by!.place(its[other]!)} has`,
          cellText(ordered[other]!),
        );
    } else [said, by, its] = [ordered, part, aligned[p]!];
  });
  return said as NonNullable<FilePart[Name]> | null;
}

/** A cell as it is compared: a number by its value. */
export const textOf = (cell: TableCell): string => (isNumber(cell) ? String(Number(cell)) : (cell ?? ""));
/** A cell in a message. */
export const cellText = (cell: TableCell): string => (cell === null ? "an empty cell" : shown(cell));
