/** The layer above the picture of a map: training examples, painted points, and the point that is looked at. */
import { labelColour } from "../draw/colours.js";
import { heightAt } from "../draw/line.js";
import { targetRange } from "../draw/scale.js";
import { scatterOf } from "../draw/scatter.js";
import type { ActiveStudy } from "../engine/protocol.js";
import { dark } from "../scheme.js";
import { arrangement, brush, painted, point, varying, view } from "../state.js";
import { isWhole, kindOf, sizeOf } from "../view.js";
import { inks, outlined } from "./ink.js";
import { SIDE } from "./picture.js";
import type { Of } from "./subject.js";

/** Most examples that are drawn on a map. */
const DOTS = 250;

export function drawExamples(context: CanvasRenderingContext2D, of: Of, at: ActiveStudy): void {
  context.clearRect(0, 0, SIDE, SIDE);
  const where = point.value;
  const circle = (x: number, y: number, radius: number): void => {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
  };
  const dot = (y: number, binary: boolean): void => {
    const [paper] = inks();
    [context.lineWidth, context.strokeStyle, context.fillStyle] = [1.5, paper, labelColour(y, binary, dark.value)];
    context.fill();
    context.stroke();
  };
  if (brush.value !== null) {
    // A painted map is all of [-1, 1]^2, whatever the view.
    for (const { x, y } of painted.value) {
      circle((SIDE * (x[0] + 1)) / 2, SIDE - (SIDE * (x[1] + 1)) / 2, 6);
      dot(y, true);
    }
    return;
  }
  const shown = view.value!;
  const kind = kindOf(shown, arrangement.value);
  if (shown.of === "cells") {
    const cell = where?.cell;
    if (cell == null) return;
    const { across, down } = sizeOf(shown, at);
    const { places } = kind === "dots" ? scatterOf(at) : { places: null };
    if (places) circle(SIDE * places[2 * cell]!, SIDE * places[2 * cell + 1]!, 12);
    else {
      context.beginPath();
      context.rect(
        (SIDE * (cell % across)) / across,
        (SIDE * Math.floor(cell / across)) / down,
        SIDE / across,
        SIDE / down,
      );
    }
    outlined(context, 2, 5);
    return;
  }
  const { axes, ranges } = shown;
  const along = (x: number, [low, high]: readonly [number, number]): number => (SIDE * (x - low)) / (high - low);
  const range = targetRange(at) ?? [0, 1];
  /** On curves an example stands where its label or its target is, classes of more than two below them all. */
  const up = (n: number): number =>
    kind === "line"
      ? SIDE * heightAt(at.columns > 1 && at.task !== "regression" ? -0.02 : at.train.y[n]!, range)
      : SIDE - along(at.train.x[n * at.inputs + axes[1]]!, ranges[1]);
  // On a slice there are no examples; and on a plane those of a regression have no colour.
  const isDrawn = isWhole(varying.value) && of !== "disagreement" && (at.task !== "regression" || kind === "line");
  for (let n = 0; isDrawn && n < Math.min(DOTS, at.train.count); n++) {
    circle(along(at.train.x[n * at.inputs + axes[0]]!, ranges[0]), up(n), 4);
    dot(at.task === "regression" ? 1 : at.train.y[n]!, at.task !== "classes");
  }
  if (!where) return;
  const x = along(where.x[axes[0]]!, ranges[0]);
  if (kind === "line") {
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, SIDE);
  } else circle(x, SIDE - along(where.x[axes[1]]!, ranges[1]), 10);
  outlined(context, 2, 5);
}
