/** Lines on the maps of a plane: where units bend, and where replicas decide otherwise than beside it. */
import { bendsOf } from "../../../src/explain/hinges.js";
import { boundary, contour, type Segment } from "../draw/boundary.js";
import type { ActiveStudy, Frame } from "../engine/protocol.js";
import { hasBoundaries } from "../says.js";
import { bends, pair, study, unit, view } from "../state.js";
import { outlined } from "./ink.js";
import { SIDE } from "./picture.js";

/** Where the units of a replica bend, or only that which is pointed at. */
export function drawBends(context: CanvasRenderingContext2D, of: number, now: Frame): void {
  context.clearRect(0, 0, SIDE, SIDE);
  const looked = unit.value?.replica === of ? unit.value : null;
  const network = now.networks.find(({ replica }) => replica === of);
  if ((!looked && !bends.value) || !network || network.down < 2 || view.value!.of !== "plane") return;
  const places = bendsOf(study.value!.activation);
  network.before.forEach((before, below) => {
    if (looked && looked.layer !== below + 1) return;
    context.beginPath();
    for (let first = 0; first < before.length; first += network.points) {
      if (looked && first !== looked.unit * network.points) continue;
      const values = before.subarray(first, first + network.points);
      for (const { at: level } of places) trace(context, contour(values, network.across, level));
    }
    // Of the first layer straight and strong, behind it bent and weaker.
    context.globalAlpha = below === 0 || looked ? 1 : 0.55;
    if (looked) outlined(context, 2.5, 5);
    else outlined(context, 1.2, 3);
    context.globalAlpha = 1;
  });
}

/** Between which points each of the two large replicas decides otherwise. */
export function drawBoundaries(context: CanvasRenderingContext2D, now: Frame, at: ActiveStudy): void {
  context.clearRect(0, 0, SIDE, SIDE);
  const shown = view.value!;
  if (!hasBoundaries(at, now, shown) || now.disagreement.length !== shown.grid ** 2) return;
  const size = shown.grid ** 2 * at.columns;
  pair.value.forEach((replica, right) => {
    const segments = boundary(now.maps.subarray(replica * size, (replica + 1) * size), shown.grid, at.columns);
    context.beginPath();
    // Of the right one every second square: a dotted line.
    const isDrawn = ([x0, y0, x1, y1]: Segment): boolean =>
      right === 0 || (Math.floor((x0 + x1) * 0.5 * shown.grid) + Math.floor((y0 + y1) * 0.5 * shown.grid)) % 2 === 0;
    trace(context, segments.filter(isDrawn));
    outlined(context, 2.5, 5);
  });
}

function trace(context: CanvasRenderingContext2D, segments: readonly Segment[]): void {
  for (const [x0, y0, x1, y1] of segments) {
    context.moveTo(SIDE * x0, SIDE * y0);
    context.lineTo(SIDE * x1, SIDE * y1);
  }
}
