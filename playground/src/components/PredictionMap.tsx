/**
 * One map on a canvas: predictions of a replica or the disagreement, the examples on it, and the point that is looked
 * at.
 */
import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { bendsOf } from "../../../src/explain/hinges.js";
import { boundary, contour, type Segment } from "../draw/boundary.js";
import { labelColour } from "../draw/colours.js";
import { paintNode } from "../draw/network.js";
import { paintDisagreement, paintPredictions } from "../draw/paint.js";
import { scaleOf, targetRange } from "../draw/scale.js";
import { paint, trainPainted } from "../painting.js";
import { hasBoundaries } from "../says.js";
import { dark, mapColours } from "../scheme.js";
import {
  active,
  bends,
  brush,
  classesAlone,
  frame,
  type Place,
  painted,
  pair,
  point,
  study,
  truth,
  unit,
  varying,
  view,
} from "../state.js";
import { look } from "../training.js";
import { isWhole, sizeOf } from "../view.js";

/** Of what is drawn on a map: around it, and itself. */
const inks = (): readonly [string, string] => (dark.value ? ["#14171b", "#ffffff"] : ["#ffffff", "#14171b"]);

/** Most examples that are drawn on a map. */
const DOTS = 250;

interface Props {
  /** The replica, what parts them, or what is true. */
  of: number | "disagreement" | "truth";
  /** Examples and the point are drawn, and the map can be asked. */
  large?: boolean;
  /** For who does not see it; without one the map only decorates what has a name. */
  label?: string;
  /** Stands on the map, and says why there is nothing to see. */
  veil?: string | null;
}

/** Pixels of a side of the layer with the examples. */
const SIDE = 480;

export function PredictionMap({ of, large = false, label, veil = null }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<HTMLCanvasElement>(null);
  const lines = useRef<HTMLCanvasElement>(null);
  const image = useRef<ImageData | null>(null);

  // One pixel a point of the grid, or a cell: the browser enlarges it.
  useSignalEffect(() => {
    const [now, at, target] = [frame.value, active.value, canvas.current];
    if (!now || !at || !target || (typeof of === "number" && of >= at.replicas)) return;
    const { colours } = mapColours.value;
    const looked = large && unit.value?.replica === of ? unit.value : null;
    const network = looked && now.networks.find(({ replica }) => replica === of);
    const { across, down } = network ?? sizeOf(view.value!, at);
    const size = network ? network.points : view.value!.of === "cells" ? at.cells.count : across * down;
    // Another view was asked for and its frame is on the way.
    if (!network && now.disagreement.length !== size) return;
    if (image.current?.width !== across || image.current.height !== down) image.current = new ImageData(across, down);
    // The last row of cells may end early.
    const pixels = new Uint32Array(image.current.data.buffer).fill(0).subarray(0, size);
    // What is no number is not drawn, and what was to be compared with it neither.
    const { diverged } = now;
    if (network && looked) {
      paintNode(pixels, network, looked, colours, targetRange(at));
    } else if (of === "disagreement") {
      if (at.replicas > 1 && diverged.length === 0) paintDisagreement(pixels, now.disagreement, scaleOf(at), colours);
    } else if (of === "truth") {
      if (truth.value?.length === size * at.columns)
        paintPredictions(pixels, truth.value, at.columns, targetRange(at), colours, classesAlone.value);
    } else if (!diverged.some(({ replica }) => replica === of)) {
      paintPredictions(
        pixels,
        now.maps.subarray(of * size * at.columns, (of + 1) * size * at.columns),
        at.columns,
        targetRange(at),
        colours,
        classesAlone.value,
      );
    }
    if (target.width !== across || target.height !== down) Object.assign(target, { width: across, height: down });
    target.className = view.value!.of;
    target.getContext("2d")!.putImageData(image.current, 0, 0);
  });

  // Examples and the point do not change with the steps.
  useSignalEffect(() => {
    const [at, where, target] = [active.value, point.value, layer.current];
    if (!at || !target) return;
    const context = target.getContext("2d")!;
    context.clearRect(0, 0, SIDE, SIDE);
    const [paper, ink] = inks();
    const dot = (y: number, binary: boolean): void => {
      [context.lineWidth, context.strokeStyle, context.fillStyle] = [1.5, paper, labelColour(y, binary, dark.value)];
      context.fill();
      context.stroke();
    };
    if (brush.value !== null) {
      // A painted map is all of [-1, 1]^2, whatever the view.
      for (const { x, y } of painted.value) {
        context.beginPath();
        context.arc((SIDE * (x[0] + 1)) / 2, SIDE - (SIDE * (x[1] + 1)) / 2, 6, 0, 7);
        dot(y, true);
      }
      return;
    }
    const shown = view.value!;
    const outline = (shape: () => void): void => {
      for (const [width, colour] of [
        [5, paper],
        [2, ink],
      ] as const) {
        [context.lineWidth, context.strokeStyle] = [width, colour];
        shape();
        context.stroke();
      }
    };
    if (shown.of === "cells") {
      const { across, down } = sizeOf(shown, at);
      const cell = where?.cell;
      if (cell == null) return;
      outline(() => {
        context.beginPath();
        context.rect(
          (SIDE * (cell % across)) / across,
          (SIDE * Math.floor(cell / across)) / down,
          SIDE / across,
          SIDE / down,
        );
      });
      return;
    }
    const { axes, ranges } = shown;
    const place = (x: number, [low, high]: readonly [number, number]): number => (SIDE * (x - low)) / (high - low);
    const spot = (x: number, y: number, radius: number): void => {
      context.beginPath();
      context.arc(place(x, ranges[0]), axes[0] === axes[1] ? SIDE / 2 : SIDE - place(y, ranges[1]), radius, 0, 7);
    };
    // On a slice there are no examples.
    for (
      let n = 0;
      isWhole(varying.value) && of !== "disagreement" && at.task !== "regression" && n < Math.min(DOTS, at.train.count);
      n++
    ) {
      spot(at.train.x[n * at.inputs + axes[0]]!, at.train.x[n * at.inputs + axes[1]]!, 4);
      dot(at.train.y[n]!, at.task === "binary");
    }
    if (where) outline(() => spot(where.x[axes[0]]!, where.x[axes[1]]!, 10));
  });

  // Where the units of the replica bend, or only that which is pointed at.
  useSignalEffect(() => {
    const [now, shown, target] = [frame.value, view.value, lines.current];
    if (!now || !shown || !target || typeof of !== "number") return;
    const context = target.getContext("2d")!;
    context.clearRect(0, 0, SIDE, SIDE);
    const looked = unit.value?.replica === of ? unit.value : null;
    const network = now.networks.find(({ replica }) => replica === of);
    if ((!looked && !bends.value) || !network || network.down < 2 || shown.of !== "plane") return;
    const places = bendsOf(study.value!.activation);
    network.before.forEach((before, below) => {
      if (looked && looked.layer !== below + 1) return;
      context.beginPath();
      for (let first = 0; first < before.length; first += network.points) {
        if (looked && first !== looked.unit * network.points) continue;
        const values = before.subarray(first, first + network.points);
        for (const { at: level } of places) trace(context, contour(values, network.across, level));
      }
      const [paper, ink] = inks();
      // Of the first layer straight and strong, behind it bent and weaker.
      context.globalAlpha = below === 0 || looked ? 1 : 0.55;
      for (const [width, colour] of [
        [looked ? 5 : 3, paper],
        [looked ? 2.5 : 1.2, ink],
      ] as const) {
        [context.lineWidth, context.strokeStyle] = [width, colour];
        context.stroke();
      }
      context.globalAlpha = 1;
    });
  });

  // Between which points each of the two large replicas decides otherwise.
  useSignalEffect(() => {
    const [now, at, shown, target] = [frame.value, active.value, view.value, lines.current];
    if (!now || !at || !target || of !== "disagreement") return;
    const context = target.getContext("2d")!;
    context.clearRect(0, 0, SIDE, SIDE);
    if (!hasBoundaries(at, now, shown!) || now.disagreement.length !== shown.grid ** 2) return;
    const size = shown.grid ** 2 * at.columns;
    const [paper, ink] = inks();
    pair.value.forEach((replica, right) => {
      const segments = boundary(now.maps.subarray(replica * size, (replica + 1) * size), shown.grid, at.columns);
      context.beginPath();
      // Of the right one every second square: a dotted line.
      const isDrawn = ([x0, y0, x1, y1]: Segment): boolean =>
        right === 0 || (Math.floor((x0 + x1) * 0.5 * shown.grid) + Math.floor((y0 + y1) * 0.5 * shown.grid)) % 2 === 0;
      trace(context, segments.filter(isDrawn));
      for (const [width, colour] of [
        [5, paper],
        [2.5, ink],
      ] as const) {
        [context.lineWidth, context.strokeStyle] = [width, colour];
        context.stroke();
      }
    });
  });

  if (!large) return <canvas ref={canvas} aria-hidden="true" />;

  const onPointer = (event: PointerEvent): void => {
    if (!active.value) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const [across, up] = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
    if (brush.value === null) look(placeAt(across, up));
    else if (event.buttons & 1) paint(across, up, event.type === "pointermove");
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && brush.value !== null && active.value) {
      paint(...sharesOf(point.value), false);
      trainPainted();
      return;
    }
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!step || !active.value) return;
    event.preventDefault();
    const [across, up] = sharesOf(point.value);
    const size = view.value!.of === "cells" ? sizeOf(view.value!, active.value) : { across: 40, down: 40 };
    look(placeAt(across + step[0]! / size.across, up + step[1]! / size.down));
  };
  return (
    <div
      class={brush.value === null ? "map" : "map painting"}
      role="group"
      tabIndex={0}
      aria-label={`${label}. Arrow keys move the point that is looked at.`}
      onPointerMove={onPointer}
      onPointerDown={onPointer}
      onPointerUp={() => brush.value !== null && trainPainted()}
      onKeyDown={onKey}
    >
      <canvas ref={canvas} role="img" aria-label={label} />
      <canvas ref={lines} class="layer" width={SIDE} height={SIDE} aria-hidden="true" />
      <canvas ref={layer} class="layer" width={SIDE} height={SIDE} aria-hidden="true" />
      {veil && brush.value === null && (
        <p class="veil">
          <span>{veil}</span>
        </p>
      )}
    </div>
  );
}

function trace(context: CanvasRenderingContext2D, segments: readonly Segment[]): void {
  for (const [x0, y0, x1, y1] of segments) {
    context.moveTo(SIDE * x0, SIDE * y0);
    context.lineTo(SIDE * x1, SIDE * y1);
  }
}

const within = (t: number, low: number, high: number): number => Math.max(low, Math.min(high, t));

/** The input at a place of the map. @param across, up shares of its sides; those outside are at its edge */
function placeAt(across: number, up: number): Place {
  const [at, now] = [active.value!, view.value!];
  if (now.of === "cells") {
    const size = sizeOf(now, at);
    const [column, row] = [
      within(Math.floor(across * size.across), 0, size.across - 1),
      within(Math.floor((1 - up) * size.down), 0, size.down - 1),
    ];
    const cell = Math.min(row * size.across + column, at.cells.count - 1);
    return { x: [...at.cells.x.subarray(cell * at.inputs, (cell + 1) * at.inputs)], cell };
  }
  const { axes, ranges, fixed } = now;
  const x = [...fixed];
  x[axes[1]] = ranges[1][0] + within(up, 0, 1) * (ranges[1][1] - ranges[1][0]);
  x[axes[0]] = ranges[0][0] + within(across, 0, 1) * (ranges[0][1] - ranges[0][0]);
  return { x, cell: null };
}

/** Where a place is on the map, as shares of its sides; the middle where none is looked at. */
function sharesOf(place: Place | null): [across: number, up: number] {
  const now = view.value!;
  if (!place) return [0.5, 0.5];
  if (now.of === "cells") {
    const { across, down } = sizeOf(now, active.value!);
    return [((place.cell! % across) + 0.5) / across, 1 - (Math.floor(place.cell! / across) + 0.5) / down];
  }
  const share = (axis: 0 | 1): number =>
    (place.x[now.axes[axis]]! - now.ranges[axis][0]) / (now.ranges[axis][1] - now.ranges[axis][0]);
  return [share(0), share(1)];
}
