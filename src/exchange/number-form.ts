/**
 * How a text writes its numbers: 1234.5, 1234,5, 1.234,5 or 1,234.5. It is found only where the cells leave no doubt.
 */
import { shown, wrongValue } from "../study/errors.js";
import { isNumber } from "./table.js";

export interface NumberForm {
  decimal: "." | ",";
  thousands: string | null;
}

/** What stands for a missing number in many files. */
export const isGap = (cell: string): boolean => /^([+-]?nan|n\/?a|null|none|\?|-|\.|)$/i.test(cell);

const EXPONENT = "(?:e[+-]?\\d+)?";
const form = (digits: string) => new RegExp(`^[+-]?(?:${digits})${EXPONENT}$`, "i");
/** 9,7 and 0,125 and 1.234,5: the comma is that of a fraction. */
const COMMA = form("\\d+,(?:\\d{1,2}|\\d{4,})|0+,\\d+|\\d{4,},\\d+|,\\d+|\\d{1,3}(?:\\.\\d{3})+,\\d*");
/** 1,234.5 and 1,234,567: the commas group digits. */
const GROUPS = form("\\d{1,3}(?:,\\d{3})+\\.\\d*|[1-9]\\d{0,2}(?:,\\d{3}){2,}");
/** 1,234: either. */
const EITHER = form("[1-9]\\d{0,2},\\d{3}");
/** 1.234,5 and 1.234.567: the points group digits. */
const POINTS = form("\\d{1,3}(?:\\.\\d{3})+,\\d*|[1-9]\\d{0,2}(?:\\.\\d{3}){2,}");

/** Whether a cell may be a number in one form or another. */
export function isLikeNumber(cell: string): boolean {
  return isNumber(cell) || [COMMA, GROUPS, EITHER, POINTS].some((each) => each.test(cell));
}

/**
 * How the numbers of some columns are written.
 * @param columns cells of each, some rows of them
 * @param given what the user has said
 * @param isSafe whether a comma may be that of a fraction without a question, as where it separates no cells
 * @throws InputError where the cells leave a doubt, with the fields that settle it
 */
export function findNumberForm(
  columns: readonly (readonly string[])[],
  given: { decimal?: "." | "," | null; thousands?: string | null },
  isSafe: boolean,
  source: string,
): NumberForm {
  const thousands = given.thousands ?? null;
  if (given.decimal) return { decimal: given.decimal, thousands };
  if (thousands !== null) return { decimal: thousands === "." ? "," : ".", thousands };
  const cells = columns.filter((column) => column.every((cell) => isGap(cell) || isLikeNumber(cell))).flat();
  const comma = cells.find((cell) => COMMA.test(cell));
  const groups = cells.find((cell) => GROUPS.test(cell));
  const point = cells.find((cell) => isNumber(cell) && /\.(?!\d{3}$)/.test(cell));
  const either = cells.find((cell) => EITHER.test(cell));
  const doubt = (cell: string) =>
    wrongValue(
      source,
      "numbers whose notation is unambiguous",
      shown(cell),
      'Set data.decimal="," if the comma is a decimal comma, or data.thousands="," if it groups digits.',
    );
  if (comma !== undefined) {
    if (groups !== undefined || point !== undefined || !isSafe) throw doubt(comma);
    return { decimal: ",", thousands: cells.some((cell) => POINTS.test(cell)) ? "." : null };
  }
  if (groups !== undefined) return { decimal: ".", thousands: "," };
  if (either !== undefined) throw doubt(either);
  return { decimal: ".", thousands: null };
}

/**
 * Writes numbers of that form in plain decimal notation, and leaves other text as it is; null where there is nothing to
 * write anew.
 * @param refuse is called for what would be a number of the other form
 */
export function plainNumber({
  decimal,
  thousands,
}: NumberForm): ((cell: string, refuse: (cell: string) => never) => string) | null {
  if (decimal === "." && thousands === null) return null;
  const escaped = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const grouped = thousands === null ? "" : `\\d{1,3}(?:${escaped(thousands)}\\d{3})+|`;
  const mark = escaped(decimal);
  const number = form(`(?:${grouped}\\d+)(?:${mark}\\d*)?|${mark}\\d+`);
  return (cell, refuse) => {
    if (!number.test(cell)) return isNumber(cell) ? refuse(cell) : cell;
    const bare = thousands === null ? cell : cell.replaceAll(thousands, "");
    return decimal === "," ? bare.replace(",", ".") : bare;
  };
}
