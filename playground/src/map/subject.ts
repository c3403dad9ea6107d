/** What a map is of: its values at the points of the view, and the colours that they have. */
import type { Colours } from "../draw/colours.js";
import { drawnOf, paintNode, valuesOf } from "../draw/network.js";
import { paintDisagreement, paintPredictions } from "../draw/paint.js";
import { scaleOf, targetRange } from "../draw/scale.js";
import type { ActiveStudy, Frame } from "../engine/protocol.js";
import { mapColours } from "../scheme.js";
import { classesAlone, truth, unit, view } from "../state.js";
import { sizeOf } from "../view.js";

/** A replica, what parts them, or what is true. */
export type Of = number | "disagreement" | "truth";

export interface Subject {
  /** Points, and the grid that they are on: [down][across], where its last row may end early. */
  count: number;
  across: number;
  down: number;
  /** [count][columns]; null where there is nothing to draw. */
  values: Float32Array | null;
  columns: number;
  /** The values at the lower and the upper end of a curve. */
  range: readonly [number, number];
  /** Writes their colours, [count]. */
  paint(pixels: Uint32Array): void;
}

/**
 * @param large a unit that is pointed at takes the place of what its replica predicts
 * @returns null where the view has changed and its frame is on the way
 */
export function subjectOf(of: Of, now: Frame, at: ActiveStudy, large: boolean): Subject | null {
  const { colours } = mapColours.value;
  const looked = large && unit.value?.replica === of ? unit.value : null;
  const network = looked && now.networks.find(({ replica }) => replica === of);
  if (network && looked && looked.unit < (drawnOf(network)[looked.layer] ?? 0)) {
    const { points: count, across, down } = network;
    const values = valuesOf(network, looked);
    const isOutput = looked.layer === network.layers.length;
    const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
    return {
      count,
      across,
      down,
      values,
      columns: 1,
      range: isOutput ? rangeOf(at) : [-most, most],
      paint: (pixels) => paintNode(pixels, network, looked, colours, targetRange(at)),
    };
  }
  const { across, down } = sizeOf(view.value!, at);
  const count = view.value!.of === "cells" ? at.cells.count : across * down;
  if (now.disagreement.length !== count) return null;
  const size = { count, across, down };
  if (of === "disagreement") {
    // What is no number is not drawn, and what was to be compared with it neither.
    const values = at.replicas > 1 && now.diverged.length === 0 ? now.disagreement : null;
    const scale = scaleOf(at);
    return {
      ...size,
      values,
      columns: 1,
      range: [0, scale],
      paint: (pixels) => values && paintDisagreement(pixels, values, scale, colours),
    };
  }
  return { ...size, columns: at.columns, range: rangeOf(at), ...predicted(of, now, at, count, colours) };
}

function predicted(
  of: number | "truth",
  now: Frame,
  at: ActiveStudy,
  count: number,
  colours: Colours,
): Pick<Subject, "values" | "paint"> {
  const length = count * at.columns;
  const found =
    of === "truth"
      ? truth.value
      : now.diverged.some(({ replica }) => replica === of)
        ? null
        : now.maps.subarray(of * length, (of + 1) * length);
  const values = found?.length === length ? found : null;
  return {
    values,
    paint: (pixels) =>
      values && paintPredictions(pixels, values, at.columns, targetRange(at), colours, classesAlone.value),
  };
}

/** Of probabilities from 0 to 1, of a regression what its targets span. */
function rangeOf(at: ActiveStudy): readonly [number, number] {
  return targetRange(at) ?? [0, 1];
}
