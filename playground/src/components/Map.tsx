/** One map on a canvas: predictions of a replica or the disagreement, the examples on it, and the point that is looked at. */
import { computed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { coloursOf, labelColour } from "../draw/colours.js";
import { paintDisagreement, paintPredictions } from "../draw/paint.js";
import { scaleOf, targetRange } from "../draw/scale.js";
import { dark } from "../scheme.js";
import { paint, trainPainted } from "../painting.js";
import { brush, frame, opened, painted, point, view } from "../state.js";
import { look } from "../training.js";

/** Made once a scheme, and not for each map of each frame. */
const colours = computed(() => coloursOf(dark.value));

/** Most examples that are drawn on a map. */
const DOTS = 250;

interface Props {
  /** The replica, or "disagreement". */
  of: number | "disagreement";
  /** Examples and the point are drawn, and the map can be asked. */
  large?: boolean;
  /** For who does not see it; without one the map only decorates what has a name. */
  label?: string;
}

/** Pixels of a side of the layer with the examples. */
const SIDE = 480;

export function Map({ of, large = false, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<HTMLCanvasElement>(null);
  const image = useRef<ImageData | null>(null);

  // One pixel a point of the grid: the browser enlarges it.
  useSignalEffect(() => {
    const [now, at, target] = [frame.value, opened.value, canvas.current];
    if (!now || !at || !target || (of !== "disagreement" && of >= at.replicas)) return;
    const { grid, axes } = view.value!;
    const rows = axes[0] === axes[1] ? 1 : grid;
    const size = grid * rows;
    // Another view was asked for and its frame is on the way.
    if (now.disagreement.length !== size) return;
    if (image.current?.width !== grid || image.current.height !== rows) image.current = new ImageData(grid, rows);
    const pixels = new Uint32Array(image.current.data.buffer);
    if (of === "disagreement") paintDisagreement(pixels, now.disagreement, scaleOf(at), colours.value);
    else paintPredictions(pixels, now.maps.subarray(of * size * at.columns, (of + 1) * size * at.columns), at.columns, targetRange(at), colours.value);
    if (target.width !== grid || target.height !== rows) Object.assign(target, { width: grid, height: rows });
    target.getContext("2d")!.putImageData(image.current, 0, 0);
  });

  // Examples and the point do not change with the steps.
  useSignalEffect(() => {
    const [at, where, target] = [opened.value, point.value, layer.current];
    if (!at || !target) return;
    const { axes, ranges } = view.value!;
    const flat = axes[0] === axes[1];
    const context = target.getContext("2d")!;
    context.clearRect(0, 0, SIDE, SIDE);
    const place = (x: number, [low, high]: readonly [number, number]): number => (SIDE * (x - low)) / (high - low);
    const spot = (x: number, y: number, radius: number): void => {
      context.beginPath();
      context.arc(place(x, ranges[0]), flat ? SIDE / 2 : SIDE - place(y, ranges[1]), radius, 0, 7);
    };
    const [paper, ink] = dark.value ? ["#14171b", "#ffffff"] : ["#ffffff", "#14171b"];
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
    for (let n = 0; of !== "disagreement" && at.task !== "regression" && n < Math.min(DOTS, at.train.count); n++) {
      spot(at.train.x[n * at.inputs + axes[0]]!, at.train.x[n * at.inputs + axes[1]]!, 4);
      dot(at.train.y[n]!, at.task === "binary");
    }
    if (!where) return;
    for (const [width, colour] of [[5, paper], [2, ink]] as const) {
      [context.lineWidth, context.strokeStyle] = [width, colour];
      spot(where.x[axes[0]]!, where.x[axes[1]]!, 10);
      context.stroke();
    }
  });

  if (!large) return <canvas ref={canvas} aria-hidden="true" />;

  const ask = (across: number, up: number): void => {
    const at = opened.value!;
    const { axes, ranges } = view.value!;
    const x = new Array<number>(at.inputs).fill(0);
    const clamp = (t: number): number => Math.max(0, Math.min(1, t));
    x[axes[1]] = ranges[1][0] + clamp(up) * (ranges[1][1] - ranges[1][0]);
    x[axes[0]] = ranges[0][0] + clamp(across) * (ranges[0][1] - ranges[0][0]);
    look(x);
  };
  const onPointer = (event: PointerEvent): void => {
    if (!opened.value) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const [across, up] = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
    if (brush.value === null) ask(across, up);
    else if (event.buttons & 1) paint(across, up, event.type === "pointermove");
  };
  const share = (axis: 0 | 1): number => {
    const { axes, ranges } = view.value!;
    return point.value ? (point.value.x[axes[axis]]! - ranges[axis][0]) / (ranges[axis][1] - ranges[axis][0]) : 0.5;
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && brush.value !== null && opened.value) {
      paint(share(0), share(1), false);
      trainPainted();
      return;
    }
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!step || !opened.value) return;
    event.preventDefault();
    ask(share(0) + step[0]! / 40, share(1) + step[1]! / 40);
  };
  return (
    <div class={brush.value === null ? "map" : "map painting"} role="group" tabIndex={0} aria-label={`${label}. Arrow keys move the point that is looked at.`} onPointerMove={onPointer} onPointerDown={onPointer} onPointerUp={() => brush.value !== null && trainPainted()} onKeyDown={onKey}>
      <canvas ref={canvas} role="img" aria-label={label} />
      <canvas ref={layer} class="layer" width={SIDE} height={SIDE} aria-hidden="true" />
    </div>
  );
}
