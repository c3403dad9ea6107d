/** Ranges of numbers as text: `1..6000*4` multiplies, `0..10+2` adds, `0..4` adds 1. */
import { shown, wrongValue } from "../study/errors.js";

const NUMBER = "[+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][+-]?\\d+)?";
const RANGE = new RegExp(`^\\s*(${NUMBER})\\.\\.(${NUMBER})(?:([*+])(${NUMBER}))?\\s*$`);

/** Values of one axis, at most. */
export const MOST_VALUES = 10_000;
/** Significant digits of a value: 0.1 + 0.2 is written 0.3, and is that number. */
const DIGITS = 12;

/** Whether a text has the form of a range. */
export function isRange(text: string): boolean {
  return RANGE.test(text);
}

/**
 * The numbers of a range, ascending: its first, and those up to its last.
 * @param path of the axis
 * @throws InputError for a range that is none, never ends or is empty
 */
export function rangeValues(text: string, path: string): number[] {
  const [, from, to, sign = "+", by = "1"] = RANGE.exec(text) ?? [];
  const [first, last, step] = [Number(from), Number(to), Number(by)];
  const grows = sign === "*" ? first > 0 && step > 1 : step > 0;
  const what = "a range as 1..6000*4 (each 4 times the one before) or 0..10+2 (each 2 more), ascending";
  if (from === undefined || !grows || !(first <= last)) throw wrongValue(path, what, shown(text));
  const values = [first];
  for (;;) {
    const before = values.at(-1)!;
    const next = Number((sign === "*" ? before * step : first + values.length * step).toPrecision(DIGITS));
    if (!(next <= last)) return values;
    if (!(next > before) || values.length === MOST_VALUES)
      throw wrongValue(path, `a range of at most ${MOST_VALUES} values`, shown(text), "Take longer steps.");
    values.push(next);
  }
}
