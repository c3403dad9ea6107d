/** Numbers and words as the page writes them. */
import { list } from "../../src/report/format.js";
import type { ActiveStudy, Frame } from "./engine/protocol.js";

/** Three digits that count, in at most eight characters; with an exponent below `least` and from a million on. */
export function shortNumber(value: number, least = 0.001): string {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value < 0 ? "−∞" : "∞";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size < least || size >= 999_500)
    return sign + size.toExponential(1).replace(".0e", "e").replace("e+", "e").replace("e-", "e−");
  return sign + Number(size.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 20 });
}

/** A share as a percentage, in as few characters. */
export function shortPercent(share: number): string {
  return `${shortNumber(100 * share, 0.01)}%`;
}

/** A target or a prediction of one as the file has it, where the targets were scaled for training. */
export function asInFile(value: number, { preprocessing }: ActiveStudy): number {
  const target = preprocessing?.target;
  return target ? target.mean + target.sd * value : value;
}

/** A difference of predictions: of probabilities in percent, or in units of the target. */
export function apart(difference: number, active: ActiveStudy | null): string {
  return (active?.task === "regression" ? shortNumber : shortPercent)(difference);
}

/** The prediction difference: "0" only where it is exactly that, a dash where there is none. */
export function differenceText(active: ActiveStudy, { predictionDifference }: Frame): string {
  if (!predictionDifference) return predictionDifference === 0 ? "0" : "–";
  return apart(predictionDifference, active);
}

/** How large a number is written, after the class of its place: what is long is smaller. */
export function sized(place: string, text: string): string {
  return text.length > 7 ? `${place} longest` : text.length > 5 ? `${place} long` : place;
}

/** "1 parameter", "1,337 parameters". */
export function counted(of: number, one: string): string {
  return `${of.toLocaleString("en")} ${of === 1 ? one : `${one}s`}`;
}

/** "a", "a and b", "a, b and c"; of more than `most` the first, and how many more. */
export function shortList(words: readonly string[], most = 6): string {
  return list(words.length > most ? [...words.slice(0, most - 1), `${words.length - most + 1} more`] : words);
}

/** Names of the classes, of a CSV or numbers. */
export const classNamesOf = ({ classNames, columns, task }: ActiveStudy): readonly string[] =>
  classNames ?? Array.from({ length: task === "binary" ? 2 : columns }, (_, c) => String(c));

/** Names of the inputs, of a CSV or x1, x2, ... */
export const inputNamesOf = ({ inputNames, inputs }: ActiveStudy): readonly string[] =>
  inputNames ?? Array.from({ length: inputs }, (_, i) => `x${i + 1}`);
