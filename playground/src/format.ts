/** Numbers and words as the page writes them. */
import type { Frame, Opened } from "./engine/protocol.js";

/** Three digits that count, without an exponent where the number is of a common size. */
export function number(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 0.0005 || size >= 1e6) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

export function percent(share: number): string {
  return `${number(100 * share)}%`;
}

/** A difference of predictions: of probabilities in percent, or in units of the target. */
export function apart(difference: number, opened: Opened | null): string {
  return (opened?.task === "regression" ? number : percent)(difference);
}

/** The prediction difference: "0" only where it is exactly that. */
export function differenceText(opened: Opened, { predictionDifference, diverged }: Frame): string {
  if (diverged) return "∞";
  if (!predictionDifference) return predictionDifference === 0 ? "0" : "–";
  return apart(predictionDifference, opened);
}

export function count(of: number, one: string, many = `${one}s`): string {
  return `${of.toLocaleString("en")} ${of === 1 ? one : many}`;
}
