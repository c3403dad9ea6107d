/** Places of a map and what is there: by a pointer, or by the arrow keys. */
import { nearestDot, scatterOf } from "../draw/scatter.js";
import { active, arrangement, type Place, point, view } from "../state.js";
import { kindOf, sizeOf } from "../view.js";

const within = (t: number, low: number, high: number): number => Math.max(low, Math.min(high, t));

function cellPlace(cell: number): Place {
  const { cells, inputs } = active.value!;
  return { x: [...cells.x.subarray(cell * inputs, (cell + 1) * inputs)], cell };
}

/** The input at a place of the map. @param across, up shares of its sides; those outside are at its edge */
export function placeAt(across: number, up: number): Place {
  const [at, now] = [active.value!, view.value!];
  if (now.of === "cells") {
    if (kindOf(now, arrangement.value) === "dots") return cellPlace(nearestDot(scatterOf(at), across, 1 - up));
    const size = sizeOf(now, at);
    const [column, row] = [
      within(Math.floor(across * size.across), 0, size.across - 1),
      within(Math.floor((1 - up) * size.down), 0, size.down - 1),
    ];
    return cellPlace(Math.min(row * size.across + column, at.cells.count - 1));
  }
  const { axes, ranges, fixed } = now;
  const x = [...fixed];
  x[axes[1]] = ranges[1][0] + within(up, 0, 1) * (ranges[1][1] - ranges[1][0]);
  x[axes[0]] = ranges[0][0] + within(across, 0, 1) * (ranges[0][1] - ranges[0][0]);
  return { x, cell: null };
}

/** Where a place is on the map, as shares of its sides; the middle where none is looked at. */
export function sharesOf(place: Place | null): [across: number, up: number] {
  const now = view.value!;
  if (!place) return [0.5, 0.5];
  if (now.of === "cells") {
    const at = active.value!;
    if (kindOf(now, arrangement.value) === "dots") {
      const { places } = scatterOf(at);
      return [places[2 * place.cell!]!, 1 - places[2 * place.cell! + 1]!];
    }
    const { across, down } = sizeOf(now, at);
    return [((place.cell! % across) + 0.5) / across, 1 - (Math.floor(place.cell! / across) + 0.5) / down];
  }
  const share = (axis: 0 | 1): number =>
    (place.x[now.axes[axis]]! - now.ranges[axis][0]) / (now.ranges[axis][1] - now.ranges[axis][0]);
  return [share(0), share(1)];
}

/** The place beside that which is looked at. @param right, up of which one is 1 or -1 and the other 0 */
export function placeBeside(right: number, up: number): Place {
  const [at, now, from] = [active.value!, view.value!, point.value];
  const [across, height] = sharesOf(from);
  if (now.of === "plane") return placeAt(across + right / 40, height + up / 40);
  if (kindOf(now, arrangement.value) === "dots" && from) return nextDot(from.cell!, right, up);
  const size = sizeOf(now, at);
  return placeAt(across + right / size.across, height + up / size.down);
}

/** The nearest dot on that side, or the same where there is none. */
function nextDot(from: number, right: number, up: number): Place {
  const { places } = scatterOf(active.value!);
  let [next, least] = [from, Infinity];
  for (let cell = 0; 2 * cell < places.length; cell++) {
    const [x, y] = [places[2 * cell]! - places[2 * from]!, places[2 * from + 1]! - places[2 * cell + 1]!];
    const [ahead, aside] = right !== 0 ? [x * right, y] : [y * up, x];
    // Within 45 degrees of the way.
    if (ahead > 0 && Math.abs(aside) <= ahead && x * x + y * y < least) [next, least] = [cell, x * x + y * y];
  }
  return cellPlace(next);
}
