/**
 * Reads numbers and rows of them. Each is looked at in its place, so that a hole in a list, a null or a text is refused
 * by its path, and moves no other number.
 */
import { shown, wrongType, wrongValue } from "./errors.js";
import { isList, type NumberRange } from "./numbers.js";

/** @throws InputError for what is no number, and for one out of range */
export function readNumber(given: unknown, path: string, { least, most, what, remedy }: NumberRange): number {
  if (typeof given !== "number") throw wrongType(path, what, shown(given));
  if (!(given >= least && given <= most)) throw wrongValue(path, what, shown(given), remedy);
  return given;
}

/**
 * Rows of `columns` numbers, row after row, into `into` from `at`; where there is one column a number may stand for its
 * row.
 * @param checkRow looks at each row that has been read
 * @throws InputError with the path of what does not fit
 */
export function readRows(
  given: ArrayLike<unknown>,
  columns: number,
  path: string,
  range: NumberRange,
  into: Float64Array | Float32Array,
  at: number,
  checkRow?: (row: Float64Array | Float32Array, path: string) => void,
): void {
  for (let n = 0; n < given.length; n++, at += columns) {
    const row = given[n];
    if (columns === 1 && !isList(row)) {
      into[at] = readNumber(row, `${path}[${n}]`, range);
      continue;
    }
    if (!isList(row)) throw wrongType(`${path}[${n}]`, `a row of ${columns} numbers`, shown(row));
    if (row.length !== columns)
      throw wrongValue(`${path}[${n}]`, `${columns} ${columns === 1 ? "number" : "numbers"}`, shown(Array.from(row)));
    for (let c = 0; c < columns; c++) into[at + c] = readNumber(row[c], `${path}[${n}][${c}]`, range);
    checkRow?.(into.subarray(at, at + columns), `${path}[${n}]`);
  }
}
