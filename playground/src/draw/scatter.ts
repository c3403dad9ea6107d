/** Test examples as dots, where the two main directions of the training examples place them. */
import type { ActiveStudy } from "../engine/protocol.js";
import { varyingOf } from "../view.js";
import { type Plane, placesOn, principalPlane } from "./principal.js";

export interface Scatter {
  plane: Plane;
  /** Of each cell, [cells][2], shares of the sides from the left and from the top. */
  places: Float32Array;
}

const scatters = new WeakMap<ActiveStudy, Scatter>();

/** Made once a study. */
export function scatterOf(active: ActiveStudy): Scatter {
  let scatter = scatters.get(active);
  if (!scatter) {
    const { train, inputs, cells } = active;
    const plane = principalPlane(train.x, train.count, inputs, varyingOf(active));
    scatter = { plane, places: placesOn(plane, cells.x, cells.count) };
    scatters.set(active, scatter);
  }
  return scatter;
}

/**
 * Dots in the pixels of a square, the last ones on top.
 * @param pixels [side][side]
 * @param colours of the dots
 * @param order in which they are drawn
 * @param cellOf which cell a dot is
 */
export function paintDots(
  pixels: Uint32Array,
  side: number,
  colours: Uint32Array,
  places: Float32Array,
  order: Iterable<number>,
  cellOf: (dot: number) => number,
): void {
  const radius = Math.max(0.8, side * Math.min(0.02, 0.22 / Math.sqrt(places.length / 2)));
  const reach = Math.ceil(radius);
  for (const dot of order) {
    const cell = cellOf(dot);
    const [x, y] = [places[2 * cell]! * side, places[2 * cell + 1]! * side];
    for (let row = Math.max(0, Math.floor(y) - reach); row <= Math.min(side - 1, Math.floor(y) + reach); row++) {
      for (
        let column = Math.max(0, Math.floor(x) - reach);
        column <= Math.min(side - 1, Math.floor(x) + reach);
        column++
      ) {
        if ((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2 <= radius * radius)
          pixels[row * side + column] = colours[dot]!;
      }
    }
  }
}

/** The cell whose dot is nearest to a place. */
export function nearestDot({ places }: Scatter, x: number, y: number): number {
  let [nearest, least] = [0, Infinity];
  for (let cell = 0; 2 * cell < places.length; cell++) {
    const distance = (places[2 * cell]! - x) ** 2 + (places[2 * cell + 1]! - y) ** 2;
    if (distance < least) [nearest, least] = [cell, distance];
  }
  return nearest;
}
