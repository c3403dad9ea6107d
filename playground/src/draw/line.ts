/** What replicas say over one input: curves. */

/** Shares of the height that stay free above and below. */
const MARGIN = 0.06;

/** Of a value its height from the top, as a share. */
export function heightAt(value: number, [low, high]: readonly [number, number]): number {
  return 1 - MARGIN - (1 - 2 * MARGIN) * Math.max(-0.05, Math.min(1.05, (value - low) / (high - low || 1)));
}

/**
 * A path through values at the middles of equal parts of the width.
 * @param values every `columns`-th from `column` on
 */
export function curvePath(
  context: CanvasRenderingContext2D,
  side: number,
  values: Float32Array,
  columns: number,
  column: number,
  range: readonly [number, number],
): void {
  const count = values.length / columns;
  context.beginPath();
  for (let i = 0; i < count; i++)
    context.lineTo((side * (i + 0.5)) / count, side * heightAt(values[i * columns + column]!, range));
}
