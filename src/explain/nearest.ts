/** The training examples nearest to a point, by brute force: exact, and the same everywhere. */

/** One of them. */
export interface Near {
  example: number;
  /** Euclidean. */
  distance: number;
}

/**
 * The k nearest rows of x, the nearest first; of rows equally near, those of the lower index. Squares are added in the
 * order of the inputs, in double precision.
 * @param x [count][inputs]
 * @param point [inputs]
 */
export function nearestTo(x: Float32Array, point: Float32Array, k: number): Near[] {
  const inputs = point.length;
  const count = x.length / inputs;
  const found: { example: number; squares: number }[] = [];
  for (let n = 0; n < count; n++) {
    let squares = 0;
    for (let i = 0; i < inputs; i++) {
      const apart = x[n * inputs + i]! - point[i]!;
      squares += apart * apart;
    }
    if (found.length === k && !(squares < (found.at(-1)?.squares ?? 0))) continue;
    let place = found.length;
    while (place > 0 && found[place - 1]!.squares > squares) place--;
    found.splice(place, 0, { example: n, squares });
    if (found.length > k) found.pop();
  }
  return found.map(({ example, squares }) => ({ example, distance: Math.sqrt(squares) }));
}
