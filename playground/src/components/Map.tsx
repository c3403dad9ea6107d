/** One map on a canvas: predictions of a replica or the disagreement, the examples on it, and the point that is looked at. */
import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { coloursOf, labelColour } from "../draw/colours.js";
import { paintDisagreement, paintPredictions } from "../draw/paint.js";
import { scaleOf, targetRange } from "../draw/scale.js";
import { dark } from "../scheme.js";
import { frame, opened, point, view } from "../state.js";
import { look } from "../training.js";

/** Most examples that are drawn on a map. */
const DOTS = 250;

interface Props {
  /** The replica, or "disagreement". */
  of: number | "disagreement";
  /** Examples and the point are drawn, and the map can be asked. */
  large?: boolean;
  label: string;
}

export function Map({ of, large = false, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const small = useRef<HTMLCanvasElement | null>(null);

  useSignalEffect(() => {
    const [now, at, target] = [frame.value, opened.value, canvas.current];
    const [colours, where] = [coloursOf(dark.value), large ? point.value : null];
    if (!now || !at || !target || (of !== "disagreement" && of >= at.replicas)) return;
    const { grid, axes, ranges } = view.value!;
    const rows = axes[0] === axes[1] ? 1 : grid;
    const image = new ImageData(grid, rows);
    const pixels = new Uint32Array(image.data.buffer);
    const size = grid * rows;
    // Another view was asked for and its frame is on the way.
    if (now.disagreement.length !== size) return;
    if (of === "disagreement") paintDisagreement(pixels, now.disagreement, scaleOf(at), colours);
    else paintPredictions(pixels, now.maps.subarray(of * size * at.columns, (of + 1) * size * at.columns), at.columns, targetRange(at), colours);
    small.current ??= document.createElement("canvas");
    Object.assign(small.current, { width: grid, height: rows });
    small.current.getContext("2d")!.putImageData(image, 0, 0);
    const side = large ? 480 : 120;
    if (target.width !== side) Object.assign(target, { width: side, height: side });
    const context = target.getContext("2d")!;
    context.drawImage(small.current, 0, 0, side, side);
    if (!large) return;
    const place = (x: number, [low, high]: readonly [number, number]): number => (side * (x - low)) / (high - low);
    if (of !== "disagreement" && at.task !== "regression") {
      context.lineWidth = 1.5;
      context.strokeStyle = dark.value ? "#14171b" : "#ffffff";
      for (let n = 0; n < Math.min(DOTS, at.train.count); n++) {
        const x = place(at.train.x[n * at.inputs + axes[0]]!, ranges[0]);
        const y = rows === 1 ? side / 2 : side - place(at.train.x[n * at.inputs + axes[1]]!, ranges[1]);
        context.beginPath();
        context.arc(x, y, 4, 0, 7);
        context.fillStyle = labelColour(at.train.y[n]!, at.task === "binary", dark.value);
        context.fill();
        context.stroke();
      }
    }
    if (!where) return;
    const [x, y] = [place(where.x[axes[0]]!, ranges[0]), rows === 1 ? side / 2 : side - place(where.x[axes[1]]!, ranges[1])];
    for (const [width, colour] of [[5, dark.value ? "#14171b" : "#ffffff"], [2, dark.value ? "#ffffff" : "#14171b"]] as const) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.beginPath();
      context.arc(x, y, 10, 0, 7);
      context.stroke();
    }
  });

  if (!large) return <canvas ref={canvas} role="img" aria-label={label} />;

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
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    ask((event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height);
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!step || !opened.value) return;
    event.preventDefault();
    const { axes, ranges } = view.value!;
    const share = (axis: 0 | 1): number => (point.value ? (point.value.x[axes[axis]]! - ranges[axis][0]) / (ranges[axis][1] - ranges[axis][0]) : 0.5);
    ask(share(0) + step[0]! / 40, share(1) + step[1]! / 40);
  };
  return (
    <div class="map" role="group" tabIndex={0} aria-label={`${label}. Arrow keys move the point that is looked at.`} onPointerMove={onPointer} onPointerDown={onPointer} onKeyDown={onKey}>
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  );
}
