/** From numbers on a grid to pixels. */
import type { Colours } from "./colours.js";

/**
 * Pixels of a decision map, [rows][grid][columns]; values of a regression are spread over their range.
 * @param alone the class that is decided, as if it were certain
 */
export function paintPredictions(
  pixels: Uint32Array,
  values: Float32Array,
  columns: number,
  range: readonly [number, number] | null,
  colours: Colours,
  alone = false,
): void {
  const [low, high] = range ?? [0, 1];
  const factor = 255 / (high - low || 1);
  for (let i = 0; i < pixels.length; i++) {
    if (columns === 1 || range) {
      const value = values[i * columns]!;
      const at = Math.round(((alone && !range ? Number(value > 0.5) : value) - low) * factor);
      // What is no number has no colour.
      pixels[i] = (range ? colours.values : colours.prediction)[Math.max(0, Math.min(255, at))] ?? 0;
      continue;
    }
    let best = 0;
    for (let c = 1; c < columns; c++) if (values[i * columns + c]! > values[i * columns + best]!) best = c;
    const certain = alone ? 1 : (values[i * columns + best]! * columns - 1) / (columns - 1);
    pixels[i] = colours.ofClass(best)[Math.max(0, Math.min(255, Math.round(255 * certain)))] ?? 0;
  }
}

export function paintDisagreement(pixels: Uint32Array, values: Float32Array, scale: number, colours: Colours): void {
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = colours.disagreement[Math.min(255, Math.round((255 * values[i]!) / scale))] ?? 0;
}

/** What a unit gives, [points]: of its own largest, above 0 or below. */
export function paintUnit(pixels: Uint32Array, values: Float32Array, colours: Colours): void {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = colours.signed[Math.round(127.5 + (127.5 * values[i]!) / most)] ?? 0;
}
