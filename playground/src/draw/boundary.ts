/** Where a replica decides otherwise than beside it: lines on its map. */

/** x0, y0, x1, y1 */
export type Segment = readonly [number, number, number, number];

/**
 * Segments in shares of the sides of the map, (0, 0) at its top left. Of one probability the line of one
 * half, linear between the points of the grid; of several the edges between points that are decided differently.
 * @param values [side][side][columns]
 */
export function boundary(values: Float32Array, side: number, columns: number): Segment[] {
  return columns === 1 ? contour(values, side, 0.5) : edges(values, side, columns);
}

/**
 * The line on which values on a grid are `level`, linear between its points. Marching squares: a square of four
 * neighbouring points has a line between each two of its sides that cross the level.
 * @param values [side][side]
 */
export function contour(values: Float32Array, side: number, level: number): Segment[] {
  const segments: Segment[] = [];
  const middle = (at: number): number => (at + 0.5) / side;
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0; column + 1 < side; column++) {
      const at = row * side + column;
      const [a, b, c, d] = [values[at]!, values[at + 1]!, values[at + side + 1]!, values[at + side]!];
      const crossings: number[] = [];
      const cross = (from: number, to: number, x: number, y: number, dx: number, dy: number): void => {
        if (from > level === to > level) return;
        const share = (level - from) / (to - from);
        crossings.push(middle(x + share * dx), middle(y + share * dy));
      };
      cross(a, b, column, row, 1, 0);
      cross(b, c, column + 1, row, 0, 1);
      cross(d, c, column, row + 1, 1, 0);
      cross(a, d, column, row, 0, 1);
      // All four cross at a saddle: which two belong together is not known, and does not show.
      for (let k = 0; k + 3 < crossings.length; k += 4) segments.push(crossings.slice(k, k + 4) as unknown as Segment);
    }
  }
  return segments;
}

function edges(values: Float32Array, side: number, columns: number): Segment[] {
  const decided = Array.from({ length: side * side }, (_, at) => {
    let best = 0;
    for (let c = 1; c < columns; c++) if (values[at * columns + c]! > values[at * columns + best]!) best = c;
    return best;
  });
  const segments: Segment[] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const at = row * side + column;
      const [x, y, right, below] = [column / side, row / side, (column + 1) / side, (row + 1) / side];
      if (column + 1 < side && decided[at] !== decided[at + 1]) segments.push([right, y, right, below]);
      if (row + 1 < side && decided[at] !== decided[at + side]) segments.push([x, below, right, below]);
    }
  }
  return segments;
}
