/** The picture of a map: a pixel a point, dots where the examples are, or curves over one input. */
import { labelColour } from "../draw/colours.js";
import { curvePath, heightAt } from "../draw/line.js";
import { paintDots, scatterOf } from "../draw/scatter.js";
import type { ActiveStudy, Frame } from "../engine/protocol.js";
import { dark } from "../scheme.js";
import { arrangement, view } from "../state.js";
import { kindOf } from "../view.js";
import type { Of, Subject } from "./subject.js";

/** Pixels of a side of what is drawn as dots or curves; of the small maps fewer. */
export const SIDE = 480;
const SMALL = 72;

export function drawPicture(
  canvas: HTMLCanvasElement,
  of: Of,
  subject: Subject,
  now: Frame,
  at: ActiveStudy,
  large: boolean,
): void {
  const kind = kindOf(view.value!, arrangement.value);
  canvas.className = kind;
  const side = large ? SIDE : SMALL;
  const [width, height] = kind === "line" || kind === "dots" ? [side, side] : [subject.across, subject.down];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d")!;
  if (kind === "line") return drawCurves(context, side, of, subject, now, at, large);
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  if (kind === "dots") drawDots(pixels, side, of, subject, at);
  else subject.paint(pixels.subarray(0, subject.count));
  context.putImageData(image, 0, 0);
}

function drawDots(pixels: Uint32Array, side: number, of: Of, subject: Subject, at: ActiveStudy): void {
  const { count, values } = subject;
  if (!values) return;
  const colours = new Uint32Array(count);
  subject.paint(colours);
  const order = Uint32Array.from({ length: count }, (_, n) => n);
  // The largest differences on top.
  if (of === "disagreement") order.sort((a, b) => values[a]! - values[b]!);
  // Units are asked at fewer of the examples.
  const cellOf = (dot: number): number => Math.floor((dot * at.cells.count) / count);
  paintDots(pixels, side, colours, scatterOf(at).places, order, cellOf);
}

function drawCurves(
  context: CanvasRenderingContext2D,
  side: number,
  of: Of,
  { values, columns, range, count }: Subject,
  now: Frame,
  at: ActiveStudy,
  large: boolean,
): void {
  context.clearRect(0, 0, side, side);
  if (!values) return;
  const style = getComputedStyle(document.documentElement);
  const css = (name: string): string => style.getPropertyValue(name).trim();
  const stroke = (colour: string, width: number): void => {
    [context.strokeStyle, context.lineWidth, context.lineJoin] = [colour, (width * side) / SIDE, "round"];
    context.stroke();
  };
  if (of === "disagreement") {
    const most = values.reduce((largest, value) => Math.max(largest, value), range[1]);
    curvePath(context, side, values, 1, 0, [0, most]);
    context.lineTo(side, side * heightAt(0, [0, most]));
    context.lineTo(0, side * heightAt(0, [0, most]));
    context.fillStyle = css("--purple");
    context.fill();
    return;
  }
  if (columns === 1 && at.task !== "regression") {
    context.beginPath();
    context.setLineDash([side / 60, side / 60]);
    context.moveTo(0, side * heightAt(0.5, range));
    context.lineTo(side, side * heightAt(0.5, range));
    stroke(css("--soft"), 1.5);
    context.setLineDash([]);
  }
  const isOwn = values.length === count * at.columns && typeof of === "number";
  for (let other = 0; large && isOwn && columns === 1 && other < at.replicas; other++) {
    if (other === of || now.diverged.some(({ replica }) => replica === other)) continue;
    curvePath(context, side, now.maps.subarray(other * count, (other + 1) * count), 1, 0, range);
    stroke(css("--line"), 2);
  }
  for (let column = 0; column < columns; column++) {
    curvePath(context, side, values, columns, column, range);
    const ofClass = columns > 1 && at.task !== "regression";
    stroke(ofClass ? labelColour(column, false, dark.value) : css("--ink"), 4);
  }
}
