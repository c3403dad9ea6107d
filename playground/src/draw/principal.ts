/**
 * The two directions in which examples vary most: their principal components. For the eye: by subspace iteration, from
 * the same start each time.
 */

export interface Plane {
  /** [inputs] */
  mean: Float64Array;
  /** Two directions of length 1 at a right angle, [2][inputs]. */
  axes: [Float64Array, Float64Array];
  /** Share of the variance along each. */
  shares: [number, number];
}

/** Rows that are looked at, at most: evenly spaced ones of many. */
const ROWS = 1000;
const ROUNDS = 60;

/**
 * @param x [count][inputs]
 * @param used the inputs that count; the others have weight 0
 */
export function principalPlane(x: Float32Array, count: number, inputs: number, used: readonly number[]): Plane {
  const rows = Math.min(count, ROWS);
  const mean = new Float64Array(inputs);
  const centred = Array.from({ length: rows }, (_, k) => {
    const at = Math.floor((k * count) / rows) * inputs;
    return Float64Array.from(used, (input) => x[at + input]!);
  });
  used.forEach((input, i) => {
    mean[input] = centred.reduce((sum, row) => sum + row[i]!, 0) / rows;
    for (const row of centred) row[i]! -= mean[input]!;
  });
  const total = centred.reduce((sum, row) => sum + dot(row, row), 0) || 1;
  let pair = orthonormal([0, 1].map((k) => Float64Array.from(used, (_, i) => 1 + (((i + 1) * (7 + 24 * k)) % 11))));
  for (let round = 0; round < ROUNDS; round++) pair = orthonormal(pair.map((axis) => times(centred, axis)));
  const [u, v] = pair as [Float64Array, Float64Array];
  // Within their plane: the eigenvectors of a symmetric matrix of two rows.
  const [a, b, c] = [dot(u, times(centred, u)), dot(u, times(centred, v)), dot(v, times(centred, v))];
  const root = Math.sqrt(((a - c) / 2) ** 2 + b * b);
  const largest = (a + c) / 2 + root;
  // Of the two forms that which subtracts nothing.
  const [p, q] = a >= c ? unit(root + (a - c) / 2, b) : unit(b, root + (c - a) / 2);
  const axes = [
    [p, q],
    [-q, p],
  ].map(([m, n]) => spread(u, v, m!, n!, used, inputs)) as [Float64Array, Float64Array];
  return { mean, axes, shares: [largest / total, Math.max(0, (a + c) / 2 - root) / total] };
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function unit(a: number, b: number): [number, number] {
  const size = Math.sqrt(a * a + b * b);
  return size === 0 ? [1, 0] : [a / size, b / size];
}

/** X' X a */
function times(rows: readonly Float64Array[], a: Float64Array): Float64Array {
  const product = new Float64Array(a.length);
  for (const row of rows) {
    const along = dot(row, a);
    for (let i = 0; i < product.length; i++) product[i]! += along * row[i]!;
  }
  return product;
}

/** Two directions of length 1 at a right angle; a direction that is none gives way to the first input, or the next. */
function orthonormal(directions: readonly Float64Array[]): Float64Array[] {
  const made: Float64Array[] = [];
  for (const direction of directions) {
    let left = rest(direction, made);
    for (let i = 0; dot(left, left) < 1e-20 * (dot(direction, direction) || 1) && i < left.length; i++)
      left = rest(
        direction.map((_, k) => (k === i ? 1 : 0)),
        made,
      );
    const size = Math.sqrt(dot(left, left)) || 1;
    made.push(left.map((value) => value / size));
  }
  return made;
}

function rest(direction: Float64Array, from: readonly Float64Array[]): Float64Array {
  let left = direction;
  // Twice, for what rounding leaves of large parts.
  for (const axis of [...from, ...from]) {
    const along = dot(left, axis);
    left = left.map((value, i) => value - along * axis[i]!);
  }
  return left;
}

/** m u + n v over all inputs; its largest part is above 0, so that a picture is not mirrored by chance. */
function spread(
  u: Float64Array,
  v: Float64Array,
  m: number,
  n: number,
  used: readonly number[],
  inputs: number,
): Float64Array {
  const axis = new Float64Array(inputs);
  used.forEach((input, i) => {
    axis[input] = m * u[i]! + n * v[i]!;
  });
  const largest = axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? axis.map((value) => 0 - value) : axis;
}

/** Places of rows on the plane, shares of the sides of a square that holds them all with a margin, [count][2]. */
export function placesOn({ mean, axes }: Plane, x: Float32Array, count: number): Float32Array {
  const inputs = mean.length;
  const places = new Float32Array(2 * count);
  axes.forEach((axis, side) => {
    const along = Float64Array.from({ length: count }, (_, n) => {
      let sum = 0;
      for (let input = 0; input < inputs; input++) sum += (x[n * inputs + input]! - mean[input]!) * axis[input]!;
      return sum;
    });
    const low = along.reduce((least, value) => Math.min(least, value), Infinity);
    const width = along.reduce((most, value) => Math.max(most, value), -Infinity) - low || 1;
    along.forEach((value, n) => {
      const share = 0.04 + (0.92 * (value - low)) / width;
      // Down from the top, as pixels are.
      places[2 * n + side] = side === 0 ? share : 1 - share;
    });
  });
  return places;
}
